# SPDX-License-Identifier: BSD-3-Clause
"""`make toolchain`: programs that others have written for Linux are compiled by it as by any
cross-compiler, its links tell the truth, and what it links boots."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

import harness

PROGRAM = harness.ROOT / "support/toolchain/program"
HELLO = r"""
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int begun;
__attribute__((constructor)) static void begin(void) { begun = 1; }

int main(int argc, char **argv)
{
	struct stat status;

	if (!begun || stat("/", &status) || !S_ISDIR(status.st_mode) || isatty(99))
		return 100;
	printf("%d %s %.2f\n", argc, argc > 1 ? argv[1] : "-", 1.5);
	fprintf(stderr, "%s\n", getenv("NOTHING") ? "set" : "unset");
	return argc;
}
"""


class Kit:
    """A toolchain, as a user's shell has it on PATH."""

    def __init__(self, folder: Path, compiler: str) -> None:
        self.folder = folder
        self.compiler = f"x86_64-ukulele-{compiler}"
        self.environment = harness.clean_environment(
            PATH=f"{folder / 'bin'}:{os.environ['PATH']}")

    def __call__(self, *words: str, cwd: Path, timeout: float = 300) -> harness.Done:
        return harness.command(list(words), cwd=cwd, environment=self.environment, timeout=timeout)

    def compile(self, cwd: Path, text: str, *options: str) -> harness.Done:
        (cwd / "program.c").write_text(text)
        return self(self.compiler, "-O1", "program.c", "-o", "program", *options, cwd=cwd)

    def run(self, cwd: Path, *arguments: str) -> harness.Done:
        return self("x86_64-ukulele-run", "--accel=tcg", "--net=none", *arguments, cwd=cwd)


def make_kit(defconfig: str, compiler: str) -> Kit:
    out = harness.OUT / f"toolchain-{defconfig}-{compiler}"

    def make() -> str:
        shutil.rmtree(out, ignore_errors=True)
        done = harness.make("toolchain", f"A={PROGRAM}", f"DEFCONFIG={defconfig}", f"O={out}",
                            f"CC={compiler}")
        return done.output[-4000:] if done.status else ""

    said = harness.once(out, make)
    assert not said, said
    return Kit(out / "toolchain", compiler)


@pytest.fixture(scope="module")
def kit() -> Kit:
    return make_kit("files", "gcc")


@pytest.mark.parametrize("compiler", ["gcc", pytest.param("clang", marks=pytest.mark.full)])
def test_hello_boots(compiler: str, tmp_path: Path) -> None:
    made = make_kit("files", compiler)
    done = made.compile(tmp_path, HELLO)
    assert done.status == 0 and done.output == "", done.output
    done = made.run(tmp_path, "program", "a 'b'", "c")
    assert done.status == 3 and "3 a 'b' 1.50\n" in done.output.replace("\r", ""), done.output
    assert "unset" in done.output
    # symbols are beside it, and stripping what has none is no error
    assert " T main\n" in made("x86_64-ukulele-nm", "program.dbg", cwd=tmp_path).output
    assert made("x86_64-ukulele-strip", "program", cwd=tmp_path).status == 0
    assert made.run(tmp_path, "program").status == 1


def test_links_answer_truly(kit: Kit, tmp_path: Path) -> None:
    """As configure asks: with a declaration of its own."""
    def links(function: str, *options: str) -> bool:
        text = f"char {function}(); int main(void) {{ return {function}(); }}"
        done = kit.compile(tmp_path, text, "-w", *options)
        missing = f"undefined reference to `{function}'" in done.output
        assert missing == bool(done.status), done.output
        return not missing

    assert links("epoll_create1") and links("opendir") and links("cos", "-lm")
    assert links("pthread_create", "-pthread")
    assert not links("arc4random_of_nowhere") and not links("XOpenDisplay") and not links("kqueue")


def test_what_a_program_has_itself_comes_first(kit: Kit, tmp_path: Path) -> None:
    done = kit.compile(tmp_path, """
#include <poll.h>
int poll(struct pollfd *list, nfds_t count, int timeout) { return 42; }
int gethostname(char *name, unsigned long size) { return 0; }
int main(void) { return poll(0, 0, 0) + gethostname(0, 0); }
""")
    assert done.status == 0, done.output
    assert kit.run(tmp_path, "program").status == 42


