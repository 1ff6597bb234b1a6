# SPDX-License-Identifier: BSD-3-Clause
"""The benchmarks' pictures: bytes by library, and boot instructions by phase."""

from __future__ import annotations

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                                "support", "plot"))
import bars  # noqa: E402
import sizes  # noqa: E402


# Ours beside the Linux guest's: picture, its title, unit, rows of a label and a figure's name.
# The Linux figure's name has "linux_" before its last part.
COMPARED = [
    ("network-requests", "Requests a second, the same program here and in a Linux guest",
     "requests/s", [("httpd, 10 connections", "httpd.requests_per_second_c10"),
                    ("httpd, 50 connections", "httpd.requests_per_second_c50"),
                    ("udpkv, window 16", "udpkv.requests_per_second")]),
    ("network-tcp", "Bulk TCP, here and in a Linux guest", "MiB/s",
     [("to the guest", "tcp.mib_per_second_in"), ("from the guest", "tcp.mib_per_second_out")]),
    ("network-instructions", "Guest instructions a request, here and in a Linux guest",
     "instructions", [("httpd, 1 connection", "httpd.instructions_per_request"),
                      ("httpd, 10 connections", "httpd.instructions_per_request_c10"),
                      ("httpd, 50 connections", "httpd.instructions_per_request_c50"),
                      ("udpkv, window 16", "udpkv.instructions_per_request")]),
    ("boot-ready", "Guest instructions until it serves, or has answered, here and in a Linux guest",
     "instructions", [(name, f"{name}.boot_instructions")
                      for name in ("httpd", "nginx", "redis", "sqlite")]),
]

# Figures of one kind beside each other: picture, its title, unit, the figures' names with {} for
# what differs, and their labels.
KINDS = [
    ("sizes", "Bytes of images: as compiled, with DCE, with LTO, with both", "bytes",
     "sizes.{}", {f"{app}_{column}": f"{app}, {label}"
                  for app in ("hello", "sqlite", "nginx", "redis")
                  for column, label in (("none", "as compiled"), ("dce", "DCE"), ("lto", "LTO"),
                                        ("dce_lto", "DCE and LTO"))}),
    ("calls", "Instructions of a call that does nothing", "instructions",
     "call.{}_instructions", {"function": "a function", "newlib": "newlib, linked by LTO",
                              "musl": "musl", "musl_number": "musl, by number",
                              "linux": "Linux"}),
] + [
    (f"alloc-{name}", title, "instructions", f"alloc.{figure}_{{}}", {
        heap: heap.replace("_", ", ") for heap in
        ("uktlsf_cache", "uktlsf", "uktlsf_grown", "ukbuddy", "ukregion")})
    for name, title, figure in (
        ("redis", "Instructions of a SET of values of 8 to 6,000 bytes, by heap",
         "redis_instructions_per_set_of_sizes"),
        ("nginx", "Instructions of a request to nginx, by heap", "nginx_instructions_per_request"))
]


def _figures(out: str) -> dict[str, float]:
    try:
        with open(os.path.join(out, "figures.json"), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def compared(figures: dict[str, float], rows: list[tuple[str, str]]) -> list[bars.Bar]:
    """Two bars a row, where both have been measured."""
    found = []
    for label, name in rows:
        group, _, figure = name.partition(".")
        linux = f"{group}.linux_{figure}"
        if name in figures and linux in figures:
            found += [bars.Bar(label, [("Ukulele", figures[name])]),
                      bars.Bar("", [("Linux", figures[linux])])]
    return found


def draw(out: str) -> list[str]:
    """Draws what there are measurements for in `out`; returns the files written."""
    written = []

    def write(name: str, title: str, rows: list[bars.Bar], unit: str) -> None:
        path = os.path.join(out, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(bars.svg(title, rows, unit))
        written.append(path)

    phases = os.path.join(out, "boot-phases.json")
    if os.path.exists(phases):
        with open(phases, encoding="utf-8") as file:
            boots = json.load(file)
        write("boot-phases.svg", "Guest instructions from entry to the first character",
              [bars.Bar(label, parts) for label, parts in boots.items()], "instructions")
    figures = _figures(out)
    for name, title, unit, rows in COMPARED:
        if bars_of_both := compared(figures, rows):
            write(f"{name}.svg", title, bars_of_both, unit)
    for name, title, unit, pattern, labels in KINDS:
        rows = [bars.Bar(label, [("", figures[pattern.format(key)])])
                for key, label in labels.items() if pattern.format(key) in figures]
        if rows:
            write(f"{name}.svg", title, rows, unit)
    for folder in sorted(os.listdir(out)):
        table = sizes.by_library(os.path.join(out, folder))
        if table:
            write(f"bytes-{folder}.svg", f"{folder}: bytes in the image, by library",
                  [bars.Bar(name, [("", size)]) for name, size in table], "bytes")
    return written
