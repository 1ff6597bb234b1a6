# SPDX-License-Identifier: BSD-3-Clause
"""What `--net user` means to a sealed guest, where no passt is to be relied on: a namespace of this
process in which the test itself runs, with a bridge where the guests' taps meet.

Addresses are as in a user's network, 10.0.2.2 for whoever runs the guest; but nothing is
forwarded: the guests' ports are at their own addresses, and servers of the test, which begin within
too, listen at where(). One for each process that runs tests, made when the first one wants it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import NamedTuple, Sequence

import harness
import netspace

sys.path.insert(0, str(harness.RUN.parent))
import about  # noqa: E402
import network  # noqa: E402
import ports  # noqa: E402

BRIDGE, HOST, BITS = "user0", "10.0.2.2", 24
FIRST, LAST = 15, 254  # each guest gets another address: nobody remembers who had it before

_libc = ctypes.CDLL(None, use_errno=True)


class Place(NamedTuple):
    """What a guest's launcher is told, and where the guest is."""

    options: list[str]
    append: str
    address: str


class _Network:
    def __init__(self) -> None:
        self.outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self.namespace = netspace.Namespace()
        self.namespace.run(f"ip link add {BRIDGE} type bridge; ip link set {BRIDGE} up; "
                           f"ip address add {HOST}/{BITS} dev {BRIDGE}")
        self.guests = 0
        self.is_entered = False

    def switch(self, inside: bool) -> None:
        """This thread, and what it starts from now on."""
        if inside != self.is_entered:
            fd = self.namespace.fd if inside else self.outside
            if _libc.setns(fd, netspace.CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            self.is_entered = inside
            harness.outside[:] = [] if not inside else \
                ["nsenter", f"--net=/proc/{os.getpid()}/fd/{self.outside}", "--"]

    def next_address(self) -> str:
        last = FIRST + self.guests % (LAST - FIRST + 1)
        self.guests += 1
        return f"{HOST.rpartition('.')[0]}.{last}"


_made: list[_Network] = []


def enter() -> None:
    if not _made:
        _made.append(_Network())
    _made[0].switch(True)


def leave() -> None:
    for made in _made:
        made.switch(False)


def _is_within() -> bool:
    return bool(_made) and _made[0].is_entered


def where() -> str:
    """The address at which servers of the test are found as 10.0.2.2, here and with QEMU."""
    return HOST if _is_within() else ports.LOCAL


def place(image: Path, options: Sequence[str], append: str) -> Place | None:
    """For a guest that would have a user's network; None: for others, and outside of here."""
    words = list(options)
    at = words.index("--net") if "--net" in words else -1
    if not _is_within() or (at >= 0 and words[at + 1] != "user"):
        return None
    known = about.read(str(image).removesuffix(".ukvm"))
    if at >= 0:
        del words[at:at + 2]
    elif not known.has_network:
        return None
    address = _made[0].next_address()
    if name := network.address_parameter(0, known, append):
        append = f"{name}={address}/{BITS},gw={HOST} {append}"
    return Place([*words, "--net", f"bridge:{BRIDGE}"], append, address)
