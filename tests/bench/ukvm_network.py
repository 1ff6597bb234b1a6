# SPDX-License-Identifier: BSD-3-Clause
"""Servers under our own monitor, behind a tap, against the same program as a Linux process in a
namespace of its own, behind a veth: requests a second, in runs that alternate. A ratio above 1
says that the guest is faster. For group_ukvm.py."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from typing import Callable, Iterator, NamedTuple, Sequence

import build
import group_apps
import group_nginx
import machines
from netspace import Namespace

ROUNDS = 5
SECONDS = 1
CONNECTIONS = (1, 10, 50)
GUEST, PROCESS = "10.44.0.2", "10.45.0.2"
GETS = 10000  # for one connection; more for more


class App(NamedTuple):
    """A server: how it is started on both sides, and what it is asked."""
    name: str
    defconfig: str
    ready: str
    arguments: str  # the guest's
    process: Callable[[str], Sequence[str]]  # Linux's words, with a folder for its files
    ask: Callable[[Namespace, str, int], tuple[float, float]]  # requests, and those a second


def _start(words: Sequence[str], ready: str) -> subprocess.Popen:
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
    said = []
    for line in child.stdout:
        said.append(line)
        if re.search(ready, line):
            return child
    raise build.BuildError(f"{words[0]} ended before it served: {''.join(said[-5:])}")


def _pages(client: Namespace, address: str, connections: int) -> tuple[float, float]:
    said = client.run(f"wrk -t 1 -c {connections} -d {SECONDS} http://{address}/")
    if "Socket errors" in said or "Non-2xx" in said:
        raise build.BuildError(f"wrk at {address}: {said}")
    return float(re.search(r"(\d+) requests in", said)[1]), \
        float(re.search(r"Requests/sec: +([\d.]+)", said)[1])


def _gets(client: Namespace, address: str, connections: int) -> tuple[float, float]:
    count = GETS * min(connections, 5)
    said = client.run(f"redis-benchmark -h {address} -t get -c {connections} -n {count} --csv", 120)
    return count, float(said.strip().splitlines()[-1].split(",")[1].strip('"'))


def _httpd(_: str) -> Sequence[str]:
    return [machines.linux_program("httpd")]


def _redis(folder: str) -> Sequence[str]:
    """The program goes by its name."""
    name = os.path.join(folder, "redis-server")
    os.symlink(group_apps.REDIS.linux(), name)
    return [name, "--save", "", "--protected-mode", "no"]


def _nginx(folder: str) -> Sequence[str]:
    settings = os.path.join(folder, "nginx.conf")
    pages = os.path.join(group_nginx.FILES, "www")
    with open(settings, "wb") as file:
        file.write(group_nginx.ON_LINUX.replace(b" /tmp/", f" {folder}/".encode())
                   .replace(b"/run/nginx.pid", f"{folder}/pid".encode())
                   .replace(b"root /www", f"root {pages}".encode()))
    return [group_nginx.linux_nginx(), "-e", "stderr", "-c", settings]


APPS = (
    App("httpd", "default", "serving on port", "", _httpd, _pages),
    App("redis", "fast", "Ready to accept connections", "--save '' --protected-mode no", _redis,
        _gets),
    App("nginx", "fast", r"nginx: serving|getrlimit\(RLIMIT_NOFILE\)", "", _nginx, _pages),
)


def _connect(client: Namespace, server: Namespace) -> None:
    client.run("ip tuntap add uk0 mode tap vnet_hdr; ip address add 10.44.0.1/24 dev uk0; "
               "ip link set uk0 up; ip link add there type veth peer name here; "
               "ip address add 10.45.0.1/24 dev there; ip link set there up; "
               f"ip link set here netns /proc/{os.getpid()}/fd/{server.fd}")
    server.run(f"ip address add {PROCESS}/24 dev here; ip link set here up")


def cpu_seconds(child: subprocess.Popen) -> float:
    """Of all its threads, what the scheduler has given them."""
    total = 0
    for thread in os.listdir(f"/proc/{child.pid}/task"):
        with open(f"/proc/{child.pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def compare(app: App, image: str) -> Iterator[tuple[str, float]]:
    client, server = Namespace(), Namespace()
    children: list[subprocess.Popen] = []
    with tempfile.TemporaryDirectory(prefix="ukulele-ukvm-") as folder:
        try:
            _connect(client, server)
            parameters = f"netstack.eth0={GUEST}/24,gw=10.44.0.1 -- {app.arguments}"
            children.append(_start([*client.enter, f"{image}-ukvm", f"{image}.ukvm", "--net",
                                    "tap:uk0", "--append", parameters], app.ready))
            children.append(_start([*server.enter, *app.process(folder)], app.ready))
            for connections in CONNECTIONS:
                yield from _in_turns(app, client, children, connections)
        finally:
            for child in children:
                child.kill()
                child.wait()
                child.stdout.close()
            client.close()
            server.close()


def _in_turns(app: App, client: Namespace, children: list[subprocess.Popen],
              connections: int) -> Iterator[tuple[str, float]]:
    rates: list[list[float]] = [[], []]
    costs: list[list[float]] = [[], []]
    for number in range(2 * (ROUNDS + 1)):
        side = number % 2
        before = cpu_seconds(children[side])
        count, rate = app.ask(client, (GUEST, PROCESS)[side], connections)
        if number < 2:  # caches, ARP, what is made at the first use
            continue
        rates[side].append(rate)
        costs[side].append((cpu_seconds(children[side]) - before) / count)
    figure = f"ukvm.{app.name}_ratio"
    ratio = statistics.median(ours / theirs for ours, theirs in zip(*rates))
    yield f"{figure}_c{connections}", ratio
    if connections == max(CONNECTIONS):
        yield figure, ratio
    yield f"ukvm.{app.name}_cpu_ratio_c{connections}", \
        statistics.median(costs[1]) / statistics.median(costs[0])


def measure(names: Sequence[str] = (), images: Sequence[str] = ()) -> Iterator[tuple[str, float]]:
    machines.check()
    for app, given in zip((app for app in APPS if not names or app.name in names),
                          [*images, *[""] * len(APPS)]):
        yield from compare(app, given or build.make(
            app.name, app.defconfig, folder=f"{app.name}-{app.defconfig}-ukvm", plat="ukvm")[0])


if __name__ == "__main__":
    for figure, value in measure(sys.argv[1:2], sys.argv[2:3]):
        print(figure, round(value, 3), flush=True)
