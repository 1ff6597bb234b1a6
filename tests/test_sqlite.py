# SPDX-License-Identifier: BSD-3-Clause
"""SQLite's shell as a user runs it: SQL as arguments, from an initrd and by hand on a terminal;
databases on shares and disks that outlive the machine; no memory, no room; SQLite's own tests."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator

import pytest

import harness
import sealed
from guest import Guest

FUZZ = harness.ROOT / "tests/apps/fuzzcheck"
CTRL_D, CTRL_W, ERASE = b"\x04", b"\x17", b"\x7f"
UP, LEFT, HOME = b"\x1b[A", b"\x1b[D", b"\x1b[H"
WAYS = ["microvm", sealed.SEALED_FULL]


def shell(build: harness.Builder, way: str) -> harness.Image:
    """Under a monitor the one that other tests build there."""
    return sealed.build_for(way, build, "sqlite", "full" if way == "ukvm" else "default")


def run(image: harness.Image, arguments: str, *options: str, way: str = "microvm",
        memory: str = "32M", stdin: bytes = b"", parameters: str = "") -> harness.Boot:
    return image.boot(way, f"{parameters} -- {arguments}", stdin,
                      options=(*sealed.accel(way), "--memory", memory, *options))


def answers(done: harness.Boot) -> list[str]:
    assert done.status == 0, done.output + done.errors
    return done.output.splitlines()


# ---- without a terminal
@pytest.mark.parametrize("way", ["microvm", "q35"])
def test_arguments(build: harness.Builder, way: str) -> None:
    """What the README shows, with both kinds of quotes."""
    sql = ("\"CREATE TABLE t(a); INSERT INTO t VALUES('x'),('it''s')\" "
           "'SELECT count(*), max(a) FROM t'")
    assert answers(run(shell(build, way), f"/my.db {sql}", way=way)) == ["2|x"]


def test_features(build: harness.Builder, way: str = "microvm") -> None:
    """Time, mathematics, JSON, window functions, and random numbers that differ."""
    found = answers(run(shell(build, way), way=way, arguments="-batch :memory: "
                        "\"SELECT datetime(86400, 'unixepoch')\" "
                        "\"SELECT json_extract(json_array(1, 2.5), '$[1]')\" "
                        "'SELECT printf(\"%.3f\", 2.0/3), 1e300*10, -7/2, round(2.5)' "
                        "'SELECT sum(value) OVER (ORDER BY value) FROM generate_series(1,3)' "
                        "'SELECT random() <> random()' \"SELECT date('now') > '2020-01-01'\""))
    assert found == ["1970-01-02 00:00:00", "2.5", "0.667|1.0e+301|-3|3.0", "1", "3", "6", "1", "1"]


@pytest.mark.full
def test_small_and_fast(build: harness.Builder) -> None:
    """What the small one leaves out is refused in words, and nothing else is missing."""
    small = build("sqlite", "small")
    work = ("\"PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES(20),(22)\" "
            "'SELECT sum(a) FROM t'")
    assert answers(run(small, f"/my.db {work}")) == ["delete", "42"]
    done = run(small, ":memory: \"SELECT json_array(1)\"")
    assert done.status and "no such function: json_array" in done.output
    assert answers(run(build("sqlite", "fast"), f"/my.db {work}")) == ["wal", "42"]


def test_an_error_is_the_status(build: harness.Builder) -> None:
    done = run(build("sqlite"), "/my.db 'SELECT * FROM nowhere'")
    assert done.status == 1 and "no such table: nowhere" in done.output + done.errors


def test_script_and_files_from_an_initrd(build: harness.Builder, tmp_path: Path) -> None:
    (tmp_path / "script.sql").write_text("CREATE TABLE t(a, b);\n.import --csv /rows.csv t\n"
                                         "SELECT sum(a), group_concat(b) FROM t;\n"
                                         ".output /out.txt\nSELECT * FROM t;\n.output\n"
                                         "SELECT length(readfile('/out.txt'));\n")
    (tmp_path / "rows.csv").write_text('1,one\n2,"t,wo"\n')
    done = run(build("sqlite"), "/my.db '.read /script.sql'", "--initrd", str(tmp_path))
    assert answers(done) == ["3|one,t,wo", "13"]


@pytest.mark.parametrize("way", WAYS)
def test_batch_input(build: harness.Builder, way: str) -> None:
    """What comes through a pipe is neither echoed nor edited."""
    done = run(shell(build, way), "-batch", way=way,
               stdin=b"CREATE TABLE t(a);\nINSERT INTO t VALUES(1),\n(2);\n.mode box\n"
               b"SELECT * FROM t;\n.quit\n")
    assert answers(done) == ["┌───┐", "│ a │", "├───┤", "│ 1 │", "│ 2 │", "└───┘"]


def test_write_ahead_logging(build: harness.Builder, way: str = "microvm") -> None:
    """Works, with its index in memory; another connection sees what was committed."""
    image = shell(build, way)
    begin = "/my.db 'PRAGMA journal_mode=WAL; CREATE TABLE t(a)'"
    done = run(image, f"{begin} \"ATTACH '/my.db' AS other\" 'INSERT INTO t VALUES(1)' "
               "'SELECT count(*) FROM other.t' 'PRAGMA main.wal_checkpoint' "
               "'PRAGMA integrity_check' '.open /my.db' 'PRAGMA journal_mode; SELECT * FROM t'",
               way=way)
    assert answers(done) == ["wal", "1", "0|3|3", "ok", "wal", "1"]
    done = run(image, f"{begin} '.open --readonly /my.db' 'SELECT * FROM t'", way=way)
    assert done.status and "disk I/O error" in done.output, "README says that this fails"


@pytest.mark.full
@sealed.needs_kvm
@pytest.mark.parametrize("name", ["arguments", "features", "write_ahead_logging", "no_memory"])
def test_under_a_monitor(build: harness.Builder, name: str) -> None:
    globals()[f"test_{name}"](build, "ukvm")


def test_there_is_no_way_to_files_that_fails_half_way(build: harness.Builder) -> None:
    done = run(build("sqlite"), "-vfs unix /my.db 'SELECT 1'")
    assert done.status == 1 and "no such VFS" in done.output


# ---- a terminal
class Terminal:
    """The shell on a pty, whose keys are pressed one after the other."""

    def __init__(self, image: harness.Image) -> None:
        import termios

        self.ours, theirs = pty.openpty()
        accel = sealed.accel(sealed.way_of(image, "microvm"))
        self.modes = termios.tcgetattr(theirs)
        self.theirs = theirs
        self.seen = b""
        self.child = subprocess.Popen(
            [sys.executable, image.launcher(), str(image.path), *accel], stdin=theirs,
            stdout=theirs, stderr=subprocess.DEVNULL,
            env=harness.clean_environment(), start_new_session=True)

    def wait(self, text: bytes, seconds: float = 30) -> None:
        """Forgets what came up to it."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            left = deadline - time.monotonic()
            assert left > 0 and select.select([self.ours], [], [], left)[0], (text, self.seen)
            self.seen += os.read(self.ours, 4096).replace(b"\r", b"")
        self.seen = self.seen.partition(text)[2]

    def press(self, *keys: bytes) -> None:
        for key in keys:
            os.write(self.ours, key)

    def close(self) -> None:
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        os.close(self.ours)
        os.close(self.theirs)


