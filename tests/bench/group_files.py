# SPDX-License-Identifier: BSD-3-Clause
"""Files and disks: SQLite's bytes, least memory, instructions, and its rates against Linux; what
transfers with a disk and with a folder of the host take.

The same program, made by the same compiler with the same options, runs in our image and as the
only process of a Linux guest, on the same QEMU; what it prints is its own time. Times are
the shortest of runs that alternate, since what else this machine does only adds to them; they are
noisy all the same, and only their ratio means anything. Instructions are exact where nothing
waits: under -icount shift=0 a cycle is one.

SQLite's bytes are those of the defconfig `small`, which has what its README says; what is
measured for speed is apps/speedtest, at -O2 on both sides.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator, NamedTuple

import boot
import build
import counting
import linux_guest
import machines
from instructions import CountError
from machines import harness

ROUNDS = 5                 # of each side, alternating
MEMORY = "256M"            # Linux unpacks its initramfs in it
CYCLES_ARE_INSTRUCTIONS = "-icount shift=0,sleep=off"
MEMORY_FOLDER = "/dev/shm"  # of the host, whose disk is not what is measured
LEAST = "-- /t.db \"CREATE TABLE t(a); INSERT INTO t VALUES(42); SELECT 'a is ' || a FROM t\""
Figures = Iterator[tuple[str, float]]
_number = itertools.count()  # a new database for each run

# A figure's name up to what is measured, and the arguments; the database stands for {}.
WORK = {"sqlite.": "inserts 60000 60000 {}",
        "sqlite.autocommit_": "inserts 2000 1 {}",
        "sqlite.speedtest_": "--size 5 {}"}
DISK_WORK = {"sqlite.disk_": "inserts 60000 60000 {}",
             "sqlite.disk_autocommit_": "inserts 2000 1 {}"}
DONE = re.compile(r"^(?:inserts|speedtest1): (?P<seconds>[\d.]+) s, (?P<cycles>\d+) cycles", re.M)
OPERATION = re.compile(r"^(\S+) (\d+) ns (\d+) cycles", re.M)
# QEMU's largest messages, and no cache in Linux: each transfer goes to the host, as ours does.
SHARE_MOUNT = "9p:share0:trans=virtio,version=9p2000.L,msize=528384,cache=none"
BLOCK_COUNT = 2000         # of requests, and twice as many: the difference is theirs alone


class Side(NamedTuple):
    """One of the two that are compared: an image, or with `mount` (see linux_init.c) a program
    of Linux. It boots, works and ends at each run.
    """

    image: str
    place: str              # the folder to work in
    mount: str = ""
    disk: str = ""
    share: str = ""

    def run(self, work: str, qemu: str = "") -> str:
        """What it printed."""
        arguments = work.format(f"{self.place}/{next(_number)}.db")
        options = ["--accel", "tcg", "--memory", MEMORY]
        append, image = f"-- {arguments}", self.image
        with tempfile.TemporaryDirectory(prefix="ukulele-files-") as folder:
            if self.mount:
                found = linux_guest.get(linux_guest.FULL if self.share else linux_guest.CLOUD)
                initramfs = os.path.join(folder, "initramfs")
                linux_guest.initramfs(found, self.image, initramfs,
                                      "share" if self.share else "files")
                append, image = linux_guest.append_files(self.mount, arguments), found.kernel
                qemu += f" -initrd {initramfs}"
                qemu += f" -drive if=virtio,format=raw,file={self.disk}" if self.disk else ""
                qemu += (f" -fsdev local,id=share0,path={self.share},security_model=none"
                         " -device virtio-9p-pci,fsdev=share0,mount_tag=share0"
                         if self.share else "")
            else:
                options += ["--disk", self.disk] if self.disk else []
                options += ["--share", self.share] if self.share else []
            done = harness.Image(Path(image)).boot(machines.MACHINE, append, timeout=300,
                                                   options=(*options, f"--qemu={qemu}"))
        if (done.status and not self.mount) or (self.mount and "ended with 0" not in done.output):
            raise CountError(f"{arguments}: {done.output[-2000:]}{done.errors[-1000:]}")
        return done.output

    def time(self, work: str, qemu: str = "") -> re.Match:
        output = self.run(work, qemu)
        found = DONE.search(output)
        if not found:
            raise CountError(f"{work}: {output[-2000:]}")
        return found


def measure() -> Figures:
    shell, _ = build.make("sqlite", "small")
    yield "sqlite.image_bytes", os.path.getsize(shell)
    yield ("sqlite.least_memory_kib",
           boot.least_memory_kib(shell, "microvm", "a is 42", append=LEAST))
    image, _ = build.make("speedtest", "full")
    program = machines.linux_program("speedtest")
    ours, linux = Side(image, ""), Side(program, "/data", "tmpfs")
    for name, work in WORK.items():
        for prefix, side in (("", ours), ("linux_", linux)):
            yield (f"{name}{prefix}instructions",
                   int(side.time(work, CYCLES_ARE_INSTRUCTIONS)["cycles"]))
        yield from compare(name, work, ours, linux)
    yield from operations()
    with tempfile.TemporaryDirectory(prefix="ukulele-disk-", dir=MEMORY_FOLDER) as folder:
        yield from on_disks(image, program, folder)
        yield from requests(folder)
        yield from transfers(folder)


def compare(name: str, work: str, ours: Side, linux: Side) -> Figures:
    times: dict[Side, list[float]] = {ours: [], linux: []}
    for _ in range(ROUNDS):
        for side, seconds in times.items():
            seconds.append(float(side.time(work)["seconds"]))
    mine, theirs = [min(seconds) for seconds in times.values()]
    yield f"{name}seconds", mine
    yield f"{name}linux_seconds", theirs
    yield f"{name}linux_ratio", theirs / mine


def operations() -> Figures:
    """Instructions of each operation on a small file in memory."""
    image, _ = build.make("filebench", "default")
    program = machines.linux_program("filebench")
    for prefix, side in (("", Side(image, "")), ("linux_", Side(program, "/data", "tmpfs"))):
        output = side.run(f"-m -n 1000 files={side.place or '/'}", CYCLES_ARE_INSTRUCTIONS)
        for name, _, cycles in OPERATION.findall(output):
            yield f"files.{prefix}instructions_{name}", int(cycles)


def on_disks(image: str, program: str, folder: str) -> Figures:
    """The same on ext4, on a disk that is made anew for each side."""
    sides = []
    for number, mount in enumerate(("", "ext4:/dev/vda")):
        disk = os.path.join(folder, f"disk{number}.img")
        for words in (["truncate", "-s", "64M", disk], ["mkfs.ext4", "-q", disk]):
            subprocess.run(words, check=True, capture_output=True, text=True)
        sides.append(Side(program if mount else image, "/data" if mount else "/disk", mount, disk))
    for name, work in DISK_WORK.items():
        yield from compare(name, work, *sides)


def requests(folder: str) -> Figures:
    """A disk without a file system: 4 KiB at random places, one and 32 at a time."""
    image, _ = build.make("filebench", "default")
    disk = os.path.join(folder, "blank.img")
    subprocess.run(["truncate", "-s", "64M", disk], check=True)
    side = Side(image, "", disk=disk)
    for operation in ("block_read", "block_read_deep"):
        work = f"-m -o {operation} -n {{count}} block=disk0"
        times, counts = [], []
        for count in (BLOCK_COUNT, 2 * BLOCK_COUNT):
            text = work.format(count=count)
            times += [int(OPERATION.search(side.run(text))[2]) for _ in range(ROUNDS)]
            counter = counting.Counter(folder)
            side.run(text, " ".join(counter.options))
            counts.append(counter.read())
        yield f"files.{operation}_per_second", round(1e9 / min(times))
        yield f"files.{operation}_instructions", round((counts[1] - counts[0]) / BLOCK_COUNT)


def transfers(folder: str) -> Figures:
    """A folder of the host (9p): microseconds of reading and writing 4 KiB to 1 MiB at once."""
    share = os.path.join(folder, "share")
    os.mkdir(share)
    image, _ = build.make("filebench", "default")
    program = machines.linux_program("filebench")
    sides = {"": Side(image, "/share", share=share),
             "linux_": Side(program, "/data", SHARE_MOUNT, share=share)}
    fastest: dict[str, dict[str, float]] = {prefix: {} for prefix in sides}
    for _ in range(ROUNDS):
        for prefix, side in sides.items():
            for name, nanoseconds, _ in OPERATION.findall(
                    side.run(f"-m -n 2000 sizes={side.place}")):
                one = int(nanoseconds) / 1000
                fastest[prefix][name] = min(one, fastest[prefix].get(name, one))
    for name, mine in fastest[""].items():
        theirs = fastest["linux_"][name]
        yield f"share.{name}_microseconds", mine
        yield f"share.linux_{name}_microseconds", theirs
        yield f"share.{name}_linux_ratio", theirs / mine
