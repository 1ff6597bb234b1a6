# SPDX-License-Identifier: BSD-3-Clause
"""A domain on this very machine, where Xen runs and we are dom0: xl does it all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from typing import Callable

import console
import disk
import initrd
import network
import share
import slots
import xl
from about import About
from qemu import Launch, LaunchError

CAPABILITIES = "/proc/xen/capabilities"
LOGS = "/var/log/xen"
# The console ends shortly before the domain; or long before it, by the key for that.
_WAIT = """
n=0
while xl domid "$1" >/dev/null 2>&1; do
	n=$((n + 1))
	[ $n != 30 ] || echo "run: the domain goes on without a console: Ctrl-C ends it" >&2
	sleep 0.1
done
"""


def is_dom0() -> bool:
    try:
        with open(CAPABILITIES, encoding="ascii") as file:
            return "control_d" in file.read()
    except OSError:
        return False


def domain(args: Namespace, memory_mib: int, about: About, folder: str,
           say: Callable[[str], None]) -> xl.Domain:
    """What becomes of the wishes; `folder` is for an initrd's archive. Devices are checked, and
    mounted, as QEMU's are, whose words for them nobody wants here."""
    if args.ports:
        raise LaunchError("PORTS= is for an emulated Xen: here the guest is in a bridge, with an "
                          "address of its own")
    launch = Launch(args.image, machine="pc", append=args.append)
    places = slots.Slots(launch.machine)
    files = initrd.set_up(args.initrd, about, launch, False)
    parts = [disk.set_up(args.disk, about, launch, places),
             share.set_up(args.share, about, launch, places), files]
    for message in [message for part in parts for message in part.messages]:
        say(message)
    archive = ""
    if files.options:
        archive = os.path.join(folder, "initrd")
        shutil.copyfile(files.options[1], archive)
    return xl.Domain(
        name=xl.name_of(args.image), kernel=os.path.abspath(args.image), memory_mib=memory_mib,
        command_line=" ".join([*(word for part in parts for word in part.parameters),
                               args.append]).strip(),
        initrd=archive, vifs=_vifs(args, about),
        disks=[_disk(number, wish) for number, wish in enumerate(disk.wishes(args.disk))],
        shares=[xl.share_words(wish.path, number)
                for number, wish in enumerate(share.wishes(args.share))],
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


def run(args: Namespace, memory_mib: int, about: About, annotate: Callable[[bytes], bytes],
        say: Callable[[str], None]) -> xl.Ended:
    if not shutil.which("xl"):
        raise LaunchError("Xen runs here, but there is no xl: run 'make' as root, whose PATH has "
                          "it, or install Xen's tools (Debian: xen-utils)")
    with tempfile.TemporaryDirectory(prefix="ukulele-xen-") as folder:
        wanted = domain(args, memory_mib, about, folder, say)
        log = os.path.join(LOGS, f"xl-{wanted.name}.log")
        before = _which(log)
        config = os.path.join(folder, "domain.cfg")
        with open(config, "w", encoding="utf-8") as file:
            file.write(xl.text(wanted))
        outcome = _to_its_end(wanted.name, config, annotate, args.timeout)
    if outcome.returncode:
        return xl.Ended(outcome, problem="xl did not start the domain; its message is above")
    try:
        if _which(log) == before:
            return xl.Ended(outcome, problem=f"xl has written nothing to {log}")
        with open(log, encoding="utf-8", errors="replace") as file:
            return xl.Ended(outcome, file.read())
    except OSError as error:
        return xl.Ended(outcome, problem=f"{log} cannot be read ({error.strerror}): run 'make' as "
                                         "root, as xl itself wants it")


def _to_its_end(name: str, config: str, annotate: Callable[[bytes], bytes],
                timeout: float) -> console.Outcome:
    """Until the domain is gone; it ends with us."""
    begun = time.monotonic()
    # xl's console takes input only where both are terminals
    outcome = console.run(["xl", "create", "-q", "-c", config], annotate, timeout,
                          terminal=sys.stdin.isatty())
    if not (outcome.returncode or outcome.stopped_by or outcome.timed_out):
        left = max(0.1, timeout - (time.monotonic() - begun)) if timeout else 0
        outcome = console.run(["sh", "-c", _WAIT, "sh", name], annotate, left)
    if outcome.stopped_by or outcome.timed_out:
        subprocess.run(["xl", "destroy", name], capture_output=True)
    return outcome


def _which(path: str) -> tuple[int, int] | None:
    """Which file that is: xl renames the last domain's log, and begins one."""
    if not os.path.exists(path):
        return None
    found = os.stat(path)
    return found.st_ino, found.st_mtime_ns
