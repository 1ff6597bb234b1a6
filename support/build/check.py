#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Check the tree against the rules of CONTRIBUTING.md: `make check`.

    check.py [ROOT]

One line for each failure: `file:line: what is wrong; how to fix it`. Exit status 1 if there is
any. Looks at files that git tracks or would track, and at every Config.uk and defconfig.
"""
from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path

CODE = (".c", ".h", ".S", ".py", ".sh")
LINES_MOST, COLUMNS_MOST, README_LINES = 500, 100, (3, 70)
LICENCE = "SPDX-License-Identifier: BSD-3-Clause"
# The compiler's own headers, which need no C library.
# Ours, and what netstack fetches and compiles as kernel code
KERNEL_FOLDERS = ("uk/", "lwip/", "netif/", "ext2fs/")
FREESTANDING = {"stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "limits.h", "float.h",
                "stdalign.h", "stdnoreturn.h", "cpuid.h", "immintrin.h"}
# Folders that a tree or a home may lie in and that every machine has.
EVERYWHERE = {"/", "/home/", "/mnt/", "/opt/", "/root/", "/srv/", "/tmp/", "/usr/", "/var/"}
NAMESPACES = {"www.w3.org"}  # URLs that nobody fetches
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)')
URL = re.compile(r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")

Finding = tuple  # (file, line, sentence)


def text_files(root: Path) -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], cwd=root, capture_output=True)
    if listed.returncode:
        sys.exit("check: this is no git work tree; run it in a clone")
    found = {}
    for name in listed.stdout.decode().split("\0"):
        path = root / name
        if name and path.is_file() and not path.is_symlink():
            try:
                found[name] = path.read_text()
            except UnicodeDecodeError:
                pass  # a picture, or a test's binary input
    return found


# ---- each file by itself
def check_licence(name: str, lines: list[str]) -> Iterator[Finding]:
    first = lines[1:2] if lines[:1] and lines[0].startswith("#!") else lines[:1]
    if name.endswith(CODE) and lines and LICENCE not in "".join(first):
        mark = "# {}" if name.endswith((".py", ".sh")) else "/* {} */"
        yield name, 1, f"no licence line; begin it with '{mark.format(LICENCE)}'"


def check_layout(name: str, lines: list[str]) -> Iterator[Finding]:
    code = name.endswith(CODE)
    if code and len(lines) > LINES_MOST:
        yield name, LINES_MOST, f"{len(lines)} lines; split it by its ideas (400 is plenty)"
    for number, line in enumerate(lines, 1):
        if line != line.rstrip() and not name.endswith(".patch"):
            yield name, number, "trailing space; remove it"
        if code and len(line.expandtabs(8)) > COLUMNS_MOST:
            yield name, number, f"{len(line.expandtabs(8))} columns; break the line before 100"
        if name.endswith((".c", ".h", ".S")) and re.match(r" {8}", line):
            yield name, number, "indented by spaces; use tabs"
    if name.endswith(".py"):
        try:
            for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
                if token.type == tokenize.INDENT and "\t" in token.string:
                    yield name, token.start[0], "indented by a tab; use four spaces"
        except (tokenize.TokenError, SyntaxError) as error:
            yield name, 1, f"is no Python: {error.args[0]}; correct it"


def check_private(name: str, lines: list[str], root: Path) -> Iterator[Finding]:
    """What only this machine or only one network has."""
    here = {f"/{root.parts[1]}/", f"{Path.home()}/"} - EVERYWHERE
    for number, line in enumerate(lines, 1):
        for path in here:
            # a longer path that only ends like it is another one
            if re.search(rf"(?<![\w./-]){re.escape(path)}", line):
                yield name, number, f"names this machine's {path}; use a relative path"
        if name.endswith((".md", "sources.txt")):
            continue
        for host in URL.findall(line):
            if host not in NAMESPACES and not re.fullmatch(r"[\d.]+", host):
                yield name, number, (f"names the host {host}; a library's sources.txt is where "
                                     "a download's address belongs")


def check_public_header(name: str, lines: list[str]) -> Iterator[Finding]:
    if not name.endswith(".h") or "/include/" not in f"/{name}" or "/tests/" in name:
        return
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if found and found[1] == '"':
            yield name, number, (f'a public header includes the private "{found[2]}"; '
                                 "make that public, or move what needs it into a source")


def check_no_libc(name: str, lines: list[str]) -> Iterator[Finding]:
    """Code for the kernel; blocks for host programs are between #if's that say so."""
    conditions: list[bool] = []
    for number, line in enumerate(lines, 1):
        directive = re.match(r"^\s*#\s*(ifdef|ifndef|if|else|elif|endif)\b(.*)", line)
        if directive and directive[1].startswith("if"):
            conditions.append(directive[1] != "ifndef" and "HOST" in directive[2])
        elif directive and directive[1] == "endif" and conditions:
            conditions.pop()
        elif directive and conditions:
            conditions[-1] = not conditions[-1] and "HOST" in directive[2]
        found = INCLUDE.match(line)
        if found and found[1] == "<" and not any(conditions) and \
                not found[2].startswith(KERNEL_FOLDERS) and found[2] not in FREESTANDING:
            yield name, number, (f"kernel code includes the C library's <{found[2]}>; use "
                                 "<uk/string.h>, <uk/print.h> and kin (lib/base, lib/core)")


