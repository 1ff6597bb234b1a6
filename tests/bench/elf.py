# SPDX-License-Identifier: BSD-3-Clause
"""Just enough of ELF to measure an image: where it is loaded, where it starts, its symbols.

Layouts from the System V ABI (ELF-64 and ELF-32 object file format); the entry point is that
of the PVH note (Xen's public/elfnote.h, XEN_ELFNOTE_PHYS32_ENTRY = 18).
"""

from __future__ import annotations

import struct
import subprocess
from typing import NamedTuple


class Segment(NamedTuple):
    address: int       # physical, as QEMU loads it
    file_bytes: bytes
    memory_size: int


class Image(NamedTuple):
    entry: int
    segments: list[Segment]

    def span(self) -> tuple[int, int]:
        """The first address, and the one after the last."""
        return (min(s.address for s in self.segments),
                max(s.address + s.memory_size for s in self.segments))

    def read(self, address: int, size: int) -> bytes:
        for segment in self.segments:
            offset = address - segment.address
            if 0 <= offset < len(segment.file_bytes):
                return segment.file_bytes[offset:offset + size]
        return b""


def load(path: str) -> Image:
    with open(path, "rb") as file:
        data = file.read()
    if data[:4] != b"\x7fELF":
        raise ValueError(f"{path} is not an ELF file")
    wide = data[4] == 2
    table, = struct.unpack_from("<Q" if wide else "<I", data, 32 if wide else 28)
    size, count = struct.unpack_from("<HH", data, 54 if wide else 42)
    entry, segments = None, []
    for index in range(count):
        at = table + index * size
        if wide:
            kind, _, offset, _, physical, filed, held, _ = struct.unpack_from("<IIQQQQQQ", data, at)
        else:
            kind, offset, _, physical, filed, held, _, _ = struct.unpack_from("<IIIIIIII", data, at)
        content = data[offset:offset + filed]
        if kind == 1 and held:
            segments.append(Segment(physical, content, held))
        elif kind == 4:
            entry = _pvh_entry(content) if entry is None else entry
    if entry is None or not segments:
        raise ValueError(f"{path} has no PVH note, or nothing to load")
    return Image(entry, segments)


def _pvh_entry(notes: bytes) -> int | None:
    at = 0
    while at + 12 <= len(notes):
        name_size, size, kind = struct.unpack_from("<III", notes, at)
        name_at = at + 12
        content_at = name_at + (name_size + 3 & ~3)
        if kind == 18 and notes[name_at:name_at + 4] == b"Xen\0":
            return int.from_bytes(notes[content_at:content_at + size], "little")
        at = content_at + (size + 3 & ~3)
    return None


def code_symbols(path: str) -> list[tuple[int, str]]:
    """Addresses and names of the code of a file that still has them; static names may repeat."""
    listing = subprocess.run(["nm", "--defined-only", path], check=True, capture_output=True,
                             text=True).stdout
    words = [line.split() for line in listing.splitlines()]
    return sorted((int(word[0], 16), word[2]) for word in words
                  if len(word) == 3 and word[1] in "tTwW")


def functions(path: str) -> dict[str, int]:
    """Names and addresses of them."""
    return {name: address for address, name in code_symbols(path)}
