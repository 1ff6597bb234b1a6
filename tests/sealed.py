# SPDX-License-Identifier: BSD-3-Clause
"""Images under their own monitor (PLAT=ukvm), for tests that are about something else: the way
"ukvm" among their parameters, which is skipped where KVM makes no virtual machine."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import Iterator

import pytest

import harness
import netspace
from guest import Guest

KVM_CREATE_VM, KVM_CREATE_VCPU, KVM_CHECK_EXTENSION = 0xae01, 0xae41, 0xae03
KVM_CAP_SYNC_REGS = 74


def why_not() -> str:
    """Why no guest can run here; empty if one can. Asks KVM itself, not our monitor."""
    fds = []
    try:
        fds.append(os.open("/dev/kvm", os.O_RDWR))
        if fcntl.ioctl(fds[0], KVM_CHECK_EXTENSION, KVM_CAP_SYNC_REGS) & 3 != 3:
            return "KVM here cannot hand over registers (KVM_CAP_SYNC_REGS)"
        fds.append(fcntl.ioctl(fds[0], KVM_CREATE_VM, 0))
        fds.append(fcntl.ioctl(fds[1], KVM_CREATE_VCPU, 0))
        return ""
    except OSError as error:
        return f"KVM makes no virtual machine here: {error}"
    finally:
        for fd in reversed(fds):
            os.close(fd)


NO_KVM = why_not()
NO_TAP = NO_KVM or netspace.why_not()
needs_kvm = pytest.mark.skipif(bool(NO_KVM), reason=NO_KVM)
needs_tap = pytest.mark.skipif(bool(NO_TAP), reason=NO_TAP)
SEALED = pytest.param("ukvm", marks=needs_kvm)


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
