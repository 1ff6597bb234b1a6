#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Gets pinned third-party sources into the cache, and unpacks them.

    fetch.py NAME...                 into the cache
    fetch.py --unpack FOLDER NAME    and from there into FOLDER
    fetch.py --list                  what there is, and what the cache has

Order: the cache, else the distribution's source package, else the project's own release.
Whatever the way, only the pinned bytes (SHA-256) count.
"""
import argparse
import os
import shutil
import signal
import sys

if __package__ in (None, ""):
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
from fetch import manifest, store, upstream
from fetch.distribution import Distribution
from fetch.errors import FetchError, explained, size
from fetch.unpack import unpack

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def say(text):
    """A line of progress; stdout is for results."""
    print(f"  FETCH   {text}", file=sys.stderr, flush=True)


def progress(source):
    """A function to call with the bytes so far: a moving line on a terminal, else nothing
    between the lines that begin and end a download.
    """
    if not sys.stderr.isatty():
        return lambda have: None
    shown = [-1]

    def show(have):
        percent = have * 100 // source.bytes
        if percent != shown[0]:
            shown[0] = percent
            end = "\n" if have == source.bytes else ""
            print(f"\r  FETCH   {source.name}: {percent:3} %", end=end, file=sys.stderr,
                  flush=True)
    return show


def get(sources):
    """Sees to it that the cache has all of `sources`; their paths, or a FetchError."""
    missing = [source for source in sources if not store.present(source)]
    if missing:
        private = os.path.join(store.sources_folder(), ".apt")
        with store.locked(private, say, "fetching"):
            try:
                shutil.rmtree(private, ignore_errors=True)
                apt = Distribution(private, [s.debian[0] for s in missing if s.debian], say)
                for source in missing:
                    if not store.present(source):
                        _get(source, apt)
            finally:
                shutil.rmtree(private, ignore_errors=True)
    return [store.path_of(source) for source in sources]


def _get(source, apt):
    """Tries the ways in turn; the reasons of all of them are the error."""
    what = f"{source.name} {source.version} ({size(source.bytes)})"
    reasons = []
    temporary = store.path_of(source) + ".part"
    try:
        if source.debian and apt.available():
            try:
                say(f"{what} from the distribution")
                with explained(store.sources_folder()):
                    os.replace(apt.fetch(source), temporary)
                reasons.append(store.adopt(source, temporary))
            except FetchError as error:
                reasons.append(str(error))
        elif source.debian:
            reasons.append("this system has no apt")
        if not reasons or reasons[-1]:
            try:
                if source.upstream:
                    say(f"{what} from upstream")
                upstream.fetch(source, temporary, progress(source))
                wrong = store.adopt(source, temporary)
                reasons.append(wrong and f"upstream's file {wrong}")
            except FetchError as error:
                reasons.append(str(error))
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    if reasons[-1]:
        full = [reason for reason in reasons if reason.startswith("the disk is full")]
        if full:
            raise FetchError(full[0])
        raise FetchError(f"{store.by_hand(source)}. Tried: {'; '.join(reasons)}")
    say(f"{source.name} {source.version}: verified, in the cache")


def load(names, extra=()):
    """The sources of these names, from the tree and from extra manifests."""
    known = manifest.load(manifest.find(ROOT) + list(extra))
    for name in names:
        if name not in known:
            raise FetchError(f"no source is called '{name}': there are "
                             f"{', '.join(sorted(known)) or 'none'}")
    return [known[name] for name in names] if names else list(known.values())


def main(arguments=None):
    """The command line; returns the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that clean-ups run
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="source to fetch")
    parser.add_argument("--manifest", action="append", default=[], metavar="FILE",
                        help="a further sources.txt, of an application outside of the tree")
    parser.add_argument("--unpack", metavar="FOLDER", help="unpack the one named source there")
    parser.add_argument("--list", action="store_true", help="show all sources and stop")
    parser.add_argument("--all", action="store_true", help="fetch every source, but what only "
                        "few need")
    args = parser.parse_args(arguments)
    if args.unpack and len(args.names) != 1:
        parser.error("--unpack takes exactly one NAME")
    if not (args.names or args.all or args.list):
        parser.error("name a source, or --all, or --list")
    try:
        sources = load(args.names, args.manifest)
        if args.list:
            for source in sources:
                state = "cached" if store.present(source) else "-"
                print(f"{source.name:16} {source.version:16} {state:7} {source.file}")
            return 0
        paths = get([source for source in sources if args.names or not source.only])
        if args.unpack:
            unpack(sources[0], paths[0], args.unpack, say)
        return 0
    except FetchError as error:
        print(f"fetch: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"fetch: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("fetch: interrupted; nothing half-done was kept", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
