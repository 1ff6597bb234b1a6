# SPDX-License-Identifier: BSD-3-Clause
"""The benchmarks' pictures: bytes by library, and boot instructions by phase."""

from __future__ import annotations

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                                "support", "plot"))
import bars  # noqa: E402
import sizes  # noqa: E402


def draw(out: str) -> list[str]:
    """Draws what there are measurements for in `out`; returns the files written."""
    written = []

    def write(name: str, title: str, rows: list[bars.Bar], unit: str) -> None:
        path = os.path.join(out, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(bars.svg(title, rows, unit))
        written.append(path)

    phases = os.path.join(out, "boot-phases.json")
    if os.path.exists(phases):
        with open(phases, encoding="utf-8") as file:
            boots = json.load(file)
        write("boot-phases.svg", "Guest instructions from entry to the first character",
              [bars.Bar(label, parts) for label, parts in boots.items()], "instructions")
    for folder in sorted(os.listdir(out)):
        table = sizes.by_library(os.path.join(out, folder))
        if table:
            write(f"bytes-{folder}.svg", f"{folder}: bytes in the image, by library",
                  [bars.Bar(name, [("", size)]) for name, size in table], "bytes")
    return written
