# SPDX-License-Identifier: BSD-3-Clause
"""The Open POSIX Test Suite, unmodified, as far as this system has what it tests.

One image runs all of them, one after the other (tests/apps/posixtest); each is a test here.
"""

from __future__ import annotations

import re

import pytest

import harness

APP = "tests/apps/posixtest"
MAKEFILE = (harness.ROOT / APP / "Makefile.uk").read_text().replace("\\\n", " ")
LISTED = re.search(r"^POSIXTEST_RUN := (.*)$", MAKEFILE, re.MULTILINE)
NAMES = LISTED[1].split() if LISTED else []
_boots: list[harness.Boot] = []


def boot(build: harness.Builder) -> harness.Boot:
    if not _boots:
        _boots.append(build(APP).boot(timeout=60))
    return _boots[0]


@pytest.mark.parametrize("name", NAMES)
def test_program(build: harness.Builder, name: str) -> None:
    output = boot(build).output
    status = re.search(rf"^{name}: status (\d+)$", output, re.MULTILINE)
    assert status, f"{name} did not run, or did not end:\n{output[-2000:]}"
    assert status[1] == "0", output


def test_all_ran(build: harness.Builder) -> None:
    assert len(NAMES) > 15
    assert f"{len(NAMES)} of {len(NAMES)} passed" in boot(build).output
    assert boot(build).status == 0
