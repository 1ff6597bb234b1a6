# SPDX-License-Identifier: BSD-3-Clause
"""The name server as resolvers see it: a program of this host under sanitizers, and an image."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).resolve().parents[3]
DNS = ROOT / "apps/dns"
sys.path[:0] = [str(ROOT / "tests"), str(DNS)]
import guest  # noqa: E402
import harness  # noqa: E402
import sealed  # noqa: E402
import servers  # noqa: E402
import zone  # noqa: E402

PORT = 53
A, NS, CNAME, SOA, MX, TXT, AAAA, SRV, DS, ANY = 1, 2, 5, 6, 15, 16, 28, 33, 43, 255
NOERROR, NXDOMAIN, REFUSED = 0, 3, 5


@pytest.fixture(scope="module", params=["host", "image", pytest.param(
    "ukvm", marks=[sealed.needs_tap, pytest.mark.full])])
def server(request) -> Iterator:
    if request.param == "host":
        with servers.Program("dns", PORT) as running:
            yield running
    elif request.param == "ukvm":
        with sealed.on_a_tap("dns") as running:
            yield running
    else:
        with guest.Guest(harness.Builder()("dns")) as running:
            running.wait_for(r"\(dhcp\)")
            yield running


def query(name: str, kind: int, number: int = 0x1234, edns: int = 0) -> bytes:
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".") if part)
    opt = b"\0" + struct.pack(">HHIH", 41, edns, 0, 0) if edns else b""
    return struct.pack(">6H", number, 0x0100, 1, 0, 0, bool(edns)) + labels + b"\0" + \
        struct.pack(">HH", kind, 1) + opt


class Answer:
    """A message read: flags, and per section a list of (name, type, ttl, data as text)."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 12
        self.number, self.flags, questions, *counts = struct.unpack(">6H", data[:12])
        self.rcode = self.flags & 15
        self.authoritative = bool(self.flags & 0x400)
        self.truncated = bool(self.flags & 0x200)
        for _ in range(questions):
            self.question = self.name()
            self.at += 4
        self.answer, self.authority, self.additional = (
            [self.record() for _ in range(count)] for count in counts)
        assert self.at == len(data)

    def name(self) -> str:
        text, self.at = self.name_at(self.at)
        return text

    def name_at(self, at: int) -> tuple[str, int]:
        parts = []
        while length := self.data[at]:
            if length >= 0xc0:
                target = struct.unpack_from(">H", self.data, at)[0] & 0x3fff
                assert target < at
                return ".".join([*parts, self.name_at(target)[0]]), at + 2
            parts.append(self.data[at + 1:at + 1 + length].decode("latin-1"))
            at += 1 + length
        return ".".join(parts), at + 1

    def record(self) -> tuple:
        owner = self.name()
        kind, _, ttl, length = struct.unpack_from(">HHIH", self.data, self.at)
        start = self.at + 10
        self.at = start + length
        data = self.data[start:self.at]
        if kind in (NS, CNAME, 12):
            text = self.name_at(start)[0]
        elif kind == MX:
            text = f"{data[0] * 256 + data[1]} {self.name_at(start + 2)[0]}"
        elif kind == SRV:
            text = " ".join(map(str, struct.unpack(">3H", data[:6]))) + " " + \
                self.name_at(start + 6)[0]
        elif kind == A:
            text = socket.inet_ntoa(data)
        elif kind == AAAA:
            text = socket.inet_ntop(socket.AF_INET6, data)
        elif kind == SOA:
            text = self.name_at(start)[0]
        else:
            text = data.hex()
        return owner, kind, ttl, text


def by_udp(server, text: bytes) -> Answer:
    with server.datagrams(PORT) as link:
        for _ in range(5):
            link.send(text)
            try:
                return Answer(link.recv(65535))
            except TimeoutError:
                continue
        raise AssertionError("no answer")


def by_tcp(server, *texts: bytes) -> list[Answer]:
    """All queries in one piece, so that they wait for one another."""
    with server.connect(PORT) as link:
        link.sendall(b"".join(struct.pack(">H", len(text)) + text for text in texts))
        file = link.makefile("rb")
        return [Answer(file.read(struct.unpack(">H", file.read(2))[0])) for _ in texts]


