# SPDX-License-Identifier: BSD-3-Clause
"""Time slices: a program whose threads wait for one another without giving way, with the
application `slices`, and the suite of what interrupts a thread amid its registers."""

from __future__ import annotations

import pytest

import harness
import sealed

APP = "tests/apps/slices"
SAID = "turns: 1\nsleeper: 1\nsignal: 1\ncancelled: 1\n"
WAYS = ["microvm", sealed.SEALED]


@pytest.mark.parametrize("way", WAYS)
def test_all_get_on(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, APP).boot(way)
    assert (boot.status, boot.output) == (0, SAID), boot.errors


@pytest.mark.full
@sealed.needs_kvm
def test_compiled_by_clang(build: harness.Builder) -> None:
    """Which keeps more in registers all the while, so that those of three threads overflow the
    x87 stack unless each begins with an empty one. QEMU does not emulate that."""
    boot = build(APP, cc="clang", plat="ukvm").boot("ukvm")
    assert (boot.status, boot.output) == (0, SAID), boot.errors


def test_with_musl(build: harness.Builder) -> None:
    boot = build(APP, "musl").boot()
    assert (boot.status, boot.output) == (0, SAID), boot.errors


@sealed.needs_kvm
def test_an_interrupt_disturbs_nothing(build: harness.Builder) -> None:
    """Under a monitor; on machines `test_unit.py` runs it."""
    boot = build(APP, "tests", plat="ukvm").boot("ukvm", append="uktest.suite=interrupted")
    assert boot.status == 0 and "ok 1 interrupted" in boot.output, boot.output + boot.errors
