# SPDX-License-Identifier: BSD-3-Clause
"""The Open POSIX Test Suite, unmodified, as far as this system has what it tests.

One image runs all of them, one after the other (tests/apps/posixtest); each that must pass is a
test here, and docs/posix-suite.md says so. The machine skips the time that they sleep. One that
ends the image, or hangs, costs only itself: the image is booted again from the next one on.
"""

from __future__ import annotations

import re
import subprocess
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Iterable

import pytest

import harness
import posix_suite
import sealed

APP = "tests/apps/posixtest"
NAMES = posix_suite.listed()
TRIED = posix_suite.tried()
# By C library, in the image's order
ALL = {"newlib": NAMES + TRIED, "musl": posix_suite.with_musl()}
OPTIONS = {"newlib": (), "musl": ("CONFIG_LIBC_MUSL=y", "CONFIG_FRAME_POINTER=y")}
SECONDS = 300  # for all that is left; alone it takes 10
MOST_BOOTS = 4
AGAIN_MOST = 8
UPDATE = "run tests/posix_suite.py, which writes docs/posix-suite.md"
# An instruction takes 128 ns of the guest's time, and sleeping takes none of ours.
MACHINE = ("--net", "none", "--memory", "512M", "--accel", "tcg",
           "--qemu", "-icount shift=7,sleep=off")
_output: dict[str, list[str]] = {"newlib": [], "musl": []}
# Under a monitor nothing skips what they sleep, eight minutes in all: so many monitors sleep at
# once, each for some of the programs, and those that sleep for half a minute have one of their own.
AT_ONCE = 32
PIECE = 8
SLEEPERS = {"nanosleep/10000-1", "timer_getoverrun/2-1", "timer_settime/1-2", "timer_settime/2-1",
            "timer_settime/6-1"}

# All of them share the boots.
pytestmark = pytest.mark.xdist_group("posix_suite")


def output(build: harness.Builder, libc: str = "newlib") -> str:
    """What the image printed, in as many boots as it needed."""
    names, seen = ALL[libc], _output[libc]
    first = 0
    while first < len(names) and len(seen) < MOST_BOOTS:
        if seen and "all ran" in seen[-1]:
            break
        boot = build(APP, options=OPTIONS[libc]).boot(append=f"-- {names[first]}",
                                                      timeout=SECONDS, options=MACHINE)
        seen.append(boot.output + boot.errors)
        begun = re.findall(r"^(\S+): begins$", boot.output, re.MULTILINE)
        first = names.index(begun[-1]) + 1 if begun else len(names)
    return "".join(seen)


def passed(build: harness.Builder, name: str, libc: str = "newlib") -> tuple[bool, str]:
    """Whether it did, and what it said."""
    said = re.search(rf"^{name}: begins$(.*?)(?:^\S+: begins$|\Z)", output(build, libc),
                     re.MULTILINE | re.DOTALL)
    assert said, f"{name} was not run:\n{output(build, libc)[-2000:]}"
    # What it prints itself may end without a newline.
    return bool(re.search(rf"{name}: status 0$", said[1], re.MULTILINE)), said[1]


@pytest.mark.parametrize("name", NAMES)
def test_program(build: harness.Builder, name: str) -> None:
    fine, said = passed(build, name)
    assert fine, said


@pytest.mark.full
def test_musl(build: harness.Builder) -> None:
    """The same with musl: all that are not in its list of what is left out. Threads that wait
    for ever are left behind by more programs than with newlib, and take others' signals: so what
    fails amid the others gets a machine of its own."""
    failed = [name for name in ALL["musl"] if not passed(build, name, "musl")[0]]
    assert "all ran" in output(build, "musl")
    assert len(failed) <= AGAIN_MOST, failed
    for name in failed:
        boot = build(APP, options=OPTIONS["musl"]).boot(append=f"-- {name} {name}",
                                                        timeout=SECONDS, options=MACHINE)
        assert re.search(rf"{name}: status 0$", boot.output, re.MULTILINE), boot.output


def pieces(names: list[str]) -> list[list[str]]:
    """Neighbours; those who sleep long begin first."""
    found = [[name] for name in names if name in SLEEPERS]
    begun: list[str] = []
    for name in names:
        if name in SLEEPERS or len(begun) == PIECE:
            found.append(begun)
            begun = []
        if name not in SLEEPERS:
            begun.append(name)
    return [piece for piece in [*found, begun] if piece]


def passed_natively(image: harness.Image, ranges: Iterable[list[str]]) -> set[str]:
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"

    def run(piece: list[str]) -> str:
        done = subprocess.run([program, str(image.path), "--memory", "64M", "--append",
                               f"-- {piece[0]} {piece[-1]}"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=SECONDS)
        return done.stdout

    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = "\n".join(pool.map(run, ranges)) + "\n"
    return {name for name in ALL["newlib"] if f"{name}: status 0\n" in said}


@pytest.mark.full
@sealed.needs_kvm
def test_under_a_monitor(build: harness.Builder) -> None:
    """All that link there. What fails beside others on a busy machine gets one of its own."""
    image = build(APP, options=("# CONFIG_LIBPOSIXMMAP is not set",), plat="ukvm")
    must = posix_suite.under_a_monitor()
    others = posix_suite.tried("ukvm-left-out.txt")
    linked = re.findall(r'TEST\("(.*?)"', (image.path.parent / "suite/tests.h").read_text())
    assert set(linked) == {*must, *others}
    fine = passed_natively(image, pieces(linked))
    failed = [name for name in must if name not in fine]
    assert len(failed) <= AGAIN_MOST, failed
    for name in failed:
        assert name in passed_natively(image, [[name]]), name
    assert not fine.intersection(others), \
        f"now {fine.intersection(others)} pass: take them out of ukvm-left-out.txt, and {UPDATE}"


def test_what_begins_to_pass(build: harness.Builder) -> None:
    """It is good news, and asks for a change of the lists."""
    better = [name for name in TRIED if passed(build, name)[0]]
    if better:
        warnings.warn(f"now {', '.join(better)} pass: move them from {APP}/left-out.txt to its "
                      f"tests.mk, and {UPDATE}")


def test_all_ran(build: harness.Builder) -> None:
    assert len(NAMES) > 700
    assert "all ran" in output(build) and len(_output["newlib"]) == 1, output(build)[-2000:]


def test_page(build: harness.Builder) -> None:
    """Every program of the suite must pass or has a reason, and the page says which."""
    suite, = (build(APP).path.parent / "suite").glob("posixtestsuite-*")
    assert posix_suite.PAGE.read_text() == posix_suite.page(suite), UPDATE
