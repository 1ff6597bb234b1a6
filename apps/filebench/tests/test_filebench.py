# SPDX-License-Identifier: BSD-3-Clause
"""Each operation is done and told of, on files in memory and on a disk; on Linux too."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tests"))
import harness  # noqa: E402
import sealed  # noqa: E402

FILES = ["open_close", "stat", "read_byte", "read_page", "write_page", "create_unlink",
         "write_fsync"]
WAYS = ["open_vfs", "open_direct"]
BLOCK = ["block_read", "block_read_deep", "block_read_128k", "block_write", "block_write_deep",
         "block_write_128k", "block_flush"]

_build = harness.Builder()


def told(output: str) -> list[str]:
    return re.findall(r"^(\w+) \d+ ns \d+ cycles$", output, re.MULTILINE)


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_FULL])
def test_all_operations(tmp_path: Path, way: str) -> None:
    disk = tmp_path / "blank.img"
    with disk.open("wb") as file:
        file.truncate(4 << 20)
    image = sealed.build_for(way, _build, "filebench")
    boot = image.boot(way, append="-- -m -n 200 files=. overwrite=disk0",
                      options=("--disk", str(disk)))
    assert boot.status == 0, boot.output + boot.errors
    assert told(boot.output) == [FILES[0], *WAYS, *FILES[1:], *BLOCK]
    assert set(disk.read_bytes()) == {0, ord("u")}  # what it overwrites, and what it does not


def test_what_cannot_be() -> None:
    image = _build("filebench")
    for arguments, said in (("block=disk7", "disk7: No such device"), ("files=/none", "/none: "),
                            ("-n 0", "usage: "), ("nothing", "usage: ")):
        boot = image.boot(append=f"-- {arguments}")
        assert boot.status == 1 and said in boot.output, boot.output + boot.errors


def test_on_linux(tmp_path: Path) -> None:
    made = harness.make("-f", "apps/shared/linux.mk", "APP=filebench", f"O={tmp_path}")
    assert made.status == 0, made.output
    disk = harness.OUT / "filebench.img"  # not /tmp, whose files may be in memory: no O_DIRECT
    with disk.open("wb") as file:
        file.truncate(4 << 20)
    done = harness.command([str(tmp_path / "filebench"), "-m", "-n", "200", f"files={tmp_path}",
                            f"overwrite={disk}"])
    assert done.status == 0 and told(done.output) == FILES + BLOCK, done.output
    assert set(disk.read_bytes()) == {0, ord("u")}
    disk.unlink()
