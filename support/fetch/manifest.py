# SPDX-License-Identifier: BSD-3-Clause
"""The list of third-party sources: the `sources.txt` of every component, read as one.

A stanza a source, stanzas parted by blank lines, `#` begins a comment line:

    name: zlib
    version: 1.2.13
    file: zlib_1.2.13.orig.tar.gz       its name in the cache
    sha256: (64 hexadecimal digits)
    bytes: 1239825
    debian: bookworm zlib               a suite that has it, and the source package
    upstream: https://...               the project's own release of the very same bytes
    keep: src include                   folders to unpack (default: everything)
    only: make torture                  what alone needs it: `fetch.py --all` leaves it out

`debian`, `upstream`, `keep` and `only` may be left out; of the first two, one must be there.
Patches of ours lie in `patches/NAME-*.patch` beside `sources.txt`.
"""
import dataclasses
import glob
import os
import re

from .errors import FetchError

# Where components live; a deeper look would walk build folders.
PLACES = ("lib/*/*", "drivers/*/*", "plat/*", "apps/*", "support/*", "tests", "tests/*",
          "tests/apps/*")
REQUIRED = ("name", "version", "file", "sha256", "bytes")
OPTIONAL = ("debian", "upstream", "keep", "only")


@dataclasses.dataclass(frozen=True)
class Source:
    """One pinned tarball."""
    name: str
    version: str
    file: str
    sha256: str
    bytes: int
    origin: str  # the manifest that it stands in
    debian: tuple = ()  # (suite, source package)
    upstream: str = ""
    keep: tuple = ()
    only: str = ""

    def patches(self):
        """Our patches for it, in the order in which they apply."""
        folder = os.path.join(os.path.dirname(self.origin), "patches")
        return sorted(glob.glob(os.path.join(glob.escape(folder), f"{self.name}-*.patch")))


def find(root):
    """The manifests of the tree at `root`."""
    return sorted(path for place in PLACES
                  for path in glob.glob(os.path.join(glob.escape(root), place, "sources.txt")))


def load(paths):
    """All sources of these manifests, by name."""
    sources = {}
    for path in paths:
        for source in parse(path):
            if source.name in sources:
                raise FetchError(f"{path}: '{source.name}' is already in "
                                 f"{sources[source.name].origin}: a name stands for one source")
            sources[source.name] = source
    return sources


def parse(path):
    """The sources of one manifest, in order."""
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FetchError(f"{path}: cannot be read: {error}") from error
    stanza, sources = {}, []
    for number, line in enumerate(lines + [""], 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            if stanza:
                sources.append(_source(path, number, stanza))
            stanza = {}
            continue
        field, colon, value = line.partition(":")
        if not colon or field not in REQUIRED + OPTIONAL or field in stanza or not value.strip():
            raise FetchError(f"{path}:{number}: expected one 'field: value' a line, field one of "
                             f"{', '.join(REQUIRED + OPTIONAL)}, each once")
        stanza[field] = value.strip()
    return sources


def _source(path, number, stanza):
    """A checked Source from the fields of the stanza that ends before line `number`."""
    where = f"{path}:{number - 1}: source '{stanza.get('name', '?')}'"
    missing = [field for field in REQUIRED if field not in stanza]
    if missing:
        raise FetchError(f"{where} lacks {', '.join(missing)}")
    if not re.fullmatch(r"[0-9a-f]{64}", stanza["sha256"]):
        raise FetchError(f"{where}: sha256 is not 64 lower-case hexadecimal digits")
    if not re.fullmatch(r"[1-9][0-9]*", stanza["bytes"]):
        raise FetchError(f"{where}: bytes is not a positive number")
    for field in ("name", "file"):
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.+~-]*", stanza[field]):
            raise FetchError(f"{where}: {field} is not a plain file name")
    debian = tuple(stanza.get("debian", "").split())
    if len(debian) not in (0, 2):
        raise FetchError(f"{where}: debian is not 'SUITE PACKAGE'")
    if not debian and "upstream" not in stanza:
        raise FetchError(f"{where}: neither debian nor upstream says where it comes from")
    return Source(name=stanza["name"], version=stanza["version"], file=stanza["file"],
                  sha256=stanza["sha256"], bytes=int(stanza["bytes"]), origin=path, debian=debian,
                  upstream=stanza.get("upstream", ""), keep=tuple(stanza.get("keep", "").split()),
                  only=stanza.get("only", ""))
