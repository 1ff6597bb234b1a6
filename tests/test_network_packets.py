# SPDX-License-Identifier: BSD-3-Clause
"""Packets that no honest host sends. After each the guest must still answer, and leak nothing.

They are put on the wire by hand (frames.py), so nothing between test and guest repairs or drops
them; no root is needed.
"""

from __future__ import annotations

import random
import struct

import pytest

import frames
import web
from frames import ACK, FIN, ICMP, ICMP6, PSH, RST, SYN, TCP, UDP, URG, Neighbour
from guest import Guest
from wire import Wire

HERE, THERE = Wire.HOST, Wire.GUEST


@pytest.fixture(scope="module")
def neighbour(module_build):
    """One guest for all of these tests: each must leave it as it was."""
    with Wire() as wire, Guest(module_build("httpd", options=web.OPTIONS), wire=wire) as guest:
        neighbour = Neighbour(wire)
        neighbour.find()
        guest.wait_for(web.READY)
        yield neighbour


@pytest.fixture(autouse=True)
def survives(neighbour: Neighbour):
    yield
    assert neighbour.is_alive(), "the guest no longer answers"


def tcp(neighbour: Neighbour, flags: int, port: int = 4000, to: int = web.PORT,
        **fields: object) -> None:
    neighbour.send4(TCP, frames.tcp(HERE, THERE, port, to, flags, **fields))


def tcp_answer(neighbour: Neighbour, port: int, timeout: float = 5) -> bytes | None:
    """The TCP header and data of the next segment to that port of ours."""
    frame = neighbour.answer(lambda f: f[12:14] == b"\x08\x00" and f[23] == TCP and
                             struct.unpack_from("!H", f, 36)[0] == port, timeout)
    return frame and frame[34:14 + struct.unpack_from("!H", frame, 16)[0]]


# ---- Ethernet, ARP
def test_short_and_odd_frames(neighbour: Neighbour) -> None:
    for length in (1, 13, 14, 15, 20, 59):
        neighbour.wire.send((neighbour.guest_mac + frames.MAC + b"\x08\x00" + bytes(60))[:length])
    for kind in (0, 1, 0x05DC, 0x8100, 0x88A8, 0x86DD, 0x0806, 0x0800, 0xFFFF):
        neighbour.wire.send(frames.ethernet(neighbour.guest_mac, kind, b"\xff" * 46))
        neighbour.wire.send(frames.ethernet(frames.BROADCAST, kind, b""))


def test_arp_that_lies(neighbour: Neighbour) -> None:
    own = bytes([10, 44, 0, 2])
    for hardware, protocol, lengths, operation, target in (
            (1, 0x800, b"\x06\x04", 9, own), (2, 0x800, b"\x06\x04", 1, own),
            (1, 0x86DD, b"\x06\x10", 1, own), (1, 0x800, b"\xff\xff", 1, own),
            (1, 0x800, b"\x00\x00", 1, own)):
        neighbour.wire.send(frames.ethernet(frames.BROADCAST, frames.ARP, struct.pack(
            "!HH2sH", hardware, protocol, lengths, operation) + frames.MAC + own + bytes(6) +
            target))


# ---- IPv4
@pytest.mark.parametrize("fields", [
    {"total": 0}, {"total": 19}, {"total": 20}, {"total": 0xFFFF}, {"header_words": 0},
    {"header_words": 4}, {"header_words": 15}, {"version": 5}, {"version": 0},
    {"sum_off_by": 1}, {"ttl": 0}, {"options": b"\x07\xff\xff\xff"},
    {"options": b"\x83\x00\x00\x00"},
    {"options": b"\x44\x28\x01\x00" + bytes(36)}, {"options": bytes(40)},
], ids=str)
def test_wrong_ip_headers(neighbour: Neighbour, fields: dict) -> None:
    neighbour.send4(UDP, frames.udp(HERE, THERE, 1, 9, b"x"), **fields)
    neighbour.send4(ICMP, frames.echo(1, 1), **fields)


@pytest.mark.parametrize("source", ["0.0.0.0", "255.255.255.255", "127.0.0.1", "224.0.0.1",
                                    "10.44.0.2", "10.44.0.255", "240.0.0.1"])
