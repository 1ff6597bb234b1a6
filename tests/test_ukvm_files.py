# SPDX-License-Identifier: BSD-3-Clause
"""Disks and shared folders under our own monitor (PLAT=ukvm): what its options say, hosts that are
full, wishes that no driver has, and who owns what is made. What a guest does with disks and
folders is in the tests of these, with the way "ukvm"."""

from __future__ import annotations

import os
import re
import resource
import socket
import subprocess
import time
from pathlib import Path
from typing import Callable

import pytest

import harness
import sealed
import test_ext4
import test_share
from guest import Guest
from test_ukvm import monitor
from test_ukvm_monitor import check_rights, start

pytestmark = sealed.needs_kvm
TAMPER = "tests/apps/tamper"
NOBODY = 65534
EINVAL, EROFS = -22, -30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shared"
    made.mkdir()
    return made


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(1 << 20))
    return path


# ---- wishes that no driver has
MEMORY = "'block' names memory that it may not"
WISHES = {
    "honest": 512, "behind_the_end": EINVAL, "across_the_end": EINVAL,
    "wrapping_position": EINVAL, "odd_position": EINVAL, "odd_length": EINVAL,
    "no_operation": EINVAL, "zero_too_much": EINVAL, "write_it": 512,
    "into_text": MEMORY, "into_boot_page": MEMORY, "from_nowhere": MEMORY, "straddling": MEMORY,
    "wrapping_address": MEMORY, "too_many_parts": "'block' has a transfer of too many parts",
    "write_becomes_read": "'block' changes what is to be done",
    "answer_into_rodata": "'9p' names memory that it may not", "no_answer": EINVAL,
    "wrong_size": EINVAL, "long_size": EINVAL, "unknown_fid": "11, error 9",
    "many_names": "11, error 90", "answer_over_message": 21,
}

# What changes while it is done, each for some time
CHANGES = {"entry_changes": r"512", "message_changes": rf"{EINVAL}|11, error \d+|\d\d"}


def tamper(build: harness.Builder, wish: str, disk: object, folder: Path, *words: str,
           **more: object) -> subprocess.CompletedProcess:
    image = build(TAMPER, plat="ukvm")
    return monitor(image, str(image.path), "--disk", str(disk), "--share", str(folder),
                   "--append", f"-- {wish}", *words, **more)


def on_threads(build: harness.Builder, wish: str, disk: object,
               folder: Path) -> subprocess.CompletedProcess:
    """With a network beside them, what takes long has threads of the monitor's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        return tamper(build, wish, disk, folder, "--net", f"fd:{theirs.fileno()}",
                      pass_fds=[theirs.fileno()])


@pytest.mark.parametrize("run", [tamper, on_threads])
@pytest.mark.parametrize("wish", WISHES)
def test_wish(build: harness.Builder, disk: Path, folder: Path, wish: str,
              run: Callable) -> None:
    """A result, or a report and the monitor's orderly end; the disk is as it was."""
    done = run(build, wish, disk, folder)
    wanted = WISHES[wish]
    if isinstance(wanted, str) and wanted.startswith("'"):
        assert done.returncode == harness.CRASHED, done
        assert re.search(rf"\*\*\* CRASH: a ring of the device {wanted}: 0x", done.stdout), done
    else:
        assert (done.returncode, done.stdout) == (0, f"{wish}: {wanted}\n"), done
    assert disk.read_bytes() == bytes(1 << 20)


def test_every_wish_is_judged() -> None:
    source = (harness.ROOT / TAMPER / "wishes.c").read_text()
    assert set(re.findall(r'^\t\{ "(\w+)", \w+, \w+ \},$', source, re.MULTILINE)) == \
        {*WISHES, *CHANGES, "read_over_ring", "idle"}


@pytest.mark.parametrize("wish", CHANGES)
def test_what_changes_meanwhile(build: harness.Builder, disk: Path, folder: Path,
                                wish: str) -> None:
    """What counts is what was copied, whatever the guest makes of it while a thread works."""
    done = on_threads(build, wish, disk, folder)
    assert done.returncode == 0, done
    assert re.fullmatch(rf"{wish}: ({CHANGES[wish]})\n", done.stdout), done
    assert disk.read_bytes() == bytes(1 << 20)


