# SPDX-License-Identifier: BSD-3-Clause
"""Whose is each byte of an image: the sums add up exactly to what is booted.

Four witnesses, the most reliable one wins: the linker's map, for objects that belong to one
component and members of an archive; for the one object that link-time optimisation makes,
line tables for code (so inlined code counts for the library that it comes from), variables'
debug entries for data, and for strings and constants the code that refers to them. What none
of them knows is the linker's: padding, and what it merged out of several libraries.
"""
from __future__ import annotations

import bisect
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import dwarf
import linkmap
import pack
from linked import SHF_EXECUTE, SHF_WRITE, SHT_NOBITS, Linked, Segment

ROOT = Path(__file__).resolve().parents[2]
PADDING = "padding"
HEADERS = "ELF headers"
PACKING = "headers, less by packing"
BOOT_MEMORY = "boot stack, page tables"
CONTRACTS = "include/uk"
COMPILER = "compiler"
KINDS = ("text", "rodata", "data", "bss")
NOT_SOURCES = ("config", "toolchain")  # folders of the build in the output folder


@dataclass
class Size:
    text: int = 0
    rodata: int = 0
    data: int = 0
    bss: int = 0  # memory that is not in the file
    headers: int = 0  # bytes of the file that no memory holds

    @property
    def file(self) -> int:
        return self.text + self.rodata + self.data + self.headers

    @property
    def memory(self) -> int:
        return self.text + self.rodata + self.data + self.bss

    def __add__(self, other: Size) -> Size:
        return Size(self.text + other.text, self.rodata + other.rodata, self.data + other.data,
                    self.bss + other.bss, self.headers + other.headers)


class Owner(NamedTuple):
    library: str
    folder: str = ""  # of its sources, where it is made of several


NOBODY = Owner("")


class Owners:
    """Who owns which addresses; a later claim wins."""

    def __init__(self, cuts: list[int]) -> None:
        self.cuts = sorted(set(cuts))
        self.owner = [NOBODY] * len(self.cuts)  # of [cut, next cut)

    def claim(self, start: int, end: int, owner: Owner) -> None:
        first, last = bisect.bisect_left(self.cuts, start), bisect.bisect_left(self.cuts, end)
        self.owner[first:last] = [owner] * (last - first)

    def at(self, address: int) -> Owner:
        index = bisect.bisect_right(self.cuts, address) - 1
        return self.owner[index] if index >= 0 else NOBODY

    def within(self, start: int, end: int) -> list[tuple[int, int, Owner]]:
        """The range's parts: start, end, owner."""
        found, index = [], bisect.bisect_right(self.cuts, start) - 1
        while start < end:
            stop = self.cuts[index + 1] if index + 1 < len(self.cuts) else end
            found.append((start, min(stop, end), self.owner[index] if index >= 0 else NOBODY))
            start, index = stop, index + 1
        return found


class Naming:
    """From a file's path to the component that it belongs to."""

    def __init__(self, out: Path, app: str, components: dict[str, dict]) -> None:
        self.out = str(out)
        self.app = app
        self.components = components
        self.folders = sorted(((os.path.realpath(ROOT / c["folder"]) + "/", name)
                               for name, c in components.items()), key=lambda f: -len(f[0]))
        self.known: dict[str, Owner] = {}

    def __call__(self, path: str) -> Owner:
        if path not in self.known:
            self.known[path] = self._owner(path)
        return self.known[path]

    def _owner(self, path: str) -> Owner:
        if path.startswith(self.out + "/"):
            return self._made(path[len(self.out) + 1:].split("(")[0].split("/"))
        for folder, name in self.folders:
            if path.startswith(folder):
                return Owner(name, os.path.dirname(path[len(folder):]))
        if path.startswith(str(ROOT / "include") + "/"):
            return Owner(CONTRACTS)
        return Owner(COMPILER) if os.path.basename(path).startswith("libgcc.a(") else NOBODY

    def _made(self, parts: list[str]) -> Owner:
        """Of what lies in the output folder: obj/NAME/..., NAME/... for what a component fetched
        or made, and links of the application's to its sources."""
        parts = parts[1:] if parts[0] == "obj" else parts
        if len(parts) < 2 or parts[0] in NOT_SOURCES:
            return NOBODY
        if parts[0] in self.components:
            return Owner(parts[0], "/".join(parts[1:-1]))
        return Owner(self.app, "/".join(parts[:-1]))


def read_components(out: Path) -> dict[str, dict]:
    return json.loads((out / "components.json").read_text())


def strings_and_constants(image: Linked, pieces: list[linkmap.Piece]) -> list[tuple]:
    """(start, end, section) of what has no name in the object of link-time optimisation."""
    contents = [(s, image.bytes[s.offset:s.offset + s.size]) for s in image.allocated()
                if s.kind != SHT_NOBITS and not s.flags & SHF_EXECUTE]
    found = []
    for piece in pieces:
        for section, content in contents:
            if section.address <= piece.address < section.address + section.size:
                break
        else:
            continue
        if piece.file and ".str" not in piece.section:
            found.append((piece.address, piece.address + piece.size, piece.section))
            continue
        offset = piece.address - section.address
        start, stop = offset, offset + piece.size
        while start < stop:
            end = content.find(b"\0", start, stop) + 1 or stop
            found.append((section.address + start, section.address + end, piece.section))
            start = end
    return found


