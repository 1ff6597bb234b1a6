# SPDX-License-Identifier: BSD-3-Clause
"""Folders of the host in a guest, with the application tests/apps/share: what either side does the
other sees, errors of the host, hosts that are slow, on both kinds of buses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import harness
import sealed
from guest import Guest

sys.path.insert(0, str(harness.RUN.parent))
import about  # noqa: E402
import share  # noqa: E402
from qemu import Launch, LaunchError  # noqa: E402
from slots import Slots  # noqa: E402

APP = "tests/apps/share"
ENOENT, ENXIO, EACCES, EEXIST, EXDEV, ENOTDIR = -2, -6, -13, -17, -18, -20
ENOSPC, EROFS, ENAMETOOLONG, ENOTEMPTY, ELOOP = -28, -30, -36, -39, -40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shared"
    made.mkdir()
    return made


def script(folder: Path, text: str) -> None:
    (folder / "script").write_text("".join(line.strip() + "\n" for line in
                                           text.strip().splitlines()), encoding="utf-8")


def boot(image: harness.Image, folder: Path, text: str, way: str = "microvm",
         options: str = "", at: str = "/share", parameters: str = "") -> str:
    """The console's text, after the script has run to its end."""
    script(folder, text)
    way = sealed.way_of(image, way)
    done = image.boot(way, f"{parameters} -- {at}/script",
                      options=(*sealed.accel(way), "--share", f"{folder}:{at}{options}"))
    assert done.status == 0 and "share: done" in done.output, done.output + done.errors
    return done.output


def results(output: str) -> list[tuple[str, int]]:
    return [(name, int(value)) for name, value in
            re.findall(r"^([a-z-]+): (-?\d+)$", output, re.MULTILINE)]


EVERYTHING = """
    read /share/from-host
    write /share/a hello
    append /share/a ,world
    pwrite /share/a 1 E
    read /share/a
    truncate /share/a 8
    chmod /share/a 416
    utime /share/a 1000000000
    stat /share/a
    mkdir /share/d
    create /share/d/f x
    create /share/d/f x
    rename /share/d/f /share/d/g
    link /share/d/g /share/h
    symlink d/g /share/l
    readlink /share/l
    read /share/l
    write /share/größe-漢字 utf-8
    size /share/größe-漢字
    read /share/größe-漢字
    orphan /share/o
    create-ro /share/ro only-read
    sync /share/d/g
    rmdir /share/d
    unlink /share/d/g
    rmdir /share/d
    list /share
    statfs /share
    size /share/none
    size /share/a/b
"""


@pytest.mark.parametrize("way, defconfig, options", [
    ("microvm", "default", ""), ("q35", "default", ""), ("microvm", "alone", ""),
    ("microvm", "default", "cache=loose"),
    pytest.param("ukvm", "default", "", marks=sealed.SEALED.marks),
    pytest.param("ukvm", "alone", "", marks=[*sealed.SEALED.marks, pytest.mark.full])])
