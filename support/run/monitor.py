#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs an image under its own monitor, as `make run PLAT=ukvm` does.

    monitor.py IMAGE.ukvm [--net tap] [--append "library.parameter=1 -- arguments"]
        [MONITOR'S OPTIONS]

The monitor, IMAGE-ukvm, runs by itself as well; this makes taps, adds names to the addresses of a
crash report, from IMAGE.dbg, and a time limit. The exit status is the guest's, 0 to 126; 127: it
crashed; 128 + n: ended by signal n; 200: nothing ran; 202: --timeout has passed.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import about  # noqa: E402
import console  # noqa: E402
import disk  # noqa: E402
import initrd  # noqa: E402
import kvm_probe  # noqa: E402
import monitor_network  # noqa: E402
import passt  # noqa: E402
import ports  # noqa: E402
import qemu  # noqa: E402
import share  # noqa: E402
import symbolize  # noqa: E402

NOTHING_RAN = 200
TIMED_OUT = 202


def _fail(message: str, status: int = NOTHING_RAN) -> int:
    print(f"run: error: {message}", file=sys.stderr)
    return status


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="monitor.py", description="Run an image under ukvm.",
                                     allow_abbrev=False,
                                     epilog="All other options are the monitor's: --help")
    parser.add_argument("image", help="the image, as built: build/APP-ukvm/APP.ukvm")
    add = parser.add_argument
    add("--timeout", type=float, default=0, metavar="SECONDS")
    add("--append", default="", metavar="TEXT", help="the guest's command line")
    add("--net", default="", metavar="WHICH", help="user, tap, tap:NAME, bridge:NAME or none; "
        "several with commas (default: user, where the image has a network driver)")
    add("--nics", type=int, default=0, metavar="NUMBER", help="how many network devices")
    add("--ports", default="", metavar="LIST", help="ports of this host for the guest's, "
        "as in 8080:80,53/udp (default: those that the application names)")
    add("--disk", default="", metavar="FILES", help="disk images, as in data.img,more.img:ro")
    add("--share", default="", metavar="FOLDERS", help="folders of this host for the guest, as in "
        "data,/srv:/srv:ro")
    add("--initrd", default="", metavar="PATH", help="a folder, or a cpio archive, whose files are "
        "the guest's root")
    add("--gdb", action="store_true", help="wait for gdb, and print how to start it")
    args, rest = parser.parse_known_args(arguments)
    stem = args.image.removesuffix(".ukvm")
    monitor = f"{stem}-ukvm" + ("-debug" if args.gdb else "")
    for path in (args.image, monitor):
        if not os.path.isfile(path):
            return _fail(f"{path} is not a file: build it with 'make "
                         f"{'debug ' if args.gdb else ''}PLAT=ukvm'")
    if cannot := kvm_probe.problem():
        return _fail(cannot)
    try:
        image = about.read(stem)
        launch = qemu.Launch(image=args.image, append=args.append)
        net = monitor_network.set_up(args.net, args.nics, args.ports, image, args.append)
        files = initrd.set_up(args.initrd, image, launch, option="--initrd")
        parts = [net, disk.set_up(args.disk, image, launch, None),
                 share.set_up(args.share, image, launch, None), files]
    except (qemu.LaunchError, ValueError) as error:
        return _fail(str(error))
    words = [word for option in rest for word in _split(option)]
    words += [word for part in parts for word in part.options]
    append = " ".join([*(word for part in parts for word in part.parameters), args.append]).strip()
    words += ["--append", append] if append else []
    for message in [message for part in parts for message in part.messages]:
        print(f"run: {message}", file=sys.stderr, flush=True)
    symbols = symbolize.Symbols(f"{stem}.dbg")
    if args.gdb:
        # gdb's usual port, or the next one that nobody listens on
        port = next(port for port in range(1234, 1334) if ports.take(port))
        words += ["--gdb", str(port)]
        print("run: waiting for gdb: " + shlex.join(
            ["gdb", symbols.path, "-ex", f"target remote :{port}", "-ex", "break uk_plat_start",
             "-ex", "continue"]), file=sys.stderr, flush=True)
    annotator = symbolize.Annotator(symbols)
    try:
        outcome = console.run([os.path.abspath(monitor), args.image, *words], annotator.feed,
                              args.timeout, [*net.fds, *files.fds], keys=True)
    finally:
        passt.stop()
    if annotator.crashed and symbols.problem:
        print(f"run: {symbols.problem}", file=sys.stderr)
    if outcome.timed_out:
        return _fail("the time is up: the guest was ended", TIMED_OUT)
    if outcome.stopped_by:
        return 128 + outcome.stopped_by
    if outcome.returncode < 0:
        return _fail(f"the monitor was killed by signal {-outcome.returncode}",
                     128 - outcome.returncode)
    return outcome.returncode


def _split(option: str) -> list[str]:
    """The monitor takes an option and its value as two words."""
    name, equals, value = option.partition("=")
    return [name, value] if name.startswith("--") and equals else [option]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(141)
