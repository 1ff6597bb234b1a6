# SPDX-License-Identifier: BSD-3-Clause
"""The store straight on the network device, as an image: real clients over QEMU's own network, and
frames made by hand, right and wrong."""

from __future__ import annotations

import random
import socket
import struct
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests"))
import frames  # noqa: E402
import harness  # noqa: E402
from cables import Cables  # noqa: E402
from guest import Guest  # noqa: E402

PORT = 9000
OURS, HOST = "10.0.2.2", "10.0.2.15"
_build = harness.Builder()


def image() -> harness.Image:
    return _build("udpkv", "netdev")


@pytest.mark.parametrize("way", ["microvm", "q35"])
def test_over_user_net(way: str) -> None:
    """ARP, IP and UDP as QEMU's network stack speaks them, and a socket's client of this host."""
    with Guest(image(), way) as guest:
        guest.wait_for("udpkv: serving 10.0.2.15 port 9000")
        with guest.datagrams(PORT, timeout=20) as client:
            def ask(request: bytes) -> bytes:
                client.send(request)
                return client.recv(2000)

            assert ask(b"get one") == b"none"
            assert ask(b"set one \0 any bytes \n") == b"OK"
            assert ask(b"get one\r\n") == b"VALUE \0 any bytes \n"
            assert ask(b"del one") == b"OK"
            assert ask(b"get one") == b"none"
            assert ask(b"nonsense").startswith(b"error ")
            assert ask(b"set long " + b"x" * 1024) == b"OK"
            assert ask(b"get long") == b"VALUE " + b"x" * 1024
            for number in range(500):
                assert ask(b"set key%d value%d" % (number, number)) == b"OK"
            for number in range(500):
                assert ask(b"get key%d" % number) == b"VALUE value%d" % number


class Peer:
    """By hand: who has the address, and questions to it."""

    def __init__(self, cables: Cables) -> None:
        self.cables = cables
        cables.send(0, frames.ethernet(frames.BROADCAST, frames.ARP, struct.pack(
            "!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, frames.MAC, socket.inet_aton(OURS), b"\0" * 6,
            socket.inet_aton(HOST))))
        answer = cables.receive(0)
        assert answer[:6] == frames.MAC and answer[20:22] == b"\0\2"
        assert answer[28:32] == socket.inet_aton(HOST)
        self.mac = answer[22:28]

    def frame(self, payload: bytes, port_from: int = 4000, **header: object) -> bytes:
        datagram = frames.udp(OURS, HOST, port_from, PORT, payload)
        return frames.ethernet(self.mac, frames.IP4,
                               frames.ip4(OURS, HOST, frames.UDP, datagram, **header))

    def answer(self) -> tuple[int, bytes]:
        """The port that it goes to, and what it says; checksums must be right."""
        got = self.cables.receive(0)
        assert got is not None
        assert got[:12] == frames.MAC + self.mac and frames.checksum(got[14:34]) == 0
        length = struct.unpack("!H", got[38:40])[0]
        datagram = got[34:34 + length]
        assert frames.checksum(frames.pseudo(HOST, OURS, frames.UDP, length) + datagram) == 0
        return struct.unpack("!H", got[36:38])[0], datagram[8:]


def test_many_at_a_time() -> None:
    """More than the queues hold; each answer goes to its asker, in order."""
    with Cables("q35", 1) as cables, \
            Guest(image(), "q35", options=["--net", "none"], qemu=cables.qemu) as guest:
        guest.wait_for("udpkv: serving")
        peer = Peer(cables)
        assert cables.send(0, peer.frame(b"set k " + b"v" * 64))
        assert peer.answer() == (4000, b"OK")
        sent = got = 0
        while got < 3000:
            while sent < 3000 and sent - got < 300 and \
                    cables.send(0, peer.frame(b"get k", 5000 + sent), timeout=0):
                sent += 1
            assert peer.answer() == (5000 + got, b"VALUE " + b"v" * 64)
            got += 1


def test_what_is_wrong_is_not_answered() -> None:
    chance = random.Random(7)
    with Cables("microvm", 1) as cables, \
            Guest(image(), options=["--net", "none"], qemu=cables.qemu) as guest:
        guest.wait_for("udpkv: serving")
        peer = Peer(cables)
        good = peer.frame(b"get x")
        wrong = [peer.frame(b"get x", more=True), peer.frame(b"get x", offset=8),
                 peer.frame(b"get x", total=2000), peer.frame(b"get x", header_words=4),
                 peer.frame(b"get x", header_words=15), peer.frame(b"get x", version=6),
                 peer.frame(b"get x", sum_off_by=1), peer.frame(b"get x", port_from=PORT),
                 frames.BROADCAST + good[6:], good[:30], good[:40],
                 frames.ethernet(peer.mac, frames.IP4, frames.ip4(
                     OURS, HOST, frames.UDP,
                     frames.udp(OURS, HOST, 1, PORT, b"get x", sum_off_by=1)))]
        for _ in range(300):
            at = chance.randrange(12, 47)
            wrong.append(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1:])
        for frame in wrong:
            assert cables.send(0, frame)
        assert cables.send(0, peer.frame(b"get x", options=b"\1" * 40))
        assert peer.answer() == (4000, b"none")
        assert cables.send(0, frames.ethernet(peer.mac, frames.IP4, frames.ip4(
            OURS, HOST, frames.ICMP, frames.echo(77, 1))))
        reply = cables.receive(0)
        assert reply[34:36] == b"\0\0" and frames.checksum(reply[34:46]) == 0


@pytest.mark.parametrize("append, said", [
    ("udpkv.ip=10.0.2", "'10.0.2' is no address"),
    ("udpkv.ip=224.0.0.1", "'224.0.0.1' is no address"),
    ("udpkv.port=70000", "70000 is no port"),
    ("", "there is no network device"),
])
def test_mistakes(append: str, said: str) -> None:
    boot = image().boot(append=append, options=("--net", "none"))
    assert boot.status != 0 and said in boot.output
