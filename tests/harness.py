# SPDX-License-Identifier: BSD-3-Clause
"""What the system tests are made of: builds through `make`, and boots through the launcher.

Everything goes the way a user goes. Each configuration is built once a session, in a folder of
its own under build/tests; each machine that is started has a time limit.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build" / "tests"
RUN = ROOT / "support" / "run" / "run.py"
BUILD_SECONDS = 900  # a first build compiles the C library
BOOT_SECONDS = 60
CRASHED = 127

# How an image can be booted: run.py's options for it.
WAYS = {
    "microvm": ["--machine", "microvm"],
    "q35": ["--machine", "q35"],
    "pc": ["--machine", "pc"],
    "iso-bios": ["--machine", "q35", "--firmware", "bios"],
    "iso-bios-disk": ["--machine", "pc", "--firmware", "bios", "--medium", "disk"],
    "iso-uefi": ["--machine", "q35", "--firmware", "uefi"],
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
    return command(["make", *words], cwd=cwd, timeout=timeout, environment=environment)


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

    def boot(self, way: str = "microvm", append: str = "", stdin: bytes = b"",
             timeout: float = BOOT_SECONDS, options: tuple[str, ...] = ()) -> Boot:
        words = [sys.executable, str(RUN), str(self.path), *WAYS[way], *options,
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
            path = self.path.with_name(f"{self.path.name}-{len(self.isos)}.iso")
            done = command([str(ROOT / "support/build/iso.sh"), str(self.path), str(path), line])
            assert done.status == 0 and path.is_file(), done.output
            self.isos[line] = path
        return self.isos[line]


class Builder:
    """Builds each configuration once; a second request gets the same image, or the same failure."""

    def __init__(self) -> None:
        self.built: dict[tuple, Image | str] = {}

    def __call__(self, app: str = "helloworld", defconfig: str = "default", cc: str = "gcc",
                 options: tuple[str, ...] = ()) -> Image:
        """`app`: the name of one in apps/, or a path; `options`: lines added to the defconfig."""
        key = (app, defconfig, cc, options)
        if key not in self.built:
            self.built[key] = self._build(*key)
        image = self.built[key]
        assert isinstance(image, Image), image
        return image

    def _build(self, app: str, defconfig: str, cc: str, options: tuple[str, ...]) -> Image | str:
        folder = ROOT / "apps" / app if "/" not in app else ROOT / app
        label = re.sub(r"[^A-Za-z0-9.]+", "-", "-".join([folder.name, defconfig, cc, *options]))
        out = OUT / label
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        if options:
            config = out / "defconfig.added"
            base = (folder / "defconfigs" / defconfig).read_text()
            config.write_text(base + "".join(line + "\n" for line in options))
            defconfig = str(config)
        which = f"APP={app}" if "/" not in app else f"A={folder}"
        done = make(which, f"DEFCONFIG={defconfig}", f"CC={cc}", f"O={out}")
        path = out / folder.name
        if done.status or not path.is_file():
            return f"building {label} failed with {done.status}:\n{done.output[-4000:]}"
        return Image(path)


def cpu_seconds(pid: str) -> float:
    """Processor time that a process has used, its own and the kernel's for it."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def apps_and_defconfigs() -> list[tuple[str, str]]:
    return sorted((path.parent.parent.name, path.name)
                  for path in (ROOT / "apps").glob("*/defconfigs/*"))
