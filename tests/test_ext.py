# SPDX-License-Identifier: BSD-3-Clause
"""Libraries of others, in the guest: their own test programs, with the application exttest; what
one side packs the other unpacks."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import sys
from pathlib import Path

import pytest

import harness
import sealed

sys.path.insert(0, str(harness.ROOT / "support"))
from fetch import fetch, store  # noqa: E402

APP = "tests/apps/exttest"


WAYS = ["microvm", sealed.SEALED_FULL]


def run(image: harness.Image, folder: Path, arguments: str) -> harness.Boot:
    way = sealed.way_of(image, "microvm")
    boot = image.boot(way, append=f"-- {arguments}", timeout=300,
                      options=(*sealed.accel(way), "--share", str(folder)))
    assert boot.status == 0, boot.output + boot.errors
    return boot


@pytest.mark.parametrize("way", WAYS)
def test_zlib(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """Its example.c checks itself; minigzip and Python's gzip take each other's files."""
    image = sealed.build_for(way, build, APP)
    said = run(image, tmp_path, "example /share/example.gz").output
    assert "large_inflate(): OK" in said and "inflate with dictionary: hello, hello!" in said, said
    assert gzip.decompress((tmp_path / "example.gz").read_bytes()) == b"hello, hello!\0"
    words = [b"to", b"be", b"or", b"not", os.urandom(8)]
    data = b" ".join(random.Random(1).choices(words, k=100_000)) + random.randbytes(50_000)
    (tmp_path / "data").write_bytes(data)
    run(image, tmp_path, "minigzip -9 /share/data")  # replaces it by data.gz
    assert not (tmp_path / "data").exists()
    packed = (tmp_path / "data.gz").read_bytes()
    assert len(packed) < len(data) * 2 / 3 and gzip.decompress(packed) == data
    (tmp_path / "data.gz").write_bytes(gzip.compress(data, 1) + gzip.compress(b"and more"))
    run(image, tmp_path, "minigzip -d /share/data.gz")
    assert (tmp_path / "data").read_bytes() == data + b"and more"


@pytest.mark.parametrize("way", WAYS)
def test_pcre2(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """The first of PCRE2's own tests: what Perl does with the same expressions."""
    image = sealed.build_for(way, build, APP)
    tests = Path(store.cache_folder(), "unpacked",
                 f"pcre2-{fetch.load(['pcre2'])[0].version}", "testdata")
    shutil.copy(tests / "testinput1", tmp_path)
    run(image, tmp_path, "pcre2test -q /share/testinput1 /share/said")
    assert (tmp_path / "said").read_bytes() == (tests / "testoutput1").read_bytes()
