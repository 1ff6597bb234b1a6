# SPDX-License-Identifier: BSD-3-Clause
"""Write a monitor (support/ukvm) as the kernel loads it: without the sections' names and headers,
which are 500 bytes that nobody reads. For a debugger there is the linked file.

    pack_monitor.py LINKED TARGET
"""
import os
import sys

from pack import EHDR, PHDR, PT_LOAD


def pack(content: bytes) -> bytes:
    header = list(EHDR.unpack_from(content))
    segments = [PHDR.unpack_from(content, header[5] + i * PHDR.size) for i in range(header[10])]
    end = max(segment[2] + segment[5] for segment in segments if segment[0] == PT_LOAD)
    header[6], header[11], header[12], header[13] = 0, 0, 0, 0
    return EHDR.pack(*header) + content[EHDR.size:end]


def main() -> None:
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        monitor = pack(file.read())
    with open(target + ".partial", "wb") as file:
        file.write(monitor)
    os.chmod(target + ".partial", 0o755)
    os.replace(target + ".partial", target)


if __name__ == "__main__":
    main()
