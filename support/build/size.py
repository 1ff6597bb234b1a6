#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Print what each library adds to an image, in bytes: `make size`.

    size.py OUT [--json]     OUT: the output folder of a built image

`file` is the image as it is booted, `memory` what it takes while it runs, before anything is
allocated; both add up exactly. Draws OUT/size.svg too.
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


def application(out: Path) -> str:
    app = out / "app"
    if not app.is_file():
        sys.exit(f"size: {out} holds no image; 'make' builds one there")
    name = os.path.basename(app.read_text().strip())
    for file in (out / name, out / f"{name}.dbg", out / f"{name}.map", out / "components.json"):
        if not file.is_file():
            sys.exit(f"size: there is no {file}: 'make' builds it")
    return name


def table(rows: list[tuple[str, attribution.Size]]) -> str:
    total = attribution.Size(*(sum(getattr(size, kind) for _, size in rows)
                               for kind in (*attribution.KINDS, "headers")))
    wide = max(len(name) for name, _ in rows) + 1

    def line(name: str, size: attribution.Size) -> str:
        return name.ljust(wide) + "".join(f"{getattr(size, c) or '-':>9}" for c in COLUMNS)

    head = "library".ljust(wide) + "".join(f"{c:>9}" for c in COLUMNS)
    return "\n".join([head, *(line(*row) for row in rows), line("total", total)])


def drawing(app: str, rows: list[tuple[str, attribution.Size]]) -> str:
    total = sum(size.file for _, size in rows)
    return bars.svg(f"{app}: {total:,} bytes as booted, by library", [
        bars.Bar(name, [(kind, getattr(size, kind)) for kind in
                        (*attribution.KINDS[:3], "headers") if getattr(size, kind)])
        for name, size in rows if size.file], "bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description="Bytes of an image by library.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    out = arguments.out.absolute()
    app = application(out)
    sizes, file_bytes, memory_bytes = attribution.measure(out, app)
    rows = sorted(sizes.items(), key=lambda row: (-row[1].file, -row[1].memory, row[0]))
    (out / "size.svg").write_text(drawing(app, rows))
    if arguments.json:
        print(json.dumps({"image": app, "file_bytes": file_bytes, "memory_bytes": memory_bytes,
                          "libraries": {name: {**asdict(size), "file": size.file,
                                               "memory": size.memory} for name, size in rows}},
                         indent=1))
    else:
        print(f"{table(rows)}\ndrawn: {out / 'size.svg'}")


if __name__ == "__main__":
    main()
