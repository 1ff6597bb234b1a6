# SPDX-License-Identifier: BSD-3-Clause
"""The exit status of main is that of run.py, whichever way the machine ends."""

from __future__ import annotations

import pytest

import harness

APP = "tests/apps/crash"


@pytest.mark.parametrize("status", [0, 1, 3, 126])
def test_passes_through(build: harness.Builder, status: int) -> None:
    assert build(APP, "minimal").boot(append=f"-- exit={status}").status == status


@pytest.mark.parametrize("status", [127, 128, 255, 256, 100000])
def test_larger_ones_are_126(build: harness.Builder, status: int) -> None:
    # 127 is how a crash is told from an application's own failure.
    assert build(APP, "minimal").boot(append=f"-- exit={status}").status == 126


@pytest.mark.parametrize("way", ["q35", "pc", "iso-bios"])
def test_on_other_machines(build: harness.Builder, way: str) -> None:
    assert build(APP, "minimal").boot(way, append="-- exit=3").status == 3


def test_from_a_libc(build: harness.Builder) -> None:
    assert build(APP, "default").boot(append="-- exit=5").status == 5
