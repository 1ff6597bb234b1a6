# SPDX-License-Identifier: BSD-3-Clause
"""The monitor by itself: its options, images that no build of ours makes, hosts that give it
little, what it has given up when the guest runs, and what is left of it however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import resource
import signal
import struct
import subprocess
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

import harness
import sealed
from test_ukvm import INTRUDER, monitor

ECHO = "tests/apps/echo"
F_SETPIPE_SZ = 1031
pytestmark = sealed.needs_kvm


@pytest.fixture
def hello(build: harness.Builder) -> harness.Image:
    return build("helloworld", "minimal", plat="ukvm")


@pytest.fixture
def echo(build: harness.Builder) -> harness.Image:
    return build(ECHO, plat="ukvm")


def program_of(image: harness.Image) -> str:
    return str(image.path).removesuffix(".ukvm") + "-ukvm"


def default_signals() -> None:
    """Who started the tests may have had some ignored."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def start(image: harness.Image, *words: str, **more: object) -> subprocess.Popen:
    return subprocess.Popen([program_of(image), str(image.path), *words],
                            **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE,
                               "preexec_fn": default_signals, **more})


@contextlib.contextmanager
def waiting(echo: harness.Image, *words: str, **more: object) -> Iterator[subprocess.Popen]:
    """Its guest waits for input."""
    with start(echo, *words, **more) as child:
        try:
            assert child.stdout.readline() == b"ready\n"
            yield child
        finally:
            child.kill()


# ---- options
def test_help_and_mistakes(hello: harness.Image, tmp_path: Path) -> None:
    path = str(hello.path)
    os.mkfifo(tmp_path / "fifo")
    said = monitor(hello, "--help")
    assert said.returncode == 0 and not said.stderr
    assert re.findall(r"^  --(\w+) ", said.stdout, re.MULTILINE) == ["append", "memory", "seed"]
    for words, message in [((), "which image?"), ((path, path), "second image"),
                           ((path, "--colour", "red"), "no option '--colour'"),
                           ((path, "-m"), "no option '-m'"),
                           ((path, "--memory"), "takes a value"),
                           ((path, "--memory", "12Q"), "takes a size"),
                           ((path, "--memory", "0"), "takes a size"),
                           ((path, "--memory", ""), "takes a size"),
                           ((path, "--memory", "-1"), "takes a size"),
                           ((path, "--memory", "99999999999999999999"), "takes a size"),
                           # 2^64 less one page: with what is added to it, little
                           ((path, "--memory", "18014398509481983K"), "takes a size"),
                           ((path, "--memory", "1"), "needs more memory"),
                           ((path, "--memory", "8K"), "needs more memory"),
                           ((path, "--memory", "65G"), "use a smaller --memory"),
                           ((path, "--memory", "9000000G"), "use a smaller --memory"),
                           ((path, "--seed", "x"), "takes a number"),
                           ((path, "--seed", "0"), "takes a number"),
                           ((path, "--append", "x" * 2048), "longer than"),
                           (("",), "cannot be opened"),
                           (("/nowhere",), "cannot be opened"),
                           ((str(tmp_path),), "cannot be read"),
                           ((str(tmp_path / "fifo"),), "cannot be read"),
                           (("/dev/null",), "is no image for this monitor"),
                           (("/bin/sh",), "is no image for this monitor")]:
        done = monitor(hello, *words)
        assert done.returncode == 200 and message in done.stderr, (words, done)
        assert done.stderr.count("\n") == 1 and not done.stdout


def test_least_memory(hello: harness.Image) -> None:
    done = monitor(hello, str(hello.path), "--memory", "128K")
    assert (done.returncode, done.stdout) == (0, "Hello, world!\n")


