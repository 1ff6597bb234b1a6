#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What of the Open POSIX Test Suite must pass, what is left out and why, and the page that says so.

    posix_suite.py      writes docs/posix-suite.md anew

The programs that must pass stand in tests/apps/posixtest/tests.mk, the others in its left-out.txt,
those that only newlib passes in musl-left-out.txt, and those that pass only on machines in
ukvm-left-out.txt; test_posix_suite.py keeps all true.
"""

from __future__ import annotations

import collections
import fnmatch
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "tests/apps/posixtest"
PAGE = ROOT / "docs/posix-suite.md"
FETCH = ROOT / "support/fetch"


class LeftOut(NamedTuple):
    """One paragraph of left-out.txt."""

    word: str
    reason: str
    tried: bool
    patterns: list[str]


def listed() -> list[str]:
    """What must pass, in the order in which it is run."""
    lines = (APP / "tests.mk").read_text().replace("\\\n", " ")
    return [name for line in re.findall(r"^POSIXTEST_RUN [:+]= (.*)$", lines, re.MULTILINE)
            for name in line.split()]


def listed_but(file: str) -> list[str]:
    """What of that must pass where `file` says what does not."""
    without = {name for reason in left_out(file) for name in reason.patterns}
    unknown = without - set(listed())
    assert not unknown, f"tests.mk has no {', '.join(sorted(unknown))}"
    return [name for name in listed() if name not in without]


def left_out(file: str = "left-out.txt") -> list[LeftOut]:
    found = []
    for line in (APP / file).read_text().splitlines():
        if line.startswith("\t"):
            found[-1].patterns.extend(line.split())
        elif line and not line.startswith("#"):
            word, reason = line.split(": ", 1)
            found.append(LeftOut(word.removeprefix("try "), reason, word.startswith("try "), []))
    return found


def with_musl() -> list[str]:
    return listed_but("musl-left-out.txt")


def under_a_monitor() -> list[str]:
    return listed_but("ukvm-left-out.txt")


def tried(file: str = "left-out.txt") -> list[str]:
    """What is run though it is known not to pass."""
    return [name for reason in left_out(file) if reason.tried for name in reason.patterns]


def programs(suite: Path) -> list[str]:
    """All of the suite's. Files that are only included have names without a number."""
    return sorted((f"{path.parent.name}/{path.stem}"
                   for path in suite.glob("conformance/interfaces/*/[0-9]*.c")), key=in_order)


def in_order(name: str) -> tuple:
    interface, _, number = name.partition("/")
    return interface, [int(digits) for digits in re.findall(r"\d+", number)], number


def reasons(suite: Path) -> dict[str, LeftOut | None]:
    """Each program of the suite: None, it must pass; or why it is left out."""
    must, why = set(listed()), left_out()
    found: dict[str, LeftOut | None] = {}
    used = set()
    for name in programs(suite):
        fits = [(reason, pattern) for reason in why for pattern in reason.patterns
                if fnmatch.fnmatchcase(name, pattern)]
        assert (name in must) != bool(fits), \
            f"{name} is {'both in' if fits else 'neither in'} tests.mk and left-out.txt"
        used.update(pattern for _, pattern in fits)
        found[name] = fits[0][0] if fits else None
    missing = must - set(found) | {p for reason in why for p in reason.patterns} - used
    assert not missing, f"the suite has no {', '.join(sorted(missing))}"
    return found


def page(suite: Path) -> str:
    """The table, and the reasons that it uses words for."""
    rows: dict[str, list] = collections.defaultdict(list)
    for name, reason in reasons(suite).items():
        rows[name.partition("/")[0]].append(reason)
    musl = collections.Counter(name.partition("/")[0] for name in with_musl())
    whole = [reason for row in rows.values() for reason in row]
    lines = [
        "# POSIX, as the Open POSIX Test Suite sees it", "",
        "Programs of the Open POSIX Test Suite 1.5.2, unmodified, in one image with newlib, and in "
        "one with", "musl, under QEMU, and in one with newlib under its own monitor (`PLAT=ukvm`). "
        "Continuous integration", "runs all that pass here, and fails if one no longer does. Made "
        "by `tests/posix_suite.py` from", "`tests/apps/posixtest`; not edited by hand.", "",
        f"**{whole.count(None)} of {len(whole)} programs pass** with newlib, "
        f"**{musl.total()}** with musl, **{len(under_a_monitor())}** under a monitor, of "
        f"{len(rows)} interfaces. Of the others:", "",
        "| | programs | why they do not pass, or are not run |", "| --- | ---: | --- |"]
    for reason in left_out():
        lines.append(f"| {reason.word} | {sum(r == reason for r in whole)} | {reason.reason} |")
    for where, file in (("with musl", "musl-left-out.txt"),
                        ("under a monitor", "ukvm-left-out.txt")):
        lines += ["", f"Of those that pass with newlib, {where}:", "",
                  "| | programs | why they do not pass, or are not run |", "| --- | ---: | --- |"]
        lines += [f"| {reason.word} | {len(reason.patterns)} | {reason.reason} |"
                  for reason in left_out(file)]
    lines += ["", "| interface | programs | newlib | musl | others |",
              "| --- | ---: | ---: | ---: | --- |"]
    for interface, row in rows.items():
        counts = collections.Counter(reason.word for reason in row if reason)
        others = ", ".join(f"{count} {word}" for word, count in counts.items())
        lines.append(f"| `{interface}` | {len(row)} | {row.count(None)} | {musl[interface]} | "
                     f"{others} |")
    return "\n".join(lines) + "\n"


def unpacked() -> Path:
    """The suite's folder in the cache, where the build puts it too."""
    sys.path.insert(0, str(FETCH.parent))
    from fetch import store  # pylint: disable=import-outside-toplevel
    version = re.search(r"^version: (.*)$", (APP / "sources.txt").read_text(), re.MULTILINE)[1]
    folder = Path(store.cache_folder()) / f"unpacked/posixtestsuite-{version}"
    subprocess.run([sys.executable, str(FETCH / "fetch.py"), "--unpack", str(folder),
                    "posixtestsuite"], check=True)
    return folder


if __name__ == "__main__":
    PAGE.write_text(page(unpacked()))
