# SPDX-License-Identifier: BSD-3-Clause
"""The launcher's disks: what DISK= takes and refuses, and what the guest is told to mount."""

from __future__ import annotations

import fcntl
import os
import shlex
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import harness

sys.path.insert(0, str(harness.RUN.parent))
import disk  # noqa: E402
import slots  # noqa: E402
from about import About  # noqa: E402
from qemu import Launch, LaunchError  # noqa: E402

ABLE = About(known=True, components=frozenset({"virtio_blk", "ext4"}))


def set_up(text: str, about: About = ABLE, machine: str = "microvm", append: str = "",
           iso: str = "") -> disk.Disks:
    launch = Launch("image", machine=machine, append=append, iso=iso)
    return disk.set_up(text, about, launch, slots.Slots(machine))


def make(path: Path, size: int = 1 << 20, begin: bytes = b"") -> Path:
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(size)
    return path


def make_ext(path: Path) -> Path:
    return make(path, begin=bytes(1024 + 0x38) + b"\x53\xef")


def test_words_of_qemu(tmp_path: Path) -> None:
    path = make(tmp_path / "a,b.img")  # a comma stands in no list of files
    with pytest.raises(LaunchError, match="no file"):
        set_up(str(path))
    path = make(tmp_path / "a.img")
    made = set_up(f"{path}, {path}:ro:serial=copy")
    assert made.options == [
        "-blockdev", f"driver=raw,node-name=disk0,read-only=off,discard=unmap,file.driver=file,"
        f"file.filename={path}",
        "-device", "virtio-blk-device,drive=disk0,serial=a.img,werror=report,rerror=report,"
        "bus=virtio-mmio-bus.23",
        "-blockdev", f"driver=raw,node-name=disk1,read-only=on,discard=unmap,file.driver=file,"
        f"file.filename={path}",
        "-device", "virtio-blk-device,drive=disk1,serial=copy,werror=report,rerror=report,"
        "bus=virtio-mmio-bus.22"]
    assert made.messages == [f"disk0 is {path}, without a file system (mkfs.ext4 {path} makes one)",
                             f"disk1 is {path} (read-only), without a file system (mkfs.ext4 "
                             f"{path} makes one)"]
    assert "virtio-blk-pci,drive=disk0" in " ".join(set_up(str(path), machine="q35").options)
    assert set_up("").options == []


@pytest.mark.parametrize("text, said", [
    ("@/none.img", "truncate -s 64M .*none.img.*mkfs.ext4 .*none.img"),
    ("@/none.qcow2", "qemu-img create -f qcow2 .*none.qcow2"),
    ("@", "is a folder.*SHARE="), ("/dev/null", "neither a file nor a block device"),
    ("@/a.img:rw", "'rw' is not known: use ro, raw, qcow2"), (":ro", "names no file"),
    ("@/a.img:serial=a b", "no serial number"),
    ("@/a.img:serial=" + 21 * "x", "no serial number"),
    ("@/a.img,@/../@NAME/a.img", "twice"),
    ("@/empty", "has 0 bytes.*truncate -s 64M"), ("@/odd", "1000 bytes.*truncate -s %512"),
    ("@/a.img:qcow2", "no qcow2 image"), ("@/looks.img", "looks like a qcow2 image"),
    ("@/vmdk", "looks like a VMDK image.*qemu-img convert"),
    (",".join(f"@/{i}" for i in range(17)), "too many"),
])
def test_what_is_refused(tmp_path: Path, text: str, said: str) -> None:
    make(tmp_path / "a.img")
    make(tmp_path / "empty", 0)
    make(tmp_path / "odd", 1000)
    make(tmp_path / "looks.img", begin=b"QFI\xfb")
    make(tmp_path / "vmdk", begin=b"KDMV")
    with pytest.raises(LaunchError, match=said):
        set_up(text.replace("@NAME", tmp_path.name).replace("@", str(tmp_path)))


def test_formats_are_not_guessed(tmp_path: Path) -> None:
    path = make(tmp_path / "looks.img", begin=b"QFI\xfb")
    assert "driver=raw," in set_up(f"{path}:raw").options[1]
    assert "driver=qcow2," in set_up(f"{path}:qcow2").options[1]
    named = make(tmp_path / "named.qcow2", begin=b"QFI\xfb")
    assert "driver=qcow2," in set_up(str(named)).options[1]


def test_an_image_without_the_driver(tmp_path: Path) -> None:
    path = make(tmp_path / "a.img")
    with pytest.raises(LaunchError, match="LIBUKBLKDEV"):
        set_up(str(path), About(known=True, components=frozenset({"virtio_net"})))
    assert set_up(str(path), About()).options  # an image that was copied alone


def test_what_is_mounted(tmp_path: Path) -> None:
    first, second = make_ext(tmp_path / "first.img"), make_ext(tmp_path / "second.img")
    both = f"{first},{second}:ro"
    second_only = ["vfs.fstab=disk1:/disk1:ext4:ro"]
    assert set_up(both).parameters == ["vfs.fstab=disk0:/disk:ext4", *second_only]
    assert "mounted at /disk" in set_up(both).messages[0]
    assert set_up(both, append="vfs.fstab=disk0:/data:ext4 -- x").parameters == second_only
    assert set_up(both, append="vfs.fstab=serial=first.img:/data:ext4").parameters == second_only
    assert set_up(both, ABLE._replace(fstab="none:/:ramfs disk0:/x:ext4")).parameters == second_only
    without = About(known=True, components=frozenset({"virtio_blk"}))
    assert set_up(both, without).parameters == []
    on_iso = set_up(both, iso="file.iso", machine="q35")
    assert on_iso.parameters == [] and "PARAMS=vfs.fstab=disk0:/disk:ext4" in on_iso.messages[0]


def test_a_disk_in_use(tmp_path: Path) -> None:
    """QEMU's locks, as another QEMU has them (its block/file-posix.c)."""
    path = make(tmp_path / "a.img")

    def locked(*places: int):
        file = path.open("r+b")
        for place in places:
            fcntl.fcntl(file, 37, struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, place, 1, 0))
        return file
    with locked(100, 101, 201, 203):  # a machine that writes
        with pytest.raises(LaunchError, match="is in use by another machine"):
            set_up(str(path))
        with pytest.raises(LaunchError, match="is in use by another machine"):
            set_up(f"{path}:ro")
    with locked(100, 201, 203):  # one that reads
        with pytest.raises(LaunchError, match="or use ':ro' with both"):
            set_up(str(path))
        assert set_up(f"{path}:ro").options
    assert set_up(str(path)).options


def test_in_the_whole_command_line(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(b"\x7fELF")
    path = make_ext(tmp_path / "a.img")
    (tmp_path / "image.about").write_text("components: virtio_blk ext4\nimplements: ukblkdev\n"
                                          "ports: \nnics: \nfstab: none:/:ramfs\n")
    done = subprocess.run([sys.executable, str(harness.RUN), str(image), "--dry-run",
                           "--accel", "tcg", "--disk", str(path), "--append=-- arg"],
                          capture_output=True, text=True, timeout=60,
                          env=harness.clean_environment())
    assert done.returncode == 0, done.stderr
    words = shlex.split(done.stdout)
    assert words[words.index("-append") + 1] == "vfs.fstab=disk0:/disk:ext4 -- arg"
    assert words.count("-global") == 1 and words[words.index("-smp") + 1] == "1,maxcpus=2"
