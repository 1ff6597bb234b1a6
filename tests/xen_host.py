# SPDX-License-Identifier: BSD-3-Clause
"""Xen with its dom0, started once for many tests (support/run/dom0.py), and domains on it.

    with host.domain(image, "web", "netstack.eth0=10.0.2.20/24") as domain:
        domain.wait_for("serving")
        connection = host.connect("10.0.2.20", 80)
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Sequence

import harness

sys.path.insert(0, str(harness.RUN.parent))
import dom0  # noqa: E402
import ports  # noqa: E402
import qemu  # noqa: E402
import xen_parts  # noqa: E402
import xl  # noqa: E402

DOMAINS_MIB = 512
DISK_MIB = 64
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
SECONDS = 120  # for what takes 5 on an idle machine
# Folders of this machine that dom0 may mount: with Python and the launcher it is a user's dom0.
MOUNTABLE = {"usr": "/usr", "tree": str(harness.ROOT)}


def _end_with_us() -> None:
    """The kernel kills it should we end without stop()."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Host:
    """The machine; stop() ends it. `disks`: empty ones, /dev/vda and so on in dom0. `netdev` is
    QEMU's, where the bridge leads to, `enter` a command that starts QEMU elsewhere, and `where` the
    folder for the disks."""

    def __init__(self, disks: int = 2, with_shares: bool = True, netdev: str = "user",
                 enter: Sequence[str] = (), where: str | None = None) -> None:
        self.place = tempfile.TemporaryDirectory(prefix="ukulele-xen-", dir=where)
        self.folder = Path(self.place.name)
        self.files = self.folder / "host"
        self.shared = self.folder / "shared"
        for path in (self.files, self.shared):
            path.mkdir()
        options = ["-netdev", f"{netdev},id=net0", "-device",
                   "virtio-net-pci,netdev=net0,disable-legacy=on,romfile=",
                   "-qmp", f"unix:{self.folder / 'qmp'},server=on,wait=off"]
        self.disks = []
        for number in range(disks):
            path = self.folder / f"disk{number}"
            with open(path, "wb") as file:
                file.truncate(DISK_MIB << 20)
            options += ["-drive", f"file={path},format=raw,if=none,id=disk{number},discard=unmap",
                        "-device", f"virtio-blk-pci,drive=disk{number},disable-legacy=on"]
            self.disks.append(path)
        archives = []
        if with_shares:
            archives.append(xen_parts.device_model(print))
            options += ["-fsdev", f"local,id=share0,path={self.shared},security_model=none",
                        "-device", "virtio-9p-pci,fsdev=share0,mount_tag=share0,disable-legacy=on"]
        for tag, path in MOUNTABLE.items():
            options += ["-fsdev", f"local,id={tag},path={path},security_model=none,readonly=on",
                        "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag},disable-legacy=on"]
        self.machine = dom0.Machine(xen_parts.get(print), str(self.folder), str(self.files),
                                    DOMAINS_MIB, int(with_shares), True, archives, options)
        self.errors = open(self.folder / "qemu.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen([*enter, *dom0.command(self.machine, qemu.find())],
                                        stdin=subprocess.DEVNULL, stdout=self.errors,
                                        stderr=self.errors, preexec_fn=_end_with_us)
        self.channel = dom0.Channel(self.machine, lambda: self.process.poll() is None)
        self.forwarded: dict[tuple[str, int, str], int] = {}
        self.is_running = True
        try:
            self.channel.wait_ready()
        except dom0.CommandError as error:
            said = (self.folder / "qemu.log").read_text()
            self.stop()
            raise AssertionError(f"{error}\n{said}") from None

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.channel.close()
        self.errors.close()
        self.place.cleanup()

    # ---- dom0
    def run(self, command: str, timeout: float = SECONDS) -> str:
        """What it prints; it must succeed."""
        status, said = self.channel.run(command, timeout)
        assert status == 0, f"'{command}' gave {status}: {said}\n{self.channel.log()[-1500:]}"
        return said

    def wait(self, condition: str, timeout: float = SECONDS) -> None:
        """Until this command of dom0's shell succeeds."""
        deadline = time.monotonic() + timeout
        while self.channel.run(condition)[0]:
            assert time.monotonic() < deadline, f"'{condition}' does not come true"
            time.sleep(0.1)

    def put(self, path: Path, name: str) -> str:
        """A file for dom0: where it finds it."""
        target = self.files / name
        if target.exists():
            target.unlink()  # an older image of that name may be in use
        shutil.copyfile(path, target)
        return f"/host/{name}"

    # ---- QEMU, which holds the network's other end
    def _monitor(self, line: str) -> str:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(60)
            link.connect(str(self.folder / "qmp"))
            lines = link.makefile("rw", encoding="utf-8")
            lines.readline()  # the greeting
            answer: dict = {}
            for command in ({"execute": "qmp_capabilities"},
                            {"execute": "human-monitor-command",
                             "arguments": {"command-line": line}}):
                lines.write(json.dumps(command) + "\n")
                lines.flush()
                answer = {"event": ""}
                while "event" in answer:
                    answer = json.loads(lines.readline())
            return answer["return"].strip()

    def let_run(self, wanted: bool) -> None:
        if wanted != self.is_running:
            self._monitor("cont" if wanted else "stop")
            self.is_running = wanted

    def port(self, address: str, port: int, protocol: str = "tcp") -> int:
        """The port of this host that leads to a domain's."""
        key = (address, port, protocol)
        if key not in self.forwarded:
            forward = ports.settle([("", ports.Forward(port, protocol, 0, ports.LOCAL))])[0]
            said = self._monitor(f"hostfwd_add net0 {protocol}:{ports.LOCAL}:{forward.host}-"
                                 f"{address}:{port}")
            assert not said, said
            self.forwarded[key] = forward.host
        return self.forwarded[key]

    def connect(self, address: str, port: int, timeout: float = SECONDS) -> socket.socket:
        """As slirp accepts before the domain does, the first answer tells whether it is there."""
        return socket.create_connection((ports.LOCAL, self.port(address, port)), timeout)

    # ---- domains
    def domain(self, image: harness.Image, name: str, append: str = "", memory: int = 64,
               vifs: Sequence[str] = (), disks: Sequence[str] = (), shares: Sequence[str] = (),
               initrd: str = "", on_reboot: str = "restart") -> "Domain":
        """Created and running."""
        kernel = self.put(image.path, name)
        wanted = xl.Domain(name, kernel, memory, append, initrd, vifs, disks, shares,
                           on_reboot)
        (self.files / f"{name}.cfg").write_text(xl.text(wanted))
        return Domain(self, name)


