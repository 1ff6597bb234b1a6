# SPDX-License-Identifier: BSD-3-Clause
"""nginx under load, over a tap: wrk and ab with thousands of connections, again and again; idle
ones; files of any size from a share; TLS with the clients that people have."""

from __future__ import annotations

import os
import re
import resource
import socket
import struct
import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest

import harness
import web
from guest import Guest
from netspace import Namespace

READY = r"nginx: serving"
STATS = ("CONFIG_LIBUKALLOC_STATS=y", "CONFIG_LIBNETSTACK_TIME_WAIT=8")
MIB = 1 << 20
pytestmark = pytest.mark.full


def used(guest: Guest, image: harness.Image) -> int:
    """Bytes of the heap in use, read out of the machine: struct uk_alloc of <uk/alloc.h>."""
    symbols = harness.command(["nm", f"{image.path}.dbg"]).output
    address = int(re.search(r"^(\w+) \w uk_alloc_default_heap$", symbols, re.MULTILINE)[1], 16)

    def word(at: int) -> int:
        said = guest.monitor("human-monitor-command", **{"command-line": f"x /1gx {at:#x}"})
        return int(str(said).split(":")[1], 16)

    operations_next_total = 3 * 8
    return word(word(address) + operations_next_total)


def settled(guest: Guest, image: harness.Image) -> int:
    """The same once it has not changed for two seconds: connections of the past are forgotten."""
    readings: list[int] = []
    for _ in range(120):
        readings.append(used(guest, image))
        if len(set(readings[-5:])) == 1 and len(readings) >= 5:
            return readings[-1]
        time.sleep(0.5)
    raise AssertionError(f"memory in use keeps changing: {readings}")


# The table of descriptors keeps a piece of 528 bytes for each 64 that were ever open at once,
# and how many that are differs from run to run.
TABLES = 16 * 528


def falls_back(guest: Guest, image: harness.Image, to: int) -> None:
    """To what was in use before, give or take what is remembered of closed connections."""
    deadline = time.monotonic() + 90
    while (now := used(guest, image)) > to + web.SLACK + TABLES:
        assert time.monotonic() < deadline, f"{now} bytes are in use, and were {to}"
        time.sleep(0.5)


MANY = """
events { worker_connections 8192; }
http {
    access_log off; sendfile on; keepalive_requests 1000000;
    server { listen 80; root .; }
}
"""


@pytest.fixture
def served(build: harness.Builder, namespace: Namespace,
           tmp_path: Path) -> Iterator[tuple[Guest, harness.Image]]:
    (tmp_path / "nginx.conf").write_text(MANY)
    (tmp_path / "index.html").write_bytes(web.page(192)[:180])
    (tmp_path / "100k").write_bytes(web.page(100_000))
    image = build("nginx", options=STATS)
    with Guest(image, "q35", options=["--net", "tap", "--initrd", str(tmp_path)],
               namespace=namespace) as guest:
        guest.wait_for(READY)
        assert len(web.get(guest, "/").body) == 180
        yield guest, image


