# SPDX-License-Identifier: BSD-3-Clause
"""How long building takes: from nothing (third-party archives cached), and with nothing to do."""

from __future__ import annotations

from typing import Iterator

import build


def measure() -> Iterator[tuple[str, float]]:
    build.make("helloworld", "newlib")  # so that the C library is in the cache
    yield "build.hello_seconds", build.make("helloworld", "newlib", fresh=True)[1]
    yield "build.null_seconds", min(build.make("helloworld", "newlib")[1] for _ in range(3))
