# SPDX-License-Identifier: BSD-3-Clause
"""Bytes by library of a built image: what `make size` says, for the chart."""

from __future__ import annotations

import json
import os
import subprocess
import sys

SIZE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "..", "..", "support", "build", "size.py")


def by_library(folder: str) -> list[tuple[str, int]] | None:
    """Names and bytes, the largest first, of the image built in `folder`; None if none is."""
    if not os.path.exists(os.path.join(folder, "app")):
        return None
    done = subprocess.run([sys.executable, SIZE, folder, "--json"], capture_output=True, text=True)
    if done.returncode:
        return None
    libraries = json.loads(done.stdout)["libraries"]
    return sorted(((name, sizes["file"]) for name, sizes in libraries.items() if sizes["file"]),
                  key=lambda row: -row[1])
