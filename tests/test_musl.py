# SPDX-License-Identifier: BSD-3-Clause
"""musl in place of newlib: a program's beginning and end, threads, a server; what it does inside is
tested in the guest (lib/libc/musl/tests). The applications are in test_musl_apps.py.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import harness
import sealed
import web
from guest import Guest
# the fixture, and the whole comparison: the same program on Linux
from test_threads import program  # noqa: F401  pylint: disable=unused-import

MUSL = ("CONFIG_LIBC_MUSL=y",)


@pytest.mark.parametrize("cc, way", [
    ("gcc", "microvm"), pytest.param("clang", "microvm", marks=pytest.mark.full),
    pytest.param("gcc", "ukvm", marks=[*sealed.SEALED.marks, pytest.mark.full])])
def test_arguments_and_time(build: harness.Builder, cc: str, way: str) -> None:
    boot = sealed.build_for(way, build, "helloworld", "musl", cc).boot(
        way, append="-- one 'two words'")
    assert boot.status == 0, boot.output + boot.errors
    hello, first, second, now = boot.output.splitlines()
    assert (hello, first, second) == \
        ("Hello, world!", "Argument 1: one", "Argument 2: two words")
    assert re.fullmatch(r"It is 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC\.", now)


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_FULL])
@pytest.mark.parametrize("what, status", [("pool", 0), ("last", 0), ("exit", 3)])
def test_threads_as_on_linux(build: harness.Builder, program: Path,  # noqa: F811
                             what: str, status: int, way: str) -> None:
    """Also that exit() flushes what the program has printed, and its status."""
    there = subprocess.run([program, what], capture_output=True, text=True, timeout=60)
    assert there.returncode == status and there.stdout
    image = build("tests/apps/threads", "default", "gcc", MUSL,
                  plat="ukvm" if way == "ukvm" else "kvm")
    here = image.boot(way, append=f"-- {what}")
    assert (here.status, here.output) == (status, there.stdout), here.errors


def test_no_system_call_instruction(build: harness.Builder) -> None:
    """All of musl's calls are functions: one that is not would crash where it is made."""
    done = harness.command(["objdump", "-d", "--no-show-raw-insn",
                            f"{build('tests/apps/threads', 'default', 'gcc', MUSL).path}.dbg"])
    assert done.status == 0
    assert not re.findall(r"\t(syscall|sysenter)\b", done.output)


def test_server(build: harness.Builder) -> None:
    image = build("httpd", "default", "gcc", MUSL)
    with Guest(image, options=["--net", "user"]) as guest:
        guest.wait_for(web.READY)
        for _ in range(5):
            assert b"It works" in web.get(guest, "/").body


def test_two_libraries_are_refused(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("CONFIG_LIBC_MUSL=y\nCONFIG_LIBNEWLIB=y\n")
    done = harness.make("APP=helloworld", f"DEFCONFIG={config}", f"O={tmp_path}/out")
    assert done.status != 0 and "two C libraries" in done.output, done.output
