# SPDX-License-Identifier: BSD-3-Clause
"""Deliberate crashes: each names what happened, shows where with symbols, and exits with 127."""

from __future__ import annotations

import re

import pytest

import harness
import sealed

APP = "tests/apps/crash"

# name: what the report says, in this order (regular expressions), and the source of the fault
TRAPS = {
    "null_read": [r"page fault.*vector 14", r"Address: 0x0+8, read of null pointer"],
    "leaf_read": [r"page fault.*vector 14", r"read of null pointer"],
    "null_call": [r"page fault.*vector 14", r"Address: 0x0+, execution of null pointer"],
    "write_text": [r"page fault.*vector 14", r"Address: 0x\w+, write to read-only text.*main"],
    "write_rodata": [r"page fault.*vector 14", r"Address: 0x\w+, write to read-only data"],
    "execute_data": [r"page fault.*vector 14", r"Address: 0x\w+, execution of data"],
    "unmapped_read": [r"page fault.*vector 14",
                      r"Address: 0x0*400000000000, read of memory that is not mapped"],
    "general_protection": [r"general protection.*vector 13"],
    "divide_by_zero": [r"divi.*vector 0\b"],
    "undefined_instruction": [r"(undefined|invalid).*vector 6\b"],
    "breakpoint": [r"breakpoint.*vector 3\b"],
    "stack_overflow": [r"vector \d+", r"stack overflow"],
}
DETECTED = {
    "panic": [r"the answer is 42"],
    "assertion": [r"assertion 'apples == 4' failed"],
}
NEEDS_HEAP = {"double_free": [r"was freed before"],
              "heap_overflow": [r"of 20 bytes was written at byte 20"]}
NEEDS_THREADS = {"thread_stack_overflow": [r'stack overflow of thread "worker"',
                                           r"Thread: worker"]}
NEEDS_PROTECTOR = {"stack_smash": [r"stack smashed"]}
NEEDS_LIBC = {"libc_abort": [r"abort"], "libc_assert": [r"pears == 4"]}

MINIMAL = {**TRAPS, **DETECTED}
ALL = {**MINIMAL, **NEEDS_HEAP, **NEEDS_THREADS, **NEEDS_PROTECTOR, **NEEDS_LIBC}

# The function that the backtrace must name, where it is not the fault's own
CULPRITS = {"stack_overflow": "recurse", "thread_stack_overflow": "recurse"}
# Those whose backtrace does not reach the entry: too deep, overwritten, or without a frame
PARTIAL = {*CULPRITS, "stack_smash", "leaf_read"}


def check(boot: harness.Boot, name: str, expected: list[str]) -> None:
    text = boot.output
    assert boot.status == harness.CRASHED, text + boot.errors
    assert "went unnoticed" not in text
    report = text[text.index("*** CRASH"):]
    at = 0
    for pattern in expected:
        found = re.compile(pattern, re.IGNORECASE).search(report, at)
        assert found, f"{pattern!r} is not in:\n{report}"
        at = found.start()
    culprit = CULPRITS.get(name, name)
    frames = re.findall(r"^  #\d+ 0x\w+ (.*)$", report, re.MULTILINE)
    assert any(re.search(rf"\b{culprit} \(\S*\.c:[\d?]+\) \[crash\]", frame)
               for frame in frames), report
    if name not in PARTIAL:
        assert any(re.search(r"\bmain \(\S*main\.c:\d+\) \[crash\]", frame)
                   for frame in frames), report
        assert any("[ukboot]" in frame for frame in frames), report


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
@pytest.mark.parametrize("name", sorted(MINIMAL))
def test_minimal(build: harness.Builder, name: str, way: str) -> None:
    image = sealed.build_for(way, build, APP, "minimal")
    check(image.boot(way, append=f"-- {name}"), name, MINIMAL[name])


@pytest.mark.parametrize("name", sorted(ALL))
def test_default(build: harness.Builder, name: str) -> None:
    check(build(APP, "default").boot(append=f"-- {name}"), name, ALL[name])


@pytest.mark.full
@pytest.mark.parametrize("name", sorted(ALL))
def test_clang(build: harness.Builder, name: str) -> None:
    check(build(APP, "default", "clang").boot(append=f"-- {name}"), name, ALL[name])


@pytest.mark.full
@pytest.mark.parametrize("way", ["q35", "pc", "iso-bios", "iso-uefi"])
@pytest.mark.parametrize("name", ["null_read", "write_text", "stack_overflow", "assertion"])
def test_elsewhere(build: harness.Builder, way: str, name: str) -> None:
    check(build(APP, "minimal").boot(way, append=f"-- {name}"), name, MINIMAL[name])


@pytest.mark.parametrize("defconfig, names", [("minimal", MINIMAL), ("default", ALL)])
def test_list_is_complete(build: harness.Builder, defconfig: str, names: dict) -> None:
    """A fault that is compiled in and not tested, or the reverse, is a mistake of this file."""
    boot = build(APP, defconfig).boot(append="-- list")
    assert set(boot.output.split()) == set(names)


def test_registers_are_shown(build: harness.Builder) -> None:
    report = build(APP, "minimal").boot(append="-- undefined_instruction").output
    for name in ("rax", "rsp", "rip", "flg"):
        assert re.search(rf"\b({name})\b", report, re.IGNORECASE), report
