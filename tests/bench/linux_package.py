# SPDX-License-Identifier: BSD-3-Clause
"""The distribution's own programs for the Linux guest, unpacked and not installed: an installed
server would run on this host."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile

import build
import linux_guest
from accel import cache_folder


def program(package: str, path: str) -> str:
    """Where that file of the package lies: installed, or in the cache, or fetched into it."""
    kept = os.path.join(cache_folder(), "linux-programs", package, os.path.basename(path))
    for place in (path, kept):
        if os.access(place, os.X_OK):
            return place
    if not shutil.which("apt-get"):
        raise build.BuildError(f"{path} is missing, which the Linux guest runs: install {package}")
    with tempfile.TemporaryDirectory(prefix="ukulele-linux-") as folder:
        os.makedirs(os.path.join(folder, "lists", "partial"))
        os.makedirs(os.path.join(folder, "cache", "archives", "partial"))
        private = ["-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}/cache"]
        linux_guest.apt(["apt-get", "update", *private], folder)
        linux_guest.apt(["apt-get", "download", package, *private], folder)
        deb, = glob.glob(os.path.join(folder, "*.deb"))
        tree = os.path.join(folder, "tree")
        subprocess.run(["dpkg-deb", "-x", deb, tree], check=True, capture_output=True, text=True)
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        shutil.copy(tree + path, kept + ".part")
        os.replace(kept + ".part", kept)
    return kept
