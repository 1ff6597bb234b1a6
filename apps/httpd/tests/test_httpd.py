# SPDX-License-Identifier: BSD-3-Clause
"""The server as clients see it: as a program of this host under sanitizers, and as an image."""

from __future__ import annotations

import re
import socket
import sys
import time
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests"))
import guest  # noqa: E402
import harness  # noqa: E402
import sealed  # noqa: E402
import servers  # noqa: E402

PORT = 80
WWW = ROOT / "apps/httpd/www"
HOST = b"Host: here\r\n"
BREATH = 0.01  # QEMU's user network queues one new connection; a second one at once waits seconds
LINES = b"".join(b"%7d the quick brown fox jumps over the lazy dog, on and on.\n" % (i + 1)
                 for i in range(16384))


@pytest.fixture(scope="module", params=["host", "image", pytest.param(
    "ukvm", marks=[sealed.needs_tap, pytest.mark.full])])
def server(request) -> Iterator:
    if request.param == "host":
        with servers.Program("httpd", PORT) as running:
            yield running
    elif request.param == "ukvm":
        with sealed.on_a_tap("httpd") as running:
            yield running
    else:
        with guest.Guest(harness.Builder()("httpd")) as running:
            running.wait_for(r"\(dhcp\)")
            yield running


class Client:
    """A connection, and answers taken off it one by one."""

    def __init__(self, server, text: bytes = b"") -> None:
        time.sleep(BREATH)
        self.socket = server.connect(PORT)
        self.data = b""
        self.send(text)

    def send(self, text: bytes) -> None:
        self.socket.sendall(text)

    def more(self) -> bool:
        try:
            got = self.socket.recv(65536)
        except ConnectionResetError:
            got = b""
        self.data += got
        return bool(got)

    def answer(self, head_only: bool = False) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self.data:
            assert self.more(), f"ended within {self.data!r}"
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines)
        assert re.fullmatch(r"HTTP/1\.1 [2-5]\d\d [A-Z][A-Za-z ]+", first), first
        assert re.fullmatch(r"[a-z]{3}, \d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d gmt", fields["date"])
        status = int(first.split()[1])
        length = 0 if head_only or status == 304 else int(fields["content-length"])
        while len(self.data) < length:
            assert self.more(), f"ended after {len(self.data)} of {length}"
        body, self.data = self.data[:length], self.data[length:]
        return status, fields, body

    def ended(self) -> bool:
        """True if the server closes without another byte."""
        return not self.data and not self.more()


def get(server, path: str, *fields: str, method: str = "GET") -> tuple[int, dict, bytes]:
    lines = "".join(field + "\r\n" for field in fields)
    client = Client(server, f"{method} {path} HTTP/1.1\r\nHost: here\r\n{lines}\r\n".encode())
    return client.answer(method == "HEAD")


def stats(server) -> dict[str, int]:
    text = get(server, "/stats")[2].decode()
    return {name: int(value) for name, value in (line.split() for line in text.splitlines())}


def test_pages(server) -> None:
    status, fields, body = get(server, "/")
    assert (status, body) == (200, (WWW / "index.html").read_bytes())
    assert len(body) == 180  # what the benchmark counts on
    assert fields["content-type"] == "text/html; charset=utf-8"
    assert get(server, "/index.html")[2] == body
    assert get(server, "/?a=/b")[2] == body
    assert get(server, "http://other/about.html")[2] == (WWW / "about.html").read_bytes()
    assert get(server, "/%73tyle.css")[1]["content-type"] == "text/css; charset=utf-8"
    assert get(server, "/100k")[2] == LINES[:102400]
    assert get(server, "/1m")[2] == LINES


def test_head_and_not_modified(server) -> None:
    status, fields, _ = get(server, "/", method="HEAD")
    assert (status, fields["content-length"]) == (200, "180")
    etag = get(server, "/")[1]["etag"]
    assert get(server, "/", f"If-None-Match: \"x\", W/{etag}")[0] == 304
    assert get(server, "/", "If-None-Match: *")[0] == 304
    assert get(server, "/", "If-None-Match: \"other\"")[0] == 200
    assert get(server, "/nothing", "If-None-Match: *")[0] == 404


