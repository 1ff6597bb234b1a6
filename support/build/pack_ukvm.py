# SPDX-License-Identifier: BSD-3-Clause
"""Write the image as the monitor reads it (include/uk/ukvm_abi.h): the note and headers in the
first page, the contents without padding, and where the absolute addresses lie that change when
the image is moved. The linker has left its relocations in the linked file (--emit-relocs).

    pack_ukvm.py IMAGE.dbg IMAGE.ukvm [DEVICE ...]
"""
import os
import struct
import sys

from pack import EHDR, PHDR, PT_LOAD, PT_NOTE, SHDR, SYM, symbol_value

PT_RELOCATIONS = 0x60756b72  # UKVM_PT_RELOCATIONS
RELA = struct.Struct("<QIIq")
SHT_RELA, SHF_ALLOC = 4, 2
SHN_UNDEF, SHN_ABS = 0, 0xfff1
# System V AMD64 ABI, table 4.9
ABSOLUTE = {1: 8, 10: 4, 11: 4}  # R_X86_64_64, _32, _32S: bytes
RELATIVE = {0, 2, 4, 24}  # NONE, PC32, PLT32, PC64: from one place of the image to another
THREAD = {17, 18, 23}  # DTPOFF64, TPOFF64, TPOFF32: from the thread pointer
GOT = {9, 41, 42}  # GOTPCREL and its relaxed kinds
NAMES_MOST = 64  # UKVM_NAMES_MOST
NOTE_HEADER = 20


def fail(message: str) -> None:
    sys.exit(f"pack: {message}")


class Linked:
    def __init__(self, content: bytes) -> None:
        self.content = content
        header = EHDR.unpack_from(content)
        self.header = list(header)
        self.segments = [list(PHDR.unpack_from(content, header[5] + i * PHDR.size))
                         for i in range(header[10])]
        self.sections = [SHDR.unpack_from(content, header[6] + i * SHDR.size)
                         for i in range(header[12])]
        self.loads = [s for s in self.segments if s[0] == PT_LOAD and s[6]]
        self.start = self.loads[0][3]
        self.end = symbol_value(content, "uk_image_end")

    def symbol(self, table: int, index: int) -> tuple:
        return SYM.unpack_from(self.content, self.sections[table][4] + index * SYM.size)

    def name(self, table: int, symbol: tuple) -> str:
        at = self.sections[self.sections[table][6]][4] + symbol[0]
        return self.content[at:self.content.index(b"\0", at)].decode()

    def places(self) -> list:
        """(address, bytes) of everything that must be moved with the image."""
        found = set()
        for section in self.sections:
            if section[1] != SHT_RELA or not self.sections[section[7]][2] & SHF_ALLOC:
                continue
            for at in range(section[4], section[4] + section[5], RELA.size):
                address, kind, index, _ = RELA.unpack_from(self.content, at)
                symbol = self.symbol(section[6], index)
                moves = self.moves(symbol)
                if kind in ABSOLUTE:
                    if moves:
                        found.add((address, ABSOLUTE[kind]))
                elif kind in RELATIVE:
                    # a weak function that is not there is not called
                    if not moves and symbol[3] != SHN_UNDEF and index:
                        fail(f"the code at {address:#x} reaches the number "
                             f"{self.name(section[6], symbol)} as if it moved with the image")
                elif kind in GOT:
                    fail(f"the code at {address:#x} uses a global offset table: compile it "
                         "with -fno-pic")
                elif kind not in THREAD:
                    fail(f"the code at {address:#x} has a relocation of kind {kind}, which "
                         "nobody expected")
        return sorted(found)

    def moves(self, symbol: tuple) -> bool:
        """Whether its value is an address of the image, not a number or nothing."""
        if symbol[3] == SHN_UNDEF:
            return False
        return symbol[3] != SHN_ABS or self.start <= symbol[4] <= self.end


def uleb128(value: int) -> bytes:
    out = bytearray()
    while True:
        out.append(value & 0x7f | (0x80 if value > 0x7f else 0))
        value >>= 7
        if not value:
            return bytes(out)


def relocations(linked: Linked) -> bytes:
    out, last = bytearray(), linked.start
    places = linked.places()
    if not places:  # there are always some, and without them nothing would run
        fail("the linker has left no relocations: link with --emit-relocs")
    for address, size in places:
        out += uleb128((address - last) << 1 | (size == 8))
        last = address
    return bytes(out)


def note(linked: Linked, devices: list) -> bytes:
    segment = next(s for s in linked.segments if s[0] == PT_NOTE)
    content = bytearray(linked.content[segment[2]:segment[2] + segment[5]])
    names = "".join(f"{name} " for name in devices).encode()
    if len(names) >= NAMES_MOST:
        fail(f"more devices than the note has room for: {' '.join(devices)}")
    content[-NAMES_MOST:] = names.ljust(NAMES_MOST, b"\0")
    return bytes(content)


def pack(content: bytes, devices: list) -> bytes:
    linked = Linked(content)
    parts = [(load, content[load[2]:load[2] + load[5]].rstrip(b"\0")) for load in linked.loads]
    linked.loads[-1][6] = linked.end - linked.loads[-1][3]
    table, moved = note(linked, devices), relocations(linked)
    at = EHDR.size + PHDR.size * (len(parts) + 2)
    body = bytearray(table)
    headers = [PHDR.pack(PT_NOTE, 4, at, 0, 0, len(table), len(table), 4)]
    for load, data in parts:
        body += bytes(-(at + len(body)) % 16)
        headers.append(PHDR.pack(PT_LOAD, load[1], at + len(body), load[3], load[3],
                                 len(data), load[6], 16))
        body += data
    headers.append(PHDR.pack(PT_RELOCATIONS, 4, at + len(body), 0, 0, len(moved), len(moved), 1))
    body += moved
    header = linked.header
    header[5], header[6], header[10], header[11], header[12], header[13] = \
        EHDR.size, 0, len(headers), 0, 0, 0
    return b"".join([EHDR.pack(*header), *headers, body])


def main() -> None:
    source, target, *devices = sys.argv[1:]
    with open(source, "rb") as file:
        image = pack(file.read(), devices)
    with open(target + ".partial", "wb") as file:
        file.write(image)
    os.replace(target + ".partial", target)


if __name__ == "__main__":
    main()
