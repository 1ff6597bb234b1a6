"""The two hello images: bytes, instructions to the first character, least memory, exit ratio."""

from __future__ import annotations

import json
import os
from typing import Iterator

import boot
import build
import elf
import instructions
import pvh_elf

GREETING = "Hello, world!"
VARIANTS = ("minimal", "newlib")
MACHINES = ("microvm", "q35")

# Boot phases, each named for the function whose first instruction begins it. One that an
# image inlined or left out is part of the phase before.
PHASES = (("uk_arch_main", "CPU and page tables"), ("uk_plat_start", "platform"),
          ("uk_boot", "libraries"), ("uk_libc_main", "C library"), ("main", "main"))


def phases(symbols: dict[str, int], count: instructions.Count) -> list[tuple[str, int]]:
    """Name and instructions of each phase, in the order in which they ran."""
    begins = [("entry", 0)]
    for function, name in PHASES:
        at = count.first_seen.get(symbols.get(function, -1))
        if at is not None and at >= begins[-1][1]:
            begins.append((name, at))
    ends = [at for _, at in begins[1:]] + [count.instructions]
    return [(name, end - at) for (name, at), end in zip(begins, ends)]


def measure() -> Iterator[tuple[str, float]]:
    boots = {}
    images = {}
    for variant in VARIANTS:
        image, _ = build.make("helloworld", variant)
        images[variant] = image
        prefix = f"hello-{variant}"
        yield f"{prefix}.image_bytes", os.path.getsize(image)
        symbols = elf.functions(image + ".dbg")
        for machine in MACHINES:
            suffix = "" if machine == "microvm" else f"_{machine}"
            count = instructions.count(image, machine, GREETING)
            boots[f"{prefix}, {machine}"] = phases(symbols, count)
            yield f"{prefix}.boot_instructions{suffix}", count.instructions
            yield (f"{prefix}.least_memory_kib{suffix}",
                   boot.least_memory_kib(image, machine, GREETING))

    floor = os.path.join(build.OUT, "floor")
    with open(floor, "wb") as file:
        file.write(pvh_elf.image(loops=0, status=0))
    yield "hello.qemu_exit_ratio", boot.exit_ratio(images["newlib"], floor, "microvm")
    yield "hello-minimal.qemu_exit_ratio", boot.exit_ratio(images["minimal"], floor, "microvm")

    with open(os.path.join(build.OUT, "boot-phases.json"), "w", encoding="utf-8") as file:
        json.dump(boots, file, indent=1)
