# SPDX-License-Identifier: BSD-3-Clause
"""What the tests know of apps/httpd, and how they talk to it when they need no real client."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import time
from typing import NamedTuple

import harness
from guest import Guest
from netspace import Namespace

sys.path.insert(0, str(harness.ROOT / "tests" / "bench"))
import host_program  # noqa: E402

READY = r"httpd: serving on port"
PORT = 80
# /stats then tells how much memory is in use, and few closed connections are remembered (TIME-WAIT)
# which are not a leak; they, and blocks' rounding, stay below SLACK bytes.
OPTIONS = ("CONFIG_LIBNETSTACK_IPV6=y", "CONFIG_LIBUKALLOC_STATS=y",
           "CONFIG_LIBNETSTACK_TIME_WAIT=8")
SLACK = 4096
CLIENTS = harness.ROOT / "tests" / "clients"


def page(size: int) -> bytes:
    """apps/httpd's /100k and /1m: numbered lines of 64 bytes."""
    return b"".join(b"%7d the quick brown fox jumps over the lazy dog, on and on.\n" % number
                    for number in range(1, size // 64 + 1))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Answer(NamedTuple):
    status: int
    header: dict[str, str]
    body: bytes


def request(path: str, close: bool = True) -> bytes:
    ending = "Connection: close\r\n" if close else ""
    return f"GET {path} HTTP/1.1\r\nHost: guest\r\n{ending}\r\n".encode()


def read_answer(connection: socket.socket) -> Answer:
    """One answer; what follows it on the connection is left there."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, f"closed within the header: {head!r}"
        head += byte
    lines = head.decode().split("\r\n")
    header = dict(line.split(": ", 1) for line in lines[1:] if line)
    body = bytearray()
    while len(body) < int(header["Content-Length"]):
        data = connection.recv(min(65536, int(header["Content-Length"]) - len(body)))
        assert data, f"closed after {len(body)} bytes of {header['Content-Length']}"
        body += data
    return Answer(int(lines[0].split()[1]), header, bytes(body))


def get(guest: Guest, path: str) -> Answer:
    with guest.connect(PORT) as connection:
        connection.sendall(request(path))
        return read_answer(connection)


def stats(guest: Guest) -> dict[str, int]:
    """/stats: names and numbers."""
    return {name: int(value) for name, value in
            (line.split() for line in get(guest, "/stats").body.decode().splitlines())}


def settled(guest: Guest, timeout: float = 30) -> dict[str, int]:
    """The statistics once only this connection is open, and memory in use no longer falls."""
    deadline = time.monotonic() + timeout
    last = stats(guest)
    while time.monotonic() < deadline:
        time.sleep(0.3)
        now = stats(guest)
        if now["connections"] == 1 and now["heap_used"] >= last["heap_used"]:
            return now
        last = now
    raise AssertionError(f"the server does not come to rest: {last}")


def sources(namespace: Namespace, count: int = 16) -> list[str]:
    """More addresses of this host towards the guest: the first, and how many, for churn."""
    namespace.run("; ".join(f"ip address add 10.44.0.{100 + i}/24 dev uk0" for i in range(count)))
    return ["10.44.0.100", str(count)]


def churn(guest: Guest, namespace: Namespace, count: int, parallel: int, first: str,
          sources: str, timeout: float = 600) -> None:
    """`count` connections opened and closed."""
    program = host_program.make("churn", sources=[str(CLIENTS / "churn.c")])
    address, port = guest.address(PORT)
    done = subprocess.run([*namespace.enter, program, address, str(port), str(count),
                           str(parallel), first, sources], capture_output=True, text=True,
                          timeout=timeout)
    assert done.returncode == 0, f"{done.stderr}\n{guest.text[-3000:]}"


def load(guest: Guest, namespace: Namespace, *words: object, timeout: float = 120) -> float:
    """tests/bench/load.c against the web server; the seconds that it took."""
    address, port = guest.address(PORT)
    done = subprocess.run([*namespace.enter, host_program.make("load"), "http", address, str(port),
                           *map(str, words)], capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, f"{done.stderr}\n{guest.text[-3000:]}"
    return float(done.stdout)
