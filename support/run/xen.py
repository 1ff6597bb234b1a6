#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boots an image as a domain of Xen, as `make run PLAT=xen` does.

    xen.py IMAGE [--append "library.parameter=1 -- arguments"]

On a dom0 it calls xl. Elsewhere it starts the distribution's Xen and a small dom0 in QEMU, and the
domain there, with devices as run.py gives them. The console is the terminal (Ctrl-C ends all), a
crash report gets its symbols from IMAGE.dbg, and the exit status is what xl says:

    0          the domain switched itself off
    127        it crashed
    128 + n    ended by signal n (130: Ctrl-C)
    200        nothing ran: a wrong option, no network to fetch Xen by, or xl failed
    201        it asked for a reboot, or was destroyed
    202        --timeout has passed
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from typing import Callable

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import about  # noqa: E402
import console  # noqa: E402
import qemu  # noqa: E402
import symbolize  # noqa: E402
import xen_alone  # noqa: E402
import xen_emulated  # noqa: E402
import xen_here  # noqa: E402
import xen_parts  # noqa: E402
import xl  # noqa: E402

NOTHING_RAN = 200
NO_STATUS = 201
TIMED_OUT = 202
STATUSES = {xl.POWER_OFF: 0, xl.CRASH: 127}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        sys.exit(_fail(f"{message} (see {self.prog} --help)"))


def _fail(message: str, status: int = NOTHING_RAN) -> int:
    print(f"run: error: {message}", file=sys.stderr)
    return status


class _Stopped(BaseException):
    """A signal where no domain runs: what is half done is cleared away on the way out."""


def _stop(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # clearing away takes a moment
    raise _Stopped(number)


def _say(message: str) -> None:
    print(f"run: {message}", file=sys.stderr, flush=True)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="xen.py", description="Boot an image as a domain of Xen.",
                     formatter_class=argparse.RawDescriptionHelpFormatter,
                     epilog=__doc__[__doc__.index("On a dom0"):])
    add = parser.add_argument
    add("image", help="the image, as built: build/APP-xen/APP")
    add("--memory", default=f"{xl.MEMORY_MIB}M", metavar="SIZE",
        help=f"whole MiB, {xl.LEAST_MIB}M at least (default: {xl.MEMORY_MIB}M)")
    add("--append", default="", metavar="TEXT", help="the guest's command line")
    add("--net", default="", metavar="WHICH", help="as run.py has it; on a dom0, bridge:NAME")
    add("--nics", type=int, default=0, metavar="NUMBER", help="how many network devices")
    add("--ports", default="", metavar="LIST", help="ports of this host for the guest's")
    add("--disk", default="", metavar="FILES", help="disk images; on a dom0, block devices")
    add("--share", default="", metavar="FOLDERS", help="folders of this host for the guest")
    add("--initrd", default="", metavar="PATH", help="a folder, or a cpio archive, whose files are "
        "the guest's root")
    add("--machine", help=argparse.SUPPRESS)  # which it is, of an image for KVM and Xen
    add("--accel", help=argparse.SUPPRESS)    # of run.py, which says nothing here
    add("--alone", action="store_true", help="no dom0 but the image itself, without devices: "
        "quick, and the exit status is main's")
    add("--timeout", type=float, default=0, metavar="SECONDS", help="end it after that")
    return parser.parse_args(arguments)


def _memory_mib(size: str) -> int:
    found = re.fullmatch(r"([1-9]\d{0,6})([MG])i?B?", size.upper())
    if not found:
        raise qemu.LaunchError(f"--memory {size}: Xen gives whole MiB: write 64M or 1G")
    mib = int(found[1]) << (10 if found[2] == "G" else 0)
    if mib < xl.LEAST_MIB:
        raise qemu.LaunchError(f"--memory {size} is too little: a domain has {xl.LEAST_MIB}M at "
                               "least")
    return mib


def _verdict(ended: xl.Ended) -> int:
    if ended.outcome.timed_out:
        return _fail("the time is up: the domain was ended", TIMED_OUT)
    if ended.outcome.stopped_by:
        return 128 + ended.outcome.stopped_by
    if ended.log is None:
        return _fail(ended.problem or "QEMU did not run Xen; its message is above")
    if ended.reason in STATUSES:
        return STATUSES[ended.reason]
    return _fail("the domain was destroyed" if ended.reason is None else
                 f"the domain ended with reason {ended.reason} (1: it asked for a reboot)",
                 NO_STATUS)


def _run_alone(args: argparse.Namespace, memory_mib: int,
               annotate: Callable[[bytes], bytes]) -> int:
    for name in ("net", "nics", "ports", "disk", "share", "initrd"):
        if getattr(args, name):
            raise qemu.LaunchError(f"--alone has no devices: leave --{name} away")
    lines = xen_alone.Filter(annotate)
    outcome = console.run(
        xen_alone.command(args.image, args.append, memory_mib, xen_parts.get(_say), qemu.find()),
        lines.feed, args.timeout)
    if outcome.timed_out:
        return _fail("the time is up: the machine was ended", TIMED_OUT)
    if outcome.stopped_by:
        return 128 + outcome.stopped_by
    if outcome.returncode <= 0 or outcome.returncode % 2 == 0:
        sys.stderr.buffer.write(lines.kept)
        return _fail("Xen did not run the image; its last lines are above", NO_STATUS)
    return outcome.returncode >> 1


def main(arguments: list[str]) -> int:
    args = _parse(arguments)
    try:
        if args.machine not in (None, "xen") or args.accel:
            raise qemu.LaunchError("MACHINE= and ACCEL= are for PLAT=kvm: Xen has one kind of "
                                   "machine, and is emulated where there is none")
        if not os.path.isfile(args.image):
            raise qemu.LaunchError(f"{args.image} is not a file: build it with 'make PLAT=xen'")
        found = about.read(args.image)
        memory = _memory_mib(args.memory)
        if found.known and "xen" not in found.components:
            raise qemu.LaunchError(f"{args.image} is not for Xen: build it with 'make PLAT=xen', "
                                   "or for both with CONFIG_PLAT_KVM_XEN=y")
        symbols = symbolize.Symbols(args.image + ".dbg")
        annotator = symbolize.Annotator(symbols)
        if args.alone:
            status = _run_alone(args, memory, annotator.feed)
        elif xen_here.is_dom0():
            status = _verdict(xen_here.run(args, memory, found, annotator.feed, _say))
        else:
            status = _verdict(xen_emulated.run(args, memory, found, annotator.feed, _say))
    except (qemu.LaunchError, ValueError) as error:
        return _fail(str(error))
    except _Stopped as stopped:
        return _fail("interrupted; nothing half-made was kept", 128 + stopped.args[0])
    if annotator.crashed and symbols.problem:
        _say(symbols.problem)
    return status


if __name__ == "__main__":
    for stop_signal in console.STOP_SIGNALS:
        if signal.getsignal(stop_signal) is not signal.SIG_IGN:  # nohup
            signal.signal(stop_signal, _stop)
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(141)
