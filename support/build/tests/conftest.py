# SPDX-License-Identifier: BSD-3-Clause
"""Fixtures of the tests of the tools that look into an image."""
from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "support" / "build"), str(ROOT / "tests")]
import harness  # noqa: E402

_builder = harness.Builder()


@pytest.fixture
def built() -> harness.Builder:
    return _builder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The tree as a clone would have it, with what is not yet committed: to be changed at will."""
    folder = tmp_path / "tree"
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder
