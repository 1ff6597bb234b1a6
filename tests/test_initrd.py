# SPDX-License-Identifier: BSD-3-Clause
"""Files in memory beside the image, or in it: what the guest finds is what the folder has."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import pytest

import harness
import sealed

sys.path.insert(0, str(harness.ROOT / "support" / "run"))
import initrd  # noqa: E402

APP = "tests/apps/tree"  # prints all that is mounted
pytestmark = pytest.mark.xdist_group("initrd")  # `make iso` of one image
WAYS = ["microvm", "q35", "pc", sealed.SEALED, pytest.param("iso-bios"),
        pytest.param("iso-uefi", marks=pytest.mark.full)]


def fnv(data: bytes) -> int:
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


@pytest.fixture(name="folder")
def make_folder(tmp_path: Path) -> Path:
    """Some of everything that an ordinary user may make."""
    folder = tmp_path / "root"
    (folder / "etc/deep/er").mkdir(parents=True)
    (folder / "etc/hello").write_text("hello\n")
    (folder / "etc/hello").chmod(0o4711)
    (folder / "etc/deep/again").hardlink_to(folder / "etc/hello")
    (folder / "link").symlink_to("../etc/hello")
    (folder / "nowhere").symlink_to("x" * 200)
    (folder / "empty").write_bytes(b"")
    (folder / "large").write_bytes(os.urandom(50_001))
    (folder / "exactly a page").write_bytes(os.urandom(4096))
    (folder / ("n" * 255)).write_text("a long name")
    (folder / "etc/über").write_text("ü")
    os.mkfifo(folder / "fifo")
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    os.utime(folder / "empty", (1, 1))
    os.utime(folder / "etc/deep", (1_000_000_000, 1_000_000_000))
    return folder


def line_of(folder: Path, path: Path) -> str:
    """As the guest prints it."""
    status = path.lstat()
    name = "/" + str(path.relative_to(folder)) if path != folder else "/"
    size, links, total, target = 0, status.st_nlink, 0, ""
    if path.is_symlink():
        target = os.readlink(path)
        size = len(target)
    elif path.is_file():
        total = fnv(path.read_bytes())
        size = status.st_size
    elif path.is_dir():
        links = 2 + sum(below.is_dir() and not below.is_symlink() for below in path.iterdir())
    return f"{status.st_mode:o} {links} 0:0 {size} {int(status.st_mtime)} 0 {total:x} " \
           f"{name} {target}"


def expected(folder: Path) -> set[str]:
    return {line_of(folder, path) for path in [folder, *folder.rglob("*")]}


def lines_in(output: str) -> set[str]:
    """Without what GRUB writes before."""
    return set(output[output.index("40755 "):].strip("\n").split("\n"))


@pytest.mark.parametrize("way", WAYS)
def test_the_guest_finds_the_folder(build: harness.Builder, folder: Path, way: str) -> None:
    image = sealed.build_for(way, build, APP)
    if way.startswith("iso"):
        done = harness.make("iso", f"A={harness.ROOT / APP}", f"O={image.path.parent}",
                            f"INITRD={folder}")
        assert done.status == 0, done.output
        image.isos[""] = image.path.with_name(image.path.name + ".iso")
        try:
            boot = image.boot(way)
        finally:
            image.isos.clear()
    else:
        boot = image.boot(way, options=("--initrd", str(folder)))
    assert boot.status == 0, boot.output + boot.errors
    assert lines_in(boot.output) == expected(folder)


def test_files_in_the_image(folder: Path, tmp_path: Path) -> None:
    """ROOTFS-y; a change in the folder makes another image, nothing else does."""
    app = tmp_path / "app"
    (app / "defconfigs").mkdir(parents=True)
    for name in ("Config.uk", "main.c", "defconfigs/default"):
        (app / name).write_bytes((harness.ROOT / APP / name).read_bytes())
    (app / "Makefile.uk").write_text("SRCS-y += main.c\nROOTFS-y := ../root\n")
    words = (f"A={app}", f"O={tmp_path / 'out'}")
    done = harness.make(*words)
    assert done.status == 0, done.output
    image = harness.Image(tmp_path / "out/app")
    assert lines_in(image.boot().output) == expected(folder)
    assert "embed.S" not in harness.make(*words).output
    (folder / "tmp/new").write_text("new")
    (folder / "empty").chmod(0o600)
    done = harness.make(*words)
    assert done.status == 0 and "embed.S" in done.output, done.output
    boot = image.boot()
    assert lines_in(boot.output) == expected(folder)
    # an initrd goes before it
    boot = image.boot(options=("--initrd", str(folder / "etc")))
    assert lines_in(boot.output) == expected(folder / "etc")


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_what_cannot_be_mounted(build: harness.Builder, folder: Path, tmp_path: Path,
                                way: str) -> None:
    image = sealed.build_for(way, build, APP)
    archive = io.BytesIO()
    initrd.pack(str(folder), archive)
    good = archive.getvalue()
    bad = tmp_path / "bad.cpio"
    for content, message in (
            (good[:len(good) // 2], "cut off"),
            (good[:118] + b"?" + good[119:], "damaged"),
            (b"\x1f\x8b\x08" + good, "unpack it with gzip -d"),
            (b"#!/bin/sh\n", "no cpio archive: make it with cpio -H newc"),
            (good.replace(b"etc/deep/again", b"../../../again"), "'..' in it")):
        bad.write_bytes(content)
        boot = image.boot(way, options=("--initrd", str(bad)))
        assert boot.status not in (0, harness.CRASHED), boot.output
        assert message in boot.output and "initrd" in boot.output
        assert len(boot.output.splitlines()) <= 3


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_without_an_initrd(build: harness.Builder, way: str) -> None:
    image = sealed.build_for(way, build, APP)
    lines = lines_in(image.boot(way).output)
    assert len(lines) == 1 and lines.pop().endswith(" / ")
    boot = image.boot(way, append="vfs.fstab=initrd:/:cpio")
    assert boot.status not in (0, harness.CRASHED)
    assert "INITRD=" in boot.output


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_FULL])
def test_more_files_than_memory(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """Names that do not fit are an error that says what to do."""
    tmp_path.chmod(0o755)
    for number in range(3000):
        (tmp_path / f"{number}-{'name' * 20}").write_text("")
    image = sealed.build_for(way, build, APP)
    boot = image.boot(way, options=("--memory", "2M", "--initrd", str(tmp_path)))
    assert boot.status not in (0, harness.CRASHED), boot.output
    assert "no memory for" in boot.output, boot.output
    boot = image.boot(way, options=("--memory", "8M", "--initrd", str(tmp_path)))
    assert boot.status == 0 and len(lines_in(boot.output)) == 3001


def test_the_launcher_says_what_is_wrong(build: harness.Builder, tmp_path: Path) -> None:
    image = build(APP)
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    for path, message in (("/nowhere", "there is no folder or archive"), (str(empty), "is empty")):
        boot = image.boot(options=("--initrd", path))
        assert boot.status == 200 and message in boot.errors
    boot = build().boot(options=("--initrd", str(tmp_path)))
    assert boot.status == 200 and "LIBCPIO" in boot.errors


def test_archives_are_deterministic(folder: Path, tmp_path: Path,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "1.cpio", tmp_path / "2.cpio"
    assert initrd.main([str(folder), str(one)]) == initrd.main([str(folder), str(two)]) == 0
    assert one.read_bytes() == two.read_bytes()
    kept = one.stat().st_mtime_ns
    assert initrd.main([str(folder), str(one)]) == 0 and one.stat().st_mtime_ns == kept
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert initrd.main([str(folder), str(two)]) == 0
    assert one.read_bytes() != two.read_bytes()
    times = {two.read_bytes()[at + 46:at + 54] for at in range(len(two.read_bytes()))
             if two.read_bytes().startswith(b"070701", at)}
    assert times == {b"%08X" % 7, b"%08X" % 1, b"%08X" % 0}


def test_a_ready_archive(build: harness.Builder, folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "files.cpio"
    assert initrd.main([str(folder), str(archive)]) == 0
    assert stat.S_ISREG(archive.stat().st_mode)
    boot = build(APP).boot(options=("--initrd", str(archive)))
    assert lines_in(boot.output) == expected(folder)
