# SPDX-License-Identifier: BSD-3-Clause
"""Images under their own monitor (PLAT=ukvm): what they do, what they cannot do, and what the
monitor does with files and calls that no build of ours makes."""

from __future__ import annotations

import os
import re
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path

import pytest

import harness
import sealed

INTRUDER = "tests/apps/intruder"
UNIT = "tests/apps/unit"
pytestmark = sealed.needs_kvm


def monitor(image: harness.Image, *words: str, **more: object) -> subprocess.CompletedProcess:
    """The monitor by itself, as its user runs it."""
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    return subprocess.run([program, *words], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, **more)


@pytest.fixture
def hello(build: harness.Builder) -> harness.Image:
    return build("helloworld", "minimal", plat="ukvm")


@pytest.fixture
def intruder(build: harness.Builder) -> harness.Image:
    return build(INTRUDER, plat="ukvm")


@pytest.fixture
def trusted(build: harness.Builder) -> harness.Image:
    """The same with more rights: PLAT_UKVM_RX_ONCE and the timer."""
    return build(INTRUDER, "more", plat="ukvm")


# ---- what images do
@pytest.mark.parametrize("cc", ["gcc", "clang"])
def test_hello(build: harness.Builder, cc: str) -> None:
    boot = build("helloworld", "minimal", cc, plat="ukvm").boot("ukvm")
    assert (boot.status, boot.output, boot.errors) == (0, "Hello, world!\n", "")


def test_hello_from_a_libc(build: harness.Builder) -> None:
    before = int(time.time())
    boot = build("helloworld", plat="ukvm").boot("ukvm")
    assert boot.status == 0 and boot.errors == ""
    said = re.search(r"It is (.*) UTC", boot.output)
    assert said, boot.output
    told = time.mktime(time.strptime(said[1], "%Y-%m-%d %H:%M:%S")) - time.timezone
    assert before - 1 <= told <= time.time() + 1


@pytest.mark.parametrize("asked, status", [("0", 0), ("3", 3), ("126", 126), ("127", 126)])
def test_exit_status(build: harness.Builder, asked: str, status: int) -> None:
    boot = build("tests/apps/crash", "minimal", plat="ukvm").boot("ukvm",
                                                                  append=f"-- exit={asked}")
    assert boot.status == status


def test_input(build: harness.Builder) -> None:
    image = build("tests/apps/echo", plat="ukvm")
    text = bytes(range(32, 127)) * 200
    boot = image.boot("ukvm", append="-- count", stdin=text + b"\x04")
    assert boot.status == 0 and f"{len(text)} bytes" in boot.output, boot.output


@pytest.mark.parametrize("defconfig", [
    "bare", *(pytest.param(name, marks=pytest.mark.full)
              for name in ("default", "checked"))])
def test_unit_suites(build: harness.Builder, defconfig: str) -> None:
    boot = build(UNIT, defconfig, plat="ukvm").boot("ukvm", timeout=600)
    assert boot.status == 0 and "not ok" not in boot.output, boot.output + boot.errors
    assert len(re.findall(r"^ok \d+ ", boot.output, re.MULTILINE)) > 15


def test_a_panic_names_its_lines(build: harness.Builder) -> None:
    """The image's own report, whose addresses the launcher must move back."""
    boot = build("tests/apps/crash", "minimal", plat="ukvm").boot("ukvm", append="-- panic")
    assert boot.status == 127 and "the answer is 42" in boot.output
    assert re.search(r"#\d 0x\w+ .*panic \(tests/apps/crash/detected.c:\d+\)", boot.output)


