# SPDX-License-Identifier: BSD-3-Clause
"""A program for Linux that waits by epoll, poll and select says the same as an image.
The headers for it can each be included alone, in C and in C++.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

import harness
import sealed

APP = "tests/apps/events"
HEADERS = sorted(path.relative_to(harness.ROOT / "lib/libc/posixapi/include")
                 for path in (harness.ROOT / "lib/libc/posixapi/include").rglob("*.h"))
# What is typed, and the end of what must come back before the next is.
TALK = [("hello", "counter 5"), ("poll", "said: poll"), ("four", "counter 4"),
        ("select", "said: select"), ("again", "counter 5"), ("epoll", "said: epoll"),
        ("x" * 200, "counter 200")]


class Talk:
    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True,
                                        env=harness.clean_environment())
        self.said: list[str] = []

    def until(self, expected: str) -> None:
        for line in self.process.stdout:
            self.said.append(line.strip())
            if line.strip() == expected:
                return
        pytest.fail(f"'{expected}' did not come: {self.said}")

    def type(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def run(self) -> list[str]:
        try:
            self.until("ready")
            for line, expected in TALK:
                self.type(line)
                self.until(expected)
            self.type("end")
            self.until("bye")
            assert self.process.wait(timeout=30) == 0
        finally:
            self.process.kill()
            self.process.wait()
        return self.said


@pytest.fixture(scope="module")
def on_linux(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    program = tmp_path_factory.mktemp("events") / "events"
    done = harness.command(["gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-o", str(program),
                            str(harness.ROOT / APP / "main.c")])
    assert done.status == 0, done.output
    return Talk([str(program)]).run()


WAYS = [("microvm", "default"), ("microvm", "alone"),
        pytest.param("ukvm", "default", marks=sealed.SEALED.marks),
        pytest.param("ukvm", "alone", marks=[*sealed.SEALED.marks, pytest.mark.full])]


def started(build: harness.Builder, way: str, defconfig: str) -> Talk:
    image = sealed.build_for(way, build, APP, defconfig)
    return Talk([sys.executable, image.launcher(), str(image.path)])


@pytest.mark.parametrize("way, defconfig", WAYS)
def test_says_what_it_says_on_linux(build: harness.Builder, way: str, defconfig: str,
                                    on_linux: list[str]) -> None:
    assert started(build, way, defconfig).run() == on_linux


@pytest.mark.parametrize("way, defconfig", WAYS)
def test_waiting_idles(build: harness.Builder, way: str, defconfig: str) -> None:
    """A guest that waits for events must halt: QEMU's, or the monitor's, processor time stays
    low."""
    talk = started(build, way, defconfig)
    try:
        talk.until("ready")
        machine = subprocess.run(["pgrep", "-P", str(talk.process.pid)], capture_output=True,
                                 text=True, check=True).stdout.split()[0]
        before = harness.cpu_seconds(machine)
        time.sleep(1)
        assert harness.cpu_seconds(machine) - before < 0.3
    finally:
        talk.process.kill()
        talk.process.wait()


@pytest.mark.parametrize("language", ["c", "c++"])
@pytest.mark.parametrize("header", HEADERS, ids=str)
def test_header_by_itself(build: harness.Builder, header: Path, language: str,
                          tmp_path: Path) -> None:
    newlib = build(APP).path.parent / "newlib/include"
    builtin = harness.command(["clang", "-print-resource-dir"]).output.strip() + "/include"
    source = tmp_path / "include.c"
    source.write_text(f"#include <{header}>\nint main(void) {{ return 0; }}\n")
    done = harness.command(
        ["clang", "-x", language, "-fsyntax-only", "-nostdinc", "-Wall", "-Wextra", "-Werror",
         "-ffreestanding", "-I", str(harness.ROOT / "lib/libc/posixapi/include"),
         "-I", str(harness.ROOT / "lib/libc/newlib/include"), "-isystem", str(newlib),
         "-isystem", builtin, str(source)])
    assert done.status == 0, done.output
