# SPDX-License-Identifier: BSD-3-Clause
"""The launcher on a dom0, as a user of Xen starts it: Python and the launcher run within the dom0
of xen_host.py, and call its xl; and the launcher here, which brings a Xen along."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

import harness
import test_sqlite_power as power
from test_xen_disk import let_go
from test_xen_domains import at, redis
from xen_host import SECONDS, Host, why_not

# This machine's Python, with its own libraries, from this machine's /usr.
PYTHON = """\
#!/bin/sh
export PYTHONHOME=/python PYTHONDONTWRITEBYTECODE=1
libraries=$(echo /python/lib/x86_64-linux-gnu)
exec $libraries/ld-linux-x86-64.so.2 --library-path $libraries /python/bin/python3 "$@"
"""
MOUNT = "mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=loose"
# Presses keys when a line has come, and shows all that came.
KEYS = """
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv("/bin/python3", ["python3", *sys.argv[3:]])
seen = b""
pressed = False
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    seen += data
    if not pressed and sys.argv[1].encode() in seen:
        pressed = True
        os.write(terminal, sys.argv[2].encode())
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
LAUNCHER = "/tree/support/run/xen.py"
CONFIGURATION = "dir /disk\nappendonly yes\nappendfsync always\nsave \"\"\nprotected-mode no\n"


@pytest.fixture(scope="module")
def user(xen: Host) -> Host:
    """A dom0 with Python."""
    (xen.files / "python3").write_text(PYTHON)
    (xen.files / "keys.py").write_text(KEYS)
    xen.run("cp /host/python3 /bin/python3; chmod +x /bin/python3; mkdir -p /python /tree; "
            f"{MOUNT} usr /python && {MOUNT} tree /tree")
    return xen


def put(host: Host, image: harness.Image) -> str:
    """The image in a folder of dom0, with what lies beside it."""
    name = image.path.name
    shutil.copyfile(f"{image.path}.about", host.files / f"{name}.about")
    return host.put(image.path, name)


def make_disk(path: Path) -> None:
    """A file system on it."""
    power.tool("mke2fs", "-q", "-F", "-t", "ext4", str(path), "16M")


# ---- as a user of Xen starts it
@pytest.mark.full
def test_a_terminal(user: Host, build: harness.Builder) -> None:
    image = put(user, build("tests/apps/echo", plat="xen"))
    said = user.run(f"python3 /host/keys.py ready 'two words\x04' {LAUNCHER} {image}")
    assert said.replace("\r", "").startswith("ready\ntwo words\n9 bytes, checksum "), said
    assert "run: error" not in said


@pytest.mark.full
def test_all_devices(user: Host, build: harness.Builder) -> None:
    """A bridge, a disk and a folder. xl ends the domain, and the launcher says so."""
    image = put(user, build("redis", plat="xen"))
    make_disk(user.disks[1])
    address, parameters = at(50)
    (user.shared / "redis.conf").write_text(CONFIGURATION)
    user.run(f"(python3 {LAUNCHER} {image} --net bridge:xenbr0 --disk /dev/vdb --share /shares/0 "
             f"--memory 64M --append '{parameters} -- /share/redis.conf' >/tmp/launched 2>&1; "
             "echo ended with $? >>/tmp/launched) </dev/null >/dev/null 2>&1 &")
    user.wait("grep -q 'Ready to accept' /tmp/launched")
    with redis(user, address) as client:
        assert client("SET", "where", "on the disk of a domain") == b"OK"
    user.run("xl shutdown redis")
    user.wait("grep -q '^ended with' /tmp/launched")
    said = user.run("cat /tmp/launched").replace("\r", "")
    assert "run: disk0 is /dev/vdb, mounted at /disk\n" in said, said
    assert "run: share0 is /shares/0, mounted at /share\n" in said, said
    assert said.endswith("\nended with 0\n"), said
    let_go(user)
    assert b"on the disk of a domain" in user.disks[1].read_bytes()


@pytest.mark.full
def test_what_make_left_is_what_xl_takes(user: Host, build: harness.Builder) -> None:
    """The configuration file, without and with what it says in comments."""
    image = build("redis", plat="xen")
    name = put(user, image)
    text = Path(f"{image.path}.cfg").read_text().replace(str(image.path), name)
    (user.files / "redis.cfg").write_text(text)
    said = user.run("xl create -n /host/redis.cfg")
    assert '"kernel": "/host/redis"' in said and '"type": "pvh"' in said, said
    whole = re.sub(r"^# ((?:disk|p9) = )", r"\1", text, flags=re.MULTILINE)
    assert whole.count("\ndisk = ") == whole.count("\np9 = ") == 1
    (user.files / "redis.cfg").write_text(whole)
    said = user.run("xl create -n /host/redis.cfg")
    assert '"vdev": "xvda"' in said and '"tag": "share0"' in said, said


# ---- as one without Xen starts it
@pytest.mark.full
@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_make_run(build: harness.Builder, tmp_path: Path) -> None:
    """The same devices, by QEMU: what PORTS=, DISK= and SHARE= are with PLAT=kvm."""
    image = build("redis", plat="xen")
    disk, share = tmp_path / "disk.img", tmp_path / "share"
    make_disk(disk)
    share.mkdir()
    (share / "redis.conf").write_text(CONFIGURATION)
    with Running("make", "-s", "run", "PLAT=xen", "APP=redis", f"O={image.path.parent}",
                 f"DISK={disk}", f"SHARE={share}", "ARGS=/share/redis.conf") as running:
        port = running.wait_for(r"run: 127\.0\.0\.1:(\d+) is the guest's port 6379")
        running.wait_for("Ready to accept")
        for words in (["set", "where", "on the disk of a domain"], ["shutdown"]):
            done = harness.command(["redis-cli", "-p", port[1], *words], timeout=SECONDS)
            assert done.status == 0, done.output
        assert running.process.wait(SECONDS) == 0, running.said()
    assert b"on the disk of a domain" in disk.read_bytes()
    power.tool("e2fsck", "-fn", str(disk))


class Running:
    """A command that goes on, and what it says."""

    def __init__(self, *words: str) -> None:
        self.output = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            words, cwd=harness.ROOT, env=harness.clean_environment(), stdin=subprocess.DEVNULL,
            stdout=self.output, stderr=self.output, start_new_session=True)

    def said(self) -> str:
        return Path(f"/proc/self/fd/{self.output.fileno()}").read_text(errors="replace")

    def wait_for(self, pattern: str) -> re.Match:
        deadline = time.monotonic() + 3 * SECONDS
        while not (found := re.search(pattern, self.said())):
            assert time.monotonic() < deadline and self.process.poll() is None, self.said()
            time.sleep(0.1)
        return found

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.output.close()
