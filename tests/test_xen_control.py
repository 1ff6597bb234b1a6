# SPDX-License-Identifier: BSD-3-Clause
"""What the toolstack asks of a domain through XenStore, and a network device that is taken away
and given back, on the Xen of xen_host.py."""

from __future__ import annotations

import pytest

import harness
from test_xen_domains import READY, VIF, at, fetch
from xen_host import Domain, Host


def ask(xen: Host, domain: Domain, request: str) -> None:
    xen.run(f"xenstore-write /local/domain/$(xl domid {domain.name})/control/shutdown {request}")


def test_a_device_comes_back_and_requests_are_refused(xen: Host, build: harness.Builder) -> None:
    """An image without threads, where all of this happens in interrupts."""
    address, parameters = at(40)
    with xen.domain(build("httpd", plat="xen"), "back", parameters, vifs=VIF) as domain:
        domain.wait_for(READY)
        assert b"<h1>It works.</h1>" in fetch(xen, address)
        assert domain.store("control/feature-poweroff") == "1"
        # one that cannot be done is left as it is, so that who asked finds out
        ask(xen, domain, "dance")
        domain.wait_for("unknown request 'dance'")
        assert domain.store("control/shutdown") == "dance"
        for _ in range(2):
            domain.xl("network-detach", "0")
            domain.xl("network-attach", VIF[0])
            xen.wait("[ $(xenstore-read /local/domain/$(xl domid back)/device/vif/0/state) = 4 ]")
            assert b"<h1>It works.</h1>" in fetch(xen, address)
        ask(xen, domain, "halt")
        assert domain.finish() == 0


@pytest.mark.full
def test_saving_is_refused(xen: Host, build: harness.Builder) -> None:
    """By an image that was built without: it goes on."""
    address, parameters = at(42)
    image = build("httpd", options=("# CONFIG_DRV_XENCONTROL_SUSPEND is not set",), plat="xen")
    with xen.domain(image, "stays", parameters, vifs=VIF) as domain:
        domain.wait_for(READY)
        ask(xen, domain, "suspend")
        domain.wait_for("cannot be saved")
        assert domain.store("control/shutdown") == "suspend"
        assert b"<h1>It works.</h1>" in fetch(xen, address)


@pytest.mark.full
def test_a_program_ends_by_itself(xen: Host, build: harness.Builder) -> None:
    """One with threads and a handler for SIGTERM."""
    _, parameters = at(41)
    with xen.domain(build("redis", plat="xen"), "term", f"{parameters} -- --protected-mode no",
                    vifs=VIF) as domain:
        domain.wait_for(READY)
        domain.xl("shutdown")
        assert domain.finish() == 0
    assert "Received SIGTERM" in domain.text and "bye bye" in domain.text