# ---- images that no build makes
class File:
    """An image's bytes, where the fields of its headers and its note can be changed."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)
        self.note = content.index(b"Ukulele\0") + 8
        self.headers = [64 + 56 * i for i in range(struct.unpack_from("<H", content, 56)[0])]

    def put(self, at: int, layout: str, value: int | bytes) -> None:
        struct.pack_into("<" + layout, self.content, at, value)

    def of_note(self, at: int, layout: str, value: int | bytes) -> None:
        self.put(self.note + at, layout, value)

    def segment(self, kind: int, flags: int) -> int:
        return next(at for at in self.headers if
                    struct.unpack_from("<II", self.content, at) == (kind, flags))

    def text(self) -> int:
        return self.segment(1, 5)

    def data(self) -> int:
        return self.segment(1, 6)

    def get(self, at: int) -> int:
        return struct.unpack_from("<Q", self.content, at)[0]

    def table(self) -> int:
        """Of relocations"""
        return self.get(self.segment(0x60756b72, 4) + 8)


DAMAGED = "is damaged"
NOT_OURS = "is no image for this monitor"
NEEDS = "wants the device"
Change = Callable[[File], None]
CHANGES: dict[str, tuple[Change, str]] = {
    "version": (lambda f: f.of_note(0, "I", 99), "another version"),
    "no stack": (lambda f: f.of_note(8, "Q", 0), DAMAGED),
    "half a page of stack": (lambda f: f.of_note(8, "Q", 2048), DAMAGED),
    "endless stack": (lambda f: f.of_note(8, "Q", 1 << 63), DAMAGED),
    "endless heap": (lambda f: f.of_note(16, "Q", 1 << 63), DAMAGED),
    "large heap": (lambda f: f.of_note(16, "Q", 1 << 39), "use a smaller --memory"),
    "stacks of nothing": (lambda f: f.of_note(24, "I", 1), DAMAGED),
    "too many stacks": (lambda f: f.of_note(24, "Q", 0x1000_ffff_ffff), DAMAGED),
    "unknown device": (lambda f: f.of_note(32, "5s", b"warp "), f"{NEEDS} 'warp'"),
    "no space behind it": (lambda f: f.of_note(32, "64s", b"warp"), f"{NEEDS} 'warp'"),
    "long name": (lambda f: f.of_note(32, "64s", b"console" * 9), f"{NEEDS} 'consolecons'"),
    "no end of names": (lambda f: f.of_note(32, "64s", b"console " * 8), DAMAGED),
    "note of others": (lambda f: f.put(f.note - 12, "I", 1), NOT_OURS),
    "note elsewhere": (lambda f: f.put(f.segment(4, 4) + 8, "Q", (1 << 64) - 8), DAMAGED),
    "no text": (lambda f: f.put(f.text(), "I", 0), DAMAGED),
    "writable text": (lambda f: f.put(f.text() + 4, "I", 7), DAMAGED),
    "text beyond the file": (lambda f: f.put(f.text() + 8, "Q", len(f.content) - 9), DAMAGED),
    "data over text": (lambda f: f.put(f.data() + 16, "Q", f.get(f.text() + 16)), DAMAGED),
    "data far away": (lambda f: f.put(f.data() + 16, "Q", 1 << 40), DAMAGED),
    "endless data": (lambda f: f.put(f.data() + 40, "Q", 1 << 63), DAMAGED),
    "more in the file": (lambda f: f.put(f.data() + 40, "Q", 1), DAMAGED),
    "entry in the data": (lambda f: f.put(24, "Q", f.get(f.data() + 16)), DAMAGED),
    "entry nowhere": (lambda f: f.put(24, "Q", 0), DAMAGED),
    "headers nowhere": (lambda f: f.put(32, "Q", (1 << 64) - 1), NOT_OURS),
    "many headers": (lambda f: f.put(56, "H", 65535), NOT_OURS),
    "place beyond the image": (lambda f: f.put(f.table(), "I", 0x7fffffff), DAMAGED),
    "place without end": (lambda f: f.put(f.table(), "Q", (1 << 64) - 1), DAMAGED),
    "no address there": (lambda f: f.put(f.table(), "B", 0), DAMAGED),
}


@pytest.mark.parametrize("change", CHANGES)
def test_image_that_lies(hello: harness.Image, tmp_path: Path, change: str) -> None:
    file, path = File(hello.path.read_bytes()), tmp_path / "image"
    apply, said = CHANGES[change]
    apply(file)
    path.write_bytes(file.content)
    done = monitor(hello, str(path))
    assert done.returncode == 200 and said in done.stderr and not done.stdout, done
    assert done.stderr.count("\n") == 1


def test_names_may_come_twice(hello: harness.Image, tmp_path: Path) -> None:
    """So that what the test above changes is what it is about."""
    file, path = File(hello.path.read_bytes()), tmp_path / "image"
    file.of_note(32, "64s", b"console console  console")
    path.write_bytes(file.content)
    assert monitor(hello, str(path)).stdout == "Hello, world!\n"


def test_cut_files_are_refused(hello: harness.Image, tmp_path: Path) -> None:
    content = hello.path.read_bytes()
    cut = tmp_path / "cut.ukvm"
    for length in {0, 1, 63, 64, 300, 400, 1000, len(content) // 2, len(content) - 1}:
        cut.write_bytes(content[:length])
        done = monitor(hello, str(cut))
        assert done.returncode == 200 and "ukvm: " in done.stderr, (length, done)


# ---- hosts that give it little
def limited(hello: harness.Image, which: int, most: int,
            *words: str) -> subprocess.CompletedProcess:
    return monitor(hello, str(hello.path), *words,
                   preexec_fn=lambda: resource.setrlimit(which, (most, most)))


def test_few_files(hello: harness.Image) -> None:
    """How many it needs is its own business; one fewer is said."""
    ended = [limited(hello, resource.RLIMIT_NOFILE, most) for most in range(3, 12)]
    for done in ended:
        assert done.returncode in (0, 200) and done.stderr.count("\n") == (done.returncode != 0)
    assert ended[0].returncode == 200 and "(error 24)" in ended[0].stderr
    assert ended[-1].returncode == 0


def test_little_memory(hello: harness.Image) -> None:
    done = limited(hello, resource.RLIMIT_AS, 4 << 20, "--memory", "64M")
    assert done.returncode == 200 and "use a smaller --memory" in done.stderr, done


def test_no_process(hello: harness.Image) -> None:
    """Without the one that takes the virtual machine down the end is merely slower; but newer
    kernels' KVM itself wants one, at its first run."""
    done = limited(hello, resource.RLIMIT_NPROC, 0)
    assert (done.returncode, done.stdout) == (0, "Hello, world!\n") or \
        (done.returncode == harness.CRASHED and "KVM_RUN fails: error 11" in done.stdout), done


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_closed_standard_files(hello: harness.Image, closed: tuple[int, ...]) -> None:
    """What goes there is lost; that no disk takes their place is in test_ukvm_files.py."""
    done = monitor(hello, str(hello.path), preexec_fn=lambda: [os.close(fd) for fd in closed])
    assert done.returncode == 0 and not done.stderr, done
    assert done.stdout == ("" if 1 in closed else "Hello, world!\n")


