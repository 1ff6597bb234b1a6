# SPDX-License-Identifier: BSD-3-Clause
"""How an application is tested: built once, booted as a user boots it, its output compared.

Works where the application was copied to as well: outside of Ukulele's tree, the variable UKULELE
says where that is.
"""
from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[1]
UKULELE = Path(os.environ.get("UKULELE") or APP.parents[1]).resolve()
sys.path.insert(0, str(UKULELE / "tests"))
import harness  # noqa: E402


@pytest.fixture(scope="module")
def image() -> harness.Image:
    return harness.Builder()(str(APP))


@pytest.mark.parametrize("arguments, output, status", [
    ("", "The sum is 0.", 0),
    ("1 2 3", "The sum is 6.", 0),
    ("40 -- -2", "'--' is no number", 1),
    ("7 seven", "'seven' is no number", 1),
])
def test_sum(image: harness.Image, arguments: str, output: str, status: int) -> None:
    boot = image.boot(append=f"-- {arguments}")
    assert output in boot.output.splitlines(), boot.output + boot.errors
    assert boot.status == status
