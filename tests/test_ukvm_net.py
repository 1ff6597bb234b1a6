# SPDX-License-Identifier: BSD-3-Clause
"""The network under our own monitor (PLAT=ukvm): the web server with the clients of
test_network_http.py, whose tests run here as well, large transfers both ways, Redis, nginx; rings
that lie (`apps/ringattack`); starts and stops that leave nothing. DNS, udpkv and l2fwd have their
tests beside them, with this as one more way."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import signal
import socket
import struct
import subprocess
import threading
from typing import Iterator

import pytest

import harness
import netspace
import sealed
import test_network_http as http
import web
from cables import Cables
from guest import Guest
from resp import Client
from test_network_http import (test_clients_come_again, test_connections_in_a_row,  # noqa: F401
                               test_slow_readers_keep_nobody_waiting)

RINGATTACK = "tests/apps/ringattack"
pytestmark = sealed.needs_kvm


def httpd(build: harness.Builder) -> harness.Image:
    return build("httpd", options=web.OPTIONS, plat="ukvm")


@pytest.fixture
def served(build: harness.Builder, namespace: netspace.Namespace) -> Iterator[Guest]:
    with Guest(httpd(build), "ukvm", options=["--net", "tap"], namespace=namespace) as guest:
        guest.wait_for(web.READY)
        yield guest


# ---- what clients see
def test_curl_and_ping(served: Guest, namespace: netspace.Namespace) -> None:
    http.check_with_curl(served, namespace.enter)
    for size in (56, 1472, 1473, 4000, 65507):
        said = namespace.run(f"ping -c 3 -i 0.05 -W 5 -s {size} {served.address(80)[0]}")
        assert "3 received" in said, said


def test_without_offloads(build: harness.Builder, namespace: netspace.Namespace) -> None:
    """A tap whose frames have no headers: sums are made, and nothing comes joined."""
    namespace.run("ip tuntap add plain mode tap; ip address add 10.44.9.1/24 dev plain; "
                  "ip link set plain up")
    fd = namespace.inside(lambda: open_plain_tap("plain"))
    try:
        with Guest(httpd(build), "ukvm", options=["--net", f"fd:{fd}"], namespace=namespace,
                   append="netstack.eth0=10.44.9.2/24", fds=[fd]) as guest:
            guest.wait_for(web.READY)
            for _ in range(3):
                said = namespace.run("curl -sS --max-time 30 http://10.44.9.2/1m | sha256sum")
                assert said.split()[0] == web.digest(web.page(1 << 20))
    finally:
        os.close(fd)


def open_plain_tap(name: str) -> int:
    tap = netspace.tap
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
    fcntl.ioctl(fd, tap.TUNSETIFF,
                struct.pack("16sH22x", name.encode(), tap.IFF_TAP | tap.IFF_NO_PI))
    return fd


@pytest.mark.full
def test_large_values_both_ways(build: harness.Builder, namespace: netspace.Namespace) -> None:
    """Redis takes and gives 4 MB whole, and does what its benchmark asks, pipelined or not."""
    with Guest(build("redis", plat="ukvm"), "ukvm", options=["--net", "tap"],
               namespace=namespace, memory="128M",
               append="-- --save '' --protected-mode no") as guest:
        guest.wait_for("Ready to accept connections")
        with Client(guest.connect(6379, 60)) as client:
            for size in (1, 1459, 1 << 16, 4 << 20):
                value = hashlib.shake_128(b"%d" % size).digest(size)
                assert client("SET", "key", value) == b"OK"
                assert client("GET", "key") == value
        address = guest.address(6379)[0]
        for words in ("-c 50 -n 5000", "-c 10 -n 20000 -P 16", "-c 2 -n 200 -d 100000"):
            said = namespace.run(f"redis-benchmark -h {address} -t set,get -q {words}", 120)
            assert len(re.findall(r"requests per second", said)) >= 2, said


@pytest.mark.full
def test_nginx_serves_its_pages(build: harness.Builder, namespace: netspace.Namespace) -> None:
    with Guest(build("nginx", plat="ukvm"), "ukvm", options=["--net", "tap"],
               namespace=namespace) as guest:
        guest.wait_for(r"\(static\)")
        guest.connect(80, 60).close()
        page = namespace.run(f"curl -sS --max-time 30 http://{guest.address(80)[0]}/")
        assert "<html" in page
        said = namespace.run(f"wrk -t 1 -c 20 -d 1 http://{guest.address(80)[0]}/")
        assert "Socket errors" not in said and "Non-2xx" not in said, said


# ---- the launcher
def test_what_the_launcher_refuses(build: harness.Builder) -> None:
    image = httpd(build)
    for options, said in [(("--net", "none", "--ports", "8080:80"), "PORTS= is for NET=user"),
                          (("--net", "fd:0", "--ports", "8080:80"), "mixes fd:NUMBER with"),
                          (("--net", "fd:77"), "whoever starts this opens it"),
                          (("--net", "bridge:none0"), "there is no bridge"),
                          (("--net", "tap:na/me"), "is no name of a network device")]:
        boot = image.boot("ukvm", options=options)
        assert boot.status == 200 and said in boot.errors, boot
        assert boot.errors.count("\n") == 1, boot.errors


@pytest.mark.parametrize("words, said", [
    (("tap:",), "takes a name"), (("user",), "takes tap:NAME or fd:NUMBER"),
    (("fd:0,52:54:00",), "takes a MAC address"), (("fd:0",), "neither a tap nor a socket"),
    (("fd:999",), "neither a tap nor a socket"), (("fd:0",) * 5, "four times")])
def test_what_the_monitor_refuses(build: harness.Builder, words: tuple, said: str) -> None:
    image = build(RINGATTACK, plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    options = [part for word in words for part in ("--net", word)]
    done = subprocess.run([program, str(image.path), *options], capture_output=True, text=True,
                          timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 200 and said in done.stderr, done
    assert done.stderr.count("\n") == 1


def test_a_bridge(build: harness.Builder, namespace: netspace.Namespace) -> None:
    namespace.run("ip link add br0 type bridge; ip address add 10.44.8.1/24 dev br0; "
                  "ip link set br0 up")
    with Guest(httpd(build), "ukvm", options=["--net", "bridge:br0"], namespace=namespace,
               append="netstack.eth0=10.44.8.2/24") as guest:
        guest.wait_for(web.READY)
        said = namespace.run("curl -sS --max-time 30 --retry 5 --retry-connrefused "
                             "http://10.44.8.2/1m | sha256sum")
        assert said.split()[0] == web.digest(web.page(1 << 20))


def test_addresses_are_kept_with_a_seed(build: harness.Builder) -> None:
    """The MAC address that the monitor makes up is a local one, of one device."""
    def address(*options: str) -> bytes:
        with Cables("ukvm", number=1) as cables:
            with Guest(httpd(build), "ukvm", options=[*cables.options, *options],
                       fds=cables.fds):
                return cables.receive(0, 60)[6:12]

    one = address("--seed=5")
    assert one[0] & 3 == 2 and address("--seed=5") == one != address()


# ---- rings that lie
NO_ENTRIES = "offers what it has no entries for"
NOT_WRITABLE = "is not in memory that the guest can write"
ATTACKS = {
    "beyond_the_entries": NO_ENTRIES,
    "far_beyond": NO_ENTRIES,
    "taken_back": NO_ENTRIES,
    "buffers_taken_back": NO_ENTRIES,
    "ring_unaligned": "is not aligned to 64 bytes",
    "ring_in_rodata": NOT_WRITABLE,
    "ring_unmapped": NOT_WRITABLE,
    "ring_in_boot_page": NOT_WRITABLE,
    "ring_across_the_end": NOT_WRITABLE,
    "ring_that_wraps": NOT_WRITABLE,
    "setup_unmapped": r"call 7 names 0x0*20 bytes at 0x0*1000,",
    "word_in_text": r"call 7 names 0x0*4 bytes",
    "send_unmapped": "sends what it may not read: 0x0*1000,",
    "send_beyond": r"sends what it may not read: 0x\w+, of 0x0*ffffffff",
    "send_around_the_end": "sends what it may not read",
    "send_without_end": "sends a frame of too many pieces",
    "receive_into_text": "receives where it may not",
    "receive_nothing": "receives where it may not",
}


LEAVES = ("leaves_while_computing", "leaves_at_the_end")


def attack(build: harness.Builder, name: str,
           frames: list[bytes] | None = None) -> subprocess.CompletedProcess:
    """By the monitor itself, at a cable whose other end takes all that comes."""
    image = build(RINGATTACK, plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def swallow() -> None:
        while frame := ours.recv(1 << 16):
            if frames is not None:
                frames.append(frame)

    thread = threading.Thread(target=swallow)
    thread.start()
    with theirs:
        done = subprocess.run([program, str(image.path), "--net", f"fd:{theirs.fileno()}",
                               "--append", f"-- {name}"], pass_fds=[theirs.fileno()],
                              capture_output=True, text=True, timeout=120,
                              stdin=subprocess.DEVNULL)
    thread.join()
    ours.close()
    return done


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(build: harness.Builder, name: str) -> None:
    done = attack(build, name)
    assert done.returncode == 127 and "worked" not in done.stdout, done
    assert re.search(rf"\*\*\* CRASH: .*({ATTACKS[name]})", done.stdout), done


def test_every_attack_is_judged() -> None:
    source = (harness.ROOT / RINGATTACK / "main.c").read_text()
    assert set(re.findall(r"ATTACK\((\w+)\)[,\s]", source)) == \
        {*ATTACKS, *LEAVES, "name", "refusals"}


@pytest.mark.parametrize("name", LEAVES)
def test_what_nobody_kicks_for(build: harness.Builder, name: str) -> None:
    """It leaves, though the guest neither waits nor kicks."""
    frames: list[bytes] = []
    done = attack(build, name, frames)
    assert done.returncode == 0 and frames == [bytes(60)], (done, frames)


def test_refusals(build: harness.Builder) -> None:
    done = attack(build, "refusals")
    assert done.returncode == 0 and done.stdout.endswith("end\n"), done
    assert done.stdout.count(": refused\n") == 13 and "taken" not in done.stdout, done.stdout


# ---- what is left
@pytest.mark.parametrize("cycles", [10, pytest.param(100, marks=pytest.mark.full)])
def test_nothing_is_left(build: harness.Builder, namespace: netspace.Namespace,
                         cycles: int) -> None:
    """Started, used and ended, by a request or by a signal that nobody can handle; the tap that
    was there stays, as it was, and none that was not."""
    image = httpd(build)
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    namespace.run("ip tuntap add uk0 mode tap; ip address add 10.44.7.1/24 dev uk0; "
                  "ip link set uk0 up")
    before = namespace.run("ip -o link show; ls /sys/class/net")
    for number in range(cycles):
        net = "tap:uk0" if number % 2 else "tap:new0"
        words = [program, str(image.path), "--net", net, "--append", "netstack.eth0=10.44.7.2/24"]
        child = subprocess.Popen([*namespace.enter, *words], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE)
        try:
            while b"serving on port" not in (line := child.stdout.readline()):
                assert line, "it ended by itself"
            if number % 2:
                assert "It works" in namespace.run("curl -sS --max-time 30 http://10.44.7.2/")
        finally:
            child.send_signal(signal.SIGKILL if number % 4 < 2 else signal.SIGTERM)
            child.wait(60)
            child.stdout.close()
    after = namespace.run("ip -o link show; ls /sys/class/net")
    assert re.sub(r"NO-CARRIER,|,LOWER_UP|state \w+", "", after) == \
        re.sub(r"NO-CARRIER,|,LOWER_UP|state \w+", "", before)


def test_a_tap_that_goes_away(served: Guest, namespace: netspace.Namespace) -> None:
    """The guest goes on without it, and does not burn time."""
    name = re.search(r"on the tap (\S+)", served.messages)[1]
    namespace.run(f"ip link delete {name}")
    monitor = int(subprocess.run(["pgrep", "-P", str(served.process.pid)], capture_output=True,
                                 text=True, check=True).stdout.split()[0])
    before = harness.cpu_seconds(str(monitor))
    with pytest.raises(subprocess.TimeoutExpired):
        served.process.wait(1)
    assert harness.cpu_seconds(str(monitor)) - before < 0.3


def test_idle_costs_nothing(served: Guest, namespace: netspace.Namespace) -> None:
    web.load(served, namespace, "/", 2, 500)
    monitor = int(subprocess.run(["pgrep", "-P", str(served.process.pid)], capture_output=True,
                                 text=True, check=True).stdout.split()[0])
    with pytest.raises(subprocess.TimeoutExpired):
        served.process.wait(0.5)
    before = harness.cpu_seconds(str(monitor))
    with pytest.raises(subprocess.TimeoutExpired):
        served.process.wait(1)
    assert harness.cpu_seconds(str(monitor)) - before < 0.1
