# SPDX-License-Identifier: BSD-3-Clause
"""The compiler's own programs that test its code, gcc.c-torture/execute, compiled as applications
are and run within an image (tests/apps/torture): what registers, calls, stacks, arithmetic and
the C library's functions must be like. A sample of them; all with `make torture`."""

from __future__ import annotations

import os
import re

import pytest

import harness
import sealed

APP = "tests/apps/torture"
EVERYTHING = os.environ.get("TORTURE") == "all"
SECONDS = 600  # alone, all of them take 10
MOST_BOOTS = 30
MACHINE = ("--net", "none", "--memory", "512M")


def run(image: harness.Image, way: str = "microvm") -> dict[str, str]:
    """What became of each program that the image has. One that ends the image costs only itself:
    the next boot begins with the one behind it."""
    listed = (image.path.parent / "suite/programs.h").read_text()
    names = re.findall(r'"(.*?)"', listed)
    became: dict[str, str] = {}
    for _ in range(MOST_BOOTS):
        first = names[len(became)]
        boot = image.boot(way, append=f"-- {first}", timeout=SECONDS, options=MACHINE)
        for name, said in re.findall(r"^(\S+): begins$(.*?)(?=^\S+: begins$|\Z)", boot.output,
                                     re.MULTILINE | re.DOTALL):
            # What it prints itself may end without a newline.
            ended = re.search(rf"{re.escape(name)}: status (-?\d+)$", said, re.MULTILINE)
            became[name] = f"status {ended[1]}" if ended else f"ended the image:{said[-1500:]}"
        if len(became) == len(names) or first not in became:
            break
    assert list(became) == names, f"not run: {names[len(became)]}\n{boot.output}{boot.errors}"
    return became


@pytest.mark.full
@sealed.needs_kvm
def test_natively(build: harness.Builder) -> None:
    """On this machine's own processor, which computes what no emulator has to agree with."""
    image = build(APP, "sample", options=("# CONFIG_LIBPOSIXMMAP is not set",), plat="ukvm")
    failed = {name: what for name, what in run(image, "ukvm").items() if what != "status 0"}
    assert not failed


@pytest.mark.parametrize("cc", ["gcc", pytest.param("clang", marks=pytest.mark.full)])
def test_programs(build: harness.Builder, cc: str, capsys: pytest.CaptureFixture) -> None:
    became = run(build(APP, "default" if EVERYTHING else "sample", cc))
    failed = [f"{name}: {what}" for name, what in became.items() if what != "status 0"]
    if EVERYTHING:
        with capsys.disabled():
            print(f"\n{cc}: {len(became) - len(failed)} of {len(became)} programs pass")
    assert not failed, "\n".join(failed)
    assert len(became) > (1400 if EVERYTHING else 90)
