#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Sees to it that a make target's tools are there, and installs what is missing.

    setup.py TARGET [--cc COMPILER] [--check]

It runs before every `make run`, so that looking costs milliseconds. What is missing is
installed as install.sh describes: by apt-get, as root or through a sudo that asks nothing;
otherwise the exact command is printed, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from requirements import TARGETS, Requirement, compiler  # noqa: E402


def missing_of(requirements: list[Requirement]) -> list[Requirement]:
    return [r for r in dict.fromkeys(requirements) if not r.present()]


def manager() -> str:
    for program, name in (("apt-get", "apt"), ("dnf", "dnf"), ("pacman", "pacman"),
                          ("apk", "apk"), ("zypper", "zypper")):
        if shutil.which(program):
            return name
    return "apt"  # install.sh says that it knows none


def main() -> int:
    parser = argparse.ArgumentParser(description="Install what a make target needs.")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--cc", default="", help="the compiler that make was given (CC=)")
    parser.add_argument("--check", action="store_true", help="look, do not install")
    args = parser.parse_args()

    needed = list(TARGETS[args.target])
    if args.cc.strip():
        needed += compiler(args.cc)
    missing = missing_of(needed)
    if not missing:
        return 0

    packages: list[str] = []
    for requirement in missing:
        package = requirement.package(manager())
        if not package:
            print(f"error: CC={args.cc}: there is no program '{requirement.name}': "
                  "use CC=gcc or CC=clang, or the path of a compiler", file=sys.stderr)
            return 1
        if package not in packages:
            packages.append(package)
    if args.check:
        print(f"error: make {args.target} needs {', '.join(r.name for r in missing)}: "
              f"install {' '.join(packages)}", file=sys.stderr)
        return 1

    install = os.path.join(os.path.dirname(os.path.abspath(__file__)), "install.sh")
    if subprocess.run(["sh", install, f"make {args.target}", *packages]).returncode:
        return 1
    still = missing_of(needed)
    if still:
        print(f"error: {' '.join(packages)} are installed, yet "
              f"{', '.join(r.name for r in still)} cannot be found by {sys.executable}: "
              "check PATH, or set PYTHON=/usr/bin/python3", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
