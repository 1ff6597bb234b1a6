# SPDX-License-Identifier: BSD-3-Clause
"""A Linux guest that runs one C program as its only process: what our images are compared with.

The kernel is the distribution's own for clouds (Debian, Ubuntu), unpacked and not installed; the
initramfs holds our init, the modules of the network card, and the program with its libraries.
"""

from __future__ import annotations

import contextlib
import glob
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
from typing import NamedTuple

import build
import host_program
import instructions  # noqa: F401  (puts support/run on the path)
from accel import cache_folder
import debian
from initramfs import END_OF_ARCHIVE, Modules, member
from qemu import LaunchError

class Kernel(NamedTuple):
    """One of the distribution's: the folder in the cache, the packages that depend on the newest
    (Debian's, Ubuntu's), and the modules that a guest of each kind loads.
    """

    folder: str
    packages: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]


# A guest that serves on a network card, forwards between two, has files
CLOUD = Kernel("linux-guest", ("linux-image-cloud-amd64", "linux-image-virtual"),
               {"card": ("virtio_pci", "virtio_net"),
                "bridge": ("virtio_pci", "virtio_net", "bridge"),
                "files": ("virtio_pci", "virtio_blk", "ext4")})
# That for clouds cannot mount folders of the host, nor is it a dom0.
FULL = Kernel("linux-guest-full", ("linux-image-amd64", "linux-image-generic"),
              {"share": ("virtio_pci", "9pnet_virtio", "9p"), "xen": ("xen_netfront",),
               "xen-disk": ("xen_blkfront",)})
# No mitigations, and the clock that costs least: the comparison is with Linux at its best.
KERNEL_WORDS = "console=ttyS0 quiet panic=-1 mitigations=off clocksource=tsc tsc=reliable"


class Linux(NamedTuple):
    kernel: str
    modules: dict[str, list[str]]  # of each kind, in the order of loading


def get(kernel: Kernel = CLOUD) -> Linux:
    """From the cache, or from the distribution's package."""
    return _cached(kernel) or _fetch(kernel)


def _place(kernel: Kernel) -> str:
    return os.path.join(cache_folder(), kernel.folder)


def _cached(wanted: Kernel) -> Linux | None:
    """The newest one there that has what each kind needs."""
    folder = _place(wanted)
    for kernel in sorted(glob.glob(os.path.join(folder, "*", "vmlinuz")), reverse=True):
        order = {}
        for kind in wanted.kinds:
            with contextlib.suppress(OSError), \
                    open(os.path.join(os.path.dirname(kernel), kind), encoding="ascii") as file:
                order[kind] = [os.path.join(os.path.dirname(kernel), name)
                               for name in file.read().split()]
        if len(order) == len(wanted.kinds):
            return Linux(kernel, order)
    return None


def _fetch(kernel: Kernel) -> Linux:
    try:
        with debian.packages("the Linux guest is the distribution's kernel") as packages, \
                tempfile.TemporaryDirectory(prefix="ukulele-linux-") as tree:
            package = packages.depended(kernel.packages, r"linux-image-\d\S*")
            packages.unpack([package], tree)
            _keep(tree, kernel)
    except LaunchError as error:
        raise build.BuildError(str(error)) from None
    found = _cached(kernel)
    if not found:
        raise build.BuildError(f"{package} was unpacked into {_place(kernel)}, but is not there")
    return found


def _keep(tree: str, wanted: Kernel) -> None:
    """The kernel and the few modules, under their release's name, all or nothing."""
    target = _place(wanted)
    kernel, = glob.glob(os.path.join(tree, "boot", "vmlinuz-*"))
    release = os.path.basename(kernel).partition("-")[2]
    modules = Modules(tree)
    os.makedirs(target, exist_ok=True)
    new = tempfile.mkdtemp(prefix=".new-", dir=target)
    shutil.copyfile(kernel, os.path.join(new, "vmlinuz"))
    for kind, names in wanted.kinds.items():
        with open(os.path.join(new, kind), "w", encoding="ascii") as file:
            file.write("".join(f"{name}.ko\n" for name in modules.order(names)))
    for name, content in modules.contents.items():
        with open(os.path.join(new, f"{name}.ko"), "wb") as file:
            file.write(content)
    # One that an older version of this file made has no such lists.
    shutil.rmtree(os.path.join(target, release), ignore_errors=True)
    os.rename(new, os.path.join(target, release))


# ---- the initramfs
def _libraries(program: str) -> list[str]:
    """Those that it is linked with, and what loads them; none of a static program."""
    done = subprocess.run(["ldd", program], capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"})
    return re.findall(r"(/\S+) \(0x", done.stdout)


def _with_folders(paths: list[str]) -> list[bytes]:
    """These files of the host at the same places, and the folders that they lie in."""
    folders = {parent for path in paths for parent in pathlib.PurePath(path).parents}
    parts = [member(str(folder)[1:], 0o040755) for folder in sorted(folders) if folder.name]
    for path in paths:
        with open(path, "rb") as file:
            parts.append(member(path[1:], 0o100755, file.read()))
    return parts


def make_init(source: str) -> str:
    """Process 1 of a guest, of `source` (this folder's, or a path) and linux_modules.c."""
    here = pathlib.Path(__file__).parent
    return host_program.make(pathlib.Path(source).stem, ["-static", f"-I{here}"],
                             [str(here / source), str(here / "linux_modules.c")])


def initramfs(linux: Linux, program: str, path: str, kind: str = "card",
              files: dict[str, bytes] | None = None) -> None:
    """Writes one that starts `program` at /program; "" where there is none to start. `files` are
    more files, and folders whose names end with a slash."""
    init = make_init("linux_init.c")
    parts = [member("dev", 0o040755), member("dev/console", 0o020600, device=(5, 1)),
             member("data", 0o040755), member("modules", 0o040755)]
    for number, module in enumerate(linux.modules[kind]):
        with open(module, "rb") as file:
            parts.append(member(f"modules/{number:02d}.ko", 0o100644, file.read()))
    for name, source in (("init", init), ("program", program or init)):
        with open(source, "rb") as file:
            parts.append(member(name, 0o100755, file.read()))
    parts += _with_folders(_libraries(program) if program else [])
    for name, content in (files or {}).items():
        parts.append(member(name.strip("/"), 0o040755 if name.endswith("/") else 0o100644,
                             content))
    with open(path, "wb") as file:
        file.write(b"".join(parts) + END_OF_ARCHIVE)


def append(address: str, prefix: int, arguments: str = "") -> str:
    """The kernel's command line for a program."""
    return f"{KERNEL_WORDS} -- {address} {prefix} /program {arguments}".strip()


def for_xen(words: str) -> str:
    """A domain's console is hvc0."""
    return words.replace("console=ttyS0", "console=hvc0")


def append_files(mount: str, arguments: str) -> str:
    """For a program that works in /data, which is `mount`: a TYPE, or TYPE:SOURCE[:OPTIONS]."""
    return f"{KERNEL_WORDS} -- files {mount} /program {arguments}".strip()


BRIDGE_APPEND = f"{KERNEL_WORDS} -- bridge"