def test_everything(build: harness.Builder, folder: Path, way: str, defconfig: str,
                    options: str) -> None:
    (folder / "from-host").write_text("made by the host")
    output = boot(sealed.build_for(way, build, APP, defconfig), folder, EVERYTHING, way,
                  parameters=f"vfs.fstab=share0:/share:9p:{options}" if options else "")
    assert results(output) == [
        ("read", 16), ("write", 5), ("append", 6), ("pwrite", 1), ("read", 11), ("truncate", 0),
        ("chmod", 0), ("utime", 0), ("stat", 0), ("mkdir", 0), ("create", 1), ("create", EEXIST),
        ("rename", 0), ("link", 0), ("symlink", 0), ("readlink", 3), ("read", 1),
        ("write", 5), ("size", 5), ("read", 5), ("orphan", 0), ("create-ro", 9), ("sync", 0),
        ("rmdir", ENOTEMPTY), ("unlink", 0), ("rmdir", 0), ("list", 9),
        ("statfs", pytest.approx(os.statvfs(folder).f_blocks * os.statvfs(folder).f_frsize, 0.1)),
        ("size", ENOENT), ("size", ENOTDIR)], output
    assert "[made by the host]" in output and "[hEllo,world]" in output
    assert re.search(r"mode 100640 links 1 .* size 8 .* modified 1000000000\.999999999", output)
    assert "-> d/g" in output and "type 0x1021997 name 255" in output
    assert sorted(os.listdir(folder)) == sorted(
        ["a", "from-host", "h", "l", "ro", "script", "größe-漢字"])
    assert (folder / "a").read_bytes() == b"hEllo,wo"
    assert (folder / "a").stat().st_mode & 0o7777 == 0o640
    assert (folder / "a").stat().st_mtime_ns == 1000000000999999999
    assert (folder / "h").read_text() == "synced" and os.readlink(folder / "l") == "d/g"
    assert (folder / "größe-漢字").read_text() == "utf-8"
    assert (folder / "ro").stat().st_mode & 0o7777 == 0o444


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_large_and_many(build: harness.Builder, folder: Path, way: str) -> None:
    """10,000 names, 1,000 files open at a time, transfers larger than a message, a sparse file,
    and more threads at once than there are requests on their way."""
    (folder / "many").mkdir()
    for number in range(9000):
        (folder / "many" / f"a-file-of-the-host-{number}").touch()
    output = boot(sealed.build_for(way, build, APP), folder, """
        make-many /share/many 1000
        list /share/many
        open-many /share 1000
        fill /share/large 20000000 3000000
        fill /share/small 300000 4096
        write /share/sparse x
        truncate /share/sparse 4294967296
        pwrite /share/sparse 4294967290 end
        size /share/sparse
        threads /share 32
    """)
    assert results(output) == [
        ("make-many", 0), ("list", 10002), ("open-many", 1000), ("fill", 0), ("fill", 0),
        ("write", 1), ("truncate", 0), ("pwrite", 3), ("size", 4 << 30), ("threads", 0)], output
    assert len(os.listdir(folder / "many")) == 10000
    assert (folder / "open999").read_bytes() == (999).to_bytes(8, "little")
    assert (folder / "large").stat().st_size == 20000000
    assert (folder / "sparse").stat().st_blocks < 1000
    with open(folder / "sparse", "rb") as file:
        file.seek(4294967290)
        assert file.read() == b"end\0\0\0"
    assert not [name for name in os.listdir(folder) if name.startswith((".", "w"))]


def test_small_messages(build: harness.Builder, folder: Path) -> None:
    """Without a scheduler, the share as the root, and the least that a message may have."""
    output = boot(build(APP, "alone"), folder, """
        fill /large 200000 100000
        make-many / 300
        list /
        threads / 3
    """, at="/", parameters="vfs.fstab=share0:/:9p:msize=8192")
    assert results(output) == [("fill", 0), ("make-many", 0), ("list", 304), ("threads", 0)]


def test_host_changes_are_seen(build: harness.Builder, folder: Path) -> None:
    """At once, whatever the guest knew before; also of a file that it has open."""
    script(folder, """
        write /share/a 12345
        mkdir /share/d
        write /share/d/f in-directory
        read /share/d/f
        size /share/a
        wait /share/go
        size /share/a
        read /share/a
        size /share/b
        read /share/d/f
        read /share/e/f
        append /share/a 6
        list /share/e
    """)
    with Guest(build(APP), append="-- /share/script",
               options=["--accel", "tcg", "--share", str(folder)]) as guest:
        guest.wait_for("waiting for /share/go")
        (folder / "a").write_text("changed by the host")
        (folder / "b").write_text("new")
        (folder / "d").rename(folder / "e")
        (folder / "e" / "g").touch()
        (folder / "go").touch()
        assert guest.finish() == 0
        output = guest.text
    assert results(output) == [
        ("write", 5), ("mkdir", 0), ("write", 12), ("read", 12), ("size", 5), ("wait", 0),
        ("size", 19), ("read", 19), ("size", 3), ("read", ENOENT), ("read", 12), ("append", 1),
        ("list", 4)], output
    assert (folder / "a").read_text() == "changed by the host6"


