# SPDX-License-Identifier: BSD-3-Clause
"""What each make target needs from the machine: the table that setup.py works from.

A requirement is something that can be looked for in microseconds (a program on PATH, a
file, a Python module), and the packages that provide it on each distribution.
"""

from __future__ import annotations

import glob
import importlib.util
import shutil
from collections import namedtuple

# Package managers in the order in which setup looks for them; zypper's names are dnf's.
MANAGERS = ("apt", "dnf", "pacman", "apk")


# Not a dataclass: importing those costs as much time as all the looking.
class Requirement(namedtuple("Requirement", "name present packages")):
    """One thing that must be there: its name for messages, a function that looks for it,
    and the package that has it, one name per manager in MANAGERS' order."""

    def package(self, manager: str) -> str:
        return self.packages[MANAGERS.index("dnf" if manager == "zypper" else manager)]


def program(name: str, *packages: str) -> Requirement:
    return Requirement(name, lambda: shutil.which(name) is not None, _spread(packages))


def module(name: str, *packages: str) -> Requirement:
    def present() -> bool:
        importlib.invalidate_caches()  # it may have been installed since we started
        return importlib.util.find_spec(name) is not None

    return Requirement(f"the Python module {name}", present, _spread(packages))


def file(name: str, patterns: list[str], *packages: str) -> Requirement:
    return Requirement(name, lambda: any(glob.glob(p) for p in patterns), _spread(packages))


def _spread(packages: tuple[str, ...]) -> tuple[str, ...]:
    """One name stands for all managers; else there are four."""
    return packages * 4 if len(packages) == 1 else packages


GCC = program("gcc", "gcc")
CLANG = program("clang", "clang")
LLD = program("ld.lld", "lld")
KCONFIGLIB = module("kconfiglib", "python3-kconfiglib", "python3-kconfiglib",
                    "python-kconfiglib", "py3-kconfiglib")
GDB = program("gdb", "gdb")
QEMU = program("qemu-system-x86_64", "qemu-system-x86", "qemu-system-x86-core",
               "qemu-system-x86", "qemu-system-x86_64")
IP = file("ip", ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"],  # not on every PATH
          "iproute2", "iproute", "iproute2", "iproute2")
NSENTER = program("nsenter", "util-linux")
LIBC = file("the C library's headers (programs of the tests)", ["/usr/include/stdio.h"],
            "libc6-dev", "glibc-devel", "glibc", "musl-dev")
WRK = program("wrk", "wrk")
IPERF3 = program("iperf3", "iperf3")
# SQLite's own scripts make its amalgamation.
TCLSH = program("tclsh", "tcl")
# OpenSSL's own scripts configure it and make its assembly.
PERL = program("perl", "perl")
# Redis' clients and, under another name, its server, which a Linux guest runs for comparison
REDIS = program("redis-benchmark", "redis-tools", "redis", "redis", "redis")
E2FSPROGS = file("e2fsprogs (mkfs.ext4, e2fsck, debugfs)", ["/usr/sbin/e2fsck", "/sbin/e2fsck"],
                 "e2fsprogs", "e2fsprogs", "e2fsprogs", "e2fsprogs-extra")
DOT = program("dot", "graphviz")
OVMF = file("OVMF (UEFI firmware for QEMU)",
            ["/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF*.fd",
             "/usr/share/edk2/*/OVMF_CODE*.fd"],
            "ovmf", "edk2-ovmf", "edk2-ovmf", "ovmf")

BUILD = [
    GCC,
    program("make", "make"),
    program("ld", "binutils"),
    program("objcopy", "binutils"),
    program("addr2line", "binutils"),
    program("patch", "patch"),
    KCONFIGLIB,
]
RUN = BUILD + [QEMU]
ISO = BUILD + [
    program("grub-mkrescue", "grub-common", "grub2-tools-extra", "grub", "grub"),
    file("GRUB for BIOS", ["/usr/lib/grub/i386-pc/kernel.img"],
         "grub-pc-bin", "grub2-pc-modules", "grub", "grub-bios"),
    file("GRUB for UEFI", ["/usr/lib/grub/x86_64-efi/kernel.img"],
         "grub-efi-amd64-bin", "grub2-efi-x64-modules", "grub", "grub-efi"),
    program("xorriso", "xorriso", "xorriso", "libisoburn", "xorriso"),
    program("mformat", "mtools"),
]
TEST = RUN + ISO + [
    module("pytest", "python3-pytest", "python3-pytest", "python-pytest", "py3-pytest"),
    module("xdist", "python3-pytest-xdist", "python3-pytest-xdist", "python-pytest-xdist",
           "py3-pytest-xdist"),
    CLANG,
    LLD,
    file("libFuzzer and the sanitizers",
         ["/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-x86_64.a",
          "/usr/lib*/clang/*/lib/*/libclang_rt.fuzzer*.a"],
         "libclang-rt-dev", "compiler-rt", "compiler-rt", "compiler-rt"),
    LIBC,
    OVMF,
    GDB,
    DOT,
    program("pgrep", "procps", "procps-ng", "procps-ng", "procps"),
    # the servers' clients
    program("curl", "curl"),
    program("openssl", "openssl"),
    program("ab", "apache2-utils", "httpd-tools", "apache", "apache2-utils"),
    program("dig", "bind9-dnsutils", "bind-utils", "bind", "bind-tools"),
    program("ping", "iputils-ping", "iputils", "iputils", "iputils-ping"),
    NSENTER,
    IP,
    WRK,
    IPERF3,
    program("passt", "passt"),  # networks of sealed guests
    # file systems made and checked
    E2FSPROGS,
    TCLSH,
    PERL,
    REDIS,
    # what lwIP's own tests are written in
    file("check (unit tests in C)", ["/usr/include/check.h"],
         "check", "check-devel", "check", "check-dev"),
]
BENCH = RUN + [LIBC, NSENTER, IP, WRK, TCLSH, E2FSPROGS, REDIS]

TARGETS: dict[str, list[Requirement]] = {
    "build": BUILD,
    "graph": BUILD + [DOT],
    "run": RUN,
    "debug": RUN + [GDB],
    "iso": ISO,
    "test": TEST,
    "bench": BENCH,
    "sqlite": BUILD + [TCLSH],  # asked for by its Makefile.uk
    "openssl": BUILD + [PERL],
    "fresh": BUILD + [program("debootstrap", "debootstrap")],
}


def compiler(cc: str) -> list[Requirement]:
    """What `make CC=...` needs. A compiler outside the table has no known package."""
    words = cc.split()
    # A wrapper such as ccache comes first: `CC="ccache clang"`.
    name = words[-1] if len(words) > 1 and not words[-1].startswith("-") else words[0]
    base, _, version = name.rpartition("-") if name[-1:].isdigit() else (name, "", "")
    if base == "clang":
        lld = f"lld-{version}" if version else "lld"
        return [program(name, name),
                Requirement("ld.lld",
                            lambda: bool(shutil.which("ld.lld")
                                         or version and shutil.which(f"ld.lld-{version}")),
                            (lld,) * 4)]
    if base == "gcc":
        return [program(name, name)]
    return [program(name, "")]
