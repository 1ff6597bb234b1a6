# SPDX-License-Identifier: BSD-3-Clause
"""The network stack's start: addresses from the command line, DHCP and routers, told in a line
each; mistakes refused with what is wrong. And lwIP's own unit tests, as its authors run them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import harness

sys.path.insert(0, str(harness.ROOT / "support"))
from fetch import fetch, store  # noqa: E402
from fetch.unpack import unpack  # noqa: E402

APP = "tests/apps/addresses"
USER = ("--net", "user")


@pytest.mark.parametrize("defconfig", ["default", "alone"])
def test_dhcp_and_routers(build: harness.Builder, defconfig: str) -> None:
    """QEMU's own network answers DHCP, and advertises a prefix."""
    result = build(APP, defconfig).boot("q35", append="-- 4 6", options=USER)
    assert result.status == 0, result.output
    assert "eth0: 10.0.2.15/24 gateway 10.0.2.2 (dhcp)\n" in result.output
    assert "IPv4: 0\n" in result.output and "IPv6: 0\n" in result.output
    assert "eth0: fec0::" in result.output and "/64 (router)\n" in result.output


def test_static(build: harness.Builder) -> None:
    result = build(APP).boot(
        "pc", append="netstack.eth0=10.0.2.77/24,gw=10.0.2.2,fd00::77/64 -- 4 6 localhost",
        options=USER)
    assert result.status == 0, result.output
    assert "eth0: 10.0.2.77/24 gateway 10.0.2.2 (static)\n" in result.output
    assert "eth0: fd00::77/64 (static)\n" in result.output
    assert "localhost: 2 127.0.0.1 ::1\n" in result.output


def test_off(build: harness.Builder) -> None:
    """Then there is no network, which is known at once."""
    result = build(APP).boot("q35", append="netstack.eth0=off -- 4 www.example.org", options=USER)
    assert result.status == 0, result.output
    assert "eth0: " not in result.output
    assert "IPv4: -101\n" in result.output and "www.example.org: -101\n" in result.output


def test_two_devices(build: harness.Builder) -> None:
    result = build(APP).boot("q35", append="netstack.eth0=off netstack.eth1=192.0.2.7/24 -- 4",
                             options=("--net", "user,user"))
    assert result.status == 0, result.output
    assert "eth0: " not in result.output and "eth1: 192.0.2.7/24 (static)\n" in result.output


@pytest.mark.parametrize("text, problem", [
    ("10.0.2.15", "'10.0.2.15' lacks the prefix length, as in 10.0.2.15/24"),
    ("dhcp,gw=10.0.2.2", "has an IPv4 gateway, but no IPv4 address"),
    ("10.0.2.15/24,gw=10.0.3.1", "has a gateway outside of its own network"),
    ("fd00::2/60", "'fd00::2/60' must have the prefix length 64"),
    ("dhpc", "'dhpc' is neither an address nor a known word"),
])
def test_mistakes(build: harness.Builder, text: str, problem: str) -> None:
    result = build(APP).boot("q35", append=f"netstack.eth0={text} -- 4", options=USER)
    assert result.status not in (0, harness.CRASHED), result.output
    assert f"netstack.eth0={text}" in result.output and problem in result.output, result.output
    assert "IPv4: " not in result.output


def test_lwip(tmp_path: Path) -> None:
    """That the sources are what their authors tested, built by this machine's compiler."""
    source = fetch.load(["lwip"])[0]
    folder = Path(store.cache_folder()) / "unpacked" / f"{source.name}-{source.version}"
    unpack(source, fetch.get([source])[0], str(folder), lambda text: None)
    make = ["make", "-s", "-j2", "-f", str(harness.ROOT / "lib/net/netstack/tests/lwip.mk"),
            f"LWIP={folder}"]
    built = harness.command(make, cwd=tmp_path, timeout=300)
    assert built.status == 0, built.output[-3000:]
    done = harness.command([str(tmp_path / "lwip_tests")], cwd=tmp_path, timeout=120)
    assert done.status == 0, done.output[-3000:]
    assert "100%: Checks: 137, Failures: 0, Errors: 0" in done.output, done.output[-1000:]
