# SPDX-License-Identifier: BSD-3-Clause
"""run.py itself: exit statuses, time limits, signals, errors, and the symbols of a crash report."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import harness

sys.path.insert(0, str(harness.RUN.parent))
import pvh_elf  # noqa: E402
import qemu  # noqa: E402
import symbolize  # noqa: E402

FOR_EVER = 0xFFFFFFFF


def launch(*words: str, timeout: float = 60, **changes: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, str(harness.RUN), *words], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=timeout,
                          env=harness.clean_environment(**changes))


@pytest.fixture
def image(tmp_path: Path):
    def make(loops: int, status: int) -> str:
        path = tmp_path / f"image-{loops}-{status}"
        path.write_bytes(pvh_elf.image(loops, status))
        return str(path)
    return make


@pytest.mark.parametrize("machine", qemu.MACHINES)
@pytest.mark.parametrize("status", [0, 1, 3, 100, 126, 127])
def test_exit_status(image, machine: str, status: int) -> None:
    assert launch(image(0, status), "--machine", machine).returncode == status


def test_reset_is_not_success(tmp_path: Path) -> None:
    path = tmp_path / "triple-fault"
    # lidt of zeroes, then int3
    path.write_bytes(pvh_elf.wrap(b"\x0f\x01\x1d\x00\x00\x00\x00\xcc"))
    done = launch(str(path))
    assert done.returncode == 201 and "without giving an exit status" in done.stderr


def test_time_limit(tmp_path: Path) -> None:
    path = tmp_path / "hang"
    path.write_bytes(pvh_elf.wrap(b"\xfa\xf4\xeb\xfd"))  # cli; 1: hlt; jmp 1b
    start = time.monotonic()
    done = launch(str(path), "--timeout", "1")
    assert done.returncode == 202 and "time is up" in done.stderr
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_machine_too(tmp_path: Path, number: int) -> None:
    path = tmp_path / "hang"
    path.write_bytes(pvh_elf.wrap(b"\xfa\xf4\xeb\xfd"))
    child = subprocess.Popen([sys.executable, str(harness.RUN), str(path)],
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    machine = wait_for_child(child.pid)
    child.send_signal(number)
    assert child.wait(timeout=20) == 128 + number
    assert not os.path.exists(f"/proc/{machine}")


def test_killed_launcher_leaves_no_machine(tmp_path: Path) -> None:
    path = tmp_path / "hang"
    path.write_bytes(pvh_elf.wrap(b"\xfa\xf4\xeb\xfd"))
    child = subprocess.Popen([sys.executable, str(harness.RUN), str(path)],
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    machine = wait_for_child(child.pid)
    child.kill()
    child.wait()
    deadline = time.monotonic() + 10
    while alive(machine) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(machine)


def wait_for_child(parent: int) -> int:
    """The pid of the QEMU that `parent` has started (not of a probe before it)."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout
        for pid in found.split():
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if b"-serial" in file.read():
                    return int(pid)
        time.sleep(0.05)
    raise AssertionError("run.py has started no QEMU")


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("words, expected", [
    (["nonesuch"], "nonesuch is not a file"),
    (["IMAGE", "--machine", "vax"], "vax"),
    (["IMAGE", "--memory", "lots"], "--memory lots"),
    (["IMAGE", "--cpu", "z80"], "QEMU did not run the image"),
    (["IMAGE", "--iso", "nonesuch.iso"], "make iso"),
    (["IMAGE", "--iso", "IMAGE", "--machine", "microvm"], "q35"),
    (["IMAGE", "--iso", "IMAGE", "--append", "x"], "--append"),
    (["IMAGE", "--bogus"], "--bogus"),
    (["IMAGE", "--qemu=-no-such-option"], "QEMU did not run the image"),
])
def test_errors_are_one_line(image, words: list[str], expected: str) -> None:
    path = image(0, 0)
    done = launch(*[path if word == "IMAGE" else word for word in words])
    assert done.returncode == 200
    assert expected in done.stderr and "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("run: error: ")


def test_missing_qemu(image) -> None:
    done = launch(image(0, 0), QEMU="/nonexistent/qemu")
    assert done.returncode == 200 and "install" in done.stderr


def test_dry_run_prints_what_would_run(image) -> None:
    path = image(0, 0)
    done = launch(path, "--dry-run", "--append", "a b", "--machine", "q35", "--accel", "tcg")
    assert done.returncode == 0
    words = done.stdout.split()
    assert words[0].endswith("qemu-system-x86_64") and "'a" in words and path in words
    assert subprocess.run(done.stdout, shell=True, stdin=subprocess.DEVNULL).returncode == 1


def test_probe_remembers(image, tmp_path: Path) -> None:
    """The answer is kept, for this boot of the host; without /dev/kvm nothing is tried."""
    cache = tmp_path / "cache"
    path = image(0, 0)
    assert launch(path, UKULELE_CACHE=str(cache)).returncode == 0
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        assert not cache.exists()
        return
    known = json.loads((cache / "accel.json").read_text())
    assert known["accel"] in ("kvm", "tcg")
    other = {"kvm": "tcg", "tcg": "kvm"}[known["accel"]]
    (cache / "accel.json").write_text(json.dumps({**known, "accel": other}))
    done = launch(path, "--dry-run", UKULELE_CACHE=str(cache))
    assert f"-accel {other}" in done.stdout
    (cache / "accel.json").write_text("not json")
    done = launch(path, "--dry-run", UKULELE_CACHE=str(cache))
    assert f"-accel {known['accel']}" in done.stdout


