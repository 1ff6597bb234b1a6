# SPDX-License-Identifier: BSD-3-Clause
"""Which ports of this host lead to which ports of the guest.

    [[ADDRESS:]HOST:]GUEST[/tcp|/udp]      8080:80   80   53/udp   0.0.0.0:8080:80   0:80

An image says on what it listens (PORTS-y in its application's Makefile.uk); those go to a free
port of the host, near to the guest's number. What a user asks for is taken as it is
meant: where he names the host's port, that one or an error.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import re
import socket
from typing import Iterable, NamedTuple

from qemu import LaunchError

LOCAL = "127.0.0.1"
PRIVILEGED = 1024     # below, only root may listen
UNPRIVILEGED_BASE = 8000  # so that 80 becomes 8080, and 443 becomes 8443
TRIES = 100

_taken: list[contextlib.ExitStack] = []  # names of ports, open as long as this launcher lives

_FORM = re.compile(r"(?:(?:([\d.]+):)?(\d{1,5}):)?(\d{1,5})(?:/(tcp|udp))?")


class Forward(NamedTuple):
    """One port of the guest. `host` 0: any that is free."""

    guest: int
    protocol: str
    host: int
    address: str

    def option(self) -> str:
        """As QEMU's -netdev user wants it."""
        return f"hostfwd={self.protocol}:{self.address}:{self.host}-:{self.guest}"

    def describe(self) -> str:
        address = LOCAL if self.address == "0.0.0.0" else self.address
        place = url(address, self.host, self.guest, self.protocol)
        return f"{place} is the guest's port {self.guest}"


def url(address: str, port: int, guest: int, protocol: str) -> str:
    """What a user pastes into a browser, where the guest's port is one for browsers."""
    scheme = {80: "http", 8080: "http", 8000: "http", 443: "https", 8443: "https"}.get(guest)
    if protocol != "tcp" or scheme is None:
        return f"{address}:{port}{'/udp' if protocol == 'udp' else ''}"
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{address}/" if port == usual else f"{scheme}://{address}:{port}/"


def parse(words: str) -> list[tuple[str, Forward]]:
    """Each word and what it means; words are apart by commas or blanks."""
    found = [(word, _parse_word(word)) for word in re.split(r"[,\s]+", words) if word]
    taken: dict[tuple[str, int], str] = {}
    for word, forward in found:
        key = (forward.protocol, forward.guest)
        if key in taken:
            raise LaunchError(f"port {forward.guest}/{forward.protocol} of the guest is there "
                              f"twice: {taken[key]} and {word}")
        taken[key] = word
    return found


def _parse_word(word: str) -> Forward:
    found = _FORM.fullmatch(word)
    if not found:
        raise LaunchError(f"'{word}' is no port: write 8080:80, 80, 53/udp or 0.0.0.0:8080:80")
    address = found[1] or LOCAL
    try:
        ipaddress.IPv4Address(address)
    except ValueError:
        raise LaunchError(f"'{word}': {address} is no IPv4 address") from None
    guest = int(found[3])
    host = int(found[2] or 0)
    if not 0 < guest < 65536 or host > 65535:
        raise LaunchError(f"'{word}': a port is a number from 1 to 65535")
    return Forward(guest, found[4] or "tcp", host, address)


def settle(wanted: Iterable[tuple[str, Forward]]) -> list[Forward]:
    """Chooses the host's ports: each free, none twice, and kept from other launchers."""
    settled: list[Forward] = []
    # Those that leave no choice come first, or another one's choice might take their port.
    for word, forward in sorted(wanted, key=lambda pair: pair[1].host == 0):
        if not forward.host:
            forward = forward._replace(host=_choose(forward))
        elif not take(forward.host, forward.protocol, forward.address):
            raise LaunchError(f"port {forward.host}/{forward.protocol} of {forward.address} is "
                              f"taken: instead of '{word}' use another, such as "
                              f"{_choose(forward)}:{forward.guest}")
        settled.append(forward)
    return settled


def _choose(forward: Forward) -> int:
    """The guest's own number, or one like it that needs no root, or the next free one."""
    first = forward.host or forward.guest
    if first < PRIVILEGED:
        first += UNPRIVILEGED_BASE
    for port in range(first, min(first + TRIES, 65536)):
        if take(port, forward.protocol, forward.address):
            return port
    raise LaunchError(f"no port is free on {forward.address} from {first} on for the guest's "
                      f"{forward.guest}: name one, as in 9000:{forward.guest}")


def take(port: int, protocol: str = "tcp", address: str = LOCAL) -> bool:
    """Whether the port is free, and then this launcher's to its end.

    Until QEMU listens the port looks free to all. So launchers agree by a name that only one
    can have, in Linux' abstract namespace: it needs no file, ends with its process, and is as
    wide as the ports are, one network namespace.
    """
    with contextlib.ExitStack() as kept:
        name = kept.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        try:
            name.bind(f"\0ukulele-port-{protocol}-{address}-{port}")
        except OSError:
            return False
        if not _can_listen(protocol, address, port):
            return False
        _taken.append(kept.pop_all())
        return True


def _can_listen(protocol: str, address: str, port: int) -> bool:
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as probe:
        if protocol == "tcp":  # as QEMU does: connections that linger are no obstacle
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except PermissionError:
            raise LaunchError(f"port {port} of this host is root's: use one from {PRIVILEGED} on, "
                              f"such as {port + UNPRIVILEGED_BASE}") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise LaunchError(f"{address} is no address of this host: use 127.0.0.1, or "
                                  "0.0.0.0 for all") from None
            return False
    return True
