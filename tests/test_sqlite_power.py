# SPDX-License-Identifier: BSD-3-Clause
"""SQLite's databases after power cuts. The machine is killed amid transactions, again and again on
the same disk; or all that it writes is logged, and disks are made of it as they would be if the
power had failed at some moment, and what was not flushed were there or not, sector by sector. The
database is whole each time, and has every transaction that was acknowledged; SQLite on the host and
in the next guest find the same. UKULELE_POWER_CUTS=100 says how often."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import struct
import time
from pathlib import Path
from typing import Iterator

import pytest

import harness
import sealed
from guest import Guest

TOOLS = {"PATH": f"{os.environ['PATH']}:/sbin:/usr/sbin"}
CUTS = int(os.environ.get("UKULELE_POWER_CUTS", "0"))
KEPT = 150  # rows
# What makes a commit last in each mode; WAL has its index in memory, and so one user.
MODES = {"delete": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;",
         "truncate": "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL;",
         "wal": "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}
TABLES = """CREATE TABLE IF NOT EXISTS s(n);
CREATE TABLE IF NOT EXISTS t(i INTEGER PRIMARY KEY, a);
INSERT INTO s SELECT 0 WHERE NOT EXISTS (SELECT * FROM s);
SELECT 'found ' || n FROM s;
"""
# Each leaves n rows, or KEPT: a half of it would show.
TRANSACTION = f"""BEGIN; UPDATE s SET n = n + 1;
INSERT INTO t SELECT n, hex(randomblob(50 + abs(random() % 3000))) FROM s;
DELETE FROM t WHERE i <= (SELECT n - {KEPT} FROM s); COMMIT; SELECT 'done ' || n FROM s;
"""


def tool(*words: str, allowed: tuple[int, ...] = (0,)) -> str:
    done = harness.command(list(words), environment=harness.clean_environment(**TOOLS))
    assert done.status in allowed, f"{words}: {done.output}"
    return done.output


def acknowledged_in(text: str) -> int:
    return max((int(number) for number in re.findall(r"^done (\d+)\n", text, re.M)), default=-1)


class Machine:
    """One disk, and guests on it."""

    def __init__(self, image: harness.Image, folder: Path, mode: str, options: str) -> None:
        self.image, self.folder, self.options = image, folder, options
        self.way = sealed.way_of(image, "microvm")
        self.chance = random.Random(mode)
        self.disk = folder / "disk.img"
        tool("mke2fs", "-q", "-F", *options.split(), str(self.disk), "16M")
        files = folder / "files"
        files.mkdir()
        (files / "work.sql").write_text(MODES[mode] + "\n" + TABLES + TRANSACTION * 3000)
        self.found = 0

    def run(self) -> int:
        """The last transaction that the guest acknowledged before it was killed."""
        # a sealed guest has no initrd
        at, option = ("/share", "--share") if self.way == "ukvm" else ("", "--initrd")
        with Guest(self.image, self.way, append=f"-- /disk/my.db '.read {at}/work.sql'", options=[
                *sealed.accel(self.way), "--disk", str(self.disk), option,
                str(self.folder / "files")]) as guest:
            found = int(guest.wait_for(r"^found (\d+)\n", timeout=120)[1])
            assert found == self.found, f"the host found {self.found}, the guest {found}"
            guest.wait_for(rf"^done {found + self.chance.randrange(1, 25)}\n", timeout=240)
            time.sleep(self.chance.random() / 20)
            os.killpg(guest.process.pid, signal.SIGKILL)
            guest.process.wait()
            for reader in guest.readers:
                reader.join()
            return acknowledged_in(guest.text)

    def look(self, content: bytes = b"") -> int:
        """The host's tools on a copy: the last transaction that is there. -1: no database yet."""
        copy = self.folder / "copy.img"
        copy.write_bytes(content or self.disk.read_bytes())
        said = tool("e2fsck", "-fy", str(copy), allowed=(0, 1))
        assert "FIXED" not in said.upper().replace("FILE SYSTEM WAS MODIFIED", ""), said
        for name in ("my.db", "my.db-journal", "my.db-wal"):
            (self.folder / name).unlink(missing_ok=True)
            if "File not found" not in tool("debugfs", "-R", f"stat /{name}", str(copy)):
                tool("debugfs", "-R", f"dump /{name} {self.folder / name}", str(copy))
        database = sqlite3.connect(self.folder / "my.db")
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = {name for name, in database.execute("SELECT name FROM sqlite_master")}
        found = database.execute("SELECT n FROM s").fetchone() if tables >= {"s", "t"} else None
        if found:
            rows = database.execute("SELECT count(*), ifnull(max(i), 0) FROM t").fetchone()
            assert rows == (min(found[0], KEPT), found[0])
        database.close()
        return found[0] if found else -1

    def cut(self) -> None:
        acknowledged = self.run()
        self.found = self.look()
        assert self.found >= acknowledged, f"{acknowledged} acknowledged, {self.found} there"


