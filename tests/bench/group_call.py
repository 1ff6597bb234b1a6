# SPDX-License-Identifier: BSD-3-Clause
"""What a call of the system costs that does nothing, getppid(): the same program as an image with
each C library, in a Linux guest, and natively on this host.

Instructions are exact and without the loop's own: what the processor executes for a call, the
kernel's part included. Cycles are those of the host's time-stamp counter: an image's calls are
calls of functions, which run here without emulation, and the host's own kernel beside them.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import Iterator

import build
import host_program
from group_files import CYCLES_ARE_INSTRUCTIONS, Side
from instructions import CountError

APP = "tests/apps/nullcall"
SOURCES = [os.path.join(build.ROOT, APP, name) for name in ("main.c", "other.c")]
LINE = re.compile(r"^(\w+): (\d+) cycles for (\d+) calls", re.M)
# Of each C library, and what getppid() and syscall() are called in the figures' names.
IMAGES = {"default": {"function": "function", "libc": "newlib"},
          "musl": {"libc": "musl", "number": "musl_number"}}
NATIVE_RUNS = 5


def each(output: str) -> dict[str, float]:
    """Of a call of each kind, less the loop's."""
    found = {name: int(total) / int(count) for name, total, count in LINE.findall(output)}
    if "loop" not in found or "libc" not in found:
        raise CountError(f"the program of null calls said: {output[-500:]}")
    loop = found.pop("loop")
    return {name: cycles - loop for name, cycles in found.items()}


def natively(program: str) -> dict[str, float]:
    runs = [each(subprocess.run([program], check=True, capture_output=True, text=True).stdout)
            for _ in range(NATIVE_RUNS)]
    return {name: min(run[name] for run in runs) for name in runs[0]}


def measure() -> Iterator[tuple[str, float]]:
    for defconfig, names in IMAGES.items():
        image, _ = build.make(APP, defconfig)
        found = each(Side(image, "").run("", CYCLES_ARE_INSTRUCTIONS))
        for kind, name in names.items():
            yield f"call.{name}_instructions", round(found[kind])
    program = host_program.make("nullcall", ["-static"], SOURCES)
    linux = each(Side(program, "/data", "tmpfs").run("", CYCLES_ARE_INSTRUCTIONS))
    yield "call.linux_instructions", round(linux["libc"])
    native = natively(program)
    yield "call.direct_cycles", native["function"]
    yield "call.linux_cycles", native["libc"]
    yield "call.direct_linux_ratio", native["function"] / native["libc"]