# ---- what they cannot do: each attack ends with status 127 and this in the report
FAULT = r"page fault \(vector 14\)"
ATTACKS = {
    "write_text": FAULT + r"(?s:.*), write to read-only text",
    "write_rodata": FAULT + r"(?s:.*), write to read-only data",
    "write_boot_page": FAULT + r"(?s:.*), write to the boot page",
    "run_data": FAULT + r"(?s:.*), execution of data",
    "run_stack": FAULT + r"(?s:.*), execution of the boot stack",
    "run_heap": FAULT + r"(?s:.*), execution of the heap",
    "null_pointer": FAULT + r"(?s:.*), read of null pointer",
    "stack_guard": FAULT + r"(?s:.*), write to stack overflow of the boot stack",
    "above_stack": FAULT + r"(?s:.*), read of memory that is not mapped",
    "read_tables": r"page fault|general protection fault",  # by SIDT, where UMIP is on
    "write_tables": r"page fault|general protection fault",
    "halt": r"general protection fault \(vector 13\)",
    "read_cr3": r"general protection fault \(vector 13\)",
    "write_msr": r"general protection fault \(vector 13\)",
    "invalid": r"invalid opcode \(vector 6\)",
    "breakpoint": r"breakpoint \(vector 3\)",
    "divide": r"divide error \(vector 0\)",
    # one or the other, as the host's CPU goes by the map of ports or by IOPL
    "undeclared_port": r"general protection fault|port 100 is not the guest's",
    "undeclared_call": r"port 207 is not the guest's",
    "narrow_call": r"port 192 is not the guest's",
    "written_call": r"port 196 is not the guest's",
    "forged_trap": r"port 208 is not the guest's",
    "string_call": FAULT + r"(?s:.*), write to read-only data",
    "wrapping_length": r"call 4 names 0xffffffffffffffff bytes",
    "wrapping_address": r"call 4 names 0x0*8 bytes at 0xfffffffffffffffc",
    "straddling": r"call 4 names 0x0*5 bytes",
    "straddling_regions": r"call 4 names 0x0*8 bytes",
    "unmapped": r"call 4 names 0x0*1 bytes at 0x0*1000,",
    "monitor_memory": r"call 4 names|general protection fault",
    "random_into_text": r"call 6 names 0x0*10 bytes",
    "clock_into_rodata": r"call 2 names 0x0*10 bytes",
    "code_twice": r"port 201 is not .* without CONFIG_PLAT_UKVM_RX_ONCE",
}

# The same of images that may make code as they run, and be interrupted
MORE_ATTACKS = {
    "code_too_early": FAULT + r"(?s:.*), execution of the heap",
    "code_written": FAULT + r"(?s:.*), write to pages made executable",
    "code_twice": r"call 9 names 0x0*1000 bytes(?s:.*), pages made executable",
    "code_overlaps": r"call 9 names 0x0*3000 bytes",
    "code_of_text": r"call 9 names 0x0*1000 bytes(?s:.*), read-only text",
    "code_of_stack": r"call 9 names 0x0*1000 bytes(?s:.*), the boot stack",
    "code_of_boot_page": r"call 9 names 0x0*1000 bytes(?s:.*), the boot page",
    "code_across": r"call 9 names 0x0*[1-9a-f]\w+ bytes",
    "code_wraps": r"call 9 names 0xf{13}000 bytes",
    "code_by_clock": r"call 2 names 0x0*10 bytes(?s:.*), pages made executable",
    "code_by_random": r"call 6 names 0x0*10 bytes",
    "timer_into_data": r"call 10 names 0x0*1 bytes(?s:.*), data",
    "timer_into_nowhere": r"call 10 names 0x0*1 bytes at 0x0*1000,",
    "timer_stack_in_text": r"call 10 names 0x0*2000 bytes",
    "timer_stack_straddles": r"call 10 names 0x0*2000 bytes",
    "timer_stack_wraps": r"call 10 names 0x0*2000 bytes at 0xffffffffffffe040,",
    "timer_mask_nowhere": r"call 10 names 0x0*1 bytes at 0x0*0,",
    "timer_by_nothing": r"call 10 names 0x0*18 bytes at 0x0*8,",
}

# The same with a shared folder: what its device holds. `held_buffer` is for one of a network.
HELD_ATTACKS = {
    "held_ring": r"call 9 names 0x0*1000 bytes(?s:.*), the heap",
    "held_word": r"call 9 names 0x0*1000 bytes(?s:.*), the heap",
    "held_answer": r"call 9 names 0x0*1000 bytes(?s:.*), the heap",
    "sealed_word": r"call 7 names 0x0*4 bytes(?s:.*), pages made executable",
}

