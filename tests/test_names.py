# SPDX-License-Identifier: BSD-3-Clause
"""Names of hosts by DNS, over UDP, with either C library: the calls that programs make, answered
by a server on the other end of the wire. (tests/test_netstack.py: where servers come from.)"""

from __future__ import annotations

import ipaddress
import struct
import time

import pytest

import frames
import harness
import sealed
from frames import UDP, Neighbour
from guest import Guest
from wire import Wire

APP = "tests/apps/names"
DNS = 53
A, AAAA = 1, 28
NO_SUCH_NAME = 3
ZONE = {
    ("www.example.org", A): "192.0.2.80",
    ("www.example.org", AAAA): "2001:db8::80",
    ("four.example.org", A): "192.0.2.4",
}
SAID = """\
getaddrinfo www.example.org: 192.0.2.80 2001:db8::80
gethostbyname www.example.org: 192.0.2.80
getaddrinfo four.example.org: 192.0.2.4
gethostbyname four.example.org: 192.0.2.4
getaddrinfo none.example.org: Name or service not known
gethostbyname none.example.org: Unknown host
getaddrinfo localhost: 127.0.0.1 ::1
gethostbyname localhost: 127.0.0.1
getaddrinfo 127.0.0.1: 127.0.0.1
gethostbyname 127.0.0.1: 127.0.0.1
getnameinfo 127.0.0.1: localhost http
getaddrinfo 192.0.2.9: 192.0.2.9
gethostbyname 192.0.2.9: 192.0.2.9
getnameinfo 192.0.2.9: 192.0.2.9 http
"""


def answer(question: bytes) -> bytes:
    """RFC 1035, section 4: the question again, and at most one record."""
    labels, at = [], 12
    while size := question[at]:
        labels.append(question[at + 1:at + 1 + size].decode())
        at += 1 + size
    name, kind = ".".join(labels), struct.unpack_from("!H", question, at + 1)[0]
    known = any(name == other for other, _ in ZONE)
    address = ZONE.get((name, kind))
    record = b""
    if address:
        packed = ipaddress.ip_address(address).packed
        record = struct.pack("!HHHIH", 0xC00C, kind, 1, 60, len(packed)) + packed
    return question[:2] + struct.pack("!HHHHH", 0x8180 | (0 if known else NO_SUCH_NAME), 1,
                                      bool(record), 0, 0) + question[12:at + 5] + record


def serve(neighbour: Neighbour, guest: Guest, seconds: float = 120) -> int:
    """Until the guest ends; how many questions there were."""
    count, deadline = 0, time.monotonic() + seconds
    while guest.process.poll() is None and time.monotonic() < deadline:
        frame = neighbour.receive(0.1)
        if not frame or frame[12:14] != b"\x08\x00" or frame[23] != UDP or \
                struct.unpack_from("!H", frame, 36)[0] != DNS:
            continue
        count += 1
        length = struct.unpack_from("!H", frame, 38)[0]
        neighbour.guest_mac = frame[6:12]
        neighbour.send4(UDP, frames.udp(neighbour.address, neighbour.guest, DNS,
                                        struct.unpack_from("!H", frame, 34)[0],
                                        answer(frame[42:34 + length])))
    return count


@pytest.mark.parametrize("libc, way", [
    ("NEWLIB", "microvm"), ("MUSL", "microvm"),
    pytest.param("NEWLIB", "ukvm", marks=sealed.SEALED.marks),
    pytest.param("MUSL", "ukvm", marks=[*sealed.SEALED.marks, pytest.mark.full])])
def test_dns(build: harness.Builder, libc: str, way: str) -> None:
    image = build(APP, options=(f"CONFIG_LIBC_{libc}=y", "CONFIG_FRAME_POINTER=y"),
                  plat="ukvm" if way == "ukvm" else "kvm")
    with Wire() as wire:
        # The later word for a parameter holds: the wire's has no server.
        append = (f"{wire.parameter},dns={Wire.HOST} -- www.example.org four.example.org "
                  "none.example.org localhost 127.0.0.1 192.0.2.9")
        with Guest(image, way, append=append, wire=wire) as guest:
            questions = serve(Neighbour(wire), guest)
            assert guest.process.wait(20) == 0, guest.text + guest.messages
            assert SAID in guest.text, guest.text
            assert f"eth0: {Wire.GUEST}\n" in guest.text, guest.text
    # Two types of each name that is none of this machine's, and each once more for IPv4 only,
    # but for what lwIP remembers
    assert questions >= 5