def references(image: Linked, low: int, high: int) -> list[tuple[int, int]]:
    """(target, place) for each word of the image that can be an address in [low, high).

    Code holds addresses as they are (-mcmodel=small, at a fixed place), so a word that looks
    like one nearly always is one.
    """
    tops = b"|".join(re.escape(top.to_bytes(2, "little"))
                     for top in range(low >> 16, (high - 1 >> 16) + 1))
    word = re.compile(b"(?s)(?=(..(?:" + tops + b")))")
    found = []
    for section in image.allocated():
        if section.kind == SHT_NOBITS:
            continue
        content = image.bytes[section.offset:section.offset + section.size]
        for match in word.finditer(content):
            target = int.from_bytes(match[1], "little")
            if low <= target < high:
                found.append((target, section.address + match.start()))
    return sorted(found)


def owners(image: Linked, pieces: list[linkmap.Piece], naming: Naming) -> Owners:
    begin = min(s.address for s in image.segments)
    debug = dwarf.Debug(image)
    code = [r for r in debug.code() if r.start >= begin]
    data = [(s.address, s.address + s.size, debug.variables[s.address]) for s in image.symbols
            if s.size and s.address in debug.variables]
    ours = [p for p in pieces if naming(p.file) is not NOBODY]
    shared = [p for p in pieces if naming(p.file) is NOBODY]
    nameless = strings_and_constants(image, shared)
    boot = image.address_of("uk_image_tls_boot"), image.address_of("uk_image_end")
    cuts = [begin, *(a for a in boot if a)]
    for start, end, _ in code + data + nameless:
        cuts += [start, end]
    for piece in pieces:
        cuts += [piece.address, piece.address + piece.size]

    result = Owners(cuts)
    if all(boot):
        result.claim(*boot, Owner(BOOT_MEMORY))
    for start, end, source in code + data:
        result.claim(start, end, naming(source))
    for piece in ours:
        result.claim(piece.address, piece.address + piece.size, naming(piece.file))
    nameless = [n for n in nameless if result.at(n[0]) is NOBODY]
    if nameless:
        words = references(image, nameless[0][0], max(end for _, end, _ in nameless))
        places = {s.name: s.address for s in image.symbols}
        for start, end, section in nameless:
            owner = referring(result, words, start, end)
            if owner is NOBODY:
                owner = result.at(places.get(_function_of(section), 0))
            result.claim(start, end, owner)
    return result


def _function_of(section: str) -> str:
    """gcc names a function's strings after it: .rodata.NAME.str1.1"""
    found = re.match(r"\.rodata\.(.+)\.(?:str|cst)\d", section)
    return found[1] if found else ""


def referring(known: Owners, words: list[tuple[int, int]], start: int, end: int) -> Owner:
    for target, place in words[bisect.bisect_left(words, (start, 0)):]:
        if target >= end:
            break
        owner = known.at(place)
        if owner is not NOBODY:
            return owner
    return NOBODY


def measure(out: Path, app: str) -> tuple[dict[Owner, Size], int, int]:
    """Sizes by owner, the file's bytes and the memory's: each the sum of the sizes."""
    linked, packed = Linked(out / f"{app}.dbg"), Linked(out / app)
    segments = [Segment(0, load.address, len(load.content), load.memory)
                for load in pack.plain(linked.bytes)]
    naming = Naming(out, app, read_components(out))
    known = owners(linked, linkmap.pieces(out / f"{app}.map"), naming)
    sizes: dict[Owner, Size] = {}

    def count(start: int, end: int, kind: str) -> None:
        for part, stop, owner in known.within(start, end):
            size = sizes.setdefault(Owner(PADDING) if owner is NOBODY else owner, Size())
            setattr(size, kind, getattr(size, kind) + stop - part)

    kinds = [(s.address, "text" if s.flags & SHF_EXECUTE else
              "data" if s.flags & SHF_WRITE else "rodata") for s in linked.allocated()]
    for segment in segments:
        stored = segment.address + segment.file_size
        inside = [k for k in kinds if segment.address <= k[0] < stored] or [
            (segment.address, "data")]
        ends = [address for address, _ in inside[1:]] + [stored]
        start = segment.address
        for (_, kind), end in zip(inside, ends):
            count(start, end, kind)
            start = end
        count(stored, segment.address + segment.memory_size, "bss")
    ordered = sorted(segments, key=lambda s: s.address)
    padding = sizes.setdefault(Owner(PADDING), Size())
    for one, other in zip(ordered, ordered[1:]):  # up to the next page
        padding.bss += other.address - one.address - one.memory_size
    # and what aligns one segment behind the other; what is packed takes less
    file_bytes = len(packed.bytes)
    packs = linked.address_of(pack.UNPACKS) is not None
    sizes[Owner(PACKING if packs else HEADERS)] = Size(
        headers=file_bytes - sum(s.file for s in sizes.values()))
    return sizes, file_bytes, sum(s.memory for s in sizes.values())
