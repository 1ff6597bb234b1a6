# SPDX-License-Identifier: BSD-3-Clause
"""Runs QEMU with its console on ours: bytes through a filter, and everything put back.

QEMU reads our standard input itself (a terminal it sets to raw mode, so that single keys
reach the guest; for a sealed guest's monitor we do); what it writes comes through a pipe, at once,
and so can be annotated.
"""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from typing import Callable, NamedTuple, Sequence

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_SECONDS = 3  # from asking QEMU to end, to ending it


class Outcome(NamedTuple):
    returncode: int     # QEMU's own; negative: the signal that killed it
    stopped_by: int     # the signal that we got, or 0
    timed_out: bool
    errors: bytes       # what QEMU wrote to stderr
    tail: bytes         # the console's last bytes


class _Terminal:
    """Remembers how the terminal and our descriptors were; restore() puts them back."""

    def __init__(self) -> None:
        # O_NONBLOCK belongs to the open file, which the shell shares with us and with QEMU.
        self.flags = [(fd, fcntl.fcntl(fd, fcntl.F_GETFL)) for fd in (0, 1, 2)]
        self.modes = None
        if sys.stdin.isatty():
            import termios
            self.modes = termios.tcgetattr(0)

    def give_keys(self) -> None:
        """Each key by itself, with no echo, as QEMU sets it: Ctrl-C still ends us. Where another
        job of this terminal has the keys, it keeps them."""
        if self.modes is None:
            return
        import termios
        try:
            if os.tcgetpgrp(0) != os.getpgrp():
                return
        except OSError:
            pass  # not the terminal that starts and stops us
        modes = termios.tcgetattr(0)
        modes[0] &= ~(termios.IGNBRK | termios.BRKINT | termios.PARMRK | termios.ISTRIP |
                      termios.INLCR | termios.IGNCR | termios.ICRNL | termios.IXON)
        modes[3] &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        termios.tcsetattr(0, termios.TCSANOW, modes)

    def restore(self) -> None:
        for fd, flags in self.flags:
            try:
                fcntl.fcntl(fd, fcntl.F_SETFL, flags)
            except OSError:
                pass
        if self.modes is not None:
            import termios
            # Setting a terminal from the background would stop us instead.
            old = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            try:
                termios.tcsetattr(0, termios.TCSADRAIN, self.modes)
            except termios.error:
                pass
            signal.signal(signal.SIGTTOU, old)


def _write_all(fd: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(fd, data):]
        except BlockingIOError:
            select.select([], [fd], [])


def _output(terminal: bool) -> tuple[int, int]:
    """What the program's output is read from, and written to."""
    if not terminal:
        return os.pipe()
    import pty
    import tty
    ours, theirs = pty.openpty()
    tty.setraw(theirs)  # a line's end stays what it is
    return ours, theirs


def run(command: list[str], annotate: Callable[[bytes], bytes], timeout: float,
        fds: Sequence[int] = (), terminal: bool = False, keys: bool = False) -> Outcome:
    """Runs QEMU to its end; it inherits `fds`. `timeout` in seconds, 0 for none. `terminal`: for a
    program that reads its input only where its output is a terminal, too; `keys`: for one that
    leaves its terminal as it is, and yet wants single keys."""
    stopped_by = 0

    def stop(number: int, _frame: object) -> None:
        nonlocal stopped_by
        stopped_by = number

    # Should we be killed outright, the kernel ends QEMU too.
    setpriv = os.path.realpath(shutil.which("setpriv") or "")
    # busybox has one, too, which knows nothing of this
    guard = [setpriv, "--pdeathsig", "KILL"] if setpriv.endswith("/setpriv") else []
    state = _Terminal()
    ours, theirs = _output(terminal)
    handlers = [(number, signal.signal(number, stop)) for number in STOP_SIGNALS]
    child = subprocess.Popen(guard + command, stdout=theirs, stderr=subprocess.PIPE, pass_fds=fds)
    os.close(theirs)
    try:
        if keys:
            state.give_keys()
        return _pump(child, ours, annotate, timeout, lambda: stopped_by)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        os.close(ours)
        state.restore()
        for number, handler in handlers:
            signal.signal(number, handler)


def _read(fd: int) -> bytes:
    try:
        return os.read(fd, 65536)
    except OSError:  # a terminal that nobody has open any more
        return b""


def _pump(child: subprocess.Popen, out: int, annotate: Callable[[bytes], bytes], timeout: float,
          stopped_by: Callable[[], int]) -> Outcome:
    err = child.stderr.fileno()
    open_pipes = [out, err]
    errors = tail = b""
    deadline = time.monotonic() + timeout if timeout else None
    kill_at = None
    timed_out = False
    while open_pipes:
        ready = select.select(open_pipes, [], [], 0.2)[0]
        for fd in ready:
            data = _read(fd)
            if not data:
                open_pipes.remove(fd)
            elif fd == out:
                tail = (tail + data)[-64:]
                _write_all(1, annotate(data))
            else:
                errors += data
                _write_all(2, data)
                # QEMU would only pause the machine, for ever.
                if b"KVM internal error" in errors and kill_at is None:
                    kill_at = time.monotonic()
        now = time.monotonic()
        if deadline is not None and now >= deadline and not timed_out:
            timed_out = True
            kill_at = now
        if stopped_by() and kill_at is None:
            child.terminate()
            kill_at = now + PATIENCE_SECONDS
        if kill_at is not None and now >= kill_at:
            child.kill()
    return Outcome(child.wait(), stopped_by(), timed_out, errors, tail)
