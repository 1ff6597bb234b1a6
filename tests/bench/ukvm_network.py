# SPDX-License-Identifier: BSD-3-Clause
"""The web server under our own monitor, behind a tap, against the same program as a Linux process
in a namespace of its own, behind a veth: requests a second, in runs that alternate. A ratio above
1 says that the guest is faster. For group_ukvm.py."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from typing import Iterator, Sequence

import build
import machines
from netspace import Namespace

ROUNDS = 5
SECONDS = 1
CONNECTIONS = (1, 10, 50)
GUEST, PROCESS = "10.44.0.2", "10.45.0.2"


def _start(words: Sequence[str], ready: str) -> subprocess.Popen:
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    for line in child.stdout:
        if ready in line:
            return child
    raise build.BuildError(f"{words[0]} ended before it served")


def _requests(client: Namespace, address: str, connections: int) -> float:
    said = client.run(f"wrk -t 1 -c {connections} -d {SECONDS} http://{address}/")
    if "Socket errors" in said or "Non-2xx" in said:
        raise build.BuildError(f"wrk at {address}: {said}")
    return float(re.search(r"Requests/sec: +([\d.]+)", said)[1])


def _connect(client: Namespace, server: Namespace) -> None:
    client.run("ip tuntap add uk0 mode tap vnet_hdr; ip address add 10.44.0.1/24 dev uk0; "
               "ip link set uk0 up; ip link add there type veth peer name here; "
               "ip address add 10.45.0.1/24 dev there; ip link set there up; "
               f"ip link set here netns /proc/{os.getpid()}/fd/{server.fd}")
    server.run(f"ip address add {PROCESS}/24 dev here; ip link set here up")


def measure(image: str = "") -> Iterator[tuple[str, float]]:
    machines.check()
    path = image or build.make("httpd", "default", folder="httpd-default-ukvm", plat="ukvm")[0]
    program = machines.linux_program("httpd")
    client, server = Namespace(), Namespace()
    children = []
    try:
        _connect(client, server)
        children.append(_start([*client.enter, f"{path}-ukvm", f"{path}.ukvm", "--net", "tap:uk0",
                                "--append", f"netstack.eth0={GUEST}/24,gw=10.44.0.1"],
                               "serving on port"))
        children.append(_start([*server.enter, program], "serving on port"))
        for connections in CONNECTIONS:
            ratios = []
            for _ in range(ROUNDS):
                guest = _requests(client, GUEST, connections)
                ratios.append(guest / _requests(client, PROCESS, connections))
            yield f"ukvm.httpd_ratio_c{connections}", statistics.median(ratios)
    finally:
        for child in children:
            child.kill()
            child.wait()
            child.stdout.close()
        client.close()
        server.close()


if __name__ == "__main__":
    for figure, value in measure(*sys.argv[1:]):
        print(figure, round(value, 3), flush=True)
