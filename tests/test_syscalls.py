# SPDX-License-Identifier: BSD-3-Clause
"""System calls as functions: what images say of those that they lack, trace and count, with the
application `syscalls`; and that the lists of them are what the sources say.

What each call does is tested in the guest (lib/libc/syscall/tests).
"""

from __future__ import annotations

import re
import sys

import pytest

import harness
import sealed

sys.path.insert(0, str(harness.ROOT / "support" / "build"))

import syscalls  # noqa: E402

APP = "tests/apps/syscalls"
STATUS = 3  # of the application's exit_group()

# What a trace says; HEX stands for an address.
TRACE = r'''
openat(AT_FDCWD, "/file", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3
write(3, "one\n\"two\"\x01, and so on until it i"..., 36) = 36
lseek(3, 0, SEEK_SET) = 0
read(3, "one\n\"", 5) = 5
writev(3, ["on", "e"], 2) = 3
fstat(3, {S_IFREG|0644, size 36}) = 0
fcntl(3, F_GETFL, 0) = 2
mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = HEX
close(3) = 0
close(3) = -1 EBADF
open("/none", O_RDONLY|O_CLOEXEC, 0) = -1 ENOENT
unlinkat(AT_FDCWD, "/file", 0) = 0
socket(AF_UNIX, SOCK_STREAM|SOCK_NONBLOCK, 0) = 3
epoll_create1(O_CLOEXEC) = 4
connect(3, {AF_UNIX, "/socket"}, 12) = -1 ENOENT
connect(3, {AF_INET, 127.0.0.1:8080}, 16) = -1 EINVAL
pipe2([5, 6], O_NONBLOCK) = 0
epoll_ctl(4, EPOLL_CTL_ADD, 5, [{IN, 0x2a}]) = 0
write(6, "x", 1) = 1
epoll_wait(4, [{IN, 0x2a}], 1, -1) = 1
read(5, "x", 64) = 1
read(5, HEX, 64) = -1 EAGAIN
nanosleep({0, 1000}, 0) = 0
kill(1, 0) = 0
futex(HEX, FUTEX_WAKE|FUTEX_PRIVATE, 1, 0, 0, 0) = 0
memfd_create("name", 0) = -1 ENOSYS
memfd_create("name", 0) = -1 ENOSYS
exit_group(3) = ?
'''.strip().splitlines()

MISSING = re.compile(r"syscall: warning: no system call (-?\d+)"
                     r"(?: (\w+)(?:, which is CONFIG_(\w+))?|: it is unknown)?"
                     r"[:,] ENOSYS; called at (.*)$", re.MULTILINE)


@pytest.fixture(scope="module", name="watched")
def fixture_watched(module_build: harness.Builder) -> str:
    boot = module_build(APP, "watched").boot()
    assert boot.status == STATUS, boot.output + boot.errors
    return boot.output


def traced(output: str) -> list[str]:
    lines = [line for line in output.splitlines() if re.match(r"\w+\(.*\) = ", line)]
    return [re.sub(r"0x[0-9a-f]{5,}", "HEX", line) for line in lines]


@pytest.mark.xdist_group("syscalls")
def test_trace(watched: str) -> None:
    assert traced(watched) == TRACE


@pytest.mark.full
@sealed.needs_kvm
def test_trace_under_a_monitor(build: harness.Builder) -> None:
    """Also that mmap() gives memory where there are no page tables for it. Who made a call is not
    told there: the image lies elsewhere each time, and only a crash report says where."""
    boot = build(APP, "watched", options=("# CONFIG_LIBPOSIXMMAP is not set",),
                 plat="ukvm").boot("ukvm")
    assert boot.status == STATUS and traced(boot.output) == TRACE, boot.output + boot.errors


@pytest.mark.xdist_group("syscalls")
def test_statistics(watched: str) -> None:
    rows = re.findall(r"^ *(\d+) +(\d+)  (\w+|in all)$", watched, re.MULTILINE)
    counts = {name: (int(calls), int(failures)) for calls, failures, name in rows}
    assert counts["read"] == (3, 1)
    assert counts["close"] == (2, 1)
    assert counts["exit_group"] == (1, 0)
    assert counts["in all"] == (28, 7)
    calls = [int(row[0]) for row in rows[:-1]]
    assert calls == sorted(calls, reverse=True) and sum(calls) == 28


@pytest.mark.xdist_group("syscalls")
def test_who_made_a_missing_call(watched: str) -> None:
    """Also behind the function that watches it; once."""
    said = MISSING.findall(watched)
    assert [(number, name) for number, name, *_ in said] == [("319", "memfd_create"), ("4711", "")]
    assert all("main (tests/apps/syscalls/main.c:" in where for *_, where in said), said


def test_what_would_bring_a_call(build: harness.Builder) -> None:
    boot = build(APP, "bare").boot()
    assert boot.status == STATUS, boot.output + boot.errors
    said = {name: symbol for _, name, symbol, _ in MISSING.findall(boot.output)}
    assert said["openat"] == "LIBFSCALLS"
    assert said["epoll_wait"] == "LIBPOLL"
    assert said["socket"] == "LIBINETSOCKET"
    assert said["memfd_create"] == ""
    assert len(MISSING.findall(boot.output)) == len(said)
    assert all("(tests/apps/syscalls/main.c:" in where
               for *_, where in MISSING.findall(boot.output)), boot.output


def test_a_program_has_the_calls_that_it_makes(build: harness.Builder) -> None:
    """Where no call is made by its number, there is no table that brings the others."""
    def has_linkat(defconfig: str) -> bool:
        symbols = harness.command(["nm", f"{build(APP, defconfig).path}.dbg"]).output
        return re.search(r" uk_(sys_)?linkat\b", symbols) is not None

    assert has_linkat("watched") and not has_linkat("direct")


# ---- the lists

def test_the_list_is_sorted_and_every_definition_in_it() -> None:
    numbers = list(syscalls.listed().values())
    assert numbers == sorted(set(numbers)) and len(numbers) > 300
    assert set(syscalls.sources()) <= set(syscalls.listed())


# Files that an image has only with the library
FILES = {
    "LIBFSCALLS": "file/*.c", "LIBPOLL": "poll/*.c", "LIBPIPE": "descriptor/pipe.c",
    "LIBPOSIXMMAP": "memory/mapping.c", "LIBINETSOCKET": "socket/*.c", "LIBUKRNG": "random.c",
    "LIBPOSIXTIMER": "timer/*.c", "LIBPOSIXSIGNAL": "signal/s*.c",
}


@pytest.mark.parametrize("symbol", FILES)
def test_libraries_bring_what_their_files_define(symbol: str) -> None:
    """What other files define too, for images without the library, it does not bring."""
    said = syscalls.libraries()
    expected = {name for name, files in syscalls.sources().items()
                if all(path.match(FILES[symbol]) for path in files)}
    if symbol == "LIBINETSOCKET":
        expected -= set(said["LIBUNIXSOCKET"])
    assert set(said[symbol]) == expected


def test_what_is_brought_exists() -> None:
    for symbol, calls in syscalls.libraries().items():
        assert calls == sorted(calls), symbol
        assert set(calls) <= set(syscalls.sources()), symbol


def test_the_document() -> None:
    kept = (harness.ROOT / "docs" / "syscalls.md").read_text()
    assert kept == syscalls.document(), \
        "make it anew: support/build/syscalls.py >docs/syscalls.md"
