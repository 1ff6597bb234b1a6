# SPDX-License-Identifier: BSD-3-Clause
"""What the system tests are made of: builds through `make`, and boots through the launcher.

Everything goes the way a user goes. Each configuration is built once a session, in a folder of
its own under build/tests, whichever of pytest's workers comes first; each machine that is started
has a time limit.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build" / "tests"
RUN = ROOT / "support" / "run" / "run.py"
MONITOR = ROOT / "support" / "run" / "monitor.py"
XEN = ROOT / "support" / "run" / "xen.py"
BUILD_SECONDS = 900  # a first build compiles the C library
BOOT_SECONDS = 60
CRASHED = 127
# Words before a build's, where this process has a network of its own (own_network.py): sources
# that have not been fetched yet come from outside.
outside: list[str] = []
# The same for all workers of a run, another one for each run.
RUN_NAME = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{time.time_ns()}"
# The same for runs between which no source changes, as CI's are: they share what was built.
SESSION = os.environ.get("UKULELE_TEST_SESSION") or RUN_NAME

# How an image can be booted: run.py's options for it.
KVM_WAYS = {
    "microvm": ["--machine", "microvm"],
    "q35": ["--machine", "q35"],
    "pc": ["--machine", "pc"],
    "iso-bios": ["--machine", "q35", "--firmware", "bios"],
    "iso-bios-disk": ["--machine", "pc", "--firmware", "bios", "--medium", "disk"],
    "iso-uefi": ["--machine", "q35", "--firmware", "uefi"],
}
WAYS = {
    **KVM_WAYS,
    "ukvm": [],  # for images that were built with plat="ukvm"
    "xen": ["--alone"],  # plat="xen": as Xen's dom0
    "xl": [],  # plat="xen": as a domain of a Linux dom0
}


def clean_environment(**changes: str) -> dict[str, str]:
    """Ours, without what an outer make left for inner ones."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("MAKE", "MFLAGS", "UK_")) and name not in ("CC", "O", "V")}
    return {**kept, **changes}


@dataclass
class Done:
    """A finished command."""

    status: int
    output: str
    seconds: float


def make(*words: str, cwd: Path = ROOT, timeout: float = BUILD_SECONDS,
         environment: dict[str, str] | None = None) -> Done:
    return command([*outside, "make", *words], cwd=cwd, timeout=timeout, environment=environment)


def command(words: list[str], cwd: Path = ROOT, timeout: float = BUILD_SECONDS,
            environment: dict[str, str] | None = None) -> Done:
    """Runs it with stdout and stderr in one; a hang ends it, with all that it started."""
    start = time.monotonic()
    child = subprocess.Popen(words, cwd=cwd, env=environment or clean_environment(),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors="replace",
                             start_new_session=True)
    try:
        output, _ = child.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        output, _ = child.communicate()
        raise AssertionError(f"{' '.join(words)} hung for {timeout:.0f} s:\n{output}") from None
    return Done(child.returncode, output, time.monotonic() - start)


def once(out: Path, work: Callable[[], str]) -> str:
    """What `work`, which makes `out`, returned when it first ran: "" in this session, or what went
    wrong in this run. Other workers wait for who makes the same."""
    out.parent.mkdir(parents=True, exist_ok=True)
    done = out.with_name(out.name + ".done")
    with open(out.with_name(out.name + ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.is_file():
            name, _, said = done.read_text().partition("\n")
            if name == (RUN_NAME if said else SESSION):
                return said
        said = work()
        done.write_text(f"{RUN_NAME if said else SESSION}\n{said}")
        return said


@dataclass
class Boot:
    """What an image did: the guest's exit status (see run.py), its console, our messages."""

    status: int
    output: str
    errors: str


@dataclass
class Image:
    path: Path
    isos: dict[str, Path] = field(default_factory=dict)

    def launcher(self, way: str = "") -> str:
        """The program that runs it."""
        return str(MONITOR if self.path.suffix == ".ukvm" else XEN if way in ("xen", "xl") else RUN)

    def boot(self, way: str = "microvm", append: str = "", stdin: bytes = b"",
             timeout: float = BOOT_SECONDS, options: tuple[str, ...] = ()) -> Boot:
        words = [sys.executable, self.launcher(way), str(self.path), *WAYS[way], *options,
                 "--timeout", str(timeout)]
        if way.startswith("iso"):
            words += ["--iso", str(self.iso(append))]
        elif append:
            words += [f"--append={append}"]
        done = subprocess.run(words, input=stdin, capture_output=True, timeout=timeout + 30,
                              env=clean_environment())
        return Boot(done.returncode, done.stdout.decode(errors="replace").replace("\r\n", "\n"),
                    done.stderr.decode(errors="replace"))

    def iso(self, line: str) -> Path:
        """The ISO of this image whose GRUB passes `line`; made by the build's own script."""
        if line not in self.isos:
            path = self.path.with_name(f"{self.path.name}-{zlib.crc32(line.encode()):08x}.iso")

            def make_iso() -> str:
                script = str(ROOT / "support/build/iso.sh")
                done = command([script, str(self.path), str(path), line])
                return done.output if done.status or not path.is_file() else ""

            said = once(path, make_iso)
            assert not said, said
            self.isos[line] = path
        return self.isos[line]


class Builder:
    """Builds each configuration once; a second request gets the same image, or the same failure."""

    def __init__(self) -> None:
        self.built: dict[tuple, Image | str] = {}

    def __call__(self, app: str = "helloworld", defconfig: str = "default", cc: str = "gcc",
                 options: tuple[str, ...] = (), plat: str = "kvm") -> Image:
        """`app`: the name of one in apps/, or a path; `options`: lines added to the defconfig."""
        key = (app, defconfig, cc, options, plat)
        if key not in self.built:
            self.built[key] = self._build(*key)
        image = self.built[key]
        assert isinstance(image, Image), image
        return image

    def _build(self, app: str, defconfig: str, cc: str, options: tuple[str, ...],
               plat: str) -> Image | str:
        folder = ROOT / "apps" / app if "/" not in app else ROOT / app
        words = [folder.name, defconfig, cc, *options, *([plat] if plat != "kvm" else [])]
        if not folder.is_relative_to(ROOT):  # a test's own, of any name
            words.append(f"{zlib.crc32(bytes(folder)):08x}")
        label = re.sub(r"[^A-Za-z0-9.]+", "-", "-".join(words))
        out = OUT / label
        path = out / (folder.name + (".ukvm" if plat == "ukvm" else ""))

        def make_image() -> str:
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir(parents=True)
            chosen = defconfig
            if options:
                config = out / "defconfig.added"
                base = (folder / "defconfigs" / defconfig).read_text()
                config.write_text(base + "".join(line + "\n" for line in options))
                chosen = str(config)
            which = f"APP={app}" if "/" not in app else f"A={folder}"
            done = make(which, f"DEFCONFIG={chosen}", f"CC={cc}", f"O={out}",
                        f"PLAT={plat}")
            if done.status or not path.is_file():
                return f"building {label} failed with {done.status}:\n{done.output[-4000:]}"
            return ""

        return once(out, make_image) or Image(path)


def cpu_seconds(pid: str) -> float:
    """Processor time that a process has used, its own and the kernel's for it."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def apps_and_defconfigs() -> list[tuple[str, str]]:
    return sorted((path.parent.parent.name, path.name)
                  for path in (ROOT / "apps").glob("*/defconfigs/*"))
