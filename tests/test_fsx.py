# SPDX-License-Identifier: BSD-3-Clause
"""Random operations on files, compared with a model in memory (tests/apps/fsx), on every file
system; and on Linux, which says whether the model is right."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import harness
import sealed

APP = "tests/apps/fsx"
OPERATIONS = 4000
MORE = 20000  # where they take a few microseconds each


def check(output: str, seed: int, operations: int = OPERATIONS) -> None:
    assert f"fsx: {operations} operations, seed {seed}: as the model" in output, output


def test_model_on_linux(tmp_path: Path) -> None:
    program = tmp_path / "fsx"
    sources = sorted(path for path in (harness.ROOT / APP).glob("*.c") if path.name != "busy.c")
    done = harness.command(["gcc", "-O1", "-Wall", "-Wextra", "-Werror",
                            "-fsanitize=address,undefined", "-o", str(program),
                            *map(str, sources)])
    assert done.status == 0, done.output
    for seed in (1, 2):
        done = harness.command([str(program), str(tmp_path / "files"), str(OPERATIONS), str(seed)])
        assert done.status == 0, done.output
        check(done.output, seed)


@pytest.mark.parametrize("way, defconfig", [
    ("microvm", "default"), pytest.param("microvm", "alone", marks=pytest.mark.full),
    pytest.param("ukvm", "default", marks=sealed.SEALED.marks)])
def test_ramfs(build: harness.Builder, way: str, defconfig: str) -> None:
    """With few names remembered, too, so that most are asked for again."""
    image = sealed.build_for(way, build, APP, defconfig)
    for seed, parameters in (1, ""), (2, "vfs.names=16"):
        boot = image.boot(way, f"{parameters} -- /fsx {MORE} {seed}",
                          options=("--net", "none"))
        check(boot.output, seed, MORE)


@pytest.mark.parametrize("way, seed", [
    ("microvm", 1), pytest.param("microvm", 2, marks=pytest.mark.full),
    pytest.param("microvm", 3, marks=pytest.mark.full),
    pytest.param("ukvm", 4, marks=sealed.SEALED.marks)])
def test_9p(build: harness.Builder, tmp_path: Path, way: str, seed: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    boot = sealed.build_for(way, build, APP).boot(
        way, f"-- /share/fsx {OPERATIONS} {seed}", timeout=120,
        options=("--net", "none", "--share", f"{folder}:/share"))
    check(boot.output, seed)
    assert [path.name for path in folder.iterdir()] == ["fsx"]


def make_disk(path: Path, kind: str) -> str:
    """An empty file system; where e2fsck is."""
    tools = [shutil.which(name, path="/usr/sbin:/sbin:/usr/bin")
             for name in (f"mkfs.{kind}", "e2fsck")]
    if None in tools:
        pytest.skip(f"needs mkfs.{kind} and e2fsck (e2fsprogs)")
    with open(path, "wb") as file:
        file.truncate(64 << 20)
    subprocess.run([tools[0], "-q", str(path)], check=True)
    return tools[1]


def run_on_disk(build: harness.Builder, way: str, disk: Path, arguments: str) -> harness.Boot:
    return sealed.build_for(way, build, APP).boot(
        way, f"vfs.fstab=disk0:/disk:ext4 -- /disk/fsx {arguments}", timeout=120,
        options=("--net", "none", "--disk", str(disk)))


@pytest.mark.parametrize("way, kind, seed", [
    ("microvm", "ext4", 1), pytest.param("microvm", "ext4", 2, marks=pytest.mark.full),
    pytest.param("microvm", "ext3", 3, marks=pytest.mark.full),
    pytest.param("microvm", "ext2", 4, marks=pytest.mark.full),
    pytest.param("ukvm", "ext4", 5, marks=sealed.SEALED.marks)])
def test_ext4(build: harness.Builder, tmp_path: Path, way: str, kind: str, seed: int) -> None:
    """Linux's own check finds nothing wrong afterwards."""
    disk = tmp_path / "disk.img"
    e2fsck = make_disk(disk, kind)
    check(run_on_disk(build, way, disk, f"{OPERATIONS} {seed}").output, seed)
    done = harness.command([e2fsck, "-f", "-n", str(disk)])
    assert done.status == 0, done.output


@pytest.mark.parametrize("way, kind", [
    ("microvm", "ext2"), pytest.param("microvm", "ext4", marks=pytest.mark.full),
    pytest.param("ukvm", "ext4", marks=sealed.SEALED.marks)])
def test_end_with_open_files(build: harness.Builder, tmp_path: Path, way: str, kind: str) -> None:
    """A program that just ends: its disk is unmounted, and files without names are gone."""
    disk = tmp_path / "disk.img"
    e2fsck = make_disk(disk, kind)
    boot = run_on_disk(build, way, disk, "400 5 keep")
    assert boot.status == 0 and "fsx: ends with all files open" in boot.output, boot.output
    assert "error" not in boot.output, boot.output
    done = harness.command([e2fsck, "-f", "-n", str(disk)])
    assert done.status == 0, done.output


@pytest.mark.parametrize("way", [pytest.param("microvm", marks=pytest.mark.full), sealed.SEALED])
def test_end_amid_work_on_a_share(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """Others write to it all the time: the program has its turn, though a monitor answers each
    request at once, and nobody would have to wait."""
    boot = sealed.build_for(way, build, APP).boot(
        way, "-- /share/fsx 100 5 keep", options=("--net", "none", "--share", f"{tmp_path}:/share"))
    assert boot.status == 0 and "fsx: ends with all files open" in boot.output, boot.output


@pytest.mark.parametrize("fstab, message", [
    ("none:/x:xfs", "cannot mount none at /x: this image has no file system 'xfs', but"),
    ("none:/x", "vfs.fstab: 'none:/x' is not SOURCE:TARGET:TYPE[:OPTIONS]"),
    ("none:x:ramfs", "vfs.fstab: 'none:x:ramfs' is not SOURCE:TARGET:TYPE[:OPTIONS]"),
    ("none:/x:ramfs:bad=1", "cannot mount none at /x (ramfs): an option, or what is in the"),
    ("disk7:/x:ext4", "cannot mount disk7 at /x (ext4): there is no such source")])
def test_mount_that_fails(build: harness.Builder, fstab: str, message: str) -> None:
    boot = build(APP).boot("microvm", f"vfs.fstab={fstab} -- /fsx 1", options=("--net", "none"))
    assert message in boot.output and "Boot stopped: vfs_mount_all failed" in boot.output
    assert boot.status == 126


def test_mounts_in_mounts(build: harness.Builder) -> None:
    """In any order, behind the arguments, too; directories to mount at are made."""
    boot = build(APP).boot(
        "microvm", "vfs.fstab=none:/a/b/c/d:ramfs vfs.fstab=none:/:ramfs:size=8M "
        "-- /a/b/c/d/fsx 100 vfs.fstab=none:/a/b:ramfs:noatime", options=("--net", "none"))
    check(boot.output, 1, 100)
