#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs an image under its own monitor, as `make run PLAT=ukvm` does.

    monitor.py IMAGE.ukvm [--append "library.parameter=1 -- arguments"] [MONITOR'S OPTIONS]

The monitor, IMAGE-ukvm, runs by itself as well; this adds names to the addresses of a crash
report, from IMAGE.dbg, and a time limit. The exit status is the guest's, 0 to 126; 127: it crashed;
128 + n: ended by signal n; 200: nothing ran; 202: --timeout has passed.
"""

from __future__ import annotations

import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import console  # noqa: E402
import symbolize  # noqa: E402

NOTHING_RAN = 200
TIMED_OUT = 202


def _fail(message: str, status: int = NOTHING_RAN) -> int:
    print(f"run: error: {message}", file=sys.stderr)
    return status


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="monitor.py", description="Run an image under ukvm.",
                                     epilog="All other options are the monitor's: --help")
    parser.add_argument("image", help="the image, as built: build/APP-ukvm/APP.ukvm")
    parser.add_argument("--timeout", type=float, default=0, metavar="SECONDS")
    args, rest = parser.parse_known_args(arguments)
    stem = args.image.removesuffix(".ukvm")
    monitor = f"{stem}-ukvm"
    for path in (args.image, monitor):
        if not os.path.isfile(path):
            return _fail(f"{path} is not a file: build it with 'make PLAT=ukvm'")
    words = [word for option in rest for word in _split(option)]
    symbols = symbolize.Symbols(f"{stem}.dbg")
    annotator = symbolize.Annotator(symbols)
    outcome = console.run([os.path.abspath(monitor), args.image, *words], annotator.feed,
                          args.timeout)
    if annotator.crashed and symbols.problem:
        print(f"run: {symbols.problem}", file=sys.stderr)
    if outcome.timed_out:
        return _fail("the time is up: the guest was ended", TIMED_OUT)
    if outcome.stopped_by:
        return 128 + outcome.stopped_by
    if outcome.returncode < 0:
        return _fail(f"the monitor was killed by signal {-outcome.returncode}",
                     128 - outcome.returncode)
    return outcome.returncode


def _split(option: str) -> list[str]:
    """The monitor takes an option and its value as two words."""
    name, equals, value = option.partition("=")
    return [name, value] if name.startswith("--") and equals else [option]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(141)
