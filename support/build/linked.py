# SPDX-License-Identifier: BSD-3-Clause
"""Reads a linked ELF file: its sections, segments and symbols.

Layouts: System V ABI, chapters 4 and 5 (ELF-64). For images that we built ourselves, so what
does not fit is an error of the build, told in one line.
"""
from __future__ import annotations

import struct
from pathlib import Path
from typing import NamedTuple

HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
SECTION = struct.Struct("<IIQQQQIIQQ")
SYMBOL = struct.Struct("<IBBHQQ")
PT_LOAD = 1
SHT_SYMTAB, SHT_NOBITS = 2, 8
SHF_WRITE, SHF_ALLOC, SHF_EXECUTE, SHF_TLS = 1, 2, 4, 0x400


class Segment(NamedTuple):
    offset: int
    address: int
    file_size: int
    memory_size: int


class Section(NamedTuple):
    name: str
    kind: int
    flags: int
    address: int
    offset: int
    size: int


class Symbol(NamedTuple):
    name: str
    address: int
    size: int


class Linked:
    """One ELF file. Contents are read at once: images are small."""

    def __init__(self, path: Path) -> None:
        self.bytes = path.read_bytes()
        if self.bytes[:5] != b"\x7fELF\x02":
            raise SystemExit(f"size: {path} is no 64-bit ELF file; build it again")
        header = HEADER.unpack_from(self.bytes)
        self.segments = [Segment(s[2], s[3], s[5], s[6]) for s in self._table(
            SEGMENT, header[5], header[10]) if s[0] == PT_LOAD]
        raw = self._table(SECTION, header[6], header[12])
        names = raw[header[13]][4] if raw else 0
        self.sections = [Section(self._text(names + s[0]), s[1], s[2], s[3], s[4], s[5])
                         for s in raw]
        self.symbols = []
        for section in raw:
            if section[1] == SHT_SYMTAB:
                strings = raw[section[6]][4]
                self.symbols = [Symbol(self._text(strings + s[0]), s[4], s[5]) for s in
                                self._table(SYMBOL, section[4], section[5] // SYMBOL.size)]

    def _table(self, layout: struct.Struct, offset: int, count: int) -> list:
        return [layout.unpack_from(self.bytes, offset + i * layout.size) for i in range(count)]

    def _text(self, offset: int) -> str:
        return self.bytes[offset:self.bytes.index(b"\0", offset)].decode(errors="replace")

    def content(self, name: str) -> bytes:
        """A section's bytes; empty if there is no such section."""
        for section in self.sections:
            if section.name == name and section.kind != SHT_NOBITS:
                return self.bytes[section.offset:section.offset + section.size]
        return b""

    def address_of(self, name: str) -> int | None:
        return next((s.address for s in self.symbols if s.name == name), None)

    def allocated(self) -> list[Section]:
        """What takes memory: not .tbss, which is only a template's length."""
        return [s for s in self.sections if s.flags & SHF_ALLOC and s.size and
                not (s.flags & SHF_TLS and s.kind == SHT_NOBITS)]
