# SPDX-License-Identifier: BSD-3-Clause
"""PLAT=ukvm as its user meets it: what `make run` says where KVM or passt is not there, a network
without root, memory that nobody had to ask for. What applications do is in their own tests."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import harness
import sealed
import web
from guest import Guest
from resp import Client

sys.path.insert(0, str(harness.MONITOR.parent))
import kvm_probe  # noqa: E402


# ---- the probe
def test_no_kvm_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UKULELE_CACHE", str(tmp_path))
    monkeypatch.setattr(kvm_probe, "DEVICE", str(tmp_path / "kvm"))
    assert "there is no" in kvm_probe.problem() and "modprobe" in kvm_probe.problem()
    monkeypatch.setattr(kvm_probe, "DEVICE", "/dev/null")
    assert "runs no guest at CPL 3 (opening it: Inappropriate ioctl" in kvm_probe.problem()
    assert "PLAT=kvm" in kvm_probe.problem() and "\n" not in kvm_probe.problem()
    assert not list(tmp_path.iterdir()), "only what works is remembered"


def test_no_rights_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kvm_probe, "DEVICE", "/dev/null")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "usermod -aG kvm" in kvm_probe.problem()


@sealed.needs_kvm
def test_a_guest_is_run_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UKULELE_CACHE", str(tmp_path))
    assert kvm_probe.problem() == ""
    assert [path.name for path in tmp_path.iterdir()] == ["sealed.json"]
    monkeypatch.setattr(subprocess, "run", None)
    assert kvm_probe.problem() == ""


# ---- options
@sealed.needs_kvm
def test_what_make_refuses(build: harness.Builder) -> None:
    folder = build("tests/apps/echo", plat="ukvm").path.parent
    for word in ("MACHINE=q35", "ACCEL=tcg"):
        done = harness.make("run", f"A={harness.ROOT / 'tests/apps/echo'}", f"O={folder}",
                            "PLAT=ukvm", word)
        assert done.status == 2 and f"there is no {word.split('=')[0]}" in done.output, done.output


def without_passt(tmp_path: Path) -> dict[str, str]:
    """PATH with all that is on it, but for that."""
    for folder in reversed(os.environ["PATH"].split(":")):
        for path in Path(folder).glob("*") if folder else ():
            link = tmp_path / path.name
            link.unlink(missing_ok=True)
            link.symlink_to(path)
    (tmp_path / "passt").unlink(missing_ok=True)
    return harness.clean_environment(PATH=str(tmp_path))


@sealed.needs_kvm
def test_without_passt(build: harness.Builder, tmp_path: Path) -> None:
    image = build("httpd", options=web.OPTIONS, plat="ukvm")
    environment = without_passt(tmp_path)
    words = [sys.executable, str(harness.MONITOR), str(image.path), "--append", "-- --help"]
    asked = harness.command([*words, "--net", "user"], environment=environment, timeout=60)
    assert asked.status == 200 and "install the package passt" in asked.output, asked.output
    default = harness.command(words, environment=environment, timeout=60)
    assert "no network: " in default.output and "package passt" in default.output, default.output
    assert default.status != 200


@sealed.needs_kvm
def test_an_image_that_cannot_be_moved(build: harness.Builder, tmp_path: Path) -> None:
    """As a linker of somebody else's may leave it: not packed, rather than one that crashes."""
    linked = build("helloworld", "minimal", plat="ukvm").path.with_suffix(".dbg")
    bare = tmp_path / "bare.dbg"
    assert harness.command(["objcopy", "--remove-section=.rela*", str(linked),
                            str(bare)]).status == 0
    done = harness.command([sys.executable, str(harness.ROOT / "support/build/pack_ukvm.py"),
                            str(bare), str(tmp_path / "bare.ukvm")])
    assert done.status == 1 and "link with --emit-relocs" in done.output, done.output


# ---- a network without root
@sealed.needs_passt
def test_ports_lead_in(build: harness.Builder) -> None:
    """The port that the image names, by itself; and a page of some size, by several at once."""
    with Guest(build("httpd", options=web.OPTIONS, plat="ukvm"), "ukvm",
               options=["--net", "user"]) as guest:
        guest.wait_for(web.READY)
        guest.connect(80).close()
        host, port = guest.address(80)
        url = f"http://{host}:{port}/1m"
        said: list[str] = []
        clients = [threading.Thread(target=lambda: said.append(harness.command(
            ["sh", "-c", f"curl -sS --max-time 60 {url} | sha256sum"]).output))
            for _ in range(4)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        assert {line.split()[0] for line in said} == {web.digest(web.page(1 << 20))}
        processes = harness.command(["pgrep", "-f", f"passt .*{port}:80"]).output
        assert len(processes.split()) == 1
    deadline = threading.Event()
    for _ in range(100):
        if harness.command(["pgrep", "-f", f"passt .*{port}:80"]).status == 1:
            return
        deadline.wait(0.1)
    raise AssertionError("passt is left behind")


@sealed.needs_passt
def test_a_port_that_is_taken(build: harness.Builder) -> None:
    image = build("httpd", options=web.OPTIONS, plat="ukvm")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        boot = image.boot("ukvm", options=("--ports", f"{port}:80"))
    assert boot.status == 200 and f"port {port}/tcp of 127.0.0.1 is taken" in boot.errors, boot


# ---- memory
@sealed.needs_user
@pytest.mark.user_network
@pytest.mark.full
def test_megabytes_without_asking(build: harness.Builder) -> None:
    with Guest(build("redis", plat="ukvm"), "ukvm") as guest:
        guest.wait_for("Ready to accept connections")
        with Client(guest.connect(6379, 60)) as client:
            for size in (1 << 20, 8 << 20):
                value = hashlib.shake_128(b"%d" % size).digest(size)
                assert client("SET", "key", value) == b"OK"
                assert client("GET", "key") == value
