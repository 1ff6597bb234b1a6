# SPDX-License-Identifier: BSD-3-Clause
"""The key-value store on sockets, as a program of this host under sanitizers, and as an image."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests"))
import guest  # noqa: E402
import harness  # noqa: E402
import sealed  # noqa: E402
import servers  # noqa: E402

PORT = 9000


@pytest.fixture(scope="module", params=["host", "image", pytest.param(
    "ukvm", marks=[sealed.needs_tap, pytest.mark.full])])
def server(request) -> Iterator:
    if request.param == "host":
        with servers.Program("udpkv", PORT) as running:
            yield running
    elif request.param == "ukvm":
        with sealed.on_a_tap("udpkv") as running:
            yield running
    else:
        with guest.Guest(harness.Builder()("udpkv")) as running:
            running.wait_for(r"\(dhcp\)")
            yield running


def ask(server, *requests: bytes) -> list[bytes]:
    """One after the other; again if a datagram is lost, for each of these may be done twice."""
    answers = []
    with server.datagrams(PORT) as link:
        for request in requests:
            for _ in range(5):
                link.send(request)
                try:
                    answers.append(link.recv(4096))
                    break
                except TimeoutError:
                    continue
    return answers


def test_set_get_delete(server) -> None:
    every = bytes(range(256)) * 4
    assert ask(server, b"set a 1", b"get a", b"get a\r\n", b"set a " + every, b"get a",
               b"set a " + every + b"x", b"get a", b"del a\n", b"get a") == [
        b"OK", b"VALUE 1", b"VALUE 1", b"OK", b"VALUE " + every,
        b"error a value is 1024 bytes at most", b"VALUE " + every, b"OK", b"none"]


def test_what_is_no_request(server) -> None:
    for request in (b"", b"x", b"get ", b"get " + b"k" * 65, b"set a", b"get a b", b"\xff" * 1400):
        assert ask(server, request)[0].startswith(b"error "), request
    assert ask(server, b"set b 2", b"get b") == [b"OK", b"VALUE 2"]


def test_full(server) -> None:
    """Room ends with an error, and comes back."""
    keys = [b"key%d" % i for i in range(400)]
    answers = ask(server, *(b"set " + key + b" " + b"v" * 1000 for key in keys))
    count = answers.count(b"OK")
    assert 100 < count < 400 and set(answers[count:]) == {b"error the store is full"}
    assert ask(server, *(b"del " + key for key in keys[:count])) == [b"OK"] * count
    assert ask(server, b"set again " + b"v" * 1000, b"del again") == [b"OK", b"OK"]


@pytest.fixture(scope="session")
def load(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("client") / "load"
    done = harness.command(["gcc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
                            str(path), str(ROOT / "apps/udpkv/client/load.c")])
    assert done.status == 0, done.output
    return path


def test_load(server, load: Path) -> None:
    """Many requests on their way at once, every answer checked."""
    address, port = server.address(PORT, "udp")
    done = harness.command([*sealed.inside(server), str(load), address, str(port), "5000", "16",
                            "64"], timeout=60)
    assert done.status == 0 and done.output.startswith("requests 5000"), done.output
