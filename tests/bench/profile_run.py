#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Where a whole run's instructions go, function by function, of an image or of the same program
as the only process of a Linux guest.

    profile_run.py IMAGE ARGUMENT...            with IMAGE.dbg beside it
    profile_run.py --linux PROGRAM ARGUMENT...  in /data, in memory; static, with symbols

A repeated string instruction counts once for each repetition, as under -icount: an emulator
takes that long. What has no symbol (Linux's kernel) is summed by the gibibyte it lies in.
"""

from __future__ import annotations

import argparse
import bisect
import os
import re
import tempfile
from collections import Counter
from pathlib import Path

import counting
import elf
import linux_guest
import machines
from machines import harness

MEMORY = "256M"
LTO_FILE = re.compile(r"\.c\.[0-9a-f]{8}$")  # link-time optimisation's names for files


def by_function(blocks: list[list[int]], symbols: list[tuple[int, str]], end: int) -> Counter:
    """Instructions of each function; a block lies in the one it begins in."""
    starts = [address for address, _ in symbols]
    sums: Counter = Counter()
    for first, _, count, times, _ in blocks:
        index = bisect.bisect_right(starts, first) - 1
        known = index >= 0 and first < end
        sums[symbols[index][1] if known else f"at {first >> 30 << 30:#x}"] += count * times
    return sums


def read(path: str) -> list[list[int]]:
    """First and last address, instructions, times, repetitions: the plugin's lines."""
    with open(path, encoding="ascii") as file:
        return [[int(word, base) for word, base in zip(line.split(), (16, 16, 10, 10, 10))]
                for line in file]


def run(image: str, arguments: str, linux: bool) -> tuple[str, list[list[int]]]:
    """What it printed, and the blocks that profile_plugin.c wrote."""
    with tempfile.TemporaryDirectory(prefix="ukulele-profile-") as folder:
        out = os.path.join(folder, "blocks")
        extra = " ".join(counting.plugin("profile_plugin", f"out={out}"))
        append = f"-- {arguments}"
        if linux:
            found = linux_guest.get()
            initramfs = os.path.join(folder, "initramfs")
            linux_guest.initramfs(found, image, initramfs, "files")
            append, image = linux_guest.append_files("tmpfs", arguments), found.kernel
            extra += f" -initrd {initramfs}"
        done = harness.Image(Path(image)).boot(
            machines.MACHINE, append, timeout=600,
            options=("--accel", "tcg", "--memory", MEMORY, f"--qemu={extra}"))
        return done.output + done.errors, read(out)


def main() -> int:
    parser = argparse.ArgumentParser(description="Where a run's instructions go.")
    parser.add_argument("--linux", action="store_true", help="a static program of Linux")
    parser.add_argument("--top", type=int, default=40, help="how many functions to print")
    parser.add_argument("image")
    parser.add_argument("argument", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    image = os.path.abspath(given.image)
    symbols = [(address, name) for address, name in
               elf.code_symbols(image if given.linux else image + ".dbg")
               if not LTO_FILE.search(name)]
    output, blocks = run(image, " ".join(given.argument), given.linux)
    print(output.strip())
    sums = by_function(blocks, symbols, symbols[-1][0] + (1 << 16))
    for name, total in sums.most_common(given.top):
        print(f"{total:14,}  {name}")
    print(f"{sum(sums.values()):14,}  all")
    print(f"{sum(block[4] for block in blocks):14,}  of these repetitions of string instructions")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