def full_pipe() -> tuple[int, int, int]:
    """What is read, what is written and is full, and how many bytes that was."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, F_SETPIPE_SZ, 4096)
    os.set_blocking(writer, False)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            count += os.write(writer, b"x" * 4096)
    return reader, writer, count


def read_all(reader: int) -> bytes:
    with os.fdopen(reader, "rb") as file:
        return file.read()


def test_a_report_waits_for_its_reader(build: harness.Builder) -> None:
    """The other end of its output is slow, and the file does not wait by itself."""
    image = build(INTRUDER, plat="ukvm")
    reader, writer, full = full_pipe()
    with start(image, "--append", "-- invalid", stdout=writer) as child:
        os.close(writer)
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.1)
        said = read_all(reader)[full:].decode()
        assert child.wait(60) == harness.CRASHED
    assert said.startswith("invalid:\n\n*** CRASH: invalid opcode"), said
    assert re.search(r"rsp \w{16} \nBacktrace:\n  #0 0x\w{16}\n", said), said


def test_a_flood_waits_for_its_reader(build: harness.Builder) -> None:
    """The monitor sleeps meanwhile, loses nothing, and can be ended."""
    image = build(INTRUDER, plat="ukvm")
    reader, writer, full = full_pipe()
    with start(image, "--append", "-- flood", stdout=writer) as child:
        os.close(writer)
        time.sleep(0.1)
        before = harness.cpu_seconds(str(child.pid))
        time.sleep(0.4)
        assert harness.cpu_seconds(str(child.pid)) - before < 0.1
        said = b""
        while len(said) < full + 100_000:
            said += os.read(reader, 1 << 16)
        child.terminate()
        assert child.wait(60) == -signal.SIGTERM
    said = said[full:] + read_all(reader)
    lines = said.decode().split("\n")
    assert lines[0] == "flood:" and set(lines[1:-1]) == {"once more"}


def test_a_deaf_guest_ends(build: harness.Builder) -> None:
    """It computes for ever with interrupts off, or is not let."""
    with start(build(INTRUDER, plat="ukvm"), "--append", "-- deaf") as child:
        assert child.stdout.readline() == b"deaf:\n"
        child.terminate()
        assert child.wait(60) in (-signal.SIGTERM, harness.CRASHED)


# ---- what is left, however it ends
def by_itself(child: subprocess.Popen) -> int:
    child.communicate(b"\x04", 60)
    return 0


def by_nobody_listening(child: subprocess.Popen) -> int:
    child.stdout.close()
    child.stdin.write(b"hello?")
    child.stdin.close()
    return -signal.SIGPIPE


def by(number: signal.Signals) -> Callable[[subprocess.Popen], int]:
    def end(child: subprocess.Popen) -> int:
        child.send_signal(number)
        return -number

    return end


ENDS = [by_itself, by_nobody_listening, *map(by, (
    signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP))]


def open_files() -> int:
    """Of the whole host"""
    return int(Path("/proc/sys/fs/file-nr").read_text().split()[0])


def processes_of(image: harness.Image) -> set[int]:
    """The monitor, and who takes its virtual machine down, but for those that only wait for their
    parent to look."""
    begin, found = os.fsencode(program_of(image)) + b"\0", set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().startswith(begin):
                found.add(int(path.parent.name))
    return found


def check_nothing_is_left(*images: harness.Image) -> None:
    deadline = time.monotonic() + 60
    while left := set().union(*map(processes_of, images)):
        assert time.monotonic() < deadline, left
        time.sleep(0.01)


@pytest.mark.parametrize("cycles", [18, pytest.param(1000, marks=pytest.mark.full)])
def test_nothing_is_left(build: harness.Builder, tmp_path: Path, cycles: int) -> None:
    """Started and ended, well or not; some by a signal that nobody can handle. A virtual machine is
    three files of the kernel's. In a copy of its own, so that these processes are this test's."""
    images = [private(build(app, plat="ukvm"), tmp_path) for app in (ECHO, INTRUDER)]
    before = open_files()
    for number in range(cycles):
        with start(images[0]) as child:
            assert child.stdout.readline() == b"ready\n"
            if number % 9 == 0:
                assert len(processes_of(images[0])) == 2
            status = ENDS[number % len(ENDS)](child)
            assert child.wait(60) == status
        if number % 9 == 0:
            crashed = monitor(images[1], str(images[1].path), "--append", "-- invalid")
            assert crashed.returncode == harness.CRASHED
            assert monitor(images[1], str(images[1].path), "--nothing").returncode == 200
    check_nothing_is_left(*images)
    assert open_files() - before < max(cycles, 1000)


def private(image: harness.Image, folder: Path) -> harness.Image:
    for path in (Path(program_of(image)), image.path):
        (folder / path.name).write_bytes(path.read_bytes())
        (folder / path.name).chmod(0o755)
    return harness.Image(folder / image.path.name)


@pytest.mark.parametrize("many", [20, pytest.param(100, marks=pytest.mark.full)])
def test_many_side_by_side(echo: harness.Image, tmp_path: Path, many: int) -> None:
    image = private(echo, tmp_path)
    children = [start(image, "--append", "-- count") for _ in range(many)]
    for child in children:
        assert child.stdout.readline() == b"ready\n"
    assert all(child.poll() is None for child in children)
    assert len(processes_of(image)) == 2 * many
    outputs = [child.communicate(b"x" * number + b"\x04", 60)[0]
               for number, child in enumerate(children)]
    for number, output in enumerate(outputs):
        assert f"{number} bytes".encode() in output
    check_nothing_is_left(image)


def helper_of(pid: int) -> int:
    """The process that takes the virtual machine down."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert len(children) == 1, children
    return int(children[0])


