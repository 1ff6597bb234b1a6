# SPDX-License-Identifier: BSD-3-Clause
"""Virtio devices are found and work, whatever bus they are on; broken ones are named, and the boot
goes on. The device is an entropy source, which apps/entropy reads by polling and by interrupt."""

from __future__ import annotations

import re

import pytest

import harness

MMIO = "-global virtio-mmio.force-legacy=false" + " -device virtio-rng-device"
PCI = " -device virtio-rng-pci"


def boot(build: harness.Builder, way: str, qemu: str, append: str = "",
         cc: str = "gcc") -> harness.Boot:
    image = build("tests/apps/entropy", cc=cc)
    return image.boot(way, append=append, options=(f"--qemu={qemu}",))


def names(result: harness.Boot, count: int) -> list[str]:
    """Of the devices; each must have worked, twice."""
    found = re.findall(r"((?:pci|mmio) [\w:.]+): works", result.output)
    assert result.status == 0, result.output + result.errors
    assert f"\n{count} devices\n" in "\n" + result.output
    assert found[::2] == found[1::2] and len(set(found)) == count, result.output
    return found[::2]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("way", ["q35", "pc"])
def test_pci(build: harness.Builder, way: str, count: int) -> None:
    found = names(boot(build, way, PCI * count), count)
    assert all(name.startswith("pci 00:") for name in found)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("acpi", ["on", "off"])
def test_mmio(build: harness.Builder, acpi: str, count: int) -> None:
    """Without ACPI, QEMU appends the devices to the command line, behind the arguments."""
    qemu = f"-machine acpi={acpi} {MMIO}" + " -device virtio-rng-device" * (count - 1)
    result = boot(build, "microvm", qemu, append="-- one two")
    found = names(result, count)
    assert all(name.startswith("mmio feb0") for name in found)
    # in the order of QEMU's command line, which is that of its addresses from above
    assert found == sorted(found, reverse=True)
    assert re.findall(r"^argument (.*)$", result.output, re.MULTILINE) == ["one", "two"]


def test_clang(build: harness.Builder) -> None:
    names(boot(build, "microvm", MMIO, cc="clang"), 1)
    names(boot(build, "q35", PCI, cc="clang"), 1)


def test_behind_bridges_and_among_functions(build: harness.Builder) -> None:
    qemu = ("-device pcie-root-port,id=root,chassis=1,addr=4.0 -device virtio-rng-pci,bus=root"
            " -device virtio-rng-pci,addr=5.0,multifunction=on -device virtio-rng-pci,addr=5.3")
    assert set(names(boot(build, "q35", qemu), 3)) == {"pci 00:05.0", "pci 00:05.3", "pci 01:00.0"}


def test_regions_above_a_tebibyte(build: harness.Builder) -> None:
    """Newer firmware puts 64-bit regions there; a large one makes an older one do so."""
    names(boot(build, "q35", f"-cpu max,phys-bits=46 -device pci-testdev,membar=1T{PCI}"), 1)


@pytest.mark.parametrize("options", ["vectors=1", "disable-legacy=on", "modern-pio-notify=on",
                                     "page-per-vq=on"])
def test_variants_of_a_device(build: harness.Builder, options: str) -> None:
    names(boot(build, "pc", f"{PCI},{options}"), 1)


@pytest.mark.parametrize("way, qemu, words", [
    ("microvm", "-global virtio-mmio.force-legacy=true -device virtio-rng-device",
     "legacy device; start QEMU with -global virtio-mmio.force-legacy=false"),
    ("pc", f"{PCI},disable-modern=on", "legacy virtio device; start QEMU with disable-modern=off"),
])
def test_legacy_devices_are_refused(build: harness.Builder, way: str, qemu: str,
                                    words: str) -> None:
    result = boot(build, way, qemu)
    assert result.status == 0 and words in result.output, result.output
    assert "0 devices" in result.output


def test_no_interrupts(build: harness.Builder) -> None:
    result = boot(build, "q35", f"{PCI},vectors=0")
    assert result.status == 1
    assert "no MSI-X interrupts; start QEMU without vectors=0" in result.output


@pytest.mark.parametrize("value", ["512@0x100000:5", "512@0x2000000:5", "8@0xfeb00000:5",
                                   "512@0xffffffffffff0000:5"])
def test_addresses_that_are_no_device_s(build: harness.Builder, value: str) -> None:
    """The image, RAM, too small a range, and one that no CPU reaches."""
    result = boot(build, "microvm", "", append=f"virtio_mmio.device={value}")
    assert result.status == 0, result.output
    assert f"no registers can be at {value[value.index('@') + 1:-2]}" in result.output


def test_wrong_parameter(build: harness.Builder) -> None:
    result = boot(build, "microvm", "", append="virtio_mmio.device=512@0xfeb00e00")
    assert result.status == 126
    assert "takes SIZE@ADDRESS:IRQ[:ID]" in result.output


@pytest.mark.parametrize("way", ["microvm", "q35", "pc"])
def test_no_device(build: harness.Builder, way: str) -> None:
    names(boot(build, way, ""), 0)


@pytest.mark.full
@pytest.mark.parametrize("way", ["iso-bios", "iso-uefi"])
def test_loaded_by_grub(build: harness.Builder, way: str) -> None:
    names(boot(build, way, PCI * 2), 2)


@pytest.mark.full
@pytest.mark.parametrize("way, device", [("q35", PCI), ("microvm", " -device virtio-rng-device")])
def test_many(build: harness.Builder, way: str, device: str) -> None:
    names(boot(build, way, "-global virtio-mmio.force-legacy=false" + device * 20), 20)