@pytest.mark.parametrize("mode, options, cuts, way", [
    ("delete", "-t ext4", 3, "microvm"), ("wal", "-t ext4", 2, "microvm"),
    pytest.param("truncate", "-t ext4", 6, "microvm", marks=pytest.mark.full),
    pytest.param("delete", "-t ext3", 5, "microvm", marks=pytest.mark.full),
    pytest.param("wal", "-t ext4 -b 4096", 5, "microvm", marks=pytest.mark.full),
    pytest.param("delete", "-t ext4", 5, "ukvm", marks=[*sealed.SEALED.marks, pytest.mark.full])])
def test_killed(build: harness.Builder, tmp_path: Path, mode: str, options: str, cuts: int,
                way: str) -> None:
    machine = Machine(sealed.build_for(way, build, "sqlite", "full"), tmp_path, mode, options)
    for _ in range(CUTS or cuts):
        machine.cut()


@pytest.mark.full
def test_killed_without_a_journal(build: harness.Builder, tmp_path: Path) -> None:
    """ext2: e2fsck is needed, and may find something; what fsync() acknowledged is there then."""
    machine = Machine(build("sqlite", "full"), tmp_path, "truncate", "-t ext2")
    for _ in range(CUTS or 5):
        acknowledged = machine.run()
        tool("e2fsck", "-fy", str(machine.disk), allowed=(0, 1))
        machine.found = machine.look()
        assert machine.found >= acknowledged


# ---- what was not flushed is lost
class Log:
    """What a guest wrote: the log of QEMU's driver blklogwrites, in the format of Linux's
    dm-log-writes (Documentation/admin-guide/device-mapper/log-writes)."""

    SECTOR = 512
    FLUSH = 1

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.before = machine.disk.read_bytes()
        self.path = machine.folder / "log"
        self.path.touch()
        self.acknowledged = [(0, -1)]  # the log's size when that transaction was

    def run(self, transactions: int) -> None:
        files = ",".join(f"{name}.driver=file,{name}.filename={path}" for name, path in
                         (("file", self.machine.disk), ("log", self.path)))
        words = (f"-blockdev driver=blklogwrites,node-name=logged,{files} -device "
                 "virtio-blk-device,drive=logged,bus=virtio-mmio-bus.1 "
                 "-global virtio-mmio.force-legacy=false")
        with Guest(self.machine.image, qemu=words,
                   append="vfs.fstab=disk0:/disk:ext4 -- /disk/my.db '.read /work.sql'",
                   options=["--accel", "tcg", "--initrd",
                            str(self.machine.folder / "files")]) as guest:
            deadline = time.monotonic() + 240
            while self.acknowledged[-1][1] < transactions:
                assert time.monotonic() < deadline and guest.is_running(), guest.text[-2000:]
                number = acknowledged_in(guest.text)
                if number > self.acknowledged[-1][1]:
                    self.acknowledged.append((self.path.stat().st_size, number))
                time.sleep(0.002)
            os.killpg(guest.process.pid, signal.SIGKILL)
            guest.process.wait()

    def entries(self) -> Iterator[tuple[int, int, int, bytes]]:
        """Where in the log, flags, sector, what was written there"""
        content = self.path.read_bytes()
        end = max(size for size, _ in self.acknowledged)
        at = self.SECTOR
        while at < end:
            sector, count, flags, _ = struct.unpack_from("<4Q", content, at)
            data = at + self.SECTOR
            yield at, flags, sector, content[data:data + count * self.SECTOR]
            at = data + count * self.SECTOR

    def cut(self, count: int) -> None:
        """So many cuts, in their order."""
        chance = random.Random(count)
        entries = list(self.entries())
        assert sum(flags & self.FLUSH for _, flags, _, _ in entries) > 20
        cuts = set(chance.sample(range(len(entries)), count))
        lasting = bytearray(self.before)
        pending: list[tuple[int, bytes]] = []
        for index, (at, flags, sector, data) in enumerate(entries):
            if index in cuts:
                self.judge(at, lasting, pending, chance)
            if flags & self.FLUSH:
                for place, written in pending:
                    lasting[place:place + len(written)] = written
                pending = []
            pending += [(sector * self.SECTOR + into, data[into:into + self.SECTOR])
                        for into in range(0, len(data), self.SECTOR)]

    def judge(self, at: int, lasting: bytearray, pending: list[tuple[int, bytes]],
              chance: random.Random) -> None:
        disk = bytearray(lasting)
        share = chance.choice((0, 0.5, 0.9, 1))
        for place, written in pending:
            if chance.random() < share:
                disk[place:place + len(written)] = written
        wanted = max(number for size, number in self.acknowledged if size <= at)
        found = self.machine.look(bytes(disk))
        assert found >= wanted, f"at {at}: {wanted} acknowledged, {found} there"


@pytest.mark.parametrize("mode, options, cuts", [
    ("delete", "-t ext4", 10), ("wal", "-t ext4", 10),
    pytest.param("truncate", "-t ext4 -b 4096", 30, marks=pytest.mark.full),
    pytest.param("delete", "-t ext3", 30, marks=pytest.mark.full)])
def test_lost_writes(build: harness.Builder, tmp_path: Path, mode: str, options: str,
                     cuts: int) -> None:
    machine = Machine(build("sqlite", "full"), tmp_path, mode, options)
    log = Log(machine)
    log.run(60)
    log.cut(CUTS or cuts)
