#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Puts a cross-compiler together out of what toolchain.mk compiled.

    kit.py RECIPE FOLDER

FOLDER then has `bin/` (the tools, from support/toolchain/tools), `sysroot/usr/include`,
`sysroot/usr/lib` (crt0.o: the kernel; libc.a: everything else) and `share/` (for configure scripts
and CMake). It is there whole or not at all, and may be moved.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import elf

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PREFIX = "x86_64-ukulele"
# What config.sub takes for the same: Linux' interface with newlib, see docs/porting.md
ALIAS = "x86_64-linux-newlib"
# Separate on Linux, or once were; here libc.a has what there is of them.
EMPTY_LIBRARIES = ("m", "pthread", "rt", "dl", "util", "resolv", "crypt")


class KitError(Exception):
    """What went wrong, in one line."""


def read_recipe(path: Path) -> dict[str, str]:
    return dict((name, value.strip()) for name, _, value in
                (line.partition(":") for line in path.read_text().splitlines()))


def run(words: list[str], text: str = "") -> str:
    done = subprocess.run(words, input=text, capture_output=True, text=True, errors="replace",
                          check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise KitError(f"{words[0]} fails: {lines[-1] if lines else 'no message'}")
    return done.stdout


# ---- libraries
def always_there(members: dict[str, elf.Object], kernel: elf.Object) -> list[str]:
    """Those that are part of each program though it may not call them: they have an entry of a
    table or a constructor, or something else asks whether they are there."""
    asked = kernel.weak.union(*(member.weak for member in members.values()))
    return [path for path, member in members.items() if member.defined & asked or
            any(re.match(r"\w|\.(init|fini)_array|\.ctors", name) for name in member.sections)]


def libraries(recipe: dict[str, str], lib: Path) -> None:
    link = shlex.split(recipe["partial_link"])
    kernel, crt0 = lib / "kernel.o", lib / "crt0.o"
    run([*link, "-o", str(kernel), *recipe["kernel"].split()])
    members = {path: elf.read(path) for path in recipe["members"].split()}
    always = always_there(members, elf.read(str(kernel)))
    # What a program has itself comes before them, as before the members of an archive.
    names = lib / "names"
    weakened = [str(lib / f"always-{number}.o") for number in range(len(always))]
    for path, copy in zip(always, weakened):
        names.write_text("".join(f"{name}\n" for name in sorted(members[path].defined)))
        if members[path].defined:  # objcopy fails at an empty list
            run(["objcopy", f"--weaken-symbols={names}", path, copy])
        else:
            shutil.copyfile(path, copy)
    run([*link, "-o", str(crt0), str(kernel), *weakened])
    for path in (kernel, names, *map(Path, weakened)):
        path.unlink(missing_ok=True)
    # Ours are to come first, since newlib's archive may have one of the same name: ar puts what
    # is added later before what was there.
    archive = [f"CREATE {lib}/libc.a"]
    archive += [f"ADDLIB {path}" for path in recipe["archives"].split()]
    archive += [f"ADDMOD {path}" for path in members if path not in always]
    run(["ar", "-M"], "\n".join([*archive, "SAVE", "END", ""]))
    for name in EMPTY_LIBRARIES:
        run(["ar", "rcs", str(lib / f"lib{name}.a")])
    if recipe["libgcc"]:
        shutil.copyfile(recipe["libgcc"], lib / "libgcc.a")
    shutil.copyfile(recipe["script"], lib / "image.lds")


# ---- headers
def place_headers(folders: list[str], target: Path) -> int:
    """Each header lies in the first layer that has none of its name yet, so that #include_next
    finds what it would have found. Returns how many layers there are."""
    depth: dict[str, int] = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if not path.is_file():
                continue
            name = str(path.relative_to(folder))
            layer = depth.get(name, 0)
            depth[name] = layer + 1
            copy = layer_folder(target, layer) / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return max(depth.values(), default=0)


def layer_folder(target: Path, layer: int) -> Path:
    return target / "include" if not layer else target / "lib" / f"include-{layer}"


def place_configuration(config: str, include: Path) -> None:
    """The options that headers ask for, and no others: a program has CONFIG_ names of its own."""
    asked: set[str] = set()
    for path in include.rglob("*.h"):
        asked |= set(re.findall(r"\bCONFIG_\w+", path.read_text(errors="replace")))
    kept = [line for line in Path(config).read_text().splitlines()
            if (word := line.split()) and word[0] == "#define" and
            (word[1] in asked or not word[1].startswith("CONFIG_"))]
    (include / "uk").mkdir(exist_ok=True)
    (include / "uk" / "configured.h").write_text(
        "/* The image's options that its headers ask for */\n" + "\n".join(kept) + "\n")


# ---- tools
def real_tool(cc: list[str], name: str) -> str:
    """A tool of that compiler, by its whole path."""
    said = run([*cc, f"-print-prog-name={name}"]).strip()
    found = shutil.which(said)
    if not found:
        raise KitError(f"there is no {name}: install the package "
                       f"{'lld' if name == 'ld.lld' else 'binutils'}")
    return found


def tools(recipe: dict[str, str], folder: Path, layers: int) -> None:
    cc = shlex.split(recipe["cc"])
    is_clang = "clang" in os.path.basename(cc[0])
    compiler_headers = run([*cc, "-print-file-name=include"]).strip()
    values = {
        "CC": " ".join(shlex.quote(word) for word in [shutil.which(cc[0]) or cc[0], *cc[1:]]),
        "FLAGS": recipe["compile"],
        "LAYERS": " ".join(f'-isystem "$kit/sysroot/usr/lib/include-{n}"'
                           for n in range(1, layers)),
        "COMPILER_HEADERS": shlex.quote(compiler_headers),
        "LD": shlex.quote(real_tool(cc, "ld.lld" if is_clang else "ld")),
        "LD_FLAGS": ("--gc-sections " if recipe["gc_sections"] else "") + recipe["linker"],
        "STRIP": shlex.quote(real_tool(cc, "strip")),
        "PYTHON": shlex.quote(sys.executable),
        "RUN": shlex.quote(str(ROOT / "support/run/run.py")),
        "PREFIX": PREFIX,
    }
    kind = "clang" if is_clang else "gcc"
    made = {f"bin/{PREFIX}-{kind}": kind, "libexec/ld": "ld", f"bin/{PREFIX}-strip": "strip",
            f"bin/{PREFIX}-pkg-config": "pkg-config", f"bin/{PREFIX}-run": "run",
            "share/toolchain.cmake": "toolchain.cmake", "share/config.site": "config.site"}
    for name, template in made.items():
        text = (HERE / "tools" / template).read_text()
        for word, value in values.items():
            text = text.replace(f"@{word}@", value)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if not name.startswith("share"):
            path.chmod(0o755)
    os.symlink(f"{PREFIX}-{kind}", folder / "bin" / f"{PREFIX}-cc")
    os.symlink("../libexec/ld", folder / "bin" / f"{PREFIX}-ld")
    for tool in ("ar", "ranlib", "nm", "objcopy", "objdump", "readelf", "size", "strings"):
        os.symlink(real_tool(cc, tool), folder / "bin" / f"{PREFIX}-{tool}")
    for path in sorted((folder / "bin").iterdir()):
        os.symlink(path.name, path.with_name(path.name.replace(PREFIX, ALIAS, 1)))
    for name in ("pack.py", "lz4.py"):
        shutil.copyfile(ROOT / "support/build" / name, folder / "libexec" / name)
    about = Path(recipe["about"]).read_text().replace(f" {recipe['app']} ", " program ", 1)
    (folder / "share/about").write_text(about)
    # configure looks for it below its --prefix
    (folder / "sysroot/usr/share").mkdir()
    os.symlink("../../../share/config.site", folder / "sysroot/usr/share/config.site")


def main() -> int:
    recipe, target = read_recipe(Path(sys.argv[1])), Path(sys.argv[2])
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    usr = part / "sysroot/usr"
    (usr / "lib").mkdir(parents=True)
    try:
        libraries(recipe, usr / "lib")
        layers = place_headers(recipe["includes"].split(), usr)
        place_configuration(recipe["config"], usr / "include")
        tools(recipe, part, layers)
    except (KitError, OSError) as error:
        shutil.rmtree(part, ignore_errors=True)
        print(f"toolchain: {error}", file=sys.stderr)
        return 1
    (part / ".complete").touch()
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
