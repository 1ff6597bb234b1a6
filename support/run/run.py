#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boots a built image under QEMU, as `make run` does.

    run.py IMAGE [--machine microvm|q35|pc] [--append "library.parameter=1 -- arguments"]

The console is the terminal (Ctrl-C or Ctrl-A x ends the machine), a crash report gets
its symbols from IMAGE.dbg, and the exit status is the guest's:

    0 to 126   what the application's main returned (126 also stands for more)
    127        the guest crashed
    128 + n    run.py was ended by signal n (130: Ctrl-C)
    200        nothing ran: a wrong option, a missing file, or QEMU failed
    201        the machine was reset or switched off without giving a status
    202        --timeout has passed
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import about  # noqa: E402
import accel  # noqa: E402
import console  # noqa: E402
import disk  # noqa: E402
import initrd  # noqa: E402
import network  # noqa: E402
import ports  # noqa: E402
import qemu  # noqa: E402
import share  # noqa: E402
import slots  # noqa: E402
import symbolize  # noqa: E402

NOTHING_RAN = 200
NO_STATUS = 201
TIMED_OUT = 202


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        sys.exit(_fail(f"{message} (see {self.prog} --help)"))


def _fail(message: str, status: int = NOTHING_RAN) -> int:
    print(f"run: error: {message}", file=sys.stderr)
    return status


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="run.py", description="Boot an image under QEMU.",
                     formatter_class=argparse.RawDescriptionHelpFormatter,
                     epilog=__doc__[__doc__.index("The console"):])
    add = parser.add_argument
    add("image", help="the image, as built: build/APP/APP")
    add("--machine", choices=qemu.MACHINES, help="default: microvm; with --iso, q35")
    add("--memory", default="128M", metavar="SIZE", help="as in 64M or 1100K (default: 128M)")
    add("--cpu", default="", help="QEMU's CPU model (default: all that the accelerator has)")
    add("--accel", choices=("auto", "kvm", "tcg"), default="auto",
        help="auto tries once per boot of this host whether KVM works well")
    add("--append", default="", metavar="TEXT", help="the guest's command line")
    add("--net", default="", metavar="WHICH", help="user, tap, tap:NAME, bridge:NAME or none; "
        "several with commas (default: user, where the image has a network driver)")
    add("--nics", type=int, default=0, metavar="NUMBER", help="how many network devices")
    add("--ports", default="", metavar="LIST", help="ports of this host for the guest's, as in "
        "8080:80,53/udp (default: those that the application names)")
    add("--disk", default="", metavar="FILES", help="disk images, as in data.img,more.qcow2:ro")
    add("--share", default="", metavar="FOLDERS", help="folders of this host for the guest, as in "
        "data,/srv:/srv:ro")
    add("--initrd", default="", metavar="PATH", help="a folder, or a cpio archive, whose files are "
        "the guest's root")
    add("--iso", default="", metavar="FILE", help="boot this ISO image instead of -kernel")
    add("--firmware", choices=("bios", "uefi"), default="bios", help="for --iso")
    add("--medium", choices=("cdrom", "disk"), default="cdrom", help="what the ISO is, for --iso")
    add("--symbols", default="", metavar="FILE", help="default: IMAGE.dbg")
    add("--gdb", action="store_true", help="wait for gdb, and print how to start it")
    add("--timeout", type=float, default=0, metavar="SECONDS", help="end the machine after that")
    add("--qemu", default="", metavar="WORDS", help='more options for QEMU, as in --qemu="-m 64"')
    add("--dry-run", action="store_true", help="print QEMU's command line instead")
    return parser.parse_args(arguments)


def _free_port(first: int = 1234) -> int:
    """gdb's usual port, or the next one that nobody listens on."""
    for port in range(first, first + 100):
        if ports.take(port):
            return port
    raise qemu.LaunchError(f"no free port for gdb from {first} on")


def _readable(path: str, hint: str) -> None:
    if not os.path.isfile(path):
        raise qemu.LaunchError(f"{path} is not a file: {hint}")
    if not os.access(path, os.R_OK):
        raise qemu.LaunchError(f"{path} cannot be read: check its rights")


