# SPDX-License-Identifier: BSD-3-Clause
"""A domain under a Xen that is emulated: the machine is dom0.py's, with the devices that run.py
would give the guest itself. dom0 hands each on: a network card by a bridge of its own, so that the
guest is where the card is; a disk as it is; a folder by QEMU within dom0."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from argparse import Namespace
from typing import Callable

import console
import disk
import dom0
import initrd
import network
import qemu
import share
import slots
import xen_parts
import xl
from about import About

# The console is attached before the domain runs, and has passed all on before the machine ends.
_SCRIPT = """
xl create -q -p /host/domain.cfg || exit 1
id=$(xl domid {name})
terminal=$(xenstore-read "/local/domain/$id/console/tty")
stty raw -echo <"$terminal"
(cat "$terminal" >&5; touch /tmp/console-over) 2>/dev/null &
cat <&4 >"$terminal" 2>/dev/null &
xl unpause {name} || exit 1
while xl domid {name} >/dev/null 2>&1; do usleep 50000; done
for i in $(seq 100); do
	[ -e /tmp/console-over ] && break
	usleep 20000
done
cat /var/log/xen/xl-{name}.log
"""
FOR_EVER = 1e9


class _Work:
    """What a thread does beside the console: dom0's commands, from its boot to its end."""

    def __init__(self, machine: dom0.Machine, name: str) -> None:
        self.machine, self.name = machine, name
        self.problem = ""
        self.log: str | None = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        channel = dom0.Channel(self.machine, lambda: not self.over.is_set())
        try:
            channel.wait_ready()
            status, said = channel.run(_SCRIPT.format(name=self.name), FOR_EVER)
            if status:
                self.problem = f"xl did not start the domain:\n{said.strip()}"
            else:
                self.log = said
            channel.run("reboot -f", FOR_EVER)  # with -no-reboot, QEMU's end
        except dom0.CommandError as error:
            if self.log is None and not self.problem:
                self.problem = str(error)
        finally:
            channel.close()


def run(args: Namespace, memory_mib: int, about: About, annotate: Callable[[bytes], bytes],
        say: Callable[[str], None]) -> xl.Ended:
    binary = qemu.find()
    launch = qemu.Launch(image=args.image, machine="pc", append=args.append)
    net = network.set_up(args.net, args.nics, args.ports, about, launch)
    places = slots.Slots(launch.machine, net.options)
    disks = disk.set_up(args.disk, about, launch, places)
    shares = share.set_up(args.share, about, launch, places)
    parts = xen_parts.get(say)
    archives = [xen_parts.device_model(say)] if args.share else []
    if args.share:
        share.allow_open_files()
    files = initrd.set_up(args.initrd, about, launch, False)
    devices = [net, disks, shares, files]
    with tempfile.TemporaryDirectory(prefix="ukulele-xen-") as folder:
        host = os.path.join(folder, "host")
        os.mkdir(host)
        shutil.copy(args.image, os.path.join(host, "image"))
        if files.options:
            shutil.copyfile(files.options[1], os.path.join(host, "initrd"))
        domain = xl.Domain(
            name=xl.name_of(args.image),
            kernel="/host/image", memory_mib=memory_mib,
            command_line=" ".join([*(word for part in devices for word in part.parameters),
                                   args.append]).strip(),
            initrd="/host/initrd" if files.options else "",
            vifs=[f"bridge=xenbr{number}" for number in range(net.options.count("-netdev"))],
            disks=[xl.disk_words(f"/dev/vd{chr(ord('a') + number)}", number, wish.read_only)
                   for number, wish in enumerate(disk.wishes(args.disk))],
            shares=[xl.share_words(f"/shares/{number}", number)
                    for number in range(len(share.wishes(args.share)))],
            on_reboot="destroy")
        with open(os.path.join(host, "domain.cfg"), "w", encoding="utf-8") as file:
            file.write(xl.text(domain))
        machine = dom0.Machine(parts, folder, host, domain_mib=memory_mib,
                               shares=len(domain.shares), archives=archives,
                               options=[*net.options, *disks.options, *shares.options])
        terminal = "stdio,mux=on,signal=on" if sys.stdin.isatty() else "stdio,signal=off"
        command = dom0.command(machine, binary, terminal)
        for message in [message for part in devices for message in part.messages]:
            say(message)
        say("starting Xen and its dom0 in QEMU: 10 seconds or more")
        work = _Work(machine, domain.name)
        work.thread.start()
        try:
            outcome = console.run(command, annotate, args.timeout, net.fds)
        finally:
            work.over.set()
            work.thread.join()
    # what QEMU itself says of its failure is on the terminal, and nobody else knows better
    problem = "" if outcome.returncode > 0 else work.problem
    return xl.Ended(outcome, work.log, problem)
