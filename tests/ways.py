# SPDX-License-Identifier: BSD-3-Clause
"""The way "ukvm" for tests that are not of networks: SEALED among their parameters, which is
skipped where KVM makes no virtual machine."""

from __future__ import annotations

import pytest

import harness
from test_ukvm import NO_KVM

SEALED = pytest.param("ukvm", marks=pytest.mark.skipif(bool(NO_KVM), reason=NO_KVM))


def build_for(way: str, build: harness.Builder, app: str, defconfig: str = "default",
              cc: str = "gcc") -> harness.Image:
    return build(app, defconfig, cc, plat="ukvm" if way == "ukvm" else "kvm")


def way_of(image: harness.Image, other: str) -> str:
    return "ukvm" if image.path.suffix == ".ukvm" else other


def accel(way: str) -> tuple[str, ...]:
    """Options for tests that shall emulate where there is KVM too."""
    return () if way == "ukvm" else ("--accel", "tcg")
