#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compiles newlib once per configuration and keeps it in the cache.

    build.py --cc gcc --link FOLDER [--option nano] [--option utf8] [--jobs 2] -- FLAGS...

FOLDER becomes a link to libc.a and include/ of the build that fits. A build is found by
everything that shapes it: the release and our patches, compiler, flags, options, this recipe and
our headers. It appears whole or not at all, and two at once do the work once.
"""
import argparse
import concurrent.futures
import contextlib
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "support"))

# pylint: disable=wrong-import-position
import recipe
from fetch import fetch, store
from fetch.errors import FetchError, explained
from fetch.unpack import unpack

OPTIONS = ("nano", "float", "utf8")
BATCH = 12  # files that one start of the compiler driver takes


class BuildError(Exception):
    """What went wrong, in one line."""


def say(text):
    """A line of progress, as make prints them."""
    print(f"  NEWLIB  {text}", file=sys.stderr, flush=True)


def overlay():
    """Our headers, before newlib's: (path, name) pairs."""
    top = os.path.join(HERE, "include")
    return sorted((os.path.join(folder, name),
                   os.path.relpath(os.path.join(folder, name), top))
                  for folder, _, names in os.walk(top) for name in names if name.endswith(".h"))


class Build:
    """One configuration of newlib."""

    def __init__(self, compiler, flags, options, archiver):
        self.compiler, self.flags = shlex.split(compiler), flags
        self.options, self.archiver = sorted(set(options)), shlex.split(archiver)
        self.source = fetch.load(["newlib"])[0]
        self.identity = self._ask("--version")
        self.is_gcc = "clang" not in self.identity
        self.folder = os.path.join(store.cache_folder(), "newlib", self._key())

    def _ask(self, *arguments):
        """What the compiler says of itself."""
        try:
            return subprocess.run(self.compiler + list(arguments), capture_output=True, text=True,
                                  check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError) as error:
            raise BuildError(f"the compiler '{' '.join(self.compiler)}' does not run: install "
                             f"it, or set CC") from error

    def _key(self):
        digest = hashlib.sha256(json.dumps(
            [self.source.sha256, self.identity, self.flags, self.options]).encode())
        files = [os.path.join(HERE, "recipe.py"), os.path.abspath(__file__),
                 *self.source.patches(), *(path for path, _ in overlay())]
        for path in files:
            with open(path, "rb") as file:
                digest.update(file.read() + b"\0" + os.path.basename(path).encode())
        return digest.hexdigest()[:24]

    def ready(self):
        """Whether the cache has it."""
        return os.path.exists(os.path.join(self.folder, "libc.a"))

    def make(self, jobs):
        """Builds it, unless it is there."""
        with explained(store.cache_folder()):
            os.makedirs(os.path.dirname(self.folder), exist_ok=True)
        with store.locked(self.folder, say, "newlib"):
            if self.ready():
                return
            root = self._unpacked()
            temporary = self.folder + ".part"
            with explained(store.cache_folder()):
                shutil.rmtree(temporary, ignore_errors=True)
                try:
                    self._headers(root, os.path.join(temporary, "include"))
                    self._compile(root, temporary, jobs)
                    os.rename(temporary, self.folder)
                except BaseException:
                    shutil.rmtree(temporary, ignore_errors=True)
                    raise

    def _unpacked(self):
        """The folder newlib/ of the release, our patches applied."""
        path = fetch.get([self.source])[0]
        target = os.path.join(store.cache_folder(), "unpacked",
                              f"{self.source.name}-{self.source.version}")
        unpack(self.source, path, target, say)
        return os.path.join(target, "newlib")

    def _headers(self, root, target):
        """newlib's <...> for this configuration. Ours stay in the tree, before these."""
        for source, part in recipe.header_folders(root):
            shutil.copytree(source, os.path.join(target, part), dirs_exist_ok=True)
        for name, text in (("newlib.h", recipe.config_header(self.options, self.is_gcc)),
                           ("_newlib_version.h", recipe.version_header(self.source.version))):
            with open(os.path.join(target, name), "w", encoding="ascii") as file:
                file.write(text)

    def _compile(self, root, target, jobs):
        """Everything to objects, in batches of a folder's files, then to one archive."""
        files, extra = recipe.sources(root, "nano" in self.options)
        # The order of the headers is that in which programs are compiled.
        base = [*self.compiler, *self.flags, *recipe.UNDEFINE, *recipe.DEFINES, *recipe.LENIENT,
                "-fno-builtin", "-fno-lto", "-nostdinc",
                "-isystem", os.path.join(HERE, "include"),
                "-isystem", os.path.join(target, "include"),
                "-isystem", self._ask("-print-file-name=include"),
                f"-I{root}/libm/common",
                "-idirafter", f"{root}/libc/string",  # for <../ctype/local.h>
                f"-ffile-prefix-map={root}=newlib", "-pipe"]
        if "-Os" in self.flags or "-Oz" in self.flags:
            base.append("-DPREFER_SIZE_OVER_SPEED")
        batches = []
        for folder in sorted({os.path.dirname(path) for path in files}):
            objects = os.path.join(target, "objects", folder)
            os.makedirs(objects)
            mine = [os.path.join(root, path) for path in files if os.path.dirname(path) == folder]
            flags = extra.get(folder.replace("/", "_"), [])
            batches += [(base + flags, mine[at:at + BATCH], objects)
                        for at in range(0, len(mine), BATCH)]
        say(f"{self.source.version}, {len(files)} files with {self.identity.splitlines()[0]}: "
            f"once for this configuration")
        self._run(batches, len(files), jobs)
        members = sorted(os.path.join(folder, name) for folder, _, names in
                         os.walk(os.path.join(target, "objects")) for name in names)
        listing = os.path.join(target, "members")
        with open(listing, "w", encoding="utf-8") as file:
            file.write("\n".join(members) + "\n")
        self._command(self.archiver + ["qcsD", os.path.join(target, "libc.a"), "@" + listing],
                      target)
        os.unlink(listing)
        shutil.rmtree(os.path.join(target, "objects"))

    def _run(self, batches, total, jobs):
        """All batches, `jobs` at a time; says how far it is each tenth."""
        done = shown = 0
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            running = {pool.submit(self._command, [*command, "-c", *files], objects): len(files)
                       for command, files, objects in batches}
            try:
                for future in concurrent.futures.as_completed(running):
                    future.result()
                    done += running[future]
                    if done * 10 // total > shown and done < total:
                        shown = done * 10 // total
                        say(f"{shown * 10} %")
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    @staticmethod
    def _command(command, folder):
        """Runs one command in `folder`; its first complaint is the error."""
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                                  errors="replace", check=False)
        except OSError as error:
            raise BuildError(f"{command[0]} does not run: {error.strerror}") from error
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if "rror" in line]
            if "No space left on device" in done.stderr:
                raise FetchError(f"the disk is full: free some space in {store.cache_folder()}, "
                                 f"or set UKULELE_CACHE to a folder on another disk")
            raise BuildError(f"newlib does not compile: {(lines or ['no message'])[0]}")


def link(folder, name):
    """Makes `name` a symbolic link to `folder`, in one step, and the archive as new as what make
    compares it with; in a cache that cannot be written, this merely runs at every build.
    """
    os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
    temporary = f"{name}.{os.getpid()}"
    os.symlink(folder, temporary)
    os.replace(temporary, name)
    with contextlib.suppress(PermissionError):
        os.utime(os.path.join(folder, "libc.a"))


def main():
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cc", default="gcc", help="the compiler")
    parser.add_argument("--ar", default="ar", help="the archiver")
    parser.add_argument("--link", required=True, metavar="FOLDER", help="link to make")
    parser.add_argument("--option", action="append", default=[], choices=OPTIONS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("flags", nargs="*", help="compiler flags, after --")
    args = parser.parse_args()
    try:
        build = Build(args.cc, args.flags, args.option, args.ar)
        if not build.ready():
            build.make(args.jobs)
            say("done")
        link(build.folder, args.link)
        return 0
    except (BuildError, FetchError, OSError) as error:
        print(f"newlib: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("newlib: interrupted; nothing half-built was kept", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
