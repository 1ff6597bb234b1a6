# SPDX-License-Identifier: BSD-3-Clause
"""Packed data: what is compressed comes out again, and an image that unpacks it runs."""
from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

import harness
import lz4
from linked import Linked

PACKED = "CONFIG_ARCH_X86_64_PACKED=y"


def decompress(block: bytes) -> bytes:
    """As lz4_Block_format.md says, not as lz4.py does it."""
    out, at = bytearray(), 0

    def length(first: int) -> int:
        nonlocal at
        total, more = first, first == 15
        while more:
            total, more, at = total + block[at], block[at] == 255, at + 1
        return total

    while True:
        token, at = block[at], at + 1
        count = length(token >> 4)
        out, at = out + block[at:at + count], at + count
        if at == len(block):
            return bytes(out)
        distance, at = int.from_bytes(block[at:at + 2], "little"), at + 2
        assert 0 < distance <= len(out)
        for _ in range(4 + length(token & 15)):
            out.append(out[-distance])


def samples() -> list[bytes]:
    source = random.Random(1)
    words = [source.randbytes(source.randint(1, 30)) for _ in range(200)]
    found = [b"", b"a", bytes(11), bytes(12), bytes(13), bytes(17), bytes(100000), b"abc" * 300]
    found += [source.randbytes(n) for n in (14, 15, 16, 269, 270, 271, 525, 5000)]
    found += [b"x" * n + b"y" * m for n in (18, 19, 20, 273, 274) for m in (1, 5, 6)]
    found += [b"".join(source.choices(words, k=n)) for n in (10, 100, 2000)]
    # what was seen too far back, and just not
    tail = source.randbytes(64)
    found += [tail + source.randbytes(n) + tail + bytes(20) for n in (65471, 65472, 70000)]
    return found


@pytest.mark.parametrize("data", samples(), ids=lambda data: f"{len(data)}")
def test_comes_out_again(data: bytes) -> None:
    block = lz4.compress(data)
    assert decompress(block) == data
    assert len(block) <= len(data) + len(data) // 255 + 16


def test_smaller() -> None:
    assert len(lz4.compress(bytes(100000))) < 500
    assert len(lz4.compress(b"some words, some words, some other words; " * 100)) < 100


@pytest.mark.parametrize("cc, machines", [("gcc", ("microvm", "iso-bios")), ("clang", ("q35",))])
def test_runs(built: harness.Builder, cc: str, machines: tuple[str, ...]) -> None:
    plain, packed = (built("helloworld", "newlib", cc, options) for options in ((), (PACKED,)))
    for machine in machines:
        boot = packed.boot(machine, append="-- and more")
        assert boot.status == 0 and "Argument 1: and" in boot.output, boot.output
    before, after = (Linked(image.path).segments for image in (plain, packed))
    assert after[0].address == before[0].address
    assert after[1].file_size == 0 < after[2].file_size
    assert os.path.getsize(packed.path) < os.path.getsize(plain.path)


def test_no_room(tmp_path: Path) -> None:
    app = tmp_path / "noise"
    (app / "defconfigs").mkdir(parents=True)
    (app / "defconfigs" / "default").write_text(f"{PACKED}\nCONFIG_ARCH_STACK_SIZE=8\n")
    (app / "Config.uk").write_text("config APP_NOISE\n\tbool\n\tdefault y\n\tselect LIBUKBOOT\n")
    (app / "Makefile.uk").write_text("SRCS-y += main.c\n")
    noise = ",".join(map(str, random.Random(2).randbytes(10000)))
    (app / "main.c").write_text(
        f"#include <uk/boot.h>\nstatic const unsigned char noise[] = {{{noise}}};\n"
        "int main(int argc, char **argv)\n{\n\treturn noise[argc + **argv];\n}\n")
    done = harness.command(["make", "-C", str(harness.ROOT), f"A={app}", f"O={tmp_path / 'out'}"])
    assert done.status != 0 and "boot stack of " in done.output, done.output
    assert "CONFIG_ARCH_STACK_SIZE" in done.output
