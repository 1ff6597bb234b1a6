# SPDX-License-Identifier: BSD-3-Clause
"""Builds applications for the benchmarks, in folders of their own under build/bench."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, "build", "bench")


class BuildError(Exception):
    """The build failed; the message is make's."""


def make(app: str, defconfig: str, *, fresh: bool = False) -> tuple[str, float]:
    """Builds, and returns the image's path and the seconds that it took."""
    out = os.path.join(OUT, f"{app}-{defconfig}")
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "UK_"))}
    start = time.monotonic()
    done = subprocess.run(["make", "-C", ROOT, f"APP={app}", f"DEFCONFIG={defconfig}", f"O={out}"],
                          env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seconds = time.monotonic() - start
    if done.returncode:
        lines = done.stdout.strip().splitlines()
        raise BuildError(f"make APP={app} DEFCONFIG={defconfig} failed: {' | '.join(lines[-4:])}")
    return os.path.join(out, app), seconds
