# SPDX-License-Identifier: BSD-3-Clause
"""Xen, and a Linux that is its dom0: the distribution's packages, unpacked into the cache.

About 80 MB once. What is not needed is left out; what is packed is unpacked here, once, and
not at each boot by an emulated CPU.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import hashlib
import os
import re
import shutil
import tempfile
from typing import Callable, Iterator, NamedTuple

import debian
from accel import cache_folder
from initramfs import Archive, Modules, Programs, read, uncompressed, vmlinux
from qemu import LaunchError

WHY = "there is no Xen here, and to emulate one"
MODULES = ("xen_privcmd", "xenfs", "xen_evtchn", "xen_gntdev", "xen_gntalloc", "xen_netback",
           "xen_blkback", "bridge", "loop", "virtio_pci", "virtio_net", "virtio_blk",
           "virtio_console", "9pnet_virtio", "9p")
XEN_PROGRAMS = ("xl", "xenstored", "xenconsoled", "xen-init-dom0", "xenconsole",
                "libxl-save-helper")
STORE_PROGRAMS = ("ls", "read", "write", "rm", "list", "watch", "chmod")
# pthread_exit() loads it by name.
BY_NAME = ("libgcc_s.so.1",)
FOLDERS = ("proc", "sys", "dev", "tmp", "run/xen", "var/lock", "var/run/xen", "var/lib/xen",
           "var/lib/xenstored", "var/log/xen/console", "mnt")
XL_CONF = b'autoballoon="off"\nclaim_mode=0\n'
VERSION = 1  # of what this file makes


class Parts(NamedTuple):
    """Paths in the cache."""

    xen: str
    vmlinux: str
    archive: str   # its initramfs, without our own scripts


def get(say: Callable[[str], None]) -> Parts:
    folder = _kept("xen", _fetch_xen, say)
    return Parts(*(os.path.join(folder, name) for name in ("xen", "vmlinux", "dom0.cpio")))


def device_model(say: Callable[[str], None]) -> str:
    """One more archive: QEMU within dom0, the backend of `p9`."""
    return os.path.join(_kept("xen-qemu", _fetch_qemu, say), "qemu.cpio")


def release() -> str:
    """Of the distribution, whose packages these are."""
    with contextlib.suppress(OSError), open("/etc/os-release", encoding="utf-8") as file:
        fields = dict(re.findall(r'^(\w+)="?([^"\n]*)', file.read(), re.MULTILINE))
        return f"{fields.get('ID', 'linux')}-{fields.get('VERSION_ID', '')}".strip("-")
    return "linux"


def _kept(name: str, make: Callable[[str, Callable[[str], None]], None],
          say: Callable[[str], None]) -> str:
    """The folder in the cache, made once, all or nothing."""
    recipe = repr((VERSION, MODULES, XEN_PROGRAMS, STORE_PROGRAMS, FOLDERS, XL_CONF))
    key = hashlib.sha256(recipe.encode()).hexdigest()[:8]
    folder = os.path.join(cache_folder(), name, f"{release()}-{key}")
    if os.path.isdir(folder):
        return folder
    try:
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        with _locked(folder + ".lock", say):
            if not os.path.isdir(folder):
                new = folder + ".new"
                shutil.rmtree(new, ignore_errors=True)
                os.makedirs(new)
                try:
                    make(new, say)
                    os.rename(new, folder)
                finally:
                    shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise LaunchError(f"{error.filename or folder} cannot be made: {error.strerror or error}; "
                          "UKULELE_CACHE= and TMPDIR= name other places") from None
    return folder


@contextlib.contextmanager
def _locked(path: str, say: Callable[[str], None]) -> Iterator[None]:
    with open(path, "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run fetches what this one needs: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


def _one(pattern: str) -> str:
    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        raise LaunchError(f"the packages have no {os.path.basename(pattern)}")
    return found[0]


def _fetch_xen(folder: str, say: Callable[[str], None]) -> None:
    say("fetching Xen, its tools and a Linux kernel: about 80 MB, once")
    with debian.packages(WHY) as packages, tempfile.TemporaryDirectory() as tree:
        metas = ("xen-system-amd64",)
        utils = packages.depended(metas, r"xen-utils-[\d.]+")
        kernel = packages.depended(("linux-image-amd64", "linux-image-generic"),
                                   r"linux-image-\d.*")
        names = packages.with_libraries(utils, "xenstore-utils") | {
            packages.depended(metas, r"xen-hypervisor-[\d.]+-amd64"), "busybox-static", kernel,
            *(name for name in packages.depends(kernel) if name.startswith("linux-modules"))}
        packages.unpack(names, tree, say)
        _write(os.path.join(folder, "xen"), uncompressed(_one(f"{tree}/boot/xen-*.gz")))
        _write(os.path.join(folder, "vmlinux"), vmlinux(_one(f"{tree}/boot/vmlinuz-*")))
        _write(os.path.join(folder, "dom0.cpio"), _initramfs(tree))


def _initramfs(tree: str) -> bytes:
    archive = Archive()
    archive.device("dev/console", 5, 1)
    for name in FOLDERS:
        archive.folder(name)
    # xl looks for its helpers where they were installed
    programs = [_one(f"{tree}/usr/lib/xen-*/bin/{name}") for name in XEN_PROGRAMS]
    programs += [f"{tree}/usr/bin/xenstore-{name}" for name in STORE_PROGRAMS]
    _add_programs(archive, tree, programs)
    archive.file("bin/busybox", read(_one(f"{tree}/**/bin/busybox")))
    archive.file("etc/xen/xl.conf", XL_CONF, 0o100644)
    modules = Modules(tree)
    for number, name in enumerate(modules.order(MODULES)):
        archive.file(f"modules/{number:02d}.ko", modules.contents[name], 0o100644)
    return archive.bytes()


def _add_programs(archive: Archive, tree: str, paths: list[str]) -> None:
    for path in paths:
        archive.file(os.path.relpath(path, tree), read(path))
    for name, path in sorted(Programs(tree).needed(paths, BY_NAME).items()):
        place = "lib64" if name.startswith("ld-linux") else "lib"
        archive.file(f"{place}/{name}", read(path))


def _fetch_qemu(folder: str, say: Callable[[str], None]) -> None:
    say("fetching QEMU for dom0, which shares folders: about 25 MB, once")
    with debian.packages(WHY) as packages, tempfile.TemporaryDirectory() as tree:
        packages.unpack(packages.with_libraries("qemu-system-xen"), tree, say)
        archive = Archive()
        _add_programs(archive, tree, [_one(f"{tree}/usr/libexec/xen-qemu-system-i386")])
        _write(os.path.join(folder, "qemu.cpio"), archive.bytes())
