# SPDX-License-Identifier: BSD-3-Clause
"""A Linux guest that runs one C program as its only process: what our images are compared with.

The kernel is the distribution's own for clouds (Debian, Ubuntu), unpacked and not installed; the
initramfs holds our init, the modules of the network card, and the program, linked statically.
"""

from __future__ import annotations

import contextlib
import glob
import gzip
import lzma
import os
import re
import shutil
import subprocess
import tempfile
from typing import NamedTuple

import build
import host_program
import instructions  # noqa: F401  (puts support/run on the path)
from accel import cache_folder

PACKAGES = ("linux-image-cloud-amd64", "linux-image-virtual")  # Debian, Ubuntu
# What a guest loads that serves on a network card, forwards between two, has files
KINDS = {"card": ("virtio_pci", "virtio_net"),
         "bridge": ("virtio_pci", "virtio_net", "bridge"),
         "files": ("virtio_pci", "virtio_blk", "ext4", "9pnet_virtio", "9p")}
# No mitigations, and the clock that costs least: the comparison is with Linux at its best.
KERNEL_WORDS = "console=ttyS0 quiet panic=-1 mitigations=off clocksource=tsc tsc=reliable"


class Linux(NamedTuple):
    kernel: str
    modules: dict[str, list[str]]  # of each kind, in the order of loading


def get() -> Linux:
    """From the cache, or from the distribution's package."""
    folder = os.path.join(cache_folder(), "linux-guest")
    return _cached(folder) or _fetch(folder)


def _cached(folder: str) -> Linux | None:
    """The newest kernel there that has what each kind needs."""
    for kernel in sorted(glob.glob(os.path.join(folder, "*", "vmlinuz")), reverse=True):
        order = {}
        for kind in KINDS:
            with contextlib.suppress(OSError), \
                    open(os.path.join(os.path.dirname(kernel), kind), encoding="ascii") as file:
                order[kind] = [os.path.join(os.path.dirname(kernel), name)
                               for name in file.read().split()]
        if len(order) == len(KINDS):
            return Linux(kernel, order)
    return None


def _apt(words: list[str], folder: str) -> str:
    done = subprocess.run([*words, "-q", "-o", f"APT::Sandbox::User={_user()}"], cwd=folder,
                          capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode:
        reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise build.BuildError(f"{' '.join(words[:2])} failed: {reason}")
    return done.stdout


def _user() -> str:
    return subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()


def _fetch(target: str) -> Linux:
    if not shutil.which("apt-get"):
        raise build.BuildError("the Linux guest is the distribution's cloud kernel, fetched by "
                               "apt: run this group on Debian or Ubuntu")
    with tempfile.TemporaryDirectory(prefix="ukulele-linux-") as folder:
        os.makedirs(os.path.join(folder, "lists", "partial"))
        os.makedirs(os.path.join(folder, "cache", "archives", "partial"))
        # Package lists of our own: the system's may be missing, and only root may renew them.
        private = ["-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}/cache"]
        _apt(["apt-get", "update", *private], folder)
        package = _kernel_package(folder, private)
        _apt(["apt-get", "download", package, *private], folder)
        deb, = glob.glob(os.path.join(folder, "*.deb"))
        tree = os.path.join(folder, "tree")
        subprocess.run(["dpkg-deb", "-x", deb, tree], check=True, capture_output=True, text=True)
        _keep(tree, target)
    found = _cached(target)
    if not found:
        raise build.BuildError(f"{package} was unpacked into {target}, but is not there")
    return found


def _kernel_package(folder: str, private: list[str]) -> str:
    """The newest kernel, which the meta package depends on."""
    for meta in PACKAGES:
        text = _apt(["apt-cache", "depends", meta, *private], folder)
        found = re.search(r"Depends: (linux-image-\d\S*)", text)
        if found:
            return found[1]
    raise build.BuildError(f"this distribution has none of {', '.join(PACKAGES)}")


def _keep(tree: str, target: str) -> None:
    """The kernel and the few modules, under their release's name, all or nothing."""
    kernel, = glob.glob(os.path.join(tree, "boot", "vmlinuz-*"))
    release = os.path.basename(kernel).partition("-")[2]
    files = {re.sub(r"\.ko.*", "", os.path.basename(path)).replace("-", "_"): path for path in
             glob.glob(os.path.join(tree, "**", "*.ko*"), recursive=True)}
    contents: dict[str, bytes] = {}

    def add(name: str, order: list[str]) -> None:
        if name not in files or name in order:  # built in, or there already
            return
        if name not in contents:
            contents[name] = _uncompressed(files[name])
        needs = re.search(rb"(?:^|\0)depends=([^\0]*)\0", contents[name])
        for other in (needs[1].decode().split(",") if needs else []):
            add(other.replace("-", "_"), order)
        order.append(name)

    os.makedirs(target, exist_ok=True)
    new = tempfile.mkdtemp(prefix=".new-", dir=target)
    shutil.copyfile(kernel, os.path.join(new, "vmlinuz"))
    for kind, wanted in KINDS.items():
        order: list[str] = []
        for name in wanted:
            add(name, order)
        with open(os.path.join(new, kind), "w", encoding="ascii") as file:
            file.write("".join(f"{name}.ko\n" for name in order))
    for name, content in contents.items():
        with open(os.path.join(new, f"{name}.ko"), "wb") as file:
            file.write(content)
    # One that an older version of this file made has no such lists.
    shutil.rmtree(os.path.join(target, release), ignore_errors=True)
    os.rename(new, os.path.join(target, release))


def _uncompressed(path: str) -> bytes:
    opener = {".xz": lzma.open, ".gz": gzip.open}.get(os.path.splitext(path)[1], open)
    if path.endswith(".zst"):
        return subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
    with opener(path, "rb") as file:
        return file.read()


# ---- the initramfs: cpio's "newc" format (Linux's driver-api/early-userspace/buffer-format)
def _member(name: str, mode: int, content: bytes = b"", device: tuple[int, int] = (0, 0)) -> bytes:
    fields = [0, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0]
    header = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
    return _padded(header) + _padded(content)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def initramfs(linux: Linux, program: str, path: str, kind: str = "card") -> None:
    """Writes one that starts `program` (static) at /program; "" where there is none to start."""
    init = host_program.make("linux_init", ["-static"])
    parts = [_member("dev", 0o040755), _member("dev/console", 0o020600, device=(5, 1)),
             _member("data", 0o040755), _member("modules", 0o040755)]
    for number, module in enumerate(linux.modules[kind]):
        with open(module, "rb") as file:
            parts.append(_member(f"modules/{number:02d}.ko", 0o100644, file.read()))
    for name, source in (("init", init), ("program", program or init)):
        with open(source, "rb") as file:
            parts.append(_member(name, 0o100755, file.read()))
    with open(path, "wb") as file:
        file.write(b"".join(parts) + _member("TRAILER!!!", 0))


def append(address: str, prefix: int, arguments: str = "") -> str:
    """The kernel's command line for a program."""
    return f"{KERNEL_WORDS} -- {address} {prefix} /program {arguments}".strip()


def append_files(mount: str, arguments: str) -> str:
    """For a program that works in /data, which is `mount`: a TYPE, or TYPE:SOURCE[:OPTIONS]."""
    return f"{KERNEL_WORDS} -- files {mount} /program {arguments}".strip()


BRIDGE_APPEND = f"{KERNEL_WORDS} -- bridge"
