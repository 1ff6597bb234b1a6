# SPDX-License-Identifier: BSD-3-Clause
"""Which of the compiler's programs are run, for make and for main.c.

    choose.py SUITE LEFT_OUT COMPILER EVERY FOLDER

Writes FOLDER/programs.mk (names, and the options that a program asks for) and programs.h.
Every program of the suite is run but those in LEFT_OUT; of what remains, each EVERY-th.
"""

import re
import sys
from pathlib import Path

# { dg-options "-fwrapv" }, without a target: those that name one are other machines' business.
OPTIONS = re.compile(r'\{ dg-(?:additional-)?options (?:\{ )?"([^"]*)"(?: \})? \}')


def left_out(text: str, compiler: str) -> dict[str, str]:
    """Reasons by name: `[gcc|clang] NAME...: reason`, a line each."""
    found = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        names, reason = line.split(": ", 1)
        words = names.split()
        if words[0] in ("gcc", "clang"):
            if words.pop(0) != compiler:
                continue
        found.update(dict.fromkeys(words, reason))
    return found


def programs(suite: Path) -> list[str]:
    return [*sorted(path.stem for path in suite.glob("*.c")),
            *sorted(f"ieee/{path.stem}" for path in suite.glob("ieee/*.c"))]


def options(suite: Path, name: str) -> str:
    """As the suite's own .exp files compile it."""
    text = (suite / f"{name}.c").read_text(errors="replace")
    words = " ".join(OPTIONS.findall(text)).split()
    if name.startswith("ieee/"):
        words.append("-fno-inline")
        beside = suite / f"{name}.x"
        if beside.exists() and "lappend additional_flags \"-fno-trapping-math\"" in \
                beside.read_text():
            words.append("-fno-trapping-math")
    return " ".join(words)


def main() -> None:
    suite, out = Path(sys.argv[1]), Path(sys.argv[5])
    reasons = left_out(Path(sys.argv[2]).read_text(), sys.argv[3])
    every = programs(suite)
    if unknown := sorted(set(reasons) - set(every)):
        sys.exit(f"{sys.argv[2]}: the suite has no {unknown[0]}")
    chosen = [name for name in every if name not in reasons][::int(sys.argv[4])]
    lines = [f"TORTURE_PROGRAMS := {' '.join(chosen)}"]
    lines += [f"$(O)/obj/torture/{name}.c.o: OPTIONS := {wanted}" for name in chosen
              if (wanted := options(suite, name))]
    out.mkdir(parents=True, exist_ok=True)
    (out / "programs.h").write_text("".join(
        f'PROGRAM("{name}", {symbol(name)})\n' for name in chosen))
    (out / "programs.mk").write_text("\n".join(lines) + "\n")


def symbol(name: str) -> str:
    return "torture_" + re.sub(r"[^A-Za-z0-9]", "_", name)


if __name__ == "__main__":
    main()
