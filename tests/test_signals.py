# SPDX-License-Identifier: BSD-3-Clause
"""How an image ends by a signal, and Ctrl-C on its console, with the application `signals`.

What handlers and masks do is tested in the guest (lib/libc/posixapi/tests).
"""

from __future__ import annotations

from functools import partial
from typing import Callable

import pytest

import harness
import sealed

APP = "tests/apps/signals"
MOST = 126  # the highest status that a machine can end with
CRASH = 127
Run = Callable[..., harness.Boot]


@pytest.fixture(params=["microvm", sealed.SEALED])
def run(request: pytest.FixtureRequest, build: harness.Builder) -> Run:
    image = sealed.build_for(request.param, build, APP)
    return partial(image.boot, request.param)


@pytest.mark.parametrize("name, number", [("TERM", 15), ("KILL", 9), ("USR1", 10), ("RTMIN+2", 34)])
def test_ends_by_a_signal(run: Run, name: str, number: int) -> None:
    boot = run(append=f"-- end {name}")
    assert boot.status == MOST, boot.output + boot.errors
    assert f"Ended by signal {number} (SIG" in boot.output
    assert "went on" not in boot.output


def test_ends_in_a_crash_report(run: Run) -> None:
    boot = run(append="-- end ABRT")
    assert boot.status == CRASH
    assert "CRASH: signal 6 (SIGABRT), which the program does not handle" in boot.output
    assert "Backtrace:" in boot.output


@pytest.mark.parametrize("name", ["CHLD", "WINCH", "STOP", "TSTP"])
def test_goes_on(run: Run, name: str) -> None:
    boot = run(append=f"-- end {name}")
    assert boot.status == 0, boot.output
    assert "went on" in boot.output


def test_a_fault_without_a_handler_is_reported_as_ever(run: Run) -> None:
    boot = run(append="-- null")
    assert boot.status == CRASH
    assert "CRASH: page fault" in boot.output
    assert "null pointer" in boot.output


def test_a_timer_ends_it(run: Run) -> None:
    boot = run(append="-- timer")
    assert boot.status == MOST
    assert "Ended by signal 14 (SIGALRM)" in boot.output


def test_ctrl_c_is_the_program_s(run: Run) -> None:
    boot = run(append="-- keys handled", stdin=b"one\rlost\x03two\rend\r")
    assert boot.status == 0, boot.output + boot.errors
    assert "interrupts: 1\n" in boot.output
    assert "line one\n" in boot.output and "line two\n" in boot.output


@pytest.mark.parametrize("key", [b"\x03", b"\x1c"])
def test_ctrl_c_ends_the_image(run: Run, key: bytes) -> None:
    boot = run(append="-- keys", stdin=b"one\r" + key + b"two\r")
    assert boot.status == MOST, boot.output + boot.errors
    assert "line one\n" in boot.output
    assert "line two" not in boot.output
