# SPDX-License-Identifier: BSD-3-Clause
"""The build itself: nothing to do costs nothing, a change rebuilds what it touches, and no more."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

import harness

HELLO = ("APP=helloworld", "DEFCONFIG=minimal")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    done = harness.make(*HELLO, f"O={tmp_path}/out")
    assert done.status == 0, done.output
    return tmp_path / "out"


def times(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns
            for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what an image is made of, whose files a test may change: others build from ours."""
    copy = tmp_path / "tree"
    shutil.copytree(harness.ROOT, copy, symlinks=True,
                    ignore=shutil.ignore_patterns("build", ".git", "tests", "docs", "__pycache__"))
    # The pattern takes every folder of that name.
    shutil.copytree(harness.ROOT / "support/build", copy / "support/build")
    assert harness.make(*HELLO, "O=out", cwd=copy).status == 0
    return copy


def steps(output: str) -> list[tuple[str, str]]:
    """What make said that it did: (CC, file), ..."""
    return re.findall(r"^  ([A-Z]+) +(\S+)$", output, re.MULTILINE)


def test_null_build(built: Path) -> None:
    before = times(built)
    done = harness.make(*HELLO, f"O={built}")
    assert done.status == 0 and done.output == "", done.output
    assert times(built) == before


def test_touched_source_only(tree: Path) -> None:
    (tree / "lib/core/ukboot/exit.c").touch()
    done = harness.make(*HELLO, "O=out", cwd=tree)
    assert done.status == 0, done.output
    assert [step for step, _ in steps(done.output)] == ["CC", "LD", "PACK"], done.output


def test_touched_header(tree: Path) -> None:
    """Those that include it, and not the rest."""
    (tree / "lib/core/ukboot/include/uk/boot.h").touch()
    done = harness.make(*HELLO, "O=out", cwd=tree)
    assert done.status == 0, done.output
    compiled = [name for step, name in steps(done.output) if step == "CC"]
    assert "lib/core/ukboot/boot.c" in compiled
    assert not any("nolibc" in name for name in compiled), compiled


def test_changed_option(built: Path) -> None:
    """Only the component that can see an option is compiled again."""
    config = built / ".config"
    text = config.read_text()
    assert "CONFIG_LIBUKBOOT_ARGUMENTS=32" in text
    config.write_text(text.replace("CONFIG_LIBUKBOOT_ARGUMENTS=32",
                                   "CONFIG_LIBUKBOOT_ARGUMENTS=33"))
    done = harness.make(*HELLO, f"O={built}")
    assert done.status == 0, done.output
    compiled = [name for step, name in steps(done.output) if step == "CC"]
    assert "lib/core/ukboot/boot.c" in compiled
    assert not any("nolibc" in name or "ns16550" in name for name in compiled), compiled


def test_changed_defconfig(tmp_path: Path) -> None:
    """An output folder follows the defconfig that it was made from, until somebody edits it."""
    chosen, out = tmp_path / "chosen", tmp_path / "out"
    base = (harness.ROOT / "apps/helloworld/defconfigs/minimal").read_text()
    chosen.write_text(base)
    assert harness.make("APP=helloworld", f"DEFCONFIG={chosen}", f"O={out}").status == 0
    chosen.write_text(base + "CONFIG_LIBUKBOOT_ARGUMENTS=34\n")
    done = harness.make(f"O={out}")  # which knows what it builds, and of what
    assert done.status == 0 and f"configured again from {chosen}" in done.output, done.output
    assert "lib/core/ukboot/boot.c" in [name for _, name in steps(done.output)]
    config = out / ".config"
    config.write_text(config.read_text().replace("ARGUMENTS=34", "ARGUMENTS=35"))
    chosen.write_text(base)
    done = harness.make(f"O={out}")
    assert done.status == 0 and "make defconfig" in done.output, done.output
    assert "CONFIG_LIBUKBOOT_ARGUMENTS=35" in (out / "config.mk").read_text()


def test_changed_flags(built: Path) -> None:
    """Another optimisation goes everywhere."""
    config = built / ".config"
    config.write_text(config.read_text()
                      .replace("CONFIG_OPTIMIZE_SIZE=y", "# CONFIG_OPTIMIZE_SIZE is not set")
                      .replace("# CONFIG_OPTIMIZE_SPEED is not set", "CONFIG_OPTIMIZE_SPEED=y"))
    size = (built / "helloworld").stat().st_size
    done = harness.make(*HELLO, f"O={built}")
    assert done.status == 0, done.output
    assert any("nolibc" in name for _, name in steps(done.output))
    assert (built / "helloworld").stat().st_size != size


