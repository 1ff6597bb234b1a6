# SPDX-License-Identifier: BSD-3-Clause
"""Xen and its dom0, a small Linux with xl, in a QEMU of their own.

The machine is emulated (TCG): Xen needs the hardware's virtualization for its domains, and few
hosts nest that. It has the network cards, disks and folders that QEMU was asked for; dom0 hands
each on to a domain (support/run/xen_emulated.py). Commands go through a serial port of virtio.
"""

from __future__ import annotations

import base64
import os
import socket
import time
from typing import Callable, NamedTuple, Sequence

from initramfs import Archive, read
from qemu import PROGRAM, LaunchError
from slots import order_memory
from xen_parts import Parts

HERE = os.path.dirname(os.path.abspath(__file__))
# The CPU that Xen, Linux and our images all start on under TCG (of newer ones SMAP, MWAIT and AVX
# do not work there), with nested paging for domains, and random numbers.
CPU = "qemu64,+svm,+npt,+rdrand"
DOM0_MIB = 160       # without its files, which it has three times: as they were loaded, and as half
FILES_COPIES = 3     # of the memory, which is the most that Linux' rootfs takes
XEN_MIB = 160        # Xen itself, and what its boot modules lie in until they are unpacked
BOOT_SECONDS = 600   # 10 on an idle machine
KERNEL_WORDS = "console=hvc0 quiet mitigations=off"


class Machine(NamedTuple):
    """What QEMU is told."""

    parts: Parts
    folder: str                  # of this machine: its initramfs, its sockets, Xen's console
    share: str                   # dom0's /host
    domain_mib: int = 128        # for all domains together
    shares: int = 0              # how many more folders there are: /shares/0, ...
    logs: bool = False           # keep what domains print: /var/log/xen/console/guest-NAME.log
    archives: Sequence[str] = ()  # more files for dom0
    options: Sequence[str] = ()  # network cards, disks, folders

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)


def _scripts() -> bytes:
    archive = Archive()
    archive.file("init", read(os.path.join(HERE, "dom0/init.sh")))
    for name in ("vif-bridge", "block"):
        archive.file(f"etc/xen/scripts/{name}", read(os.path.join(HERE, f"dom0/{name}.sh")))
    return archive.bytes()


def _port(name: str, chardev: str) -> list[str]:
    """A serial port of virtio, without a terminal's ways; dom0 finds it by its name."""
    return ["-chardev", f"{chardev},id={name}", "-device",
            f"virtserialport,chardev={name},name={name}"]


def command(machine: Machine, qemu: str = PROGRAM, terminal: str = "") -> list[str]:
    """QEMU's words; `terminal` is its name for what the domains' console reads from. What they
    print then goes to QEMU's standard output."""
    initramfs = machine.path("initramfs")
    with open(initramfs, "wb") as file:
        for path in (machine.parts.archive, *machine.archives):
            file.write(read(path))
        file.write(_scripts())
        dom0_mib = DOM0_MIB + FILES_COPIES * (file.tell() >> 20)
    for path in (machine.parts.vmlinux, initramfs):
        if "," in path or " " in path:
            raise LaunchError(f"QEMU cannot take the path {path}: UKULELE_CACHE= and TMPDIR= "
                              "name places without blanks and commas")
    memory = dom0_mib + XEN_MIB + machine.domain_mib
    xen = f"console=com1 com1=115200,8n1 dom0_mem={dom0_mib}M,max:{dom0_mib}M dom0_max_vcpus=1"
    linux = (f"{machine.parts.vmlinux} {KERNEL_WORDS} shares={machine.shares} "
             f"logs={'guest' if machine.logs else 'none'}")
    words = [qemu, "-accel", "tcg", *order_memory("tcg"), "-machine", "pc", "-cpu", CPU,
             "-m", f"{memory}M",
             "-display", "none", "-nodefaults", "-no-reboot",
             "-serial", f"file:{machine.path('xen.log')}",
             "-kernel", machine.parts.xen, "-append", xen, "-initrd", f"{linux},{initramfs}",
             "-device", "virtio-serial-pci,disable-legacy=on",
             *_port("commands", f"socket,path={machine.path('commands')},server=on,wait=off")]
    if terminal:  # one of each way: where input ends, output does not
        words += [*_port("input", terminal), *_port("output", "file,path=/dev/stdout")]
    words += ["-fsdev", f"local,id=host,path={machine.share},security_model=none,readonly=on",
              "-device", "virtio-9p-pci,fsdev=host,mount_tag=host,disable-legacy=on"]
    return words + list(machine.options)


class CommandError(Exception):
    """A command that dom0 did not answer."""


class Channel:
    """Commands for dom0's shell, one at a time."""

    def __init__(self, machine: Machine, is_running: Callable[[], bool]) -> None:
        self.machine = machine
        self.is_running = is_running
        self.link: socket.socket | None = None
        self.buffer = b""

    def wait_ready(self, timeout: float = BOOT_SECONDS) -> None:
        """Until dom0 has started; raises CommandError with what Xen's console says last."""
        deadline = time.monotonic() + timeout
        path = self.machine.path("commands")
        while self.link is None:
            self._check(deadline, "QEMU opens no channel")
            link = socket.socket(socket.AF_UNIX)
            try:
                link.connect(path)
                self.link = link
            except OSError:
                link.close()
                time.sleep(0.05)
        status, _ = self.run("true", deadline - time.monotonic())
        if status:
            raise CommandError(f"dom0's shell does not work: {status}")

    def _check(self, deadline: float, what: str) -> None:
        if time.monotonic() > deadline or not self.is_running():
            raise CommandError(f"{what}; the end of Xen's console:\n{self.log()[-2000:]}")

    def log(self) -> str:
        try:
            return read(self.machine.path("xen.log")).decode(errors="replace").replace("\r", "")
        except OSError:
            return ""

    def run(self, command: str, timeout: float = 120) -> tuple[int, str]:
        """The status and all output of some lines for dom0's shell."""
        assert self.link is not None, "wait_ready() comes first"
        deadline = time.monotonic() + timeout
        self.link.sendall(base64.b64encode(command.encode()) + b"\n")
        head = self._until(lambda: self.buffer.find(b"\n") + 1, command, deadline)
        status, length = map(int, head.split())
        body = self._until(lambda: length if len(self.buffer) >= length else 0, command, deadline) \
            if length else b""
        return status, body.decode(errors="replace")

    def _until(self, enough: Callable[[], int], command: str, deadline: float) -> bytes:
        """Takes as many bytes as `enough` says, when it says so."""
        assert self.link is not None
        while not (length := enough()):
            self._check(deadline, f"dom0 does not answer '{command}'")
            self.link.settimeout(0.2)
            try:
                data = self.link.recv(65536)
            except TimeoutError:
                continue
            except OSError as error:
                raise CommandError(f"dom0 is gone: {error}; the end of Xen's console:\n"
                                   f"{self.log()[-2000:]}") from None
            if not data:
                raise CommandError(f"dom0 has ended:\n{self.log()[-2000:]}")
            self.buffer += data
        taken, self.buffer = self.buffer[:length], self.buffer[length:]
        return taken

    def close(self) -> None:
        if self.link is not None:
            self.link.close()
