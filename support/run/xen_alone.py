# SPDX-License-Identifier: BSD-3-Clause
"""An image as the only domain of Xen, its dom0 (PVH), in QEMU: no Linux, no devices, seconds.

Xen's console is the image's, and takes the exit status out by isa-debug-exit, which a dom0 may
reach; so tests run this way what needs no device.
"""

from __future__ import annotations

import os
import re
from typing import Callable

from dom0 import CPU
from pvh_elf import EXIT_PORT
from qemu import LaunchError
from xen_parts import Parts

# docs/misc/xen-command-line: dom0 as PVH, and nothing on the console that is no error
XEN_WORDS = "console=com1 com1=115200,8n1 loglvl=error guest_loglvl=none dom0=pvh"
XEN_MIB = 96
MARK = b"(XEN)"  # of lines that are Xen's own


class Filter:
    """Takes Xen's own lines out; all else passes as it comes."""

    def __init__(self, then: Callable[[bytes], bytes]) -> None:
        self.then = then
        self.begin = b""  # of a line that may become one of Xen's
        self.whose = ""   # the line's, once that is known
        self.kept = b""   # the last of Xen's lines, for when nothing runs

    def feed(self, data: bytes) -> bytes:
        out = b""
        for piece in re.findall(rb"[^\n]*\n|[^\n]+", data):
            if not self.whose:
                piece = self.begin + piece
                is_open = MARK.startswith(piece)
                self.begin = piece if is_open else b""
                if is_open:
                    continue
                self.whose = "Xen's" if piece.startswith(MARK) else "the image's"
            if self.whose == "Xen's":
                self.kept = (self.kept + piece)[-2000:]
            else:
                out += piece
            if piece.endswith(b"\n"):
                self.whose = ""
        return self.then(out) if out else b""


def command(image: str, arguments: str, memory_mib: int, parts: Parts, qemu: str) -> list[str]:
    for path in (image, arguments):
        if "\n" in path:
            raise LaunchError("QEMU takes no line's end in a command line: leave it away")
    # QEMU ends a module's words at a comma, and reads two as one.
    module = f"{os.path.abspath(image)} {arguments}".strip().replace(",", ",,")
    return [qemu, "-accel", "tcg", "-machine", "q35", "-cpu", CPU,
            "-device", "amd-iommu", "-m", f"{memory_mib + XEN_MIB}M", "-display", "none",
            "-nodefaults", "-no-reboot", "-serial", "stdio",
            "-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=0x04",
            "-kernel", parts.xen, "-append", f"{XEN_WORDS} dom0_mem={memory_mib}M",
            "-initrd", module]
