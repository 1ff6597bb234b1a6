# SPDX-License-Identifier: BSD-3-Clause
"""Packets made by hand, right or wrong: each layer is a function of what lies in it.

Layouts: Ethernet (IEEE 802.3), ARP (RFC 826), IPv4 (RFC 791), IPv6 (RFC 8200), ICMP (RFC 792),
ICMPv6 and neighbour discovery (RFC 4443, 4861), UDP (RFC 768), TCP (RFC 9293).
"""

from __future__ import annotations

import ipaddress
import struct
import time

from wire import Wire

MAC = bytes.fromhex("020000000001")  # ours
BROADCAST = b"\xff" * 6
ARP, IP4, IP6 = 0x0806, 0x0800, 0x86DD
ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ethernet(destination: bytes, kind: int, payload: bytes) -> bytes:
    return (destination + MAC + struct.pack("!H", kind) + payload).ljust(60, b"\0")


def ip4(source: str, destination: str, protocol: int, payload: bytes, *, identity: int = 1,
        offset: int = 0, more: bool = False, options: bytes = b"", ttl: int = 64,
        total: int | None = None, header_words: int | None = None, version: int = 4,
        sum_off_by: int = 0) -> bytes:
    """`offset` in bytes. What is None is as it should be."""
    words = 5 + len(options) // 4 if header_words is None else header_words
    length = 20 + len(options) + len(payload) if total is None else total
    header = struct.pack("!BBHHHBBH4s4s", version << 4 | words, 0, length, identity,
                         (0x2000 if more else 0) | offset // 8, ttl, protocol, 0,
                         ipaddress.IPv4Address(source).packed,
                         ipaddress.IPv4Address(destination).packed) + options
    right = (checksum(header) + sum_off_by) & 0xFFFF
    return header[:10] + struct.pack("!H", right) + header[12:] + payload


def ip6(source: str, destination: str, following: int, payload: bytes, *,
        length: int | None = None, hops: int = 64) -> bytes:
    return struct.pack("!IHBB", 6 << 28, len(payload) if length is None else length, following,
                       hops) + ipaddress.IPv6Address(source).packed + \
        ipaddress.IPv6Address(destination).packed + payload


def pseudo(source: str, destination: str, protocol: int, length: int) -> bytes:
    """What goes into the checksum besides the packet."""
    source_address = ipaddress.ip_address(source)
    both = source_address.packed + ipaddress.ip_address(destination).packed
    if source_address.version == 4:
        return both + struct.pack("!BBH", 0, protocol, length)
    return both + struct.pack("!II", length, protocol)


def echo(identity: int, sequence: int, data: bytes = b"data") -> bytes:
    """An ICMP echo request."""
    packet = struct.pack("!BBHHH", 8, 0, 0, identity, sequence) + data
    return packet[:2] + struct.pack("!H", checksum(packet)) + packet[4:]


def icmp6(source: str, destination: str, kind: int, body: bytes, code: int = 0,
          sum_off_by: int = 0) -> bytes:
    packet = struct.pack("!BBH", kind, code, 0) + body
    right = checksum(pseudo(source, destination, ICMP6, len(packet)) + packet)
    return packet[:2] + struct.pack("!H", (right + sum_off_by) & 0xFFFF) + packet[4:]


def udp(source: str, destination: str, port_from: int, port: int, data: bytes, *,
        length: int | None = None, sum_off_by: int = 0) -> bytes:
    packet = struct.pack("!HHHH", port_from, port, 8 + len(data) if length is None else length,
                         0) + data
    right = checksum(pseudo(source, destination, UDP, len(packet)) + packet)
    return packet[:6] + struct.pack("!H", (right + sum_off_by) & 0xFFFF) + data


def tcp(source: str, destination: str, port_from: int, port: int, flags: int, *,
        sequence: int = 1000, acknowledged: int = 0, data: bytes = b"", options: bytes = b"",
        header_words: int | None = None, window: int = 65535, urgent: int = 0,
        sum_off_by: int = 0) -> bytes:
    words = 5 + len(options) // 4 if header_words is None else header_words
    packet = struct.pack("!HHIIBBHHH", port_from, port, sequence & 0xFFFFFFFF,
                         acknowledged & 0xFFFFFFFF, words << 4, flags, window, 0,
                         urgent) + options + data
    right = checksum(pseudo(source, destination, TCP, len(packet)) + packet)
    return packet[:16] + struct.pack("!H", (right + sum_off_by) & 0xFFFF) + packet[18:]


