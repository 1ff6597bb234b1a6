# SPDX-License-Identifier: BSD-3-Clause
"""The journal of ext3 and ext4 (lib/fs/jbd2) against e2fsprogs: what one writes, the other
recovers, block by block."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

import harness
import hostprograms

KINDS = {
    "ext4-4k": (4096, True, ["-t", "ext4", "-b", "4096"]),
    "ext4-1k": (1024, True, ["-t", "ext4", "-b", "1024"]),
    "ext4-1k-32bit": (1024, True, ["-t", "ext4", "-b", "1024", "-O", "^64bit"]),
    "ext3-1k": (1024, False, ["-t", "ext3", "-b", "1024"]),
    "ext3-4k": (4096, False, ["-t", "ext3", "-b", "4096"]),
}


class Image(NamedTuple):
    path: Path
    block_size: int
    has_checksums: bool
    runs: list[str]  # of the journal, as the tool wants them
    first: int       # block of some that are free
    count: int

    def copy(self, name: str) -> Image:
        path = self.path.with_name(name)
        shutil.copy(self.path, path)
        return self._replace(path=path)

    def free_blocks(self) -> bytes:
        with open(self.path, "rb") as file:
            file.seek(self.first * self.block_size)
            return file.read(self.count * self.block_size)


def run(*words: object) -> str:
    # Not on every user's PATH
    found = shutil.which(str(words[0]), path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert found, f"{words[0]} is missing: e2fsprogs has it"
    done = harness.command([found, *map(str, words[1:])])
    assert done.status == 0, f"{words}: {done.status}\n{done.output}"
    return done.output


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = hostprograms.tool("lib/fs/jbd2", "tests/host/tool_journal.c")
    return hostprograms.compile_program(program, tmp_path_factory.mktemp("journal"), "gcc")


@pytest.fixture(params=KINDS)
def image(request: pytest.FixtureRequest, tmp_path: Path) -> Image:
    block_size, has_checksums, options = KINDS[request.param]
    path = tmp_path / "image"
    with open(path, "wb") as file:
        file.truncate(32 << 20)
    run("mkfs.ext4", "-q", "-F", "-J", "size=4", *options, path)
    stat = run("debugfs", "-R", "stat <8>", path)
    runs = []
    # "(0-1023):1234-2257", and "(IND):1233" for what only leads there
    for begin, last in re.findall(r"\(\d+(?:-\d+)?\):(\d+)(?:-(\d+))?", stat):
        runs.append(f"{begin}+{int(last or begin) - int(begin) + 1}")
    about = run("dumpe2fs", path)
    first, last = max(((int(a), int(b)) for a, b in
                       re.findall(r"Free blocks: .*?(\d+)-(\d+)$", about, re.MULTILINE)),
                      key=lambda pair: pair[1] - pair[0])
    return Image(path, block_size, has_checksums, runs, first, min(last - first + 1, 300))


def recover(image: Image) -> None:
    """By e2fsck, and then it finds nothing wrong."""
    output = run("e2fsck", "-fy", image.path)
    assert "recovering journal" in output and "corrupt" not in output, output
    run("e2fsck", "-fn", image.path)


def test_e2fsck_recovers_ours(tool: Path, image: Image) -> None:
    expected, ours = image.copy("expected"), image.copy("ours")
    run(tool, image.path, image.block_size, "write", expected.path, image.first, image.count,
        int(image.has_checksums), *image.runs)
    assert expected.free_blocks() != image.free_blocks()
    shutil.copy(image.path, ours.path)
    run("debugfs", "-w", "-R", "feature needs_recovery", image.path)
    recover(image)
    assert image.free_blocks() == expected.free_blocks()
    output = run(tool, ours.path, image.block_size, "replay", *image.runs)
    assert "replayed 9" in output
    assert ours.free_blocks() == expected.free_blocks()


# Where the file system has no checksums, debugfs writes the journal's wrong.
@pytest.mark.parametrize("image, checksums", [
    (kind, checksums) for kind, (_, has_checksums, _) in KINDS.items()
    for checksums in ([None, 2, 3] if has_checksums else [None])], indirect=["image"])
def test_ours_replays_debugfs(tool: Path, image: Image, tmp_path: Path,
                              checksums: int | None) -> None:
    """Transactions with blocks, then revocations, then blocks again."""
    content = tmp_path / "content"
    first, size = image.first, image.block_size
    blocks = [bytes([i + 1]) * size for i in range(40)]
    if not checksums:  # of an escaped block, debugfs 1.47 writes a wrong one
        blocks[3] = bytes.fromhex("c03b3998") + blocks[3][4:]
    content.write_bytes(b"".join(blocks))
    numbers = ",".join(str(first + 2 * i) for i in range(40))
    commands = tmp_path / "commands"
    commands.write_text("\n".join([
        f"jo -c -v {checksums}" if checksums else "jo",
        f"jw -b {numbers} {content}",
        f"jw -r {first},{first + 4},{first + 6},{first + 20}",
        f"jw -b {first + 4},{first + 100} {content}",
        "jc", ""]))
    run("debugfs", "-w", "-f", commands, image.path)
    ours = image.copy("ours")
    before = image.free_blocks()
    recover(image)
    assert image.free_blocks() != before
    output = run(tool, ours.path, size, "replay", *image.runs)
    assert "replayed 3" in output
    assert ours.free_blocks() == image.free_blocks()
