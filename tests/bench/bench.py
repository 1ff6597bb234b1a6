#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Measures what the project promises, and compares it with its budgets: `make bench`.

    bench.py [GROUP...]        all groups, or those named

A group is a file group_NAME.py beside this one, whose measure() yields (name, number). A figure
has a goal (what we want to reach) and a budget (what we have reached, and do not
give up): both are in budgets.json. Exact figures, such as bytes and instructions, fail the run
where they exceed their budget; "noisy" ones, such as seconds, are only shown. Writes
build/bench/figures.json, and charts beside it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
from typing import Iterator

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import build  # noqa: E402
import charts  # noqa: E402
import instructions  # noqa: E402


def groups() -> list[str]:
    return sorted(name[len("group_"):-len(".py")] for name in os.listdir(HERE)
                  if name.startswith("group_") and name.endswith(".py"))


def verdict(value: float, limits: dict) -> str:
    """"ok" or what is wrong. With "better": "higher", limits are least values."""
    def meets(limit: float) -> bool:
        return value >= limit if limits.get("better") == "higher" else value <= limit

    if "budget" in limits and not meets(limits["budget"]):
        return "over budget"
    if "goal" in limits and not meets(limits["goal"]):
        return "goal missed"
    return "ok" if limits else "no budget"


def number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}"


def measure(names: list[str]) -> Iterator[tuple[str, float]]:
    for name in names:
        yield from importlib.import_module(f"group_{name}").measure()


def merge(path: str, figures: dict[str, float]) -> None:
    """Adds to what other groups wrote: one group may be run alone."""
    try:
        with open(path, encoding="utf-8") as file:
            known = json.load(file)
    except (OSError, ValueError):
        known = {}
    known.update(figures)
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(dict(sorted(known.items())), file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure, and compare with the budgets.")
    parser.add_argument("group", nargs="*", help=f"some of: {', '.join(groups())} (default: all)")
    names = parser.parse_args().group or groups()
    unknown = [name for name in names if name not in groups()]
    if unknown:
        print(f"bench: error: there is no group '{unknown[0]}': BENCH= takes one of "
              f"{', '.join(groups())}", file=sys.stderr)
        return 2
    with open(os.path.join(HERE, "budgets.json"), encoding="utf-8") as file:
        budgets = json.load(file)

    os.makedirs(build.OUT, exist_ok=True)
    figures: dict[str, float] = {}
    over, missed = [], []
    print(f"{'figure':<40} {'value':>10} {'budget':>10} {'goal':>10}  verdict", flush=True)
    try:
        for name, value in measure(names):
            limits = budgets.get(name, {})
            result = verdict(value, limits)
            if result == "over budget" and not limits.get("noisy"):
                over.append(name)
            if verdict(value, {k: v for k, v in limits.items() if k != "budget"}) == "goal missed":
                missed.append(name)
            figures[name] = round(value, 4)
            print(f"{name:<40} {number(figures[name]):>10} {number(limits.get('budget')):>10} "
                  f"{number(limits.get('goal')):>10}  {result}", flush=True)
    except (build.BuildError, instructions.CountError) as error:
        print(f"bench: error: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"bench: error: {' '.join(error.cmd[:2])} failed: {error.stderr or error}",
              file=sys.stderr)
        return 1
    finally:
        if figures:
            merge(os.path.join(build.OUT, "figures.json"), figures)
    for path in charts.draw(build.OUT):
        print(f"wrote {os.path.relpath(path)}")
    if missed:
        print(f"goals missed: {', '.join(missed)}")
    if over:
        print(f"bench: error: over budget: {', '.join(over)}: make it smaller, or change "
              "tests/bench/budgets.json and say why", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