@pytest.fixture
def many_files() -> Iterator[None]:
    """May this test's programs open so many?"""
    count = 6000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= hard < count:
        pytest.skip(f"this shell may open only {hard} files (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def url(guest: Guest, path: str = "/", scheme: str = "http") -> str:
    address, port = guest.address(80 if scheme == "http" else 443)
    return f"{scheme}://{address}:{port}{path}"


def test_clients_come_again(served, namespace: Namespace, many_files: None) -> None:
    """Ten runs alike, with as many connections as made others hang, and memory flat."""
    guest, image = served

    def once() -> None:
        for connections in (10, 1000):
            said = namespace.run(f"wrk -t 1 -c {connections} -d 1 --timeout 30 {url(guest)}", 120)
            assert "Non-2xx" not in said, said
            assert int(re.search(r"(\d+) requests in", said)[1]) > 0, said
        for words in ("-k -n 2000 -c 1000", "-n 1500 -c 300"):
            said = namespace.run(f"ab -q -r -s 60 {words} {url(guest)}", 180)
            assert re.search(r"Failed requests: +0\n", said) and "Non-2xx" not in said, said
            asked = re.search(r"-n (\d+)", words)[1]
            assert f"Complete requests:      {asked}\n" in said, said

    once()
    before = settled(guest, image)
    for _ in range(9):
        once()
    falls_back(guest, image, before)


def test_three_thousand_at_once(served, namespace: Namespace, many_files: None) -> None:
    """More than wait in nginx' queue, 511: none hangs, and a few may be reset."""
    guest, _ = served
    for _ in range(2):
        said = namespace.run(f"ab -q -r -s 90 -n 6000 -c 3000 {url(guest)}", 240)
        assert "Complete requests:      6000\n" in said and "Non-2xx" not in said, said
        web.load(guest, namespace, "/", 50, 2000)  # each of these is answered


def test_connections_in_a_row(served, namespace: Namespace) -> None:
    """No stuck accept: closed by either side, or reset."""
    guest, image = served
    first, sources = web.sources(namespace)
    web.churn(guest, namespace, 1200, 8, first, sources)
    before = settled(guest, image)
    web.churn(guest, namespace, 12_000, 8, first, sources)
    falls_back(guest, image, before)


def test_many_idle_connections(served, namespace: Namespace, many_files: None) -> None:
    """5,000 that do nothing, one that works; then some of them work, and all go."""
    guest, image = served

    def connect_all() -> list[socket.socket]:
        return [socket.create_connection(guest.address(80), 60) for _ in range(5000)]

    def once() -> None:
        idle = namespace.inside(connect_all)
        try:
            web.load(guest, namespace, "/", 1, 1000)
            for connection in idle[::50]:
                connection.sendall(web.request("/", close=False))
            for connection in idle[::50]:
                assert len(web.read_answer(connection).body) == 180
        finally:
            for connection in idle:
                connection.close()

    once()  # tables grow to hold so many, and stay so large
    before = settled(guest, image)
    once()
    falls_back(guest, image, before)


def test_resets_and_slow_readers(build: harness.Builder, namespace: Namespace,
                                 tmp_path: Path) -> None:
    page = web.page(4 * MIB)
    (tmp_path / "large").write_bytes(page)
    image = build("nginx", options=STATS)
    with Guest(image, options=["--net", "tap", "--initrd", str(tmp_path)],
               namespace=namespace) as guest:
        guest.wait_for(READY)
        slow = [guest.connect(80) for _ in range(20)]
        for connection in slow:
            connection.sendall(web.request("/large"))
        web.load(guest, namespace, "/large", 2, 10)
        before = 0
        for number in range(200):
            connection = guest.connect(80)
            connection.sendall(web.request("/large"))
            if number % 2:
                connection.recv(1 + 997 * number)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            if number == 20:
                before = settled(guest, image)
        falls_back(guest, image, before)
        received = b""
        while data := slow[0].recv(65536):
            received += data
        assert web.digest(received[-len(page):]) == web.digest(page)


def test_large_files_of_a_share(build: harness.Builder, namespace: Namespace,
                                tmp_path: Path) -> None:
    """100 MB that the machine has no memory for, whole and in part."""
    size = 100 * MIB
    with open(tmp_path / "large", "wb") as file:
        for number in range(0, size, MIB):
            file.write(web.page(MIB)[number // MIB * 64:] + bytes(number // MIB * 64))
    whole = (tmp_path / "large").read_bytes()
    with Guest(build("nginx", "fast"), "q35", options=["--net", "tap", "--share", str(tmp_path)],
               namespace=namespace, memory="32M") as guest:
        guest.wait_for(READY)
        assert digest_of(namespace, url(guest, "/large")) == web.digest(whole)
        assert digest_of(namespace, url(guest, "/large"), "-r", f"{size - 5000}-") == \
            web.digest(whole[-5000:])


def digest_of(namespace: Namespace, address: str, *words: str) -> str:
    fetched = subprocess.Popen([*namespace.enter, "curl", "-sSk", "--max-time", "280", *words,
                                address], stdout=subprocess.PIPE)
    summed = subprocess.run(["sha256sum"], stdin=fetched.stdout, capture_output=True, text=True)
    assert fetched.wait() == 0
    return summed.stdout.split()[0]


# ---- TLS
SECURE = """
events { }
http {
    server {
        listen 443 ssl http2;
        listen 80;
        ssl_certificate %(certificate)s; ssl_certificate_key key.pem;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_cache shared:sessions:1m;
        root .;
        location /through/ { proxy_pass https://127.0.0.1/; }
    }
}
"""


def certificate(folder: Path, name: str, kind: str) -> None:
    done = harness.command(["openssl", "req", "-x509", "-newkey", *kind.split(), "-nodes", "-days",
                            "2", "-subj", "/CN=guest", "-keyout", str(folder / "key.pem"), "-out",
                            str(folder / name)])
    assert done.status == 0, done.output


@pytest.mark.parametrize("kind", ["ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048", "ed25519"])
def test_tls(build: harness.Builder, namespace: Namespace, tmp_path: Path, kind: str) -> None:
    certificate(tmp_path, "cert.pem", kind)
    (tmp_path / "nginx.conf").write_text(SECURE % {"certificate": "cert.pem"})
    page = os.urandom(3 * MIB)
    (tmp_path / "page").write_bytes(page)
    with Guest(build("nginx", "tls"), "q35", options=["--net", "tap", "--initrd", str(tmp_path)],
               namespace=namespace) as guest:
        guest.wait_for(READY)
        address, port = guest.address(443)
        for version, cipher in (("tls1_2", "GCM"), ("tls1_3", "TLS_AES_256_GCM_SHA384"),
                                ("tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", "CHACHA20")):
            said = namespace.run(f"echo | openssl s_client -connect {address}:{port} "
                                 f"-{version} -CAfile {tmp_path}/cert.pem 2>&1")
            assert "Verify return code: 0 (ok)" in said and cipher in said, said
        said = namespace.run(f"echo | openssl s_client -connect {address}:{port} -tls1_1 2>&1",
                             check=False)
        assert "Cipher is (NONE)" in said, said
        for words in (["--http1.1"], ["--http2"], ["--tls-max", "1.2"]):
            assert digest_of(namespace, url(guest, "/page", "https"), *words) == web.digest(page)
        assert digest_of(namespace, url(guest, "/through/page")) == web.digest(page)
        said = namespace.run(f"ab -q -k -n 200 -c 20 {url(guest, '/nginx.conf', 'https')}", 120)
        assert re.search(r"Failed requests: +0\n", said) and "Non-2xx" not in said, said


def test_a_key_of_another_certificate(build: harness.Builder, tmp_path: Path) -> None:
    certificate(tmp_path, "cert.pem", "rsa:2048")
    certificate(tmp_path, "other.pem", "rsa:2048")
    (tmp_path / "nginx.conf").write_text(SECURE % {"certificate": "cert.pem"})
    boot = build("nginx", "tls").boot(options=("--net", "none", "--initrd", str(tmp_path)))
    assert boot.status == 1 and "key values mismatch" in boot.output, boot.output
