# SPDX-License-Identifier: BSD-3-Clause
"""Which source file an address of code or data comes from, by DWARF debug information.

Link-time optimisation makes one object out of all sources, and inlines one library's functions
into another's: then only this tells whose a byte is. Reads DWARF 2 to 5 in 32-bit format, as gcc,
clang and their assemblers write it (section and table numbers below are DWARF 5's).
"""
from __future__ import annotations

import bisect
import os
from typing import Iterator, NamedTuple

from linked import Linked

TAG_COMPILE_UNIT, TAG_VARIABLE = 0x11, 0x34
AT_LOCATION, AT_NAME, AT_COMP_DIR, AT_ABSTRACT_ORIGIN, AT_SPECIFICATION = 2, 3, 0x1b, 0x31, 0x47
AT_LINES, AT_STRING_BASE, AT_ADDRESS_BASE = 0x10, 0x72, 0x73
WANTED = (AT_LOCATION, AT_NAME, AT_COMP_DIR, AT_ABSTRACT_ORIGIN, AT_SPECIFICATION,
          AT_LINES, AT_STRING_BASE, AT_ADDRESS_BASE)
OP_ADDR, OP_PLUS_UCONST, OP_PIECE, OP_ADDRX = 0x03, 0x23, 0x93, 0xa1
FORM_REF_ADDR, FORM_IMPLICIT_CONST, FORM_INDIRECT = 0x10, 0x21, 0x16
# table 7.6: forms of one fixed size in 32-bit DWARF with 8-byte addresses
FIXED = {0x01: 8, 0x05: 2, 0x06: 4, 0x07: 8, 0x0b: 1, 0x0c: 1, 0x0e: 4, 0x10: 4, 0x11: 1,
         0x12: 2, 0x13: 4, 0x14: 8, 0x17: 4, 0x19: 0, 0x1c: 4, 0x1d: 4, 0x1e: 16, 0x1f: 4,
         0x20: 8, 0x21: 0, 0x24: 8, 0x25: 1, 0x26: 2, 0x27: 3, 0x28: 4, 0x29: 1, 0x2a: 2,
         0x2b: 3, 0x2c: 4}
LEB = (0x0d, 0x0f, 0x15, 0x1a, 0x1b, 0x22, 0x23)  # sdata udata ref_udata strx addrx ...listx
BLOCK_LENGTH = {0x03: 2, 0x04: 4, 0x0a: 1}


class Range(NamedTuple):
    start: int
    end: int
    source: str


def leb(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at:at + size], "little")


def text(data: bytes, at: int) -> str:
    return data[at:data.index(b"\0", at)].decode(errors="replace")