# ---- components
def kernel_folders(components: dict) -> list[str]:
    """Folders of components that cannot see a C library, in any configuration."""
    def sees_libc(name: str, seen: set) -> bool:
        if name in seen:
            return False
        seen.add(name)
        component = components[name]
        return component.is_libc or any(sees_libc(n, seen) for n in component.direct)

    return [c.shown_folder + "/" for c in components.values() if not sees_libc(c.name, set())]


def mention(config: str, symbols: set[str]) -> int:
    """The line of a Config.uk that mentions one of the symbols."""
    for number, line in enumerate(config.splitlines(), 1):
        if symbols & set(re.findall(r"\w+", line)) and not line.startswith("config "):
            return number
    return 1


def check_layers(components: dict, files: dict[str, str]) -> Iterator[Finding]:
    import layers
    for component, other, why in layers.violations(components):
        symbols = {s.name for s in other.symbols}
        for name in (f"{component.shown_folder}/Config.uk",
                     f"{component.shown_folder}/Default.uk"):
            line = mention(files.get(name, ""), symbols)
            if line > 1 or name.endswith("Config.uk"):
                break
        yield name, line, (f"{component.name} depends on {other.name}: {why}; turn the "
                           "dependency around, or move one of them (CONTRIBUTING.md, Layers)")


def check_readme(components: dict, files: dict[str, str]) -> Iterator[Finding]:
    for component in components.values():
        name = f"{component.shown_folder}/README.md"
        lines = files.get(name, "").splitlines()
        least, most = README_LINES
        if not lines:
            yield name, 1, "missing; say what it is, its API in ten lines, what it costs"
        elif not least <= len(lines) <= most:
            yield name, len(lines), (f"{len(lines)} lines; a component's README is one screen: "
                                     f"{least} to {most}")


def check_defconfigs(root: Path, files: dict[str, str]) -> Iterator[Finding]:
    tool = root / "support" / "kconfig" / "kconfig.py"
    for name in sorted(files):
        found = re.fullmatch(r"((?:.*/)?apps/([^/]+))/defconfigs/([^/]+)", name)
        if not found:
            continue
        with tempfile.TemporaryDirectory() as out:
            done = subprocess.run(
                [sys.executable, str(tool), "defconfig", str(root / name)], text=True,
                capture_output=True, env={**os.environ, "UK_OUT": out, "UK_APP": found[2],
                                          "UK_APP_DIR": str(root / found[1])})
        if done.returncode:
            said = (done.stderr.strip() or "no reason given").splitlines()[-1]
            yield name, 1, f"does not load: {said.removeprefix('config: ')}; correct it"


def check_make_variables(files: dict[str, str]) -> Iterator[Finding]:
    """All Makefile.uk files of an image are read by one make: a name means one thing."""
    assignment = re.compile(r"^(?:export |override )?([A-Za-z_][\w.-]*)\s*(?::|\?|\+)?=[ \t]*(.*)",
                            re.MULTILINE)
    image = files.get("support/build/image.mk", "")
    # What each component sets: emptied before its file is read
    reading = re.search(r"^define read_component.*?^endef", image, re.MULTILINE | re.DOTALL)
    interface = {name for name, _ in assignment.findall(reading[0])} - {"DIR"}
    taken = {name: ("support/build/image.mk", "") for name, _ in assignment.findall(image)}
    for path in sorted(files):
        if not path.endswith("/Makefile.uk"):
            continue
        mine = {}
        for line, text in enumerate(files[path].splitlines(), 1):
            found = assignment.match(text)
            if not found or found[1] in interface or found[1].startswith(("HOST_", "LINUX_")):
                continue
            name, value = found.groups()
            other, same = taken.get(name, ("", ""))
            if other and value != same:
                yield path, line, (f"{name} is also set by {other}; all are read by one make: "
                                   "begin the name with the component's")
            mine[name] = (path, value)
        taken = {**mine, **taken}


def load_components(root: Path, files: dict[str, str]) -> dict:
    """All components of the tree; with any application, for libraries do not depend on it."""
    apps = sorted(n for n in files if re.fullmatch(r"apps/[^/]+/Config\.uk", n))
    if not apps:
        sys.exit("check: there is no application in apps/")
    folder = root / apps[0].rpartition("/")[0]
    os.environ.update(UK_APP=folder.name, UK_APP_DIR=str(folder), UK_OUT=str(root / "build"))
    sys.path[:0] = [str(root / "support" / "kconfig"), str(root / "support" / "build")]
    import components
    import kconfig
    return components.find(kconfig.load_tree())


def findings(root: Path) -> Iterator[Finding]:
    files = text_files(root)
    components = load_components(root, files)
    kernel = tuple(kernel_folders(components)) + ("include/",)
    for name, text in files.items():
        lines = text.splitlines()
        yield from check_licence(name, lines)
        yield from check_layout(name, lines)
        yield from check_private(name, lines, root)
        yield from check_public_header(name, lines)
        if name.startswith(kernel) and name.endswith((".c", ".h", ".S")) and \
                "/tests/" not in name and not name.endswith("/host.c"):
            yield from check_no_libc(name, lines)
    yield from check_layers(components, files)
    yield from check_readme(components, files)
    yield from check_make_variables(files)
    yield from check_defconfigs(root, files)


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    count = 0
    for name, line, sentence in findings(root):
        print(f"{name}:{line}: {sentence}", file=sys.stderr)
        count += 1
    print(f"check: {count} failure{'s' * (count != 1)}" if count else "check: all rules hold")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
