#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What Xen's toolstack takes and says: a domain's configuration (xl.cfg(5)), and how it ended.

    xl.py IMAGE      writes IMAGE.cfg, as `make PLAT=xen` does
"""

from __future__ import annotations

import os
import re
import sys
from typing import NamedTuple, Sequence

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import about  # noqa: E402
import console  # noqa: E402
from qemu import LaunchError  # noqa: E402

MEMORY_MIB = 128
LEAST_MIB = 2  # whole superpages
# For the tables of a domain's pages. By itself xl takes 4 KiB for each MiB of the domain, which is
# too little below 18 MiB: special pages lie apart, just below 4 GiB, with tables of their own.
TABLES_MIB = 1


class Domain(NamedTuple):
    """What the toolstack is told. The lists are xl's own words for a device each."""

    name: str
    kernel: str
    memory_mib: int = MEMORY_MIB
    command_line: str = ""
    initrd: str = ""
    vifs: Sequence[str] = ()
    disks: Sequence[str] = ()
    shares: Sequence[str] = ()
    on_reboot: str = "restart"


def quoted(text: str) -> str:
    """A string of xl's, in which a backslash escapes (tools/libs/util/libxlu_cfg_l.l)."""
    if not text.isprintable():
        raise LaunchError(f"{text!r} has characters that xl cannot take: leave them away")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def name_of(image: str) -> str:
    """What its domain is called; a name is part of paths."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", os.path.basename(image))


def tables_mib(memory_mib: int) -> int:
    return TABLES_MIB + memory_mib // 128


def disk_words(path: str, number: int, read_only: bool) -> str:
    return f"{path},raw,xvd{chr(ord('a') + number)},{'r' if read_only else 'rw'}"


def share_words(path: str, number: int) -> str:
    return f"tag=share{number},path={path},security_model=none"


def _devices(name: str, words: Sequence[str]) -> str:
    return f"{name} = [ {', '.join(map(quoted, words))} ]"


def text(domain: Domain) -> str:
    lines = [f"name = {quoted(domain.name)}", 'type = "pvh"',
             f"kernel = {quoted(domain.kernel)}", f"memory = {domain.memory_mib}",
             f"shadow_memory = {tables_mib(domain.memory_mib)}",
             f"on_reboot = {quoted(domain.on_reboot)}"]
    if domain.command_line:
        lines.append(f"cmdline = {quoted(domain.command_line)}")
    if domain.initrd:
        lines.append(f"ramdisk = {quoted(domain.initrd)}")
    for name, words in (("vif", domain.vifs), ("disk", domain.disks), ("p9", domain.shares)):
        if words:
            lines.append(_devices(name, words))
    return "\n".join(lines) + "\n"


_BEGIN = """\
# xl create -c {path}
# Written by 'make', which overwrites it: copy it to change it. See xl.cfg(5).

name = {name}
type = "pvh"
kernel = {kernel}

# MiB, {least} at least. "LIBRARY.PARAMETER=VALUE -- ARGUMENTS"; PARAMS=help lists the parameters.
memory = {memory}
cmdline = ""
# For its page tables; what xl takes by itself is too little for a domain below 18 MiB.
shadow_memory = {tables}

# on_crash = "preserve" keeps a crashed domain for 'xl dump-core'.
on_poweroff = "destroy"
on_reboot = "restart"
on_crash = "destroy"
"""
_NETWORK = """
# In dom0's bridge. An address comes by DHCP, or with
# cmdline = "netstack.eth0=10.0.0.2/24,gw=10.0.0.1".
vif = [ {vifs} ]
"""
_DISK = """
# The guest's disk0; a block device of dom0, or a file behind one (losetup -f --show data.img).
# disk = [ "/dev/loop0,raw,xvda,rw" ]
"""
_SHARE = """
# A folder of dom0, by QEMU there (package qemu-system-xen); mounted with
# cmdline = "vfs.fstab=share0:/share:9p".
# p9 = [ "tag=share0,path=/srv,security_model=none" ]
"""


def template(image: str, found: about.About) -> str:
    """For users: what the image can make use of, with the words to change it."""
    path = os.path.abspath(image)
    result = _BEGIN.format(path=os.path.basename(path) + ".cfg", kernel=quoted(path),
                           name=quoted(name_of(path)), least=LEAST_MIB,
                           memory=MEMORY_MIB, tables=tables_mib(MEMORY_MIB))
    if found.has_network:
        result += _NETWORK.format(vifs=", ".join(['""'] * max(1, found.nics)))
    if "xenblk" in found.components:
        result += _DISK
    if "xen9p" in found.components:
        result += _SHARE
    return result


# ---- how it ended: what the domain says (xen/include/public/sched.h, SHUTDOWN_*), as xl logs it
POWER_OFF, REBOOT, CRASH = 0, 1, 3


class Ended(NamedTuple):
    """A domain that was; `log` is xl's, None where it has not come to that."""

    outcome: console.Outcome
    log: str | None = None
    problem: str = ""

    @property
    def reason(self) -> int | None:
        """The last one; None: it was destroyed."""
        found = re.findall(r"has shut down, reason code (\d+)", self.log or "")
        return int(found[-1]) if found else None


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: xl.py IMAGE", file=sys.stderr)
        return 2
    image = arguments[0]
    try:
        content = template(image, about.read(image))
    except LaunchError as error:
        print(f"xl: {error}", file=sys.stderr)
        return 1
    with open(image + ".cfg", "w", encoding="utf-8") as file:
        file.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