def test_refusals_name_the_fix(kit: Kit, tmp_path: Path) -> None:
    done = kit.compile(tmp_path, "int f(void) { return 1; }", "-shared", "-fPIC")
    assert done.status and "--disable-shared" in done.output, done.output
    # a library of this host's C library, and a header
    done = kit.compile(tmp_path, "int main(void) { return 0; }", "-lc_nonshared")
    assert done.status and "-lc_nonshared" in done.output, done.output
    done = kit.compile(tmp_path, "#include <gnu/libc-version.h>\nint main(void) { return 0; }")
    assert done.status and "No such file" in done.output, done.output
    done = kit("x86_64-ukulele-run", cwd=tmp_path)
    assert done.status == 200 and "usage:" in done.output


@pytest.mark.parametrize("flags", ["-fPIC -pie -rdynamic -O0", "-flto -O2", "-fPIE -static-pie -g"])
def test_flags_that_builds_pass(kit: Kit, tmp_path: Path, flags: str) -> None:
    done = kit.compile(tmp_path, HELLO, *flags.split())
    assert done.status == 0, done.output
    assert kit.run(tmp_path, "program").status == 1


def test_the_folder_may_be_moved(kit: Kit, tmp_path: Path) -> None:
    moved = tmp_path / "a kit"
    shutil.copytree(kit.folder, moved, symlinks=True)
    there = Kit(moved, "gcc")
    done = there.compile(tmp_path, HELLO)
    assert done.status == 0, done.output
    assert there.run(tmp_path, "program").status == 1


def test_is_made_again_when_the_kernel_changes(kit: Kit) -> None:
    out, stamp = kit.folder.parent, kit.folder / ".complete"
    before = stamp.stat().st_mtime_ns
    words = ("toolchain", f"A={PROGRAM}", f"O={out}", "CC=gcc")
    assert harness.make(*words).status == 0 and stamp.stat().st_mtime_ns == before
    (out / "obj/ukboot/boot.c.o").unlink()
    done = harness.make(*words)
    assert done.status == 0 and stamp.stat().st_mtime_ns > before, done.output
    assert "CC       lib/core/ukboot/boot.c\n" in done.output, done.output


@pytest.mark.full
def test_cmake(kit: Kit, tmp_path: Path) -> None:
    if not shutil.which("cmake"):
        pytest.skip("there is no cmake")
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.10)\nproject(program C)\ninclude(CheckFunctionExists)\n"
        "check_function_exists(epoll_wait HAS_EPOLL)\ncheck_function_exists(kqueue HAS_KQUEUE)\n"
        "if(HAS_EPOLL AND NOT HAS_KQUEUE)\nadd_executable(program program.c)\nendif()\n")
    (tmp_path / "program.c").write_text(HELLO)
    done = kit("cmake", "-S", ".", "-B", "made",
               f"-DCMAKE_TOOLCHAIN_FILE={kit.folder}/share/toolchain.cmake", cwd=tmp_path)
    assert done.status == 0, done.output
    done = kit("cmake", "--build", "made", cwd=tmp_path)
    assert done.status == 0, done.output
    assert kit.run(tmp_path, "made/program", "x").status == 2


@pytest.mark.full
def test_configure_and_make(tmp_path: Path) -> None:
    """GNU hello: its own configure script and its own make, unmodified."""
    made = make_kit("default", "gcc")
    source = tmp_path / "hello"
    done = harness.command([sys.executable, str(harness.ROOT / "support/fetch/fetch.py"),
                            "--unpack", str(source), "hello"])
    assert done.status == 0, done.output
    prefix = made.folder / "sysroot/usr"
    done = made("./configure", "--host=x86_64-linux-newlib", f"--prefix={prefix}", cwd=source,
                timeout=900)
    assert done.status == 0 and "config.site" in done.output, done.output[-3000:]
    config = (source / "config.h").read_text()
    assert "#define HAVE_UNISTD_H 1" in config and "#define HAVE_MBRTOWC 1" in config
    done = made("make", "-j2", cwd=source, timeout=900)
    assert done.status == 0, done.output[-3000:]
    done = made.run(source, "hello", "--greeting=It boots")
    assert done.status == 0 and "It boots\n" in done.output.replace("\r", ""), done.output
