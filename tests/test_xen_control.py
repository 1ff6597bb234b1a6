# SPDX-License-Identifier: BSD-3-Clause
"""What the toolstack asks of a domain through XenStore, and a network device that is taken away
and given back, on the Xen of xen_host.py."""

from __future__ import annotations

import pytest

import harness
from test_xen_disk import FIRST, let_go
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


def attach_network(xen: Host, domain: Domain) -> None:
    """To the first number that is free, which is 0 where there is none."""
    domain.xl("network-attach", VIF[0])
    connected(xen, domain, "device/vif/0")


def connected(xen: Host, domain: Domain, device: str) -> None:
    xen.wait(f"[ $(xenstore-read /local/domain/$(xl domid {domain.name})/{device}/state) = 4 ]")


@pytest.mark.parametrize("options", [
    (), pytest.param(("CONFIG_LIBUKSCHED=y",), marks=pytest.mark.full)])
def test_a_network_where_none_was(xen: Host, build: harness.Builder,
                                  options: tuple[str, ...]) -> None:
    """Without threads and with them, a new interface is configured as at boot."""
    address, parameters = at(43)
    image = build("httpd", options=options, plat="xen")
    with xen.domain(image, "bare", parameters, memory=16) as domain:
        domain.wait_for(READY)
        for _ in range(2):
            attach_network(xen, domain)
            assert b"<h1>It works.</h1>" in fetch(xen, address)
            domain.xl("network-detach", "0")
        assert domain.text.count("device/vif/0 was attached") == 1, domain.text
        domain.xl("shutdown")
        assert domain.finish() == 0


def test_a_disk_where_none_was(xen: Host, build: harness.Builder) -> None:
    """One with threads finds it by its name; then it is taken away, and given back."""
    with xen.domain(build("tests/apps/disk", plat="xen"), "bare", "-- serial=xvda attached "
                    "write:0:64:5 gone back check:0:64:5 flush", memory=16) as domain:
        domain.wait_for("^waiting for")
        domain.xl("block-attach", FIRST)
        domain.wait_for("^reading")
        domain.xl("block-detach", "xvda")
        domain.wait_for("^gone: -5")
        let_go(xen)
        domain.xl("block-attach", FIRST)
        assert domain.finish() == 0, domain.text
    assert "device/vbd/51712 was attached" in domain.text, domain.text
    let_go(xen)


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
