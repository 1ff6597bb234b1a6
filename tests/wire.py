# SPDX-License-Identifier: BSD-3-Clause
"""A network cable that a test holds: it sees, injects, loses, repeats and reorders frames.

QEMU's `-netdev dgram` gives each Ethernet frame as a datagram. The other end is the test alone,
or a tap of a namespace behind which real clients run. Faults are drawn from a
seeded generator, so that a run that failed can be had again; no kernel module (netem) is needed.
"""

from __future__ import annotations

import fcntl
import os
import random
import select
import socket
import struct
import tempfile
import threading
from typing import NamedTuple

from cables import connected
from netspace import Namespace, tap

LARGEST_FRAME = 65550


class Faults(NamedTuple):
    """Probabilities, for each frame of either direction."""

    loss: float = 0
    duplicate: float = 0
    reorder: float = 0   # held back until one to four others have passed
    corrupt: float = 0   # one bit of it turned over, behind the Ethernet header


class Wire:
    """The cable. With a namespace, its other end is a tap there, of the address HOST."""

    HOST, GUEST, PREFIX = "10.44.0.1", "10.44.0.2", 24

    def __init__(self, namespace: Namespace | None = None, faults: Faults = Faults(),
                 seed: int = 1) -> None:
        self.faults = faults
        self.random = random.Random(seed)
        self.folder = tempfile.TemporaryDirectory(prefix="ukulele-wire-")
        ours, theirs = (os.path.join(self.folder.name, name) for name in ("test", "guest"))
        self.guest = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.guest.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.guest.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        self.guest.settimeout(20)
        self.guest.bind(ours)
        self.guest_path = theirs
        self.inherited: socket.socket | None = None
        self.counts = {"passed": 0, "lost": 0, "repeated": 0, "held": 0, "corrupted": 0}
        self.host = self._tap(namespace) if namespace else -1
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._relay, daemon=True)
        if self.host >= 0:
            self.thread.start()

    def qemu(self, machine: str) -> str:
        """The guest's end, as QEMU's options."""
        device = ("virtio-net-device,netdev=net0,bus=virtio-mmio-bus.1" if machine == "microvm"
                  else "virtio-net-pci,netdev=net0,disable-legacy=on,romfile=")
        # -smp: see order_memory() in support/run/network.py
        return ("-smp 1,maxcpus=2 -global virtio-mmio.force-legacy=false "
                f"-netdev dgram,id=net0,local.type=unix,local.path={self.guest_path},"
                f"remote.type=unix,remote.path={self.guest.getsockname()} -device {device}")

    def ukvm(self) -> int:
        """The guest's end, for its own monitor to inherit."""
        self.inherited = connected(self.guest_path, self.guest.getsockname())
        return self.inherited.fileno()

    @property
    def parameter(self) -> str:
        return f"netstack.eth0={self.GUEST}/{self.PREFIX},gw={self.HOST}"

    def _tap(self, namespace: Namespace) -> int:
        def opened() -> int:
            fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(fd, tap.TUNSETIFF,
                        struct.pack("16sH22x", b"wire0", tap.IFF_TAP | tap.IFF_NO_PI))
            return fd

        fd = namespace.inside(opened)
        namespace.run(f"ip address add {self.HOST}/{self.PREFIX} dev wire0; ip link set wire0 up")
        return fd

    # ---- by hand: a wire without a namespace
    def send(self, frame: bytes) -> None:
        """To the guest."""
        self.guest.sendto(frame, self.guest_path)

    def receive(self, timeout: float) -> bytes | None:
        """The next frame that the guest sends; None after `timeout` seconds."""
        if not select.select([self.guest], [], [], timeout)[0]:
            return None
        return self.guest.recv(LARGEST_FRAME)

    # ---- between the guest and a tap
    def _relay(self) -> None:
        held: dict[int, list[list]] = {0: [], 1: []}  # direction: [frames to wait for, frame]
        while not self.ended.is_set():
            waiting = any(held.values())
            ready = select.select([self.guest, self.host], [], [], 0.01 if waiting else 0.2)[0]
            if not ready:  # nobody overtakes any more: they go on
                for direction, frames in held.items():
                    for _, frame in frames:
                        self._pass(direction, frame)
                    frames.clear()
            for source in ready:
                direction = 0 if source is self.guest else 1
                try:
                    frame = (self.guest.recv(LARGEST_FRAME) if direction == 0
                             else os.read(self.host, LARGEST_FRAME))
                except (BlockingIOError, InterruptedError):
                    continue
                self._fault(direction, frame, held[direction])

    def _fault(self, direction: int, frame: bytes, held: list[list]) -> None:
        faults, chance = self.faults, self.random.random
        if chance() < faults.loss:
            self.counts["lost"] += 1
            return
        if chance() < faults.corrupt and len(frame) > 14:
            at = self.random.randrange(14, len(frame))
            bit = 1 << self.random.randrange(8)
            frame = frame[:at] + bytes([frame[at] ^ bit]) + frame[at + 1:]
            self.counts["corrupted"] += 1
        if chance() < faults.reorder:
            self.counts["held"] += 1
            held.append([self.random.randint(1, 4), frame])
            return
        self._pass(direction, frame)
        if chance() < faults.duplicate:
            self.counts["repeated"] += 1
            self._pass(direction, frame)
        for entry in held:
            entry[0] -= 1
        for entry in [entry for entry in held if entry[0] <= 0]:
            held.remove(entry)
            self._pass(direction, entry[1])

    def _pass(self, direction: int, frame: bytes) -> None:
        self.counts["passed"] += 1
        try:
            if direction == 0:
                os.write(self.host, frame)
            else:
                self.guest.sendto(frame, socket.MSG_DONTWAIT, self.guest_path)
        except OSError:  # not there yet, not any more, or full: lost, as on any wire
            self.counts["lost"] += 1

    def close(self) -> None:
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join()
        if self.host >= 0:
            os.close(self.host)
        self.guest.close()
        if self.inherited:
            self.inherited.close()
        self.folder.cleanup()

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
