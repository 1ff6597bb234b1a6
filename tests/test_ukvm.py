# SPDX-License-Identifier: BSD-3-Clause
"""Images under their own monitor (PLAT=ukvm): what they do, and what they cannot do. What the
monitor does with files, options and hosts that are not as they should be is in
test_ukvm_monitor.py."""

from __future__ import annotations

import re
import signal
import socket
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
    "above_heap": FAULT + r"(?s:.*), read of memory that is not mapped",
    "read_tables": r"page fault|general protection fault",  # by SIDT, where UMIP is on
    "write_tables": r"page fault|general protection fault",
    "halt": r"general protection fault \(vector 13\)",
    "read_cr3": r"general protection fault \(vector 13\)",
    "write_msr": r"general protection fault \(vector 13\)",
    "invalid": r"invalid opcode \(vector 6\)",
    "breakpoint": r"breakpoint \(vector 3\)",
    "divide": r"divide error \(vector 0\)",
    "single_step": r"debug \(vector 1\)",
    "kernel_stack": r"general protection fault \(vector 13\)",
    "kernel_code": r"general protection fault \(vector 13\)",
    "no_interrupt": r"general protection fault|invalid opcode",
    "no_fast_call": r"general protection fault|invalid opcode",
    # a host that does not look whether the CPU has it goes where it leads: nowhere
    "no_system_call": r"general protection fault|invalid opcode|" + FAULT
                      + r"(?s:.*), execution of null pointer",
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
                     "sealed_ring", "held_no_more", "held_buffer", "flood", "deaf",
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
