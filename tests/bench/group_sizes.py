# SPDX-License-Identifier: BSD-3-Clause
"""Four images' bytes as the compiler leaves them, without what nothing refers to (DCE), optimised
as a whole (LTO), and with both, which is how images are built.

Both off is no way to build an image: it is where the others start from. Nothing is packed here
(ARCH_X86_64_PACKED), which would hide some of the difference. The applications are those that
other groups measure the least memory of.
"""

from __future__ import annotations

import os
from typing import Iterator

import build

# Of the first column of docs/figures.md: the application and its defconfig.
APPS = {"hello": ("helloworld", "newlib"), "sqlite": ("sqlite", "small"),
        "nginx": ("nginx", "default"), "redis": ("redis", "small")}
COLUMNS = {"none": (False, False), "dce": (True, False), "lto": (False, True),
           "dce_lto": (True, True)}


def line(name: str, on: bool) -> str:
    return f"CONFIG_{name}=y" if on else f"# CONFIG_{name} is not set"


def measure() -> Iterator[tuple[str, float]]:
    for name, (app, defconfig) in APPS.items():
        for column, (dce, lto) in COLUMNS.items():
            # Without LTO all objects are other ones; without DCE the same are linked otherwise.
            folder = f"sizes-{app}-{'lto' if lto else 'plain'}"
            options = line("DCE", dce), line("LTO", lto), line("ARCH_X86_64_PACKED", False)
            image, _ = build.make(app, defconfig, options, folder=folder)
            yield f"sizes.{name}_{column}", os.path.getsize(image)
