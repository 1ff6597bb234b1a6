# SPDX-License-Identifier: BSD-3-Clause
"""Event channels: by the FIFO interface as by the other, and while the program computes."""

from __future__ import annotations

from pathlib import Path

import pytest

import harness
import xen_host
from test_xen_disk import FIRST
from test_xen_domains import READY, VIF, at, fetch
from xen_host import Host

FIFO = "CONFIG_DRV_XENCORE_FIFO=y"
SECONDS = 240

# Nothing in it ever waits.
COMPUTES = {
    "Config.uk": "config APP_COMPUTES\n\tbool\n\tdefault y\n\tselect LIBUKBOOT\n"
                 "\tselect LIBUKPRINT\n\tselect DRV_XENCONTROL\n",
    "Makefile.uk": "SRCS-y += main.c\n",
    "defconfigs/default": "CONFIG_LIBUKSCHED=y\nCONFIG_LIBUKSCHEDCOOP_SLICES=y\n",
    "defconfigs/alone": "# CONFIG_LIBUKSCHED is not set\n",
    "main.c": """
#include <uk/boot.h>
#include <uk/print.h>

int main(int argc, char **argv)
{
	uk_printf("computing\\n");
	for (volatile unsigned long sum = 0;; sum += argc + (argv != NULL))
		;
}
""",
}


@pytest.mark.skipif(bool(xen_host.why_not()), reason=xen_host.why_not())
def test_fifo_alone(build: harness.Builder) -> None:
    boot = build("tests/apps/unit", "bare", options=(FIFO,), plat="xen").boot("xen",
                                                                              timeout=SECONDS)
    assert boot.status == 0 and "not ok" not in boot.output, boot.output + boot.errors
    assert "every_halt_ends" in boot.output


@pytest.mark.full
def test_fifo_in_domains(xen: Host, build: harness.Builder) -> None:
    """Network, disk and store at once; clang's image, too."""
    address, parameters = at(50)
    disk = build("tests/apps/disk", "default", "clang", (FIFO,), plat="xen")
    with xen.domain(build("httpd", options=(FIFO,), plat="xen"), "fifo", parameters,
                    vifs=VIF) as web:
        web.wait_for(READY)
        with xen.domain(disk, "disk", "-- disk0 many:200:31:1 flush counts", memory=16,
                        disks=[FIRST]) as domain:
            assert b"<h1>It works.</h1>" in fetch(xen, address)
            assert domain.finish() == 0
        assert "errors=0 in_flight=0" in domain.text and "end: 0 failed" in domain.text
        web.xl("shutdown")
        assert web.finish() == 0


def test_orders_while_it_computes(xen: Host, build: harness.Builder, tmp_path: Path) -> None:
    """With threads, of which the store's gets its time slice, and without."""
    for name, text in COMPUTES.items():
        path = tmp_path / "computes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    app = str(tmp_path / "computes")
    with xen.domain(build(app, plat="xen"), "threads", memory=8) as threads, \
            xen.domain(build(app, "alone", plat="xen"), "alone", memory=4) as alone:
        threads.wait_for("computing")
        alone.wait_for("computing")
        threads.xl("shutdown")
        alone.xl("shutdown")
        assert threads.finish() == 0
        assert alone.finish() == 0
