# SPDX-License-Identifier: BSD-3-Clause
"""The smallest ELF that QEMU boots: it spins for a while, then ends the machine.

A PVH image: QEMU's -kernel enters it in 32-bit protected mode at the address in its ELF
note (type 18, name "Xen"; Xen's public/elfnote.h, XEN_ELFNOTE_PHYS32_ENTRY). The probe
times it to tell whether KVM is of use, and the benchmarks to learn what QEMU itself
costs. Made here byte by byte, so that neither needs a compiler.
"""

from __future__ import annotations

import struct

LOAD_ADDRESS = 0x100000
EXIT_PORT = 0xF4  # where isa-debug-exit sits; QEMU ends with (value << 1) | 1


def code(loops: int, status: int) -> bytes:
    """2 * loops + 4 instructions, or 3 without a loop."""
    spin = b""
    if loops:
        spin = b"\xb9" + struct.pack("<I", loops)  # mov ecx, loops
        spin += b"\x49\x75\xfd"                     # 1: dec ecx; jnz 1b
    return (spin
            + b"\xb8" + struct.pack("<I", status)   # mov eax, status
            + b"\xe6" + bytes([EXIT_PORT])          # out EXIT_PORT, al
            + b"\xf4")                              # hlt: not reached


def image(loops: int, status: int) -> bytes:
    """The ELF file that spins `loops` times and ends the machine with `status`."""
    return wrap(code(loops, status))


def wrap(text: bytes) -> bytes:
    """An ELF file, 64-bit as our images are, with `text` to load and a note of its address."""
    header_size, segment_size = 64, 56
    note_at = header_size + 2 * segment_size
    entry = struct.pack("<I", LOAD_ADDRESS)
    note = struct.pack("<III", 4, len(entry), 18) + b"Xen\0" + entry
    text_at = (note_at + len(note) + 15) & ~15

    elf = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)
    elf += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, LOAD_ADDRESS, header_size, 0, 0,
                       header_size, segment_size, 2, 0, 0, 0)

    def segment(kind: int, flags: int, at: int, address: int, size: int) -> bytes:
        return struct.pack("<IIQQQQQQ", kind, flags, at, address, address, size, size, 4)

    elf += segment(1, 5, text_at, LOAD_ADDRESS, len(text))
    elf += segment(4, 4, note_at, 0, len(note))
    return (elf + note).ljust(text_at, b"\0") + text
