# SPDX-License-Identifier: BSD-3-Clause
"""What an object of x86-64 says of itself (System V ABI, chapter 4): sections and symbols."""

from __future__ import annotations

import struct
from typing import NamedTuple

EHDR = struct.Struct("<16sHHIQQQIHHHHHH")
SHDR = struct.Struct("<IIQQQQIIQQ")
SYM = struct.Struct("<IBBHQQ")
SHT_SYMTAB = 2
STB_LOCAL, STB_WEAK = 0, 2


class Object(NamedTuple):
    sections: list[str]
    defined: set[str]  # what others may refer to
    weak: set[str]     # what it refers to if it is there


def read(path: str) -> Object:
    with open(path, "rb") as file:
        content = file.read()

    def name_at(offset: int) -> str:
        return content[offset:content.index(b"\0", offset)].decode()

    header = EHDR.unpack_from(content)
    table = [SHDR.unpack_from(content, header[6] + n * SHDR.size) for n in range(header[12])]
    sections = [name_at(table[header[13]][4] + s[0]) for s in table[1:]]
    defined, weak = set(), set()
    for section in table:
        if section[1] != SHT_SYMTAB:
            continue
        names = table[section[6]][4]
        for offset in range(section[4], section[4] + section[5], SYM.size):
            name, info, _, place, _, _ = SYM.unpack_from(content, offset)
            if place and info >> 4 != STB_LOCAL:
                defined.add(name_at(names + name))
            elif not place and info >> 4 == STB_WEAK:
                weak.add(name_at(names + name))
    return Object(sections, defined, weak)
