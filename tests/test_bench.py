# SPDX-License-Identifier: BSD-3-Clause
"""The benchmarks' instruments, on machine code whose figures are known; and the budgets."""

from __future__ import annotations

import importlib
import json
import re
import struct
import subprocess
import sys
import time
import xml.etree.ElementTree
from pathlib import Path

import pytest

import harness

BENCH = harness.ROOT / "tests" / "bench"
sys.path[:0] = [str(BENCH), str(harness.ROOT / "support" / "plot"), str(harness.RUN.parent)]
import bars  # noqa: E402
import bench  # noqa: E402
import boot  # noqa: E402
import counting  # noqa: E402
import elf  # noqa: E402
import group_boot  # noqa: E402
import group_call  # noqa: E402
import group_sizes  # noqa: E402
import instructions  # noqa: E402
import linux_guest  # noqa: E402
import profile_run  # noqa: E402
import pvh_elf  # noqa: E402
import qemu  # noqa: E402

CLEAR = b"\xbf" + struct.pack("<I", 0x200000) + b"\xb9" + struct.pack("<I", 500) + b"\xf3\xaa"
SPIN = b"\xb9" + struct.pack("<I", 100) + b"\x49\x75\xfd"  # 1 + 2 * 100
PORT = b"\x66\xba\xf8\x03"


def say(text: bytes) -> bytes:
    return b"".join(b"\xb0" + bytes([byte]) + b"\xee" for byte in text)  # 2 a byte


def line_control(value: int) -> bytes:
    return b"\x66\xba\xfb\x03\xb0" + bytes([value]) + b"\xee"  # 3


END = b"\xb0\x00\xe6\xf4\xf4"


@pytest.fixture
def image(tmp_path: Path):
    def make(code: bytes) -> str:
        path = tmp_path / "image"
        path.write_bytes(pvh_elf.wrap(code + END))
        return str(path)
    return make


@pytest.mark.parametrize("code, expected", [
    (SPIN, 1 + 200), (CLEAR, 3), (CLEAR + SPIN + CLEAR, 3 + 201 + 3)])
def test_counting_a_running_guest(image, tmp_path: Path, code: bytes, expected: int) -> None:
    """The plugin's counter; the difference, as in use, leaves out what the firmware executes."""
    def executed(text: bytes) -> int:
        counter = counting.Counter(str(tmp_path))
        command = qemu.command(qemu.Launch(image(text), extra=counter.options), serial="null")
        assert subprocess.run(command, stdin=subprocess.DEVNULL, timeout=60).returncode == 1
        return counter.read()

    assert executed(code) - executed(b"") == expected


def test_profile_of_a_run(image, tmp_path: Path) -> None:
    """Each repetition counts, unlike above, and what it says are repetitions are all but one."""
    out = tmp_path / "blocks"
    extra = counting.plugin("profile_plugin", f"out={out}")
    command = qemu.command(qemu.Launch(image(CLEAR + SPIN), extra=extra), serial="null")
    assert subprocess.run(command, stdin=subprocess.DEVNULL, timeout=60).returncode == 1
    blocks = profile_run.read(str(out))
    first, end = elf.load(str(tmp_path / "image")).span()
    sums = profile_run.by_function(blocks, [(first, "all of it")], end)
    ours = [block for block in blocks if first <= block[0] < end]
    # QEMU looks once more when the counter is 0
    assert sums["all of it"] in (2 + 500 + 201 + 3, 2 + 501 + 201 + 3)
    assert sum(block[4] for block in ours) in (499, 500)


def test_waiting_counts_nothing(image, tmp_path: Path) -> None:
    counter = counting.Counter(str(tmp_path))
    path = image(PORT + say(b"Hi") + b"\xfa\xf4\xeb\xfd")  # cli; 1: hlt; jmp 1b
    command = qemu.command(qemu.Launch(path, extra=counter.options))
    machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        assert machine.stdout.read(2) == b"Hi"
        time.sleep(0.2)
        before = counter.read()
        time.sleep(0.5)
        assert counter.read() == before > 0
    finally:
        machine.kill()
        machine.wait()
        machine.stdout.close()


