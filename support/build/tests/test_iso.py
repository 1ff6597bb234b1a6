# SPDX-License-Identifier: BSD-3-Clause
"""What `make iso` makes: its command line, its errors, and how its machine ends.

tests/test_boot.py boots it with every firmware.
"""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import harness

ISO = harness.ROOT / "support" / "build" / "iso.sh"


def test_words_arrive_as_they_are(built: harness.Builder) -> None:
    words = ["two words", "$x;{}&|#<>", "a=b", "é"]
    line = " ".join(f'"{word}"' if " " in word else word for word in words)
    boot = built("helloworld", "minimal").boot("iso-bios", append=f"-- {line}")
    for number, word in enumerate(words, 1):
        assert f"Argument {number}: {word}" in boot.output.splitlines(), boot.output


@pytest.mark.parametrize("line", ["it's", r"a\b", 'a "" b', "a\nb"])
def test_what_grub_cannot_pass_on(tmp_path: Path, line: str) -> None:
    (tmp_path / "image").write_text("")
    done = harness.command([str(ISO), str(tmp_path / "image"), str(tmp_path / "iso"), line])
    assert done.status == 1 and done.output.startswith("iso: GRUB cannot pass on"), done.output
    assert not (tmp_path / "iso").exists()


def test_no_image(tmp_path: Path) -> None:
    done = harness.command([str(ISO), str(tmp_path / "nothing"), str(tmp_path / "iso")])
    assert done.status == 1 and done.output.count("\n") == 1 and "make" in done.output


def test_no_room(tmp_path: Path) -> None:
    (tmp_path / "image").write_text("")
    done = harness.command([str(ISO), str(tmp_path / "image"), "/proc/ukulele.iso"])
    assert done.status == 1 and "iso: grub-mkrescue could not make" in done.output, done.output


@pytest.mark.parametrize("machine", ["q35", "pc"])
def test_power_goes_off_where_no_status_can_be_given(built: harness.Builder,
                                                     machine: str) -> None:
    """Without isa-debug-exit, and where a reset would begin anew, QEMU still ends."""
    qemu = shutil.which("qemu-system-x86_64")
    assert qemu, "qemu-system-x86_64 is missing"
    iso = built("helloworld", "default").iso("")
    done = subprocess.run([qemu, "-M", machine, "-accel", "tcg", "-m", "128", "-nodefaults",
                           "-display", "none", "-serial", "stdio", "-cdrom", str(iso)],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stdout.count(b"Hello, world!") == 1, done.stdout
