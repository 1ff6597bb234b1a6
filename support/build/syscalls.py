#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Which system calls there are: reads lib/libc/syscall, prints docs/syscalls.md.

    support/build/syscalls.py >docs/syscalls.md
"""
from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "lib" / "libc" / "syscall"
ALWAYS = "LIBSYSCALL"


def listed() -> dict[str, int]:
    """All of Linux's calls that have a name here: name -> number."""
    text = (FOLDER / "include" / "uk" / "syscalls.h").read_text()
    return {name: int(number)
            for number, name in re.findall(r"^UK_SYSCALL\((\d+), (\w+), \d\)$", text, re.MULTILINE)}


def sources() -> dict[str, set[Path]]:
    """Name -> the files that define it: more than one, where an image has one of them."""
    found: dict[str, set[Path]] = {}
    for path in sorted(FOLDER.glob("**/*.c")):
        for name in re.findall(r"^(?:long|__uk_noreturn long) uk_sys_(\w+)\(", path.read_text(),
                               re.MULTILINE):
            found.setdefault(name, set()).add(path.relative_to(FOLDER))
    return found


def libraries() -> dict[str, list[str]]:
    """As libraries.h says: library -> the calls that it brings."""
    found: dict[str, list[str]] = {}
    for name, symbol in re.findall(r"^#define BRINGS_(\w+) (\w+)$",
                                   (FOLDER / "libraries.h").read_text(), re.MULTILINE):
        found.setdefault(symbol, []).append(name)
    return found


def document() -> str:
    numbers, brought = listed(), libraries()
    rest = set(sources()) - {name for calls in brought.values() for name in calls}
    rows = [(ALWAYS, sorted(rest, key=numbers.__getitem__))]
    rows += [(symbol, sorted(calls, key=numbers.__getitem__)) for symbol, calls in brought.items()]
    absent = [name for name in numbers if name not in sources()]
    lines = ["# System calls", "",
             "Those of Linux on x86-64 that an image with musl can have, and the library that "
             "brings them. Made by `support/build/syscalls.py`.", "",
             "| library | system calls |", "| --- | --- |"]
    lines += [f"| `{symbol}` | {', '.join(calls)} |" for symbol, calls in rows]
    lines += ["", f"{len(sources())} of {len(numbers)}. The others fail with `ENOSYS` and say so "
              "once, with their name and who called:", "", ", ".join(absent) + "."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(document(), end="")