class Neighbour:
    """A host on the wire's other end, just alive enough to be talked to.

    It answers ARP and neighbour solicitations for its own addresses, and keeps whatever else
    the guest sends.
    """

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.address, self.guest = wire.HOST, wire.GUEST
        self.address6 = "fe80::1"
        self.guest_mac = BROADCAST
        self.guest6 = ""
        self.sequence = 0

    # ---- sending
    def send4(self, protocol: int, payload: bytes, **header: object) -> None:
        self.wire.send(ethernet(self.guest_mac, IP4,
                                ip4(self.address, self.guest, protocol, payload, **header)))

    def send6(self, following: int, payload: bytes, **header: object) -> None:
        self.wire.send(ethernet(self.guest_mac, IP6,
                                ip6(self.address6, self.guest6, following, payload, **header)))

    # ---- receiving
    def receive(self, timeout: float) -> bytes | None:
        """The next frame that is not about addresses."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            frame = self.wire.receive(left)
            if frame and not self._addresses(frame):
                return frame
        return None

    def _addresses(self, frame: bytes) -> bool:
        kind = struct.unpack_from("!H", frame, 12)[0]
        own = ipaddress.IPv4Address(self.address).packed
        if kind == ARP:
            if frame[20:22] == b"\0\1" and frame[38:42] == own:
                self._arp(2, frame[22:28], frame[28:32])
            return True
        if kind == IP6 and frame[20] == ICMP6 and len(frame) >= 78:
            target = ipaddress.IPv6Address(frame[62:78])
            if frame[54] == 135 and str(target) == self.address6:  # solicitation
                source = str(ipaddress.IPv6Address(frame[22:38]))
                body = struct.pack("!I", 0x60000000) + target.packed + b"\2\1" + MAC
                self.wire.send(ethernet(frame[6:12], IP6, ip6(
                    self.address6, source, ICMP6,
                    icmp6(self.address6, source, 136, body), hops=255)))
            return frame[54] in (133, 135, 136, 143)
        return False

    def _arp(self, operation: int, mac: bytes, address: bytes) -> None:
        self.wire.send(ethernet(
            mac if operation == 2 else BROADCAST, ARP,
            struct.pack("!HHBBH", 1, IP4, 6, 4, operation) + MAC +
            ipaddress.IPv4Address(self.address).packed +
            (mac if operation == 2 else bytes(6)) + address))

    def find(self, timeout: float = 30) -> None:
        """Waits until the guest is there, and learns its addresses."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                self._arp(1, BROADCAST, ipaddress.IPv4Address(self.guest).packed)
            except OSError:  # QEMU has not opened its end yet
                time.sleep(0.05)
                continue
            frame = self.wire.receive(0.2)
            if frame and frame[12:14] == b"\x08\x06" and frame[20:22] == b"\0\2":
                self.guest_mac = frame[22:28]
                mac = self.guest_mac
                host = bytes([mac[0] ^ 2]) + mac[1:3] + b"\xff\xfe" + mac[3:]  # RFC 4291, app. A
                self.guest6 = str(ipaddress.IPv6Address(b"\xfe\x80" + bytes(6) + host))
                return
        raise AssertionError("the guest does not answer ARP")

    def answer(self, matches, timeout: float) -> bytes | None:
        """The first frame for which `matches(frame)` holds."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            frame = self.receive(left)
            if frame and matches(frame):
                return frame
        return None

    def is_alive(self, timeout: float = 10) -> bool:
        """Whether the guest answers an echo request, all that came before being done with."""
        self.sequence += 1
        for _ in range(5):
            self.send4(ICMP, echo(7, self.sequence))
            tail = struct.pack("!HH", 7, self.sequence) + b"data"
            if self.answer(lambda frame: frame[23] == ICMP and frame[34] == 0 and
                           frame[38:46] == tail, timeout / 5):
                return True
        return False
