# SPDX-License-Identifier: BSD-3-Clause
"""A sealed guest's network: what `--net`, `--nics` and `--ports` mean in its monitor's words.

The same as for QEMU (network.py), with taps that we open and the monitor inherits; `user` is passt
(passt.py). Where nothing is said, the guest has that network if passt can be had, and else none,
which is said. Besides, fd:NUMBER is a tap, or a socket whose messages are frames, that whoever
starts us has opened.
"""

from __future__ import annotations

import os
import re

import network
import passt
import ports
from about import About
from qemu import LaunchError


def set_up(net: str, nics: int, asked_ports: str, about: About, append: str) -> network.Network:
    """Makes what must be made."""
    made = network.Network()
    given = [int(word[3:]) for word in net.split(",") if re.fullmatch(r"fd:\d{1,4}", word)]
    if given:
        if nics or asked_ports or len(given) < len(net.split(",")):
            raise LaunchError(f"NET={net} mixes fd:NUMBER with other kinds, with NICS= or with "
                              "PORTS=")
        return _of_files(made, given)
    devices, forwards = network.plan(net, nics, asked_ports, about)
    if devices and not (net or nics or asked_ports) and (cannot := passt.why_not()):
        made.messages.append(f"no network: one without root {cannot}")
        return made
    for number, wish in enumerate(devices):
        if wish.kind == "user":
            fd = _join_passt(made, number, ports.settle(forwards))
            if parameter := network.address_parameter(number, about, append):
                made.parameters.append(f"{parameter}={passt.address(number)}")
            forwards = []
        elif wish.kind == "tap":
            fd = network.join_tap(made, number, wish.name, about, append)
        else:
            fd = network.join_bridge(made, wish.name)
        made.options += ["--net", f"fd:{fd}"]
    return made


def _join_passt(made: network.Network, number: int, forwards: list[ports.Forward]) -> int:
    fd = passt.start(number, forwards)
    made.fds.append(fd)
    made.messages += [forward.describe() for forward in forwards]
    return fd


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