# ---- errors of the host
@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_read_only(build: harness.Builder, folder: Path, way: str) -> None:
    (folder / "a").write_text("content")
    commands = """
        read /share/a
        write /share/a x
        mkdir /share/d
        unlink /share/a
        chmod /share/a 0
    """
    output = boot(sealed.build_for(way, build, APP), folder, commands, options=":ro")
    assert results(output) == [("read", 7), ("write", EROFS), ("mkdir", EROFS), ("unlink", EROFS),
                               ("chmod", EROFS)], output
    # only QEMU knows it: what it says is passed on
    output = boot(sealed.build_for(way, build, APP), folder, commands, options=":ro",
                  parameters="vfs.fstab=share0:/share:9p")
    assert results(output) == [("read", 7), ("write", EROFS), ("mkdir", EROFS), ("unlink", EROFS),
                               ("chmod", EROFS)], output
    assert (folder / "a").read_text() == "content"


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_names_and_links(build: harness.Builder, folder: Path, way: str) -> None:
    """Names at their limit; links are the guest's to follow, and lead out of no share."""
    (folder / "out").symlink_to("/etc/passwd")
    (folder / "up").symlink_to("../../../../../../../../etc/passwd")
    (folder / "loop").symlink_to("loop")
    longest = "ü" * 127 + "x"
    output = boot(sealed.build_for(way, build, APP), folder, f"""
        write /share/{longest} content
        read /share/{longest}
        write /share/{longest}y content
        mkdir /share/{longest}y
        read /share/out
        read /share/up
        readlink /share/out
        read /share/loop
        symlink {"t" * 4000} /share/long-link
        readlink /share/long-link
        link /share/{longest} /somewhere
        rename /share/{longest} /somewhere
    """)
    assert results(output) == [
        ("write", 7), ("read", 7), ("write", ENAMETOOLONG), ("mkdir", ENAMETOOLONG),
        ("read", ENOENT), ("read", ENOENT), ("readlink", 11), ("read", ELOOP), ("symlink", 0),
        ("readlink", 4000), ("link", EXDEV), ("rename", EXDEV)], output
    assert (folder / longest).read_text() == "content"


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_host_full(build: harness.Builder, folder: Path, way: str, as_root: None) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)], check=True)
    try:
        output = boot(sealed.build_for(way, build, APP), folder, """
            fill /share/a 1000000 65536
            unlink /share/a
            fill /share/a 100000 65536
        """)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    # what fitted was written: the place of the first piece that was cut, or the error
    first, *rest = results(output)
    assert first[0] == "fill" and (first[1] == ENOSPC or 65536 < first[1] < 262144), output
    assert rest == [("unlink", 0), ("fill", 0)], output


def test_hosts_rights(build: harness.Builder, folder: Path, as_root: None) -> None:
    """An ordinary user's QEMU: what that user may not do fails, and what the guest makes is
    that user's."""
    nobody = 65534
    (folder / "closed").write_text("of root")
    os.chmod(folder / "closed", 0o600)
    (folder / "open").write_text("of all")
    os.chmod(folder / "open", 0o644)
    script(folder, """
        read /share/open
        write /share/open x
        read /share/closed
        write /share/new content
        create-ro /share/read-only content
        chown /share/new 0 0
        orphan /share/orphan
    """)
    os.chmod(folder, 0o777)
    for path in [folder, *folder.parents][:-2]:
        os.chmod(path, path.stat().st_mode | 0o055)
    image = build(APP)
    words = [sys.executable, str(harness.RUN), "/proc/self/fd/0", "--accel", "tcg", "--share",
             str(folder), "--append=-- /share/script", "--dry-run"]
    done = subprocess.run([*words[:2], str(image.path), *words[3:]], capture_output=True,
                          text=True, check=True)
    # the image may lie where that user cannot read
    copy = folder.parent / "image"
    copy.write_bytes(image.path.read_bytes())
    os.chmod(copy, 0o644)
    line = done.stdout.replace(str(image.path), str(copy))
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, user=nobody,
                         group=nobody, extra_groups=[], timeout=harness.BOOT_SECONDS)
    output = ran.stdout.replace("\r", "")
    assert results(output) == [
        ("read", 6), ("write", EACCES), ("read", EACCES), ("write", 7), ("create-ro", 7),
        ("chown", -1), ("orphan", 0)], output + ran.stderr
    assert (folder / "new").stat().st_uid == nobody
    assert (folder / "read-only").read_text() == "content"


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_special_files(build: harness.Builder, folder: Path, way: str) -> None:
    """The host's FIFOs, sockets and devices are its own: seen, not opened."""
    os.mkfifo(folder / "fifo")
    output = boot(sealed.build_for(way, build, APP), folder, "read /share/fifo\nstat /share/fifo")
    assert results(output) == [("read", ENXIO), ("stat", 0)], output
    assert "mode 10" in output


