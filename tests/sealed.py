# SPDX-License-Identifier: BSD-3-Clause
"""Images under their own monitor (PLAT=ukvm), for tests that are about something else: the way
"ukvm" among their parameters, which is skipped where KVM runs no such guest."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from typing import Iterator

import pytest

import harness
import netspace
import own_network
from guest import Guest

sys.path.insert(0, str(harness.MONITOR.parent))
import kvm_probe  # noqa: E402
import passt  # noqa: E402
import qemu  # noqa: E402


def no_passt() -> str:
    """Why it cannot run: it is not there, or this host has no network for it."""
    try:
        os.close(passt.start(0, []))
        passt.stop()
        return ""
    except qemu.LaunchError as error:
        return str(error)


NO_KVM = kvm_probe.problem()
NO_TAP = NO_KVM or netspace.why_not()
NO_PASST = NO_KVM or no_passt()
OLD_PASST = NO_PASST or passt.why_not()  # or an old one, which may hang
# The same network by means of root's is as good to programs (own_network.py).
NO_USER = OLD_PASST and NO_TAP
needs_kvm = pytest.mark.skipif(bool(NO_KVM), reason=NO_KVM)
needs_tap = pytest.mark.skipif(bool(NO_TAP), reason=NO_TAP)
needs_passt = pytest.mark.skipif(bool(NO_PASST), reason=NO_PASST)
needs_user = pytest.mark.skipif(bool(NO_USER), reason=f"{OLD_PASST}; {NO_USER}")
SEALED = pytest.param("ukvm", marks=needs_kvm)
SEALED_FULL = pytest.param("ukvm", marks=[needs_kvm, pytest.mark.full])
# For guests with a user's network, as under QEMU, in the full matrix
SEALED_USER = pytest.param("ukvm", marks=[needs_user, pytest.mark.user_network, pytest.mark.full])


def choose_network(item: pytest.Item) -> None:
    """Before anything of the test is made."""
    if OLD_PASST and not NO_USER and item.get_closest_marker("user_network"):
        own_network.enter()
    else:
        own_network.leave()


def build_for(way: str, build: harness.Builder, app: str, defconfig: str = "default",
              cc: str = "gcc") -> harness.Image:
    return build(app, defconfig, cc, plat="ukvm" if way == "ukvm" else "kvm")


def way_of(image: harness.Image, other: str) -> str:
    return "ukvm" if image.path.suffix == ".ukvm" else other


def accel(way: str) -> tuple[str, ...]:
    """Options for tests that shall emulate where there is KVM too."""
    return () if way == "ukvm" else ("--accel", "tcg")


@contextlib.contextmanager
def on_a_tap(app: str, ready: str = r"\(static\)", append: str = "",
             options: tuple[str, ...] = ()) -> Iterator[Guest]:
    """The application in a network of its own, when it has printed `ready`."""
    namespace = netspace.Namespace()
    try:
        with Guest(harness.Builder()(app, options=options, plat="ukvm"), "ukvm", append=append,
                   options=["--net", "tap"], namespace=namespace) as guest:
            guest.wait_for(ready)
            yield guest
    finally:
        namespace.close()


def inside(server: object) -> list[str]:
    """What comes before a client's own words, so that it finds that server."""
    namespace = getattr(server, "namespace", None)
    return namespace.enter if namespace else []


def socket_for(server: object) -> socket.socket:
    """Not connected yet."""
    namespace = getattr(server, "namespace", None)
    return namespace.socket() if namespace else socket.socket()
