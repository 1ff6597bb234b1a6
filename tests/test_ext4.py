# SPDX-License-Identifier: BSD-3-Clause
"""ext4 with the application `ext4test`: disks that the host's tools made are mounted, changed and
unmounted, and the host's e2fsck and debugfs judge; machines are killed, and disks fail."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from pathlib import Path

import pytest

import harness
import sealed
from guest import Guest

APP = "tests/apps/ext4test"
TOOLS = {"PATH": f"{os.environ['PATH']}:/sbin:/usr/sbin"}
# As bookworm's and trixie's mkfs make them, and older kinds
KINDS = {"ext4": "-t ext4", "trixie": "-t ext4 -O metadata_csum_seed,orphan_file",
         "ext3": "-t ext3", "ext2": "-t ext2", "4k": "-t ext4 -b 4096",
         "plain": "-t ext4 -O ^metadata_csum,^64bit,^flex_bg,^dir_index -I 128"}


def tool(line: str, status: int = 0) -> str:
    done = harness.command(line.split(), environment=harness.clean_environment(**TOOLS))
    assert done.status == status, f"{line}: {done.output}"
    return done.output


def make_disk(folder: Path, options: str = "-t ext4", size: str = "32M") -> Path:
    """With a tree of files, put there by the host."""
    tree = folder / "tree"
    (tree / "dir/deep").mkdir(parents=True)
    (tree / "dir/deep/text").write_text("written by the host\n")
    (tree / "bytes").write_bytes(bytes(range(256)) * 1000)
    (tree / "link").symlink_to("dir/deep/text")
    (tree / "far").symlink_to("x" * 200)
    path = folder / "disk.img"
    tool(f"mke2fs -q -F {options} -d {tree} {path} {size}")
    return path


def judge(path: Path) -> None:
    tool(f"e2fsck -fn {path}")


def debugfs(path: Path, request: str) -> str:
    done = harness.command(["debugfs", "-R", request, str(path)],
                           environment=harness.clean_environment(**TOOLS))
    assert done.status == 0, done.output
    return done.output


def dump(path: Path, name: str, to: Path) -> bytes:
    debugfs(path, f"dump {name} {to}")
    return to.read_bytes()


def pattern(size: int, seed: int) -> bytes:
    """What `write` writes (tests/apps/ext4test/commands.c)."""
    return bytes((at * (seed + 1) + at // 4096 + seed) & 255 for at in range(size))


def run(build: harness.Builder, disk: str, commands: str, *, way: str = "microvm",
        defconfig: str = "default", cc: str = "gcc", parameters: str = "",
        options: tuple[str, ...] = ()) -> harness.Boot:
    return sealed.build_for(way, build, APP, defconfig, cc).boot(
        way, append=f"{parameters} -- {commands}", options=("--disk", disk, *options))


@pytest.mark.parametrize("kind, defconfig, cc, way", [
    ("ext4", "default", "gcc", "microvm"), ("trixie", "alone", "gcc", "microvm"),
    ("ext3", "default", "gcc", "microvm"), ("ext2", "default", "gcc", "microvm"),
    ("plain", "alone", "gcc", "microvm"),
    pytest.param("trixie", "default", "gcc", "ukvm", marks=sealed.SEALED.marks),
    pytest.param("ext4", "alone", "clang", "ukvm", marks=[*sealed.SEALED.marks, pytest.mark.full]),
    pytest.param("4k", "default", "clang", "microvm", marks=pytest.mark.full)])
def test_a_disk_of_the_host(build: harness.Builder, tmp_path: Path, kind: str, defconfig: str,
                            cc: str, way: str) -> None:
    path = make_disk(tmp_path, KINDS[kind])
    boot = run(build, str(path), "stat:/dir/deep/text stat:/link stat:/far stat:/bytes "
               "write:/dir/new:300000:3 check:/dir/new:300000:3 at:/far-away:5000000000:5000 "
               "make:/many:300 list:/many remove:/many/f7 truncate:/bytes:1000 mkdir:/empty "
               "move:/dir/deep/text:/empty/text link:/bytes:/again symlink:/again:/fast "
               f"symlink:{'y' * 100}:/slow write:/gone:99999:1 remove:/gone space",
               defconfig=defconfig, cc=cc, way=way)
    assert "end: 0 failed" in boot.output, boot.output + boot.errors
    assert "write /far-away: 0" in boot.output
    assert "list /many: 302 entries" in boot.output
    assert "size=20 " in boot.output and "size=256000 " in boot.output
    judge(path)
    assert dump(path, "/dir/new", tmp_path / "new") == pattern(300000, 3)
    assert dump(path, "/empty/text", tmp_path / "text") == b"written by the host\n"
    assert dump(path, "/again", tmp_path / "again") == bytes(range(256)) * 3 + bytes(range(232))
    listing = debugfs(path, "ls -l /")
    assert "5000005000 " in listing and " gone" not in listing and " slow" in listing


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_read_only(build: harness.Builder, tmp_path: Path, way: str) -> None:
    path = make_disk(tmp_path)
    before = path.read_bytes()
    for disk, parameters in ((f"{path}:ro", ""), (str(path), "vfs.fstab=disk0:/:ext4:ro")):
        boot = run(build, disk, "stat:/bytes write:/new:10:1 remove:/bytes", way=way,
                   parameters=parameters)
        assert boot.status == 2, boot.output + boot.errors
        assert "size=256000" in boot.output and "write /new: -30" in boot.output
    assert path.read_bytes() == before


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_full(build: harness.Builder, tmp_path: Path, way: str) -> None:
    path = make_disk(tmp_path, size="4M")
    boot = run(build, str(path), "space fill:/all mkdir:/dir remove:/all space write:/b:500000:2 "
               "check:/b:500000:2", way=way)
    assert ", then -28" in boot.output and "check /b: 0" in boot.output, boot.output
    free = re.findall(r"free=(\d+)", boot.output)
    assert abs(int(free[0]) - int(free[1])) <= 1, free  # /dir has one
    judge(path)


def test_large_disk_in_little_memory(build: harness.Builder, tmp_path: Path) -> None:
    """100 GiB, sparse: bitmaps are read when they are used."""
    path = tmp_path / "disk.img"
    tool(f"mke2fs -q -F -t ext4 {path} 100G")
    boot = run(build, str(path), "write:/a:3000000:1 check:/a:3000000:1 make:/d:50 unmake:/d:50",
               options=("--memory", "12M"))
    assert "end: 0 failed" in boot.output, boot.output + boot.errors
    judge(path)


def refused(build: harness.Builder, path: Path) -> str:
    boot = run(build, str(path), "space")
    assert boot.status != 0
    return boot.output


def test_refused(build: harness.Builder, tmp_path: Path) -> None:
    path = tmp_path / "disk.img"
    tool(f"mke2fs -q -F -t ext4 -O inline_data {path} 8M")
    assert "feature inline_data" in refused(build, path)
    path.write_bytes(bytes(8 << 20))
    assert "make one with mkfs.ext4" in refused(build, path)


# ---- power cuts and faults

def check_records(build: harness.Builder, path: Path, name: str, acknowledged: int,
                  way: str) -> None:
    boot = run(build, str(path), f"records:{name} list:/ write:/after:5000:1 remove:{name}",
               way=way)
    found = re.search(r"^records: (\d+)", boot.output, re.MULTILINE)
    assert found and int(found[1]) >= acknowledged, \
        f"{acknowledged} acknowledged:\n{boot.output}{boot.errors}"
    judge(path)


def kill(build: harness.Builder, tmp_path: Path, cuts: int, kind: str,
         way: str = "microvm") -> None:
    """The machine is killed at a random moment, again and again, on the same disk.
    UKULELE_POWER_CUTS=100 says how often."""
    path = make_disk(tmp_path, KINDS[kind], "16M")
    chance = random.Random(cuts)
    for cut in range(int(os.environ.get("UKULELE_POWER_CUTS", cuts))):
        name = f"/log{cut}"
        with Guest(sealed.build_for(way, build, APP), way, append=f"-- append:{name}:0",
                   options=["--disk", str(path)]) as guest:
            guest.wait_for(rf"^record {chance.randrange(3, 60)}\n")
            time.sleep(chance.random() / 50)
            os.killpg(guest.process.pid, signal.SIGKILL)
            guest.process.wait()
            for reader in guest.readers:
                reader.join()
            seen = [int(number) for number in re.findall(r"^record (\d+)\n", guest.text, re.M)]
        # Linux' own tool agrees: a copy is recovered by e2fsck.
        copy = tmp_path / "copy.img"
        copy.write_bytes(path.read_bytes())
        done = harness.command(["e2fsck", "-fy", str(copy)],
                               environment=harness.clean_environment(**TOOLS))
        assert done.status in (0, 1), done.output
        assert "FIXED" not in done.output.upper().replace("FILE SYSTEM WAS MODIFIED", ""), \
            done.output
        check_records(build, path, name, max(seen) + 1, way)


@pytest.mark.parametrize("kind, cuts, way", [
    ("4k", 5, "microvm"), ("ext4", 5, "microvm"),
    pytest.param("ext4", 5, "ukvm", marks=sealed.SEALED.marks),
    pytest.param("trixie", 12, "microvm", marks=pytest.mark.full),
    pytest.param("ext3", 8, "microvm", marks=pytest.mark.full)])
def test_killed(build: harness.Builder, tmp_path: Path, kind: str, cuts: int, way: str) -> None:
    kill(build, tmp_path, cuts, kind, way)


def state_of(path: Path) -> str:
    return tool(f"dumpe2fs -h {path}")


def on_failing(build: harness.Builder, path: Path, rule: dict, commands: str) -> harness.Boot:
    node = {"driver": "blkdebug", "node-name": "bad", "inject-error": [rule],
            "image": {"driver": "file", "filename": str(path)}}
    words = f"-blockdev '{json.dumps(node)}' -device virtio-blk-device,drive=bad,werror=report," \
            "rerror=report,bus=virtio-mmio-bus.1 -global virtio-mmio.force-legacy=false"
    return build(APP).boot(append=f"-- {commands}", options=(f"--qemu={words}",))


def test_errors_of_the_disk(build: harness.Builder, tmp_path: Path) -> None:
    path = make_disk(tmp_path, "-t ext4 -b 4096")
    blocks = debugfs(path, "blocks /bytes").split()
    rule = {"event": "none", "iotype": "read", "errno": 5, "sector": int(blocks[-1]) * 8}
    boot = on_failing(build, path, rule, "check:/bytes:256000:0 stat:/bytes write:/x:100:1")
    assert "check /bytes: -5" in boot.output or "check /bytes: -117" in boot.output, boot.output
    assert "write /x: 0" in boot.output
    judge(path)
    boot = on_failing(build, path, rule | {"iotype": "write"}, "at:/bytes:255000:100 mkdir:/no")
    assert "write /bytes: -5" in boot.output and "mkdir: -30" in boot.output, boot.output
    assert re.search("Filesystem state: +clean with errors", state_of(path))
    tool(f"e2fsck -fy {path}")
    assert re.search("Filesystem state: +clean$", state_of(path), re.MULTILINE)
    rule = {"event": "none", "iotype": "flush", "errno": 5}
    boot = on_failing(build, path, rule, "write:/y:100:1 write:/z:100:1")
    assert boot.status != 0, boot.output + boot.errors


def test_damage(build: harness.Builder, tmp_path: Path) -> None:
    """It is counted on the disk, where e2fsck sees it; or it ends the image."""
    path = make_disk(tmp_path)
    bad = debugfs(path, "blocks /dir").split()[-1]
    with open(path, "r+b") as disk:
        disk.seek(int(bad) * 1024 + 44)
        disk.write(b"?")
    boot = run(build, str(path), "stat:/dir/deep mkdir:/new", parameters="vfs.fstab=disk0:/:ext4")
    assert "stat /dir/deep: -117" in boot.output and "mkdir: 0" in boot.output, boot.output
    assert re.search(r"inode \d+: metadata are damaged \(error 117\): run e2fsck", boot.output)
    said = state_of(path)
    assert re.search(r"FS Error count: +[1-9]", said) and "clean with errors" in said, said
    boot = run(build, str(path), "stat:/dir/deep",
               parameters="vfs.fstab=disk0:/:ext4:errors=panic")
    assert boot.status == harness.CRASHED and "errors=panic" in boot.output, boot.output
    assert "had errors when it was last used" in boot.output


# ---- without being asked
@pytest.mark.parametrize("defconfig, then", [("default", "await"),
                                             ("alone", "pause:2 mkdir:/next")])
def test_commit_by_time(build: harness.Builder, tmp_path: Path, defconfig: str,
                        then: str) -> None:
    """A second after the change all is on the disk, though nobody syncs."""
    path = make_disk(tmp_path)
    line = f"vfs.fstab=disk0:/:ext4:commit=1 -- leave:/late:5000 {then} hold:/late pause:600"
    with Guest(build(APP, defconfig), append=line, options=["--disk", str(path)]) as guest:
        guest.wait_for(r"^hold: 0$")
        os.killpg(guest.process.pid, signal.SIGKILL)
        guest.process.wait()
    tool(f"e2fsck -fy {path}")
    assert dump(path, "/late", tmp_path / "late") == pattern(5000, 0)


def test_threads_share_commits(build: harness.Builder, tmp_path: Path) -> None:
    path = make_disk(tmp_path)
    boot = run(build, str(path), "mkdir:/d together:/d:400")
    found = re.search(r"^together: (\d+) syncs, (\d+) flushes, the least share (\d+), error 0$",
                      boot.output, re.MULTILINE)
    assert found, boot.output + boot.errors
    syncs, flushes, least = map(int, found.groups())
    assert least >= 50 and flushes < syncs, boot.output
    judge(path)


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_discard(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """The image's file gives back what was removed."""
    path = make_disk(tmp_path)

    def size_after(commands: str, mount: str = "") -> int:
        boot = run(build, str(path), commands, way=way,
                   parameters=f"vfs.fstab=disk0:/:ext4{mount}")
        assert "end: 0 failed" in boot.output, boot.output + boot.errors
        judge(path)
        return path.stat().st_blocks * 512

    before = size_after("write:/a:8000000:1 write:/b:8000000:2")
    assert size_after("remove:/a sync") > before - 1000000
    after = size_after("trim")
    assert after < before - 7000000, "the host's folder may not know holes"
    assert size_after("remove:/b sync", ":discard") < after - 7000000
