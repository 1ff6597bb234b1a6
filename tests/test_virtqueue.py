# SPDX-License-Identifier: BSD-3-Clause
"""Virtqueues of both kinds with QEMU's entropy device: counters wrap, chains come back as they
were, sleeping driver and device wake each other, and a reset gives back what is underway."""

from __future__ import annotations

import re

import pytest

import harness

MMIO = "-global virtio-mmio.force-legacy=false -device virtio-rng-device"
PCI = "-device virtio-rng-pci"
CHAINS = 70000  # the device's counters have 16 bits


def boot(build: harness.Builder, defconfig: str, way: str, device: str, arguments: str,
         qemu: str = "", cc: str = "gcc") -> harness.Boot:
    image = build("tests/apps/virtqueue", defconfig, cc)
    return image.boot(way, append=f"-- {arguments}", options=(f"--qemu={qemu} {device}",))


def check(result: harness.Boot, ring: str, chains: int) -> None:
    """Both lives of the device went well."""
    assert result.status == 0, result.output + result.errors
    lives = re.findall(r"^(.*)\n(\d+) chains, 0 wrong, (\d+) kicks, (\d+) interrupts\n"
                       r"(\d+) abandoned, (\d+) detached$", result.output, re.MULTILINE)
    assert len(lives) == 2, result.output
    for found, count, kicks, interrupts, abandoned, detached in lives:
        assert found.endswith(ring), result.output
        assert int(count) == chains
        assert 0 < int(kicks) < chains and 0 < int(interrupts) < chains
        assert int(abandoned) == int(detached) > 0


@pytest.mark.parametrize("way, device", [("microvm", MMIO), ("q35", PCI)])
@pytest.mark.parametrize("defconfig, packed, ring", [
    ("default", "off", "split ring of 8, event index, tables"),
    ("packed", "on", "packed ring of 8, event index, tables"),
    ("both", "off", "split ring of 8, event index, tables"),
    ("both", "on", "packed ring of 8, event index, tables"),
])
def test_exchange(build: harness.Builder, defconfig: str, packed: str, ring: str, way: str,
                  device: str) -> None:
    check(boot(build, defconfig, way, f"{device},packed={packed}", f"{CHAINS} 8"), ring, CHAINS)


@pytest.mark.parametrize("packed, kind", [("off", "split"), ("on", "packed")])
@pytest.mark.parametrize("options, ring", [
    ("event_idx=off", "ring of 4, tables"),
    ("indirect_desc=off", "ring of 4, event index"),
    ("event_idx=off,indirect_desc=off", "ring of 4"),
])
def test_device_without(build: harness.Builder, packed: str, kind: str, options: str,
                        ring: str) -> None:
    device = f"{MMIO},packed={packed},{options}"
    check(boot(build, "both", "microvm", device, "5000 4"), f"{kind} {ring}", 5000)


def test_largest_ring(build: harness.Builder) -> None:
    check(boot(build, "both", "microvm", MMIO, "5000 0"), "ring of 1024, event index, tables",
          5000)


def test_device_lacks_packed_rings(build: harness.Builder) -> None:
    result = boot(build, "packed", "microvm", MMIO, "1 0")
    assert result.status == 1
    assert "the device has no packed rings; start QEMU with packed=on" in result.output


@pytest.mark.parametrize("defconfig, packed, most", [("default", "off", (28, 33)),
                                                     ("packed", "on", (33, 39))])
def test_instructions(build: harness.Builder, defconfig: str, packed: str,
                      most: tuple[int, int]) -> None:
    """What an addition and a completion cost, with the loop around them; not measured in time:
    the machine's clock counts instructions."""
    result = boot(build, defconfig, "microvm", f"{MMIO},packed={packed}", "100 64 measure",
                  qemu="-icount shift=0,sleep=off")
    assert result.status == 0, result.output + result.errors
    found = re.search(r"^([\d.]+) an addition, ([\d.]+) a completion$", result.output,
                      re.MULTILINE)
    assert found, result.output
    assert 10 < float(found[1]) <= most[0] and 10 < float(found[2]) <= most[1], result.output


@pytest.mark.full
@pytest.mark.parametrize("way, device", [("microvm", MMIO), ("pc", PCI)])
@pytest.mark.parametrize("packed", ["off", "on"])
def test_clang(build: harness.Builder, packed: str, way: str, device: str) -> None:
    check(boot(build, "both", way, f"{device},packed={packed}", f"{CHAINS} 8", cc="clang"),
          "ring of 8, event index, tables", CHAINS)
