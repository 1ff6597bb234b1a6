# SPDX-License-Identifier: BSD-3-Clause
"""Images for KVM and Xen (PLAT_KVM_XEN): the same file does the same on QEMU's machines, from
GRUB, and as a domain of Xen, with the devices that each has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import harness
import web
import xen_host
from guest import Guest
from test_xen_disk import SECOND, let_go
from test_xen_domains import VIF, at, fetch

BOTH = ("CONFIG_PLAT_KVM_XEN=y",)
SECONDS = 240

needs_xen = pytest.mark.skipif(bool(xen_host.why_not()), reason=xen_host.why_not())


@needs_xen
@pytest.mark.parametrize("cc, ways", [("gcc", ("microvm", "xen")), pytest.param(
    "clang", ("microvm", "q35", "iso-bios", "xen"), marks=pytest.mark.full)])
def test_hello(build: harness.Builder, cc: str, ways: tuple[str, ...]) -> None:
    """The command line, the clocks and the end."""
    image = build("helloworld", cc=cc, options=BOTH)
    for way in ways:
        boot = image.boot(way, append="-- one", timeout=SECONDS)
        assert boot.status == 0, (way, boot)
        assert re.search(r"Hello, world!\nArgument 1: one\nIt is 20[-\d]+ [:\d]+ UTC.\n\Z",
                         boot.output), (way, boot)


@needs_xen
def test_make_run_on_each(build: harness.Builder) -> None:
    """MACHINE=xen is one of its machines. A dom0 is not started for that: xen.py takes the words
    so far that it finds a fault."""
    image = build("helloworld", options=BOTH)
    assert 'type = "pvh"' in Path(f"{image.path}.cfg").read_text()
    for machine, status in (("q35", 0), ("xen", 2)):
        done = harness.make("run", f"O={image.path.parent}", f"MACHINE={machine}",
                            "MEMORY=64M" if machine == "q35" else "MEMORY=64K")
        assert done.status == status, done
        assert ("Hello, world!" if not status else "Xen gives whole MiB") in done.output, done
    done = harness.make("debug", f"O={image.path.parent}", "MACHINE=xen")
    assert done.status and "no debugger for domains" in done.output, done


def test_options_that_exclude_it(build: harness.Builder) -> None:
    with pytest.raises(AssertionError, match="CONFIG_PLAT_KVM_IRQ=n, but PLAT_KVM_XEN needs it"):
        build("helloworld", "minimal", options=BOTH)


@needs_xen
@pytest.mark.full
@pytest.mark.parametrize("way", ["microvm", "xen"])
def test_unit_suites(build: harness.Builder, way: str) -> None:
    """What libraries promise, on both platforms' clocks, timers and interrupts."""
    boot = build("tests/apps/unit", options=BOTH).boot(
        way, timeout=600, options=() if way == "xen" else ("--net", "none"))
    assert boot.status == 0 and "not ok" not in boot.output, boot.output + boot.errors
    assert len(re.findall(r"^ok \d+ ", boot.output, re.MULTILINE)) > 15


@pytest.mark.full
def test_httpd(xen: xen_host.Host, build: harness.Builder) -> None:
    image = build("httpd", options=BOTH)
    for way in ("microvm", "pc"):
        with Guest(image, way, options=["--net", "user"]) as guest:
            guest.wait_for(web.READY, SECONDS)
            assert web.get(guest, "/1m").body[:len(web.page(1 << 20))] == web.page(1 << 20)
    address, parameters = at(70)
    with xen.domain(image, "both", parameters, vifs=VIF) as domain:
        domain.wait_for(web.READY)
        assert fetch(xen, address, "/1m") == web.page(1 << 20)
        domain.xl("shutdown")
        assert domain.finish() == 0, domain.reasons()


@pytest.mark.full
def test_a_disk_goes_from_one_to_the_other(xen: xen_host.Host, build: harness.Builder,
                                           tmp_path: Path) -> None:
    """It is virtio's, then Xen's, then virtio's again."""
    image = build("tests/apps/disk", options=BOTH)
    disk = tmp_path / "disk"
    disk.write_bytes(bytes(1 << 20))

    def on_kvm(machine: str, commands: str) -> None:
        boot = image.boot(machine, append=f"-- disk0 {commands}", options=("--disk", str(disk)),
                          timeout=SECONDS)
        judge(boot.output, "virtio_blk", commands)

    def judge(said: str, driver: str, commands: str) -> None:
        assert f"disk0: {driver} " in said and "end: 0 failed" in said, said
        checks = re.findall(r"^check \d+\+\d+: 0$", said, re.MULTILINE)
        assert len(checks) == commands.count("check") and "differs" not in said, said

    on_kvm("microvm", "info write:0:500:3")
    with xen.disks[1].open("r+b") as there:
        there.write(disk.read_bytes())
    commands = "info check:0:500:3 write:500:500:4 flush"
    with xen.domain(image, "both", f"-- disk0 {commands}", disks=[SECOND]) as domain:
        assert domain.finish() == 0, domain.text
    judge(domain.text, "xenblk", commands)
    let_go(xen)
    with xen.disks[1].open("rb") as there:
        disk.write_bytes(there.read(disk.stat().st_size))
    on_kvm("q35", "info check:0:500:3 check:500:500:4")
