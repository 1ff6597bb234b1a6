# SPDX-License-Identifier: BSD-3-Clause
"""The web server with real clients: over QEMU's own network without root, and over a tap."""

from __future__ import annotations

import re
import resource
import socket
import struct
import subprocess
import time

import pytest

import web
from guest import Guest

MACHINES = ["microvm", "q35", "pc"]


def curl(inside: list[str], *words: str) -> str:
    done = subprocess.run([*inside, "curl", "-sS", "--max-time", "30", *words],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def url(guest: Guest, path: str) -> str:
    address, port = guest.address(web.PORT)
    return f"http://{address}:{port}{path}"


def check_with_curl(guest: Guest, inside: list[str]) -> None:
    assert len(curl(inside, url(guest, "/"))) == 180
    large = curl(inside, url(guest, "/1m"))
    assert web.digest(large.encode()) == web.digest(web.page(1 << 20))
    assert curl(inside, "-o", "/dev/null", "-w", "%{http_code}", url(guest, "/none")) == "404"
    assert "Content-Length: 180" in curl(inside, "-I", url(guest, "/"))
    # three pages, one connection
    said = curl(inside, "-w", "%{num_connects}", "-o", "/dev/null", url(guest, "/"),
                "-o", "/dev/null", url(guest, "/100k"), "-o", "/dev/null", url(guest, "/"))
    assert said == "100"


@pytest.mark.parametrize("machine", MACHINES)
def test_curl_without_root(build, machine: str) -> None:
    """As `make run` does it: DHCP, and the port that run.py names."""
    with Guest(build("httpd", options=web.OPTIONS), machine) as guest:
        guest.wait_for(r"^eth0: 10\.0\.2\.15/24 .*dhcp")
        check_with_curl(guest, [])


@pytest.mark.parametrize("machine", MACHINES)
def test_curl_over_a_tap(build, machine: str, namespace) -> None:
    with Guest(build("httpd", options=web.OPTIONS), machine, options=["--net", "tap"],
               namespace=namespace) as guest:
        guest.wait_for(web.READY)
        check_with_curl(guest, namespace.enter)
        # the largest datagram there is: fragments both ways
        for size in (56, 1472, 1473, 4000, 65507):
            said = namespace.run(f"ping -c 3 -i 0.05 -W 5 -s {size} {guest.address(80)[0]}")
            assert "3 received" in said, said


@pytest.fixture
def served(build, namespace):
    """httpd on a tap."""
    with Guest(build("httpd", options=web.OPTIONS), options=["--net", "tap"],
               namespace=namespace) as guest:
        guest.wait_for(web.READY)
        yield guest


def check_wrk(namespace, guest: Guest, connections: int) -> None:
    said = namespace.run(f"wrk -t 1 -c {connections} -d 1 {url(guest, '/')}")
    assert "Socket errors" not in said and "Non-2xx" not in said, said
    assert int(re.search(r"(\d+) requests in", said)[1]) > connections, said


def test_clients_come_again(served: Guest, namespace) -> None:
    """The tenth run of a benchmark is as good as the first."""
    for connections in (1, 10, 50, 200, 50, 10):
        check_wrk(namespace, served, connections)
    for words in ("-k -n 2000 -c 50", "-n 1000 -c 20", "-n 1000 -c 20"):
        said = namespace.run(f"ab -q {words} {url(served, '/')}")
        assert re.search(r"Failed requests: +0\n", said) and "Non-2xx" not in said, said
        assert f"Complete requests:      {words.split()[-3]}\n" in said, said


@pytest.mark.parametrize("count", [6000, pytest.param(100_000, marks=pytest.mark.full)])
def test_connections_in_a_row(served: Guest, namespace, count: int) -> None:
    """No stuck accept, and afterwards as much memory in use as before."""
    first, sources = web.sources(namespace)
    web.get(served, "/100k")
    web.churn(served, namespace, 600, 8, first, sources)
    before = web.settled(served)
    web.churn(served, namespace, count, 8, first, sources)
    after = web.settled(served)
    # "/stats" itself is a connection each time it is asked
    assert after["accepted"] - before["accepted"] >= count
    assert after["refused"] == 0
    assert after["heap_used"] <= before["heap_used"] + web.SLACK, (before, after)


def test_many_idle_connections(served: Guest, namespace) -> None:
    """5,000 that do nothing, one that works; then all of them work, and go."""
    count = 5000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= hard < count + 500:
        pytest.skip(f"this shell may open only {hard} files (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 500), hard))

    def connect_all() -> list[socket.socket]:
        made = []
        for _ in range(count):
            made.append(socket.create_connection(served.address(web.PORT), 20))
        return made

    def once() -> dict[str, int]:
        idle = namespace.inside(connect_all)
        try:
            assert web.stats(served)["connections"] == count + 1
            web.load(served, namespace, "/", 1, 1000)
            for connection in idle[::50]:
                connection.sendall(web.request("/", close=False))
            for connection in idle[::50]:
                assert len(web.read_answer(connection).body) == 180
        finally:
            for connection in idle:
                connection.close()
        return web.settled(served)

    try:
        first = once()  # tables grow to hold so many, and stay so large
        second = once()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert second["heap_used"] <= first["heap_used"] + web.SLACK, (first, second)


def test_slow_readers_keep_nobody_waiting(served: Guest, namespace) -> None:
    for path in ("/1m", "/100k"):  # made when they are first asked for
        web.get(served, path)
    before = web.settled(served)
    slow = [served.connect(web.PORT) for _ in range(40)]
    for connection in slow:
        connection.sendall(web.request("/1m"))
    web.load(served, namespace, "/", 2, 500)
    for connection in slow:  # a little at a time, all of them
        assert connection.recv(10).startswith(b"HTTP/1.1 2")
    web.load(served, namespace, "/100k", 2, 20)
    for connection in slow[:3]:
        received = b""
        while data := connection.recv(5000):
            received += data
        assert received.endswith(web.page(1 << 20)[-100_000:])
    for connection in slow:
        connection.close()
    assert web.settled(served)["heap_used"] <= before["heap_used"] + web.SLACK


def test_resets_in_the_middle(served: Guest, namespace) -> None:
    web.get(served, "/1m")
    before = web.settled(served)
    for number in range(200):
        connection = served.connect(web.PORT)
        connection.sendall(web.request("/1m"))
        if number % 2:
            connection.recv(1 + 997 * number)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    web.load(served, namespace, "/", 5, 200)
    after = web.settled(served)
    assert after["heap_used"] <= before["heap_used"] + web.SLACK, (before, after)


def test_link_down_and_up(served: Guest, namespace) -> None:
    """What was under way goes on; new connections come in again."""
    connection = served.connect(web.PORT)
    connection.sendall(web.request("/1m", close=False))
    head = connection.recv(1000)
    served.set_link(False)
    time.sleep(1)
    lost = namespace.socket()
    lost.settimeout(0.5)
    with pytest.raises(OSError):
        lost.connect(served.address(web.PORT))
    lost.close()
    served.set_link(True)
    received = head
    while len(received) < (1 << 20) + len(head) and not received.endswith(web.page(1 << 20)[-64:]):
        data = connection.recv(65536)
        assert data, f"closed after {len(received)} bytes"
        received += data
    assert web.digest(received[-(1 << 20):]) == web.digest(web.page(1 << 20))
    connection.close()
    web.load(served, namespace, "/", 5, 200)


@pytest.mark.parametrize("memory", ["3M"])
def test_out_of_memory_is_survived(build, namespace, memory: str) -> None:
    """More connections and data than the machine can hold: some fail, the server does not."""
    with Guest(build("httpd", options=web.OPTIONS), options=["--net", "tap"], namespace=namespace,
               memory=memory) as guest:
        guest.wait_for(web.READY)
        address = guest.address(web.PORT)

        def greedy() -> list[socket.socket]:
            made = []
            for _ in range(600):
                connection = socket.socket()
                connection.setblocking(False)
                connection.connect_ex(address)
                made.append(connection)
            return made

        taken = namespace.inside(greedy)
        time.sleep(1)
        for connection in taken:
            try:
                connection.sendall(web.request("/100k", close=False) * 5)
            except OSError:
                pass  # it was refused, or is still waiting
        time.sleep(2)
        for connection in taken:
            connection.close()
        web.settled(guest, timeout=60)
        assert web.get(guest, "/").status == 200
        web.load(guest, namespace, "/", 10, 500)
