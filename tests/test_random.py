# SPDX-License-Identifier: BSD-3-Clause
"""Where random numbers come from: the CPU, a virtio entropy device; or nowhere, and then there are
none."""

from __future__ import annotations

import pytest

import harness

NO_RDRAND = ("--cpu", "qemu64")
MMIO = "--qemu=-global virtio-mmio.force-legacy=false -device virtio-rng-device"


def suite(build: harness.Builder, way: str, *options: str, name: str = "ukrng") -> harness.Boot:
    image = build("tests/apps/unit")
    return image.boot(way, append=f"uktest.suite={name}", options=("--net", "none", *options))


@pytest.mark.parametrize("way, device",
                         [("microvm", MMIO), ("q35", "--qemu=-device virtio-rng-pci")])
def test_an_entropy_device_is_enough(build: harness.Builder, way: str, device: str) -> None:
    result = suite(build, way, *NO_RDRAND, device)
    assert result.status == 0, result.output + result.errors


def test_without_a_source_there_are_none(build: harness.Builder) -> None:
    result = suite(build, "microvm", *NO_RDRAND)
    assert result.status == 1, result.output
    assert result.output.count("no source of random numbers") == 1
    assert "virtio-rng-pci" in result.output


def test_a_device_that_gives_nothing_stops_nobody(build: harness.Builder) -> None:
    """One byte in ten minutes: the CPU's generator serves."""
    slow = "--qemu=-device virtio-rng-pci,max-bytes=1,period=600000"
    result = suite(build, "q35", slow)
    assert result.status == 0, result.output + result.errors
