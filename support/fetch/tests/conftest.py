# SPDX-License-Identifier: BSD-3-Clause
"""What the fetch tests share: a cache and a tree of their own, and a small tarball."""
import hashlib
import io
import os
import subprocess
import sys
import tarfile

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.join(os.path.dirname(HERE), "fetch.py")
sys.path.insert(0, os.path.dirname(os.path.dirname(HERE)))


def make_tarball(path, members):
    """A tar.gz of TarInfo-or-name to content; incompressible padding makes it large enough
    for a download to be in flight when it is cut.
    """
    with tarfile.open(path, "w:gz") as archive:
        for member, content in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


class World:
    """A component with one source in `tree`, an empty cache, and no apt unless given one."""

    def __init__(self, folder):
        self.folder, self.cache = folder, folder / "cache"
        self.release = folder / "release"
        self.release.mkdir()
        self.tarball = self.release / "demo-1.tar.gz"
        self.manifest = folder / "component" / "sources.txt"
        self.manifest.parent.mkdir()
        self.path = "/usr/bin:/bin"
        (folder / "bin").mkdir()
        make_tarball(self.tarball, [("demo-1/", b""), ("demo-1/a.txt", b"one\n"),
                                    ("demo-1/pad", os.urandom(1 << 20))])

    def pin(self, **fields):
        """Writes the manifest for the tarball as it is now."""
        data = self.tarball.read_bytes()
        stanza = {"name": "demo", "version": "1", "file": "demo_1.orig.tar.gz",
                  "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data),
                  "upstream": self.tarball.as_uri(), **fields}
        self.manifest.write_text("".join(f"{key}: {value}\n" for key, value in stanza.items()
                                         if value is not None))

    @property
    def cached(self):
        """Where the file belongs."""
        return self.cache / "sources" / "demo_1.orig.tar.gz"

    def command(self, *arguments):
        """The command line, and the environment, of a run of the tool."""
        environment = {"PATH": self.path, "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
                       "UKULELE_CACHE": str(self.cache)}
        return {"args": [sys.executable, TOOL, "--manifest", str(self.manifest), *arguments],
                "env": environment}

    def run(self, *arguments):
        """Runs the tool; standard error must never be a traceback."""
        done = subprocess.run(**self.command(*arguments), capture_output=True, text=True,
                              timeout=60, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def only_whole_files(self):
        """Nothing half-done lies in the cache."""
        names = {path.name for path in (self.cache / "sources").iterdir()}
        return not {name for name in names if name.endswith(".part") or name == ".apt"}


@pytest.fixture
def world(tmp_path):
    """A World whose source is pinned to a release on this disk."""
    result = World(tmp_path)
    result.pin()
    return result
