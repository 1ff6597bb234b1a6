# SPDX-License-Identifier: BSD-3-Clause
"""Write the image as it is booted: ELF header, program headers, contents, and nothing else.

The linker pads segments to pages and describes sections; no boot loader needs either. Segments
are packed one behind the other, so the file is as small as its contents. The last segment is made
to reach to the symbol uk_image_end: stacks and page tables lie there, in no section.

    pack.py IMAGE.dbg IMAGE
"""
import os
import struct
import sys

EHDR = struct.Struct("<16sHHIQQQIHHHHHH")
PHDR = struct.Struct("<IIQQQQQQ")
SHDR = struct.Struct("<IIQQQQIIQQ")
SYM = struct.Struct("<IBBHQQ")
PT_LOAD, PT_NOTE = 1, 4
SHT_SYMTAB = 2
MULTIBOOT2 = struct.pack("<I", 0xe85250d6)  # within the file's first 32 KiB


def symbol_value(linked: bytes, wanted: str) -> int:
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
    raise SystemExit(f"pack: the linked image has no symbol {wanted}")


def pack(linked: bytes) -> bytes:
    header = list(EHDR.unpack_from(linked))
    phoff, phnum = header[5], header[10]
    segments = [list(PHDR.unpack_from(linked, phoff + i * PHDR.size)) for i in range(phnum)]
    loads = [s for s in segments if s[0] == PT_LOAD and s[6]]
    notes = [s for s in segments if s[0] == PT_NOTE and s[5]]
    table_end = EHDR.size + PHDR.size * (len(loads) + len(notes))
    body, where = bytearray(), {}
    loads[-1][6] = symbol_value(linked, "uk_image_end") - loads[-1][3]
    for load in loads:
        content = linked[load[2]:load[2] + load[5]].rstrip(b"\0")  # loaders clear the rest
        body += bytes(-(table_end + len(body)) % 16)
        where[load[3]] = (load[2], load[5], table_end + len(body))
        load[2], load[5], load[7] = table_end + len(body), len(content), 16
        body += content
    for note in notes:  # lies inside a load segment
        for offset, size, new in where.values():
            if offset <= note[2] < offset + size:
                note[2] += new - offset
    sections = b""
    if MULTIBOOT2 in body[:32768 - table_end]:  # GRUB 2.12 refuses a file without any
        body += bytes(-(table_end + len(body)) % 8)
        sections = bytes(SHDR.size)
    header[5], header[6] = EHDR.size, table_end + len(body) if sections else 0
    header[10], header[11] = len(loads) + len(notes), SHDR.size if sections else 0
    header[12], header[13] = len(sections) // SHDR.size, 0
    return b"".join([EHDR.pack(*header), *(PHDR.pack(*s) for s in loads + notes), body, sections])


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
