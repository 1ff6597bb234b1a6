# SPDX-License-Identifier: BSD-3-Clause
"""Disks and shared folders of domains under xl, on the emulated Xen of xen_host.py: Linux's blkback
on the other side of the disks, QEMU's 9pfs backend on that of the folders."""

from __future__ import annotations

import re
import socket
import struct
from pathlib import Path

import pytest

import harness
import test_sqlite_power as power
from test_disk_device import SECTOR, pattern
from test_redis_files import Writer
from test_xen_domains import READY, REDIS, VIF, at, redis, until
from xen_host import DISK_MIB, SECONDS, Host

SECTORS = DISK_MIB << 20 >> 9
FIRST, SECOND = "/dev/vda,raw,xvda,rw", "/dev/vdb,raw,xvdb,rw"


def content(path: Path, sector: int, count: int) -> bytes:
    with path.open("rb") as file:
        file.seek(sector * SECTOR)
        return file.read(count * SECTOR)


def expected(sector: int, count: int, seed: int) -> bytes:
    return b"".join(pattern(number, seed) for number in range(sector, sector + count))


def let_go(host: Host) -> None:
    """Until no backend has a disk any more."""
    host.wait("! ls /sys/bus/xen-backend/devices | grep -q vbd-")


@pytest.mark.parametrize("defconfig, cc", [("default", "gcc"), pytest.param(
    "alone", "clang", marks=pytest.mark.full)])
def test_requests(xen: Host, build: harness.Builder, defconfig: str, cc: str) -> None:
    """Of all kinds and lengths, one at a time and as many as there may be; what is written is
    there, and what is discarded is not."""
    commands = "info write:0:1000:3 check:0:1000:3 fua:7:3:4 check:7:3:4 flush write:2000:64:5 " \
               "discard:2008:16 check:2008:16:0 check:2024:40:5 reopen check:2000:8:5 " \
               "many:150:9:1 many:200:1:1 many:20:31:1 check:3000:1:0 zeroes:0:8 counts"
    with xen.domain(build("tests/apps/disk", defconfig, cc, plat="xen"), "disk",
                    f"-- disk0 {commands}", memory=16, disks=[FIRST]) as domain:
        assert domain.finish() == 0
    said = domain.text
    assert f"disk0: xenblk sectors={SECTORS} block=512 " in said and "serial=xvda" in said
    assert "ro=0 cache=1" in said and "zeroes: -95" in said and "errors=0 in_flight=0" in said
    assert said.count(", 0 wrong") == 3 and "differs" not in said, said
    assert "end: 1 failed" in said, said  # the zeroes, which Xen's interface has not
    let_go(xen)
    assert content(xen.disks[0], 2000, 8) == expected(2000, 8, 5)
    assert content(xen.disks[0], 2008, 16) == bytes(16 * SECTOR)


@pytest.mark.full
def test_by_name_and_read_only(xen: Host, build: harness.Builder) -> None:
    before = content(xen.disks[1], 0, 8)
    with xen.domain(build("tests/apps/disk", plat="xen"), "named",
                    "-- serial=xvdb info write:0:8:9 flush", memory=16,
                    disks=[FIRST, SECOND.replace(",rw", ",r")]) as domain:
        assert domain.finish() == 0
    assert re.search(r"^disk1: xenblk .* ro=1 .*serial=xvdb$", domain.text, re.MULTILINE)
    assert "write 0+8: -30" in domain.text and "flush: 0" in domain.text
    let_go(xen)
    assert content(xen.disks[1], 0, 8) == before


@pytest.mark.parametrize("defconfig", ["default", pytest.param("alone", marks=pytest.mark.full)])
def test_taken_away_and_given_back(xen: Host, build: harness.Builder, defconfig: str) -> None:
    """While it works: what is on its way ends with an error, and so does what comes then, until
    the disk is there again and was opened anew."""
    with xen.domain(build("tests/apps/disk", defconfig, plat="xen"), "guest",
                    "-- disk0 gone back write:40:100:6 check:40:100:6 flush counts", memory=16,
                    disks=[FIRST]) as domain:
        domain.wait_for("^reading")
        domain.xl("block-detach", "xvda")
        domain.wait_for("^gone: -5")
        let_go(xen)
        domain.xl("block-attach", FIRST)
        assert domain.finish() == 0
    assert "xenblk: disk0 (xvda) is taken away" in domain.text
    assert "back: 0" in domain.text and "end: 0 failed" in domain.text, domain.text
    assert "in_flight=0" in domain.text and "keeps" not in domain.text
    let_go(xen)
    assert content(xen.disks[0], 40, 100) == expected(40, 100, 6)