class Domain:
    """A domain from its creation to destroy(); create() starts it again."""

    def __init__(self, host: Host, name: str) -> None:
        self.host, self.name = host, name
        self.console = f"/var/log/xen/console/guest-{name}.log"
        self.log = f"/var/log/xen/xl-{name}.log"
        self.create()

    def create(self) -> None:
        self.host.run(f"rm -f {self.log}; [ ! -e {self.console} ] || : >{self.console}")
        self.host.run(f"xl create -q /host/{self.name}.cfg")

    @property
    def text(self) -> str:
        return self.host.channel.run(f"cat {self.console}")[1].replace("\r", "")

    def wait_for(self, pattern: str, timeout: float = SECONDS, times: int = 1) -> str:
        """Until it has printed a line like that (an extended regular expression)."""
        try:
            quoted = pattern.replace("'", "'\\''")
            self.host.wait(f"[ $(grep -acE '{quoted}' {self.console} 2>/dev/null || echo 0) -ge "
                           f"{times} ]", timeout)
        except AssertionError:
            raise AssertionError(f"{self.name} has not printed '{pattern}':\n"
                                 f"{self.text[-4000:]}") from None
        return self.text

    def is_there(self) -> bool:
        return self.host.channel.run(f"xl domid {self.name}")[0] == 0

    def finish(self, timeout: float = SECONDS) -> int | None:
        """Waits for its end; the reason that xl has seen, None where it was destroyed."""
        try:
            self.host.wait(f"! xl domid {self.name} >/dev/null 2>&1", timeout)
        except AssertionError:
            raise AssertionError(f"{self.name} does not end:\n{self.text[-4000:]}") from None
        found = re.findall(r"has shut down, reason code (\d+)", self.reasons())
        return int(found[-1]) if found else None

    def reasons(self) -> str:
        return self.host.channel.run(f"cat {self.log}")[1]

    def xl(self, command: str, *words: str) -> str:
        return self.host.run(" ".join(["xl", command, self.name, *words]))

    def store(self, path: str) -> str:
        """What its part of XenStore says there."""
        return self.host.run(f"xenstore-read /local/domain/$(xl domid {self.name})/{path}").strip()

    def destroy(self) -> None:
        self.host.channel.run(f"xl destroy {self.name}")

    def __enter__(self) -> "Domain":
        return self

    def __exit__(self, *_: object) -> None:
        self.destroy()


def why_not() -> str:
    """Why there can be no Xen here; "" if there can."""
    cached = os.path.isdir(os.path.join(xen_parts.cache_folder(), "xen"))
    if not cached and not shutil.which("apt-get"):
        return "Xen comes from Debian's or Ubuntu's packages, fetched by apt"
    return ""
