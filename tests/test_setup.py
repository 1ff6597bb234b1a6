# SPDX-License-Identifier: BSD-3-Clause
"""Set-up on a machine that lacks something, with a make-believe package manager."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import harness

SETUP = harness.ROOT / "support" / "setup"
SHELL_TOOLS = ("sh", "dirname", "cat", "id", "env", "mktemp", "rm", "sed", "tail", "sleep", "mkdir",
               "mv", "ls", "true")
HAVE = ("gcc", "make", "ld", "objcopy", "addr2line", "patch")


class Machine:
    """A PATH with chosen programs only, and an apt-get that does what the test says."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "log"
        for name in (*SHELL_TOOLS, *HAVE):
            self.link(name)
        self.script("id", "echo 0")  # root, whoever runs this

    def link(self, name: str) -> None:
        found = next(path for path in (Path("/usr/bin"), Path("/bin"), Path("/usr/sbin"))
                     if (path / name).exists())
        (self.bin / name).symlink_to(found / name)

    def script(self, name: str, body: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def apt(self, on_install: str) -> None:
        self.script("apt-get", f'echo "$*" >>{self.log}\n'
                               f'case " $* " in *" install "*) {on_install} ;; esac')

    def setup(self, *words: str, **changes: str) -> subprocess.CompletedProcess:
        environment = {"PATH": str(self.bin), "HOME": "/nonexistent",
                       "TMPDIR": str(self.bin.parent), **changes}
        return subprocess.run(["/usr/bin/python3", str(SETUP / "setup.py"), *words], text=True,
                              capture_output=True, env=environment, timeout=60)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_missing_is_quiet_and_installs_nothing(machine: Machine) -> None:
    machine.script("qemu-system-x86_64", "")
    machine.apt("exit 9")
    done = machine.setup("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not machine.log.exists()


def test_missing_is_installed_and_said(machine: Machine) -> None:
    machine.apt(f"echo >{machine.bin}/qemu-system-x86_64;"
                f" chmod +x {machine.bin}/qemu-system-x86_64")
    machine.link("chmod")
    done = machine.setup("run")
    assert done.returncode == 0, done.stderr
    assert "make run" in done.stderr and "qemu-system-x86" in done.stderr
    assert "qemu-system-x86" in machine.log.read_text()


def test_failed_install_names_the_command(machine: Machine) -> None:
    machine.apt("echo 'E: Unable to fetch some archives' >&2; exit 100")
    done = machine.setup("run")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert "Unable to fetch some archives" in last and "apt-get install" in last
    assert "update" in machine.log.read_text()  # it tried with fresh lists


def test_install_that_changes_nothing_is_a_failure(machine: Machine) -> None:
    machine.apt("exit 0")
    done = machine.setup("run")
    assert done.returncode == 1 and "qemu-system-x86_64 cannot be found" in done.stderr


def test_not_root_and_no_sudo(machine: Machine) -> None:
    machine.apt("exit 9")
    machine.script("id", "echo 1000")
    done = machine.setup("run")
    assert done.returncode == 1
    assert "sudo apt-get install" in done.stderr and "qemu-system-x86" in done.stderr
    assert len(done.stderr.splitlines()) == 1 and not machine.log.exists()


def test_sudo_without_a_password_is_used(machine: Machine) -> None:
    machine.apt(f"echo >{machine.bin}/qemu-system-x86_64;"
                f" chmod +x {machine.bin}/qemu-system-x86_64")
    machine.link("chmod")
    machine.script("id", "echo 1000")
    machine.script("sudo", 'shift; exec "$@"')
    assert machine.setup("run").returncode == 0


@pytest.mark.parametrize("manager, package", [
    ("dnf", "dnf install qemu-system-x86-core"), ("pacman", "pacman -S --needed qemu-system-x86"),
    ("apk", "apk add qemu-system-x86_64")])
def test_other_distributions_get_the_list(machine: Machine, manager: str, package: str) -> None:
    machine.script(manager, "exit 9")
    done = machine.setup("run")
    assert done.returncode == 1 and package in done.stderr


def test_no_package_manager(machine: Machine) -> None:
    done = machine.setup("run")
    assert done.returncode == 1 and "qemu-system-x86" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_unknown_compiler(machine: Machine) -> None:
    machine.script("qemu-system-x86_64", "")
    done = machine.setup("run", "--cc", "tcc")
    assert done.returncode == 1 and "CC=tcc" in done.stderr and "gcc" in done.stderr


@pytest.mark.parametrize("target", ["build", "run", "debug", "iso", "test", "bench", "graph",
                                    "fresh"])
def test_targets_of_the_makefile_are_known(target: str) -> None:
    done = subprocess.run(["/usr/bin/python3", str(SETUP / "setup.py"), target, "--check"],
                          capture_output=True, text=True, timeout=60)
    assert "invalid choice" not in done.stderr


class TestBootstrap:
    """The stage before there is a Python: in a copy, since it writes build/python."""

    @pytest.fixture
    def copy(self, tmp_path: Path) -> Path:
        folder = tmp_path / "tree" / "support" / "setup"
        folder.mkdir(parents=True)
        for path in SETUP.iterdir():
            if path.is_file():
                (folder / path.name).write_bytes(path.read_bytes())
        return folder

    def bootstrap(self, copy: Path, machine: Machine,
                  **changes: str) -> subprocess.CompletedProcess:
        return subprocess.run(["sh", str(copy / "bootstrap.sh"), "build", "gcc"], text=True,
                              capture_output=True, timeout=60,
                              env={"PATH": str(machine.bin), "TMPDIR": str(machine.bin.parent),
                                   "HOME": "/nonexistent", **changes})

    def test_finds_and_remembers(self, copy: Path, machine: Machine) -> None:
        for _ in range(2):
            done = self.bootstrap(copy, machine)
            assert (done.returncode, done.stderr) == (0, "")
        path = (copy / "../../build/python").read_text().strip()
        assert os.access(path, os.X_OK)

    def test_skips_one_without_kconfiglib(self, copy: Path, machine: Machine) -> None:
        machine.script("python3", "exit 1")  # first on PATH, and of no use
        done = self.bootstrap(copy, machine)
        assert done.returncode == 0, done.stderr
        assert (copy / "../../build/python").read_text().strip() == "/usr/bin/python3"

    def test_forgets_one_that_has_gone(self, copy: Path, machine: Machine) -> None:
        (copy / "../../build").mkdir()
        (copy / "../../build/python").write_text("/nonexistent/python3\n")
        assert self.bootstrap(copy, machine).returncode == 0
        assert "nonexistent" not in (copy / "../../build/python").read_text()

    def test_chosen_one_must_do(self, copy: Path, machine: Machine) -> None:
        machine.script("mypython", "exit 1")
        done = self.bootstrap(copy, machine, PYTHON="mypython")
        assert done.returncode == 1 and "PYTHON=mypython" in done.stderr

    def test_source_folder_that_cannot_be_written(self, copy: Path, machine: Machine) -> None:
        (copy / "../../build").write_text("a file in the way")
        done = self.bootstrap(copy, machine)
        assert done.returncode == 1 and "cannot write" in done.stderr
