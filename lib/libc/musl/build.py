#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compiles musl once per configuration and keeps it in the cache.

    build.py --cc gcc --link FOLDER [--jobs 2] -- FLAGS...

FOLDER becomes a link to libc.a and include/ of the build that fits (support/fetch/once.py).
"""
import glob
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "support"))

# pylint: disable=wrong-import-position
import recipe
from fetch import once

# The list of system calls, which internal/syscall_arch.h reads
CALLS = os.path.join(HERE, "..", "syscall", "include")


class Musl(once.Build):
    """One configuration of musl."""
    name = "musl"

    def options(self):
        """The system calls, whatever is said of them."""
        return re.findall(r"^UK_SYSCALL\(.*\)", read(os.path.join(CALLS, "uk", "syscalls.h")),
                          re.MULTILINE)

    def files(self):
        paths = [*(os.path.join(HERE, name) for name in ("build.py", "recipe.py", "musl.h")),
                 *sorted(glob.glob(os.path.join(HERE, "internal", "*"))),
                 *sorted(glob.glob(os.path.join(HERE, "replaced", "*")))]
        return [(os.path.basename(path), path) for path in paths]

    def compile(self, source, target, jobs):
        """Its headers as it installs them, and one archive of all objects."""
        include, generated = os.path.join(target, "include"), os.path.join(target, "generated")
        shutil.copytree(os.path.join(source, "include"), include,
                        ignore=shutil.ignore_patterns("*.in"))
        for folder in ("generic", recipe.ARCH):
            shutil.copytree(os.path.join(source, "arch", folder, "bits"),
                            os.path.join(include, "bits"), dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns("*.in"))
        bits = os.path.join(source, "arch", recipe.ARCH, "bits")
        types = read(os.path.join(bits, "alltypes.h.in")) + \
            read(os.path.join(source, "include", "alltypes.h.in"))
        write(os.path.join(include, "bits", "alltypes.h"), recipe.all_types(types))
        write(os.path.join(include, "bits", "syscall.h"),
              recipe.call_numbers(read(os.path.join(bits, "syscall.h.in"))))
        os.makedirs(os.path.join(generated, "internal"))
        os.symlink(include, os.path.join(generated, "include"))
        write(os.path.join(generated, "internal", "version.h"),
              f'#define VERSION "{self.source.version}"\n')
        folders = [folder.replace("$GENERATED", generated) if "$" in folder
                   else os.path.join(source, folder) for folder in recipe.INCLUDES]
        gcc = "clang" not in self.identity
        command = [*self.compiler, *self.flags, *recipe.DIALECT, *(recipe.GCC_ONLY if gcc else []),
                   *(f"-I{folder}" for folder in [os.path.join(HERE, "internal"), *folders]),
                   "-idirafter", CALLS, f"-ffile-prefix-map={source}=musl"]
        objects = os.path.join(target, "objects")
        self.objects(command, recipe.sources(source, os.path.join(HERE, "replaced")), objects,
                     jobs)
        self.archive(objects, os.path.join(target, "libc.a"))
        shutil.rmtree(generated)


def read(path):
    """A file's text."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    """Makes a file of the text."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    """The command line; returns the exit status."""
    arguments = once.parser(__doc__).parse_args()
    return once.main("musl", lambda: Musl(arguments.cc, arguments.flags), arguments)


if __name__ == "__main__":
    sys.exit(main())
