# SPDX-License-Identifier: BSD-3-Clause
"""Networks for the tests: a namespace of its own, and a wire that a test holds in its hands.

A namespace exists as long as this process holds it open, so however a test ends nothing stays,
and tests that run side by side cannot meet. No traffic leaves it.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import threading
from typing import Callable, TypeVar

import harness

sys.path.insert(0, str(harness.RUN.parent))
import tap  # noqa: E402

CLONE_NEWNET = 0x40000000  # <linux/sched.h>
Result = TypeVar("Result")
_libc = ctypes.CDLL(None, use_errno=True)


def _in_thread(work: Callable[[], Result]) -> Result:
    """A namespace belongs to a thread: one that ends takes its change along."""
    results: list[Result] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: B902  (raised again, by who waits)
            errors.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


class Namespace:
    """A network namespace with only a loopback device."""

    def __init__(self) -> None:
        self.fd = _in_thread(self._make)
        self.enter = ["nsenter", f"--net=/proc/{os.getpid()}/fd/{self.fd}", "--"]
        self.run("ip link set lo up")

    @staticmethod
    def _make() -> int:
        _check(_libc.unshare(CLONE_NEWNET), "unshare")
        return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)

    def inside(self, work: Callable[[], Result]) -> Result:
        """What `work` returns, called within; sockets that it opens stay there."""
        def body() -> Result:
            _check(_libc.setns(self.fd, CLONE_NEWNET), "setns")
            return work()
        return _in_thread(body)

    def socket(self, family: int = socket.AF_INET, kind: int = socket.SOCK_STREAM,
               protocol: int = 0) -> socket.socket:
        return self.inside(lambda: socket.socket(family, kind, protocol))

    def connect(self, address: tuple[str, int], timeout: float = 10) -> socket.socket:
        connection = self.socket()
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection

    def run(self, line: str, timeout: float = 60, check: bool = True) -> str:
        """A line of shell within; what it printed."""
        done = subprocess.run([*self.enter, "sh", "-ec", line], capture_output=True, text=True,
                              timeout=timeout, errors="replace")
        assert not check or done.returncode == 0, \
            f"'{line}' ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def close(self) -> None:
        os.close(self.fd)


def why_not() -> str:
    """Why there can be no namespace with a tap here; "" if there can."""
    if os.geteuid() != 0:
        return "needs root, for a network namespace and a tap"
    if not os.path.exists("/dev/net/tun"):
        return "there is no /dev/net/tun"
    try:
        namespace = Namespace()
    except (OSError, AssertionError) as error:
        return f"no network namespaces here: {error}"
    try:
        os.close(namespace.inside(lambda: tap.open_tap("uk%d")).fd)
    except tap.LaunchError as error:
        return str(error)
    finally:
        namespace.close()
    return ""
