# SPDX-License-Identifier: BSD-3-Clause
"""Pipes, FIFOs and local sockets: a program for Linux says the same as an image, line by line."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

import harness
import sealed

APP = "tests/apps/channels"


@pytest.fixture(scope="module")
def on_linux(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    program = tmp_path_factory.mktemp("channels") / "channels"
    sources = sorted(str(path) for path in (harness.ROOT / APP).glob("*.c"))
    done = harness.command(["gcc", "-Wall", "-Wextra", "-Werror", "-O1", "-o", str(program),
                            *sources])
    assert done.status == 0, done.output
    done = harness.command([str(program)], timeout=30)
    assert done.status == 0 and done.output.endswith("end\n"), done.output[-1000:]
    return done.output.splitlines()


def check(boot: harness.Boot, expected: list[str]) -> None:
    assert boot.status == 0, boot.output[-2000:] + boot.errors
    different = "\n".join(difflib.unified_diff(expected, boot.output.splitlines(), "on Linux",
                                               "as an image", lineterm=""))
    assert not different, different


@pytest.mark.parametrize("way, defconfig", [
    ("microvm", "default"), pytest.param("microvm", "alone", marks=pytest.mark.full),
    pytest.param("ukvm", "default", marks=sealed.SEALED.marks)])
def test_says_what_it_says_on_linux(build: harness.Builder, way: str, defconfig: str,
                                    on_linux: list[str]) -> None:
    image = sealed.build_for(way, build, APP, defconfig)
    check(image.boot(way, options=("--net", "none")), on_linux)


@pytest.mark.full
@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_with_names_on_a_disk(build: harness.Builder, on_linux: list[str], tmp_path: Path,
                              way: str) -> None:
    disk = tmp_path / "disk"
    done = harness.command(["mke2fs", "-q", "-F", "-t", "ext4", str(disk), "16M"])
    assert done.status == 0, done.output
    image = sealed.build_for(way, build, APP, "disk")
    check(image.boot(way, append="vfs.fstab=disk0:/tmp:ext4",
                     options=("--net", "none", "--disk", str(disk))), on_linux)
    done = harness.command(["e2fsck", "-fn", str(disk)])
    assert done.status == 0, done.output
