# SPDX-License-Identifier: BSD-3-Clause
"""Counts a running guest's instructions, through count_plugin.c in QEMU.

    counter = counting.Counter(folder)
    ... boot with counter.options ...
    before = counter.read(); work(); print(counter.read() - before)
"""

from __future__ import annotations

import mmap
import os
import struct
import subprocess

import host_program
import instructions
import qemu

# Of QEMU's plugin interface: what is used here is the same in all, but QEMU checks the number.
VERSIONS = (2, 1)


def plugin(name: str, argument: str, binary: str = qemu.PROGRAM) -> list[str]:
    """QEMU's options for name.c of this folder, of the interface version that this QEMU takes."""
    said = ""
    for version in VERSIONS:
        path = host_program.make(name, ["-shared", "-fPIC", "-fvisibility=hidden",
                                        f"-DPLUGIN_VERSION={version}"])
        options = ["-plugin", f"{path},{argument}"]
        done = subprocess.run([binary, "-machine", "none", "-display", "none", "-monitor", "stdio",
                               *options], input="quit\n", text=True, capture_output=True,
                              timeout=60)
        if done.returncode == 0:
            return options
        said = done.stderr.strip()
    raise instructions.CountError(f"QEMU does not load {name}: {said}")


class Counter:
    """A counter for one machine, in a file of `folder`."""

    def __init__(self, folder: str, binary: str = qemu.PROGRAM) -> None:
        path = os.path.join(folder, "instructions")
        with open(path, "wb") as file:
            file.write(bytes(8))
        with open(path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8)
        self.options = plugin("count_plugin", f"counter={path}", binary)

    def read(self) -> int:
        """Instructions that the guest has executed since its start."""
        return struct.unpack_from("<Q", self._map)[0]
