# SPDX-License-Identifier: BSD-3-Clause
"""Servers to measure: our images, and the same programs as the only process of a Linux guest.

Both run on q35 with virtio-net-pci under TCG, on a tap in a network namespace of their own,
started by run.py, and meet the same client.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import build
import counting
import host_program
import instructions
import linux_guest

sys.path.insert(0, os.path.join(build.ROOT, "tests"))
import harness  # noqa: E402
from guest import Guest  # noqa: E402
from netspace import Namespace, why_not  # noqa: E402

MACHINE = "q35"
ADDRESS, PREFIX = "10.44.0.2", 24  # what run.py gives to the first tap of a namespace
LINUX_MEMORY = "256M"


def check() -> None:
    """Whether this host can do it at all."""
    reason = why_not()
    if reason:
        raise build.BuildError(f"the network's figures need a tap: {reason}")


def linux_program(app: str) -> str:
    """The application as a static program of Linux."""
    out = os.path.join(build.OUT, "linux", app)
    os.makedirs(out, exist_ok=True)
    done = subprocess.run(["make", "-s", "-f", os.path.join(build.ROOT, "apps/shared/linux.mk"),
                           f"APP={app}", f"O={out}", "LDFLAGS=-static"],
                          env=harness.clean_environment(), capture_output=True, text=True)
    if done.returncode:
        raise build.BuildError(f"apps/{app} as a program of Linux: {done.stderr.strip()[-2000:]}")
    return os.path.join(out, app)


class Server:
    """One guest that serves, within its own namespace.

        with Server("/path/of/image", "serving on port 80") as server:
            print(server.load("http", 80, "/", 10, 100000))

    With `linux` the image is a program of Linux, which `files` lie beside, or "" for the
    kernel's bridge.
    """

    def __init__(self, image: str, ready: str, *, linux: bool = False, arguments: str = "",
                 parameters: str = "", memory: str = "128M", count: bool = False,
                 nics: int = 1, machine: str = MACHINE, qemu: str = "",
                 files: dict[str, bytes] | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="ukulele-bench-")
        self.namespace = Namespace()
        self.counter = counting.Counter(self.folder.name) if count else None
        options = ["--accel", "tcg", "--net", "tap", "--nics", str(nics)]
        if self.counter:
            qemu += " " + " ".join(self.counter.options)
        if linux:
            found = linux_guest.get()
            initrd = os.path.join(self.folder.name, "initramfs")
            linux_guest.initramfs(found, image, initrd, "card" if image else "bridge",
                                  files)
            qemu += f" -initrd {initrd}"
            append = (linux_guest.append(ADDRESS, PREFIX, arguments) if image
                      else linux_guest.BRIDGE_APPEND)
            image, memory = found.kernel, LINUX_MEMORY
        else:
            append = parameters + (f" -- {arguments}" if arguments else "")
        self.guest = Guest(harness.Image(Path(image)), machine, append, options,
                           namespace=self.namespace, memory=memory, qemu=qemu)
        try:
            self.guest.wait_for(ready)
        except AssertionError as error:
            self.close()
            raise instructions.CountError(str(error)) from None

    def load(self, mode: str, port: int, *arguments: object) -> float:
        """Runs the client; the seconds that it took."""
        program = host_program.make("load")
        done = subprocess.run([*self.namespace.enter, program, mode, ADDRESS, str(port),
                               *map(str, arguments)], capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise instructions.CountError(f"{done.stderr.strip()}: {self.guest.text[-500:]}")
        return float(done.stdout)

    def frames(self, count: int, size: int, window: int) -> float:
        """Sends frames from the first tap to the second, through the guest; the seconds."""
        program = host_program.make("frames", ["-D_GNU_SOURCE"])
        done = subprocess.run([*self.namespace.enter, program, "uk0", "uk1", str(count), str(size),
                               str(window)], capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise instructions.CountError(f"{done.stderr.strip()}: {self.guest.text[-500:]}")
        return float(done.stdout)

    def knock(self, port: int, count: int) -> None:
        """Requests whose answers nobody waits for, for a guest that ends meanwhile."""
        sender = self.namespace.socket(kind=socket.SOCK_DGRAM)
        with sender:
            for _ in range(count):
                try:
                    sender.sendto(b"get k000", (ADDRESS, port))
                except OSError:  # with the guest its tap has gone
                    break
                time.sleep(0.001)

    def cycles_each(self, pattern: str) -> float:
        """What a guest that polls says at its end: cycles, and of how many pieces of work.

        Under -icount shift=0 a cycle is an instruction; polls that find nothing are not in it.
        """
        found = self.guest.wait_for(pattern, timeout=60)
        return int(found[1]) / int(found[2])

    def instructions(self, *load: object) -> int:
        """What the guest executed while that load ran."""
        before = self.counter.read()
        self.load(*load)
        return self.counter.read() - before

    def close(self) -> None:
        self.guest.stop()
        self.namespace.close()
        self.folder.cleanup()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