@pytest.fixture(params=WAYS)
def terminal(request: pytest.FixtureRequest, build: harness.Builder) -> Iterator[Terminal]:
    made = Terminal(shell(build, request.param))
    yield made
    made.close()


def test_line_editing(terminal: Terminal) -> None:
    import termios

    terminal.wait(b"sqlite> ")
    terminal.press(b"SELEC 6*8;", LEFT, ERASE, b"7", HOME, b"SELECT 1;--", b"\r")
    terminal.wait(b"\n1\n")
    terminal.wait(b"sqlite> ")
    terminal.press(b"SELECT 6*7", b" nonsense", CTRL_W, ERASE, b";", b"\r")
    terminal.wait(b"\n42\n")
    terminal.wait(b"sqlite> ")
    terminal.press(UP, UP, HOME, b"SELECT 'again';", b"\r")  # history
    terminal.wait(b"\nagain\n1\n")
    terminal.wait(b"sqlite> ")
    terminal.press(b"SELECT", b"\r")
    terminal.wait(b"   ...> ")
    terminal.press(b"'two lines';", b"\r")
    terminal.wait(b"\ntwo lines\n")
    terminal.wait(b"sqlite> ")
    terminal.press(CTRL_D)
    assert terminal.child.wait(timeout=30) == 0
    assert termios.tcgetattr(terminal.theirs) == terminal.modes


