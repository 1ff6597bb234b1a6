# SPDX-License-Identifier: BSD-3-Clause
"""Domains of Xen: bytes, instructions to the first character relative to KVM's, least memory, and
requests per second against Linux as a PVH domain of the same Xen, on the same bridge.

Everything runs emulated, on the one CPU of one machine: rates are noisy, and only their ratio
means anything.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import build
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
    host = xen_host.Host(disks=0, with_shares=False, enter=namespace.enter,
                         netdev="tap,ifname=uk0,script=no,downscript=no")
    try:
        yield "xen.least_memory_mib_hello", least_memory(host, images["helloworld-newlib-xen"])
        yield from rates(host, namespace, httpd)
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
    linux = linux_guest.get(linux_guest.FULL)
    program = machines.linux_program("httpd")
    vif = ["bridge=xenbr0"]
    with tempfile.TemporaryDirectory(prefix="ukulele-bench-") as folder:
        archive, kernel = Path(folder, "linux.initramfs"), Path(folder, "vmlinux")
        linux_guest.initramfs(linux, program, str(archive), "xen")
        kernel.write_bytes(initramfs.vmlinux(linux.kernel))
        initrd = host.put(archive, "linux.initramfs")
        with host.domain(harness.Image(Path(image)), "ours", f"netstack.eth0={OURS}/{PREFIX}",
                         OUR_MIB, vif) as ours, \
                host.domain(harness.Image(kernel), "linux", _linux_words(), LINUX_MIB, vif,
                            initrd=initrd) as other:
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


def _linux_words() -> str:
    """A domain's console is hvc0."""
    return linux_guest.append(LINUX, PREFIX).replace("console=ttyS0", "console=hvc0")


def load(namespace: Namespace, address: str) -> float:
    done = subprocess.run([*namespace.enter, host_program.make("load"), "http", address, str(HTTP),
                           PAGE, str(CONNECTIONS), str(REQUESTS)],
                          capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise instructions.CountError(done.stderr.strip())
    return float(done.stdout)
