#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Print what each library adds to an image, in bytes: `make size`.

    size.py OUT [--json]     OUT: the output folder of a built image

`file` is the image as it is booted, `memory` what it takes while it runs, before anything is
allocated; both add up exactly. A large library of several folders has a line for each below its
own. Draws OUT/size.svg too.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import attribution

sys.path.insert(0, str(attribution.ROOT / "support" / "plot"))
import bars  # noqa: E402

COLUMNS = (*attribution.KINDS, "file", "memory")
SHOWN_BY_FOLDER = 0.05  # of the image's file, at least
LEAST_OF_LIBRARY = 0.01  # and each of its folders of the library
OWN_FOLDER = "."
Rows = list[tuple[str, attribution.Size]]


def application(out: Path) -> str:
    app = out / "app"
    if not app.is_file():
        sys.exit(f"size: {out} holds no image; 'make' builds one there")
    name = os.path.basename(app.read_text().strip())
    for file in (out / name, out / f"{name}.dbg", out / f"{name}.map", out / "components.json"):
        if not file.is_file():
            sys.exit(f"size: there is no {file}: 'make' builds it")
    return name


def by_library(sizes: dict[attribution.Owner, attribution.Size]) -> Rows:
    """The largest first."""
    sums: dict[str, attribution.Size] = {}
    for owner, size in sizes.items():
        sums[owner.library] = sums.get(owner.library, attribution.Size()) + size
    return ordered(sums)


def by_folder(sizes: dict[attribution.Owner, attribution.Size], library: str) -> Rows:
    """The library's folders, without what the names of all but its own begin with; none if there
    is but one. What headers and other little things make is together in the last one."""
    found = {owner.folder: size for owner, size in sizes.items() if owner.library == library}
    least = LEAST_OF_LIBRARY * sum(size.file for size in found.values())
    parts = {folder: size for folder, size in found.items() if size.file >= least}
    if len(parts) < 2:
        return []
    others = [folder.split("/") for folder in parts if folder]
    shared = len(os.path.commonprefix(others))
    if any(len(other) == shared for other in others):  # one that is above the others keeps a name
        shared = max(shared - 1, 0)
    rows = ordered({"/".join(folder.split("/")[shared:]) if folder else OWN_FOLDER: size
                    for folder, size in parts.items()})
    rest = [size for folder, size in found.items() if folder not in parts]
    return rows + ([("others", sum(rest, attribution.Size()))] if rest else [])


def ordered(sizes: dict[str, attribution.Size]) -> Rows:
    return sorted(sizes.items(), key=lambda row: (-row[1].file, -row[1].memory, row[0]))


def table(rows: Rows, folders: dict[str, Rows]) -> str:
    total = sum((size for _, size in rows), attribution.Size())
    lines = []
    for name, size in rows:
        lines.append((name, size))
        if size.file >= SHOWN_BY_FOLDER * total.file:
            lines += [(f"  {folder}", part) for folder, part in folders.get(name, [])]
    wide = max(len(name) for name, _ in lines) + 1

    def line(name: str, size: attribution.Size) -> str:
        return name.ljust(wide) + "".join(f"{getattr(size, c) or '-':>9}" for c in COLUMNS)

    head = "library".ljust(wide) + "".join(f"{c:>9}" for c in COLUMNS)
    return "\n".join([head, *(line(*row) for row in lines), line("total", total)])


def drawing(app: str, rows: Rows) -> str:
    total = sum(size.file for _, size in rows)
    return bars.svg(f"{app}: {total:,} bytes as booted, by library", [
        bars.Bar(name, [(kind, getattr(size, kind)) for kind in
                        (*attribution.KINDS[:3], "headers") if getattr(size, kind)])
        for name, size in rows if size.file > 0], "bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description="Bytes of an image by library.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    out = arguments.out.absolute()
    app = application(out)
    sizes, file_bytes, memory_bytes = attribution.measure(out, app)
    rows = by_library(sizes)
    folders = {name: found for name, _ in rows if (found := by_folder(sizes, name))}
    (out / "size.svg").write_text(drawing(app, rows))
    if arguments.json:
        print(json.dumps({"image": app, "file_bytes": file_bytes, "memory_bytes": memory_bytes,
                          "libraries": {name: {**fields(size), "folders": {
                              folder: fields(part) for folder, part in folders.get(name, [])}}
                                        for name, size in rows}}, indent=1))
    else:
        print(f"{table(rows, folders)}\ndrawn: {out / 'size.svg'}")


def fields(size: attribution.Size) -> dict[str, int]:
    return {**asdict(size), "file": size.file, "memory": size.memory}


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # of `make size | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