def test_one_connection_many_requests(server) -> None:
    client = Client(server)
    for _ in range(50):
        client.send(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        assert client.answer()[0] == 200
    assert not client.data


def test_pipelining(server) -> None:
    """Hundreds at once, of all kinds: answered in order."""
    kinds = [(b"GET /", 200, False), (b"GET /none", 404, False), (b"HEAD /style.css", 200, True),
             (b"DELETE /", 405, False), (b"BREW /", 501, False), (b"GET /%", 400, False),
             (b"GET /about.html", 200, False), (b"GET /100k", 200, False)]
    order = [kinds[i * i % len(kinds)] for i in range(200)]
    client = Client(server, b"".join(kind + b" HTTP/1.1\r\n" + HOST + b"\r\n"
                                     for kind, *_ in order))
    for kind, status, head_only in order:
        got, fields, body = client.answer(head_only)
        assert got == status, kind
        assert status != 405 or fields["allow"] == "get, head"
        assert kind != b"GET /100k" or body == LINES[:102400]
    client.send(b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert client.answer()[1]["connection"] == "close" and client.ended()


def test_versions(server) -> None:
    client = Client(server, b"GET / HTTP/1.0\r\n\r\n")
    assert client.answer()[1]["connection"] == "close" and client.ended()
    client = Client(server, 2 * b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    for _ in range(2):
        assert client.answer()[1]["connection"] == "keep-alive"
    client = Client(server, b"GET / HTTP/1.0\n\n")
    assert client.answer()[0] == 200


@pytest.mark.parametrize("status, text", [
    (400, b"GET / HTTP/1.1\r\n\r\n"),
    (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello"),
    (400, b"GET / HTTP/1.1\r\n" + HOST + b" folded\r\n\r\n"),
    (400, b"POST / HTTP/1.1\r\n" + HOST +
          b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n"),
    (413, b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999\r\n\r\n" + b"x" * 100000),
    (414, b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    (417, b"GET / HTTP/1.1\r\n" + HOST + b"Expect: money\r\n\r\n"),
    (431, b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 9000 + b"\r\n\r\n"),
    (501, b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n"),
    (505, b"GET / HTTP/2.0\r\n\r\n"),
])
def test_refused(server, status: int, text: bytes) -> None:
    """One answer that says why and that it is the last, and the connection's end."""
    client = Client(server, text)
    got, fields, body = client.answer()
    assert (got, fields["connection"]) == (status, "close")
    assert body.startswith(str(status).encode())
    assert client.ended()


def test_bodies_are_skipped(server) -> None:
    page = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
    chunks = b"5;x\r\n01234\r\n" * 3000 + b"0\r\nTrailer: x\r\n\r\n"
    data = page * 1400 + b"x" * (70000 - 1400 * len(page))
    for body in (b"Content-Length: 70000\r\n\r\n" + data,
                 b"Transfer-Encoding: chunked\r\n\r\n" + chunks):
        client = Client(server, b"POST / HTTP/1.1\r\n" + HOST + body + page)
        assert [client.answer()[0] for _ in range(2)] == [405, 200]
        client.send(page)
        assert client.answer()[0] == 200 and not client.data
    client = Client(server, b"POST / HTTP/1.1\r\n" + HOST +
                    b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
    assert client.answer()[1]["connection"] == "close" and client.ended()
    client = Client(server, b"POST / HTTP/1.1\r\n" + HOST +
                    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + page)
    assert client.answer()[0] == 405 and client.ended()


def test_a_byte_at_a_time(server) -> None:
    client = Client(server)
    client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in b"GET /style.css HTTP/1.1\r\n" + HOST + b"\r\n":
        client.send(bytes([byte]))
        time.sleep(0.002)
    assert client.answer()[2] == (WWW / "style.css").read_bytes()


def test_slow_reader(server) -> None:
    """One that asks for megabytes and reads late holds up nobody, and gets all in the end."""
    with sealed.socket_for(server) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(30)
        slow.connect(server.address(PORT))
        client = Client.__new__(Client)
        client.socket, client.data = slow, b""
        client.send((b"GET /1m HTTP/1.1\r\n" + HOST + b"\r\n") * 3 +
                    (b"GET / HTTP/1.1\r\n" + HOST + b"\r\n") * 300)
        for _ in range(20):
            assert get(server, "/")[0] == 200
        for _ in range(3):
            assert client.answer()[2] == LINES
        for _ in range(300):
            assert len(client.answer()[2]) == 180


def test_clients_that_vanish(server) -> None:
    """Within a request, within an answer, by a reset: nothing of them stays."""
    texts = [b"GET / HTT", b"GET /1m HTTP/1.1\r\n" + HOST + b"\r\n",
             b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nx"]
    get(server, "/1m")
    before = stats(server)
    for i in range(60):
        client = Client(server, texts[i % 3])
        if i % 2:
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.socket.close()
    deadline = time.monotonic() + 10
    while stats(server)["connections"] > before["connections"]:
        assert time.monotonic() < deadline, stats(server)
        time.sleep(0.05)
    assert stats(server)["accepted"] >= before["accepted"] + 60


def test_many_idle_connections(server) -> None:
    idle = [Client(server).socket for _ in range(150)]
    client = Client(server)
    for _ in range(100):
        client.send(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        assert client.answer()[0] == 200
    assert stats(server)["connections"] >= 150
    for one in idle[::7]:
        one.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        assert b"200 OK" in one.recv(65536)
    for one in idle:
        one.close()


def test_time_out() -> None:
    """No request: closed. Half a request: told so. Half a reader: closed."""
    with servers.Program("httpd", PORT, arguments=["1"]) as server:
        idle, half = Client(server), Client(server, b"GET / HTTP/1.1\r\n")
        deaf = Client(server, (b"GET /1m HTTP/1.1\r\n" + HOST + b"\r\n") * 50)
        assert idle.ended()
        assert half.answer()[0] == 408 and half.ended()
        deadline = time.monotonic() + 20
        while (now := stats(server))["timeouts"] < 3:
            assert time.monotonic() < deadline, now
            time.sleep(0.1)
        deaf.socket.close()


def test_out_of_descriptors() -> None:
    """More clients than descriptors: the server waits for one to end, without spinning."""
    with servers.Program("httpd", PORT, prefix=["prlimit", "--nofile=24"]) as server:
        clients = [Client(server, b"GET / HTTP/1.1\r\n" + HOST + b"\r\n") for _ in range(40)]
        assert clients[0].answer()[0] == 200
        before = server.cpu_seconds()
        time.sleep(1)
        assert server.cpu_seconds() - before < 0.5
        for client in clients[:30]:
            client.socket.close()
        assert clients[39].answer()[0] == 200


@pytest.mark.parametrize("arguments", ["0", "65536", "x", "80 0", "80 1 2"])
def test_wrong_arguments(arguments: str) -> None:
    done = harness.command([str(servers.build("httpd")), *arguments.split()])
    assert done.status == 2 and done.output.startswith("usage: httpd")