def test_pasted_lines_all_arrive(terminal: Terminal) -> None:
    """Many lines at once are run one after the other."""
    terminal.wait(b"sqlite> ")
    rows = b"".join(b"INSERT INTO t VALUES(%d);\r" % row for row in range(20))
    terminal.press(b"CREATE TABLE t(a);\r" + rows + b"SELECT count(*), sum(a) FROM t;\r.quit\r")
    terminal.wait(b"\n20|190\n")
    assert terminal.child.wait(timeout=30) == 0


# ---- what outlives the machine
def check(path: Path, rows: int) -> None:
    """The host's own SQLite finds it whole."""
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM t").fetchone() == (rows,)


FILL = ("'CREATE TABLE IF NOT EXISTS t(a, b)' 'WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n "
        "WHERE i<500) INSERT INTO t SELECT i, hex(randomblob(50)) FROM n' 'SELECT count(*) FROM t'")


@pytest.mark.parametrize("mode, way", [
    ("delete", "microvm"), pytest.param("wal", "microvm", marks=pytest.mark.full),
    pytest.param("delete", "ukvm", marks=[*sealed.SEALED.marks, pytest.mark.full])])
def test_share(build: harness.Builder, tmp_path: Path, mode: str, way: str) -> None:
    image = sealed.build_for(way, build, "sqlite", "full")
    for rows in (500, 1000):
        done = run(image, f"/share/my.db 'PRAGMA journal_mode={mode}' {FILL}",
                   "--share", str(tmp_path), way=way)
        assert answers(done) == [mode, str(rows)]
        check(tmp_path / "my.db", rows)


def disk(tmp_path: Path, size: str = "16M") -> Path:
    image = tmp_path / "disk.img"
    for words in (["truncate", "-s", size, str(image)], ["mkfs.ext4", "-q", str(image)]):
        subprocess.run(words, check=True, capture_output=True)
    return image


