# SPDX-License-Identifier: BSD-3-Clause
"""A domain on this very machine, where Xen runs and we are dom0: xl does it all."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from argparse import Namespace
from typing import Callable

import console
import disk
import initrd
import network
import share
import xl
from about import About
from qemu import Launch, LaunchError

CAPABILITIES = "/proc/xen/capabilities"
LOGS = "/var/log/xen"


def is_dom0() -> bool:
    try:
        with open(CAPABILITIES, encoding="ascii") as file:
            return "control_d" in file.read()
    except OSError:
        return False


def domain(args: Namespace, memory_mib: int, about: About) -> xl.Domain:
    if args.ports:
        raise LaunchError("PORTS= is for an emulated Xen: here the guest is in a bridge, with an "
                          "address of its own")
    shares = share.wishes(args.share)
    parameters = [f"vfs.fstab=share{number}:{wish.target}:9p{':ro' if wish.read_only else ''}"
                  for number, wish in enumerate(shares)]
    return xl.Domain(
        name=os.path.basename(args.image), kernel=os.path.abspath(args.image),
        memory_mib=memory_mib, command_line=" ".join([*parameters, args.append]).strip(),
        vifs=_vifs(args, about),
        disks=[_disk(number, wish) for number, wish in enumerate(disk.wishes(args.disk))],
        shares=[xl.share_words(wish.path, number) for number, wish in enumerate(shares)],
        on_reboot="destroy")


def _vifs(args: Namespace, about: About) -> list[str]:
    if not args.net:  # in the bridge that xl.conf names
        return [""] * (args.nics or (about.nics if about.has_network else 0))
    wishes = network.wishes(args.net, args.nics, about)
    for wish in wishes:
        if wish.kind != "bridge":
            raise LaunchError(f"NET={wish.kind} is for an emulated Xen: on a dom0 it is "
                              "NET=bridge:NAME, or nothing for the bridge of xl.conf")
    return [f"bridge={wish.name}" for wish in wishes]


def _disk(number: int, wish: disk.Wish) -> str:
    if wish.format != "raw":
        raise LaunchError(f"DISK={wish.path}: on a dom0 give a block device: 'qemu-nbd -c "
                          f"/dev/nbd0 {wish.path}' makes one")
    return xl.disk_words(os.path.abspath(wish.path), number, wish.read_only)


def run(args: Namespace, memory_mib: int, about: About,
        annotate: Callable[[bytes], bytes]) -> xl.Ended:
    wanted = domain(args, memory_mib, about)
    files = initrd.set_up(args.initrd, about, Launch(args.image, append=args.append), False)
    log = os.path.join(LOGS, f"xl-{wanted.name}.log")
    before = _size(log)
    with tempfile.TemporaryDirectory(prefix="ukulele-xen-") as folder:
        if files.options:
            archive = os.path.join(folder, "initrd")
            shutil.copyfile(files.options[1], archive)
            wanted = wanted._replace(initrd=archive, command_line=" ".join(
                [*files.parameters, wanted.command_line]).strip())
        config = os.path.join(folder, "domain.cfg")
        with open(config, "w", encoding="utf-8") as file:
            file.write(xl.text(wanted))
        outcome = console.run(["xl", "create", "-q", "-c", config], annotate, args.timeout)
        if outcome.stopped_by or outcome.timed_out:
            subprocess.run(["xl", "destroy", wanted.name], capture_output=True)
    if outcome.returncode:
        return xl.Ended(outcome, problem="xl did not start the domain; its message is above")
    try:
        with open(log, encoding="utf-8", errors="replace") as file:
            file.seek(before if _size(log) >= before else 0)  # it may have been rotated
            return xl.Ended(outcome, file.read())
    except OSError as error:
        return xl.Ended(outcome, problem=f"{log} cannot be read ({error.strerror}): run 'make' as "
                                         "root, as xl itself wants it")


def _size(path: str) -> int:
    return os.path.getsize(path) if os.path.exists(path) else 0
