# SPDX-License-Identifier: BSD-3-Clause
"""Disks, with the application `disk`: both buses and rings, what is in the file, and QEMU's block
layer doing wrong what it can (blkdebug): errors reach the guest, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import harness
from guest import Guest

APP = "tests/apps/disk"
SECTOR = 512
SECTORS = 4096  # 2 MiB
BUS = {"microvm": ("virtio-blk-device", ",bus=virtio-mmio-bus.1"), "q35": ("virtio-blk-pci", "")}


def make_disk(folder: Path, sectors: int = SECTORS) -> Path:
    path = folder / "disk.img"
    with path.open("wb") as file:
        file.truncate(sectors * SECTOR)
    return path


def pattern(sector: int, seed: int) -> bytes:
    """What `write` writes there (tests/apps/disk/commands.c)."""
    return bytes((seed + sector * 131 + at * 7 + at // 256) & 255 for at in range(SECTOR))


def run(build: harness.Builder, disks: str, commands: str, *, way: str = "microvm",
        defconfig: str = "default", cc: str = "gcc", which: str = "disk0") -> harness.Boot:
    """As a user does, with DISK=."""
    return build(APP, defconfig, cc).boot(way, append=f"-- {which} {commands}",
                                          options=("--disk", disks))


def run_on(build: harness.Builder, node: dict, commands: str, *, way: str = "microvm",
           device: str = "", defconfig: str = "default") -> harness.Boot:
    """On a disk that QEMU describes so; node-name "bad"."""
    kind, bus = BUS[way]
    words = f"-blockdev '{json.dumps(node)}' -device {kind},drive=bad,werror=report," \
            f"rerror=report{device}{bus} -smp 1,maxcpus=2"
    if way == "microvm":
        words += " -global virtio-mmio.force-legacy=false"
    return build(APP, defconfig).boot(way, append=f"-- disk0 {commands}",
                                      options=(f"--qemu={words}",))


def raw(path: Path, **more: object) -> dict:
    return {"driver": "raw", "node-name": "bad", "file": {"driver": "file", "filename": str(path)},
            **more}


def failing(path: Path, *rules: dict) -> dict:
    return {"driver": "blkdebug", "node-name": "bad", "discard": "unmap",
            "inject-error": list(rules),
            "image": {"driver": "file", "filename": str(path), "discard": "unmap"}}


def lines(boot: harness.Boot) -> list[str]:
    assert "end: " in boot.output, boot.output + boot.errors
    return boot.output.splitlines()


ALL = "info write:0:1000:5 check:0:1000:5 fua:8:8:9 check:8:8:9 flush many:200:3:1 reopen " \
      "check:600:100:5"


@pytest.mark.parametrize("way, defconfig, cc", [
    ("microvm", "default", "gcc"), ("microvm", "alone", "gcc"), ("q35", "both", "gcc"),
    pytest.param("q35", "default", "clang", marks=pytest.mark.full),
    pytest.param("pc", "alone", "gcc", marks=pytest.mark.full)])
def test_all_operations(build: harness.Builder, tmp_path: Path, way: str, defconfig: str,
                        cc: str) -> None:
    path = make_disk(tmp_path)
    boot = run(build, str(path), ALL, way=way, defconfig=defconfig, cc=cc)
    assert boot.status == 0, boot.output + boot.errors
    assert f"sectors={SECTORS} " in boot.output and "serial=disk.img" in boot.output
    assert "cache=1" in boot.output  # QEMU offers flushes, so the guest must ask for them
    content = path.read_bytes()
    assert content[999 * SECTOR:1000 * SECTOR] == pattern(999, 5)
    assert content[SECTOR:2 * SECTOR] == pattern(1, 77)  # `many`
    assert not any(content[1000 * SECTOR:])


@pytest.mark.parametrize("way, device", [
    ("microvm", "packed=on"), ("q35", "packed=on,event_idx=off"), ("microvm", "indirect_desc=off"),
    ("microvm", "event_idx=off,indirect_desc=off,packed=on"),
    ("q35", "queue-size=4,seg-max-adjust=off"),
    ("q35", "num-queues=4,write-cache=off"),
    ("microvm", "logical_block_size=4096,physical_block_size=4096")])
def test_kinds_of_devices(build: harness.Builder, tmp_path: Path, way: str, device: str) -> None:
    path = make_disk(tmp_path)
    commands = "info write:0:1000:5 check:0:1000:5 fua:8:8:9 flush many:60:2:1 counts"
    if "num-queues" in device:
        commands += " reopen:4 many:64:2:4"
    boot = run_on(build, raw(path), commands, way=way, device=f",{device}", defconfig="both")
    assert boot.status == 0, boot.output + boot.errors
    assert ("block=4096" in boot.output) == ("block_size=4096" in device)
    assert ("cache=0" in boot.output) == ("write-cache=off" in device)
    assert ("queues=4" in boot.output) == ("num-queues" in device)
    assert path.read_bytes()[999 * SECTOR:1000 * SECTOR] == pattern(999, 5)


def test_discarded_space_is_free(build: harness.Builder, tmp_path: Path) -> None:
    path = make_disk(tmp_path)
    boot = run(build, str(path), f"write:0:{SECTORS}:3 flush")
    assert boot.status == 0, boot.output
    full = path.stat().st_blocks
    boot = run(build, str(path), f"discard:0:{SECTORS // 2} check:0:2048:0 check:2048:2048:3 "
               "zeroes:2048:1024 unmap:3072:1024 check:2048:2048:0 flush")
    assert boot.status == 0, boot.output
    assert full >= SECTORS and path.stat().st_blocks <= full / 2


@pytest.mark.parametrize("iotype, errno, commands, answers", [
    ("read", 5, "check:8:1:0 write:8:1:1 flush", ["check 8+1: -5", "write 8+1: 0",
                                                           "flush: 0"]),
    ("write", 5, "write:8:1:1 check:8:1:0 fua:8:1:1 flush",
     ["write 8+1: -5", "check 8+1: 0", "write 8+1: -5", "flush: 0"]),
    # a full disk of the host: virtio has one error for all
    ("write", 28, "write:0:64:1 check:0:64:0", ["write 0+64: -5", "check 0+64: 0"]),
    # what was not flushed is not promised: neither by a flush nor by FUA
    ("flush", 5, "write:8:1:1 flush fua:16:1:1", ["write 8+1: 0", "flush: -5",
                                                          "write 16+1: -5"]),
    ("discard", 5, "discard:0:8 write:8:1:1", ["discard: -5", "write 8+1: 0"]),
])
def test_errors_of_the_host(build: harness.Builder, tmp_path: Path, iotype: str, errno: int,
                            commands: str, answers: list[str]) -> None:
    path = make_disk(tmp_path)
    rule = {"event": "none", "iotype": iotype, "errno": errno, "immediately": True}
    boot = run_on(build, failing(path, rule), commands)
    found = [line for line in lines(boot) if ": " in line and not line.startswith(("open", "end"))]
    assert found == answers, boot.output
    assert boot.status == sum(not line.endswith(": 0") for line in answers)


def test_one_bad_sector_of_many(build: harness.Builder, tmp_path: Path) -> None:
    """A scattered batch with one bad request: the error is told, what is beside it is right."""
    path = make_disk(tmp_path)
    rule = {"event": "none", "iotype": "write", "errno": 5, "sector": 90, "once": True}
    boot = run_on(build, failing(path, rule), "many:64:2:1 counts check:0:80:77 write:90:1:3 "
                  "check:90:1:3")
    assert "many 64*2: -5" in boot.output and "errors=1 in_flight=0" in boot.output, boot.output
    assert "check 0+80: 0" in boot.output and "check 90+1: 0" in boot.output
    assert boot.status == 1


def test_read_only(build: harness.Builder, tmp_path: Path) -> None:
    path = make_disk(tmp_path)
    boot = run(build, f"{path}:ro", "info write:0:1:1 discard:0:8 zeroes:0:8 check:0:8:0 flush")
    assert "ro=1" in boot.output
    for answer in ("write 0+1: -30", "discard: -30", "zeroes: -30", "check 0+8: 0", "flush: 0"):
        assert answer in lines(boot)
    assert not any(path.read_bytes())


def test_a_disk_without_a_file(build: harness.Builder) -> None:
    node = {"driver": "null-co", "node-name": "bad", "size": 1 << 40, "read-zeroes": True}
    boot = run_on(build, node, f"info check:{(1 << 31) - 8}:8:0 write:{(1 << 31) - 1}:1:1 "
                  f"check:{(1 << 31) - 1}:2:0 check:{1 << 31}:1:0")
    assert f"sectors={1 << 31} " in boot.output
    assert f"check {(1 << 31) - 8}+8: 0" in boot.output
    assert f"check {(1 << 31) - 1}+2: -22" in boot.output  # beyond the end
    assert boot.status == 2


def test_several_disks(build: harness.Builder, tmp_path: Path) -> None:
    paths = []
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        paths.append(make_disk(tmp_path / str(number), 100 + number))
    disks = f"{paths[0]},{paths[1]}:serial=middle,{paths[2]}:ro"
    for way in ("microvm", "q35"):
        boot = run(build, disks, "info write:5:1:9", which="serial=middle", way=way)
        assert boot.status == 0 and "disk1: " in boot.output, boot.output + boot.errors
        assert "sectors=101 " in boot.output
    assert paths[1].read_bytes()[5 * SECTOR:6 * SECTOR] == pattern(5, 9)
    boot = run(build, disks, "info", which="disk2")
    assert "sectors=102 " in boot.output and "ro=1" in boot.output
    boot = run(build, disks, "info", which="serial=none")
    assert boot.status == 100 and "there is no serial=none" in boot.output


def test_resize_while_running(build: harness.Builder, tmp_path: Path) -> None:
    path = make_disk(tmp_path)
    with Guest(build(APP), append=f"-- disk0 size info write:{SECTORS}:8:4",
               options=["--disk", str(path)]) as guest:
        guest.wait_for("waiting")
        guest.monitor("block_resize", **{"node-name": "disk0", "size": 2 * SECTORS * SECTOR})
        guest.wait_for(f"size: {2 * SECTORS}$")
        guest.wait_for("end: 0 failed")
    assert path.read_bytes()[SECTORS * SECTOR:(SECTORS + 1) * SECTOR] == pattern(SECTORS, 4)
