# SPDX-License-Identifier: BSD-3-Clause
"""Turns the addresses of a crash report into functions, files, lines and libraries.

The guest prints bare addresses: symbols would be most of its image. This filter stands
in the console stream. Bytes pass through as they come; only inside a crash report is a line
that holds a code address completed, at its end, from the image's symbol file:

      #1 0x0000000000101f3e uk_boot (lib/core/ukboot/boot.c:71) [ukboot]

Before it, so is a line that says which system call is missing (lib/libc/syscall).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess

CRASH = b"*** CRASH"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# "  #3 0xADDRESS", and any "address 0x..." or "rip 0x..." of the report.
_FRAME = re.compile(rb"^\s*#(\d+):?\s+(?:at\s+)?(0x[0-9a-fA-F]+)\b")
# Where an image lies that its monitor has moved
_IMAGE = re.compile(rb"^Image: (0x[0-9a-fA-F]+)\s*$")
_NAMED = re.compile(rb"\b(?:address|at|rip|pc)[ =:]+(0x[0-9a-fA-F]+)\b", re.IGNORECASE)
# Where a missing system call would return to
_MISSING = re.compile(rb"no system call .*; called at (0x[0-9a-fA-F]+)$")
_MISSING_MARK = b"; called at 0x"
_LINE_MOST = 256  # of a line that is not over, so much is remembered
_COMPONENT = re.compile(r"(?:^|/)(?:lib/[^/]+/([^/]+)|drivers/[^/]+/([^/]+)"
                        r"|((?:arch|plat)/[^/]+)|apps/([^/]+))/")
_NEWLIB = re.compile(r"(?:^|/)newlib[^/]*/(?:newlib/)?lib[cm]/")


def component_of(path: str) -> str:
    """The library, driver, platform or application that a source file belongs to."""
    found = _COMPONENT.search(path)
    if found:
        return next(group for group in found.groups() if group)
    if _NEWLIB.search(path):
        return "newlib"
    return os.path.basename(os.path.dirname(path)) or "application"


class Symbols:
    """Looks addresses up in one file with symbols, by addr2line and nm."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.known: dict[int, str] = {}
        self.moved = 0  # the image was loaded so much higher than it was linked
        self.problem = ""
        if not os.path.exists(path):
            self.problem = f"no symbols: {path} is missing"
        elif not shutil.which("addr2line"):
            self.problem = "no symbols: addr2line is missing (package binutils)"

    def describe(self, address: int) -> str:
        """"function (file:line) [library]", a data symbol with an offset, or ""."""
        if self.problem or address < 4096:  # the null page; symbols there are no addresses
            return ""
        address -= self.moved
        if address not in self.known:
            self.known[address] = self._code(address) or self._data(address)
        return self.known[address]

    def moved_to(self, base: int) -> None:
        """The image's first byte lies there."""
        for line in self._output("nm", self.path):
            if line.endswith(" uk_image_text"):
                self.moved = base - int(line.split()[0], 16)
                self.known.clear()

    def _output(self, *command: str) -> list[str]:
        try:
            return subprocess.run(command, capture_output=True, text=True, errors="replace",
                                  timeout=20, check=True).stdout.splitlines()
        except (OSError, subprocess.SubprocessError) as error:
            self.problem = f"no symbols: {command[0]} failed on {self.path}: {error}"
            return []

    def _code(self, address: int) -> str:
        # A function's line, then its place; a pair more for each that it was inlined into.
        lines = self._output("addr2line", "-f", "-i", "-e", self.path, hex(address))
        frames = []
        for name, place in zip(lines[::2], lines[1::2]):
            path, _, line = place.partition(" ")[0].rpartition(":")
            if name == "??" or path in ("", "??"):
                continue
            if path.endswith("<artificial>"):
                # binutils 2.40 misreads gcc's LTO line tables of DWARF 5: better no place
                # than a wrong one.
                frames.append(name)
                continue
            library = component_of(path)
            if path.startswith(ROOT + "/"):
                path = path[len(ROOT) + 1:]
            frames.append(f"{name} ({path}:{line}) [{library}]")
        return ", inlined into ".join(frames)

    def _data(self, address: int) -> str:
        for line in self._output("nm", "-S", "-n", "--defined-only", self.path):
            words = line.split()
            if len(words) < 4:
                continue
            start, size = int(words[0], 16), int(words[1], 16)
            if start <= address < start + size:
                offset = address - start
                return f"{words[3]}+{offset:#x}" if offset else words[3]
        return ""


class Annotator:
    """The filter: feed() takes what the guest wrote and returns what to show."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.crashed = False
        self.trapped = False  # the first frame is the instruction itself, not a call's return
        self.line = b""  # of the current line, what was already shown

    def feed(self, chunk: bytes) -> bytes:
        shown = b""
        if not self.crashed:
            seen = self.line + chunk
            at = seen.find(CRASH)
            if at < 0:
                return self._pass(chunk)
            self.crashed = True
            # What came before the report passes; the report begins at a line's start.
            before = max(at - len(self.line), 0)
            begun = self.line[at:]
            shown, chunk = self._pass(chunk[:before]), chunk[before:]
            self.line = begun
        while chunk:
            end = min((i for i in (chunk.find(b"\r"), chunk.find(b"\n")) if i >= 0), default=-1)
            if end < 0:
                self.line += chunk
                return shown + chunk
            note = self._note(self.line + chunk[:end])
            shown += chunk[:end] + note + chunk[end:end + 1]
            self.line, chunk = b"", chunk[end + 1:]
        return shown

    def _pass(self, chunk: bytes) -> bytes:
        """What is no crash report: only missing system calls are looked for."""
        seen = self.line + chunk
        if _MISSING_MARK not in seen:
            self.line = seen[seen.rfind(b"\n") + 1:][-_LINE_MOST:]
            return chunk
        shown = b""
        lines = re.split(rb"([\r\n])", chunk)  # a line, its end, the next line, ...
        for text, end in zip(lines[::2], lines[1::2]):
            found = _MISSING.search(self.line + text)
            where = self.symbols.describe(int(found[1], 16) - 1) if found else ""
            shown += text + (f" {where}".encode() if where else b"") + end
            self.line = b""
        self.line = (self.line + lines[-1])[-_LINE_MOST:]
        return shown + lines[-1]

    def _note(self, line: bytes) -> bytes:
        if line.startswith(CRASH):
            self.trapped = b"(vector " in line
        image = _IMAGE.match(line)
        if image:
            self.symbols.moved_to(int(image[1], 16))
            return b""
        frame = _FRAME.match(line)
        if frame:
            # A call that does not return may be its function's last instruction, and what it
            # would return to another function's first: ask for the byte before.
            is_exact = self.trapped and int(frame[1]) == 0
            address = int(frame[2], 16) - (0 if is_exact else 1)
        else:
            named = _NAMED.search(line)
            if not named:
                return b""
            address = int(named[1], 16)
        text = self.symbols.describe(address)
        return f" {text}".encode() if text else b""