def test_its_helper_has_no_files(echo: harness.Image) -> None:
    with waiting(echo) as child:
        folder = f"/proc/{helper_of(child.pid)}/fd"
        deadline = time.monotonic() + 60
        while os.listdir(folder):
            assert time.monotonic() < deadline, os.listdir(folder)
            time.sleep(0.01)


# ---- what it has given up
def test_what_it_was_born_with_is_closed(echo: harness.Image, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w") as secret, \
         waiting(echo, pass_fds=(secret.fileno(),)) as child:
        found = [os.readlink(path) for path in Path(f"/proc/{child.pid}/fd").iterdir()]
    assert not [path for path in found if "secret" in path], found
    assert any("kvm" in path for path in found), found


def test_its_set_up_is_gone(echo: harness.Image) -> None:
    """Of the code that has read the image's file, and made tables and the filter."""
    program = program_of(echo)
    symbols = harness.command(["nm", f"{program}.dbg"]).output
    begin, end, helper = (int(re.search(rf"^(\w+) \w {name}$", symbols, re.MULTILINE)[1], 16)
                          for name in ("monitor_setup", "monitor_setup_end", "teardown_delegate"))
    with waiting(echo) as child:
        maps = Path(f"/proc/{child.pid}/maps").read_text()
    rows = re.findall(r"^(\w+)-(\w+) (\S+) .*?(\S*)$", maps, re.MULTILINE)
    own = [(int(low, 16), int(high, 16), rights) for low, high, rights, path in rows
           if path == program]
    assert not begin <= helper < end  # it may begin later than the guest
    assert begin < end and own and not [row for row in own if row[0] < end and row[1] > begin]
    assert sum(high - low for low, high, rights in own if "x" in rights) < end - begin


@pytest.mark.parametrize("given", ["pipe", "nothing", "written", "closed"])
def test_waiting_costs_nothing(echo: harness.Image, tmp_path: Path, given: str) -> None:
    """Nor does input that has ended, or can never be read."""
    with (tmp_path / "file").open("wb") as file, waiting(echo, **{
            "pipe": {}, "nothing": {"stdin": subprocess.DEVNULL}, "written": {"stdin": file},
            "closed": {"preexec_fn": lambda: os.close(0)}}[given]) as child:
        before = harness.cpu_seconds(str(child.pid))
        time.sleep(0.3)
        used = harness.cpu_seconds(str(child.pid)) - before
    assert used < 0.1


def test_it_has_given_up_its_rights(echo: harness.Image) -> None:
    with waiting(echo) as child:
        check_rights(Path(f"/proc/{child.pid}"))


def check_rights(process: Path) -> None:
    status = (process / "status").read_text()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Seccomp"] == "2" and fields["NoNewPrivs"] == "1"
    assert int(fields["CapEff"], 16) == 0
    assert "0" not in fields["Uid"].split() and "0" not in fields["Gid"].split()
