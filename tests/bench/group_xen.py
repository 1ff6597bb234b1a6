# SPDX-License-Identifier: BSD-3-Clause
"""Domains of Xen: bytes, instructions to the first character relative to KVM's, least memory, and
requests of the web server and of a disk per second, against Linux as a PVH domain of the same Xen,
on the same bridge and the same disk.

Everything runs emulated, on the one CPU of one machine: rates are noisy, and only their ratio
means anything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import build
import group_files
import group_network
import host_program
import initramfs
import instructions
import linux_guest
import machines
import qemu
import xen_alone
import xen_parts
import xl

sys.path.insert(0, os.path.join(build.ROOT, "tests"))
import harness  # noqa: E402
import xen_host  # noqa: E402
from netspace import Namespace  # noqa: E402

GREETING = "Hello, world!"
ALONE_MIB = 64
PREFIX = 24
OURS, LINUX = "10.44.0.2", "10.44.0.3"
HTTP, PAGE, CONNECTIONS, REQUESTS = 80, "/", 10, 5000
ROUNDS = 5
OUR_MIB, LINUX_MIB = 64, 256
MEMORY_FOLDER = group_files.MEMORY_FOLDER
DISK = "/dev/vda,raw,xvda,rw"
# Of apps/filebench, by -m: what one operation of a kind takes.
BLOCKS = 500               # requests of each kind at a time; of large ones and flushes fewer
TIMES, BOOTS = 3, 2        # so many times in each of so many domains, by turns; the best counts
OPERATION = re.compile(r"^(block_\w+) (\d+) ns ", re.M)
Figures = Iterator[tuple[str, float]]


def measure() -> Figures:
    machines.check()
    images = {}
    for app, defconfig in (("helloworld", "minimal"), ("helloworld", "newlib"),
                           ("httpd", "default")):
        label = f"{app}-{defconfig}-xen"
        images[label], _ = build.make(app, defconfig, folder=label, plat="xen")
    httpd = images["httpd-default-xen"]
    yield "xen.hello_minimal_image_bytes", os.path.getsize(images["helloworld-minimal-xen"])
    yield "xen.hello_newlib_image_bytes", os.path.getsize(images["helloworld-newlib-xen"])
    yield "xen.httpd_image_bytes", os.path.getsize(httpd)
    yield from boot(images["helloworld-newlib-xen"])
    namespace = Namespace()
    namespace.run(f"ip tuntap add uk0 mode tap && ip address add 10.44.0.1/{PREFIX} dev uk0 && "
                  "ip link set uk0 up")
    filebench, _ = build.make("filebench", "default", folder="filebench-xen", plat="xen")
    host = xen_host.Host(disks=1, with_shares=False, enter=namespace.enter, where=MEMORY_FOLDER,
                         netdev="tap,ifname=uk0,script=no,downscript=no")
    try:
        yield "xen.least_memory_mib_hello", least_memory(host, images["helloworld-newlib-xen"])
        yield from rates(host, namespace, httpd)
        yield from blocks(host, filebench)
    finally:
        host.stop()
        namespace.close()


def boot(image: str) -> Figures:
    """The image's own instructions, not those of Xen."""
    parts = xen_parts.get(print)
    ours = instructions.count(image, "", GREETING, timeout=600, command=xen_alone.command(
        image, "", ALONE_MIB, parts, qemu.find()))
    kvm = instructions.count(build.make("helloworld", "newlib")[0], "microvm", GREETING)
    yield "xen.boot_instructions", ours.instructions
    yield "xen.boot_ratio", ours.instructions / kvm.instructions


def least_memory(host: xen_host.Host, image: str) -> int:
    """That xl accepts, and in which the image does its work."""
    for mib in range(1, 65):
        try:
            with host.domain(harness.Image(Path(image)), "least", memory=mib) as domain:
                if domain.finish() == xl.POWER_OFF and GREETING in domain.text:
                    return mib
        except AssertionError:
            continue
    raise instructions.CountError(f"{image} does not run in 64 MiB under xl")


def rates(host: xen_host.Host, namespace: Namespace, image: str) -> Figures:
    vif = ["bridge=xenbr0"]
    words = linux_guest.for_xen(linux_guest.append(LINUX, PREFIX))
    with tempfile.TemporaryDirectory(prefix="ukulele-bench-") as folder:
        kernel, initrd = linux_domain(host, folder, "httpd", "xen")
        with host.domain(harness.Image(Path(image)), "ours", f"netstack.eth0={OURS}/{PREFIX}",
                         OUR_MIB, vif) as ours, \
                host.domain(kernel, "linux", words, LINUX_MIB, vif, initrd=initrd) as other:
            ours.wait_for(group_network.READY)
            other.wait_for(group_network.READY)
            seconds: dict[str, list[float]] = {OURS: [], LINUX: []}
            for _ in range(ROUNDS + 1):
                for address, times in seconds.items():
                    times.append(load(namespace, address))
    per_second = {address: REQUESTS / sorted(times[1:])[ROUNDS // 2]
                  for address, times in seconds.items()}
    yield "xen.httpd_requests_per_second", per_second[OURS]
    yield "xen.linux_httpd_requests_per_second", per_second[LINUX]
    yield "xen.httpd_ratio", per_second[OURS] / per_second[LINUX]


def load(namespace: Namespace, address: str) -> float:
    done = subprocess.run([*namespace.enter, host_program.make("load"), "http", address, str(HTTP),
                           PAGE, str(CONNECTIONS), str(REQUESTS)],
                          capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise instructions.CountError(done.stderr.strip())
    return float(done.stdout)


def linux_domain(host: xen_host.Host, folder: str, app: str,
                 kind: str) -> tuple[harness.Image, str]:
    """Linux' kernel, and where dom0 finds the initramfs with that program."""
    linux = linux_guest.get(linux_guest.FULL)
    archive, kernel = Path(folder, "linux.initramfs"), Path(folder, "vmlinux")
    linux_guest.initramfs(linux, machines.linux_program(app), str(archive), kind)
    kernel.write_bytes(initramfs.vmlinux(linux.kernel))
    return harness.Image(kernel), host.put(archive, archive.name)


def blocks(host: xen_host.Host, image: str) -> Figures:
    """Operations on a disk without a file system, per second."""
    fastest: dict[str, dict[str, int]] = {"": {}, "linux_": {}}
    with tempfile.TemporaryDirectory(prefix="ukulele-bench-") as folder:
        kernel, initrd = linux_domain(host, folder, "filebench", "xen-disk")
        for side in [*fastest] * BOOTS:
            work = f"-m -n {BLOCKS}" + f" overwrite={'/dev/xvda' if side else 'disk0'}" * TIMES
            words = linux_guest.for_xen(linux_guest.append_files("tmpfs", work))
            with host.domain(kernel if side else harness.Image(Path(image)), "blocks",
                             words if side else f"-- {work}", LINUX_MIB if side else OUR_MIB,
                             disks=[DISK], initrd=initrd if side else "",
                             on_reboot="destroy") as domain:
                domain.finish(timeout=900)
            for name, nanoseconds in OPERATION.findall(domain.text):
                one = int(nanoseconds)
                fastest[side][name] = min(one, fastest[side].get(name, one))
            if not fastest[side]:
                raise instructions.CountError(f"filebench of a domain: {domain.text[-2000:]}")
    for name, ours in fastest[""].items():
        linux = fastest["linux_"][name]
        yield f"xen.{name}_per_second", 1e9 / ours
        yield f"xen.linux_{name}_per_second", 1e9 / linux
        yield f"xen.{name}_ratio", linux / ours
