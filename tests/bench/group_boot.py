# SPDX-License-Identifier: BSD-3-Clause
"""Instructions of a boot: until a server accepts connections, until SQLite has answered and
ended; of our images and of a Linux guest with the same program as its only process.

Ours are counted from the image's entry, Linux's from the end of the firmware. Both wait for a
clock here and there, so that they differ a little from one run to the next.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from typing import Iterator

import build
import counting
import elf
import linux_package
import machines
import pvh_elf
import qemu
from group_apps import REDIS, App
from group_files import LEAST, Side
from group_nginx import NGINX

Figures = Iterator[tuple[str, float]]
HTTPD = App("httpd", "default", machines.Server, "serving",
            lambda: machines.linux_program("httpd"), "")
# In the configurations whose bytes are measured
SERVERS = (HTTPD, NGINX._replace(defconfig="default"), REDIS._replace(defconfig="small"))
ANSWER = ":memory: \"SELECT 'a is ' || 42\""


def measure() -> Figures:
    machines.check()
    before = firmware()
    for app in SERVERS:
        yield f"{app.name}.boot_instructions", of_server(app)
        with app.theirs(count=True) as server:
            yield f"{app.name}.linux_boot_instructions", server.counter.read() - before
    shell, _ = build.make("sqlite", "small")
    yield "sqlite.boot_instructions", of_answer(Side(shell, ""), LEAST.removeprefix("-- "))
    linux = Side(linux_package.program("sqlite3", "/usr/bin/sqlite3"), "/data", "tmpfs")
    with tempfile.TemporaryDirectory(prefix="ukulele-bench-") as folder:
        counter = counting.Counter(folder)
        linux.run(ANSWER, " ".join(counter.options))
        yield "sqlite.linux_boot_instructions", counter.read() - before


def of_server(app: App) -> int:
    """Those of the image, without the firmware's, until it accepts connections."""
    with tempfile.TemporaryDirectory(prefix="ukulele-bench-") as folder:
        out = os.path.join(folder, "blocks")
        with app.ours(qemu=profiling(out)) as server:
            server.guest.monitor("quit")
            server.guest.process.wait(60)
        return of_image(build.make(app.name, app.defconfig)[0], out)


def of_answer(side: Side, work: str) -> int:
    with tempfile.TemporaryDirectory(prefix="ukulele-bench-") as folder:
        out = os.path.join(folder, "blocks")
        side.run(work, profiling(out))
        return of_image(side.image, out)


def profiling(out: str) -> str:
    return " ".join(counting.plugin("profile_plugin", f"out={out}"))


def of_image(image: str, blocks: str) -> int:
    """Those of its code; a repeated string instruction counts once."""
    begin, end = elf.load(image).span()
    total = 0
    with open(blocks, encoding="ascii") as file:
        for line in file:
            first, _, length, times, repeated = line.split()
            if begin <= int(first, 16) < end:
                total += int(length) * int(times) - int(repeated)
    return total


def firmware() -> int:
    """What comes before a kernel: all that a machine executes whose kernel ends at once."""
    with tempfile.TemporaryDirectory(prefix="ukulele-bench-") as folder:
        floor = os.path.join(folder, "floor")
        with open(floor, "wb") as file:
            file.write(pvh_elf.image(loops=0, status=0))
        counter = counting.Counter(folder)
        command = qemu.command(qemu.Launch(floor, machines.MACHINE, extra=counter.options))
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
        return counter.read()