def test_initramfs_is_an_archive(tmp_path: Path) -> None:
    """cpio itself would read it; here its members are walked as the kernel does."""
    (tmp_path / "00-a.ko").write_bytes(b"module")
    (tmp_path / "program").write_bytes(b"x" * 5)
    linux = linux_guest.Linux("", {"card": [str(tmp_path / "00-a.ko")]})
    linux_guest.initramfs(linux, str(tmp_path / "program"), str(tmp_path / "out"))
    data, at, members = (tmp_path / "out").read_bytes(), 0, {}
    while True:
        assert data[at:at + 6] == b"070701"
        fields = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        name = data[at + 110:at + 110 + fields[11] - 1].decode()
        content_at = at + (110 + fields[11] + 3 & ~3)
        if name == "TRAILER!!!":
            break
        members[name] = (fields[1], data[content_at:content_at + fields[6]])
        at = content_at + (fields[6] + 3 & ~3)
    assert members["modules/00.ko"] == (0o100644, b"module")
    assert members["program"] == (0o100755, b"x" * 5)
    assert members["dev/console"][0] == 0o020600 and members["init"][1][:4] == b"\x7fELF"


@pytest.mark.parametrize("machine", ["microvm", "q35"])
def test_count_is_exact(image, machine: str) -> None:
    # A repeated instruction is one; text that comes before the greeting is work like any other.
    path = image(CLEAR + SPIN + PORT + say(b"x") + say(b"Hi"))
    count = instructions.count(path, machine, "Hi")
    assert count.instructions == 3 + (1 + 200) + 1 + 2 + 2


def test_count_repeats_exactly(image) -> None:
    path = image(SPIN + PORT + say(b"Hi"))
    assert len({instructions.count(path, "microvm", "Hi").instructions for _ in range(3)}) == 1


def test_divisor_is_no_character(image) -> None:
    path = image(line_control(0x80) + PORT + say(b"H") + line_control(0x03) + PORT + say(b"Hi"))
    assert instructions.count(path, "microvm", "Hi").instructions == 3 + 1 + 2 + 3 + 1 + 2


def test_wrong_greeting_shows_what_was_printed(image) -> None:
    with pytest.raises(instructions.CountError, match="Oops"):
        instructions.count(image(PORT + say(b"Oops")), "microvm", "Hi")


def test_qemu_options_follow_its_version(tmp_path: Path) -> None:
    for version, expected in (("7.2.22", "-singlestep"), ("8.0.5", "-singlestep"),
                              ("8.1.0", "tcg,one-insn-per-tb=on"),
                              ("10.0.2", "tcg,one-insn-per-tb=on")):
        fake = tmp_path / f"qemu-{version}"
        fake.write_text(f"#!/bin/sh\necho 'QEMU emulator version {version} (Debian)'\n")
        fake.chmod(0o755)
        assert instructions.singlestep_options(str(fake))[-1] == expected


def test_least_memory(image) -> None:
    """Code that writes at 3 MiB needs a machine that has memory there, and reads it back."""
    probe = (b"\xc7\x05" + struct.pack("<II", 0x300000, 0x5A5A5A5A)          # mov [3M], 0x5a..
             + b"\x81\x3d" + struct.pack("<II", 0x300000, 0x5A5A5A5A)        # cmp [3M], 0x5a..
             + b"\x74\x05\xb0\x09\xe6\xf4\xf4")                              # je +5; exit 9
    path = image(probe + PORT + say(b"Hi"))
    least = boot.least_memory_kib(path, "microvm", "Hi")
    assert 3072 <= least <= 3072 + 64
    assert not boot.runs_in(path, "microvm", 3000, "Hi")


def test_entry_and_span(image) -> None:
    layout = elf.load(image(PORT))
    assert layout.entry == pvh_elf.LOAD_ADDRESS
    assert layout.span() == (pvh_elf.LOAD_ADDRESS, pvh_elf.LOAD_ADDRESS + len(PORT + END))


def test_budgets_are_well_formed() -> None:
    budgets = json.loads((BENCH / "budgets.json").read_text())
    for name, limits in budgets.items():
        assert set(limits) <= {"goal", "budget", "better", "noisy"}, name
        assert "goal" in limits or "budget" in limits, name
        assert "budget" in limits or limits.get("noisy"), f"{name} is exact: it wants a budget"


