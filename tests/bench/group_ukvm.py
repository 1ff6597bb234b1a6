# SPDX-License-Identifier: BSD-3-Clause
"""Images under their own monitors: start and end, calls, memory, bytes and lines by module; servers
and SQLite against the same programs as Linux processes."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
from typing import Iterator

import boot
import build
import host_program
import ukvm_files
import ukvm_network

APPS = ("hello", "httpd", "sqlite", "redis")
ROUNDS = 200
GREETING = "Hello, world!"
SOURCES = os.path.join(build.ROOT, "support", "ukvm")


class Image:
    def __init__(self, app: str, defconfig: str = "default") -> None:
        name = os.path.basename(app)
        folder = f"{name}-{defconfig}-ukvm"
        path, _ = build.make(app, defconfig, folder=folder, plat="ukvm")
        self.path, self.monitor = f"{path}.ukvm", f"{path}-ukvm"

    def run(self, *options: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.monitor, self.path, *options], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)

    def modules(self) -> dict[str, dict[str, int]]:
        """Of each source file of the monitor: its lines, and the bytes of code that come from it,
        wherever the linker has inlined them: by the debugger's table of lines."""
        table = subprocess.run(["objdump", "--dwarf=decodedline", f"{self.monitor}.dbg"],
                               capture_output=True, text=True, check=True).stdout
        rows = re.findall(r"^(\w+\.[ch])\s+(?:\d+|-)\s+0x(\w+)", table, re.MULTILINE)
        found: dict[str, dict[str, int]] = {}
        for (name, start), (_, end) in zip(rows, rows[1:]):
            module = found.setdefault(name, {"bytes": 0, "lines": _lines(name)})
            module["bytes"] += max(0, int(end, 16) - int(start, 16))
        return found


def _lines(name: str) -> int:
    with open(os.path.join(SOURCES, name), encoding="utf-8") as file:
        return sum(1 for _ in file)


def least_memory_kib(image: Image) -> int:
    enough = 1024
    while enough > 4 and image.run("--memory", f"{enough - 4}K").stdout == GREETING + "\n":
        enough -= 4
    return enough


def start_and_end(hello: Image) -> Iterator[tuple[str, float]]:
    """Both against a static program of glibc, in turns."""
    spawn = host_program.make("spawn")
    greeter = host_program.make("work", ["-static"])
    done = subprocess.run([spawn, str(ROUNDS), greeter, "hello", "--", hello.monitor, hello.path],
                          capture_output=True, text=True, check=True)
    (host_first, host_exit), (first, end) = (
        map(float, line.split()) for line in done.stdout.splitlines())
    yield "ukvm.first_output_ratio", first / host_first
    yield "ukvm.exit_ratio", end / host_exit
    yield "ukvm.exit_microseconds", end
    qemu, _ = build.make("helloworld", "minimal")
    under_qemu = statistics.median(boot.run(qemu, "microvm", "128M", 30)[2] for _ in range(5))
    yield "ukvm.qemu_exit_over_ours", under_qemu * 1e6 / end


def calls_and_work(image: Image) -> Iterator[tuple[str, float]]:
    for line in image.run().stdout.splitlines():
        name, nanoseconds = line.split()
        yield f"ukvm.call_{name}_microseconds", int(nanoseconds) / 1000
    work = host_program.make("work", ["-static"])
    guests, hosts = [], []
    for _ in range(5):
        guests.append(image.run("--append", "-- work").stdout)
        hosts.append(subprocess.run([work], capture_output=True, text=True, check=True).stdout)
    yield "ukvm.cpu_ratio", min(map(_number, guests)) / min(map(_number, hosts))


def _number(line: str) -> int:
    return int(line.split()[1])


def resident_kib(image: Image) -> int:
    """Of a monitor whose guest waits for input, its guest's memory included."""
    with subprocess.Popen([image.monitor, image.path], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        assert child.stdout and child.stdout.readline() == b"ready\n"
        with open(f"/proc/{child.pid}/status", encoding="ascii") as file:
            status = file.read()
        child.kill()
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert match
    return int(match[1])


def measure() -> Iterator[tuple[str, float]]:
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        print("ukvm: left out: there is no /dev/kvm that this user may open")
        return
    images = {app: Image("helloworld" if app == "hello" else app,
                         "minimal" if app == "hello" else "default") for app in APPS}
    modules = {}
    for app, image in images.items():
        modules[app] = image.modules()
        yield f"ukvm.monitor_bytes_{app}", os.path.getsize(image.monitor)
        yield f"ukvm.monitor_lines_{app}", sum(m["lines"] for m in modules[app].values())
    with open(os.path.join(build.OUT, "ukvm-modules.json"), "w", encoding="utf-8") as file:
        json.dump(modules, file, indent=1, sort_keys=True)
    yield "ukvm.least_memory_kib", least_memory_kib(images["hello"])
    yield "ukvm.resident_kib", resident_kib(Image("tests/apps/echo"))
    yield from start_and_end(images["hello"])
    yield from calls_and_work(Image("tests/apps/roundtrip"))
    yield from ukvm_network.measure()
    yield from ukvm_files.measure()
