# SPDX-License-Identifier: BSD-3-Clause
"""A Linux guest that has KVM itself, by the SVM that QEMU emulates: what a monitor meets on real
machines, and the host of a test may not have."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import harness

sys.path.insert(0, str(harness.ROOT / "tests" / "bench"))
import linux_guest  # noqa: E402
from initramfs import Archive, read  # noqa: E402

KERNEL = linux_guest.Kernel("linux-guest-kvm", ("linux-image-cloud-amd64", "linux-image-virtual"),
                            {"kvm": ("kvm_amd",)})
QEMU = ["qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "EPYC,+svm,+npt",
        "-m", "512", "-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio"]
# The kernel's check of its timer fails where QEMU gets too little of the host's CPU.
WORDS = "console=ttyS0 quiet panic=-1 no_timer_check mitigations=off kvm_amd.nested=0"


class Ended(NamedTuple):
    status: int  # negative: the signal
    output: str


def run(commands: dict[str, list[str]], files: dict[str, Path], folder: Path,
        timeout: float) -> dict[str, Ended]:
    """Boots once, runs each of `commands` (by name) where `files` (by path there) lie."""
    linux = linux_guest.get(KERNEL)
    archive = Archive()
    archive.folder("/dev")
    archive.device("/dev/console", 5, 1)
    archive.file("/init", read(linux_guest.make_init(str(Path(__file__).with_name(
        "nested_init.c")))))
    for number, module in enumerate(linux.modules["kvm"]):
        archive.file(f"/modules/{number:02d}.ko", read(module))
    for path, source in files.items():
        archive.file(path, read(str(source)))
    archive.file("/script", "".join("\t".join([name, *words]) + "\n"
                                    for name, words in commands.items()).encode())
    initrd = folder / "nested.cpio"
    initrd.write_bytes(archive.bytes())
    done = subprocess.run([*QEMU, "-kernel", linux.kernel, "-initrd", str(initrd),
                           "-append", WORDS], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=timeout)
    said = done.stdout.decode(errors="replace").replace("\r\n", "\n")
    found = {match[1]: Ended(int(match[3]), match[2]) for match in
             re.finditer(r"^=== (\S+)\n(.*?)\n=== \1: (-?\d+)$", said, re.MULTILINE | re.DOTALL)}
    missing = set(commands) - set(found)
    assert not missing, f"no word of {sorted(missing)} in:\n{said[-4000:]}{done.stderr.decode()}"
    return found