def _memory(size: str) -> str:
    found = re.fullmatch(r"([1-9]\d*)([KMG]?)i?B?", size.upper())
    if not found:
        raise qemu.LaunchError(f"--memory {size} is not a size: write 64M or 1100K")
    return found[1] + (found[2] or "M")


def _verdict(outcome: console.Outcome) -> int:
    """The exit status, and an error line where it is not the guest's."""
    if outcome.timed_out:
        return _fail("the time is up: the machine was ended", TIMED_OUT)
    if outcome.stopped_by:
        return 128 + outcome.stopped_by
    code = outcome.returncode
    if code < 0:
        return _fail(f"QEMU was killed by signal {-code}")
    # A guest's status s comes as 2s + 1, but QEMU's own failures as 1: they say so.
    own = re.search(rb"^qemu[^\s:]*: (?!warning:|info:|9p:|terminating on signal)(.*)",
                    outcome.errors, re.MULTILINE)
    if code % 2 == 0 and code or code == 1 and own:
        return _fail("QEMU did not run the image; its message is above")
    if code:
        return code >> 1
    if b"QEMU: Terminated" in outcome.tail:  # Ctrl-A x
        return 130
    return _fail("the machine was reset or switched off without giving an exit status "
                 "(a triple fault, unless the application meant to)", NO_STATUS)


def main(arguments: list[str]) -> int:
    args = _parse(arguments)
    try:
        binary = qemu.find()
        if args.iso:
            _readable(args.iso, "build it with 'make iso'")
        else:
            _readable(args.image, "build it with 'make', or check the path")
        chosen = args.accel
        if chosen == "auto":
            chosen, why = accel.choose(binary)
            if chosen == "tcg" and not args.dry_run:
                print(f"run: emulating with TCG: {why}", file=sys.stderr)
        if args.nics < 0:
            raise qemu.LaunchError(f"--nics {args.nics} is no number of network devices")
        launch = qemu.Launch(
            image=args.image, machine=args.machine or ("q35" if args.iso else "microvm"),
            memory=_memory(args.memory), cpu=args.cpu, accel=chosen, append=args.append,
            iso=args.iso, firmware=args.firmware, medium=args.medium,
            gdb_port=_free_port() if args.gdb else 0)
        image = about.read(args.image)
        net = network.set_up(args.net, args.nics, args.ports, image, launch, args.dry_run)
        places = slots.Slots(launch.machine, net.options)
        disks = disk.set_up(args.disk, image, launch, places)
        shares = share.set_up(args.share, image, launch, places)
        if args.share:
            share.allow_open_files()
        files = initrd.set_up(args.initrd, image, launch, args.dry_run)
        parts = [net, disks, shares, files]
        options = [word for part in parts for word in part.options]
        if places.used:
            options += slots.common_options(launch.machine, launch.accel, options)
        parameters = [word for part in parts for word in part.parameters]
        launch = launch._replace(append=" ".join([*parameters, args.append]).strip(),
                                 extra=[*options, *shlex.split(args.qemu)])
        command = qemu.command(launch, binary, "tty" if sys.stdin.isatty() else "stdio")
    except (qemu.LaunchError, ValueError) as error:
        return _fail(str(error))

    if args.dry_run:
        print(shlex.join(command))
        return 0
    symbols = symbolize.Symbols(args.symbols or args.image + ".dbg")
    if args.gdb:
        print("run: waiting for gdb: " + shlex.join(
            ["gdb", symbols.path, "-ex", f"target remote :{launch.gdb_port}",
             "-ex", "hbreak uk_boot", "-ex", "continue"]), file=sys.stderr, flush=True)
    for message in [message for part in parts for message in part.messages]:
        print(f"run: {message}", file=sys.stderr, flush=True)
    annotator = symbolize.Annotator(symbols)
    outcome = console.run(command, annotator.feed, args.timeout,
                          [*net.fds, *files.fds])
    if annotator.crashed and symbols.problem:
        print(f"run: {symbols.problem}", file=sys.stderr)
    return _verdict(outcome)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(141)