def ask(server, name: str, kind: int) -> Answer:
    """By both ways, which must say the same."""
    udp, tcp = by_udp(server, query(name, kind)), by_tcp(server, query(name, kind))[0]
    if not udp.truncated:
        assert udp.data == tcp.data
    assert udp.number == 0x1234 and udp.question == name
    return tcp


@pytest.mark.parametrize("name, kind, answer", [
    ("example.org", A, [("example.org", A, 3600, "192.0.2.80")]),
    ("ExAmPlE.oRg", AAAA, [("ExAmPlE.oRg", AAAA, 3600, "2001:db8::80")]),
    ("example.org", SOA, [("example.org", SOA, 3600, "ns1.example.org")]),
    ("example.org", ANY, [("example.org", SOA, 3600, "ns1.example.org")]),
    ("www.example.org", A, [("www.example.org", CNAME, 3600, "example.org"),
                            ("example.org", A, 3600, "192.0.2.80")]),
    ("ftp.example.org", A, [("ftp.example.org", CNAME, 300, "www.example.org"),
                            ("www.example.org", CNAME, 3600, "example.org"),
                            ("example.org", A, 3600, "192.0.2.80")]),
    ("ftp.example.org", CNAME, [("ftp.example.org", CNAME, 300, "www.example.org")]),
    ("out.example.org", A, [("out.example.org", CNAME, 3600, "www.example.com")]),
    ("x.y.wild.example.org", A, [("x.y.wild.example.org", A, 3600, "192.0.2.99")]),
    ("*.wild.example.org", A, [("*.wild.example.org", A, 3600, "192.0.2.99")]),
    ("here.wild.example.org", A, [("here.wild.example.org", A, 3600, "192.0.2.98")]),
    ("7.2.0.192.in-addr.arpa.example.org", 12,
     [("7.2.0.192.in-addr.arpa.example.org", 12, 3600, "www-host.example.org")]),
    ("sub.example.org", DS, [("sub.example.org", DS, 3600, "30390d02" + "0123456789abcdef" * 4)]),
    ("strange.example.org", 65280, [("strange.example.org", 65280, 3600, "00010203")]),
])
def test_answers(server, name: str, kind: int, answer: list) -> None:
    got = ask(server, name, kind)
    assert (got.rcode, got.authoritative, got.answer) == (NOERROR, True, answer)


def test_wildcard_and_chain(server) -> None:
    got = ask(server, "a.star.example.org", A)
    assert [record[0] for record in got.answer] == [
        "a.star.example.org", "ftp.example.org", "www.example.org", "example.org"]
    assert len(ask(server, "a.ring.example.org", A).answer) == 8


@pytest.mark.parametrize("name, kind, rcode", [
    ("example.org", SRV, NOERROR),
    ("there.wild.example.org", A, NOERROR),           # exists by what is below it
    ("wild.example.org", A, NOERROR),
    ("here.wild.example.org", TXT, NOERROR),          # the wildcard is not for it
    ("nope.there.wild.example.org", A, NXDOMAIN),     # nor for what is below another
    ("nope.example.org", A, NXDOMAIN),
    ("nowhere.example.org", A, NXDOMAIN),             # only mentioned
    ("a.nowhere.example.org", A, NXDOMAIN),
])
def test_there_is_none(server, name: str, kind: int, rcode: int) -> None:
    got = ask(server, name, kind)
    assert (got.rcode, got.authoritative, got.answer) == (rcode, True, [])
    assert got.authority == [("example.org", SOA, 300, "ns1.example.org")]


def test_chain_to_nothing(server) -> None:
    got = ask(server, "lost.example.org", A)
    assert got.rcode == NXDOMAIN and got.authority[0][1] == SOA
    assert got.answer == [("lost.example.org", CNAME, 3600, "nowhere.example.org")]


@pytest.mark.parametrize("name, kind", [
    ("sub.example.org", A), ("sub.example.org", NS), ("a.b.sub.example.org", DS),
    ("ns.sub.example.org", A)])
