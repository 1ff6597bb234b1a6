# SPDX-License-Identifier: BSD-3-Clause
"""Network devices by interrupt: a guest that sends each frame back and halts when there is none.
A lost wake-up would leave it halted. Polling, sizes and offloads are tested with apps/l2fwd."""

from __future__ import annotations

import random
import re
import socket
import time

import pytest

import harness
from cables import Cables, frame, nic
from guest import Guest

APP = "tests/apps/mirror"
KIND = b"\x88\xb5"


def start(build: harness.Builder, cables: Cables, way: str) -> Guest:
    guest = Guest(build(APP), way, options=["--net", "none"], qemu=cables.qemu)
    guest.wait_for("mirror: serving")
    return guest


def mirrored(sent: bytes) -> bytes:
    return sent[6:12] + sent[:6] + sent[12:]


def order(word: bytes) -> bytes:
    return (b"\x02" * 12 + KIND + word).ljust(60, b"\0")


def end(cables: Cables, guest: Guest) -> None:
    """Lets the guest count what it has: nothing may be lost."""
    assert cables.send(0, order(b"end"))
    assert cables.receive(0) == order(b"end")
    guest.wait_for("mirror: 128 of 128 buffers")
    assert guest.finish() == 0
    rx, tx = guest.wait_for(r"mirror: rx (\d+) tx (\d+) errors 0 .*\n(?!.*mirror: rx)").groups()
    assert rx == tx


DEVICES = [
    ("microvm", ""),
    ("microvm", "packed=on"),
    ("q35", "event_idx=off"),
    ("pc", ""),
]


@pytest.mark.parametrize("way, device", [*DEVICES, ("q35", "packed=on")])
def test_one_by_one(build: harness.Builder, way: str, device: str) -> None:
    """Each frame finds the guest halted, or on its way there."""
    with Cables(way, 1, device) as cables, start(build, cables, way) as guest:
        for number in range(1000):
            assert cables.send(0, frame(number, 60))
            assert cables.receive(0) == mirrored(frame(number, 60)), number
        end(cables, guest)


@pytest.mark.parametrize("way, device", DEVICES)
def test_bursts_and_pauses(build: harness.Builder, way: str, device: str) -> None:
    chance = random.Random(way + device)
    number = 0
    with Cables(way, 1, device) as cables, start(build, cables, way) as guest:
        for _ in range(60):
            burst = [frame(number + i, chance.randrange(60, 1515))
                     for i in range(chance.choice((1, 2, 16, 100, 300)))]
            number += len(burst)
            got = 0
            for i, sent in enumerate(burst):
                assert cables.send(0, sent)
                while got <= i and (came := cables.receive(0, 0)):
                    assert came == mirrored(burst[got])
                    got += 1
            for sent in burst[got:]:
                assert cables.receive(0) == mirrored(sent)
            time.sleep(chance.choice((0, 0.001, 0.01)))
        end(cables, guest)


@pytest.mark.parametrize("way", ["microvm", "q35"])
def test_nobody_listens(build: harness.Builder, way: str) -> None:
    """The guest waits for room to send, halted, and goes on when there is some."""
    with Cables(way, 1) as cables, start(build, cables, way) as guest:
        for _ in range(2):
            sent = 0
            while sent < 3000 and cables.send(0, frame(sent, 60), timeout=0.5):
                sent += 1
            assert 128 < sent < 3000
            for number in range(sent):
                assert cables.receive(0) == mirrored(frame(number, 60)), number
        end(cables, guest)
        assert not re.search(r"full 0 ", guest.text)


@pytest.mark.parametrize("way", ["microvm", "q35"])
def test_the_link(build: harness.Builder, way: str) -> None:
    with Cables(way, 1) as cables, start(build, cables, way) as guest:
        for _ in range(3):
            seen = len(guest.text)
            guest.set_link(False)
            guest.wait_for("mirror: the link is down", after=seen)
            seen = len(guest.text)
            guest.set_link(True)
            guest.wait_for("mirror: the link is up", after=seen)
            assert cables.send(0, frame(1, 60))
            assert cables.receive(0) == mirrored(frame(1, 60))
        end(cables, guest)


@pytest.mark.parametrize("way, device", [("microvm", ""), ("q35", "packed=on")])
def test_stopped_and_started(build: harness.Builder, way: str, device: str) -> None:
    """All buffers come back at each stop; what the device is told anew is right."""
    with Cables(way, 1, device) as cables, start(build, cables, way) as guest:
        for _ in range(10):
            seen = len(guest.text)
            for number in range(100):
                assert cables.send(0, frame(number, 60))
                assert cables.receive(0) == mirrored(frame(number, 60))
            assert cables.send(0, order(b"stop"))
            assert cables.receive(0) == order(b"stop")
            guest.wait_for("mirror: started again: 0", after=seen)
        end(cables, guest)


@pytest.mark.parametrize("pairs, device", [
    (2, "mq=on"),
    (4, "mq=on,packed=on"),
    (1, "mq=on"),
])
def test_several_queues(build: harness.Builder, namespace, pairs: int, device: str) -> None:
    """The kernel spreads flows over the queues that the guest says it uses."""
    namespace.run("ip tuntap add tap0 mode tap multi_queue vnet_hdr")
    qemu = ("-netdev tap,id=net0,ifname=tap0,script=no,downscript=no,queues=4 "
            f"-device {nic('q35', 0, device)},vectors=10")
    with Guest(build(APP), "q35", append=f"mirror.queues={pairs}", namespace=namespace,
               options=["--net", "none"], qemu=qemu) as guest:
        guest.wait_for(f"mirror: serving with {pairs} of 4 pairs")
        namespace.run("ip link set tap0 up; ip address add 10.66.0.1/24 dev tap0; "
                      "ip neigh add 10.66.0.2 lladdr 02:00:00:00:00:02 dev tap0")
        raw = namespace.inside(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                                     socket.htons(3)))
        raw.bind(("tap0", 0))
        raw.settimeout(20)
        came = set()
        for port in range(1, 65):
            sender = namespace.socket(kind=socket.SOCK_DGRAM)
            sender.sendto(b"flow %d" % port, ("10.66.0.2", port))
            sender.close()
            # what the guest sends: the kernel's own frames are marked as outgoing
            while True:
                data, about = raw.recvfrom(2000)
                if about[2] != socket.PACKET_OUTGOING and b"flow %d" % port in data:
                    came.add(port)
                    break
        assert len(came) == 64
        raw.send(order(b"end"))
        guest.wait_for(r"mirror: \d+ of \d+ buffers")
        assert guest.finish() == 0
        counts = [int(count) for count in re.findall(r"queue \d received (\d+)", guest.text)]
        assert len(counts) == pairs and all(counts), guest.text
        raw.close()