def test_unwritable_cache_is_no_obstacle(image) -> None:
    assert launch(image(0, 5), UKULELE_CACHE="/proc/nonexistent").returncode == 5


@pytest.fixture(scope="module")
def symbols(tmp_path_factory: pytest.TempPathFactory) -> tuple[symbolize.Symbols, int, int]:
    """A program with a function and a variable, and their addresses."""
    folder = tmp_path_factory.mktemp("symbols") / "lib" / "core" / "sample"
    folder.mkdir(parents=True)
    (folder / "a.c").write_text("int shared[4];\n\nint culprit(int x)\n{\n\treturn x + 1;\n}\n"
                                "int main(void) { return culprit(shared[0]); }\n")
    subprocess.run(["gcc", "-g", "-O0", "-no-pie", "-o", "a.dbg", str(folder / "a.c")], check=True,
                   cwd=folder)
    listing = subprocess.run(["nm", "a.dbg"], capture_output=True, text=True, check=True,
                             cwd=folder).stdout
    address = {line.split()[2]: int(line.split()[0], 16)
               for line in listing.splitlines() if len(line.split()) == 3}
    return symbolize.Symbols(str(folder / "a.dbg")), address["culprit"], address["shared"]


def test_report_is_annotated_however_it_arrives(symbols) -> None:
    known, culprit, shared = symbols
    text = (f"before #0 0x{culprit:016x}\r\n\r\n"
            f"*** CRASH: page fault (vector 14) at 0x{culprit:016x}\r\n"
            f"Address: 0x{shared + 8:016x}, write to data\r\nBacktrace:\r\n"
            f"  #0 0x{culprit:016x}\r\n  #1 0x{culprit + 1:016x}\r\n  #2 0x1\r\n").encode()
    whole = symbolize.Annotator(known).feed(text)
    lines = whole.decode().split("\r\n")
    where = "culprit ("
    assert lines[0].endswith(f"0x{culprit:016x}")  # not in a report yet
    assert where in lines[2] and lines[2].endswith("a.c:4) [sample]")
    assert lines[3].endswith("shared+0x8")
    assert where in lines[5] and where in lines[6] and lines[7] == "  #2 0x1"
    for size in (1, 2, 3, 7, 50):
        annotator = symbolize.Annotator(known)
        pieces = [annotator.feed(text[at:at + size]) for at in range(0, len(text), size)]
        assert b"".join(pieces) == whole


def test_caller_of_a_missing_system_call(symbols) -> None:
    """Also without a crash, and in one line only."""
    known, culprit, _ = symbols
    text = (f"address 0x{culprit:x}; called at 0x{culprit + 1:x}\r\n"
            f"syscall: warning: no system call 7 poll: ENOSYS; called at 0x{culprit + 1:x}\r\n"
            f"prompt> *** CRASH: x (vector 3)\r\n  #0 0x{culprit:x}\r\n").encode()
    whole = symbolize.Annotator(known).feed(text)
    lines = whole.decode().split("\r\n")
    assert lines[0] in text.decode()
    assert lines[1].endswith("a.c:4) [sample]") and " culprit (" in lines[1]
    assert "culprit" in lines[3]
    for size in (1, 2, 3, 7, 50):
        annotator = symbolize.Annotator(known)
        pieces = [annotator.feed(text[at:at + size]) for at in range(0, len(text), size)]
        assert b"".join(pieces) == whole


def test_return_address_after_the_last_call(symbols) -> None:
    """In a panic even the first frame is a return address, here of the function before."""
    known, culprit, _ = symbols
    annotator = symbolize.Annotator(known)
    shown = annotator.feed(f"*** CRASH: panic\n  #0 0x{culprit:x}\n".encode())
    assert b"culprit" not in shown


def test_other_bytes_pass_unchanged(symbols) -> None:
    annotator = symbolize.Annotator(symbols[0])
    data = bytes(range(256)) * 8 + b"*** CRAS" + b"\r\x00\xff #0 0x1234"
    assert b"".join(annotator.feed(data[i:i + 3]) for i in range(0, len(data), 3)) == data


def test_without_symbols_it_says_so(tmp_path: Path) -> None:
    known = symbolize.Symbols(str(tmp_path / "absent.dbg"))
    annotator = symbolize.Annotator(known)
    report = b"*** CRASH: x (vector 3)\n  #0 0x1000\n"
    assert annotator.feed(report) == report
    assert "absent.dbg" in known.problem


@pytest.mark.parametrize("path, expected", [
    ("/a/b/lib/core/ukboot/boot.c", "ukboot"), ("drivers/console/ns16550/ns16550.c", "ns16550"),
    ("/x/arch/x86_64/trap.c", "arch/x86_64"), ("plat/kvm/start.c", "plat/kvm"),
    ("/x/apps/helloworld/main.c", "helloworld"), ("/home/me/mine/main.c", "mine"),
    ("/c/newlib-4.5.0/newlib/libc/stdio/puts.c", "newlib"), ("main.c", "application"),
])
def test_component_of(path: str, expected: str) -> None:
    assert symbolize.component_of(path) == expected
