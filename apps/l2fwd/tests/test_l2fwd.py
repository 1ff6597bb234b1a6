# SPDX-License-Identifier: BSD-3-Clause
"""Whole images with two network devices: every frame comes out as it went in, whatever the device
is like; and nothing hangs where one end does not listen, or the link is down."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
import zlib
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(APP.parents[1] / "tests"))
import harness  # noqa: E402
import netspace  # noqa: E402
import sealed  # noqa: E402
from cables import Cables, frame, nic  # noqa: E402
from guest import Guest  # noqa: E402

PACKED = ("CONFIG_DRV_VIRTIO_PACKED=y",)
QUEUES = 2 * 256  # frames in the queues of one direction (CONFIG_APP_L2FWD_RING)
_build = harness.Builder()


def start(cables: Cables, way: str, append: str = "", options: tuple[str, ...] = ()) -> Guest:
    image = _build("l2fwd", options=options, plat="ukvm" if way == "ukvm" else "kvm")
    guest = Guest(image, way, append=append, options=cables.options, qemu=cables.qemu,
                  fds=cables.fds)
    guest.wait_for("l2fwd: forwarding")
    return guest


def exchange(cables: Cables, frames: list[bytes], window: int = 100) -> None:
    """Both ways at once; each frame must come, in order, and nothing else."""
    sent, got = [0, 0], [0, 0]
    while min(got) < len(frames):
        for way in (0, 1):
            while sent[way] < len(frames) and sent[way] - got[way] < window:
                assert cables.send(way, frames[sent[way]])
                sent[way] += 1
        for way in (0, 1):
            if got[way] < sent[way]:
                came = cables.receive(1 - way)
                assert came is not None, f"{got[way]} of {sent[way]} came from {way}"
                assert came == frames[got[way]], f"frame {got[way]} from {way}"
                got[way] += 1


@pytest.mark.parametrize("way, device, options", [
    ("microvm", "", ()),
    ("microvm", "packed=on", PACKED),
    ("q35", "", ()),
    ("q35", "event_idx=off,indirect_desc=off,mrg_rxbuf=off", ()),
    ("pc", "rx_queue_size=1024", ()),
    ("pc", "vectors=0,host_mtu=1400", ()),
    pytest.param("ukvm", "", (), marks=sealed.needs_kvm),
])
def test_all_sizes(way: str, device: str, options: tuple[str, ...]) -> None:
    longest = 14 + (1400 if "host_mtu" in device else 1500) + 4
    frames = [frame(number, length) for number, length in enumerate(range(60, longest + 1))]
    with Cables(way, device=device) as cables, \
            start(cables, way, f"l2fwd.frames={2 * len(frames)}", options) as guest:
        exchange(cables, frames)
        for one, other in ((0, 1), (1, 0)):
            guest.wait_for(f"{one} to {other}: {len(frames)} frames, 0 dropped, 0 errors")
        assert guest.finish() == 0


@pytest.mark.parametrize("way", ["microvm", pytest.param("ukvm", marks=sealed.needs_kvm)])
def test_a_receiver_that_does_not_listen(way: str) -> None:
    """Frames wait in the guest's queues, then in its host's; the other direction goes on. When
    somebody listens, all come."""
    with Cables(way) as cables, start(cables, way) as guest:
        sent = 0
        # A guest that stands still for a second need not be full, before its queues are.
        while sent < 5000 and cables.send(0, frame(sent, 100), 1 if sent > QUEUES else 20):
            sent += 1
        assert QUEUES < sent < 5000, sent
        for number in range(300):
            assert cables.send(1, frame(number, 60))
            assert cables.receive(0) == frame(number, 60)
        for number in range(sent):
            assert cables.receive(1) == frame(number, 100), number
        exchange(cables, [frame(number, 60) for number in range(100)])
        assert guest.is_running()


@pytest.mark.parametrize("way", ["q35", pytest.param("ukvm", marks=sealed.needs_kvm)])
def test_frames_that_are_too_long(way: str) -> None:
    """None comes out, and those behind them are not held up."""
    with Cables(way) as cables, start(cables, way) as guest:
        for length in (1519, 1530, 2000, 9000, 65000):
            assert cables.send(0, frame(1, length))
            assert cables.send(0, frame(2, 60))
            assert cables.receive(1) == frame(2, 60)
        assert guest.is_running()


@pytest.mark.parametrize("way", ["microvm", "q35"])
def test_the_link_goes_down_and_up(way: str) -> None:
    """What is sent meanwhile is lost, as with a cable that is pulled; then all is as before."""
    with Cables(way) as cables, start(cables, way) as guest:
        few = [frame(number, 60) for number in range(200)]
        exchange(cables, few)
        for device in ("net0", "net1"):
            for _ in range(2):
                guest.set_link(False, device)
                for number in range(600):
                    cables.send(0, frame(number, 60), timeout=0)
                guest.set_link(True, device)
            # some may still have been on their way
            while not cables.send(0, b"\2" * 60, timeout=0):
                cables.receive(1, 0.1)
            while (came := cables.receive(1)) != b"\2" * 60:
                assert came is not None
            exchange(cables, few)


def test_statistics_on_request() -> None:
    with Cables("microvm") as cables, start(cables, "microvm", "l2fwd.interval=1") as guest:
        exchange(cables, [frame(number, 60) for number in range(50)])
        guest.wait_for(r"0 to 1: 50 frames, 0 dropped, 0 errors, 0 starved")


def test_too_few_devices() -> None:
    with Cables("microvm", number=1) as cables:
        boot = _build("l2fwd").boot("microvm", options=("--net", "none", "--qemu", cables.qemu))
        assert boot.status == 1
        assert "needs two network devices, found 1" in boot.output


# ---- between two networks, with what the host's kernel leaves to devices
@pytest.fixture
def networks():
    if reason := netspace.why_not():
        pytest.skip(reason)
    made = netspace.Namespace(), netspace.Namespace()
    yield made
    for namespace in made:
        namespace.close()


@pytest.mark.parametrize("way, device", [
    ("microvm", ""),
    ("q35", "packed=on"),
    ("q35", "mrg_rxbuf=off"),
    ("q35", "event_idx=off,indirect_desc=off"),
    pytest.param("ukvm", "", marks=sealed.needs_tap),
])
def test_bulk_with_offloads(networks: tuple, way: str, device: str) -> None:
    """TCP through the guest: the kernel hands over segments of 64 KiB without checksums, which
    cross the guest in chains of buffers and are cut and summed behind it, if at all."""
    left, right = networks
    taps = " ".join(f"-netdev tap,id=net{i},ifname=tap{i},script=no,downscript=no "
                    f"-device {nic(way, i, device)}" for i in (0, 1))
    options = ["--net", "none"]
    if way == "ukvm":
        taps, options = "", ["--net", "tap:tap0,tap:tap1"]
    elif way == "microvm":
        taps += " -global virtio-mmio.force-legacy=false"
    for i in (0, 1):
        left.run(f"ip tuntap add tap{i} mode tap vnet_hdr")
    image = _build("l2fwd", options=PACKED) if way != "ukvm" else _build("l2fwd", plat="ukvm")
    with Guest(image, way, append="l2fwd.offloads=1 l2fwd.interval=1", options=options,
               namespace=left, qemu=taps) as guest:
        said = guest.wait_for(r"l2fwd: forwarding(.*)\n")[1]
        assert said == (", checksums offloaded" if "mrg_rxbuf=off" in device
                        else ", segmentation offloaded")
        left.run(f"ip link set tap1 netns /proc/{os.getpid()}/fd/{right.fd}")
        for i, namespace in enumerate(networks):
            namespace.run(f"ip address add 10.55.0.{i + 1}/24 dev tap{i}; "
                          f"ip address add fd55::{i + 1}/64 dev tap{i} nodad; "
                          f"ip link set tap{i} up")
        for address in ("10.55.0.2", "fd55::2"):
            send_both_ways(left, right, address)
        wait = re.findall(r"(\d+) errors", guest.wait_for(
            r"0 to 1:.*errors.*\n.*1 to 0:.*errors", after=len(guest.text))[0])
        assert wait == ["0", "0"], guest.text[-500:]


def send_both_ways(left: netspace.Namespace, right: netspace.Namespace, address: str,
                   megabytes: int = 8) -> None:
    """A connection that carries the same data there and back."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    data = bytes(i * i >> 7 & 255 for i in range(1 << 20))
    listener = right.socket(family)
    listener.settimeout(30)
    listener.bind((address, 5000))
    listener.listen()

    def mirror() -> None:
        connection = listener.accept()[0]
        connection.settimeout(30)
        with connection:
            while part := connection.recv(1 << 20):
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=mirror, daemon=True)
    thread.start()
    client = left.socket(family)
    client.settimeout(30)
    with client, listener:
        client.connect((address, 5000))

        def push() -> None:
            for _ in range(megabytes):
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)

        pusher = threading.Thread(target=push, daemon=True)
        pusher.start()
        length = checksum = 0
        while part := client.recv(1 << 20):
            length += len(part)
            checksum = zlib.crc32(part, checksum)
        pusher.join()
        thread.join()
    assert length == megabytes << 20
    assert checksum == zlib.crc32(data * megabytes)
