# SPDX-License-Identifier: BSD-3-Clause
"""Images as domains under xl, all on one emulated Xen (xen_host.py): what they serve, how the
toolstack ends, restarts and destroys them, what it gives and takes away, and what it reports."""

from __future__ import annotations

import contextlib
import hashlib
import random
import re
import subprocess
import time
from typing import Callable

import pytest

import harness
from resp import Client
from xen_host import SECONDS, Domain, Host

VIF = ("bridge=xenbr0",)
GATEWAY = "gw=10.0.2.2"
READY = "serving on port|Ready to accept"
HTTP, REDIS = 80, 6379
CRASH = 3
REBOOT = 1


def at(number: int, rest: str = "") -> tuple[str, str]:
    """The address of a domain, and its command line."""
    address = f"10.0.2.{number}"
    return address, f"netstack.eth0={address}/24,{GATEWAY} {rest}".strip()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "this does not come true"
        time.sleep(0.1)


def fetch(host: Host, address: str, path: str = "/") -> bytes:
    """By curl; what is not there yet is asked for again."""
    url = f"http://127.0.0.1:{host.port(address, HTTP)}{path}"
    done = subprocess.run(["curl", "-sS", "--fail", "--retry", "20", "--retry-all-errors",
                           "--retry-delay", "1", "-m", "60", url], capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def redis(host: Host, address: str) -> Client:
    deadline = time.monotonic() + SECONDS
    while True:
        with contextlib.suppress(OSError, EOFError):
            client = Client(host.connect(address, REDIS))
            assert client("PING") == b"PONG"
            return client
        assert time.monotonic() < deadline, "redis does not answer"
        time.sleep(0.2)


# ---- what they do
@pytest.mark.parametrize("defconfig", ["default", "minimal"])
def test_hello_in_little_memory(xen: Host, build: harness.Builder, defconfig: str) -> None:
    """2 MiB is what xl can give at all."""
    image = build("helloworld", defconfig, plat="xen")
    with xen.domain(image, "hello", "-- one two", memory=2) as domain:
        assert domain.finish() == 0, domain.reasons()
    assert domain.text.startswith("Hello, world!\nArgument 1: one\nArgument 2: two\n")
    assert ("\nIt is 2" in domain.text) == (defconfig == "default")


def test_httpd_and_orders_of_the_toolstack(xen: Host, build: harness.Builder) -> None:
    address, parameters = at(20)
    with xen.domain(build("httpd", plat="xen"), "web", parameters, vifs=VIF) as domain:
        domain.wait_for(READY)
        assert b"<h1>It works.</h1>" in fetch(xen, address)
        domain.xl("reboot")
        domain.wait_for(READY, times=2)
        assert b"<h1>It works.</h1>" in fetch(xen, address)
        domain.xl("shutdown")
        assert domain.finish() == 0
        assert f"reason code {REBOOT}" in domain.reasons()


@pytest.mark.full
def test_a_crash_is_reported(xen: Host, build: harness.Builder) -> None:
    image = build("tests/apps/crash", "minimal", plat="xen")
    with xen.domain(image, "crash", "-- panic", memory=4) as domain:
        assert domain.finish() == CRASH
    assert "the answer is 42" in domain.text
    assert re.search(r"^  #0 0x[0-9a-f]{16}", domain.text, re.MULTILINE)


@pytest.mark.full
def test_dns(xen: Host, build: harness.Builder) -> None:
    address, parameters = at(21)
    with xen.domain(build("dns", plat="xen"), "dns", parameters, vifs=VIF, memory=8) as domain:
        domain.wait_for("serving")
        port = xen.port(address, 53, "udp")
        said = harness.command(["dig", "@127.0.0.1", "-p", str(port), "+short", "+tries=5",
                                "www.example.org", "A"])
        assert said.status == 0 and "192.0.2.80\n" in said.output, said.output


@pytest.mark.full
def test_sqlite(xen: Host, build: harness.Builder) -> None:
    query = "with recursive n(i) as (select 1 union all select i+1 from n where i<1000) " \
            "select count(*), sum(i*i) from n;"
    with xen.domain(build("sqlite", plat="xen"), "sql", f'-- :memory: "{query}"') as domain:
        assert domain.finish() == 0
    assert "1000|333833500\n" in domain.text


@pytest.mark.full
def test_redis_and_its_replica(xen: Host, build: harness.Builder) -> None:
    """What goes in comes out, larger than any ring; then a second domain copies the first, and
    loses its network."""
    image = build("redis", plat="xen")
    (address, of_first), (other, of_second) = at(30), at(31)
    with xen.domain(image, "one", f"{of_first} -- --protected-mode no", vifs=VIF) as first:
        first.wait_for(READY)
        client = redis(xen, address)
        transfers(client)
        assert client("FLUSHALL") == b"OK"
        with xen.domain(image, "two", f"{of_second} -- --protected-mode no --replicaof "
                        f"{address} {REDIS}", vifs=VIF) as second:
            second.wait_for("MASTER <-> REPLICA sync: Finished with success")
            copy = redis(xen, other)
            rng = random.Random(4)
            for size in (1000, 65537, 3000000, 1 << 20, 3000001):
                value = rng.randbytes(size)
                assert client("SET", "copied", value) == b"OK"
                until(lambda: copy("GET", "copied") == value)
            second.xl("network-detach", "0")
            xen.wait("[ $(ls -d /sys/class/net/vif* | wc -l) = 1 ]")
            assert client("PING") == b"PONG"
            assert second.is_there() and "*** CRASH" not in second.text


def transfers(client: Client) -> None:
    rng = random.Random(3)
    sent = {}
    for number, size in enumerate([1, 1447, 1448, 1449, 4096, 65535, 65537, 3000000]):
        value = rng.randbytes(size)
        assert client("SET", f"value{number}", value) == b"OK"
        sent[f"value{number}"] = hashlib.sha256(value).digest()
    for name, digest in sent.items():
        assert hashlib.sha256(client("GET", name)).digest() == digest


@pytest.mark.full
def test_destroyed_amid_transfers_it_starts_again(xen: Host, build: harness.Builder) -> None:
    address, parameters = at(22)
    with xen.domain(build("httpd", plat="xen"), "busy", parameters, vifs=VIF) as domain:
        domain.wait_for(READY)
        fetch(xen, address)
        for _ in range(2):
            load = subprocess.Popen(
                ["ab", "-q", "-n", "1000000", "-c", "10",
                 f"http://127.0.0.1:{xen.port(address, HTTP)}/"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                before = requests(domain)
                until(lambda: requests(domain) > before + 100)
                domain.destroy()
            finally:
                load.kill()
                load.wait()
            domain.create()
            domain.wait_for(READY)
            assert b"<h1>It works.</h1>" in fetch(xen, address)
    xen.wait("! ls /sys/class/net | grep -q vif$(xl domid busy 2>/dev/null || echo none)")
    assert "BUG" not in xen.run("dmesg | tail -50")


def requests(domain: Domain) -> int:
    """Packets that dom0 has had from it."""
    return int(domain.host.run(f"cat /sys/class/net/vif$(xl domid {domain.name}).0/statistics/"
                               "rx_packets"))
