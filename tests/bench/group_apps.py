# SPDX-License-Identifier: BSD-3-Clause
"""Applications of others: bytes, least memory, guest instructions, and rates against Linux.

The Linux guest runs the distribution's own program, as its only process, and meets the same
client. As in group_network.py, instructions are what the guest executed while the client did an
exact number of requests, and rates are medians of runs that alternate.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Callable, Iterator, NamedTuple

import build
import machines
from group_network import alternating, least_memory_kib, per_unit
from instructions import CountError

Figures = Iterator[tuple[str, float]]


class App(NamedTuple):
    """An application, and what stands for it on Linux."""
    name: str
    defconfig: str
    server: type
    ready: str                      # what it prints when it accepts connections
    linux: Callable[[], str]        # the path of the distribution's program
    linux_arguments: str

    def ours(self, **options: object) -> machines.Server:
        image, _ = build.make(self.name, self.defconfig)
        return self.server(image, self.ready, **options)

    def theirs(self, **options: object) -> machines.Server:
        return self.server(self.linux(), self.ready, linux=True,
                           arguments=self.linux_arguments, **options)


def measure() -> Figures:
    machines.check()
    yield from redis()


def of_the_distribution(package: str, *paths: str) -> str:
    for path in paths:
        if os.access(path, os.X_OK):
            return path
    raise build.BuildError(f"{paths[0]} is missing, which the Linux guest runs: "
                           f"install {package}")


# ---- what all of them have
def size_and_memory(app: App, ask: Callable[[machines.Server], None]) -> Figures:
    image, _ = build.make(app.name, app.defconfig)
    yield f"{app.name}.image_bytes", os.path.getsize(image)
    yield f"{app.name}.least_memory_kib", least_memory_kib(image, ask, ready=app.ready,
                                                           kind=app.server)


def instructions(app: App, loads: dict[str, tuple], units: int) -> Figures:
    """Of ours and of Linux, for each load, which is named as the figure's name ends."""
    for side, start in (("", app.ours), ("linux_", app.theirs)):
        with start(count=True) as server:
            server.prepare()
            for suffix, load in loads.items():
                yield f"{app.name}.{side}{suffix}", per_unit(server, units, *load)


def ratio(app: App, load: tuple, units: int) -> Figures:
    with app.ours() as ours, app.theirs() as theirs:
        ours.prepare()
        theirs.prepare()
        seconds = alternating({"ours": (ours, load), "linux": (theirs, load)})
    yield f"{app.name}.requests_per_second", units / seconds["ours"]
    yield f"{app.name}.linux_requests_per_second", units / seconds["linux"]
    yield f"{app.name}.linux_ratio", seconds["linux"] / seconds["ours"]


def run_client(server: machines.Server, *words: object) -> str:
    """What a client printed that runs where the server can be reached."""
    try:
        done = subprocess.run([*server.namespace.enter, *map(str, words)], capture_output=True,
                              text=True, timeout=120)
    except subprocess.TimeoutExpired:  # it waits for a guest that has ended
        raise CountError(f"{words[0]} does not end: {server.guest.text[-500:]}") from None
    if done.returncode:
        raise CountError(f"{words[0]}: {done.stderr.strip() or done.stdout.strip()}: "
                         f"{server.guest.text[-500:]}")
    return done.stdout


# ---- Redis
class Redis(machines.Server):
    """Its load is redis-benchmark's: command, connections, pipelined requests, how many, more."""

    def load(self, command: str, connections: int, pipeline: int, requests: int,
             *options: object) -> float:
        if not shutil.which("redis-benchmark"):
            raise build.BuildError("redis-benchmark is missing: install redis-tools")
        said = run_client(self, "redis-benchmark", "-h", machines.ADDRESS, "-t", command,
                          "-c", connections, "-P", pipeline, "-n", requests, *options, "--csv")
        rate = said.strip().splitlines()[-1].split(",")[1].strip('"')
        return requests / float(rate)

    def prepare(self) -> None:
        self.load("set", 1, 1, 100)


REDIS = App("redis", "fast", Redis, "Ready to accept connections",
            # where redis-server, which is the same program, may not be installed
            lambda: of_the_distribution("redis-tools", "/usr/bin/redis-check-rdb"),
            "--save --protected-mode no")
REDIS_SMALL = REDIS._replace(defconfig="small")
GETS = 20000


def redis() -> Figures:
    yield from size_and_memory(REDIS_SMALL, lambda server: server.load("set,get", 10, 1, 1000))
    image, _ = build.make("redis", "fast")
    yield "redis.image_bytes_fast", os.path.getsize(image)
    yield from instructions(REDIS, {
        "instructions_per_get": ("get", 1, 1, GETS),
        "instructions_per_get_c10": ("get", 10, 1, GETS),
        "instructions_per_get_c50": ("get", 50, 1, GETS),
        "instructions_per_get_p16": ("get", 1, 16, GETS),
        "instructions_per_set": ("set", 1, 1, GETS)}, GETS)
    yield from ratio(REDIS, ("get", 50, 1, GETS), GETS)
