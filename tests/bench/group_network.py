# SPDX-License-Identifier: BSD-3-Clause
"""The servers: bytes, least memory, guest instructions per unit of work, and rates against Linux.

Instructions are those that the guest executed while a client did an exact number of
requests. Rates are medians of runs that alternate between our image and a Linux guest with the
same program, same QEMU, same client; they are noisy, and only their ratio means anything.
"""

from __future__ import annotations

import os
import socket
import statistics
from typing import Callable, Iterator

import build
import machines
from instructions import CountError
from machines import Server

IMAGES = {"httpd": ("httpd", "default"), "dns": ("dns", "default"),
          "udpkv": ("udpkv", "default"), "udpkv-netdev": ("udpkv", "netdev"),
          "l2fwd": ("l2fwd", "default")}
READY = "serving"
NETDEV_READY = "forwarding|serving"
# Of programs that poll, idle polls must not count: they count for themselves, by the TSC.
CYCLES_ARE_INSTRUCTIONS = "-icount shift=0"
CYCLES = r"(\d+) cycles for (\d+) "
HTTP, DNS, KV, SINK, SOURCE = 80, 53, 9000, 5001, 5002
PAGE = "/"                 # 180 bytes
VALUE = 58                 # behind "VALUE ": answers of 64 bytes
CONNECTIONS = (1, 10, 50)
REQUESTS = 20000
MIB = 1 << 20
ROUNDS = 5                 # of each side, alternating
Figures = Iterator[tuple[str, float]]


def measure() -> Figures:
    machines.check()
    images = {}
    for name, (app, defconfig) in IMAGES.items():
        images[name], _ = build.make(app, defconfig)
        yield f"{name}.image_bytes", os.path.getsize(images[name])
    for name, ask, options in (
            ("httpd", ask_http, {}), ("dns", ask_dns, {}), ("udpkv", ask_kv, {}),
            ("udpkv-netdev", ask_kv, {"parameters": f"udpkv.ip={machines.ADDRESS}"}),
            ("l2fwd", ask_forwarder, {"nics": 2})):
        yield f"{name}.least_memory_kib", least_memory_kib(images[name], ask, **options)
    yield from httpd(images["httpd"])
    yield from udpkv(images["udpkv"], images["udpkv-netdev"])
    yield from l2fwd(images["l2fwd"])
    yield from tcp(build.make("iperf", "default")[0])


# ---- least memory
def ask_http(server: Server) -> None:
    server.load("http", HTTP, PAGE, 10, 1000)


def ask_kv(server: Server) -> None:
    server.load("kv", KV, 16, 1000, VALUE)


def ask_forwarder(server: Server) -> None:
    server.frames(1000, 60, 32)


