# SPDX-License-Identifier: BSD-3-Clause
"""A program for Linux with threads says the same as an image, and ends with the same status.
The headers for it can each be included alone, in C and in C++.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import harness
import sealed

APP = "tests/apps/threads"
INCLUDE = harness.ROOT / "lib/libc/pthread/include"
WAYS = ["microvm", sealed.SEALED]
HEADERS = ["pthread.h", "sched.h", "semaphore.h", "threads.h"]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("threads") / "threads"
    done = harness.command(["gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-pthread",
                            "-o", str(path), str(harness.ROOT / APP / "main.c")])
    assert done.status == 0, done.output
    return path


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what, status", [("pool", 0), ("last", 0), ("exit", 3)])
def test_says_what_it_says_on_linux(build: harness.Builder, program: Path, what: str,
                                    status: int, way: str) -> None:
    there = subprocess.run([program, what], capture_output=True, text=True, timeout=60)
    assert there.returncode == status and there.stdout
    here = sealed.build_for(way, build, APP).boot(way, append=f"-- {what}")
    assert (here.status, here.output) == (status, there.stdout), here.errors


@pytest.mark.parametrize("way", WAYS)
def test_a_full_stack_is_reported(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, APP).boot(way, append="-- overflow")
    assert boot.status == harness.CRASHED
    # the monitor knows no threads' names
    assert ("write to stack overflow of a thread" if way == "ukvm" else
            'stack overflow of thread "deep" (65536 bytes)') in boot.output


@pytest.mark.parametrize("header", HEADERS)
def test_header_stands_alone(build: harness.Builder, tmp_path: Path, header: str) -> None:
    """As C of several years, and but for C's own as C++."""
    image = build(APP)
    flags = (image.path.parent / "obj" / "threads" / "flags").read_text().split()
    seen = [f"-{flag.removeprefix('-')}" for flag in flags if flag.startswith("-I")]
    system = [flags[i + 1] for i, flag in enumerate(flags) if flag == "-isystem"]
    words = ["-nostdinc", *seen, *(word for path in system for word in ("-isystem", path))]
    standards = ["gnu89", "c99", "gnu2x"] + ([] if header == "threads.h" else ["gnu++17"])
    for standard in standards:
        source = tmp_path / ("alone.cc" if "++" in standard else "alone.c")
        source.write_text(f"#include <{header}>\n#include <{header}>\n")
        for visible in ([], ["-D_GNU_SOURCE"], ["-D_XOPEN_SOURCE=600"]):
            done = harness.command(["gcc", f"-std={standard}", "-Wall", "-Werror", "-Wno-cpp",
                                    *words, *visible, "-fsyntax-only", str(source)])
            assert done.status == 0, f"{standard} {visible}:\n{done.output}"
