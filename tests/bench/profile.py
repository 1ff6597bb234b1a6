#!/usr/bin/env python3
"""Where an image's boot instructions go, function by function.

    profile.py IMAGE [TEXT] [MACHINE]     up to the first character of TEXT ("Hello, world!")
"""

from __future__ import annotations

import bisect
import sys

import elf
import instructions


def by_function(image: str, count: instructions.Count) -> list[tuple[str, int]]:
    """Names and instructions, the most expensive first."""
    symbols = sorted((address, name) for name, address in elf.functions(image + ".dbg").items())
    starts = [address for address, _ in symbols]
    sums: dict[str, int] = {}
    for address, times in count.times.items():
        index = bisect.bisect_right(starts, address) - 1
        name = symbols[index][1] if index >= 0 else "?"
        sums[name] = sums.get(name, 0) + times
    return sorted(sums.items(), key=lambda item: -item[1])


def main() -> int:
    if not 2 <= len(sys.argv) <= 4:
        print("usage: profile.py IMAGE [TEXT] [MACHINE]", file=sys.stderr)
        return 2
    image = sys.argv[1]
    greeting = sys.argv[2] if len(sys.argv) > 2 else "Hello, world!"
    machine = sys.argv[3] if len(sys.argv) > 3 else "microvm"
    try:
        count = instructions.count(image, machine, greeting)
    except (OSError, ValueError, instructions.CountError) as error:
        print(f"profile: error: {error}", file=sys.stderr)
        return 1
    for name, total in by_function(image, count):
        print(f"{total:10,}  {name}")
    print(f"{count.instructions:10,}  up to the first character")
    return 0


if __name__ == "__main__":
    sys.exit(main())
