# SPDX-License-Identifier: BSD-3-Clause
"""The distribution's binary packages, unpacked and not installed.

apt works on package lists of our own (the system's may be missing, and only root may renew
them), and checks the archive's signatures as always. Works as root and as an ordinary user.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import subprocess
import tempfile
from typing import Callable, Iterable, Iterator, Sequence

from qemu import LaunchError


PROGRESS_SECONDS = 5


def _size(folder: str) -> int:
    """Of its files, which may be renamed meanwhile."""
    size = 0
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            size += entry.stat().st_size
    return size


def _reason(said: str, folder: str) -> str:
    """One line of what apt, or dpkg, says of its failure; what for want of room is much."""
    if "No space left on device" in said or "enough free space" in said:
        return f"no space is left for {folder}: TMPDIR= names another place"
    if "Could not resolve" in said or "Could not connect" in said:
        return "the distribution's archive does not answer: is there a network?"
    return (said.strip() or "no reason given").splitlines()[-1]


class Packages:
    """The newest lists, in a folder that goes away."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        for part in ("lists/partial", "cache/archives/partial"):
            os.makedirs(os.path.join(folder, part))
        user = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
        self.options = [word for option in (
            f"APT::Sandbox::User={user}", f"Dir::State::lists={folder}/lists",
            f"Dir::Cache={folder}/cache", "Acquire::Retries=1", "Acquire::Languages=none",
        ) for word in ("-o", option)]
        self._apt("apt-get", "update")

    def _apt(self, *words: str, cwd: str | None = None,
             meanwhile: Callable[[], None] = lambda: None) -> str:
        """What it prints; `meanwhile` is called now and then."""
        with subprocess.Popen([words[0], "-q", *self.options, *words[1:]],
                              cwd=cwd or self.folder, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE,
                              env={**os.environ, "LC_ALL": "C.UTF-8"}) as child:
            try:
                while True:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        printed, said = child.communicate(timeout=PROGRESS_SECONDS)
                        break
                    meanwhile()
            finally:
                child.kill()
        if child.returncode:
            raise LaunchError(f"{' '.join(words[:2])} failed: {_reason(said, self.folder)}")
        return printed

    def depends(self, *names: str) -> set[str]:
        """What they depend on; of virtual packages nothing."""
        text = self._apt("apt-cache", "depends", "--important", *names)
        return set(re.findall(r"^ [ |](?:Pre)?Depends: ([^<\s]+)$", text, re.MULTILINE))

    def depended(self, metas: Sequence[str], pattern: str) -> str:
        """What the first of `metas` that this distribution has depends on, as `pattern` says."""
        for meta in metas:
            with contextlib.suppress(LaunchError):
                for name in sorted(self.depends(meta)):
                    if re.fullmatch(pattern, name):
                        return name
        raise LaunchError(f"this distribution has none of {', '.join(metas)}")

    def with_libraries(self, *names: str) -> set[str]:
        """They and the libraries that they need, those of libraries too."""
        found, new = set(names), set(names)
        while new:
            new = {name for name in self.depends(*new) if name.startswith(("lib", "zlib"))} - found
            found |= new
        return found

    def unpack(self, names: Iterable[str], tree: str,
               say: Callable[[str], None] = lambda message: None) -> None:
        """Fetches them and unpacks them into the folder `tree`; says how far it is."""
        place = tempfile.mkdtemp(dir=self.folder)
        self._apt("apt-get", "download", *sorted(names), cwd=place,
                  meanwhile=lambda: say(f"{_size(place) >> 20} MB have come"))
        say(f"unpacking {_size(place) >> 20} MB")
        for deb in sorted(glob.glob(os.path.join(glob.escape(place), "*.deb"))):
            done = subprocess.run(["dpkg-deb", "-x", deb, tree], capture_output=True, text=True)
            if done.returncode:
                raise LaunchError(f"{os.path.basename(deb)} cannot be unpacked: "
                                  f"{_reason(done.stderr, tree)}")
        shutil.rmtree(place)


@contextlib.contextmanager
def packages(why: str) -> Iterator[Packages]:
    """For a while; `why` says what they are for where there is no apt."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise LaunchError(f"{why}: this takes Debian's or Ubuntu's packages, fetched by apt")
    with tempfile.TemporaryDirectory(prefix="ukulele-packages-") as folder:
        yield Packages(folder)