def taken_out(image: Path, name: str, tmp_path: Path) -> Path:
    """A file of the disk, by e2fsprogs, after these have found the disk in order."""
    done = subprocess.run(["e2fsck", "-fn", str(image)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    target = tmp_path / "taken.db"
    subprocess.run(["debugfs", "-R", f"dump /{name} {target}", str(image)], check=True,
                   capture_output=True)
    return target


@pytest.mark.parametrize("mode, way", [
    ("delete", "microvm"), pytest.param("wal", "microvm", marks=pytest.mark.full),
    pytest.param("delete", "ukvm", marks=[*sealed.SEALED.marks, pytest.mark.full])])
def test_disk(build: harness.Builder, tmp_path: Path, mode: str, way: str) -> None:
    image, medium = sealed.build_for(way, build, "sqlite", "full"), disk(tmp_path)
    for rows in (500, 1000):
        done = run(image, f"/disk/my.db 'PRAGMA journal_mode={mode}' {FILL}",
                   "--disk", str(medium), way=way)
        assert answers(done) == [mode, str(rows)]
    check(taken_out(medium, "my.db", tmp_path), 1000)


@pytest.mark.parametrize("way", WAYS)
def test_full_disk(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """An error and a rollback; what was there before stays."""
    image, medium = sealed.build_for(way, build, "sqlite", "full"), disk(tmp_path, "2M")
    done = run(image, f"/disk/my.db {FILL}", "--disk", str(medium), way=way)
    assert answers(done) == ["500"]
    done = run(image, "/disk/my.db 'WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE "
               "i<9000) INSERT INTO t SELECT i, hex(randomblob(500)) FROM n'",
               "--disk", str(medium), way=way)
    assert done.status and "full" in done.output, done.output + done.errors
    done = run(image, "/disk/my.db 'SELECT count(*) FROM t; PRAGMA integrity_check'",
               "--disk", str(medium), way=way)
    assert answers(done) == ["500", "ok"]


def test_power_cut(build: harness.Builder, tmp_path: Path) -> None:
    """A machine that is killed amid a transaction has lost that, and nothing else."""
    medium = disk(tmp_path)
    image = build("sqlite", "full")
    (tmp_path / "files").mkdir()
    (tmp_path / "files/cut.sql").write_text(
        "CREATE TABLE t(a, b);\nINSERT INTO t VALUES(1, 2);\nPRAGMA cache_size=10;\nBEGIN;\n"
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000)\n"
        "INSERT INTO t SELECT i, hex(randomblob(500)) FROM n;\n.print half-way\n"
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n;\n")
    guest = Guest(image, append="-- /disk/my.db '.read /cut.sql'",
                  options=["--accel", "tcg", "--disk", str(medium), "--initrd",
                           str(tmp_path / "files")])
    guest.wait_for("half-way")
    guest.monitor("quit")
    guest.stop()
    done = run(image, "/disk/my.db 'SELECT count(*) FROM t; PRAGMA integrity_check'",
               "--disk", str(medium))
    assert answers(done) == ["1", "ok"]


def test_no_memory(build: harness.Builder, way: str = "microvm") -> None:
    """Files in memory fill it: SQLite is told so, and goes on."""
    done = run(shell(build, way), "-bail /my.db 'CREATE TABLE t(a)' 'WITH n(i) AS (SELECT 1 UNION "
               "ALL SELECT i+1 FROM n) INSERT INTO t SELECT randomblob(1000) FROM n'",
               memory="8M" if way == "ukvm" else "6M", way=way)
    assert done.status and re.search("out of memory|is full|disk I/O error", done.output), \
        done.output + done.errors
    assert "CRASH" not in done.output


# ---- SQLite's own
@pytest.mark.full
def test_speedtest_is_right(build: harness.Builder) -> None:
    """The hash over all answers is the one that the same program has on this host."""
    out = harness.OUT / "linux-speedtest"
    done = harness.make("-f", str(harness.ROOT / "apps/shared/linux.mk"), "APP=speedtest",
                        f"O={out}", "CFLAGS=-O1")
    assert done.status == 0, done.output
    host = harness.command([str(out / "speedtest"), "--size", "2", "--verify", ":memory:"])
    guest = run(build("speedtest"), "--size 2 --verify /x.db", memory="64M")
    wanted = re.search(r"Verification Hash: .*", host.output)
    assert wanted and guest.status == 0 and wanted[0] in guest.output, guest.output + guest.errors


@pytest.mark.full
@pytest.mark.parametrize("where", ["share", "disk"])
def test_speedtest_elsewhere(build: harness.Builder, tmp_path: Path, where: str) -> None:
    medium = str(tmp_path) if where == "share" else str(disk(tmp_path, "64M"))
    done = run(build("speedtest", "full"), f"--size 2 --verify /{where}/x.db", f"--{where}", medium,
               memory="64M")
    assert done.status == 0 and "TOTAL" in done.output, done.output + done.errors


@pytest.mark.full
@pytest.mark.parametrize("data", [4, 8])
def test_fuzzcheck(build: harness.Builder, tmp_path: Path, data: int) -> None:
    """Upstream's collection of what fuzzers have found, run by upstream's program."""
    image = build(str(FUZZ.relative_to(harness.ROOT)))
    name = f"fuzzdata{data}.db"
    found = image.path.parent / "amalgamation/source/test" / name
    (tmp_path / "files").mkdir()
    shutil.copyfile(found, tmp_path / "files" / name)
    done = image.boot("microvm", f"-- /{name}", timeout=300,
                      options=("--accel", "tcg", "--memory", "256M", "--initrd",
                               str(tmp_path / "files")))
    assert done.status == 0 and re.search(r"0 errors out of [1-9]\d+ tests", done.output), \
        done.output[-3000:] + done.errors