def test_impossible_sources(neighbour: Neighbour, source: str) -> None:
    for protocol, payload in ((ICMP, frames.echo(1, 1)),
                              (TCP, frames.tcp(source, THERE, 4001, web.PORT, SYN)),
                              (UDP, frames.udp(source, THERE, 4001, 9, b""))):
        neighbour.wire.send(frames.ethernet(neighbour.guest_mac, frames.IP4,
                                            frames.ip4(source, THERE, protocol, payload)))


def fragments(neighbour: Neighbour, identity: int, *pieces: tuple[int, int, bool]) -> None:
    """Pieces of an echo request's 4000 bytes: from, to, whether more follow."""
    whole = frames.echo(9, identity, bytes(range(256)) * 16)[:4000]
    whole = whole[:2] + b"\0\0" + whole[4:]
    whole = whole[:2] + struct.pack("!H", frames.checksum(whole)) + whole[4:]
    for start, end, more in pieces:
        neighbour.send4(ICMP, (whole + bytes(70000))[start:end], identity=identity, offset=start,
                        more=more)


def echoed(neighbour: Neighbour, identity: int, timeout: float) -> bool:
    return bool(neighbour.answer(
        lambda f: f[23] == ICMP and f[34] == 0 and
        f[38:42] == struct.pack("!HH", 9, identity), timeout))


def test_fragments_in_any_order_are_put_together(neighbour: Neighbour) -> None:
    fragments(neighbour, 100, (0, 1480, True), (1480, 2960, True), (2960, 4000, False))
    assert echoed(neighbour, 100, 5)
    fragments(neighbour, 101, (2960, 4000, False), (0, 1480, True), (1480, 2960, True))
    assert echoed(neighbour, 101, 5)


@pytest.mark.parametrize("number, pieces", enumerate([
    [(0, 1480, True), (1472, 2960, True), (2960, 4000, False)],        # overlap by eight bytes
    [(0, 1480, True), (0, 1480, True), (8, 16, True), (1480, 4000, False)],
    [(0, 1480, True), (2960, 4000, False)],                              # a hole
    [(0, 8, False), (8, 1480, True)],                                    # more after the last
    [(65528, 66928, False)],                                              # beyond 64 KiB
    [(0, 1480, True), (65528, 65536, True)],
    [(8, 9, True), (16, 21, True)],                                      # lengths not of eights
    [(1480, 1480, False)], [(0, 0, True)],
]))
def test_fragments_that_do_not_fit(neighbour: Neighbour, number: int, pieces: list) -> None:
    for identity in range(200 + number * 20, 220 + number * 20):
        fragments(neighbour, identity, *pieces)


def test_endless_fragments(neighbour: Neighbour) -> None:
    """Thousands of packets that are never completed: what waits for its rest is bounded."""
    for identity in range(3000):
        fragments(neighbour, 1000 + identity, (0, 1480, True))
        if identity % 64 == 0:
            assert neighbour.is_alive()
    fragments(neighbour, 999, (0, 1480, True), (1480, 2960, True), (2960, 4000, False))


# ---- UDP, ICMP
@pytest.mark.parametrize("fields", [{"length": 0}, {"length": 7}, {"length": 9}, {"length": 65535},
                                    {"sum_off_by": 1}], ids=str)
def test_wrong_udp(neighbour: Neighbour, fields: dict) -> None:
    for port in (1, 53, 67, 68, 546, 9000):
        neighbour.send4(UDP, frames.udp(HERE, THERE, port, port, b"", **fields))


def test_icmp_errors_about_nothing(neighbour: Neighbour) -> None:
    inner = frames.ip4(THERE, HERE, TCP, frames.tcp(THERE, HERE, web.PORT, 4000, ACK))
    for kind in range(0, 20):
        for code in (0, 1, 3, 4, 15, 255):
            for quoted in (b"", inner[:19], inner[:20], inner[:27], inner,
                           b"\x4f" + inner[1:], bytes(28)):
                packet = struct.pack("!BBHI", kind, code, 0, 0x00000014) + quoted
                packet = packet[:2] + struct.pack("!H", frames.checksum(packet)) + packet[4:]
                neighbour.send4(ICMP, packet)
        assert neighbour.is_alive()


