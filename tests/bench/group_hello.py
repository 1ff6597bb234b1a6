# SPDX-License-Identifier: BSD-3-Clause
"""The two hello images: bytes, instructions to the first character, least memory, exit ratio."""

from __future__ import annotations

import json
import os
from typing import Iterator

import boot
import build
import instructions
import profile_boot as profile
import pvh_elf

GREETING = "Hello, world!"
VARIANTS = ("minimal", "newlib")
MACHINES = ("microvm", "q35")

def measure() -> Iterator[tuple[str, float]]:
    boots = {}
    images = {}
    for variant in VARIANTS:
        image, _ = build.make("helloworld", variant)
        images[variant] = image
        prefix = f"hello-{variant}"
        yield f"{prefix}.image_bytes", os.path.getsize(image)
        for machine in MACHINES:
            suffix = "" if machine == "microvm" else f"_{machine}"
            count = instructions.count(image, machine, GREETING)
            boots[f"{prefix}, {machine}"] = profile.by_component(image, count)
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
