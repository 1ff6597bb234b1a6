# SPDX-License-Identifier: BSD-3-Clause
"""Bad wires: frames lost, repeated, reordered and damaged, and still every byte arrives intact.

The wire is the test's own (wire.py), so each run meets the same faults in the same proportion.
"""

from __future__ import annotations

import random
import threading

import pytest

import web
from guest import Guest
from wire import Faults, Wire

KINDS = {
    "loss": Faults(loss=0.03),
    "repeats": Faults(duplicate=0.2),
    "reordering": Faults(reorder=0.2),
    "damage": Faults(corrupt=0.03),
    "all": Faults(loss=0.02, duplicate=0.05, reorder=0.1, corrupt=0.01),
}


COUNTED = {"loss": "lost", "repeats": "repeated", "reordering": "held", "damage": "corrupted",
           "all": "lost"}
ECHO = 5003  # apps/iperf


@pytest.mark.parametrize("kind", KINDS)
def test_pages_arrive_intact(build, namespace, kind: str) -> None:
    with Wire(namespace) as wire, Guest(build("httpd", options=web.OPTIONS), namespace=namespace,
                                        wire=wire) as guest:
        guest.wait_for(web.READY)
        web.get(guest, "/")
        wire.faults = KINDS[kind]
        for path, size in (("/100k", 100 << 10), ("/1m", 1 << 20)):
            with guest.connect(web.PORT, timeout=60) as connection:
                connection.sendall(web.request(path))
                assert web.digest(web.read_answer(connection).body) == web.digest(web.page(size))
        wire.faults = Faults()
        assert web.settled(guest)["connections"] == 1
        assert wire.counts[COUNTED[kind]] > 10, wire.counts


@pytest.mark.parametrize("kind", ["reordering", "all"])
def test_both_ways_at_once(build, namespace, kind: str) -> None:
    """Half a megabyte to the echo service and back, on several connections side by side."""
    with Wire(namespace, seed=2) as wire, \
            Guest(build("iperf"), namespace=namespace, wire=wire) as guest:
        guest.wait_for("iperf: serving")
        guest.connect(ECHO).close()
        wire.faults = KINDS[kind]
        failures: list[str] = []

        def exchange(number: int) -> None:
            data = random.Random(number).randbytes(128 << 10)
            with guest.connect(ECHO, timeout=60) as connection:
                sender = threading.Thread(target=connection.sendall, args=(data,))
                sender.start()
                received = bytearray()
                while len(received) < len(data) and (more := connection.recv(65536)):
                    received += more
                sender.join()
            if received != data:
                failures.append(f"connection {number}: {len(received)} bytes, not as they were")

        threads = [threading.Thread(target=exchange, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures, failures
        assert wire.counts[COUNTED[kind]] > 10, wire.counts