def test_a_disk_that_writes_over_its_ring(build: harness.Builder, disk: Path,
                                          folder: Path) -> None:
    disk.write_bytes(b"\xff" * (1 << 20))
    done = tamper(build, "read_over_ring", disk, folder)
    assert done.returncode == harness.CRASHED, done
    assert re.search(r"'block' offers what it has no entries for: 0x0*ffffffff,", done.stdout)


def test_threads_have_given_up_their_rights(build: harness.Builder, disk: Path,
                                            folder: Path) -> None:
    """Root's monitor becomes the folder's owner, who is not root here."""
    if not os.geteuid():
        os.chown(folder, NOBODY, NOBODY)
    image = build(TAMPER, plat="ukvm")
    ours, theirs = socket.socketpair()
    with ours, theirs, start(image, "--disk", str(disk), "--share", str(folder), "--net",
                             f"fd:{theirs.fileno()}", "--append", "-- idle",
                             pass_fds=[theirs.fileno()]) as child:
        try:
            assert child.stdout.readline() == b"idle\n"
            # newer kernels' KVM has one of its own there, which never leaves the kernel
            tasks = [task for task in Path(f"/proc/{child.pid}/task").iterdir()
                     if not (task / "comm").read_text().startswith("kvm-")]
            assert len(tasks) == 3  # the CPU's, the disk's, the folder's
            for task in tasks:
                check_rights(task)
        finally:
            child.kill()


@pytest.mark.parametrize("closed", [(0,), (1,), (0, 1, 2)])
def test_no_disk_is_the_console(build: harness.Builder, disk: Path, folder: Path,
                                closed: tuple[int, ...]) -> None:
    """Of a monitor that is started with a standard file closed"""
    done = tamper(build, "honest", disk, folder,
                  preexec_fn=lambda: [os.close(fd) for fd in closed])
    assert done.returncode == 0, done
    assert done.stdout == ("" if 1 in closed else "honest: 512\n")
    assert disk.read_bytes() == bytes(1 << 20)


def test_read_only_disk(build: harness.Builder, disk: Path, folder: Path) -> None:
    assert tamper(build, "write_it", f"{disk},ro", folder).stdout == f"write_it: {EROFS}\n"


# ---- options
def test_help_and_mistakes(build: harness.Builder, tmp_path: Path, disk: Path,
                           folder: Path) -> None:
    image = build(TAMPER, plat="ukvm")
    (tmp_path / "odd").write_bytes(bytes(1000))
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "fifo")
    said = monitor(image, "--help").stdout
    assert "--disk FILE[,ro][,serial=NAME]" in said and "--share FOLDER[,ro]" in said
    for option, value, message in [
            ("disk", "none", "cannot be opened"), ("disk", str(folder), "cannot be opened"),
            ("disk", "fifo", "is neither a file nor a block device"),
            ("disk", "odd", "odd is empty or ends within a sector"),
            ("disk", "empty", "truncate -s 64M empty"), ("disk", ",ro", "names no file"),
            ("disk", f"{disk},serial={'x' * 21}", "more than 20"),
            ("share", "none", "cannot be shared"), ("share", "odd", "cannot be shared"),
            ("share", ",ro", "names no folder")]:
        done = monitor(image, str(image.path), f"--{option}", value, cwd=tmp_path)
        assert done.returncode == 200 and message in done.stderr, (value, done)
        assert done.stderr.count("\n") == 1
    twice = ("--disk", str(disk), "--disk", str(disk))
    done = monitor(image, str(image.path), *twice)
    assert done.returncode == 200 and "is in use" in done.stderr, done
    many = monitor(image, str(image.path), *("--share", str(folder)) * 9)
    assert many.returncode == 200 and "eight times" in many.stderr
    # a comma that is the name's own
    comma = disk.rename(tmp_path / "a,b")
    done = monitor(image, str(image.path), "--disk", f"{comma},serial=x", "--append", "-- honest")
    assert done.stdout == "honest: 512\n", done


