# SPDX-License-Identifier: BSD-3-Clause
"""Console input, by interrupt: echoed byte for byte, and none lost when much comes at once."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

import harness
import sealed

APP = "tests/apps/echo"
END = b"\x04"


def checksum(data: bytes) -> str:
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xFFFFFFFF
    return f"{len(data)} bytes, checksum {total:08x}"


@pytest.mark.parametrize("way", ["microvm", "q35", "pc", sealed.SEALED])
def test_echo(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, APP).boot(way, stdin=b"The quick brown fox" + END)
    assert boot.status == 0, boot.output + boot.errors
    assert "The quick brown fox" in boot.output
    assert checksum(b"The quick brown fox") in boot.output


@pytest.mark.parametrize("way", ["microvm", "q35", sealed.SEALED])
def test_paste(build: harness.Builder, way: str) -> None:
    """64 KiB, far more than any buffer on the way: flow control must hold the sender."""
    data = bytes(0x20 + i * 7 % 95 for i in range(65536))
    boot = sealed.build_for(way, build, APP).boot(way, append="-- count", stdin=data + END,
                                                  timeout=120)
    assert boot.status == 0, boot.output[-500:] + boot.errors
    assert checksum(data) in boot.output


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_every_byte_value_passes(build: harness.Builder, way: str) -> None:
    data = bytes(value for value in range(256) if value != END[0])
    boot = sealed.build_for(way, build, APP).boot(way, append="-- count", stdin=data + END)
    assert checksum(data) in boot.output


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_keys_one_by_one_on_a_terminal(build: harness.Builder, way: str) -> None:
    """A real terminal: each key is answered before the next, and its modes are put back."""
    import termios

    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    image = sealed.build_for(way, build, APP)
    child = subprocess.Popen([sys.executable, image.launcher(), str(image.path)],
                             stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL,
                             env=harness.clean_environment(), start_new_session=True)
    try:
        wait_for(ours, b"ready")
        for key in b"xyz":
            os.write(ours, bytes([key]))
            wait_for(ours, bytes([key]))
        os.write(ours, END)
        wait_for(ours, checksum(b"xyz").encode())
        assert child.wait(timeout=30) == 0
        assert termios.tcgetattr(theirs) == before
    finally:
        child.kill()
        child.wait()
        os.close(ours)
        os.close(theirs)


def wait_for(terminal: int, text: bytes, seconds: float = 30) -> None:
    seen = b""
    deadline = time.monotonic() + seconds
    while text not in seen:
        left = deadline - time.monotonic()
        assert left > 0 and select.select([terminal], [], [], left)[0], (text, seen)
        seen += os.read(terminal, 4096)


def test_waiting_for_input_idles(build: harness.Builder) -> None:
    """A guest that waits must halt: QEMU's own processor time stays low."""
    image = build(APP)
    child = subprocess.Popen([sys.executable, str(harness.RUN), str(image.path)],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, env=harness.clean_environment())
    try:
        assert child.stdout.readline().strip() == b"ready"
        machine = subprocess.run(["pgrep", "-P", str(child.pid)], capture_output=True, text=True,
                                 check=True).stdout.split()[0]
        before = harness.cpu_seconds(machine)
        time.sleep(2)
        assert harness.cpu_seconds(machine) - before < 0.5
        output, _ = child.communicate(END, timeout=30)
        assert re.search(rb"0 bytes", output) and child.returncode == 0
    finally:
        child.kill()
        child.wait()
