# SPDX-License-Identifier: BSD-3-Clause
"""What a Linux guest starts from: programs with their libraries, and the kernel's modules, in an
archive of cpio's "newc" format (Linux: driver-api/early-userspace/buffer-format)."""

from __future__ import annotations

import glob
import gzip
import lzma
import os
import re
import struct
import subprocess
from pathlib import PurePath
from typing import Iterable

from qemu import LaunchError


def member(name: str, mode: int, content: bytes = b"", device: tuple[int, int] = (0, 0)) -> bytes:
    fields = [0, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0]
    header = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
    return _padded(header) + _padded(content)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


END_OF_ARCHIVE = member("TRAILER!!!", 0)


class Archive:
    """One that grows; folders come by themselves."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.folders: set[str] = set()

    def folder(self, path: str) -> None:
        for parent in [*reversed(PurePath(path).parents), PurePath(path)]:
            name = str(parent).strip("/")
            if name not in ("", ".") and name not in self.folders:
                self.folders.add(name)
                self.parts.append(member(name, 0o040755))

    def file(self, path: str, content: bytes, mode: int = 0o100755) -> None:
        self.folder(os.path.dirname(path))
        self.parts.append(member(path.strip("/"), mode, content))

    def device(self, path: str, major: int, minor: int) -> None:
        self.folder(os.path.dirname(path))
        self.parts.append(member(path.strip("/"), 0o020600, device=(major, minor)))

    def bytes(self) -> bytes:
        return b"".join(self.parts) + END_OF_ARCHIVE


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


# ---- the kernel
def uncompressed(path: str) -> bytes:
    """A module, or a hypervisor, as it is loaded."""
    data = read(path)
    suffix = os.path.splitext(path)[1]
    if suffix in (".xz", ".gz"):
        return {".xz": lzma.decompress, ".gz": gzip.decompress}[suffix](data)
    return _zstd(data) if suffix == ".zst" else data


def _zstd(data: bytes) -> bytes:
    try:
        return subprocess.run(["zstd", "-dc"], input=data, check=True,
                              capture_output=True).stdout
    except FileNotFoundError:
        raise LaunchError("this kernel is packed with zstd: install the package zstd") from None


def vmlinux(path: str) -> bytes:
    """The kernel within a bzImage (Linux: arch/x86/boot.rst, payload_offset): Xen would unpack
    it as well, for seconds under emulation."""
    image = read(path)
    sectors = image[0x1F1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    payload = image[(sectors + 1) * 512 + offset:][:length]
    for magic, unpack in ((b"\xfd7zXZ", lambda data: lzma.LZMADecompressor().decompress(data)),
                          (b"\x1f\x8b", lambda data: gzip.decompress(data[:-4])),
                          (b"\x28\xb5\x2f\xfd", lambda data: _zstd(data[:-4]))):
        if payload.startswith(magic):
            return unpack(payload)
    raise LaunchError(f"{path} is packed in a way that is not known here")


class Modules:
    """Those of an unpacked kernel; built-in ones count as there."""

    def __init__(self, tree: str) -> None:
        pattern = os.path.join(glob.escape(tree), "**", "*.ko*")
        self.files = {re.sub(r"\.ko.*", "", os.path.basename(path)).replace("-", "_"): path
                      for path in glob.glob(pattern, recursive=True)}
        self.contents: dict[str, bytes] = {}

    def order(self, names: Iterable[str]) -> list[str]:
        """They and what they depend on, in the order of loading."""
        found: list[str] = []
        for name in names:
            self._add(name, found)
        return found

    def _add(self, name: str, order: list[str]) -> None:
        if name not in self.files or name in order:
            return
        if name not in self.contents:
            self.contents[name] = uncompressed(self.files[name])
        needs = re.search(rb"(?:^|\0)depends=([^\0]*)\0", self.contents[name])
        for other in (needs[1].decode().split(",") if needs else []):
            self._add(other.replace("-", "_"), order)
        order.append(name)


# ---- programs of an unpacked distribution
class Programs:
    """Finds what programs are linked with among the files of the same tree."""

    def __init__(self, tree: str) -> None:
        pattern = os.path.join(glob.escape(tree), "**", "*.so*")
        self.libraries = {os.path.basename(path): path
                          for path in glob.glob(pattern, recursive=True)}

    def needed(self, paths: Iterable[str], more: Iterable[str] = ()) -> dict[str, str]:
        """Name and path of every library that they, and those libraries, load; also `more`."""
        found: dict[str, str] = {}
        names = set(more)
        waiting = list(paths)
        while waiting or names:
            for name in names - set(found):
                if name not in self.libraries:
                    raise LaunchError(f"no package has {name}, which {waiting} needs")
                found[name] = self.libraries[name]
                waiting.append(found[name])
            names = self._names(waiting) - set(found) if waiting else set()
            waiting = []
        return found

    @staticmethod
    def _names(paths: list[str]) -> set[str]:
        done = subprocess.run(["readelf", "--wide", "-dl", *paths], capture_output=True,
                              text=True, env={**os.environ, "LC_ALL": "C"})
        if done.returncode:
            raise LaunchError(f"readelf failed: {done.stderr.strip()}")
        return set(re.findall(r"\(NEEDED\).*\[(.+)\]", done.stdout)) | \
            {os.path.basename(path) for path in
             re.findall(r"program interpreter: (.+)\]", done.stdout)}
