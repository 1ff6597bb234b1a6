# SPDX-License-Identifier: BSD-3-Clause
"""A running machine: its console as it grows, its ports, its monitor.

    with Guest(image, options=["--net", "user"]) as guest:
        guest.wait_for("listening")
        connection = guest.connect(80)

Started through run.py (with the way "ukvm" monitor.py) as a user starts it, within a namespace if
one is given.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from typing import Sequence

import harness
import own_network
from netspace import Namespace
from wire import Wire

_FORWARD = re.compile(r"run: (?:\w+://)?([\d.]+)(?::(\d+))?(?:/(udp))?/? is the guest's port (\d+)")
_ADDRESS = re.compile(r"run: the guest is ([\d.]+) on the tap (\S+)")


class Guest:
    """One machine, from its start to stop()."""

    def __init__(self, image: harness.Image, way: str = "microvm", append: str = "",
                 options: Sequence[str] = (), namespace: Namespace | None = None,
                 wire: Wire | None = None, memory: str = "",
                 qemu: str = "", fds: Sequence[int] = ()) -> None:
        self.namespace = namespace
        self.wire = wire
        self.folder = tempfile.TemporaryDirectory(prefix="ukulele-guest-")
        self.monitor_path = os.path.join(self.folder.name, "qmp")
        run = harness.MONITOR if way == "ukvm" else harness.RUN
        self.place: own_network.Place | None = None
        if way != "ukvm":
            qemu += f" -qmp unix:{self.monitor_path},server=on,wait=off"
        if wire and way == "ukvm":
            fds = [*fds, wire.ukvm()]
            options = ["--net", f"fd:{fds[-1]}", *options]
        elif wire:
            qemu += f" {wire.qemu(harness.WAYS[way][1])}"
            options = ["--net", "none", *options]
        elif way == "ukvm" and (place := own_network.place(image.path, options, append)):
            self.place, options, append = place, place.options, place.append
        append = f"{wire.parameter} {append}" if wire else append
        words = [*(namespace.enter if namespace else []), sys.executable, str(run),
                 str(image.path), *harness.WAYS[way], *(["--qemu", qemu] if qemu else []),
                 *options]
        words += ["--memory", memory] if memory else []
        words += [f"--append={append}"] if append else []
        self.text = ""            # what the guest has printed
        self.messages = ""        # what run.py and QEMU have
        self.changed = threading.Condition()
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, start_new_session=True,
                                        env=harness.clean_environment(), pass_fds=fds)
        self.readers = [threading.Thread(target=self._read, args=pair, daemon=True)
                        for pair in ((self.process.stdout, "text"),
                                     (self.process.stderr, "messages"))]
        for reader in self.readers:
            reader.start()

    def _read(self, pipe, name: str) -> None:
        while data := pipe.read1(65536):
            with self.changed:
                more = data.decode(errors="replace").replace("\r", "")
                setattr(self, name, getattr(self, name) + more)
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    # ---- the console
    def wait_for(self, pattern: str, timeout: float = harness.BOOT_SECONDS,
                 after: int = 0) -> re.Match:
        """The first match of the regular expression in what was printed from `after` on."""
        expression = re.compile(pattern, re.MULTILINE)
        deadline = time.monotonic() + timeout
        with self.changed:
            while not (found := expression.search(self.text, after)):
                left = deadline - time.monotonic()
                ended = not any(reader.is_alive() for reader in self.readers)
                assert left > 0 and not ended, \
                    (f"the guest {'ended' if ended else 'hangs'} and has not printed "
                     f"'{pattern}':\n{self.text[-4000:]}\n{self.messages[-2000:]}")
                self.changed.wait(min(left, 0.5))
        return found

    def is_running(self) -> bool:
        return self.process.poll() is None

    # ---- where it is
    def _said(self, expression: re.Pattern, what: str) -> list[re.Match]:
        """run.py says it before the machine starts."""
        deadline = time.monotonic() + harness.BOOT_SECONDS
        with self.changed:
            while not (found := list(expression.finditer(self.messages))):
                assert time.monotonic() < deadline and self.is_running(), \
                    f"run.py did not say {what}: {self.messages}"
                self.changed.wait(0.2)
        return found

    def address(self, port: int, protocol: str = "tcp") -> tuple[str, int]:
        """Where this host finds that port of the guest."""
        if self.wire is not None:
            return self.wire.GUEST, port
        if self.place is not None:
            return self.place.address, port
        if self.namespace is not None:
            return self._said(_ADDRESS, "the guest's address")[0][1], port
        for found in self._said(_FORWARD, f"where port {port} is"):
            if int(found[4]) == port and (found[3] or "tcp") == protocol:
                return found[1], int(found[2] or 80)
        raise AssertionError(f"port {port}/{protocol} is not forwarded: {self.messages}")

    def connect(self, port: int, timeout: float = 20) -> socket.socket:
        """A TCP connection; in the moments before the guest listens it tries again."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                if self.namespace is not None:
                    return self.namespace.connect(self.address(port), timeout)
                return socket.create_connection(self.address(port), timeout)
            except OSError as error:
                assert time.monotonic() < deadline and self.is_running(), \
                    f"port {port}: {error}\n{self.text[-3000:]}\n{self.messages[-2000:]}"
                time.sleep(0.05)

    def datagrams(self, port: int, timeout: float = 5) -> socket.socket:
        """A UDP socket that sends to and receives from that port."""
        if self.namespace is not None:
            made = self.namespace.socket(kind=socket.SOCK_DGRAM)
        else:
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.settimeout(timeout)
        made.connect(self.address(port, "udp"))
        return made

    # ---- QEMU's monitor (QMP)
    def monitor(self, command: str, **arguments: object) -> object:
        """One QMP command's answer; a connection each, since they are few."""
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(20)
            link.connect(self.monitor_path)
            lines = link.makefile("rw", encoding="utf-8")
            lines.readline()  # the greeting
            for name, values in (("qmp_capabilities", {}), (command, arguments)):
                lines.write(json.dumps({"execute": name, "arguments": values}) + "\n")
                lines.flush()
                answer: dict = {"event": ""}
                while "event" in answer:
                    answer = json.loads(lines.readline())
                assert "return" in answer, f"{name}: {answer}"
            return answer["return"]

    def set_link(self, up: bool, device: str = "net0") -> None:
        self.monitor("set_link", name=device, up=up)

    # ---- the end
    def stop(self) -> None:
        if self.is_running():
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        for reader in self.readers:
            reader.join(timeout=15)
        self.process.stdout.close()
        self.process.stderr.close()
        self.folder.cleanup()

    def finish(self, timeout: float = harness.BOOT_SECONDS) -> int:
        """Waits for the guest's own end; its status."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the guest did not end:\n{self.text[-4000:]}") from None

    def __enter__(self) -> "Guest":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        assert "*** CRASH" not in self.text, self.text
