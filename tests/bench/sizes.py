# SPDX-License-Identifier: BSD-3-Clause
"""Which library the bytes of an image come from, by the debug information of its symbols."""

from __future__ import annotations

import os
import re
import subprocess

import instructions  # noqa: F401  (puts support/run on the path)
import symbolize

_SYMBOL = re.compile(r"[0-9a-f]+ ([0-9a-f]+) ([tTrRdDwWvVuV]) (\S+)(?:\t(.*):\d+)?$")
UNNAMED = "strings, padding, headers"


def by_library(folder: str) -> list[tuple[str, int]] | None:
    """Names and bytes, the largest first, of the image built in `folder`; None if none is."""
    try:
        with open(os.path.join(folder, "app"), encoding="utf-8") as file:
            image = os.path.join(folder, os.path.basename(file.read().strip()))
    except OSError:
        return None
    if not os.path.exists(image + ".dbg"):
        return None
    listing = subprocess.run(["nm", "-S", "-l", "--defined-only", image + ".dbg"], check=True,
                             capture_output=True, text=True).stdout
    sizes: dict[str, int] = {}
    for line in listing.splitlines():
        found = _SYMBOL.match(line)
        if found:
            name = symbolize.component_of(found[4]) if found[4] else UNNAMED
            sizes[name] = sizes.get(name, 0) + int(found[1], 16)
    rest = os.path.getsize(image) - sum(sizes.values())
    sizes[UNNAMED] = sizes.get(UNNAMED, 0) + max(rest, 0)
    return sorted(sizes.items(), key=lambda item: -item[1])
