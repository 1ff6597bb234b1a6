# SPDX-License-Identifier: BSD-3-Clause
"""Pure code as host programs: the suites under ASan and UBSan, and the fuzzers for a while."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import harness
import hostprograms

PROGRAMS = hostprograms.find()
SUITES = [program for program in PROGRAMS if not program.is_fuzzer]
FUZZERS = [program for program in PROGRAMS if program.is_fuzzer]
# Those of one component share objects, which each worker compiles for itself.
SUITE_PARAMETERS = [pytest.param(program, id=program.name, marks=pytest.mark.xdist_group(
    f"host-{program.component.name}")) for program in SUITES]
FUZZ_SECONDS = int(os.environ.get("UKULELE_FUZZ_SECONDS", 3))  # each; raise it to look for more


def run_suite(program: hostprograms.Program, folder: Path, cc: str) -> None:
    done = harness.command([str(hostprograms.compile_program(program, folder, cc))], timeout=400)
    assert done.status == 0, done.output
    assert "    ok 1 " in done.output and "not ok" not in done.output, done.output


@pytest.mark.parametrize("program", SUITE_PARAMETERS)
def test_suite(program: hostprograms.Program, tmp_path: Path) -> None:
    run_suite(program, tmp_path, "gcc")


@pytest.mark.full
@pytest.mark.parametrize("program", SUITE_PARAMETERS)
def test_suite_clang(program: hostprograms.Program, tmp_path: Path) -> None:
    run_suite(program, tmp_path, "clang")


@pytest.mark.parametrize("program", FUZZERS, ids=lambda program: program.name)
def test_fuzz(program: hostprograms.Program, tmp_path: Path) -> None:
    binary = hostprograms.compile_program(program, tmp_path, "clang")
    done = harness.command([str(binary), f"-max_total_time={FUZZ_SECONDS}", "-max_len=4096",
                            "-timeout=10", f"-artifact_prefix={tmp_path}/"],
                           cwd=tmp_path, timeout=FUZZ_SECONDS + 60)
    assert done.status == 0, done.output[-6000:]
    assert "DONE" in done.output or "Done" in done.output, done.output[-1000:]


def test_there_are_programs() -> None:
    """The convention is in use: an empty list would pass for success."""
    assert SUITES and FUZZERS