class Debug:
    def __init__(self, image: Linked) -> None:
        self.line = image.content(".debug_line")
        self.info = image.content(".debug_info")
        self.abbreviations = image.content(".debug_abbrev")
        self.strings = {0x0e: image.content(".debug_str"), 0x1f: image.content(".debug_line_str")}
        self.offsets = image.content(".debug_str_offsets")
        self.addresses = image.content(".debug_addr")
        # where the present unit's part of the two tables above begins
        self.string_base = self.address_base = 8
        self.folders: dict[int, str] = {}  # of units, by the place of their line program
        self.variables = self._variables()  # address -> the source whose variable lies there

    # ---- values (section 7.5.5)
    def skip(self, data: bytes, at: int, form: int) -> int:
        if form in FIXED:
            return at + FIXED[form]
        if form in LEB:
            return leb(data, at)[1]
        if form == 0x08:
            return data.index(b"\0", at) + 1
        if form in BLOCK_LENGTH:
            return at + BLOCK_LENGTH[form] + number(data, at, BLOCK_LENGTH[form])
        if form in (0x09, 0x18):
            length, at = leb(data, at)
            return at + length
        if form == FORM_INDIRECT:
            form, at = leb(data, at)
            return self.skip(data, at, form)
        raise ValueError(f"DWARF form {form:#x}")

    def string(self, data: bytes, at: int, form: int) -> str:
        if form in self.strings:
            return text(self.strings[form], number(data, at, 4))
        if form == 0x08:
            return text(data, at)
        index = leb(data, at)[0] if form == 0x1a else number(data, at, FIXED[form])
        return text(self.strings[0x0e], number(self.offsets, self.string_base + 4 * index, 4))

    # ---- code: line number programs (section 6.2)
    def code(self) -> Iterator[Range]:
        at = 0
        while at + 4 < len(self.line):
            end = at + 4 + number(self.line, at, 4)
            yield from self._line_program(at + 4, end, self.folders.get(at, ""))
            at = end

    def _line_program(self, at: int, end: int, folder: str) -> Iterator[Range]:
        data, version = self.line, number(self.line, at, 2)
        at += 4 if version >= 5 else 2
        program = at + 4 + number(data, at, 4)
        at += 4
        least = data[at]
        at += 3 if version >= 4 else 2
        # data[at] is the line base: lines do not matter here, only files
        span, opcode_base = data[at + 1], data[at + 2]
        operands = data[at + 3:at + 2 + opcode_base]
        at += 2 + opcode_base
        files = self._files(at) if version >= 5 else self._files_before_5(at, folder)
        yield from self._rows(program, end, files, least, span, operands)

    def _entries(self, at: int) -> tuple[list[tuple[str, int]], int]:
        """A version 5 list of (path, directory): a format, a count, the entries."""
        data, count = self.line, self.line[at]
        at += 1
        formats = []
        for _ in range(count):
            content, at = leb(data, at)
            form, at = leb(data, at)
            formats.append((content, form))
        count, at = leb(data, at)
        found = []
        for _ in range(count):
            path, folder = "", 0
            for content, form in formats:
                if content == 1:
                    path = self.string(data, at, form)
                elif content == 2:
                    folder = leb(data, at)[0] if form == 0x0f else number(data, at, FIXED[form])
                at = self.skip(data, at, form)
            found.append((path, folder))
        return found, at

    def _files(self, at: int) -> list[str]:
        folders, at = self._entries(at)
        names, _ = self._entries(at)
        paths = [folders[0][0]] + [os.path.join(folders[0][0], p) for p, _ in folders[1:]]
        return [os.path.normpath(os.path.join(paths[i], name)) for name, i in names]

    def _files_before_5(self, at: int, unit_folder: str) -> list[str]:
        data, folders, names = self.line, [""], [""]
        while data[at]:
            folders.append(text(data, at))
            at = data.index(b"\0", at) + 1
        at += 1
        while data[at]:
            name, at = text(data, at), data.index(b"\0", at) + 1
            folder, at = leb(data, at)
            at = leb(data, leb(data, at)[1])[1]
            names.append(os.path.normpath(
                os.path.join(unit_folder, folders[folder], name)))
        return names

    def _rows(self, at: int, end: int, files: list[str], least: int, span: int,
              operands: bytes) -> Iterator[Range]:
        data, opcode_base = self.line, len(operands) + 1
        address, file = 0, 1
        start, source = None, 0  # of the range that is open

        def file_name(index: int) -> str:
            return files[index] if index < len(files) else ""

        while at < end:
            opcode = data[at]
            at += 1
            emit = finish = False
            if opcode >= opcode_base:
                address += (opcode - opcode_base) // span * least
                emit = True
            elif opcode == 0:
                length, at = leb(data, at)
                kind = data[at]
                if kind == 1:
                    emit = finish = True
                elif kind == 2:
                    address = number(data, at + 1, length - 1)
                at += length
            elif opcode == 1:
                emit = True
            elif opcode == 2:
                advance, at = leb(data, at)
                address += advance * least
            elif opcode == 4:
                file, at = leb(data, at)
            elif opcode == 8:
                address += (255 - opcode_base) // span * least
            elif opcode == 9:
                address += number(data, at, 2)
                at += 2
            else:
                for _ in range(operands[opcode - 1]):
                    at = leb(data, at)[1]
            if emit and (finish or start is None or file != source):
                if start is not None and start < address:
                    yield Range(start, address, file_name(source))
                start, source = (None, 0) if finish else (address, file)
            if finish:
                address, file = 0, 1

    # ---- data: variables with an address (sections 4.1, 7.5)
    def _table(self, at: int) -> dict[int, tuple]:
        """Abbreviations: code -> (tag, attributes, size if it is fixed and of no interest)."""
        data, found = self.abbreviations, {}
        while data[at]:
            code, at = leb(data, at)
            tag, at = leb(data, at)
            at += 1  # whether it has children: the walk is flat
            attributes = []
            while True:
                name, at = leb(data, at)
                form, at = leb(data, at)
                if form == FORM_IMPLICIT_CONST:
                    at = leb(data, at)[1]
                if not name and not form:
                    break
                attributes.append((name, form))
            size = None
            if tag not in (TAG_COMPILE_UNIT, TAG_VARIABLE) and \
                    all(form in FIXED for _, form in attributes):
                size = sum(FIXED[form] for _, form in attributes)
            found[code] = tag, attributes, size
        return found

    def _variables(self) -> dict[int, str]:
        data, at = self.info, 0
        tables: dict[int, dict] = {}
        units, names = [], []  # where each begins; its source
        found = []  # (address, offset of an entry in the unit that defines it)
        while at + 4 < len(data):
            unit, end = at, at + 4 + number(data, at, 4)
            version = number(data, at + 4, 2)
            table = number(data, at + (8 if version >= 5 else 6), 4)
            if table not in tables:
                tables[table] = self._table(table)
            at += 12 if version >= 5 else 11
            units.append(unit)
            names.append("")
            self._unit(unit, at, end, tables[table], names, found)
            at = end
        return {address: names[bisect.bisect_right(units, entry) - 1] for address, entry in found}

    def _unit(self, unit: int, at: int, end: int, table: dict, names: list, found: list) -> None:
        data = self.info
        while at < end:
            entry = at
            code, at = leb(data, at) if data[at] > 0x7f else (data[at], at + 1)
            if not code:
                continue
            tag, attributes, size = table[code]
            if size is not None:
                at += size
                continue
            values = {}
            for name, form in attributes:
                if name in WANTED:
                    values[name] = at, form
                at = self.skip(data, at, form)
            if tag == TAG_COMPILE_UNIT and AT_STRING_BASE in values:
                self.string_base = number(data, values[AT_STRING_BASE][0], 4)
            if tag == TAG_COMPILE_UNIT and AT_ADDRESS_BASE in values:
                self.address_base = number(data, values[AT_ADDRESS_BASE][0], 4)
            if tag == TAG_COMPILE_UNIT and AT_NAME in values:
                folder = self.string(data, *values[AT_COMP_DIR]) if AT_COMP_DIR in values else ""
                if AT_LINES in values:
                    self.folders[number(data, values[AT_LINES][0], 4)] = folder
                names[-1] = os.path.normpath(
                    os.path.join(folder, self.string(data, *values[AT_NAME])))
            elif tag == TAG_VARIABLE and AT_LOCATION in values:
                origin = values.get(AT_ABSTRACT_ORIGIN) or values.get(AT_SPECIFICATION)
                if origin:
                    entry = number(data, origin[0], 4) + (
                        0 if origin[1] == FORM_REF_ADDR else unit)
                found += [(a, entry) for a in self._places(*values[AT_LOCATION])]

    def _places(self, at: int, form: int) -> Iterator[int]:
        """Addresses in a location: one, or one for each piece (section 2.6)."""
        data = self.info
        if form != 0x18:
            return
        length, at = leb(data, at)
        end = at + length
        while at < end:
            op = data[at]
            at += 1
            if op == OP_ADDR:
                yield number(data, at, 8)
                at += 8
            elif op == OP_ADDRX:
                index, at = leb(data, at)
                yield number(self.addresses, self.address_base + 8 * index, 8)
            elif op in (OP_PLUS_UCONST, OP_PIECE):
                at = leb(data, at)[1]
            else:
                return
