# SPDX-License-Identifier: BSD-3-Clause
"""Images that end while connections are open: what their peers see, on a network that outlives
them. Redis is the server, whose SHUTDOWN ends the image and leaves the closing to the system."""

from __future__ import annotations

import contextlib
import socket
import struct
from pathlib import Path
from typing import Iterator

import pytest

import frames
import harness
import sealed
from frames import ACK, FIN, PSH, SYN, TCP, Neighbour
from guest import Guest
from netspace import Namespace
from test_lua import folder
from test_redis import HOST_SECONDS, PORT, READY, client, start
from test_xen_domains import VIF, at, redis
from wire import Wire
from xen_host import Host

HERE, THERE = Wire.HOST, Wire.GUEST
REQUEST = b"SHUTDOWN NOSAVE\r\n"


# ---- peers with a TCP of their own
@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_clients_are_told(build: harness.Builder, namespace: Namespace, way: str) -> None:
    """Who asks for the end, who waits, and who has not yet read a long answer: all see the end, and
    nothing before it is missing."""
    with start(sealed.build_for(way, build, "redis"), namespace=namespace) as guest:
        with client(guest) as asks, client(guest) as waits, client(guest) as reads:
            value = bytes(range(256)) * 200  # what the host takes before it is read
            assert asks("SET", "key", value) == b"OK"
            assert waits("PING") == b"PONG"
            reads.send("GET", "key")
            assert reads.socket.recv(1, socket.MSG_PEEK) == b"$"  # so Redis has sent it all
            asks.send("SHUTDOWN", "NOSAVE")
            assert reads.read() == value
            for one in asks, waits, reads:
                assert one.file.read(1) == b""
        assert guest.finish() == 0, guest.text[-2000:]


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_command_line_client_returns(build: harness.Builder, namespace: Namespace,
                                     way: str) -> None:
    with start(sealed.build_for(way, build, "redis"), namespace=namespace) as guest:
        host, port = guest.address(PORT)
        namespace.run(f"redis-cli -h {host} -p {port} shutdown nosave", HOST_SECONDS)
        assert guest.finish() == 0, guest.text[-2000:]


@pytest.mark.full
def test_a_domain_tells_its_clients(xen: Host, build: harness.Builder) -> None:
    """Also at the toolstack's request, which Redis gets as SIGTERM."""
    address, parameters = at(90)
    for ends in "SHUTDOWN NOSAVE", "":
        with xen.domain(build("redis", plat="xen"), "told", f"{parameters} -- --protected-mode no",
                        vifs=VIF) as domain:
            domain.wait_for(READY)
            with redis(xen, address) as one, redis(xen, address) as two:
                assert one("PING") == two("PING") == b"PONG"
                if ends:
                    one.send(*ends.split())
                else:
                    domain.xl("shutdown")
                assert one.file.read(1) == two.file.read(1) == b""
            assert domain.finish() == 0, domain.reasons()


LUA = """local server = require("socket").bind("*", 80)
print("listening")
local one, two, three = server:accept(), server:accept(), server:accept()
one:receive("*l")
one:send(("text"):rep(1000))
os.exit(7)
"""


def test_without_threads(build: harness.Builder, namespace: Namespace, tmp_path: Path) -> None:
    """Who has sent what was not read learns that it was in vain (RFC 2525, section 2.17)."""
    with Guest(build("lua"), append="-- /test.lua", namespace=namespace, options=[
            "--accel", "tcg", "--net", "tap", *folder(tmp_path, test=LUA)]) as guest:
        guest.wait_for("listening")
        with guest.connect(80, HOST_SECONDS) as one, guest.connect(80, HOST_SECONDS) as two, \
                guest.connect(80, HOST_SECONDS) as three:
            three.sendall(b"in vain")
            one.sendall(b"go\n")
            assert one.makefile("rb").read() == b"text" * 1000
            assert two.recv(1) == b""
            with pytest.raises(ConnectionResetError):
                three.recv(1)
        assert guest.finish() == 7, guest.text[-2000:]


# ---- peers made by hand
class Peer:
    """A connection of which this end sends only what it is told to."""

    def __init__(self, neighbour: Neighbour, port: int) -> None:
        self.neighbour, self.port = neighbour, port
        self.sent, self.seen = 1000, 0
        self.send(SYN)
        self.sent += 1
        self.seen = self.next(SYN) + 1
        self.send(ACK)

    def send(self, flags: int, data: bytes = b"") -> None:
        self.neighbour.send4(TCP, frames.tcp(HERE, THERE, self.port, PORT, flags, data=data,
                                             sequence=self.sent, acknowledged=self.seen))
        self.sent += len(data)

    def next(self, flag: int) -> int:
        """The sequence number of the next segment with that flag."""
        def is_it(frame: bytes) -> bool:
            return frame[12:14] == b"\x08\x00" and frame[23] == TCP and \
                struct.unpack_from("!H", frame, 36)[0] == self.port and frame[47] & flag
        frame = self.neighbour.answer(is_it, HOST_SECONDS)
        assert frame, f"no segment with the flag {flag}"
        return struct.unpack_from("!I", frame, 38)[0]


@pytest.fixture
def served(build: harness.Builder) -> Iterator[tuple[Guest, Neighbour]]:
    with Wire() as wire, Guest(build("redis"), wire=wire, memory="128M",
                               append="-- --protected-mode no",
                               options=["--accel", "tcg"]) as guest:
        neighbour = Neighbour(wire)
        neighbour.find()
        guest.wait_for(READY)
        yield guest, neighbour


def test_an_end_that_is_lost_is_told_again(served: tuple[Guest, Neighbour]) -> None:
    guest, neighbour = served
    asks, waits = Peer(neighbour, 4000), Peer(neighbour, 4001)
    asks.send(ACK | PSH, REQUEST)
    assert waits.next(FIN) == waits.next(FIN) == waits.seen
    for peer in asks, waits:
        peer.seen += 1
        with contextlib.suppress(OSError):  # the guest waits, but not for a host that is slow
            peer.send(ACK)
    assert guest.finish() == 0, guest.text[-2000:]


def test_peers_that_are_gone_keep_nobody_waiting(served: tuple[Guest, Neighbour]) -> None:
    """Nor do those who would not take what is for them."""
    guest, neighbour = served
    peers = [Peer(neighbour, 4000 + number) for number in range(20)]
    peers[0].send(ACK | PSH, REQUEST)
    assert guest.finish() == 0, guest.text[-2000:]
