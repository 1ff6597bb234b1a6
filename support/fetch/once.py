# SPDX-License-Identifier: BSD-3-Clause
"""Third-party sources that are compiled once for a configuration and kept in the cache.

A build is found by everything that shapes it: the release and our patches, compiler, flags,
options, the recipe. It appears whole or not at all, and two at once do the work once. A
component's build.py derives from Build and says what is compiled, and how.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys

from . import fetch, store
from .errors import FetchError, explained
from .unpack import unpack

BATCH = 12  # files that one start of the compiler driver takes


class BuildError(Exception):
    """What went wrong, in one line."""


class Build:
    """One configuration of one source."""
    name = ""  # of the source, and of the folder in the cache
    archives = ("libc.a",)

    def __init__(self, compiler, flags):
        self.compiler, self.flags = shlex.split(compiler), flags
        self.source = fetch.load([self.name])[0]
        self.identity = self.ask("--version")
        self.folder = os.path.join(store.cache_folder(), self.name, self._key())

    # ---- what a component says
    def options(self):
        """What else shapes it: anything that JSON can hold."""
        return []

    def files(self):
        """(name, path) of every file of ours that shapes it."""
        raise NotImplementedError

    def compile(self, source, target, jobs):
        """Makes the archives, and include/, in `target` from the unpacked release."""
        raise NotImplementedError

    # ---- what they have in common
    def say(self, text):
        """A line of progress, as make prints them."""
        print(f"  {self.name.upper():<7} {text}", file=sys.stderr, flush=True)

    def ask(self, *arguments):
        """What the compiler says of itself."""
        try:
            return subprocess.run(self.compiler + list(arguments), capture_output=True, text=True,
                                  check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError) as error:
            raise BuildError(f"the compiler '{' '.join(self.compiler)}' does not run: install "
                             f"it, or set CC") from error

    def _key(self):
        digest = hashlib.sha256(json.dumps(
            [self.source.sha256, self.identity, self.flags, self.options()]).encode())
        patches = [(os.path.basename(path), path) for path in self.source.patches()]
        for name, path in [("once.py", os.path.abspath(__file__)), *patches, *self.files()]:
            with open(path, "rb") as file:
                digest.update(file.read() + b"\0" + name.encode())
        return digest.hexdigest()[:24]

    def ready(self):
        """Whether the cache has it."""
        return all(os.path.exists(os.path.join(self.folder, name)) for name in self.archives)

    def make(self, jobs):
        """Builds it, unless it is there."""
        with explained(store.cache_folder()):
            os.makedirs(os.path.dirname(self.folder), exist_ok=True)
        with store.locked(self.folder, self.say, self.name):
            if self.ready():
                return
            source = self._unpacked()
            temporary = self.folder + ".part"
            with explained(store.cache_folder()):
                shutil.rmtree(temporary, ignore_errors=True)
                try:
                    os.makedirs(temporary)
                    self.say(f"{self.source.version} with {self.identity.splitlines()[0]}: "
                             f"once for this configuration")
                    self.compile(source, temporary, jobs)
                    os.rename(temporary, self.folder)
                except BaseException:
                    shutil.rmtree(temporary, ignore_errors=True)
                    raise

    def _unpacked(self):
        path = fetch.get([self.source])[0]
        target = os.path.join(store.cache_folder(), "unpacked",
                              f"{self.source.name}-{self.source.version}")
        unpack(self.source, path, target, self.say)
        return target

    def objects(self, command, files, target, jobs, extra=lambda folder: []):
        """`files` by `command`, each to an object in `target`; says how far it is each tenth. The
        files of one folder have names and `extra` flags of their own, and one driver compiles
        several of them.
        """
        batches = []
        for number, folder in enumerate(sorted({os.path.dirname(path) for path in files})):
            objects = os.path.join(target, str(number))
            os.makedirs(objects)
            mine = [path for path in files if os.path.dirname(path) == folder]
            for at in range(0, len(mine), BATCH):
                batch = mine[at:at + BATCH]
                batches.append(([*command, *extra(folder), "-c", *batch], len(batch), objects))
        done = shown = 0
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            running = {pool.submit(self.run, words, objects): count
                       for words, count, objects in batches}
            try:
                for future in concurrent.futures.as_completed(running):
                    future.result()
                    done += running[future]
                    if done * 10 // len(files) > shown and done < len(files):
                        shown = done * 10 // len(files)
                        self.say(f"{shown * 10} %")
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def archive(self, objects, path, archiver="ar"):
        """All objects below a folder as one archive; the folder goes."""
        members = sorted(os.path.join(folder, name) for folder, _, names in os.walk(objects)
                         for name in names)
        with open(path + ".members", "w", encoding="utf-8") as file:
            file.write("\n".join(members) + "\n")
        self.run([archiver, "qcsD", path, f"@{path}.members"], objects)
        os.unlink(path + ".members")
        shutil.rmtree(objects)

    def run(self, command, folder, environment=None):
        """Runs one command in `folder`; its first complaint is the error."""
        try:
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True,
                                  stdin=subprocess.DEVNULL, text=True, errors="replace",
                                  check=False)
        except OSError as error:
            raise BuildError(f"{command[0]} does not run: {error.strerror}") from error
        if done.returncode:
            said = done.stderr + done.stdout
            if "No space left on device" in said:
                raise FetchError(f"the disk is full: free some space in {store.cache_folder()}, "
                                 f"or set UKULELE_CACHE to a folder on another disk")
            lines = [line for line in said.splitlines() if "rror" in line]
            raise BuildError(f"{self.name} does not compile: {(lines or ['no message'])[0]}")

    def link(self, name):
        """Makes `name` a symbolic link to the build, in one step."""
        os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
        temporary = f"{name}.{os.getpid()}"
        os.symlink(self.folder, temporary)
        os.replace(temporary, name)


def parser(text):
    """The command line that every build.py has; `text` is its documentation."""
    arguments = argparse.ArgumentParser(description=text.splitlines()[0])
    arguments.add_argument("--cc", default="gcc", help="the compiler")
    arguments.add_argument("--link", required=True, metavar="FOLDER", help="link to make")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("flags", nargs="*", help="compiler flags, after --")
    return arguments


def main(name, make_build, arguments):
    """Builds what the command line asks for; returns the exit status."""
    try:
        build = make_build()
        if not build.ready():
            build.make(arguments.jobs)
            build.say("done")
        build.link(arguments.link)
        return 0
    except (BuildError, FetchError, OSError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{name}: interrupted; nothing half-built was kept", file=sys.stderr)
        return 130
