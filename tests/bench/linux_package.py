# SPDX-License-Identifier: BSD-3-Clause
"""The distribution's own programs for the Linux guest, unpacked and not installed: an installed
server would run on this host."""

from __future__ import annotations

import os
import shutil
import tempfile

import build
import instructions  # noqa: F401  (puts support/run on the path)
import debian
from accel import cache_folder
from qemu import LaunchError


def program(package: str, path: str) -> str:
    """Where that file of the package lies: installed, or in the cache, or fetched into it."""
    kept = os.path.join(cache_folder(), "linux-programs", package, os.path.basename(path))
    for place in (path, kept):
        if os.access(place, os.X_OK):
            return place
    try:
        with debian.packages(f"{path} is missing, which the Linux guest runs") as packages, \
                tempfile.TemporaryDirectory(prefix="ukulele-linux-") as tree:
            packages.unpack([package], tree)
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            shutil.copy(tree + path, kept + ".part")
            os.replace(kept + ".part", kept)
    except LaunchError as error:
        raise build.BuildError(str(error)) from None
    return kept
