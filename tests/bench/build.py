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
    else:  # the defconfig may have changed since; it is only written again where it has
        _run(app, defconfig, out, "defconfig")
    start = time.monotonic()
    _run(app, defconfig, out, "image")
    return os.path.join(out, app), time.monotonic() - start


def _run(app: str, defconfig: str, out: str, target: str) -> None:
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "UK_"))}
    done = subprocess.run(
        ["make", "-C", ROOT, target, f"APP={app}", f"DEFCONFIG={defconfig}", f"O={out}"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        lines = done.stdout.strip().splitlines()
        raise BuildError(f"make APP={app} DEFCONFIG={defconfig} failed: {' | '.join(lines[-4:])}")
