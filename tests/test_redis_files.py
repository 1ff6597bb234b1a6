# SPDX-License-Identifier: BSD-3-Clause
"""What Redis keeps: snapshots without fork(), append-only files, on disks and on folders of the
host, over restarts and over machines that are killed at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

import harness
import sealed
from guest import Guest
from resp import Client, RespError
from test_redis import client, fill, start, until

KILLS = int(os.environ.get("REDIS_KILLS", "5"))  # of test_killed_machines


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    image = tmp_path / "disk.img"
    for words in (["truncate", "-s", "64M", str(image)], ["mkfs.ext4", "-q", str(image)]):
        subprocess.run(words, check=True, capture_output=True)
    return image


def whole(image: Path) -> None:
    done = subprocess.run(["e2fsck", "-fn", str(image)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def shut_down(guest: Guest, one: Client, *words: str) -> None:
    one.send("SHUTDOWN", *words)
    assert guest.finish() == 0, guest.text[-2000:]


# ---- snapshots
@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_USER])
def test_snapshot_on_a_share(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """SAVE, BGSAVE, and the one that SHUTDOWN makes; the host's own tool finds the file whole."""
    image = sealed.build_for(way, build, "redis")
    share = tmp_path / "share"
    share.mkdir()
    with start(image, "", "--share", str(share)) as guest, client(guest) as one:
        fill(one, 1000)
        assert one("SAVE") == b"OK" and (share / "dump.rdb").exists()
        one("SET", "in the", "background")
        assert one("BGSAVE") == b"Background saving started"
        until(lambda: one.info("persistence")["rdb_bgsave_in_progress"] == "0")
        assert one.info("persistence")["rdb_changes_since_last_save"] == "0"
        one("SET", "at", "the end")
        shut_down(guest, one)
    done = subprocess.run(["redis-check-rdb", str(share / "dump.rdb")], capture_output=True,
                          text=True)
    assert done.returncode == 0 and "1002 keys read" in done.stdout, done.stdout
    with start(image, "", "--share", str(share)) as guest, client(guest) as one:
        assert one("MGET", "key999", "in the", "at") == [b"value999" * 10, b"background",
                                                         b"the end"]


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_USER])
def test_save_points(build: harness.Builder, disk: Path, way: str) -> None:
    """What is saved by itself, is: it is there after the machine was killed."""
    image = sealed.build_for(way, build, "redis")
    with start(image, "--save 1 10", "--disk", str(disk)) as guest, client(guest) as one:
        begun = int(one("LASTSAVE"))
        fill(one, 50)
        until(lambda: one.info("persistence")["rdb_changes_since_last_save"] == "0")
        assert one.info("persistence")["rdb_last_bgsave_status"] == "ok"
        assert int(one("LASTSAVE")) >= begun
        os.killpg(guest.process.pid, signal.SIGKILL)
    with start(image, "--save 1 10", "--disk", str(disk)) as guest, client(guest) as one:
        assert one("DBSIZE") == 50
        shut_down(guest, one, "NOSAVE")
    whole(disk)


def test_in_memory_only_nothing_is_saved(build: harness.Builder) -> None:
    with start(build("redis")) as guest, client(guest) as one:
        assert one("CONFIG", "GET", "save") == [b"save", b""]


def test_no_room_for_a_snapshot(build: harness.Builder, tmp_path: Path) -> None:
    """It says so, keeps the one that it has, and takes no more changes (Redis' default)."""
    disk = tmp_path / "small.img"
    for words in (["truncate", "-s", "2M", str(disk)], ["mkfs.ext4", "-q", str(disk)]):
        subprocess.run(words, check=True, capture_output=True)
    with start(build("redis"), "--save 3600 1 --rdbcompression no", "--disk", str(disk)) as guest, \
            client(guest) as one:
        one("SET", "key", "value")
        assert one("SAVE") == b"OK"
        for key in range(40):
            one("SET", f"key{key}", os.urandom(100000))
        one("BGSAVE")
        until(lambda: one.info("persistence")["rdb_last_bgsave_status"] == "err")
        assert "No space left on device" in guest.text
        with pytest.raises(RespError, match="MISCONF"):
            one("SET", "more", "value")
        shut_down(guest, one, "NOSAVE")
    with start(build("redis"), "", "--disk", str(disk)) as guest, client(guest) as one:
        assert one("DBSIZE") == 1 and one("GET", "key") == b"value"


# ---- append-only files
@pytest.mark.parametrize("where", ["disk", "share"])
def test_append_only_file(build: harness.Builder, tmp_path: Path, disk: Path, where: str) -> None:
    """Written, rewritten amid changes, switched on later, and read again."""
    share = tmp_path / "share"
    share.mkdir()
    medium = (f"--{where}", str(disk if where == "disk" else share))
    with start(build("redis"), "", *medium) as guest, client(guest) as one:
        fill(one, 500)
        one("CONFIG", "SET", "appendonly", "yes")  # which rewrites
        fill(one, 1000)
        until(lambda: one.info("persistence")["aof_rewrite_in_progress"] == "0")
        assert one("BGREWRITEAOF").startswith(b"Background append only file rewriting")
        one("INCR", "after")
        until(lambda: one.info("persistence")["aof_rewrite_in_progress"] == "0")
        found = one.info("persistence")
        assert found["aof_last_bgrewrite_status"] == found["aof_last_write_status"] == "ok"
        one("INCR", "after")
        shut_down(guest, one)
    if where == "share":
        manifest = share / "appendonlydir/appendonly.aof.manifest"
        done = subprocess.run(["redis-check-aof", str(manifest)], capture_output=True, text=True)
        assert done.returncode == 0 and "All AOF files and manifest are valid" in done.stdout, \
            done.stdout
    with start(build("redis"), "--appendonly yes", *medium) as guest, client(guest) as one:
        assert one("DBSIZE") == 1001 and one("GET", "after") == b"2"


class Writer(threading.Thread):
    """Counts up until its connection is lost: `sure` was acknowledged."""

    def __init__(self, one: Client, first: int) -> None:
        super().__init__(daemon=True)
        self.one, self.sure = one, first - 1
        self.start()

    def run(self) -> None:
        try:
            while True:
                self.one("SET", f"n{self.sure + 1}", "x" * random.randrange(2000))
                self.sure += 1
        except (OSError, ValueError):
            pass


def keep_killing(image: harness.Image, disk: Path, times: int) -> None:
    """Nothing acknowledged is lost, and at most one thing is there that was not."""
    last = -1
    for turn in range(times + 1):
        with start(image, "--appendonly yes --appendfsync always --auto-aof-rewrite-min-size 50kb "
                   "--auto-aof-rewrite-percentage 20", "--disk", str(disk), memory="64M") as guest:
            one = client(guest)
            size = one("DBSIZE")
            assert last + 1 <= size <= last + 2, f"{last + 1} were acknowledged, {size} are there"
            assert one("EXISTS", *[f"n{number}" for number in range(size)] or ["n"]) == size
            if turn == times:
                shut_down(guest, one)
                break
            writer = Writer(one, size)
            time.sleep(random.uniform(0.05, 1.5))
            os.killpg(guest.process.pid, signal.SIGKILL)
            writer.join(60)
            last = writer.sure
    assert last > times, "hardly anything was written"
    whole(disk)


def test_killed_machines(build: harness.Builder, disk: Path) -> None:
    """Amid writing, rewriting and deleting; REDIS_KILLS=100 for more."""
    keep_killing(build("redis"), disk, KILLS)


@pytest.mark.full
def test_many_killed_machines(build: harness.Builder, disk: Path) -> None:
    keep_killing(build("redis"), disk, 10)
