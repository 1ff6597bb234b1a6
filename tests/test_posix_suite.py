# SPDX-License-Identifier: BSD-3-Clause
"""The Open POSIX Test Suite, unmodified, as far as this system has what it tests.

One image runs all of them, one after the other (tests/apps/posixtest); each is a test here. The
machine skips the time that they sleep. One that ends the image, or hangs, costs only itself: the
image is booted again from the next one on.
"""

from __future__ import annotations

import re

import pytest

import harness

APP = "tests/apps/posixtest"
LISTED = (harness.ROOT / APP / "tests.mk").read_text().replace("\\\n", " ")
NAMES = [name for line in re.findall(r"^POSIXTEST_RUN [:+]= (.*)$", LISTED, re.MULTILINE)
         for name in line.split()]
SECONDS = 300  # for all that is left; alone it takes 10
MOST_BOOTS = 4
# An instruction takes 128 ns of the guest's time, and sleeping takes none of ours.
MACHINE = ("--net", "none", "--memory", "512M", "--accel", "tcg",
           "--qemu", "-icount shift=7,sleep=off")
_output: list[str] = []

# All of them share the boots.
pytestmark = pytest.mark.xdist_group("posix_suite")


def output(build: harness.Builder) -> str:
    """What the image printed, in as many boots as it needed."""
    first = 0
    while first < len(NAMES) and len(_output) < MOST_BOOTS:
        if _output and "all ran" in _output[-1]:
            break
        boot = build(APP).boot(append=f"-- {NAMES[first]}", timeout=SECONDS, options=MACHINE)
        _output.append(boot.output + boot.errors)
        begun = re.findall(r"^(\S+): begins$", boot.output, re.MULTILINE)
        first = NAMES.index(begun[-1]) + 1 if begun else len(NAMES)
    return "".join(_output)


@pytest.mark.parametrize("name", NAMES)
def test_program(build: harness.Builder, name: str) -> None:
    said = re.search(rf"^{name}: begins$(.*?)(?:^\S+: begins$|\Z)", output(build),
                     re.MULTILINE | re.DOTALL)
    assert said, f"{name} was not run:\n{output(build)[-2000:]}"
    # What it prints itself may end without a newline.
    assert re.search(rf"{name}: status 0$", said[1], re.MULTILINE), said[1]


def test_all_ran(build: harness.Builder) -> None:
    assert len(NAMES) > 400
    assert "all ran" in output(build) and len(_output) == 1, output(build)[-2000:]
