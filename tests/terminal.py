# SPDX-License-Identifier: BSD-3-Clause
"""An image on a pseudo-terminal, whose keys are pressed one after the other."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time

import harness


class Terminal:
    def __init__(self, image: harness.Image, *options: str) -> None:
        self.ours, self.theirs = pty.openpty()
        self.seen = b""
        accel = () if image.path.suffix == ".ukvm" else ("--accel", "tcg")
        self.child = subprocess.Popen(
            [sys.executable, image.launcher(), str(image.path), *accel, *options],
            stdin=self.theirs, stdout=self.theirs, stderr=subprocess.DEVNULL,
            env=harness.clean_environment(), start_new_session=True)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        os.close(self.ours)
        os.close(self.theirs)

    def wait(self, text: bytes, seconds: float = 60) -> None:
        """Forgets what came up to it."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            left = deadline - time.monotonic()
            assert left > 0 and select.select([self.ours], [], [], left)[0], (text, self.seen)
            self.seen += os.read(self.ours, 4096).replace(b"\r", b"")
        self.seen = self.seen.partition(text)[2]

    def press(self, *keys: bytes) -> None:
        for key in keys:
            os.write(self.ours, key)

    def ended(self, seconds: float = 60) -> int:
        return self.child.wait(timeout=seconds)
