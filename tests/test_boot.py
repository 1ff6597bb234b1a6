# SPDX-License-Identifier: BSD-3-Clause
"""Every defconfig of every application boots, on every machine, built by both compilers."""

from __future__ import annotations

import pytest

import harness
from guest import Guest

# Which first line an application must print; one that is not here only has to exit with 0.
GREETINGS = {"helloworld": "Hello, world!", "skeleton": ""}
# What those are told that by themselves would wait for a user, or work for long
ARGUMENTS = {"sqlite": "-- :memory: .version", "speedtest": "-- --size 1 /x.db",
             "lua": "-- -v", "micropython": "-- -h"}
# Half a minute of compiling each: one defconfig of the first boots every way, in the quick run
# just one; the others boot one way; clang builds only what has everything in it.
LARGE = ("sqlite", "speedtest", "filebench", "lua", "micropython")
# These never end by themselves: what they print when they are ready.
SERVERS = {"httpd": "serving", "dns": "serving", "udpkv": "serving", "iperf": "serving",
           "l2fwd": "forwarding", "nginx": "serving", "redis": "Ready to accept connections"}
# Large ones: their own tests boot them in the quick run; clang builds what has everything in it.
LARGE_SERVERS = {"nginx": "tls", "redis": "default"}


def matrix() -> list:
    """All combinations; the quick run has each way and each compiler, not their product."""
    cases = []
    for app, defconfig in harness.apps_and_defconfigs():
        if app in SERVERS:
            continue
        for way in harness.KVM_WAYS:
            for cc in ("gcc", "clang"):
                quick = cc == "gcc" and way != "iso-bios-disk" or way == "microvm"
                everything = (app, defconfig) == (LARGE[0], "full")
                if app in LARGE and cc == "clang" and not everything:
                    continue
                if app in LARGE and way != "microvm" and \
                        (app, defconfig) != (LARGE[0], "default"):
                    continue
                if app in LARGE:
                    quick = (app, defconfig, way, cc) == (LARGE[0], "default", "iso-uefi", "gcc")
                marks = () if quick else (pytest.mark.full,)
                cases.append(pytest.param(app, defconfig, way, cc, marks=marks,
                                          id=f"{app}-{defconfig}-{way}-{cc}"))
    return cases


@pytest.mark.parametrize("app, defconfig, way, cc", matrix())
def test_boots(build: harness.Builder, app: str, defconfig: str, way: str, cc: str) -> None:
    boot = build(app, defconfig, cc).boot(way, ARGUMENTS.get(app, ""))
    assert boot.status == 0, boot.output + boot.errors
    assert GREETINGS.get(app, "") in boot.output
    assert "CRASH" not in boot.output


def servers() -> list:
    """Each on a machine of each bus; the other machines and the other compiler in full."""
    return [pytest.param(app, defconfig, way, cc, id=f"{app}-{defconfig}-{way}-{cc}",
                         marks=() if cc == "gcc" and way != "pc" and app not in LARGE_SERVERS
                         else (pytest.mark.full,))
            for app, defconfig in harness.apps_and_defconfigs() if app in SERVERS
            for way in ("microvm", "q35", "pc") for cc in ("gcc", "clang")
            if cc == "gcc" or LARGE_SERVERS.get(app, defconfig) == defconfig]


@pytest.mark.parametrize("app, defconfig, way, cc", servers())
def test_serves(build: harness.Builder, app: str, defconfig: str, way: str, cc: str) -> None:
    """With the devices and ports that it wants, as `make run` gives them without root."""
    with Guest(build(app, defconfig, cc), way) as guest:
        guest.wait_for(SERVERS[app])


@pytest.mark.parametrize("way", ["microvm", "q35", "iso-bios"])
def test_arguments_arrive(build: harness.Builder, way: str) -> None:
    boot = build("helloworld", "minimal").boot(way, append="-- one two")
    assert boot.status == 0, boot.output + boot.errors
    assert "one" in boot.output and "two" in boot.output


def test_matrix_is_not_empty() -> None:
    assert ("helloworld", "minimal") in harness.apps_and_defconfigs()


@pytest.mark.parametrize("option", ["# CONFIG_LTO is not set", "# CONFIG_DCE is not set",
                                    "# CONFIG_FRAME_POINTER is not set",
                                    "CONFIG_OPTIMIZE_SPEED=y", "CONFIG_OPTIMIZE_DEBUG=y"])
@pytest.mark.parametrize("cc", ["gcc", "clang"])
@pytest.mark.full
def test_build_options(build: harness.Builder, option: str, cc: str) -> None:
    boot = build("helloworld", "minimal", cc, (option,)).boot()
    assert boot.status == 0 and "Hello, world!" in boot.output, boot.output + boot.errors
