#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes SQLite's amalgamation once, by SQLite's own scripts, and keeps it in the cache.

    amalgamate.py --link FOLDER [--cc gcc] [--make make]

FOLDER becomes a link to sqlite3.c, sqlite3.h, shell.c, `source` (the release as it is unpacked)
and `linenoise`. They appear whole or not at all, and two at once do the work once.
"""
import argparse
import hashlib
import os
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "support"))

# pylint: disable=wrong-import-position
from fetch import fetch, store
from fetch.errors import FetchError, explained
from fetch.unpack import unpack

# The last two are for its tests, which know its inside.
FILES = ("sqlite3.c", "sqlite3.h", "shell.c", "parse.h", "opcodes.h")


class MakeError(Exception):
    """What went wrong, in one line."""


def say(text):
    """A line of progress, as make prints them."""
    print(f"  SQLITE  {text}", file=sys.stderr, flush=True)


def unpacked(source):
    """The folder of that source, fetched and unpacked."""
    path = fetch.get([source])[0]
    target = os.path.join(store.cache_folder(), "unpacked", f"{source.name}-{source.version}")
    unpack(source, path, target, say)
    return target


def target_of(sources):
    """Where the cache has it: found by everything that shapes it."""
    digest = hashlib.sha256(" ".join(f"{s.sha256} {s.keep}" for s in sources).encode())
    with open(os.path.abspath(__file__), "rb") as file:
        digest.update(file.read())
    return os.path.join(store.cache_folder(), "sqlite", digest.hexdigest()[:24])


def generate(folder, compiler, make):
    """SQLite's main.mk makes the files; `folder`/source leads to the release."""
    if not shutil.which("tclsh"):
        raise MakeError("SQLite's scripts need tclsh: install the package 'tcl'")
    work = os.path.join(folder, "work")
    os.mkdir(work)
    os.symlink(os.path.join("..", "source"), os.path.join(work, "source"))
    # Not with the flags of the make that runs us; nor with the words of a user's language.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "OPTS"))}
    environment["LC_ALL"] = "C"
    try:
        done = subprocess.run(
            [*shlex.split(make), "-f", "source/main.mk", "TOP=source", f"BCC={compiler}",
             "NAWK=awk", "sqlite3.c", "shell.c"], cwd=work, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            check=False)
    except OSError as error:
        raise MakeError(f"{make} does not run: {error.strerror}") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise MakeError(f"SQLite's scripts fail: {(lines or ['no message'])[0]}")
    for name in FILES:
        os.rename(os.path.join(work, name), os.path.join(folder, name))
    shutil.rmtree(work)


def ensure(compiler, make):
    """The folder in the cache, made unless it is there."""
    sources = fetch.load(["sqlite", "linenoise"])
    target = target_of(sources)
    if os.path.isdir(target):
        return target
    with explained(store.cache_folder()):
        os.makedirs(os.path.dirname(target), exist_ok=True)
    with store.locked(target, say, "sqlite"):
        if os.path.isdir(target):
            return target
        temporary = target + ".part"
        with explained(store.cache_folder()):
            shutil.rmtree(temporary, ignore_errors=True)
            try:
                os.mkdir(temporary)
                os.symlink(unpacked(sources[0]), os.path.join(temporary, "source"))
                os.symlink(os.path.join(unpacked(sources[1]), "deps", "linenoise"),
                           os.path.join(temporary, "linenoise"))
                say(f"the amalgamation of {sources[0].version}: once")
                generate(temporary, compiler, make)
                os.rename(temporary, target)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
    return target


def main():
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--link", required=True, metavar="FOLDER", help="link to make")
    parser.add_argument("--cc", default="gcc", help="the host's compiler")
    parser.add_argument("--make", default="make")
    args = parser.parse_args()
    try:
        folder = ensure(args.cc, args.make)
        os.makedirs(os.path.dirname(os.path.abspath(args.link)), exist_ok=True)
        temporary = f"{args.link}.{os.getpid()}"
        os.symlink(folder, temporary)
        os.replace(temporary, args.link)
        return 0
    except (MakeError, FetchError, OSError) as error:
        print(f"sqlite: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("sqlite: interrupted; nothing half-made was kept", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
