# SPDX-License-Identifier: BSD-3-Clause
"""The other ends of a guest's network devices, as raw frames: `-netdev dgram`, or sockets that a
monitor inherits; without root."""

from __future__ import annotations

import os
import select
import socket
import tempfile
import time


class Cables:
    """One for each device of the guest, in the order of the devices."""

    def __init__(self, way: str, number: int = 2, device: str = "") -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="ukulele-cables-")
        self.ends = []
        self.paths = []
        self.guest = []  # sockets for the way "ukvm"; QEMU opens its own
        words = ["-global virtio-mmio.force-legacy=false"] if way == "microvm" else []
        for i in range(number):
            ours, theirs = (os.path.join(self.folder.name, f"{name}{i}")
                            for name in ("test", "guest"))
            end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
            # a socket that is connected to ours takes all that our buffer holds
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF,
                           1 << 20 if way == "ukvm" else 8 << 20)
            end.bind(ours)
            self.ends.append(end)
            self.paths.append(theirs)
            if way == "ukvm":
                self.guest.append(connected(theirs, ours))
                continue
            words += [f"-netdev dgram,id=net{i},local.type=unix,local.path={theirs},"
                      f"remote.type=unix,remote.path={ours}",
                      f"-device {nic(way, i, device)}"]
        self.qemu = " ".join(words)
        self.fds = [each.fileno() for each in self.guest]
        self.options = ["--net", ",".join(f"fd:{fd}" for fd in self.fds) or "none"]

    def send(self, cable: int, frame: bytes, timeout: float = 20) -> bool:
        """False: the guest's side was full all the time."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self.ends[cable].sendto(frame, socket.MSG_DONTWAIT, self.paths[cable])
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.001)

    def receive(self, cable: int, timeout: float = 20) -> bytes | None:
        if not select.select([self.ends[cable]], [], [], timeout)[0]:
            return None
        return self.ends[cable].recv(70000)

    def close(self) -> None:
        for end in self.ends + self.guest:
            end.close()
        self.folder.cleanup()

    def __enter__(self) -> "Cables":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connected(here: str, there: str) -> socket.socket:
    """The guest's end, for a monitor to inherit."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
    made.bind(here)
    made.connect(there)
    return made


def nic(way: str, number: int, more: str = "") -> str:
    """QEMU's -device of network device `number`. No bus is named on microvm: QEMU's I/O APIC takes
    its input 0, which is virtio-mmio-bus.0's, for the ISA bus's and raises input 2."""
    where = ("virtio-net-device" if way == "microvm"
             else "virtio-net-pci,romfile=")
    return f"{where},netdev=net{number}" + (f",{more}" if more else "")


def frame(number: int, length: int) -> bytes:
    """One that can be told from all others. An EtherType for experiments (IEEE 802)."""
    start = b"\x02\0\0\0\0\x02" b"\x02\0\0\0\0\x01" b"\x88\xb5" + number.to_bytes(4, "big")
    return (start + bytes((number * 7 + i) & 255 for i in range(length)))[:length]
