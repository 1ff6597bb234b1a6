# SPDX-License-Identifier: BSD-3-Clause
"""A network without root for a sealed guest: passt, a program that makes its connections.

The monitor has no TCP/IP of its own. passt has, as QEMU's `user` network does: it takes frames from
a socket, each behind its length, and opens ordinary sockets of this host for what they ask; ports
of this host lead in. It returns when it is ready, goes on in the background, and ends with the
socket, whoever holds it and however that ends.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from typing import Sequence

from ports import Forward
from qemu import LaunchError

PROGRAM = "passt"
SECONDS = 30
MTU = 1500
# Debian 12's, of 2023-03, may read one connection's end for ever, and do nothing else. Its version
# says nothing; this option came in 2024.
LATER_OPTION = "--map-host-loopback"
# The network that QEMU's guests have, and its addresses there
NETWORK, BITS, HOST, GUEST = "10.0.{}.", "24", 2, 15

MISSING = ("needs the program passt: install the package passt, or use NET=tap (root), "
           "NET=tap:NAME (yours), NET=bridge:NAME or NET=none")


def address(number: int) -> str:
    """What the guest would be told by DHCP. It is told before, for passt asks it once for each
    connection, and not again: one that comes before its address would be lost."""
    network = NETWORK.format(2 + number)
    return f"{network}{GUEST}/{BITS},gw={network}{HOST}{_name_server(network)}"


def _name_server(network: str) -> str:
    """This host's; one that only this host can reach is where the guest finds this host."""
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as file:
            found = re.search(r"^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$", file.read(),
                              re.MULTILINE)
    except OSError:
        found = None
    if found is None:
        return ""
    return f",dns={network}{HOST}" if found[1].startswith("127.") else f",dns={found[1]}"


_started: list[int] = []  # their process ids


def why_not() -> str:
    """Why it is not to be relied on, with what to do; "" if it is."""
    path = shutil.which(PROGRAM)
    if path is None:
        return MISSING
    said = subprocess.run([path, "--help"], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)
    if LATER_OPTION not in said.stdout + said.stderr:
        return ("needs a passt of 2024-09 or later, for this one may hang: NET=user takes it "
                "nevertheless; or use NET=tap (root)")
    return ""


def stop() -> None:
    """Ends those that we have started; we still hold their sockets, so they are still those."""
    for pid in _started:
        try:
            os.kill(pid, signal.SIGTERM)
        except OSError:
            pass  # it has ended by itself
    _started.clear()


def start(number: int, forwards: Sequence[Forward]) -> int:
    """Our end of the socket, when the ports of this host lead to the guest."""
    path = shutil.which(PROGRAM)
    if path is None:
        raise LaunchError(f"with PLAT=ukvm NET=user {MISSING}")
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    network = NETWORK.format(2 + number)
    words = [path, "--quiet", "--stderr", "--fd", str(its.fileno()), "--ipv4-only",
             "--mtu", str(MTU), "--address", f"{network}{GUEST}", "--netmask", BITS,
             "--gateway", f"{network}{HOST}"]
    for forward in forwards:
        words += ["-t" if forward.protocol == "tcp" else "-u",
                  f"{forward.address}/{forward.host}:{forward.guest}"]
    try:
        folder = tempfile.TemporaryDirectory(prefix="ukulele-passt-")
        os.chmod(folder.name, 0o711)
        note = os.path.join(folder.name, "pid")
        os.close(os.open(note, os.O_CREAT | os.O_WRONLY))
        os.chmod(note, 0o666)  # root's passt becomes nobody before it writes there
        words += ["--pid", note]
        done = subprocess.run(words, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        ours.close()
        raise LaunchError(f"NET=user: {path} does not start: {error}") from None
    finally:
        its.close()
    if done.returncode:
        ours.close()
        raise LaunchError(f"NET=user: passt fails: {_reason(done.stderr)}")
    with folder, open(note, encoding="ascii") as file:
        _started.append(int(file.read()))
    return ours.detach()


def _reason(said: str) -> str:
    """Its last words, without those of its way to the system's log."""
    lines = [line for line in said.splitlines() if not re.match(r"Failed to send \d+ bytes", line)]
    return lines[-1] if lines else "it says nothing"