def test_one_writer(build: harness.Builder, tmp_path: Path) -> None:
    """The locks are QEMU's."""
    image = build(test_ext4.APP, plat="ukvm")
    path = test_ext4.make_disk(tmp_path, size="4M")
    with Guest(image, "ukvm", append="-- space pause:600", options=["--disk", str(path)]) as guest:
        guest.wait_for("space: ")
        for words in (("--disk", f"{path}"), ("--disk", f"{path}:ro")):
            done = image.boot("ukvm", append="-- space", options=words)
            assert done.status == 200 and "in use by another machine" in done.errors
        alone = monitor(image, str(image.path), "--disk", str(path), "--append", "-- space")
        assert alone.returncode == 200 and "in use by another machine" in alone.stderr
        assert test_ext4.run(build, str(path), "space").status == 200  # QEMU's launcher
    with Guest(image, "ukvm", append="vfs.fstab=disk0:/:ext4:ro -- space pause:600",
               options=["--disk", f"{path}:ro"]) as guest:
        guest.wait_for("space: ")
        done = image.boot("ukvm", append="vfs.fstab=disk0:/:ext4:ro -- space",
                          options=("--disk", f"{path}:ro"))
        assert done.status == 0, done.output + done.errors


def test_qcow2_is_refused(build: harness.Builder, tmp_path: Path) -> None:
    (tmp_path / "a.qcow2").write_bytes(b"QFI\xfb" + bytes(1020))
    done = build(test_ext4.APP, plat="ukvm").boot("ukvm", options=("--disk",
                                                                   f"{tmp_path}/a.qcow2"))
    assert done.status == 200 and "qemu-img convert -O raw" in done.errors, done


# ---- hosts without room
def test_no_room(build: harness.Builder, tmp_path: Path, folder: Path, as_root: None) -> None:
    """A sparse disk on a full file system: ENOSPC in the guest, whose file system stays whole."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)], check=True)
    try:
        path = folder / "disk.img"
        test_ext4.tool(f"mke2fs -q -F -t ext4 {path} 16M")
        boot = test_ext4.run(build, str(path), "fill:/all", way="ukvm")
        assert boot.status, boot.output
        assert re.search(r"fill: \d+ bytes, then -(28|30)", boot.output), boot.output + boot.errors
        test_ext4.tool(f"cp {path} {tmp_path}/copy.img")
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    done = harness.command(["e2fsck", "-fy", f"{tmp_path}/copy.img"],
                           environment=harness.clean_environment(**test_ext4.TOOLS))
    assert done.status in (0, 1), done.output


def test_limit_of_files(build: harness.Builder, tmp_path: Path, folder: Path) -> None:
    """RLIMIT_FSIZE: an error to the guest, and no signal that ends the monitor."""
    image = build(test_share.APP, plat="ukvm")
    test_share.script(folder, "fill /share/a 1000000 65536\nwrite /share/b x")
    done = monitor(image, str(image.path), "--share", str(folder), "--append",
                   "vfs.fstab=share0:/share:9p -- /share/script", preexec_fn=lambda: (
                       resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))))
    assert done.returncode == 0, done
    assert test_share.results(done.stdout)[-1] == ("write", 1), done
    assert (folder / "a").stat().st_size <= 300000


# ---- whose files
def test_roots_guest_is_the_folders_owner(build: harness.Builder, folder: Path,
                                          as_root: None) -> None:
    """Without root's rights, whoever that is."""
    image = build(test_share.APP, plat="ukvm")
    secret = folder / "secret"
    for owner in (0, NOBODY):
        secret.write_text("not for the guest")
        os.chown(secret, 1, 1)
        secret.chmod(0o600)
        os.chown(folder, owner, owner)
        output = test_share.boot(image, folder, """
            write /share/new content
            read /share/secret
            chown /share/new 1 1
        """)
        assert test_share.results(output) == [("write", 7), ("read", -13), ("chown", -1)], output
        assert (folder / "new").stat().st_uid == owner
        (folder / "new").unlink()


def test_a_killed_monitor_leaves_nothing(build: harness.Builder, tmp_path: Path) -> None:
    """The disk is free at once."""
    image = build(test_ext4.APP, plat="ukvm")
    path = test_ext4.make_disk(tmp_path, size="4M")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    for _ in range(10):
        child = subprocess.Popen([program, str(image.path), "--disk", str(path), "--append",
                                  "-- pause:600"], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, text=True)
        time.sleep(0.01)
        assert child.poll() is None, child.communicate()
        child.kill()
        child.wait()
    assert test_ext4.run(build, str(path), "space", way="ukvm").status == 0
