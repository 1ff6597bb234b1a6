# SPDX-License-Identifier: BSD-3-Clause
"""Builds applications for the benchmarks, in folders of their own under build/bench."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from typing import Sequence

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, "build", "bench")


class BuildError(Exception):
    """The build failed; the message is make's."""


def make(app: str, defconfig: str, options: Sequence[str] = (), *, folder: str = "",
         fresh: bool = False, plat: str = "") -> tuple[str, float]:
    """Builds, and returns the image's path and the seconds that it took.

    `options` are lines added to the defconfig; a path with a slash names an application that is
    not in apps/. Configurations of one application that hardly differ may share a `folder`, in
    which only what differs is built again.
    """
    name = os.path.basename(app)
    label = folder or re.sub(r"[^A-Za-z0-9.]+", "-", "-".join([name, defconfig, *options]))
    out = os.path.join(OUT, label)
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
    words = [f"A={os.path.join(ROOT, app)}" if "/" in app else f"APP={app}",
             f"DEFCONFIG={_defconfig(app, defconfig, options, out)}", f"O={out}",
             *([f"PLAT={plat}"] if plat else [])]
    if not fresh:  # the defconfig may have changed since; it is only written again where it has
        _run("defconfig", words)
    start = time.monotonic()
    _run("image", words)
    return os.path.join(out, name), time.monotonic() - start


def _defconfig(app: str, name: str, options: Sequence[str], out: str) -> str:
    """Its name, or the path of one with the options added."""
    if not options:
        return name
    base = os.path.join(ROOT, app if "/" in app else f"apps/{app}", "defconfigs", name)
    os.makedirs(out, exist_ok=True)
    path = os.path.join(out, "defconfig.added")
    with open(base, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "".join(f"{line}\n" for line in options))
    return path


def _run(target: str, words: Sequence[str]) -> None:
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "UK_"))}
    done = subprocess.run(["make", "-C", ROOT, target, *words], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        lines = done.stdout.strip().splitlines()
        raise BuildError(f"make {' '.join(words[:2])} failed: {' | '.join(lines[-4:])}")
