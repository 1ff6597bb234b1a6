# SPDX-License-Identifier: BSD-3-Clause
"""Configuring, in a tree of four libraries: what is refused, what follows, who sees what."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

FILES = {
    "Config.uk": 'source "$(UK_APP_DIR)/Config.uk"\nrsource "lib/*/Config.uk"\n'
                 "config GLOBAL\n\tbool \"For everybody\"\n\tdefault y\n",
    "apps/a/Config.uk": "config APP_A\n\tbool\n\tdefault y\n\tselect LIBTOP\n",
    "lib/top/Config.uk": 'config LIBTOP\n\tbool "top"\n\tselect LIBMIDDLE\n',
    "lib/middle/Config.uk": 'config LIBMIDDLE\n\tbool "middle"\n\tselect LIBHEAP\n'
                            'config LIBMIDDLE_DEPTH\n\tint "Depth"\n\tdefault 3\n\trange 1 9\n'
                            "\tdepends on LIBMIDDLE\n",
    "lib/heap/Config.uk": 'config LIBHEAP\n\tbool "heap"\n'
                          'choice\n\tprompt "Kind"\n\tdepends on LIBHEAP\n\tdefault KIND_ONE\n'
                          'config KIND_ONE\n\tbool "one"\n\tselect LIBONE\n'
                          'config KIND_TWO\n\tbool "two"\n\tselect LIBTWO\nendchoice\n',
    "lib/one/Config.uk": 'config LIBONE\n\tbool "one"\n\tdepends on LIBHEAP\n'
                         'config LIBONE_NAME\n\tstring "Name"\n\tdefault "it\\"s"\n'
                         "\tdepends on LIBONE\n",
    "lib/one/Makefile.uk": "IMPLEMENTS := heap\n",
    "lib/two/Config.uk": 'config LIBTWO\n\tbool "two"\n\tdepends on LIBHEAP\n',
    "lib/two/Makefile.uk": "IMPLEMENTS := heap\n",
    "lib/alone/Config.uk": 'config LIBALONE\n\tbool "alone"\n',
}


class Tree:
    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "out"
        for name, text in FILES.items():
            self.write(name, text)
        for name in ("support/kconfig/kconfig.py", "support/kconfig/followed.py",
                     "support/build/components.py"):
            self.write(name, (ROOT / name).read_text())

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "support/kconfig/kconfig.py", *words], cwd=self.root, text=True,
            capture_output=True, env={**os.environ, "UK_OUT": str(self.out), "UK_APP": "a",
                                      "UK_APP_DIR": str(self.root / "apps/a")})

    def configure(self, text: str = "") -> None:
        self.write("apps/a/defconfigs/default", text)
        for words in (("defconfig", "default"), ("generate",)):
            done = self.run(*words)
            assert done.returncode == 0, done.stderr

    def refused(self, text: str) -> str:
        self.write("apps/a/defconfigs/default", text)
        done = self.run("defconfig", "default")
        assert done.returncode == 1 and done.stdout == "", done.stdout
        assert done.stderr.startswith("config: ") and done.stderr.count("\n") == 1, done.stderr
        assert not (self.out / ".config").exists()
        return done.stderr

    def header(self, component: str) -> str:
        return (self.out / "config" / f"{component}.h").read_text()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.mark.parametrize("text, parts", [
    ("CONFIG_LIBNOTHING=y", ("CONFIG_LIBNOTHING", "no option")),
    ("# CONFIG_LIBNOTHING is not set", ("CONFIG_LIBNOTHING", "no option")),
    ("# CONFIG_LIBMIDDLE is not set", ("CONFIG_LIBMIDDLE=n", "LIBTOP needs it")),
    ("CONFIG_KIND_ONE=y\nCONFIG_KIND_TWO=y", ("CONFIG_KIND_ONE", "same choice")),
    ("CONFIG_LIBMIDDLE_DEPTH=10", ("LIBMIDDLE_DEPTH", "10")),
    ("CONFIG_LIBALONE=maybe", ("LIBALONE", "maybe")),
    ("LIBALONE=y", ("'LIBALONE=y' is no assignment",)),
], ids=["unknown", "unknown-off", "selected", "choice", "range", "type", "no-assignment"])
def test_refuses(tree: Tree, text: str, parts: tuple) -> None:
    said = tree.refused(text + "\n")
    assert all(part in said for part in parts), said


def test_an_unmet_dependency_is_named(tree: Tree) -> None:
    tree.write("apps/a/Config.uk", "config APP_A\n\tbool\n\tdefault y\n")
    assert "CONFIG_LIBTWO=y needs CONFIG_LIBHEAP" in tree.refused("CONFIG_LIBTWO=y\n")


def test_selects_follow_to_the_end(tree: Tree) -> None:
    tree.configure()
    found = json.loads((tree.out / "components.json").read_text())
    assert {n for n, c in found.items() if c["enabled"]} == {"a", "top", "middle", "heap", "one"}


def test_who_sees_what(tree: Tree) -> None:
    tree.configure()
    lines = (tree.out / "components.mk").read_text().splitlines()
    sees = {line.split(".sees := ")[0]: line.split(".sees := ")[1].split()
            for line in lines if ".sees := " in line}
    assert sees["a"] == ["a", "top", "middle", "heap", "one"]
    assert sees["one"] == ["one", "heap"]
    assert sees["heap"] == ["heap", "one"], "what a choice offers is what it may use"
    assert "two" not in sees and "alone" not in sees


def test_only_what_a_component_sees_is_in_its_header(tree: Tree) -> None:
    tree.write("apps/a/Config.uk", FILES["apps/a/Config.uk"] + "\tselect LIBALONE\n")
    tree.configure()
    assert "#define CONFIG_LIBMIDDLE_DEPTH 3\n" in tree.header("top")
    assert "LIBMIDDLE_DEPTH" not in tree.header("one") + tree.header("alone")
    assert '#define CONFIG_LIBONE_NAME "it\\"s"\n' in tree.header("one")
    assert "LIBONE" not in tree.header("alone")
    for component in ("a", "top", "one", "alone"):
        assert "#define CONFIG_GLOBAL 1\n" in tree.header(component)


def test_a_single_implementation_is_called_directly(tree: Tree) -> None:
    only = "#define UK_ONLY_HEAP one_heap_ops\n#define UK_ONLY_HEAP_NAME one\n"
    tree.configure()
    assert only in tree.header("heap") and only in tree.header("a")
    tree.configure("CONFIG_LIBTWO=y\n")
    assert "UK_ONLY_" not in tree.header("heap") + tree.header("a")
    tree.configure("CONFIG_KIND_TWO=y\n")
    assert "#define UK_ONLY_HEAP two_heap_ops\n" in tree.header("heap")


def test_a_change_touches_only_the_headers_that_show_it(tree: Tree) -> None:
    tree.configure()
    headers = sorted((tree.out / "config").glob("*.h"))
    before = {h.name: h.stat().st_mtime_ns for h in headers}
    tree.configure("CONFIG_LIBMIDDLE_DEPTH=4\n")
    changed = {h.name for h in headers if h.stat().st_mtime_ns != before[h.name]}
    assert changed == {"a.h", "top.h", "middle.h"}


def test_what_only_the_link_asks_about_is_in_no_header(tree: Tree) -> None:
    """So that switching dead-code elimination compiles nothing."""
    tree.write("Config.uk", FILES["Config.uk"] + 'config DCE\n\tbool "Dead code"\n')
    tree.configure()
    before = tree.header("a")
    tree.configure("CONFIG_DCE=y\n")
    assert tree.header("a") == before and "GLOBAL" in before
    assert "CONFIG_DCE=y" in (tree.out / "config.mk").read_text()


def test_two_components_of_one_name(tree: Tree) -> None:
    tree.write("Config.uk", FILES["Config.uk"] + 'rsource "drivers/*/Config.uk"\n')
    tree.write("drivers/one/Config.uk", 'config DRV_ONE\n\tbool "one"\n')
    tree.write("apps/a/defconfigs/default", "")
    assert tree.run("defconfig", "default").returncode == 0
    done = tree.run("generate")
    assert done.returncode == 1 and "two components are called one" in done.stderr


def test_a_symbol_that_nobody_defines(tree: Tree) -> None:
    tree.write("lib/alone/Config.uk", 'config LIBALONE\n\tbool "x"\n\tdepends on LIBGONE\n')
    tree.write("apps/a/defconfigs/default", "")
    done = tree.run("defconfig", "default")
    assert done.returncode == 1 and "lib/alone/Config.uk:1: " in done.stderr
    assert "LIBGONE" in done.stderr and "Traceback" not in done.stderr


def test_olddefconfig_drops_and_settles_aloud(tree: Tree) -> None:
    tree.configure()
    with open(tree.out / ".config", "a", encoding="utf-8") as file:
        file.write("CONFIG_LIBGONE=y\n")
    done = tree.run("olddefconfig")
    assert done.returncode == 0 and "CONFIG_LIBGONE no longer exists; dropped" in done.stderr
    assert "LIBGONE" not in (tree.out / ".config").read_text()


def depth(tree: Tree, *words: str) -> str:
    """What is built after `generate`, and what that said."""
    done = tree.run("generate", *words)
    assert done.returncode == 0, done.stderr
    found = next(line for line in tree.header("middle").splitlines() if "DEPTH" in line)
    return f"{found.split()[-1]} {done.stdout}{done.stderr}".strip()


def test_a_configuration_follows_its_defconfig(tree: Tree) -> None:
    tree.configure("CONFIG_LIBMIDDLE_DEPTH=4\n")
    assert depth(tree) == "4"
    tree.write("apps/a/defconfigs/default", "CONFIG_LIBMIDDLE_DEPTH=5\n")
    assert depth(tree) == "5 config: configured again from apps/a/defconfigs/default"
    assert depth(tree) == "5"
    tree.write("apps/a/defconfigs/other", "")
    assert depth(tree, "other") == "3 config: configured again from apps/a/defconfigs/other"
    assert depth(tree) == "3"
    # and what options mean
    tree.write("lib/middle/Config.uk", FILES["lib/middle/Config.uk"].replace("default 3",
                                                                            "default 7"))
    assert depth(tree).startswith("7 config: configured again")


def test_an_edited_configuration_stays(tree: Tree) -> None:
    tree.configure("CONFIG_LIBMIDDLE_DEPTH=4\n")
    config = tree.out / ".config"
    config.write_text(config.read_text().replace("DEPTH=4", "DEPTH=8"))
    assert depth(tree) == depth(tree, "default") == "8"
    tree.write("apps/a/defconfigs/default", "CONFIG_LIBMIDDLE_DEPTH=5\n")
    said = depth(tree)
    assert said.startswith("8 config: apps/a/defconfigs/default has changed, since out/.config")
    assert "make defconfig" in said
    tree.write("apps/a/defconfigs/other", "")
    assert depth(tree, "other").startswith("8 config: apps/a/defconfigs/other has no effect")
    assert tree.run("defconfig", "other").returncode == 0
    assert depth(tree) == "3"


def test_a_saved_configuration_follows_what_it_was_saved_as(tree: Tree) -> None:
    tree.configure()
    config = tree.out / ".config"
    config.write_text(config.read_text().replace("DEPTH=3", "DEPTH=8"))
    saved = tree.root / "saved"
    assert tree.run("savedefconfig", str(saved)).returncode == 0
    tree.write("apps/a/defconfigs/default", "CONFIG_LIBMIDDLE_DEPTH=5\n")
    assert depth(tree) == "8"
    saved.unlink()
    assert depth(tree) == "8"


def test_a_configuration_of_unknown_origin_stays(tree: Tree) -> None:
    tree.configure("CONFIG_LIBMIDDLE_DEPTH=4\n")
    (tree.out / ".defconfig").unlink()
    tree.write("apps/a/defconfigs/default", "")
    assert depth(tree) == depth(tree, "default") == "4"


def test_savedefconfig_is_what_differs(tree: Tree, tmp_path: Path) -> None:
    tree.configure("CONFIG_KIND_TWO=y\nCONFIG_LIBMIDDLE_DEPTH=3\n")
    assert tree.run("savedefconfig", str(tmp_path / "saved")).returncode == 0
    assert (tmp_path / "saved").read_text().split() == ["CONFIG_KIND_TWO=y"]


def test_a_config_file_that_is_broken(tree: Tree) -> None:
    tree.write("lib/alone/Config.uk", "config LIBALONE\n\tbool \"x\n")
    tree.write("apps/a/defconfigs/default", "")
    done = tree.run("defconfig", "default")
    assert done.returncode == 1 and "lib/alone/Config.uk:2" in done.stderr
    assert "Traceback" not in done.stderr
    shutil.rmtree(tree.root / "lib/alone")
    assert tree.run("defconfig", "default").returncode == 0