# ---- the launcher
ABLE = about.About(True, frozenset({"app", "9pfs", "virtio_9p"}))


def set_up(text: str, image: about.About = ABLE, append: str = "",
           machine: str = "microvm", iso: str = "") -> share.Shares:
    return share.set_up(text, image, Launch("image", machine, append=append, iso=iso),
                        Slots(machine))


def test_several_shares(build: harness.Builder, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    script(tmp_path / "a", "read /share/file\nread /data/b/file\nwrite /data/b/file x\n")
    done = build(APP).boot(append="-- /share/script", options=(
        "--accel", "tcg", "--share", f"{tmp_path}/a,{tmp_path}/b:/data/b:ro"))
    assert results(done.output) == [("read", 1), ("read", 1), ("write", EROFS)], done.output
    assert f"share0 is {tmp_path}/a, mounted at /share\n" in done.errors
    assert f"share1 is {tmp_path}/b (read-only), mounted at /data/b\n" in done.errors


def test_options(tmp_path: Path) -> None:
    comma = tmp_path / "a"
    comma.mkdir()
    made = set_up(f"{comma},{comma}:/b:ro")
    assert made.parameters == ["vfs.fstab=share0:/share:9p", "vfs.fstab=share1:/b:9p:ro"]
    assert made.options == [
        "-fsdev", f"local,id=share0,path={comma},security_model=none,multidevs=remap",
        "-device", "virtio-9p-device,fsdev=share0,mount_tag=share0,bus=virtio-mmio-bus.23",
        "-fsdev", f"local,id=share1,path={comma},security_model=none,multidevs=remap,readonly=on",
        "-device", "virtio-9p-device,fsdev=share1,mount_tag=share1,bus=virtio-mmio-bus.22"]
    assert set_up("").options == []
    assert "disable-legacy=on" in " ".join(set_up(str(comma), machine="q35").options)
    # who says himself what becomes of it has it so
    own = set_up(str(comma), append="vfs.fstab=share0:/x:9p:msize=65536 -- arguments")
    assert own.parameters == [] and own.options
    assert set_up(str(comma), ABLE._replace(fstab="share0:/:9p")).parameters == []
    on_iso = set_up(str(comma), iso="file.iso")
    assert on_iso.parameters == [] and "PARAMS=vfs.fstab=share0:/share:9p" in on_iso.messages[0]


@pytest.mark.parametrize("text, message", [
    ("{0}/none", "there is no folder {0}/none: make it with 'mkdir {0}/none'"),
    ("{0}/file", "{0}/file is no folder: SHARE= takes one; a disk's image goes with DISK="),
    ("{0}:rw", "SHARE={0}:rw: 'rw' is not known: use ro, or the path in the guest"),
    (":ro", "SHARE=:ro names no folder"),
    ("{0},{0}:/share", "SHARE= has two folders for /share"),
    ("{0}:/a b", "'/a b' cannot be a mount's path"),
    (",".join(["{0}"] * 9), "9 shared folders are too many: 8 at most"),
])
def test_wrong_wishes(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LaunchError) as raised:
        set_up(text.format(tmp_path))
    assert message.format(tmp_path) in str(raised.value)


def test_image_without_driver(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match="switch on LIB9PFS"):
        set_up(str(tmp_path), about.About(True, frozenset({"app"})))
    # nobody knows what an image that was copied alone can do
    assert set_up(str(tmp_path), about.About()).options


def test_wrong_tag(build: harness.Builder, folder: Path) -> None:
    """The message names the tags that there are."""
    (folder / "script").touch()
    done = build(APP).boot(append="vfs.fstab=share0:/share:9p vfs.fstab=nobody:/x:9p -- "
                                  "/share/script",
                           options=("--accel", "tcg", "--share", str(folder)))
    assert "there is no share 'nobody', but one with the tag 'share0'" in done.output, done.output