# What such an image may do, and what merely is refused
MEANT = {
    "code_runs": "all is so",
    "timer_comes": "it came five times: so",
    "timer_is_masked": "it came when it could: so",
    "timer_lost_its_stack": "it does not come: so",
    "timer_stack_is_odd": "that is refused: so",
}


def check_attack(boot: harness.Boot, expected: str) -> None:
    assert boot.status == 127 and "worked" not in boot.output, boot.output + boot.errors
    report = boot.output.partition("*** CRASH: ")[2]
    assert re.match(expected, report), boot.output
    assert re.search(r"^  #0 0x[0-9a-f]{16}", report, re.MULTILINE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack(intruder: harness.Image, attack: str) -> None:
    check_attack(intruder.boot("ukvm", append=f"-- {attack}"), ATTACKS[attack])


@pytest.mark.parametrize("attack", MORE_ATTACKS)
def test_attack_by_more(trusted: harness.Image, attack: str) -> None:
    check_attack(trusted.boot("ukvm", append=f"-- {attack}"), MORE_ATTACKS[attack])


def with_a_folder(image: harness.Image, folder: Path, attack: str) -> harness.Boot:
    done = monitor(image, str(image.path), "--share", str(folder), "--append", f"-- {attack}")
    return harness.Boot(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("attack", HELD_ATTACKS)
def test_attack_on_what_is_held(trusted: harness.Image, tmp_path: Path, attack: str) -> None:
    check_attack(with_a_folder(trusted, tmp_path, attack), HELD_ATTACKS[attack])


def test_no_ring_in_executable_pages(trusted: harness.Image, tmp_path: Path) -> None:
    boot = with_a_folder(trusted, tmp_path, "sealed_ring")
    assert boot.status == 127 and "is not in memory that the guest can write" in boot.output


def test_pages_are_free_without_their_ring(trusted: harness.Image, tmp_path: Path) -> None:
    boot = with_a_folder(trusted, tmp_path, "held_no_more")
    assert (boot.status, boot.output) == (0, "held_no_more:\nit is free again: so\n")


def test_buffers_are_held(trusted: harness.Image) -> None:
    """Frames of a stream are written by the monitor, not by the host's kernel."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        done = monitor(trusted, str(trusted.path), "--net", f"fd:{theirs.fileno()}",
                       "--append", "-- held_buffer", pass_fds=(theirs.fileno(),))
    assert done.returncode == 127 and "call 9 names" in done.stdout, done


def test_every_attack_is_judged() -> None:
    sources = [path.read_text() for path in (harness.ROOT / INTRUDER).glob("*.c")]
    names = {name for source in sources
             for name in re.findall(r"ATTACK\((\w+)\)[,\s]", source)}
    assert names == {*ATTACKS, *MORE_ATTACKS, *HELD_ATTACKS, *MEANT, "protect",
                     "sealed_ring", "held_no_more", "held_buffer",
                     *(f"escape_by_{way}" for way in ESCAPES)}


@pytest.mark.parametrize("what", MEANT)
def test_what_is_meant_to_be(trusted: harness.Image, what: str) -> None:
    boot = trusted.boot("ukvm", append=f"-- {what}")
    assert (boot.status, boot.output) == (0, f"{what}:\n{MEANT[what]}\n"), boot.errors


def test_rights_cannot_be_changed(intruder: harness.Image) -> None:
    assert intruder.boot("ukvm", append="-- protect").output == "protect:\nrefused\n"


ESCAPES = ("open", "ioctl", "mprotect")


@pytest.mark.parametrize("way", ESCAPES)
def test_a_monitor_taken_over_dies(trusted: harness.Image, way: str) -> None:
    """A call of the system that no module has named, or that one has named in another way."""
    done = monitor(trusted, str(trusted.path), "--append", f"-- escape_by_{way}")
    assert done.returncode == -signal.SIGSYS and "worked" not in done.stdout


def test_addresses_differ_unless_seeded(intruder: harness.Image) -> None:
    def places(*options: str) -> tuple:
        boot = intruder.boot("ukvm", append="-- run_heap", options=options)
        return tuple(re.search(name + r":? (?:0x)?(\w+)", boot.output)[1]
                     for name in ("Address", "Image", "rbp"))

    starts = [places() for _ in range(6)]
    for values in zip(*starts):
        assert len(set(values)) == len(values), starts
    assert places("--seed=7") == places("--seed=7") != places("--seed=8")


def test_a_thread_ends_at_its_guard(build: harness.Builder) -> None:
    boot = build("tests/apps/crash", plat="ukvm").boot("ukvm", append="-- thread_stack_overflow")
    assert boot.status == 127, boot.output + boot.errors
    assert "stack overflow of a thread" in boot.output and "recurse" in boot.output


# ---- the monitor itself
def test_help_and_mistakes(hello: harness.Image) -> None:
    path = str(hello.path)
    assert "--memory SIZE" in monitor(hello, "--help").stderr
    for words, said in [((), "which image?"), ((path, path), "second image"),
                        ((path, "--colour", "red"), "no option '--colour'"),
                        ((path, "--memory"), "takes a value"),
                        ((path, "--memory", "12Q"), "takes a size"),
                        ((path, "--memory", "99999999999999999999"), "takes a size"),
                        ((path, "--memory", "8K"), "needs more memory"),
                        ((path, "--seed", "x"), "takes a number"),
                        ((path, "--append", "x" * 2048), "longer than"),
                        (("/nowhere",), "cannot be opened"),
                        (("/bin/sh",), "is no image for this monitor")]:
        done = monitor(hello, *words)
        assert done.returncode == 200 and said in done.stderr, (words, done)
        assert done.stderr.count("\n") == 1


def test_least_memory(hello: harness.Image) -> None:
    done = monitor(hello, str(hello.path), "--memory", "128K")
    assert (done.returncode, done.stdout) == (0, "Hello, world!\n")


def test_other_versions_and_devices_are_refused(hello: harness.Image, tmp_path: Path) -> None:
    content = hello.path.read_bytes()
    at = content.index(b"Ukulele\0") + 8
    other = tmp_path / "other.ukvm"
    for change, said in [(lambda b: b.__setitem__(slice(at, at + 4), struct.pack("<I", 99)),
                          "another version"),
                         (lambda b: b.__setitem__(slice(at + 32, at + 37), b"warp "),
                          "wants the device 'warp'")]:
        changed = bytearray(content)
        change(changed)
        other.write_bytes(changed)
        done = monitor(hello, str(other))
        assert done.returncode == 200 and said in done.stderr, done


def test_cut_files_are_refused(hello: harness.Image, tmp_path: Path) -> None:
    content = hello.path.read_bytes()
    cut = tmp_path / "cut.ukvm"
    for length in {0, 1, 63, 64, 300, 400, 1000, len(content) // 2, len(content) - 1}:
        cut.write_bytes(content[:length])
        done = monitor(hello, str(cut))
        assert done.returncode == 200 and "ukvm: " in done.stderr, (length, done)


@pytest.mark.parametrize("cycles", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_nothing_is_left(build: harness.Builder, cycles: int) -> None:
    """Started and ended, well or not; the last by a signal that nobody can handle."""
    image = build("tests/apps/echo", plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    mine, helpers = set(), set()
    for number in range(cycles):
        child = subprocess.Popen([program, str(image.path)], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE)
        mine.add(child.pid)
        assert child.stdout.readline() == b"ready\n"
        helpers.add(helper_of(child.pid))
        if number % 2:
            child.send_signal(signal.SIGKILL if number % 4 == 1 else signal.SIGTERM)
            child.wait(30)
        else:
            child.communicate(b"\x04", 30)
            assert child.returncode == 0
    for pid in mine:
        assert not Path(f"/proc/{pid}").exists()
    deadline = time.monotonic() + 30
    while helpers and time.monotonic() < deadline:
        helpers = {pid for pid in helpers if not has_ended(pid, program)}
        time.sleep(0.01)
    assert not helpers


def helper_of(pid: int) -> int:
    """The process that takes the virtual machine down."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert len(children) == 1, children
    return int(children[0])


def has_ended(pid: int, program: str) -> bool:
    """It is no more, or waits for its parent to look; or somebody else has its number."""
    try:
        return not Path(f"/proc/{pid}/cmdline").read_bytes().startswith(program.encode())
    except OSError:
        return True


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None])
def test_the_helper_ends_with_it(build: harness.Builder, end: signal.Signals | None) -> None:
    image = build("tests/apps/echo", plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    with subprocess.Popen([program, str(image.path)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        helper = helper_of(child.pid)
        deadline = time.monotonic() + 30
        while os.listdir(f"/proc/{helper}/fd") and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not os.listdir(f"/proc/{helper}/fd")
        if end:
            child.send_signal(end)
            child.wait(30)
        else:
            child.communicate(b"\x04", 30)
    while not has_ended(helper, program) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert has_ended(helper, program)


def test_what_it_was_born_with_is_closed(build: harness.Builder, tmp_path: Path) -> None:
    image = build("tests/apps/echo", plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    with (tmp_path / "secret").open("w") as secret, \
         subprocess.Popen([program, str(image.path)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, pass_fds=(secret.fileno(),)) as child:
        assert child.stdout.readline() == b"ready\n"
        found = [os.readlink(path) for path in Path(f"/proc/{child.pid}/fd").iterdir()]
        child.kill()
    assert not [path for path in found if "secret" in path], found
    assert any("kvm" in path for path in found), found


def test_its_set_up_is_gone(build: harness.Builder) -> None:
    """Of the code that has read the image's file, and made tables and the filter."""
    image = build("tests/apps/echo", plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    symbols = harness.command(["nm", f"{program}.dbg"]).output
    begin, end, helper = (int(re.search(rf"^(\w+) \w {name}$", symbols, re.MULTILINE)[1], 16)
                          for name in ("monitor_setup", "monitor_setup_end", "teardown_delegate"))
    with subprocess.Popen([program, str(image.path)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        maps = Path(f"/proc/{child.pid}/maps").read_text()
        child.kill()
    rows = re.findall(r"^(\w+)-(\w+) (\S+) .*?(\S*)$", maps, re.MULTILINE)
    own = [(int(low, 16), int(high, 16), rights) for low, high, rights, path in rows
           if path == program]
    assert not begin <= helper < end  # it may begin later than the guest
    assert begin < end and own and not [row for row in own if row[0] < end and row[1] > begin]
    assert sum(high - low for low, high, rights in own if "x" in rights) < end - begin


@pytest.mark.parametrize("many", [20, pytest.param(100, marks=pytest.mark.full)])
def test_many_side_by_side(build: harness.Builder, many: int) -> None:
    image = build("tests/apps/echo", plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    children = [subprocess.Popen([program, str(image.path), "--append", "-- count"],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                for _ in range(many)]
    outputs = [child.communicate(b"x" * number + b"\x04", 60)[0]
               for number, child in enumerate(children)]
    for number, output in enumerate(outputs):
        assert f"{number} bytes".encode() in output


def test_waiting_costs_nothing(build: harness.Builder) -> None:
    image = build("tests/apps/echo", plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    with subprocess.Popen([program, str(image.path)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        before = harness.cpu_seconds(str(child.pid))
        time.sleep(0.5)
        used = harness.cpu_seconds(str(child.pid)) - before
        child.kill()
    assert used < 0.1


def test_it_has_given_up_its_rights(build: harness.Builder) -> None:
    image = build("tests/apps/echo", plat="ukvm")
    program = str(image.path).removesuffix(".ukvm") + "-ukvm"
    with subprocess.Popen([program, str(image.path)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        status = Path(f"/proc/{child.pid}/status").read_text()
        child.kill()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Seccomp"] == "2" and fields["NoNewPrivs"] == "1"
    assert int(fields["CapEff"], 16) == 0
    assert "0" not in fields["Uid"].split() and "0" not in fields["Gid"].split()
