# SPDX-License-Identifier: BSD-3-Clause
"""Write the image as it is booted: ELF header, program headers, contents, and nothing else.

The linker pads segments to pages and describes sections; no boot loader needs either. Segments
are packed one behind the other, so the file is as small as its contents. The last segment is made
to reach to the symbol uk_image_end: stacks and page tables lie there, in no section.

In an image that unpacks (arch/x86_64/unpack.S) all but the code is one compressed stream, which
loaders put where the boot stack will be.

    pack.py IMAGE.dbg IMAGE
"""
from __future__ import annotations

import os
import struct
import sys
from typing import NamedTuple

import lz4

EHDR = struct.Struct("<16sHHIQQQIHHHHHH")
PHDR = struct.Struct("<IIQQQQQQ")
SHDR = struct.Struct("<IIQQQQIIQQ")
SYM = struct.Struct("<IBBHQQ")
PT_LOAD, PT_NOTE = 1, 4
PF_W, PF_R = 2, 4
SHT_SYMTAB = 2
MULTIBOOT2 = struct.pack("<I", 0xe85250d6)  # within the file's first 32 KiB
ALIGN = 16
UNPACKS = "uk_arch_unpack"
STACK_LEAST = 64  # bytes of the stack that unpacking uses


class Load(NamedTuple):
    """A segment: its content without the zeros at its end, which loaders add."""
    flags: int
    address: int
    content: bytes
    memory: int


def symbol_value(linked: bytes, wanted: str) -> int | None:
    header = EHDR.unpack_from(linked)
    sections = [SHDR.unpack_from(linked, header[6] + i * SHDR.size) for i in range(header[12])]
    for section in sections:
        if section[1] != SHT_SYMTAB:
            continue
        names = sections[section[6]][4]
        for offset in range(section[4], section[4] + section[5], SYM.size):
            name, _, _, _, value, _ = SYM.unpack_from(linked, offset)
            if linked.startswith(wanted.encode() + b"\0", names + name):
                return value
    return None


def address_of(linked: bytes, wanted: str) -> int:
    value = symbol_value(linked, wanted)
    if value is None:
        raise SystemExit(f"pack: the linked image has no symbol {wanted}")
    return value


def segments(linked: bytes, kind: int) -> list[tuple]:
    header = EHDR.unpack_from(linked)
    found = [PHDR.unpack_from(linked, header[5] + i * PHDR.size) for i in range(header[10])]
    return [s for s in found if s[0] == kind and s[6]]


def plain(linked: bytes) -> list[Load]:
    loads = [Load(s[1], s[3], linked[s[2]:s[2] + s[5]].rstrip(b"\0"), s[6])
             for s in segments(linked, PT_LOAD)]
    end = address_of(linked, "uk_image_end")
    return [*loads[:-1], loads[-1]._replace(memory=end - loads[-1].address)]


def compressed(linked: bytes, loads: list[Load]) -> list[Load]:
    """The same memory, once it is unpacked."""
    begin, stack, end = (address_of(linked, f"uk_image_{name}")
                         for name in ("rodata", "stack", "end"))
    data = b""
    for load in loads:
        if load.address >= begin:
            data += bytes(load.address - begin - len(data)) + load.content
    stream = lz4.compress(data)
    stream = struct.pack("<I", stack + 4 + len(stream)) + stream  # uk_arch_unpack: its end
    need = len(stream) + STACK_LEAST
    if need > end - stack:
        raise SystemExit(f"pack: packed data need a boot stack of {-(-need // 1024)} KiB: raise "
                         "CONFIG_ARCH_STACK_SIZE, or turn CONFIG_ARCH_X86_64_PACKED off")
    return [*(load for load in loads if load.address < begin),
            Load(PF_R | PF_W, begin, b"", stack - begin),
            Load(PF_R | PF_W, stack, stream, end - stack)]


def pack(linked: bytes) -> bytes:
    loads = plain(linked)
    if symbol_value(linked, UNPACKS) is not None:
        loads = compressed(linked, loads)
    notes = segments(linked, PT_NOTE)
    table_end = EHDR.size + PHDR.size * (len(loads) + len(notes))
    body, table = bytearray(), []

    def add(kind: int, flags: int, address: int, content: bytes, memory: int, align: int) -> None:
        nonlocal body
        body += bytes(-(table_end + len(body)) % align)
        table.append((kind, flags, table_end + len(body), address, address, len(content), memory,
                      align))
        body += content

    for load in loads:
        add(PT_LOAD, load.flags, load.address, load.content, load.memory, ALIGN)
    for note in notes:
        inside = [entry for entry, load in zip(table, loads)
                  if load.address <= note[3] < load.address + len(load.content)]
        if inside:
            table.append((*note[:2], inside[0][2] + note[3] - inside[0][3], *note[3:]))
        else:  # it is in the stream; loaders read it from the file
            add(PT_NOTE, note[1], note[3], linked[note[2]:note[2] + note[5]], note[6], note[7])
    sections = b""
    if MULTIBOOT2 in body[:32768 - table_end]:  # GRUB 2.12 refuses a file without any
        body += bytes(-(table_end + len(body)) % 8)
        sections = bytes(SHDR.size)
    header = list(EHDR.unpack_from(linked))
    header[5], header[6] = EHDR.size, table_end + len(body) if sections else 0
    header[10], header[11] = len(table), SHDR.size if sections else 0
    header[12], header[13] = len(sections) // SHDR.size, 0
    return b"".join([EHDR.pack(*header), *(PHDR.pack(*entry) for entry in table), body, sections])


def main() -> None:
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        image = pack(file.read())
    with open(target + ".partial", "wb") as file:
        file.write(image)
    os.chmod(target + ".partial", 0o755)
    os.replace(target + ".partial", target)


if __name__ == "__main__":
    main()
