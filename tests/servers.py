# SPDX-License-Identifier: BSD-3-Clause
"""The server applications as programs of this host, under ASan and UBSan.

    with servers.Program("httpd", 80) as server:
        connection = server.connect(80)

Has what guest.Guest has where a client needs it, so that one test runs against both.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Sequence

import harness

sys.path.insert(0, str(harness.RUN.parent))
from ports import LOCAL, take  # noqa: E402

SANITIZE = "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"
_built: dict[str, Path] = {}


def build(app: str, flags: str = SANITIZE) -> Path:
    """The program, from the same sources as the image (apps/shared/linux.mk)."""
    key = f"{app} {flags}"
    if key not in _built:
        out = harness.OUT / f"linux-{app}-{zlib.crc32(flags.encode()):08x}"

        def make_program() -> str:
            out.mkdir(parents=True, exist_ok=True)
            (out / app).unlink(missing_ok=True)
            done = harness.make("-f", str(harness.ROOT / "apps/shared/linux.mk"), f"APP={app}",
                                f"O={out}", f"CFLAGS={flags}")
            return done.output if done.status else ""

        said = harness.once(out, make_program)
        assert not said, said
        _built[key] = out / app
    return _built[key]


def free_offset(ports: Sequence[int]) -> int:
    """What to add to these ports so that all are free, for TCP and UDP, and below those that
    Linux gives to connections (ip_local_port_range). Launchers of guests, and whoever else asks
    here, leave them alone as long as this process lives."""
    while True:
        offset = random.randrange(8000, 32767 - max(ports))
        if all(_take(port + offset) for port in ports):
            return offset


def _take(port: int) -> bool:
    """At all of this host's addresses, where the servers listen."""
    try:
        for protocol, kind in (("tcp", socket.SOCK_STREAM), ("udp", socket.SOCK_DGRAM)):
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.bind(("", port))
            if not take(port, protocol, LOCAL):
                return False
    except OSError:
        return False
    return True


class Program:
    """A running server. `ports` are those of the image; here each is shifted by an offset."""

    def __init__(self, app: str, *ports: int, arguments: Sequence[str] = (),
                 prefix: Sequence[str] = ()) -> None:
        self.offset = free_offset(ports)
        self.errors = tempfile.TemporaryFile()
        first = str(self.offset if len(ports) > 1 else ports[0] + self.offset)
        self.process = subprocess.Popen([*prefix, str(build(app)), first, *arguments],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.errors)
        line = self.process.stdout.readline()
        assert line.startswith(app.encode()), (line, self.said())

    def said(self) -> str:
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    def address(self, port: int, protocol: str = "tcp") -> tuple[str, int]:
        return LOCAL, port + self.offset

    def connect(self, port: int, timeout: float = 20) -> socket.socket:
        return socket.create_connection(self.address(port), timeout)

    def datagrams(self, port: int, timeout: float = 5) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.settimeout(timeout)
        made.connect(self.address(port))
        return made

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        time.sleep(0.05)  # what it dies of may be under way
        alive = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        said = self.said()
        self.errors.close()
        assert alive and not said, said or "the server ended by itself"
