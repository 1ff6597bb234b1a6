# SPDX-License-Identifier: BSD-3-Clause
"""Redis and nginx under load for long, by the clients that people load them with: no error, every
request answered, memory flat. `make soak MINUTES=10` does it for so many minutes, and tells."""

from __future__ import annotations

import os
import re
import statistics
import threading
import time
from pathlib import Path
from typing import Callable, NamedTuple

import pytest

import harness
import web
from guest import Guest
from netspace import Namespace, why_not
from resp import Client
from test_nginx_load import MANY, READY, STATS, url, used
from test_redis import PORT, start

ASKED_FOR = "SOAK_MINUTES" in os.environ
SECONDS = 60 * float(os.environ.get("SOAK_MINUTES", "0.4"))
WARM_UP = 0.25          # of the time: buffers and tables grow to what the load needs
FEWEST = 8              # rounds, however slow the machine is
PROGRESS = 10           # seconds from line to line
MINUTE = 60
ROUND_SECONDS = 300     # of a round that takes one or two, if nothing else runs
# What a steady server's memory may differ by: caches of closed connections, the last buffers.
MARGIN = 64 * 1024

pytestmark = pytest.mark.full


class Round(NamedTuple):
    """What one was like: when it ended, requests, seconds that they took, bytes then in use."""

    at: float
    requests: int
    seconds: float
    memory: int


class Server:
    """A server, and who loads it until `deadline`."""

    def __init__(self, name: str, load: Callable[[], int], memory: Callable[[], int]) -> None:
        self.name, self.load, self.memory = name, load, memory
        self.rounds: list[Round] = []
        self.error: BaseException | None = None

    def run(self, begun: float) -> None:
        try:
            while time.monotonic() < begun + SECONDS or len(self.rounds) < FEWEST:
                start_of_round = time.monotonic()
                requests = self.load()
                now = time.monotonic()
                self.rounds.append(Round(now - begun, requests, now - start_of_round,
                                         self.memory()))
        except BaseException as error:  # noqa: B902  (raised again, by who waits)
            self.error = error

    def rate(self, first: float, last: float) -> float:
        """Requests a second in the rounds that ended between these times."""
        some = [r for r in self.rounds if first <= r.at <= last]
        return sum(r.requests for r in some) / max(sum(r.seconds for r in some), 0.001)

    def growth(self) -> int:
        """Bytes from the first third to the last third, after the warm-up."""
        warm = [r.memory for r in self.rounds[int(len(self.rounds) * WARM_UP):]]
        third = max(len(warm) // 3, 1)
        return int(statistics.median(warm[-third:]) - statistics.median(warm[:third]))

    def progress(self) -> str:
        if not self.rounds:
            return f"{self.name}: begins"
        requests = sum(r.requests for r in self.rounds)
        return f"{self.name}: {requests} requests, {self.rounds[-1].memory // 1024} KiB in use"

    def verdict(self) -> str:
        end = self.rounds[-1].at
        return (f"{self.name}: {sum(r.requests for r in self.rounds)} requests, no error, memory "
                f"{self.growth() / 1024:+.1f} KiB; {self.rate(0, MINUTE):.0f} a second in the "
                f"first minute, {self.rate(end - MINUTE, end):.0f} in the last")


def benchmark(guest: Guest, words: str) -> int:
    """redis-benchmark ends when all is answered, and at the first error."""
    host, port = guest.address(PORT)
    said = guest.namespace.run(f"redis-benchmark -h {host} -p {port} --csv {words}", ROUND_SECONDS)
    rows = re.findall(r'^"\w+[^"]*","([\d.]+)"', said, re.MULTILINE)
    assert rows and "rror" not in said, said
    return len(rows) * int(re.search(r"-n (\d+)", words)[1])


def redis(image: harness.Image, guest: Guest) -> Server:
    """Keys of a number that soon is reached; connections that stay, and one for each request."""
    def load() -> int:
        return (benchmark(guest, "-t set,get,incr,hset,sadd -r 200 -d 100 -c 50 -n 2000")
                + benchmark(guest, "-t ping,set,get -r 200 -d 100 -c 20 -k 0 -n 200"))

    def memory() -> int:
        """All of the image's, or, in the image that other tests have built, what Redis counts."""
        if ASKED_FOR:
            return used(guest, image)
        with Client(guest.connect(PORT)) as one:
            return int(one.info("memory")["used_memory"])

    return Server("redis", load, memory)


def nginx(image: harness.Image, guest: Guest) -> Server:
    """The same with files."""
    def load() -> int:
        said = guest.namespace.run(f"wrk -t 1 -c 50 -d 1 --timeout 60 {url(guest)}", ROUND_SECONDS)
        assert "Non-2xx" not in said and "Socket errors" not in said, said
        requests = int(re.search(r"(\d+) requests in", said)[1])
        for words in ("-k -n 1000 -c 100", "-n 300 -c 50"):
            said = guest.namespace.run(f"ab -q -s 60 {words} {url(guest)}", ROUND_SECONDS)
            assert re.search(r"Failed requests: +0\n", said) and "Non-2xx" not in said, said
            requests += int(re.search(r"Complete requests: +(\d+)\n", said)[1])
        return requests

    return Server("nginx", load, lambda: used(guest, image))


def soak(servers: list[Server], say: Callable[[str], None]) -> None:
    begun = time.monotonic()
    threads = [threading.Thread(target=server.run, args=[begun], daemon=True)
               for server in servers]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(PROGRESS / len(threads))
        say(f"{time.monotonic() - begun:4.0f} s  " + "; ".join(s.progress() for s in servers))
        for server in servers:
            if server.error:
                raise server.error
    for server in servers:
        say(server.verdict())


def test_soak(build: harness.Builder, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    if reason := why_not():
        pytest.skip(reason)

    def say(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}", end="", flush=True)

    (tmp_path / "nginx.conf").write_text(MANY)
    (tmp_path / "index.html").write_bytes(web.page(1024))
    redis_image = build("redis", options=STATS if ASKED_FOR else ())
    nginx_image = build("nginx", options=STATS)
    networks = Namespace(), Namespace()
    try:
        with start(redis_image, namespace=networks[0]) as one, \
                Guest(nginx_image, "q35", namespace=networks[1],
                      options=["--net", "tap", "--initrd", str(tmp_path)]) as two:
            two.wait_for(READY)
            servers = [redis(redis_image, one), nginx(nginx_image, two)]
            soak(servers, say if ASKED_FOR else lambda line: None)
    finally:
        for network in networks:
            network.close()
    for server in servers:
        assert server.growth() <= MARGIN, \
            f"{server.name}: memory in use, round by round: {[r.memory for r in server.rounds]}"
