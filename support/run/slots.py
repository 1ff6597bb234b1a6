# SPDX-License-Identifier: BSD-3-Clause
"""Where virtio devices go: on microvm into numbered slots, elsewhere onto PCI.

QEMU tells the guest of the slots from the last to the first, so the first device has the last
slot. Not slot 0: it is input 0 of an I/O APIC, which QEMU's takes for the ISA bus's and raises
input 2 instead.
"""

from __future__ import annotations

from typing import Sequence

from qemu import LaunchError

MOST = 23
LEGACY_OFF = "virtio-mmio.force-legacy=false"


def place(number: int) -> str:
    """A microvm's bus for device `number`, counted from 0."""
    return f"virtio-mmio-bus.{MOST - number}"


class Slots:
    """Those of one machine; `options` are QEMU's so far, whose devices have the first ones."""

    def __init__(self, machine: str, options: Sequence[str] = ()) -> None:
        self.machine = machine
        self.used = options.count("-device")

    def device(self, kind: str, properties: str) -> list[str]:
        """QEMU's words for the next device: kind "virtio-blk", properties "drive=disk0"."""
        self.used += 1
        if self.machine != "microvm":
            return ["-device", f"{kind}-pci,{properties},disable-legacy=on"]
        if self.used > MOST:
            raise LaunchError(f"{self.used} devices are too many for a microvm: {MOST} at most, "
                              "or use MACHINE=q35")
        return ["-device", f"{kind}-device,{properties},bus={place(self.used - 1)}"]


def common_options(machine: str, accel: str, options: Sequence[str] = ()) -> list[str]:
    """What a machine with virtio devices needs, unless `options` have it already."""
    needed = order_memory(accel) if "-smp" not in options else []
    if machine == "microvm" and LEGACY_OFF not in options:
        # Version 1 of the registers is what QEMU has by default (virtio 1.2, 4.2.4).
        needed += ["-global", LEGACY_OFF]
    return needed


def order_memory(accel: str) -> list[str]:
    """With one CPU, TCG (seen with QEMU 7.2) leaves the guest's memory barriers out, although
    its devices run beside that CPU: once in a million packets one side then misses that the other
    waits. Where a second CPU might come, it does not."""
    return ["-smp", "1,maxcpus=2"] if accel == "tcg" else []
