# SPDX-License-Identifier: BSD-3-Clause
"""What a newcomer gets wrong, tried: each ends non-zero, with a line that says what to do."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Iterator

import pytest

import harness

HELLO = ("APP=helloworld", "DEFCONFIG=minimal")


def explains(done: harness.Done, *words: str) -> None:
    """It failed, some line has all these words, and there is no avalanche around it."""
    text = done.output
    assert done.status != 0, text
    assert "Traceback" not in text, text
    assert any(all(word in line for word in words) for line in text.splitlines()), \
        f"no line has {words}:\n{text}"
    # make's own "*** Error" is one line a level.
    assert text.count("***") <= 2, text


def test_unknown_application(tmp_path: Path) -> None:
    explains(harness.make("APP=nonesuch", f"O={tmp_path}/out"), "nonesuch", "helloworld", "A=")


def test_application_path_that_is_not_there(tmp_path: Path) -> None:
    explains(harness.make("A=/nonexistent/app", f"O={tmp_path}/out"), "/nonexistent/app")


def test_application_without_a_config(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    explains(harness.make(f"A={tmp_path}/mine", f"O={tmp_path}/out"), "mine", "Config.uk")


def test_unknown_defconfig(tmp_path: Path) -> None:
    explains(harness.make("APP=helloworld", "DEFCONFIG=nonesuch", f"O={tmp_path}/out"),
             "nonesuch", "minimal", "newlib")


def test_unknown_compiler(tmp_path: Path) -> None:
    explains(harness.make(*HELLO, "CC=nonesuch-cc", f"O={tmp_path}/out"), "nonesuch-cc", "gcc")


@pytest.mark.parametrize("lines, words", [
    ("CONFIG_NO_SUCH_THING=y", ("CONFIG_NO_SUCH_THING",)),
    ("CONFIG_LIBUKSCHED_STACK_KIB=32\n# CONFIG_LIBUKSCHED is not set",
     ("CONFIG_LIBUKSCHED_STACK_KIB", "needs CONFIG_LIBUKSCHED")),
    ("CONFIG_LIBNEWLIB=y\n# CONFIG_LIBUKALLOC is not set", ("CONFIG_LIBUKALLOC", "LIBNEWLIB")),
    ("CONFIG_OPTIMIZE_SIZE=y\nCONFIG_OPTIMIZE_SPEED=y", ("CONFIG_OPTIMIZE_SIZE",)),
    ("CONFIG_LTO=perhaps", ("LTO", "perhaps")),
    ("CONFIG_LIBUKBOOT_ARGUMENTS=0", ("LIBUKBOOT_ARGUMENTS", "0")),
    ("what is this", ("what is this",)),
], ids=["unknown", "unmet", "contradiction", "choice", "not-bool", "out-of-range", "no-assignment"])
def test_bad_defconfig(tmp_path: Path, lines: str, words: tuple[str, ...]) -> None:
    config = tmp_path / "config"
    config.write_text(lines + "\n")
    done = harness.make("APP=helloworld", f"DEFCONFIG={config}", f"O={tmp_path}/out")
    explains(done, *words)
    assert not (tmp_path / "out" / "helloworld").exists()


def test_output_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    explains(harness.make(*HELLO, f"O={tmp_path}/file/out"), f"{tmp_path}/file/out")


def test_output_folder_that_is_read_only() -> None:
    # /proc refuses even root.
    explains(harness.make(*HELLO, "O=/proc/ukulele-out"), "/proc/ukulele-out")


def test_space_in_the_output_folder(tmp_path: Path) -> None:
    explains(harness.make(*HELLO, f"O={tmp_path}/my out"), "space")


def test_menuconfig_without_a_terminal(tmp_path: Path) -> None:
    explains(harness.make("menuconfig", *HELLO, f"O={tmp_path}/out", timeout=60), "terminal")


def test_why_of_an_unknown_library(tmp_path: Path) -> None:
    done = harness.make("why", "LIB=uknothing", *HELLO, f"O={tmp_path}/out")
    explains(done, "uknothing")


def test_unknown_bench(tmp_path: Path) -> None:
    explains(harness.make("bench", "BENCH=nonesuch"), "nonesuch", "hello")


def test_error_in_a_source(tmp_path: Path) -> None:
    app = tmp_path / "broken"
    shutil.copytree(harness.ROOT / "apps" / "helloworld", app)
    for path in (app / "Config.uk", app / "Makefile.uk", app / "defconfigs" / "minimal"):
        path.write_text(path.read_text().replace("APP_HELLOWORLD", "APP_BROKEN"))
    (app / "minimal.c").write_text("int main(void) { return mistake; }\n")
    done = harness.make(f"A={app}", "DEFCONFIG=minimal", f"O={tmp_path}/out")
    assert done.status != 0 and "mistake" in done.output and "minimal.c" in done.output
    assert not (tmp_path / "out" / "broken").exists()


def test_undeclared_include(tmp_path: Path) -> None:
    """A header of a library that Config.uk does not mention cannot be reached."""
    app = tmp_path / "nosy"
    (app / "defconfigs").mkdir(parents=True)
    (app / "defconfigs" / "default").write_text("")
    (app / "Config.uk").write_text("config APP_NOSY\n\tbool\n\tdefault y\n\tselect LIBUKBOOT\n")
    (app / "Makefile.uk").write_text("SRCS-y += main.c\n")
    (app / "main.c").write_text("#include <uk/pool.h>\nint main(void) { return 0; }\n")
    done = harness.make(f"A={app}", f"O={tmp_path}/out")
    assert done.status != 0 and "uk/pool.h" in done.output


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
                             capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"cannot mount a tmpfs here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("size", ["4k", "100k", "400k"])
def test_full_disk(as_root: None, tmp_path: Path, size: str) -> None:
    with small_disk(tmp_path / "small", size) as folder:
        done = harness.make(*HELLO, f"O={folder}/out")
        assert done.status != 0, done.output
        assert "No space left" in done.output and "Traceback" not in done.output, done.output
        image = folder / "out" / "helloworld"
        assert not image.exists(), "half an image passes for a whole one"


def offline() -> list[str]:
    """The words that run a command without a network."""
    works = subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0
    if not works:
        pytest.skip("needs unshare -n (user namespaces are off here)")
    return ["unshare", "-rn"]


def offline_build(tmp_path: Path, cache: Path) -> harness.Done:
    return harness.command([*offline(), "make", "APP=helloworld", "DEFCONFIG=newlib",
                            f"O={tmp_path}/out"],
                           environment=harness.clean_environment(UKULELE_CACHE=str(cache)))


def test_no_network_and_an_empty_cache(tmp_path: Path) -> None:
    explains(offline_build(tmp_path, tmp_path / "cache"), "newlib", str(tmp_path / "cache"))


def the_cache() -> Path:
    chosen = os.environ.get("UKULELE_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(chosen or os.path.join(base, "ukulele"))


@pytest.fixture
def tarball(build: harness.Builder) -> Path:
    """newlib's, in the user's cache."""
    build("helloworld", "newlib")
    return next((the_cache() / "sources").glob("newlib*.tar.*z"))


def test_no_network_and_a_corrupt_source(tmp_path: Path, tarball: Path) -> None:
    sources = tmp_path / "cache" / "sources"
    sources.mkdir(parents=True)
    content = bytearray(tarball.read_bytes())
    content[len(content) // 2] ^= 1
    (sources / tarball.name).write_bytes(content)
    explains(offline_build(tmp_path, tmp_path / "cache"), tarball.name)


def test_no_network_and_half_a_source(tmp_path: Path, tarball: Path) -> None:
    """What an interrupted copy leaves."""
    sources = tmp_path / "cache" / "sources"
    sources.mkdir(parents=True)
    (sources / tarball.name).write_bytes(tarball.read_bytes()[:100000])
    explains(offline_build(tmp_path, tmp_path / "cache"), tarball.name)


@pytest.mark.full
def test_no_network_and_a_full_cache(tmp_path: Path, tarball: Path) -> None:
    """The source lies there; the C library itself has to be compiled."""
    sources = tmp_path / "cache" / "sources"
    sources.mkdir(parents=True)
    shutil.copy(tarball, sources)
    done = offline_build(tmp_path, tmp_path / "cache")
    assert done.status == 0, done.output
    assert harness.Image(tmp_path / "out" / "helloworld").boot().status == 0


@pytest.mark.full
def test_interrupted_build_goes_on(tmp_path: Path, tarball: Path) -> None:
    """Killed while the C library is being compiled: the next make finishes the work."""
    cache = tmp_path / "cache"
    (cache / "sources").mkdir(parents=True)
    shutil.copy(tarball, cache / "sources")
    environment = harness.clean_environment(UKULELE_CACHE=str(cache))
    words = ["make", "APP=helloworld", "DEFCONFIG=newlib", f"O={tmp_path}/out"]
    child = subprocess.Popen(words, cwd=harness.ROOT, env=environment, start_new_session=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        child.wait(timeout=8)
        pytest.fail("the build ended before it could be interrupted")
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, 9)
        child.wait()
    done = harness.command(words, environment=environment)
    assert done.status == 0, done.output
    assert harness.Image(tmp_path / "out" / "helloworld").boot().status == 0


def test_help_needs_nothing() -> None:
    done = harness.make("help")
    assert done.status == 0
    for target in ("menuconfig", "defconfig", "run", "test", "bench", "size", "why", "iso"):
        assert re.search(rf"\b{target}\b", done.output), target
