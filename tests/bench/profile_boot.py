#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Where an image's boot instructions go: by function, and by library.

    profile_boot.py IMAGE [TEXT] [MACHINE]     up to the first character of TEXT ("Hello, world!")
"""

from __future__ import annotations

import bisect
import subprocess
import sys

import elf
import instructions
import symbolize


def by_function(image: str, count: instructions.Count) -> list[tuple[str, int]]:
    """Names and instructions, the most expensive first."""
    symbols = sorted((address, name) for name, address in elf.functions(image + ".dbg").items())
    starts = [address for address, _ in symbols]
    sums: dict[str, int] = {}
    for address, times in count.times.items():
        index = bisect.bisect_right(starts, address) - 1
        name = symbols[index][1] if index >= 0 else "?"
        sums[name] = sums.get(name, 0) + times
    return sorted(sums.items(), key=lambda item: -item[1])


def by_component(image: str, count: instructions.Count) -> list[tuple[str, int]]:
    """Libraries and their instructions, in the order in which they first ran: the boot's phases.

    By the line that each instruction stems from, so what LTO inlined counts where it was written.
    """
    addresses = sorted(count.times, key=lambda address: count.first_seen[address])
    places = subprocess.run(["addr2line", "-e", image + ".dbg"], text=True, check=True,
                            input="".join(f"{address:#x}\n" for address in addresses),
                            capture_output=True).stdout.splitlines()
    sums: dict[str, int] = {}
    for address, place in zip(addresses, places):
        path = place.rpartition(":")[0]
        known = path.strip("?") and not path.endswith("<artificial>")
        name = symbolize.component_of(path) if known else "without a source line"
        sums[name] = sums.get(name, 0) + count.times[address]
    return list(sums.items())


def main() -> int:
    if not 2 <= len(sys.argv) <= 4:
        print("usage: profile_boot.py IMAGE [TEXT] [MACHINE]", file=sys.stderr)
        return 2
    image = sys.argv[1]
    greeting = sys.argv[2] if len(sys.argv) > 2 else "Hello, world!"
    machine = sys.argv[3] if len(sys.argv) > 3 else "microvm"
    try:
        count = instructions.count(image, machine, greeting)
    except (OSError, ValueError, instructions.CountError) as error:
        print(f"profile_boot: error: {error}", file=sys.stderr)
        return 1
    for name, total in by_function(image, count):
        print(f"{total:10,}  {name}")
    print("by library, in order of first use:")
    for name, total in by_component(image, count):
        print(f"{total:10,}  {name}")
    print(f"{count.instructions:10,}  up to the first character")
    return 0


if __name__ == "__main__":
    sys.exit(main())
