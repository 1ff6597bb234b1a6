# SPDX-License-Identifier: BSD-3-Clause
"""Boots an image for a measurement: plain QEMU under TCG, without the launcher's own cost."""

from __future__ import annotations

import statistics
import subprocess
import time

import instructions  # noqa: F401  (puts support/run on the path)
import qemu


def run(image: str, machine: str, memory: str, timeout: float,
        append: str = "") -> tuple[int | None, bytes, float]:
    """The guest's exit status (None: none given, or not in time), its output, the seconds."""
    command = qemu.command(qemu.Launch(image, machine, memory, append=append))
    start = time.monotonic()
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=timeout)
    except subprocess.TimeoutExpired as late:
        return None, late.stdout or b"", timeout
    seconds = time.monotonic() - start
    status = done.returncode >> 1 if done.returncode > 0 and done.returncode & 1 else None
    return status, done.stdout, seconds


def runs_in(image: str, machine: str, kib: int, greeting: str, append: str = "") -> bool:
    status, output, _ = run(image, machine, f"{kib}K", timeout=10, append=append)
    return status == 0 and greeting.encode() in output


def least_memory_kib(image: str, machine: str, greeting: str, step: int = 4,
                     append: str = "") -> int:
    """The least -m, in multiples of `step` KiB, at which the image still does its work."""
    enough, too_little = 256, 0
    while not runs_in(image, machine, enough, greeting, append):
        too_little, enough = enough, enough * 2
        if enough > 1 << 20:
            raise instructions.CountError(f"{image} does not run on {machine} in 1 GiB")
    while enough - too_little > step:
        middle = (enough + too_little) // 2 // step * step
        if runs_in(image, machine, middle, greeting, append):
            enough = middle
        else:
            too_little = middle
    return enough


def exit_ratio(image: str, floor: str, machine: str, pairs: int = 41) -> float:
    """Exec to exit, as a multiple of `floor`'s: medians of runs that alternate."""
    times: dict[str, list[float]] = {image: [], floor: []}
    for _ in range(pairs):
        for path in (image, floor):
            status, _, seconds = run(path, machine, "128M", timeout=30)
            if status != 0:
                raise instructions.CountError(f"{path} ended with {status} on {machine}")
            times[path].append(seconds)
    return statistics.median(times[image]) / statistics.median(times[floor])