def test_referral(server, name: str, kind: int) -> None:
    got = ask(server, name, kind)
    assert (got.rcode, got.authoritative, got.answer) == (NOERROR, False, [])
    assert [record[3] for record in got.authority] == ["ns.sub.example.org", "ns2.example.net"]
    assert got.additional == [("ns.sub.example.org", A, 3600, "192.0.2.54")]


def test_additional(server) -> None:
    got = ask(server, "example.org", MX)
    assert [record[3] for record in got.answer] == ["10 mail.example.org", "20 Mail2.example.net"]
    assert got.additional == [("mail.example.org", A, 3600, "192.0.2.25")]
    got = ask(server, "_http._tcp.example.org", SRV)
    assert got.answer[0][3] == "0 5 80 www-host.example.org"
    assert got.additional == [("www-host.example.org", A, 3600, "192.0.2.81")]
    assert {record[0] for record in ask(server, "example.org", NS).additional} == {
        "ns1.example.org"}


@pytest.mark.parametrize("name", ["example.com", "org", "", "xexample.org"])
def test_outside(server, name: str) -> None:
    assert ask(server, name, A).rcode == REFUSED


def test_long_answers(server) -> None:
    short = by_udp(server, query("big.example.org", TXT, edns=4096))
    assert short.truncated and not short.answer and len(short.data) <= 1232
    assert by_udp(server, query("example.org", NS, edns=512)).additional[-1][1] == 41
    assert len(by_tcp(server, query("big.example.org", TXT))[0].answer) == 17


def test_many_queries_in_one_stream(server) -> None:
    """Pipelined, more than any buffer takes at once, read late."""
    names = ["big", "www", "no", "sub"]
    texts = [query(f"{names[i % 4]}.example.org", TXT, i) for i in range(2000)]
    stream = b"".join(struct.pack(">H", len(text)) + text for text in texts)
    with server.connect(PORT) as link:
        threading.Thread(target=link.sendall, args=(stream,), daemon=True).start()
        time.sleep(0.3)
        file = link.makefile("rb")
        for i in range(2000):
            answer = Answer(file.read(struct.unpack(">H", file.read(2))[0]))
            assert answer.number == i
            assert len(answer.answer) == [17, 2, 0, 0][i % 4]


def test_streams_that_are_none(server) -> None:
    for text in (b"\xff\xff", b"\0\5hello", b"\0\0", struct.pack(">H", 12) + b"\xff" * 12):
        with server.connect(PORT) as link:
            link.sendall(text)
            assert link.recv(100) == b""
    with server.connect(PORT) as link:  # in pieces
        text = query("mail.example.org", A)
        for byte in struct.pack(">H", len(text)) + text:
            link.send(bytes([byte]))
        assert len(link.recv(1000)) > 40


def test_more_clients_than_room(server) -> None:
    idle = []
    for _ in range(40):
        idle.append(server.connect(PORT))
        time.sleep(0.01)  # QEMU's user network queues one new connection
    assert by_tcp(server, query("example.org", A))[0].rcode == NOERROR
    for link in idle:
        link.close()


def test_garbage_by_udp(server) -> None:
    with server.datagrams(PORT) as link:
        for length in range(0, 300, 7):
            link.send(bytes((length * 31 + i * 7) & 0x7f for i in range(length)))
    assert ask(server, "example.org", A).rcode == NOERROR


def test_dig(server) -> None:
    """The reference client finds nothing to complain of, and retries by TCP by itself."""
    if not shutil.which("dig"):
        pytest.skip("dig is not installed (make test installs it as root)")
    address, port = server.address(PORT, "udp")
    for words, expected in ((["big.example.org", "TXT"], '"g1234'),
                            (["ftp.example.org"], "192.0.2.80"),
                            (["sub.example.org", "NS", "+norec"], "ns.sub.example.org.")):
        options = [] if port == server.address(PORT)[1] or "big" not in words[0] else \
            ["+tcp", "-p", str(server.address(PORT)[1])]
        done = subprocess.run([*sealed.inside(server), "dig", f"@{address}", "-p", str(port),
                               *words, *options], capture_output=True, text=True, timeout=60)
        assert expected in done.stdout and "arning" not in done.stdout, done.stdout
        assert "extra bytes" not in done.stdout


