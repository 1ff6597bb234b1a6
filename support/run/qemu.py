# SPDX-License-Identifier: BSD-3-Clause
"""The QEMU command line that boots an image, for each machine and way of booting.

    microvm, q35, pc   `-kernel`: QEMU's PVH loader, the quickest way in
    an ISO image       GRUB and Multiboot2, from CD or disk, with BIOS or UEFI firmware

Every machine gets a serial port for the console and isa-debug-exit for the exit status,
and nothing else that was not asked for.
"""

from __future__ import annotations

import os
import shutil
from typing import NamedTuple, Sequence

from pvh_elf import EXIT_PORT

PROGRAM = "qemu-system-x86_64"
MACHINES = ("microvm", "q35", "pc")

# Debian and Ubuntu, Fedora, Arch, Alpine. A whole image boots with -bios; where only the
# code is apart from its variables (a pair), both are flash chips.
_OVMF_WHOLE = ("/usr/share/ovmf/OVMF.fd", "/usr/share/qemu/OVMF.fd",
               "/usr/share/OVMF/OVMF.fd")
_OVMF_PAIRS = (("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
               ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
               ("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
               ("/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"))


class LaunchError(Exception):
    """Something that the user can put right; the message says how."""


def find() -> str:
    """QEMU's path."""
    path = shutil.which(os.environ.get("QEMU") or PROGRAM)
    if path is None:
        raise LaunchError("there is no qemu-system-x86_64: install the package "
                          "qemu-system-x86, or set QEMU to its path")
    return path


class Launch(NamedTuple):
    """What to boot, and on what. `iso` set: from that image instead of with -kernel."""

    image: str
    machine: str = "microvm"
    memory: str = "128M"
    cpu: str = ""
    accel: str = "tcg"
    append: str = ""
    iso: str = ""
    firmware: str = "bios"
    medium: str = "cdrom"
    gdb_port: int = 0
    extra: Sequence[str] = ()


def command(launch: Launch, qemu: str = PROGRAM, serial: str = "stdio") -> list[str]:
    """The argument vector. `serial` is QEMU's name for where the console goes."""
    words = [qemu, "-machine", launch.machine, "-accel", launch.accel,
             "-cpu", launch.cpu or ("host" if launch.accel == "kvm" else "max"),
             "-m", launch.memory, "-nodefaults", "-display", "none", "-no-reboot"]
    if serial == "tty":
        # Ctrl-A x ends QEMU; so does Ctrl-C, which the terminal turns into a signal.
        words += ["-chardev", "stdio,id=console,mux=on,signal=on", "-serial", "chardev:console"]
    else:
        words += ["-serial", serial]
    words += ["-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=0x04"]
    words += _medium(launch) if launch.iso else _kernel(launch)
    if launch.gdb_port:
        words += ["-gdb", f"tcp:127.0.0.1:{launch.gdb_port}", "-S"]
    return words + list(launch.extra)


def _kernel(launch: Launch) -> list[str]:
    words = ["-kernel", launch.image]
    return words + ["-append", launch.append] if launch.append else words


def _medium(launch: Launch) -> list[str]:
    if launch.machine == "microvm":
        raise LaunchError("microvm has no disk controller to boot an ISO from: "
                          "use --machine q35 or pc")
    if launch.append:
        raise LaunchError("an ISO's command line is in its GRUB menu: --append has no effect "
                          "on it, leave it away")
    # A comma ends an option's value; QEMU reads two as one.
    path = launch.iso.replace(",", ",,")
    words = _firmware(launch.firmware)
    if launch.medium == "disk":
        return words + ["-drive", f"file={path},format=raw,media=disk,snapshot=on"]
    return words + ["-drive", f"file={path},format=raw,media=cdrom,readonly=on"]


def _firmware(name: str) -> list[str]:
    if name == "bios":
        return []
    for path in _OVMF_WHOLE:
        if os.path.exists(path):
            return ["-bios", path]
    for code, variables in _OVMF_PAIRS:
        if os.path.exists(code) and os.path.exists(variables):
            flash = "if=pflash,format=raw,unit="
            return ["-drive", f"{flash}0,readonly=on,file={code}",
                    "-drive", f"{flash}1,snapshot=on,file={variables}"]
    raise LaunchError("no UEFI firmware for QEMU is here: install the package ovmf "
                      "(edk2-ovmf on Fedora and Arch)")
