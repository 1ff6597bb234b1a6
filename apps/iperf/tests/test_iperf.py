# SPDX-License-Identifier: BSD-3-Clause
"""The services as a program of this host under sanitizers, and as an image; iperf3 as a client."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests"))
import guest  # noqa: E402
import harness  # noqa: E402
import sealed  # noqa: E402
import servers  # noqa: E402

SINK, SOURCE, ECHO, IPERF3 = 5001, 5002, 5003, 5201
PATTERN = bytes(i * 7 + (i >> 8) * 13 & 255 for i in range(65521))


@pytest.fixture(scope="module", params=["host", "image", pytest.param(
    "ukvm", marks=[sealed.needs_tap, pytest.mark.full])])
def server(request) -> Iterator:
    if request.param == "host":
        with servers.Program("iperf", SINK, SOURCE, ECHO, IPERF3) as running:
            yield running
    elif request.param == "ukvm":
        with sealed.on_a_tap("iperf") as running:
            yield running
    else:
        with guest.Guest(harness.Builder()("iperf")) as running:
            running.wait_for(r"\(dhcp\)")
            yield running


def test_sink(server) -> None:
    with server.connect(SINK) as link:
        link.sendall(bytes(3_000_001))
        link.shutdown(socket.SHUT_WR)
        assert link.makefile().read() == "bytes 3000001\n"


def test_source(server) -> None:
    """Every byte in its place, of several readers at once."""
    links = [server.connect(SOURCE) for _ in range(3)]
    data = [b""] * 3
    while min(map(len, data)) < 1_000_000:
        for i, link in enumerate(links):
            data[i] += link.recv(50_000)
    for i, link in enumerate(links):
        link.close()
        assert data[i] == (PATTERN * (len(data[i]) // len(PATTERN) + 1))[:len(data[i])]


def test_echo(server) -> None:
    """Random megabytes there and back, while the reader pauses: intact, and to the end."""
    data = random.Random(1).randbytes(2_000_000)
    with server.connect(ECHO) as link:
        def send() -> None:
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)

        threading.Thread(target=send, daemon=True).start()
        back = hashlib.sha256()
        length = 0
        while got := link.recv(40_000):
            back.update(got)
            length += len(got)
    assert length == len(data) and back.digest() == hashlib.sha256(data).digest()


def test_datagrams(server) -> None:
    with server.datagrams(ECHO) as link:
        for length in (1, 100, 1400):
            link.send(bytes(length))
            assert link.recv(2000) == bytes(length)
    with server.datagrams(SINK) as link:
        link.send(b"report\n")
        link.recv(100)
        for _ in range(3):
            link.send(bytes(500))
        link.send(b"report\n")
        assert link.recv(100) == b"packets 3 bytes 1500\n"


def iperf3(server, *options: str) -> dict:
    if not shutil.which("iperf3"):
        pytest.skip("iperf3 is not installed (make test installs it as root)")
    address, port = server.address(IPERF3)
    done = subprocess.run([*sealed.inside(server), "iperf3", "-J", "-c", address, "-p", str(port),
                           *options], capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize("options, streams", [
    (["-t", "1"], 1), (["-R", "-n", "4M"], 1), (["-t", "1", "-P", "3"], 3),
    (["-t", "1", "--bidir"], 2)])
def test_iperf3_tcp(server, options: list[str], streams: int) -> None:
    end = iperf3(server, *options)["end"]
    assert len(end["streams"]) == streams
    for stream in end["streams"]:
        # iperf3 3.18 does not count what it had begun to send at the end: one block
        assert 0 < stream["receiver"]["bytes"] <= stream["sender"]["bytes"] + 131072


def test_iperf3_udp(server) -> None:
    address, port = server.address(IPERF3)
    if server.address(IPERF3, "udp") != (address, port):
        pytest.skip("TCP and UDP came to different ports of this host, which iperf3 cannot use")
    summary = iperf3(server, "-u", "-b", "10M", "-l", "1000", "-n", "500K")["end"]["sum"]
    assert summary["packets"] >= 500 and summary["lost_packets"] < summary["packets"] / 10


def test_iperf3_refusal(server) -> None:
    """What the server cannot do, the client says in words."""
    assert "not implemented" in iperf3(server, "-u", "-R")["error"]


@pytest.mark.parametrize("text", [
    b"x" * 37 + struct.pack(">I", 2**32 - 1),
    b"x" * 37 + struct.pack(">I", 2) + b"{}" + b"\xff" * 5000,
    b"x" * 37 + struct.pack(">I", 5) + b"nojson",
    b"x" * 36,
], ids=["huge", "garbage", "no-object", "cut"])
def test_control_connections_that_are_none(server, text: bytes) -> None:
    with server.connect(IPERF3) as link:
        try:
            link.sendall(text)
            link.shutdown(socket.SHUT_WR)
            while link.recv(1000):
                pass
        except OSError:  # the server has reset it
            pass
    test_sink(server)


@pytest.mark.parametrize("arguments", ["0", "60001", "x", "1 2"])
def test_wrong_arguments(arguments: str) -> None:
    done = harness.command([str(servers.build("iperf")), *arguments.split()])
    assert done.status == 2 and done.output.startswith("usage: iperf")
