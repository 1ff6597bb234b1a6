# SPDX-License-Identifier: BSD-3-Clause
"""A sealed guest's network: what `--net` and `--nics` mean in its monitor's words.

The same as for QEMU (network.py), with taps that we open and the monitor inherits. There is no
network without a tap, for the monitor has no TCP/IP of its own: NET=user is refused, and
without NET= the guest has none, which is said. Besides, fd:NUMBER is a tap, or a socket whose
messages are frames, that whoever starts us has opened.
"""

from __future__ import annotations

import os
import re

import network
from about import About
from qemu import LaunchError

NO_USER = ("with PLAT=ukvm there is no NET=user, for its monitor has no TCP/IP of its own: use "
           "NET=tap (root), NET=tap:NAME (yours), NET=bridge:NAME or NET=none")
NO_PORTS = ("with PLAT=ukvm there is no PORTS=: on a tap or bridge the guest has an address of "
            "its own")


def set_up(net: str, nics: int, asked_ports: str, about: About, append: str) -> network.Network:
    """Makes what must be made."""
    made = network.Network()
    if asked_ports:
        raise LaunchError(NO_PORTS)
    if not net:
        if nics:
            raise LaunchError(f"NICS={nics} says how many network devices, but not of which kind: "
                              "add NET=tap")
        if about.has_network:
            made.messages.append("no network: NET=tap (root) or NET=tap:NAME gives the guest one")
        return made
    given = [int(word[3:]) for word in net.split(",") if re.fullmatch(r"fd:\d{1,4}", word)]
    if given:
        if nics or len(given) < len(net.split(",")):
            raise LaunchError(f"NET={net} mixes fd:NUMBER with other kinds, or with NICS=")
        return _of_files(made, given)
    wishes = network.wishes(net, nics, about)
    if any(wish.kind == "user" for wish in wishes):
        raise LaunchError(NO_USER)
    for number, wish in enumerate(wishes):
        if wish.kind == "tap":
            fd = network.join_tap(made, number, wish.name, about, append)
        else:
            fd = network.join_bridge(made, wish.name)
        made.options += ["--net", f"fd:{fd}"]
    return made


def _of_files(made: network.Network, fds: list[int]) -> network.Network:
    for fd in fds:
        try:
            os.fstat(fd)
        except OSError as error:
            raise LaunchError(f"NET=fd:{fd}: {error.strerror}; whoever starts this opens "
                              "it") from None
        made.fds.append(fd)
        made.options += ["--net", f"fd:{fd}"]
    return made