def test_every_group_measures() -> None:
    for name in bench.groups():
        assert callable(importlib.import_module(f"group_{name}").measure), name


def test_documented_bytes_are_near_their_budgets() -> None:
    """Who changes a budget changes the table, too."""
    budgets = json.loads((BENCH / "budgets.json").read_text())
    text = (harness.ROOT / "docs" / "figures.md").read_text()
    for app in group_sizes.APPS:
        row = re.search(rf"^\| `?{app}`? (.*)\|$", text, re.M)
        cells = [int(cell.replace(",", "")) for cell in row[1].strip("| ").split("|")[:4]]
        for column, cell in zip(group_sizes.COLUMNS, cells, strict=True):
            budget = budgets[f"sizes.{app}_{column}"]["budget"]
            assert 0.97 * budget <= cell <= budget, f"{app}, {column}"


def test_a_call_is_what_it_takes_more_than_the_loop() -> None:
    said = "loop: 200 cycles for 100 calls\nlibc: 900 cycles for 100 calls\n"
    assert group_call.each(said) == {"libc": 7}
    with pytest.raises(instructions.CountError, match="no such file"):
        group_call.each("no such file")


def test_instructions_of_an_image_are_those_of_its_code(image, tmp_path: Path) -> None:
    path, blocks = image(PORT), tmp_path / "blocks"
    begin, end = elf.load(path).span()
    blocks.write_text("".join(f"{first:x} {first:x} 10 3 4\n" for first in
                              (begin - 1, begin, end - 1, end, 0xfffffff0)))
    assert group_boot.of_image(path, str(blocks)) == 2 * (10 * 3 - 4)


def test_verdicts() -> None:
    assert bench.verdict(10, {"budget": 10, "goal": 10}) == "ok"
    assert bench.verdict(11, {"budget": 10, "goal": 20}) == "over budget"
    assert bench.verdict(11, {"budget": 12, "goal": 10}) == "goal missed"
    assert bench.verdict(2, {"goal": 3, "better": "higher"}) == "goal missed"
    assert bench.verdict(4, {"goal": 3, "better": "higher"}) == "ok"
    assert bench.verdict(1, {}) == "no budget"


def test_missed_goals_are_told_and_all_figures_kept(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    figures = [("redis.linux_ratio", 2.5), ("nginx.linux_ratio", 2.9), ("call.linux_cycles", 300),
               *((f"sizes.hello_{column}", 1000) for column in group_sizes.COLUMNS)]
    monkeypatch.setattr(bench, "measure", lambda names: iter(figures))
    monkeypatch.setattr(bench.build, "OUT", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["bench.py", "hello"])
    assert bench.main() == 0
    assert json.loads((tmp_path / "figures.json").read_text()) == dict(sorted(figures))
    assert "goals missed: redis.linux_ratio\n" in capsys.readouterr().out
    picture = xml.etree.ElementTree.fromstring((tmp_path / "sizes.svg").read_text())
    assert len(picture.findall(".//{http://www.w3.org/2000/svg}rect")) == 4
    monkeypatch.setattr(bench, "measure", lambda names: iter([("sizes.hello_none", 10**6)]))
    assert bench.main() == 1
    assert "over budget: sizes.hello_none" in capsys.readouterr().err


def test_charts_are_xml() -> None:
    rows = [bars.Bar("one", [("x", 3), ("y", 4)]), bars.Bar("<two>", [("x", 0)])]
    picture = bars.svg("a < b & c", rows, "bytes")
    root = xml.etree.ElementTree.fromstring(picture)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}rect")) == 5  # three parts, two keys
    xml.etree.ElementTree.fromstring(bars.svg("empty", [], "bytes"))


@pytest.mark.full
def test_budgets_hold() -> None:
    """CI fails where a figure exceeds its budget without the table being changed."""
    done = harness.make("bench", "BENCH=hello", timeout=900)
    assert done.status == 0, done.output
    figures = json.loads((harness.ROOT / "build/bench/figures.json").read_text())
    budgets = json.loads((BENCH / "budgets.json").read_text())
    assert {name for name in budgets if name.startswith("hello")} <= set(figures)
