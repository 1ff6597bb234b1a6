# SPDX-License-Identifier: BSD-3-Clause
"""Files that the image finds in memory beside it: a folder as a cpio archive, or a ready one.

    INITRD=folder        its files are the guest's root
    INITRD=files.cpio    the same from an archive (cpio -H newc)

As a program: initrd.py FOLDER ARCHIVE, for the ISO and for images with files built in.

The format is "newc" (Linux: Documentation/driver-api/early-userspace/buffer-format.rst). The same
folder always gives the same bytes: names are sorted, inodes counted, all is root's. Kinds, rights,
times, symbolic and hard links are kept. SOURCE_DATE_EPOCH is the latest time, where it is set.
"""

from __future__ import annotations

import collections
import filecmp
import os
import re
import shutil
import stat
import sys
from typing import BinaryIO, Iterator, NamedTuple

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from about import About  # noqa: E402
from qemu import Launch, LaunchError  # noqa: E402

LIBRARY = "cpio"
SIZE_MOST = 2 ** 32 - 1
PATH_MOST = 4096


class Entry(NamedTuple):
    """A file of the folder: its path on the host, its name in the archive."""

    path: str
    name: bytes
    status: os.stat_result


def entries(folder: str) -> Iterator[Entry]:
    """All below the folder, itself first, directories before what is in them, sorted."""
    yield Entry(folder, b".", os.stat(folder))
    waiting = [(folder, b"")]
    while waiting:
        path, prefix = waiting.pop()
        below = []
        for name in sorted(map(os.fsencode, os.listdir(path))):
            entry = Entry(os.path.join(path, os.fsdecode(name)), prefix + name,
                          os.lstat(os.path.join(path, os.fsdecode(name))))
            if len(entry.name) >= PATH_MOST:
                raise LaunchError(f"{entry.path}: this name is too long for an archive")
            yield entry
            if stat.S_ISDIR(entry.status.st_mode):
                below.append((entry.path, entry.name + b"/"))
        waiting += reversed(below)


def pack(folder: str, to: BinaryIO) -> None:
    """Writes the archive."""
    latest = int(os.environ.get("SOURCE_DATE_EPOCH", SIZE_MOST))
    found = list(entries(folder))
    last = {_identity(entry): entry for entry in found}  # of several names, one has the bytes
    names = collections.Counter(map(_identity, found))
    numbers: dict[tuple[int, int], int] = {}
    for entry in found:
        identity = _identity(entry)
        status = entry.status
        mode = status.st_mode
        links = names[identity]
        size = 0
        device = (0, 0)
        if stat.S_ISREG(mode) and last[identity] is entry:
            size = status.st_size
        elif stat.S_ISLNK(mode):
            size = len(os.readlink(os.fsencode(entry.path)))
        elif stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            device = (os.major(status.st_rdev), os.minor(status.st_rdev))
        if size > SIZE_MOST:
            raise LaunchError(f"{entry.path} is too large for an archive: 4 GiB at most")
        inode = numbers.setdefault(identity, len(numbers) + 1)
        modified = max(0, min(int(status.st_mtime), latest, SIZE_MOST))
        _header(to, entry.name, inode, mode, links, modified, size, device)
        if size:
            _content(to, entry, size)
            to.write(b"\0" * (-size % 4))
    _header(to, b"TRAILER!!!", 0, 0, 1, 0, 0, (0, 0))


def _identity(entry: Entry) -> tuple[int, int]:
    return entry.status.st_dev, entry.status.st_ino


def _header(to: BinaryIO, name: bytes, inode: int, mode: int, links: int, modified: int,
            size: int, device: tuple[int, int]) -> None:
    fields = (inode, mode, 0, 0, links, modified, size, 0, 0, *device, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name + b"\0"
    to.write(head + b"\0" * (-len(head) % 4))


def _content(to: BinaryIO, entry: Entry, size: int) -> None:
    if stat.S_ISLNK(entry.status.st_mode):
        to.write(os.readlink(os.fsencode(entry.path)))
        return
    start = to.tell()
    with open(entry.path, "rb") as source:
        shutil.copyfileobj(source, to)
    if to.tell() - start != size:
        raise LaunchError(f"{entry.path} changed while it was read: try again")


class Initrd:
    """What QEMU, the guest and the user are told."""

    def __init__(self) -> None:
        self.options: list[str] = []
        self.parameters: list[str] = []
        self.messages: list[str] = []
        self.fds: list[int] = []


def set_up(path: str, about: About, launch: Launch, dry_run: bool = False,
           option: str = "-initrd") -> Initrd:
    """`option`: how who runs the image wants it."""
    initrd = Initrd()
    if not path:
        return initrd
    if launch.iso:
        raise LaunchError("an ISO carries its initrd: build it with 'make iso INITRD=folder'")
    if about.known and LIBRARY not in about.components:
        raise LaunchError("this image cannot read an initrd: switch on LIBCPIO (make menuconfig: "
                          "Files, cpio), or leave INITRD= away")
    archive = check(path)
    if os.path.isdir(path):
        archive = _pack_for(initrd, path, launch.image, dry_run)
    initrd.options = [option, archive]
    message = f"the initrd is {path}"
    if about.known and not re.search(r"(?:^|[\s\"=])initrd:", f"{about.fstab} {launch.append}"):
        initrd.parameters = ["vfs.fstab=initrd:/initrd:cpio"]
        message += ", mounted at /initrd"
    initrd.messages = [message]
    return initrd


def check(path: str) -> str:
    """The path, if there is a folder or file."""
    if not os.path.exists(path):
        raise LaunchError(f"there is no folder or archive {path} (INITRD=)")
    if not os.access(path, os.R_OK):
        raise LaunchError(f"{path} may not be read: check its rights")
    if not os.path.isdir(path) and not os.path.getsize(path):
        raise LaunchError(f"{path} is empty: INITRD= takes a folder, or an archive made with "
                          "cpio -H newc")
    return path


def _pack_for(initrd: Initrd, folder: str, image: str, dry_run: bool) -> str:
    """Memory that ends with QEMU; a file for whom wants to see the command."""
    if dry_run:
        path = image + ".initrd.cpio"
        write(folder, path)
        return path
    fd = os.memfd_create("initrd", 0)
    with os.fdopen(os.dup(fd), "wb") as archive:
        _pack(folder, archive)
    initrd.fds = [fd]
    return f"/dev/fd/{fd}"


def _pack(folder: str, to: BinaryIO) -> None:
    try:
        pack(folder, to)
    except OSError as error:
        raise LaunchError(f"{error.filename or folder}: {error.strerror}") from error


def write(folder: str, path: str) -> None:
    """A whole archive, or none."""
    partial = path + ".partial"
    try:
        with open(partial, "wb") as archive:
            _pack(folder, archive)
        os.replace(partial, path)
    except OSError as error:
        raise LaunchError(f"{path}: {error.strerror}") from error


def keep(source: str, target: str) -> None:
    """Writes the archive, unless it is there already: then its time stays, for make."""
    partial = target + ".new"
    if os.path.isdir(source):
        write(source, partial)
    else:
        shutil.copyfile(source, partial)
    if os.path.exists(target) and filecmp.cmp(partial, target, shallow=False):
        os.remove(partial)
    else:
        os.replace(partial, target)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: initrd.py FOLDER|ARCHIVE ARCHIVE", file=sys.stderr)
        return 2
    try:
        keep(check(arguments[0]), arguments[1])
    except (LaunchError, OSError) as error:
        print(f"initrd: error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
