#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compiles newlib once per configuration and keeps it in the cache.

    build.py --cc gcc --link FOLDER [--option nano] [--option utf8] [--jobs 2] -- FLAGS...

FOLDER becomes a link to libc.a and include/ of the build that fits (support/fetch/once.py).
"""
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "support"))

# pylint: disable=wrong-import-position
import recipe
from fetch import once

OPTIONS = ("nano", "float", "utf8")


class Newlib(once.Build):
    """One configuration of newlib."""
    name = "newlib"

    def __init__(self, compiler, flags, options):
        self.chosen = sorted(set(options))
        super().__init__(compiler, flags)

    def options(self):
        return self.chosen

    def files(self):
        """This recipe, and our headers, which come before newlib's."""
        top = os.path.join(HERE, "include")
        paths = [*(os.path.join(HERE, name) for name in ("build.py", "recipe.py")),
                 *sorted(os.path.join(folder, name) for folder, _, names in os.walk(top)
                         for name in names if name.endswith(".h"))]
        return [(os.path.relpath(path, HERE), path) for path in paths]

    def compile(self, source, target, jobs):
        """newlib's <...> for this configuration, and one archive of all objects."""
        root, include = os.path.join(source, "newlib"), os.path.join(target, "include")
        for folder, part in recipe.header_folders(root):
            shutil.copytree(folder, os.path.join(include, part), dirs_exist_ok=True)
        is_gcc = "clang" not in self.identity
        for name, text in (("newlib.h", recipe.config_header(self.chosen, is_gcc)),
                           ("_newlib_version.h", recipe.version_header(self.source.version))):
            with open(os.path.join(include, name), "w", encoding="ascii") as file:
                file.write(text)
        files, extra = recipe.sources(root, "nano" in self.chosen)
        # The order of the headers is that in which programs are compiled.
        command = [*self.compiler, *self.flags, *recipe.UNDEFINE, *recipe.DEFINES,
                   *recipe.LENIENT, "-fno-builtin", "-fno-lto", "-nostdinc",
                   "-isystem", os.path.join(HERE, "include"), "-isystem", include,
                   "-isystem", self.ask("-print-file-name=include"),
                   f"-I{root}/libm/common",
                   "-idirafter", f"{root}/libc/string",  # for <../ctype/local.h>
                   f"-ffile-prefix-map={root}=newlib", "-pipe"]
        if "-Os" in self.flags or "-Oz" in self.flags:
            command.append("-DPREFER_SIZE_OVER_SPEED")
        objects = os.path.join(target, "objects")
        self.objects(command, [os.path.join(root, path) for path in files], objects, jobs,
                     lambda folder: extra.get(os.path.relpath(folder, root).replace("/", "_"), []))
        self.archive(objects, os.path.join(target, "libc.a"))


def main():
    """The command line; returns the exit status."""
    parser = once.parser(__doc__)
    parser.add_argument("--option", action="append", default=[], choices=OPTIONS)
    arguments = parser.parse_args()
    return once.main("newlib", lambda: Newlib(arguments.cc, arguments.flags, arguments.option),
                     arguments)


if __name__ == "__main__":
    sys.exit(main())
