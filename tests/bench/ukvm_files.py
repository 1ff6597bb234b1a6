# SPDX-License-Identifier: BSD-3-Clause
"""SQLite under our own monitor against the same program as a Linux process on a folder of this
host: in memory of the guest's own, on that folder, and on a disk whose image lies there. Times are
the shortest of runs that alternate; a ratio above 1 says that the guest is faster. For
group_ukvm.py."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import tempfile
from typing import Iterator

import build
import machines
from instructions import CountError

ROUNDS = 5
MEMORY = "256M"
MEMORY_FOLDER = "/dev/shm"  # whose disk is not what is measured
WORK = {"speedtest": "--size 5 {}", "inserts": "inserts 60000 60000 {}",
        "autocommit": "inserts 500 1 {}"}
DONE = re.compile(r"^(?:inserts|speedtest1): ([\d.]+) s,", re.MULTILINE)
Side = tuple[list[str], str, str]  # a command, how its arguments begin, the databases' folder


def _seconds(command: list[str], arguments: str) -> float:
    done = subprocess.run([*command, arguments] if "--append" in command else
                          [*command, *arguments.split()], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300)
    found = DONE.search(done.stdout)
    if done.returncode or not found:
        raise CountError(f"{command} {arguments}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return float(found[1])


def _sides(folder: str) -> dict[str, Side]:
    path, _ = build.make("speedtest", "full", folder="speedtest-full-ukvm", plat="ukvm")
    monitor = [f"{path}-ukvm", f"{path}.ukvm", "--memory", MEMORY]
    disk = os.path.join(folder, "disk.img")
    environment = {**os.environ, "PATH": f"{os.environ['PATH']}:/sbin:/usr/sbin"}
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", disk, "256M"], check=True,
                   env=environment)
    return {"linux": ([machines.linux_program("speedtest")], "", folder),
            "memory": ([*monitor, "--append"], "-- ", ""),
            "share": ([*monitor, "--share", folder, "--append"],
                      "vfs.fstab=share0:/share:9p -- ", "/share"),
            "disk": ([*monitor, "--disk", disk, "--append"],
                     "vfs.fstab=disk0:/disk:ext4 -- ", "/disk")}


def measure() -> Iterator[tuple[str, float]]:
    number = itertools.count()
    with tempfile.TemporaryDirectory(dir=MEMORY_FOLDER) as folder:
        sides = _sides(folder)
        for work, words in WORK.items():
            times: dict[str, float] = {}
            for _ in range(ROUNDS):
                for place, (command, begin, at) in sides.items():
                    # another file each time: the share lies where Linux's databases do
                    arguments = begin + words.format(f"{at}/{next(number)}.db")
                    times[place] = min(_seconds(command, arguments),
                                       times.get(place, float("inf")))
            for place in sides:
                if place != "linux":
                    yield f"ukvm.sqlite_{place}_{work}_ratio", times["linux"] / times[place]


if __name__ == "__main__":
    for figure, value in measure():
        print(figure, round(value, 3), flush=True)
