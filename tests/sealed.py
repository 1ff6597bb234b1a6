# SPDX-License-Identifier: BSD-3-Clause
"""Images under their own monitor (PLAT=ukvm), for tests that are about something else."""

from __future__ import annotations

import contextlib
from typing import Iterator

import pytest

import harness
import netspace
from guest import Guest
from test_ukvm import NO_KVM

NO_TAP = NO_KVM or netspace.why_not()
needs_kvm = pytest.mark.skipif(bool(NO_KVM), reason=NO_KVM)
needs_tap = pytest.mark.skipif(bool(NO_TAP), reason=NO_TAP)


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
