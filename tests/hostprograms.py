# SPDX-License-Identifier: BSD-3-Clause
"""Host programs of pure code: what a library's Makefile.uk says about them.

    HOST_TESTS := tests/test_x.c tests/fuzz_x.c    each one a program
    HOST_SRCS := x.c                               linked with each, from any folder of the tree
    HOST_CFLAGS := -DCONFIG_LIBX_LIMIT=4           what the configuration would say

Paths are relative to the library. A program named fuzz_* defines LLVMFuzzerTestOneInput, one
named tool_* its own main, for a test that runs it (tool()); the others are uktest suites. All
public headers of the tree can be included.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import harness

VARIABLES = ("HOST_TESTS", "HOST_SRCS", "HOST_CFLAGS")
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


class Program(NamedTuple):
    component: Path
    test: str
    sources: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.component.name}-{Path(self.test).stem}"

    @property
    def is_fuzzer(self) -> bool:
        return Path(self.test).name.startswith("fuzz_")

    @property
    def is_tool(self) -> bool:
        return Path(self.test).name.startswith("tool_")


def find() -> list[Program]:
    programs = []
    for makefile in sorted([*harness.ROOT.glob("apps/*/Makefile.uk"),
                            *harness.ROOT.glob("lib/*/*/Makefile.uk"),
                            *harness.ROOT.glob("plat/*/Makefile.uk"),
                            *harness.ROOT.glob("drivers/*/Makefile.uk"),
                            *harness.ROOT.glob("drivers/*/*/Makefile.uk"),
                            *harness.ROOT.glob("support/*/Makefile.uk")]):
        if re.search(r"^HOST_TESTS\b", makefile.read_text(), re.MULTILINE):
            values = evaluate(makefile)
            programs += [Program(makefile.parent, test, tuple(values["HOST_SRCS"]),
                                 tuple(values["HOST_CFLAGS"])) for test in values["HOST_TESTS"]]
    return programs


def tool(component: str, source: str) -> Program:
    """A program that is no test by itself."""
    values = evaluate(harness.ROOT / component / "Makefile.uk")
    return Program(harness.ROOT / component, source, tuple(values["HOST_SRCS"]),
                   tuple(values["HOST_CFLAGS"]))


def evaluate(makefile: Path) -> dict[str, list[str]]:
    """The variables, by make itself, so that a Makefile.uk may compute them."""
    ask = "".join(f"$(info {name}=$({name}))" for name in VARIABLES)
    done = harness.command(["make", "-s", "--no-print-directory", "-f", str(makefile),
                            f"--eval=DIR := {makefile.parent}",
                            f"--eval=print: ; @:{ask}", "print"])
    assert done.status == 0, f"{makefile}: {done.output}"
    return {name: value.split() for name, value in
            (line.split("=", 1) for line in done.output.splitlines() if "=" in line)}


# What the programs of a component share, compiled once by each of pytest's workers
_folder = tempfile.TemporaryDirectory(prefix="hostprograms")
_objects: dict[tuple, list[Path]] = {}


def compile_program(program: Program, folder: Path, cc: str) -> Path:
    """Compiles and links it with sanitizers; a fuzzer needs clang."""
    out = folder / f"{program.name}-{cc}"
    command = compiler(program, cc)
    done = harness.command([*command, "-o", str(out), str(program.component / program.test),
                            *map(str, shared_objects(program, command))])
    assert done.status == 0, done.output
    return out


def compiler(program: Program, cc: str) -> list[str]:
    """The command without files."""
    fuzz = ["-fsanitize=fuzzer"] if program.is_fuzzer else []
    # Not those of our C library: these programs have the host's.
    includes = [harness.ROOT / "include", harness.ROOT / "arch/x86_64/include",
                *(path for path in harness.ROOT.glob("lib/*/*/include")
                  if "libc" not in path.parts)]
    # A library's own include folder may replace one of the tree's (a simulated processor).
    flags = [flag.replace("-I", f"-I{program.component}/", 1) if flag.startswith("-I") else flag
             for flag in program.flags]
    return [cc, "-std=gnu17", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-DUK_TEST_HOST=",
            f'-DUK_COMPONENT="{program.component.name}"', *SANITIZE, *fuzz, *flags,
            *[f"-I{path}" for path in includes]]


def shared_objects(program: Program, command: list[str]) -> list[Path]:
    """Of HOST_SRCS, and of uktest where it is a suite"""
    sources = [program.component / name for name in program.sources]
    if not program.is_fuzzer and not program.is_tool:
        sources += [harness.ROOT / "lib/debug/uktest" / name for name in ("run.c", "host.c")]
    key = (*command, *sources)
    if key not in _objects:
        objects = []
        for source in sources:
            path = Path(_folder.name) / f"{len(_objects)}-{len(objects)}-{source.stem}.o"
            # clang complains of options for the linker, which are among HOST_CFLAGS
            done = harness.command([*command, "-Wno-unused-command-line-argument", "-c",
                                    "-o", str(path), str(source)])
            assert done.status == 0, done.output
            objects.append(path)
        _objects[key] = objects
    return _objects[key]