# ---- TCP
@pytest.mark.parametrize("fields", [
    {"header_words": 0}, {"header_words": 4}, {"header_words": 15}, {"sum_off_by": 1},
    {"options": b"\x02\x00\x00\x00"}, {"options": b"\x02\xff\x00\x00"},
    {"options": b"\x02\x04\x00\x00"}, {"options": b"\x03\x03\xff\x00"},
    {"options": b"\x08\x0a\x00\x00"}, {"options": b"\x05\x02\x05\x02"},
    {"options": b"\x01" * 40}, {"options": b"\x02\x04\xff\xff"}, {"window": 0},
    {"urgent": 65535},
], ids=str)
def test_wrong_tcp_headers(neighbour: Neighbour, fields: dict) -> None:
    for flags in (SYN, SYN | ACK, ACK, FIN | ACK, RST, SYN | FIN, SYN | RST, 0, 0xFF, URG | ACK):
        tcp(neighbour, flags, 4100 + flags, **fields)


@pytest.mark.full
def test_syn_flood(neighbour: Neighbour) -> None:
    """From addresses that never answer; afterwards an honest one gets in at its second or
    third SYN, long before the guest gives up the others."""
    for number in range(3000):
        source = f"10.44.{1 + number // 250}.{1 + number % 250}"
        neighbour.wire.send(frames.ethernet(neighbour.guest_mac, frames.IP4, frames.ip4(
            source, THERE, TCP, frames.tcp(source, THERE, 5000, web.PORT, SYN))))
        if number % 64 == 0:
            assert neighbour.is_alive()
    assert fetch(neighbour, 6000, tries=10).startswith(b"HTTP/1.1 200")


def fetch(neighbour: Neighbour, port: int, tries: int = 3) -> bytes:
    """A whole exchange by hand: what the server answers to a request for `/`."""
    for _ in range(tries):
        tcp(neighbour, SYN, port, sequence=100)
        segment = tcp_answer(neighbour, port, 1)
        if segment and segment[13] & (SYN | ACK) == SYN | ACK:
            break
    else:
        raise AssertionError("no connection")
    following = struct.unpack_from("!I", segment, 4)[0] + 1
    tcp(neighbour, ACK | PSH, port, sequence=101, acknowledged=following,
        data=web.request("/"))
    received = b""
    while segment := tcp_answer(neighbour, port, 5):
        start = struct.unpack_from("!I", segment, 4)[0]
        data = segment[segment[12] >> 4 << 2:]
        if start == following:
            received += data
            following += len(data) + (segment[13] & FIN)
        tcp(neighbour, ACK, port, sequence=101 + len(web.request("/")), acknowledged=following)
        if segment[13] & (FIN | RST):
            break
    tcp(neighbour, RST | ACK, port, sequence=101 + len(web.request("/")), acknowledged=following)
    return received


def test_segments_beside_the_window(neighbour: Neighbour) -> None:
    port = 7000
    tcp(neighbour, SYN, port, sequence=100)
    segment = tcp_answer(neighbour, port)
    assert segment and segment[13] & (SYN | ACK) == SYN | ACK
    following = struct.unpack_from("!I", segment, 4)[0] + 1
    for sequence in (101 - 5000, 101 + (1 << 31), 101 + (1 << 24), 101 - (1 << 30), 0xFFFFFFFF):
        for flags in (ACK, ACK | FIN, RST, SYN, ACK | URG | PSH):
            tcp(neighbour, flags, port, sequence=sequence, acknowledged=following,
                data=b"x" * 600)
    for acknowledged in (following + (1 << 20), following - (1 << 20), 0):
        tcp(neighbour, ACK, port, sequence=101, acknowledged=acknowledged)
    tcp(neighbour, RST | ACK, port, sequence=101, acknowledged=following)
    assert fetch(neighbour, port + 1).startswith(b"HTTP/1.1 200")


def test_a_request_in_single_bytes_backwards(neighbour: Neighbour) -> None:
    """Out of order, one byte a segment, and overlapping: put in order all the same."""
    port = 7100
    tcp(neighbour, SYN, port, sequence=100)
    segment = tcp_answer(neighbour, port)
    following = struct.unpack_from("!I", segment, 4)[0] + 1
    text = web.request("/")
    for at in reversed(range(len(text))):
        tcp(neighbour, ACK | PSH, port, sequence=101 + at, acknowledged=following,
            data=text[at:at + 1 + at % 3])
    received = b""
    for _ in range(4 * len(text)):  # most are acknowledgements
        segment = tcp_answer(neighbour, port, 3)
        if not segment:
            tcp(neighbour, ACK | PSH, port, sequence=101, acknowledged=following, data=text)
        elif len(segment) > segment[12] >> 4 << 2:
            received = segment[segment[12] >> 4 << 2:]
            break
    assert received.startswith(b"HTTP/1.1 200")
    tcp(neighbour, RST | ACK, port, sequence=101 + len(text),
        acknowledged=following + len(received))


