# SPDX-License-Identifier: BSD-3-Clause
"""What an output folder's .config was made from; as long as nobody edits it, it follows that.

Kept in OUT/.defconfig, a line each: the defconfig's path, the digest of what it said then, and
that of the .config that came of it. A .config with another digest is somebody's work.
"""
from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple


class Origin(NamedTuple):
    defconfig: Path
    said: str
    became: str

    def has_changed(self) -> bool:
        return self.defconfig.is_file() and digest(self.defconfig) != self.said

    def is_edited(self, dot_config: Path) -> bool:
        return digest(dot_config) != self.became


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def origin(out: Path) -> Origin | None:
    """None where nobody knows, as in a folder whose .config is of somebody's making."""
    try:
        lines = (out / ".defconfig").read_text().splitlines()
    except OSError:
        return None
    return Origin(Path(lines[0]), lines[1], lines[2]) if len(lines) == 3 else None


def keep(out: Path, defconfig: Path) -> None:
    """Notes that .config has just been made from `defconfig`."""
    (out / ".defconfig").write_text(
        f"{defconfig}\n{digest(defconfig)}\n{digest(out / '.config')}\n")