# ---- the compiler of zones
def test_the_tests_table_is_current() -> None:
    """tests/dns_zone.h, which host tests include, is what zone.py makes of the example."""
    assert zone.compile_zone((DNS / "zones/example.zone").read_text()) == \
        (DNS / "tests/dns_zone.h").read_text(), \
        "run apps/dns/zone.py apps/dns/zones/example.zone apps/dns/tests/dns_zone.h"


GOOD = "$ORIGIN a.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n NS ns\nns A 192.0.2.1\n"


@pytest.mark.parametrize("text, line, words", [
    ("", 1, "SOA"),
    ("@ A 192.0.2.1\n", 1, "$ORIGIN"),
    ("$ORIGIN a.\n@ SOA ns h 1 2 3 4 5\n", 2, "$TTL"),
    ("$ORIGIN a.\n$TTL 60\n@ SOA (ns h 1\n2 3", 3, "not closed"),
    ("$ORIGIN a.\n$TTL 60\n@ SOA ns h 1 2 3 4 5)\n", 3, "parentheses"),
    ("$ORIGIN a.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n", 3, "no name server"),
    ("$INCLUDE x\n", 1, "$INCLUDE"),
    ("$ORIGIN .\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n", 3, "root"),
    (GOOD + "x A 192.0.2.256\n", 6, "192.0.2.256"),
    (GOOD + "x A 192.0.2.1 2\n", 6, "an address"),
    (GOOD + "x AAAA 192.0.2.1\n", 6, "192.0.2.1"),
    (GOOD + "x MX 65536 ns\n", 6, "65536"),
    (GOOD + "x DNAME y\n", 6, "DNAME"),
    (GOOD + "x IN\n", 6, "no type"),
    (GOOD + "x TXT \"open\n", 6, "quote"),
    (GOOD + "x TXT " + "y" * 256 + "\n", 6, "255"),
    (GOOD + "x TXT \\999\n", 6, "no byte"),
    (GOOD + "a" * 64 + " A 192.0.2.1\n", 6, "63"),
    (GOOD + ".".join(["a" * 60] * 5) + " A 192.0.2.1\n", 6, "255"),
    (GOOD + "x..y A 192.0.2.1\n", 6, "63"),
    (GOOD + "b. A 192.0.2.1\n", 6, "outside"),
    (GOOD + "@ SOA ns h 1 2 3 4 5\n", 6, "one SOA"),
    (GOOD + "x CNAME ns\nx A 192.0.2.1\n", 6, "CNAME"),
    (GOOD + "x CNAME y\ny CNAME x\n", 6, "itself"),
    (GOOD + "x NS y.x\n", 6, "no address"),
    (GOOD + "x NS b.\nx A 192.0.2.1\n", 7, "delegated"),
    (GOOD + "x NS b.\ny.x TXT z\n", 7, "below"),
    (GOOD + "x DS 1 1 1 ab\n", 6, "delegation"),
    (GOOD + "*.x NS b.\n", 6, "wildcard"),
    (GOOD + "x 1 A 192.0.2.1\nx 2 A 192.0.2.2\n", 7, "time to live"),
    (GOOD + "x A 192.0.2.1\nx A 192.0.2.1\n", 7, "already"),
    (GOOD + "x CNAME b.\ny MX 1 x\n", 7, "CNAME"),
    (GOOD + "x TYPE300 \\# 2 00\n", 6, "LENGTH"),
    (GOOD + "".join(f"x TXT {'z' * 250}{i}\n" for i in range(60)), 6, "12000"),
])
def test_zones_that_are_refused(text: str, line: int, words: str) -> None:
    with pytest.raises(zone.At) as error:
        zone.compile_zone(text)
    assert error.value.line == line and words in str(error.value), str(error.value)


def test_a_wrong_zone_stops_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "x.zone"
    path.write_text(GOOD + "x A one\n")
    done = harness.command([sys.executable, str(DNS / "zone.py"), str(path), str(tmp_path / "h")])
    assert done.status == 1 and done.output.startswith(f"{path}:6: ")
    done = harness.command([sys.executable, str(DNS / "zone.py"), "/none", str(tmp_path / "h")])
    assert done.status == 1 and "No such file" in done.output
