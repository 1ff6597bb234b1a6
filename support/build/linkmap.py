# SPDX-License-Identifier: BSD-3-Clause
"""Reads the map that the linker wrote: which input section of which file lies where.

GNU ld and lld each have a format of their own; both are text meant for people.
"""
from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator, NamedTuple


class Piece(NamedTuple):
    address: int
    size: int
    file: str  # path, or archive(member); "" for what the linker made itself
    section: str


# GNU: " .text.name  0x100000  0x20 file"; a long name has the rest on the next line
GNU = re.compile(r"^ (\S+)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$")
GNU_NAME = re.compile(r"^ ([^\s*]\S*)$")
# lld: "VMA LMA size alignment file:(section)"
LLD = re.compile(r"^\s*([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+\s+(\S.*):\((.*)\)$")


def gnu(lines: list[str]) -> Iterator[Piece]:
    name = ""
    for line in lines[lines.index("Linker script and memory map"):]:
        alone = GNU_NAME.match(line)
        if alone:
            name = alone[1]
            continue
        found = GNU.match(line)
        if found and found[1] != "*fill*":
            yield Piece(int(found[2], 16), int(found[3], 16), found[4], found[1] or name)
        name = ""


def lld(lines: list[str]) -> Iterator[Piece]:
    for line in lines:
        found = LLD.match(line)
        if found:
            file = "" if found[3] == "<internal>" else found[3]
            yield Piece(int(found[1], 16), int(found[2], 16), file, found[4])


# What takes no memory lies at offsets that look like addresses, those of a large image too.
NOT_LOADED = (".debug", ".comment", ".symtab", ".strtab", ".shstrtab", ".gnu.lto", ".stab")


def pieces(path: Path) -> list[Piece]:
    """All of them that take bytes of memory."""
    lines = path.read_text(errors="replace").splitlines()
    parse = gnu if "Linker script and memory map" in lines else lld
    return [p for p in parse(lines) if p.size and p.address
            and not p.section.startswith(NOT_LOADED)]