def test_side_by_side(tmp_path: Path) -> None:
    """Two configurations at the same time, neither in the other's way."""
    words = [["make", "APP=helloworld", f"DEFCONFIG={name}", f"O={tmp_path}/{name}"]
             for name in ("minimal", "newlib")]
    children = [subprocess.Popen(word, cwd=harness.ROOT, env=harness.clean_environment(),
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                for word in words]
    for child in children:
        output, _ = child.communicate(timeout=harness.BUILD_SECONDS)
        assert child.returncode == 0, output.decode()
    for name in ("minimal", "newlib"):
        assert harness.Image(tmp_path / name / "helloworld").boot().status == 0


def test_an_archive_in_the_cache_serves_every_folder(tmp_path: Path) -> None:
    """What one folder does with it, or that it is younger than an image, makes no other's again."""
    words = ("APP=helloworld", "DEFCONFIG=newlib")
    assert harness.make(*words, f"O={tmp_path}/one").status == 0
    before = times(tmp_path / "one")
    assert harness.make(*words, f"O={tmp_path}/two").status == 0
    os.utime(tmp_path / "one/newlib/libc.a")
    done = harness.make(*words, f"O={tmp_path}/one")
    assert done.status == 0 and done.output == "", done.output
    assert times(tmp_path / "one") == before
    # a link that somebody took away leads there again
    (tmp_path / "one/newlib").unlink()
    done = harness.make(*words, f"O={tmp_path}/one")
    assert done.status == 0 and ("LD", "helloworld") in steps(done.output), done.output


def test_two_folders_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    done = harness.make(*HELLO, f"O={tmp_path}/elsewhere/deeper")
    assert done.status == 0, done.output
    assert (tmp_path / "elsewhere/deeper/helloworld").read_bytes() == \
        (built / "helloworld").read_bytes()


def test_application_outside_the_tree(tmp_path: Path, build: harness.Builder) -> None:
    app = tmp_path / "mine"
    shutil.copytree(harness.ROOT / "apps" / "skeleton", app)
    for path in (app / "Config.uk", app / "Makefile.uk"):
        path.write_text(path.read_text().replace("SKELETON", "MINE"))
    done = harness.make(f"A={app}", f"O={tmp_path}/out")
    assert done.status == 0, done.output
    assert harness.Image(tmp_path / "out" / "mine").boot().status == 0


def test_from_another_folder(tmp_path: Path) -> None:
    done = harness.make("-C", str(harness.ROOT), *HELLO, f"O={tmp_path}/out", cwd=Path("/"))
    assert done.status == 0, done.output
    done = harness.make("-f", str(harness.ROOT / "Makefile"), *HELLO, "O=out", cwd=tmp_path)
    assert done.status == 0 and (tmp_path / "out" / "helloworld").is_file(), done.output


def test_verbose_shows_commands(tmp_path: Path) -> None:
    done = harness.make(*HELLO, "V=1", f"O={tmp_path}/out")
    assert done.status == 0 and re.search(r"gcc .*-c -o .*boot\.c", done.output), done.output


def test_savedefconfig_round_trip(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    assert harness.make(*HELLO, "defconfig", f"O={tmp_path}/one").status == 0
    done = harness.make("APP=helloworld", "savedefconfig", f"DEFCONFIG={saved}",
                        f"O={tmp_path}/one")
    assert done.status == 0, done.output
    done = harness.make("APP=helloworld", f"DEFCONFIG={saved}", "defconfig", f"O={tmp_path}/two")
    assert done.status == 0, done.output
    assert (tmp_path / "one/.config").read_text() == (tmp_path / "two/.config").read_text()


def test_another_heap_changes_the_image_and_why_explains(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("CONFIG_LIBUKALLOC=y\nCONFIG_LIBUKALLOC_DEFAULT_UKREGION=y\n")
    for name, defconfig in (("tlsf", "newlib"), ("region", str(config))):
        done = harness.make("APP=helloworld", f"DEFCONFIG={defconfig}", f"O={tmp_path}/{name}")
        assert done.status == 0, done.output
    assert (tmp_path / "tlsf/helloworld").read_bytes() != \
        (tmp_path / "region/helloworld").read_bytes()
    why = harness.make("why", "LIB=uktlsf", f"O={tmp_path}/tlsf")
    assert why.status == 0 and "LIBUKALLOC" in why.output.upper(), why.output


@pytest.mark.parametrize("target, expected", [("size", "ukboot"), ("graph", "svg")])
def test_looking_into_an_image(built: Path, target: str, expected: str) -> None:
    done = harness.make(target, *HELLO, f"O={built}")
    assert done.status == 0, done.output
    assert expected in done.output + " ".join(path.name for path in built.rglob("*"))


def test_clean_keeps_the_configuration(built: Path) -> None:
    assert harness.make("clean", *HELLO, f"O={built}").status == 0
    assert (built / ".config").exists() and not (built / "helloworld").exists()
    assert harness.make(*HELLO, f"O={built}").status == 0
    assert (built / "helloworld").exists()


def test_menuconfig_opens_in_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    child = subprocess.Popen(["make", "menuconfig", *HELLO, f"O={tmp_path}/out"],
                             cwd=harness.ROOT, stdin=theirs, stdout=theirs, stderr=theirs,
                             env=harness.clean_environment(TERM="xterm", LINES="40", COLUMNS="100"),
                             start_new_session=True)
    try:
        seen = b""
        deadline = time.monotonic() + 60
        while b"Libraries" not in seen and time.monotonic() < deadline:
            if select.select([ours], [], [], 1)[0]:
                seen += os.read(ours, 65536)
        assert b"Libraries" in seen and b"helloworld" in seen, seen[-2000:]
        os.write(ours, b"q")
        assert child.wait(timeout=30) == 0
    finally:
        # with the processes that make started: without their terminal they would spin
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        os.close(ours)
        os.close(theirs)
    assert (tmp_path / "out" / ".config").exists()


@pytest.mark.full
@pytest.mark.parametrize("standard", ["gnu2x"])
def test_newer_language_standard(tmp_path: Path, standard: str) -> None:
    """Compilers move their default on; the sources must not mind."""
    done = harness.make(*HELLO, f"STD={standard}", f"O={tmp_path}/out")
    assert done.status == 0, done.output


def test_check_passes() -> None:
    done = harness.make("check")
    assert done.status == 0, done.output