# ---- IPv6
def option_chain(*kinds: int) -> bytes:
    """Extension headers of eight bytes each, the last followed by an ICMPv6 echo request."""
    return b"".join(struct.pack("!BB", kind, 0) + b"\x01\x04\0\0\0\0" for kind in kinds)


def test_ipv6_extension_headers(neighbour: Neighbour) -> None:
    here, there = neighbour.address6, neighbour.guest6
    request = frames.icmp6(here, there, 128, struct.pack("!HH", 9, 1) + b"six")
    chains = [[0], [60], [43], [44], [51], [0, 60, 43, 60], [0] * 20, [60] * 100, [44] * 10,
              [0, 44, 60, 44], [50], [59], [135], [255]]
    for chain in chains:
        following = [*chain[1:], ICMP6]
        for payload in (option_chain(*following) + request, option_chain(*following),
                        option_chain(*following)[:-5], b"",
                        b"\x3a\xff" + bytes(6) + request,             # a length beyond the packet
                        struct.pack("!BBHI", ICMP6, 0, 0xFFF9, 1) + request):
            neighbour.send6(chain[0], payload)
            neighbour.send6(chain[0], payload, length=0)
            neighbour.send6(chain[0], payload, length=65535)
        assert neighbour.is_alive()


def test_neighbour_discovery_that_lies(neighbour: Neighbour) -> None:
    here, there = neighbour.address6, neighbour.guest6
    target = b"\xfe\x80" + bytes(13) + b"\1"
    for kind in (133, 134, 135, 136, 137, 130, 131, 132, 143, 1, 2, 3, 4):
        for options in (b"", b"\x01", b"\x01\x00" + bytes(6), b"\x01\xff" + bytes(6),
                        b"\x05\x01\x00\x00\x00\x00\x00\x00", b"\x03\x04\xff\xff" + bytes(28),
                        b"\x19\x03\x00\x00" + bytes(20), b"\x1f\x00" * 10):
            body = bytes(4) + target + options
            for hops in (255, 1):
                neighbour.send6(ICMP6, frames.icmp6(here, there, kind, body), hops=hops)
                neighbour.send6(ICMP6, frames.icmp6(here, there, kind, body[:7]), hops=hops)
                neighbour.send6(ICMP6, frames.icmp6(here, there, kind, body, sum_off_by=1),
                                hops=hops)


# ---- anything
@pytest.mark.parametrize("seed", range(4))
def test_noise(neighbour: Neighbour, seed: int) -> None:
    """Good packets with bytes of them changed at random, cut at random."""
    chance = random.Random(seed)
    here6, there6 = neighbour.address6, neighbour.guest6
    good = [
        frames.ethernet(neighbour.guest_mac, frames.IP4, frames.ip4(HERE, THERE, TCP, frames.tcp(
            HERE, THERE, 8000 + seed, web.PORT, SYN, options=b"\x02\x04\x05\xb4\x01\x03\x03\x07"))),
        frames.ethernet(neighbour.guest_mac, frames.IP4, frames.ip4(HERE, THERE, UDP, frames.udp(
            HERE, THERE, 67, 68, b"\x02\x01\x06\x00" + bytes(236) + b"\x63\x82\x53\x63\x35\x01\x05"
            b"\x33\x04\x00\x00\x00\x3c\x36\x04\x0a\x2c\x00\x01\xff"))),
        frames.ethernet(neighbour.guest_mac, frames.IP6, frames.ip6(
            here6, there6, ICMP6, frames.icmp6(here6, there6, 128, b"\0\1\0\1six"))),
        frames.ethernet(neighbour.guest_mac, frames.IP4, frames.ip4(
            HERE, THERE, ICMP, frames.echo(3, 3), options=b"\x07\x07\x04\x00\x00\x00\x00\x00")),
    ]
    for number in range(1500):
        frame = bytearray(chance.choice(good))
        for _ in range(chance.randrange(1, 5)):
            frame[chance.randrange(12, len(frame))] = chance.randrange(256)
        neighbour.wire.send(bytes(frame[:chance.choice((len(frame), chance.randrange(15, 400)))]))
        if number % 64 == 0:
            assert neighbour.is_alive()
