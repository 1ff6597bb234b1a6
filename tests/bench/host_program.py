# SPDX-License-Identifier: BSD-3-Clause
"""The benchmarks' own C programs for the host, compiled when they are newer than what is there."""

from __future__ import annotations

import hashlib
import os
import subprocess
from typing import Sequence

import build

HERE = os.path.dirname(os.path.abspath(__file__))


def make(name: str, flags: Sequence[str] = (), sources: Sequence[str] = ()) -> str:
    """Compiles `sources` (NAME.c of this folder if none are named); the program's path."""
    paths = list(sources) or [os.path.join(HERE, f"{name}.c")]
    command = [os.environ.get("HOSTCC", "gcc"), "-std=gnu17", "-O2", "-Wall", "-Wextra", *flags]
    folder = os.path.join(build.OUT, "host")
    os.makedirs(folder, exist_ok=True)
    digest = hashlib.sha256("\0".join([*command, *paths]).encode()).hexdigest()[:12]
    out = os.path.join(folder, f"{name}-{digest}")
    if not os.path.exists(out) or os.path.getmtime(out) < max(map(os.path.getmtime, paths)):
        new = f"{out}.{os.getpid()}"  # somebody else may be making it, too
        done = subprocess.run([*command, "-o", new, *paths], capture_output=True, text=True)
        if done.returncode:
            raise build.BuildError(f"compiling {name} failed: {done.stderr.strip()[-2000:]}")
        os.replace(new, out)
    return out