def ask_dns(server: Server) -> None:
    """The address of www.example.org; the last word is the query's type and class."""
    query = b"\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1"
    with server.namespace.socket(kind=socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        for _ in range(1000):
            client.sendto(query, (machines.ADDRESS, DNS))
            answer = client.recv(1232)
            if answer[3] & 15 or not answer[7]:
                raise CountError("the name server does not know its own zone")


def least_memory_kib(image: str, ask: Callable[[Server], None], step: int = 16,
                     ready: str = NETDEV_READY, kind: type = Server, **options: object) -> int:
    """The least -m on microvm at which the image serves, in multiples of `step` KiB."""
    def serves(kib: int) -> bool:
        try:
            with kind(image, ready, memory=f"{kib}K", machine="microvm", **options) as server:
                ask(server)
        except (CountError, AssertionError, OSError):
            return False
        return True

    enough, too_little = 1024, 0
    while not serves(enough):
        too_little, enough = enough, enough * 2
        if enough > 1 << 18:
            raise CountError(f"{image} does not serve in 256 MiB")
    while enough - too_little > step:
        middle = (enough + too_little) // 2 // step * step
        if serves(middle):
            enough = middle
        else:
            too_little = middle
    return enough


# ---- instructions
def per_unit(server: Server, units: int, *load: object) -> float:
    """After a run that warms up: caches of the stack, ARP, QEMU's translations."""
    server.instructions(*load)
    return server.instructions(*load) / units


def both(image: str, app: str) -> Iterator[tuple[str, Server]]:
    """Our image and then the Linux guest, each counting; the prefix of its figures' names."""
    with Server(image, READY, count=True) as server:
        yield "", server
    with Server(machines.linux_program(app), READY, linux=True, count=True) as server:
        yield "linux_", server


def httpd(image: str) -> Figures:
    for side, server in both(image, "httpd"):
        for connections in CONNECTIONS:
            suffix = "" if connections == 1 else f"_c{connections}"
            yield (f"httpd.{side}instructions_per_request{suffix}",
                   per_unit(server, REQUESTS, "http", HTTP, PAGE, connections, REQUESTS))
        if not side:
            runs = [server.instructions("http", HTTP, PAGE, 10, REQUESTS) for _ in range(10)]
            yield "httpd.tenth_run_ratio", runs[-1] / runs[0]
    loads = {f"{count} connections": ("http", HTTP, PAGE, count, REQUESTS)
             for count in CONNECTIONS[1:]}
    found = compare(image, "httpd", loads, REQUESTS)
    for name, (ours, linux) in found.items():
        suffix = f"_c{name.split()[0]}"
        yield f"httpd.requests_per_second{suffix}", ours
        yield f"httpd.linux_requests_per_second{suffix}", linux
        yield f"httpd.linux_ratio{suffix}", ours / linux
    yield "httpd.linux_ratio", min(ours / linux for ours, linux in found.values())


def udpkv(image: str, netdev: str) -> Figures:
    load = ("kv", KV, 16, REQUESTS, VALUE)
    for side, server in both(image, "udpkv"):
        yield f"udpkv.{side}instructions_per_request", per_unit(server, REQUESTS, *load)
    with Server(netdev, NETDEV_READY, qemu=CYCLES_ARE_INSTRUCTIONS,
                parameters=f"udpkv.ip={machines.ADDRESS} udpkv.cycles=1 "
                           f"udpkv.requests={REQUESTS}") as server:
        server.load("kv", KV, 16, REQUESTS - 200, VALUE)
        server.knock(KV, 300)
        yield "udpkv.instructions_per_request_netdev", server.cycles_each(CYCLES)
    (ours, linux), = compare(image, "udpkv", {"": load}, REQUESTS).values()
    yield "udpkv.requests_per_second", ours
    yield "udpkv.linux_requests_per_second", linux
    yield "udpkv.linux_ratio", ours / linux
    wide = ("kv", KV, 64, REQUESTS * 5, VALUE)
    with Server(image, READY) as sockets, \
            Server(netdev, NETDEV_READY, parameters=f"udpkv.ip={machines.ADDRESS}") as raw:
        seconds = alternating({"sockets": (sockets, wide), "netdev": (raw, wide)})
    yield "udpkv.requests_per_second_netdev", REQUESTS * 5 / seconds["netdev"]
    yield "udpkv.netdev_over_sockets", seconds["sockets"] / seconds["netdev"]


def l2fwd(image: str) -> Figures:
    count = 40000
    with Server(image, NETDEV_READY, nics=2, qemu=CYCLES_ARE_INSTRUCTIONS,
                parameters=f"l2fwd.cycles=1 l2fwd.frames={count}") as server:
        server.frames(count, 60, 256)
        yield "l2fwd.instructions_per_frame", server.cycles_each(CYCLES)
    with Server("", NETDEV_READY, linux=True, nics=2, count=True) as server:
        before = server.counter.read()
        server.frames(count, 60, 256)
        yield "l2fwd.linux_instructions_per_frame", (server.counter.read() - before) / count
    with Server(image, NETDEV_READY, nics=2) as ours, \
            Server("", NETDEV_READY, linux=True, nics=2) as linux:
        times: dict[Server, list[float]] = {ours: [], linux: []}
        for _ in range(ROUNDS + 1):
            for server, seconds in times.items():
                seconds.append(server.frames(count, 60, 256))
    rates = [count / statistics.median(seconds[1:]) for seconds in times.values()]
    yield "l2fwd.frames_per_second", rates[0]
    yield "l2fwd.linux_frames_per_second", rates[1]
    yield "l2fwd.linux_ratio", rates[0] / rates[1]


def tcp(image: str) -> Figures:
    mib = 256
    loads = {"in": ("send", SINK, mib * MIB), "out": ("receive", SOURCE, mib * MIB)}
    for side, server in both(image, "iperf"):
        for way, load in loads.items():
            yield f"tcp.{side}instructions_per_mib_{way}", per_unit(server, mib, *load)
    found = compare(image, "iperf", loads, mib)
    for way, (ours, linux) in found.items():
        yield f"tcp.mib_per_second_{way}", ours
        yield f"tcp.linux_mib_per_second_{way}", linux
        yield f"tcp.linux_ratio_{way}", ours / linux
    yield "tcp.linux_ratio", min(ours / linux for ours, linux in found.values())


# ---- rates
def alternating(sides: dict[str, tuple[Server, tuple]]) -> dict[str, float]:
    """Median seconds of each side's load, run by turns; the first turn warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS + 1):
        for name, (server, load) in sides.items():
            seconds[name].append(server.load(*load))
    return {name: statistics.median(times[1:]) for name, times in seconds.items()}


def compare(image: str, app: str, loads: dict[str, tuple],
            units: int) -> dict[str, tuple[float, float]]:
    """Units a second of ours and of Linux's, for each load."""
    program = machines.linux_program(app)
    with Server(image, READY) as ours, Server(program, READY, linux=True) as linux:
        result = {}
        for name, load in loads.items():
            seconds = alternating({"ours": (ours, load), "linux": (linux, load)})
            result[name] = units / seconds["ours"], units / seconds["linux"]
    return result