# ---- a database on a file system
class Machine(power.Machine):
    """As there, with domains instead of guests of QEMU's."""

    def __init__(self, host: Host, image: harness.Image, folder: Path, mode: str) -> None:
        super().__init__(image, folder, mode, "-t ext4")
        self.disk = host.disks[1]
        power.tool("mke2fs", "-q", "-F", "-t", "ext4", "-d", str(folder / "files"),
                   str(self.disk), "16M")
        self.host = host

    def run(self) -> int:
        with self.host.domain(self.image, "sql", "vfs.fstab=disk0:/disk:ext4 -- "
                              "/disk/my.db '.read /disk/work.sql'", disks=[SECOND]) as domain:
            said = domain.wait_for(r"^found [0-9]+$")
            found = int(re.findall(r"^found (\d+)$", said, re.MULTILINE)[0])
            assert found == self.found, f"the host found {self.found}, the domain {found}"
            domain.wait_for(rf"^done {found + self.chance.randrange(1, 25)}$")
        let_go(self.host)
        return power.acknowledged_in(domain.text)


@pytest.mark.full
@pytest.mark.parametrize("mode, cuts", [("delete", 2), ("wal", 1)])
def test_destroyed_amid_transactions(xen: Host, build: harness.Builder, tmp_path: Path, mode: str,
                                     cuts: int) -> None:
    """What was acknowledged is there, the file system is whole, and the next domain goes on."""
    machine = Machine(xen, build("sqlite", "disk", plat="xen"), tmp_path, mode)
    for _ in range(power.CUTS or cuts):
        machine.cut()


@pytest.mark.full
def test_redis_destroyed_amid_writes(xen: Host, build: harness.Builder) -> None:
    """Its append-only file on ext4: nothing acknowledged is lost, and at most one thing is there
    that was not."""
    power.tool("mke2fs", "-q", "-F", "-t", "ext4", str(xen.disks[1]), "32M")
    address, parameters = at(32, "vfs.fstab=disk0:/disk:ext4 -- --protected-mode no "
                             "--appendonly yes --appendfsync always")
    with xen.domain(build("redis", plat="xen"), "redis", parameters, vifs=VIF,
                    disks=[SECOND]) as domain:
        domain.wait_for(READY)
        writer = Writer(redis(xen, address), 0)
        until(lambda: writer.sure > 100)
        domain.destroy()
        writer.one.socket.shutdown(socket.SHUT_RDWR)
        let_go(xen)
        domain.create()
        domain.wait_for(READY)
        port = str(xen.port(address, REDIS))
        with redis(xen, address) as client:
            writer.join(60)
            sure, size = writer.sure + 1, client("DBSIZE")
            assert sure <= size <= sure + 1, f"{sure} were acknowledged, {size} are there"
            assert client("EXISTS", *[f"n{number}" for number in range(size)]) == size
        done = harness.command(["redis-cli", "-p", port, "dbsize"], timeout=SECONDS)
        assert done.status == 0 and str(size) in done.output, done.output
        domain.xl("shutdown")
        assert domain.finish() == 0
    let_go(xen)
    power.tool("e2fsck", "-fn", str(xen.disks[1]))


# ---- a folder
@pytest.mark.full
@pytest.mark.parametrize("defconfig, more", [("default", "threads /share 8"), ("alone", "")])
def test_a_folder_of_dom0(xen: Host, build: harness.Builder, defconfig: str, more: str) -> None:
    """Both sides see what the other writes; a file longer than the rings, and many at a time."""
    for path in xen.shared.iterdir():
        path.unlink()
    (xen.shared / "from-host").write_bytes(b"here")
    (xen.shared / "script").write_text(
        "read /share/from-host\nwrite /share/a hello\nappend /share/a ,world\n"
        f"rename /share/a /share/b\nfill /share/long 300000 131072\n{more}\n"
        "unlink /share/none\n")
    with xen.domain(build("tests/apps/share", defconfig, plat="xen"), "share",
                    "vfs.fstab=share0:/share:9p -- /share/script", memory=16,
                    shares=["tag=share0,path=/shares/0,security_model=none"]) as domain:
        assert domain.finish() == 0, domain.text
    said = domain.text
    assert "here" in said and "fill: 0" in said and "unlink: -2" in said, said
    assert "share: done" in said and (not more or "threads: 0" in said), said
    assert (xen.shared / "b").read_bytes() == b"hello,world"
    words = struct.unpack("<75000I", (xen.shared / "long").read_bytes())
    assert all(word == at * 2654435761 & 0xffffffff ^ 7 for at, word in enumerate(words))
