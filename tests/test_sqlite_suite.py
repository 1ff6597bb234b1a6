# SPDX-License-Identifier: BSD-3-Clause
"""SQLite's own test scripts, run by its own test program in the guest, with the databases in
memory, on a share of the host, and on a disk. Every third script; SQLITE_SUITE=all for all of
them (`make sqlite-suite`)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import harness

APP = harness.ROOT / "tests/apps/testfixture"
FETCH = harness.ROOT / "support/fetch/fetch.py"
ALL = os.environ.get("SQLITE_SUITE") == "all"
# What `make test` runs: journals of all kinds, temporary files, blobs, joins.
QUICK = ("insert jrnlmode journal1 tempdb tempdb2 in index2 join alter blob incrblob conflict "
         "conflict2 fkey1 subquery rowid").split()


def fetched(name: str, folder: Path) -> Path:
    """The sources of that name, unpacked once for this run."""
    done = harness.command([sys.executable, str(FETCH), "--unpack", str(folder), name], timeout=300)
    assert done.status == 0, done.output
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guest's files: Tcl's library, SQLite's scripts, and lists of them."""
    folder = tmp_path_factory.mktemp("suite")
    sqlite = fetched("sqlite-tests", folder.parent / "sqlite-tests") / "test"
    tcl = fetched("tcl", folder.parent / "tcl") / "library"
    shutil.copytree(tcl, folder / "tcl", ignore=shutil.ignore_patterns("tzdata", "msgs"))
    scripts = folder / "sqlite/test"
    scripts.mkdir(parents=True)
    (folder / "work").mkdir()
    all_scripts = (APP / "scripts").read_text().split()
    for path in [*sqlite.glob("*.tcl"), *(sqlite / f"{name}.test" for name in all_scripts)]:
        shutil.copy(path, scripts)
    shutil.copy(APP / "suite.tcl", folder)
    (folder / "quick").write_text(" ".join(QUICK))
    (folder / "scripts").write_text(" ".join(all_scripts[::1 if ALL else 3]))
    assert set(QUICK) <= set(all_scripts)
    return folder


def run(build: harness.Builder, root: Path, scripts: str, folder: str, least: int,
        *options: str, timeout: float = 150) -> None:
    image = build("tests/apps/testfixture")
    boot = image.boot(append=f"-- /suite.tcl {folder} /{scripts}", timeout=timeout,
                      options=("--net", "none", "--memory", "512M", "--initrd", str(root),
                               *options))
    # Not the status: testfixture miscounts open files on Linux too, and then ends with 1.
    verdict = re.search(r"^(\d+) errors out of (\d+) tests on .*Ukulele", boot.output, re.MULTILINE)
    failed = re.findall(r"^!.*", boot.output, re.MULTILINE)
    assert verdict, boot.output[-3000:] + boot.errors
    assert verdict[1] == "0", "\n".join(failed)
    assert int(verdict[2]) >= least, f"only {verdict[2]} tests ran"


def ext4(path: Path) -> str:
    subprocess.run(["mkfs.ext4", "-q", "-F", str(path), "64M"], check=True)
    return str(path)


def test_in_memory(build: harness.Builder, root: Path) -> None:
    run(build, root, "quick", "/work", least=1000)


@pytest.mark.full
def test_more_in_memory(build: harness.Builder, root: Path) -> None:
    run(build, root, "scripts", "/work", least=20000 if ALL else 5000, timeout=900)


@pytest.mark.full
def test_on_a_share(build: harness.Builder, root: Path, tmp_path: Path) -> None:
    run(build, root, "quick", "/share", 1000, "--share", str(tmp_path), timeout=300)


@pytest.mark.full
def test_on_a_disk(build: harness.Builder, root: Path, tmp_path: Path) -> None:
    disk = ext4(tmp_path / "disk.img")
    run(build, root, "quick", "/disk", 1000, "--disk", disk, timeout=300)
    done = harness.command(["e2fsck", "-fn", disk])
    assert done.status == 0, done.output
