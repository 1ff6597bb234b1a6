# SPDX-License-Identifier: BSD-3-Clause
"""Counts the guest instructions from an image's entry to its first printed character.

From outside, so that the image needs nothing: TCG translates one instruction at a time
and logs each it executes in the image's address range, and the serial port logs what
is written to it, into the same file. Virtual time advances by instruction (-icount), so that loops
that wait for a clock count the same at every run. A repeated string instruction counts once.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from typing import Iterable, NamedTuple, Sequence

import elf

RUN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support", "run")
sys.path.insert(0, RUN)
import qemu  # noqa: E402

_EXECUTED = re.compile(r"^Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]+)/")
_SERIAL = re.compile(r"serial_write .*addr 0x([0-9a-f]+) val 0x([0-9a-f]+)")
_REPEATABLE = bytes([0x6C, 0x6D, 0x6E, 0x6F, 0xA4, 0xA5, 0xA6, 0xA7,
                     0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF])  # ins outs movs cmps stos lods scas


class CountError(Exception):
    """The image did not print what was expected; the message has what it did print."""


class Count(NamedTuple):
    instructions: int            # from the entry up to the write of the character, inclusive
    first_seen: dict[int, int]   # address: how many instructions had run before it first did
    times: dict[int, int]        # address: how often it ran


def singlestep_options(binary: str = qemu.PROGRAM) -> list[str]:
    """How this QEMU is told to translate one instruction at a time (renamed in 8.1)."""
    text = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"version (\d+)\.(\d+)", text)
    if not found:
        raise CountError(f"cannot read QEMU's version from: {text.strip()[:80]}")
    if (int(found[1]), int(found[2])) >= (8, 1):
        return ["-accel", "tcg,one-insn-per-tb=on"]
    return ["-accel", "tcg", "-singlestep"]


def count(image: str, machine: str, greeting: str, memory: str = "128M",
          timeout: float = 120, command: Sequence[str] = ()) -> Count:
    """Boots `image` on `machine`; `greeting` is the first text that its main prints. QEMU's
    `command` may be another that boots it."""
    layout = elf.load(image)
    first, end = layout.span()
    with tempfile.TemporaryDirectory(prefix="ukulele-count-") as folder:
        log = os.path.join(folder, "log")
        command = list(command) or qemu.command(qemu.Launch(image, machine, memory),
                                                serial="null")
        at = command.index("-accel")
        command[at:at + 2] = singlestep_options(command[0])
        command += ["-icount", "shift=0,sleep=off", "-d", "exec,nochain", "-D", log,
                    "-dfilter", f"{first:#x}..{end - 1:#x}", "-trace", "serial_write"]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=timeout)
        except subprocess.TimeoutExpired:
            raise CountError(f"{image} on {machine} did not end within {timeout:.0f} s") from None
        if not os.path.exists(log):
            message = done.stderr.decode(errors="replace").strip()
            raise CountError(f"QEMU made no log: {message}")
        with open(log, encoding="ascii", errors="replace") as file:
            return _evaluate(layout, file, greeting.encode())


def _evaluate(layout: elf.Image, log: Iterable[str], greeting: bytes) -> Count:
    executed = 0
    started = False
    last = -1           # the address executed last
    counted = False     # whether that added one
    first_seen: dict[int, int] = {}
    times: dict[int, int] = {}
    divisor_latch = False
    text = bytearray()
    printed_at: list[int] = []  # of each byte of text: the instructions up to it
    for line in log:
        found = _EXECUTED.match(line)
        if found:
            address = int(found[1], 16)
            started = started or address == layout.entry
            counted = started and not (address == last and _repeats(layout.read(address, 8)))
            last = address
            if counted:
                first_seen.setdefault(address, executed)
                times[address] = times.get(address, 0) + 1
                executed += 1
        elif line.startswith("Stopped execution"):
            # The one logged just before did not run after all, and will be logged again.
            if counted:
                times[last] -= 1
                executed -= 1
            counted, last = False, -1
        elif started:
            found = _SERIAL.search(line)
            if not found:
                continue
            register, value = int(found[1], 16), int(found[2], 16)
            if register == 3:  # line control; bit 7 makes register 0 the divisor (16550 8.4)
                divisor_latch = bool(value & 0x80)
            elif register == 0 and not divisor_latch:
                text.append(value)
                printed_at.append(executed)
                at = text.find(greeting)
                if at >= 0:
                    return Count(printed_at[at], first_seen, times)
    shown = bytes(text[-200:]).decode(errors="replace")
    raise CountError(f"the image did not print {greeting.decode()!r}, but {shown!r}")


def _repeats(code: bytes) -> bool:
    """Whether the instruction is a string operation with a repeat prefix (Intel SDM 2.1.1)."""
    repeat = False
    for byte in code:
        if byte in (0xF2, 0xF3):
            repeat = True
        elif byte not in (0x66, 0x67) and byte & 0xF0 != 0x40:
            return repeat and byte in _REPEATABLE
    return False
