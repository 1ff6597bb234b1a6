# SPDX-License-Identifier: BSD-3-Clause
"""Chooses between KVM and QEMU's own emulation by trying, not by looking.

That /dev/kvm can be opened says little: in a nested or restricted VM, QEMU may fail on
it, or every guest instruction may be emulated, hundreds of times slower than TCG. So a tiny
image that spins for four million instructions runs under both, and KVM is chosen where
it ends right and costs no more than a moment over TCG. The answer is kept per boot of
the host and per QEMU.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from typing import NamedTuple

import pvh_elf

STATUS = 42
LOOPS = 2_000_000     # 2 ms at a gigahertz; 3 s where each instruction traps
SLACK_SECONDS = 0.5   # creating a VM in the kernel, on a loaded host
TIMEOUT_SECONDS = 20


class Choice(NamedTuple):
    accel: str   # "kvm" or "tcg"
    reason: str  # for a human


def cache_folder() -> str:
    """Where things that outlive a build folder are kept; shared with the other tools."""
    chosen = os.environ.get("UKULELE_CACHE")
    if chosen:
        return chosen
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "ukulele")


def choose(qemu: str) -> Choice:
    """The faster accelerator for the QEMU at path `qemu`."""
    if not os.path.exists("/dev/kvm"):
        return Choice("tcg", "there is no /dev/kvm")
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return Choice("tcg", "/dev/kvm may not be opened by this user (group kvm?)")
    key = _key(qemu)
    path = os.path.join(cache_folder(), "accel.json")
    known = read_cache(path)
    if known.get("key") == key and known.get("accel") in ("kvm", "tcg"):
        return Choice(known["accel"], str(known.get("reason", "")))
    choice = _probe(qemu)
    if choice is None:
        return Choice("tcg", "QEMU could not run even the probe")
    write_cache(path, {"key": key, "accel": choice.accel, "reason": choice.reason})
    return choice


def boot_id() -> str:
    """Of this boot of the host."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return "unknown"


def _key(qemu: str) -> str:
    # The file's identity stands for its version: asking it would cost a start of QEMU.
    binary = os.stat(qemu)
    return f"{boot_id()} {os.path.realpath(qemu)} {binary.st_size} {binary.st_mtime_ns} {LOOPS}"


def read_cache(path: str) -> dict:
    try:
        with open(path, encoding="utf-8") as file:
            known = json.load(file)
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def write_cache(path: str, answer: dict) -> None:
    """A cache that cannot be written only costs another probe next time."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(answer, file)
        os.replace(temporary, path)
    except OSError:
        pass


def _probe(qemu: str) -> Choice | None:
    """None: nothing was learnt, since QEMU fails in some way of its own."""
    with tempfile.TemporaryDirectory(prefix="ukulele-probe-") as folder:
        image = os.path.join(folder, "probe")
        with open(image, "wb") as file:
            file.write(pvh_elf.image(LOOPS, STATUS))
        tcg = _time(qemu, image, "tcg", "max", TIMEOUT_SECONDS)
        if tcg is None:
            return None
        kvm = _time(qemu, image, "kvm", "host", tcg + SLACK_SECONDS)
    if kvm is None:
        return Choice("tcg", "KVM fails, or is slower than emulation, on this machine")
    return Choice("kvm", f"KVM took {kvm:.2f} s for the probe, TCG {tcg:.2f} s")


def _time(qemu: str, image: str, accel: str, cpu: str, limit: float) -> float | None:
    """Seconds from exec to exit; None where it failed or took more than `limit`."""
    command = [qemu, "-machine", "microvm", "-accel", accel, "-cpu", cpu, "-m", "16",
               "-nodefaults", "-display", "none", "-no-reboot", "-kernel", image,
               "-device", f"isa-debug-exit,iobase={pvh_elf.EXIT_PORT:#x},iosize=4"]
    start = time.monotonic()
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=limit)
    except (subprocess.TimeoutExpired, OSError):
        return None
    return time.monotonic() - start if done.returncode == STATUS << 1 | 1 else None
