# SPDX-License-Identifier: BSD-3-Clause
"""The guest's disks: what `--disk` means in QEMU's words.

    FILE                  a raw image, or a host's block device
    FILE.qcow2            QEMU's own format
    FILE:ro               which the guest cannot write
    FILE:raw, FILE:qcow2  where the name does not say what it is
    FILE:serial=NAME      what the guest finds it by; else the file's name

Several, apart by commas, are disk0, disk1, ... A file's format is never guessed from its
content: a guest can write there whatever it likes, also the header of another format that names
files of the host. Content that contradicts the name is refused.

The host's page cache holds what the guest writes until the guest flushes (cache=writeback,
QEMU's default): what was flushed survives a crash of the host, what was not may be lost as from any
disk. Errors go to the guest, which knows what was being done; by default QEMU would stop
the machine when the host's disk is full.

An image with ext4 mounts disks that have an ext2, ext3 or ext4 file system at /disk, /disk1, ...
unless its own configuration or the user's parameters say what becomes of that disk.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
import struct
from typing import NamedTuple

from about import About
from qemu import Launch, LaunchError
from slots import Slots

SECTOR = 512
MOST_DISKS = 16
DRIVERS = {"virtio_blk", "xenblk", "ukvm_block"}
FILE_SYSTEM = "ext4"
FORMATS = ("raw", "qcow2")
QCOW2 = b"QFI\xfb"
# Formats that are better not taken for raw ones
OTHERS = {QCOW2: "qcow2", b"KDMV": "VMDK", b"vhdxfile": "VHDX", b"conectix": "VHD"}

# QEMU's locks on an image (its block/file-posix.c): a byte for what is done with it, a byte for
# what others must not do.
LOCK_WRITING, LOCK_NO_OTHER_WRITER = 101, 201


class Wish(NamedTuple):
    """A disk as the user asks for it."""

    path: str
    format: str
    is_said: bool  # by the user, not by the file's name
    read_only: bool
    serial: str


class Disks:
    """What QEMU, the guest and the user are told."""

    def __init__(self) -> None:
        self.options: list[str] = []
        self.parameters: list[str] = []
        self.messages: list[str] = []


def wishes(text: str) -> list[Wish]:
    found = [_wish(word) for word in text.split(",") if word.strip()]
    if len(found) > MOST_DISKS:
        raise LaunchError(f"{len(found)} disks are too many: {MOST_DISKS} at most")
    paths = [os.path.realpath(wish.path) for wish in found if not wish.read_only]
    for path in paths:
        if paths.count(path) > 1:
            raise LaunchError(f"DISK= names {path} twice: both would write to it")
    return found


def _wish(word: str) -> Wish:
    path, *options = word.strip().split(":")
    form, read_only, serial = "", False, ""
    for option in options:
        if option == "ro":
            read_only = True
        elif option in FORMATS and not form:
            form = option
        elif option.startswith("serial="):
            serial = option[len("serial="):]
            if not re.fullmatch(r"[A-Za-z0-9_.-]{1,20}", serial):
                raise LaunchError(f"'{serial}' is no serial number: use 1 to 20 letters, digits, "
                                  "'_', '.', '-'")
        else:
            raise LaunchError(f"DISK={word}: '{option}' is not known: use ro, raw, qcow2 or "
                              "serial=NAME")
    if not path:
        raise LaunchError(f"DISK={word} names no file")
    by_name = "qcow2" if path.endswith(".qcow2") else "raw"
    return Wish(path, form or by_name, bool(form), read_only,
                serial or re.sub(r"[^A-Za-z0-9_.-]", "-", os.path.basename(path))[:20])


def set_up(text: str, about: About, launch: Launch, slots: Slots | None) -> Disks:
    """Without slots: for our own monitor, in its words."""
    disks = Disks()
    found = wishes(text)
    if found and about.known and not DRIVERS & about.components:
        raise LaunchError("this image has no driver for disks: switch on LIBUKBLKDEV (make "
                          "menuconfig: Device interfaces, ukblkdev), which brings the platform's, "
                          "or leave DISK= away")
    for number, wish in enumerate(found):
        begin, is_device = _look_at(wish)
        if slots:
            disks.options += _blockdev(number, wish, is_device)
            disks.options += slots.device(
                "virtio-blk", f"drive=disk{number},serial={wish.serial},werror=report,"
                "rerror=report")
        else:
            disks.options += _for_monitor(wish)
        disks.messages.append(_mount(disks, number, wish, begin, about, launch))
    return disks


def _blockdev(number: int, wish: Wish, is_device: bool) -> list[str]:
    # A comma ends an option's value; QEMU reads two as one.
    words = [f"driver={wish.format}", f"node-name=disk{number}",
             f"read-only={'on' if wish.read_only else 'off'}", "discard=unmap",
             f"file.driver={'host_device' if is_device else 'file'}",
             "file.filename=" + wish.path.replace(",", ",,")]
    return ["-blockdev", ",".join(words)]


def _for_monitor(wish: Wish) -> list[str]:
    if wish.format != "raw":
        raise LaunchError(f"{wish.path} is in QEMU's format, which the image's own monitor does "
                          f"not read: 'qemu-img convert -O raw {wish.path} new.img'")
    return ["--disk", f"{wish.path}{',ro' if wish.read_only else ''},serial={wish.serial}"]


def _look_at(wish: Wish) -> tuple[bytes, bool]:
    """How the file begins, and whether it is a block device; or why it cannot be a disk."""
    path = wish.path
    try:
        fd = os.open(path, (os.O_RDONLY if wish.read_only else os.O_RDWR) | os.O_NONBLOCK)
    except FileNotFoundError:
        make = f"'qemu-img create -f qcow2 {path} 64M'" if wish.format == "qcow2" else \
            f"'truncate -s 64M {path}', and a file system on it with 'mkfs.ext4 {path}'"
        raise LaunchError(f"there is no file {path}: make it with {make}") from None
    except IsADirectoryError:
        raise LaunchError(f"{path} is a folder: DISK= takes an image file; to share a folder with "
                          "the guest use SHARE=") from None
    except PermissionError:
        ask = "" if wish.read_only else f", or leave it as it is with DISK={path}:ro"
        raise LaunchError(f"{path} may not be {'read' if wish.read_only else 'written'}: check "
                          f"its rights{ask}") from None
    except OSError as error:
        raise LaunchError(f"{path} cannot be opened: {error.strerror}") from None
    try:
        mode = os.fstat(fd).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISBLK(mode)):
            raise LaunchError(f"{path} is neither a file nor a block device")
        size = os.lseek(fd, 0, os.SEEK_END)
        begin = os.pread(fd, 2 * 1024, 0)
        _check(wish, size, begin)
        if _is_locked(fd, wish.read_only):
            raise LaunchError(f"{path} is in use by another machine: end that first" +
                              ("" if wish.read_only else ", or use ':ro' with both"))
        return begin, stat.S_ISBLK(mode)
    finally:
        os.close(fd)


def _check(wish: Wish, size: int, begin: bytes) -> None:
    looks = next((name for magic, name in OTHERS.items() if begin.startswith(magic)), "raw")
    if wish.format == "qcow2" and looks != "qcow2":
        raise LaunchError(f"{wish.path} is no qcow2 image: make it with 'qemu-img create -f qcow2 "
                          f"{wish.path} 64M', or say DISK={wish.path}:raw")
    if wish.format != "raw":
        return
    if looks == "qcow2" and not wish.is_said:
        raise LaunchError(f"{wish.path} looks like a qcow2 image: if it is one, and not the work "
                          f"of a guest, say DISK={wish.path}:qcow2, else DISK={wish.path}:raw")
    if looks != "raw" and not wish.is_said:
        raise LaunchError(f"{wish.path} looks like a {looks} image: convert it with 'qemu-img "
                          f"convert -O qcow2 {wish.path} new.qcow2'")
    if size < SECTOR or size % SECTOR:
        fix = "-s 64M" if size < SECTOR else f"-s %{SECTOR}"
        raise LaunchError(f"{wish.path} has {size} bytes, and a disk has whole sectors of "
                          f"{SECTOR}: 'truncate {fix} {wish.path}'")


def _is_locked(fd: int, read_only: bool) -> bool:
    """Whether another QEMU has it in a way that forbids ours."""
    for place in (LOCK_WRITING,) if read_only else (LOCK_WRITING, LOCK_NO_OTHER_WRITER):
        # struct flock: type, whence, start, length, pid
        ask = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0)
        try:
            answer = fcntl.fcntl(fd, getattr(fcntl, "F_OFD_GETLK", 36), ask)
        except OSError:  # a file system without locks; QEMU will say what it thinks
            return False
        if struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK:
            return True
    return False


def _has_file_system(begin: bytes) -> bool:
    """Of ext2 to ext4: the superblock's magic (at 1024 + 0x38)."""
    return begin[1024 + 0x38:1024 + 0x3a] == b"\x53\xef"


def _mount(disks: Disks, number: int, wish: Wish, begin: bytes, about: About,
           launch: Launch) -> str:
    """Has the guest mount it, where that is wanted; the message for the user."""
    message = f"disk{number} is {wish.path}{' (read-only)' if wish.read_only else ''}"
    if FILE_SYSTEM not in about.components:
        return message
    names = rf"(?:disk{number}|serial={re.escape(wish.serial)}):"
    if re.search(rf"(?:^|[\s\"=]){names}", f"{about.fstab} {launch.append}"):
        return message
    if wish.format == "raw" and not _has_file_system(begin):
        return message + f", without a file system (mkfs.ext4 {wish.path} makes one)"
    target = f"/disk{number or ''}"
    if launch.iso:
        return message + f"; build the ISO with PARAMS=vfs.fstab=disk{number}:{target}:ext4 to " \
                         "mount it"
    options = ":ro" if wish.read_only else ""
    disks.parameters.append(f"vfs.fstab=disk{number}:{target}:{FILE_SYSTEM}{options}")
    return message + f", mounted at {target}"
