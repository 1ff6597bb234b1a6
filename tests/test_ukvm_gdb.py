# SPDX-License-Identifier: BSD-3-Clause
"""gdb's stub of monitors for debugging, by a client that says what gdb says; and by gdb itself."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest

import harness
import sealed

pytestmark = sealed.needs_kvm
ECHO = "tests/apps/echo"
RIP, TRAP, INTERRUPT, FAULT = 16, "S05", "S02", "E14"


class Debugger:
    def __init__(self, port: int) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), 60)
                return
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                time.sleep(0.02)

    def send(self, packet: str) -> None:
        self.socket.sendall(b"$%s#%02x" % (packet.encode(), sum(packet.encode()) & 255))

    def receive(self) -> str:
        text = b""
        while not (len(text) > 3 and text[-3:-2] == b"#"):
            more = self.socket.recv(1)
            assert more, text
            text = (text + more).lstrip(b"+")
        return text[1:-3].decode()

    def ask(self, packet: str) -> str:
        self.send(packet)
        return self.receive()

    def rip(self) -> int:
        return int.from_bytes(bytes.fromhex(self.ask("g")[RIP * 16:][:16]), "little")


@contextlib.contextmanager
def started(*words: str) -> Iterator[subprocess.Popen]:
    """A monitor that ends with its test, however that ends."""
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            yield child
        finally:
            child.kill()


@pytest.fixture
def debug(build: harness.Builder) -> tuple[harness.Image, str]:
    image = build(ECHO, plat="ukvm")
    monitor = str(image.path).removesuffix(".ukvm") + "-ukvm-debug"

    def make() -> str:
        done = harness.make("monitor-debug", f"A={harness.ROOT / ECHO}",
                            f"O={image.path.parent}", "PLAT=ukvm")
        return done.output if done.status else ""

    said = harness.once(Path(monitor), make)
    assert not said, said
    return image, monitor


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def symbol(image: harness.Image, name: str) -> int:
    linked = str(image.path).removesuffix(".ukvm") + ".dbg"
    lines = subprocess.run(["nm", linked], capture_output=True, text=True, check=True).stdout
    return next(int(line.split()[0], 16) for line in lines.splitlines()
                if line.split()[-1] == name)


def test_a_session(debug: tuple[harness.Image, str]) -> None:
    image, program = debug
    port = free_port()
    with started(program, str(image.path), "--gdb", str(port)) as child:
        gdb = Debugger(port)
        assert gdb.ask("?") == TRAP
        text = gdb.ask("qOffsets")
        slides = {part.split("=")[1] for part in text.split(";")}
        assert len(slides) == 1, text
        slide = int(slides.pop(), 16)
        assert gdb.rip() == symbol(image, "uk_ukvm_start") + slide

        # a breakpoint, as gdb writes it, and a step from there
        at = symbol(image, "uk_plat_start") + slide
        before = gdb.ask(f"m{at:x},1")
        assert gdb.ask(f"M{at:x},1:cc") == "OK"
        assert gdb.ask("c") == TRAP and gdb.rip() == at + 1
        assert gdb.ask(f"M{at:x},1:{before}") == "OK"
        assert gdb.ask(f"P{RIP:x}={at.to_bytes(8, 'little').hex()}") == "OK"
        assert gdb.rip() == at
        assert gdb.ask("s") == TRAP and at < gdb.rip() < at + 16

        # what is not there, and what nobody knows
        assert gdb.ask("m0,8") == gdb.ask("M0,1:00") == FAULT
        assert gdb.ask(f"m{2 ** 64 - 1:x},8") == FAULT
        assert gdb.ask("vMustReplyEmpty") == ""
        assert len(gdb.ask(f"m{at:x},ffffffffffff")) < 4096

        gdb.send("c")
        assert child.stdout.readline() == b"ready\n"
        gdb.socket.sendall(b"\x03")
        assert gdb.receive() == INTERRUPT
        assert gdb.ask("D") == "OK"
        child.communicate(b"\x04", 60)
        assert child.returncode == 0


def test_ctrl_c_at_any_moment(debug: tuple[harness.Image, str]) -> None:
    """Also where the guest is about to wait for ever: between its call and the monitor's sleep."""
    image, program = debug
    port = free_port()
    with started(program, str(image.path), "--gdb", str(port)) as child:
        gdb = Debugger(port)
        gdb.send("c")
        assert child.stdout.readline() == b"ready\n"
        gdb.socket.sendall(b"\x03")
        assert gdb.receive() == INTERRUPT
        for turn in range(300):
            gdb.send("c")
            time.sleep(turn % 30 * 10e-6)
            gdb.socket.sendall(b"\x03")
            assert gdb.receive() == INTERRUPT
        # a debugger that goes without a word leaves a guest that runs, and does not spin
        gdb.send("c")
        gdb.socket.close()
        child.communicate(b"\x04", 60)
        assert child.returncode == 0


def test_a_debugger_in_a_hurry(debug: tuple[harness.Image, str]) -> None:
    """It speaks before the CPU is made."""
    image, program = debug
    for _ in range(50):
        port = free_port()
        with started(program, str(image.path), "--gdb", str(port)) as child:
            gdb = Debugger(port)
            gdb.send("c")
            assert child.stdout.readline() == b"ready\n"


def test_gdb_itself(debug: tuple[harness.Image, str], tmp_path: Path) -> None:
    if not shutil.which("gdb"):
        pytest.skip("there is no gdb")
    image, program = debug
    port = free_port()
    with started(program, str(image.path), "--gdb", str(port)) as child:
        words = [f"target remote :{port}", "break uk_plat_start", "continue", "backtrace",
                 "stepi", "print/x $rip", "kill"]
        done = subprocess.run(["gdb", "-batch", "-nx", *(w for word in words for w in
                                                         ("-ex", word)),
                               str(image.path).removesuffix(".ukvm") + ".dbg"],
                              capture_output=True, text=True, timeout=120, cwd=tmp_path)
        assert "Breakpoint 1, uk_plat_start (boot=0x" in done.stdout, done
        assert "plat/ukvm/start.c" in done.stdout and "$1 = 0x" in done.stdout, done
        assert child.wait(60) == 127
