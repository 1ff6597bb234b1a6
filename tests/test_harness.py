# SPDX-License-Identifier: BSD-3-Clause
"""What the tests themselves share: who builds what, and for how long that counts."""

from __future__ import annotations

from pathlib import Path

import pytest

import harness


def test_a_session_builds_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was built serves all runs of a session; what failed is only known to its own run."""
    calls: list[str] = []

    def make(said: str) -> str:
        calls.append(said)
        return said

    def ask(session: str, run: str, said: str = "") -> str:
        monkeypatch.setattr(harness, "SESSION", session)
        monkeypatch.setattr(harness, "RUN_NAME", run)
        return harness.once(tmp_path / "out", lambda: make(said))

    assert [ask("s", "first", "broken"), ask("s", "first")] == ["broken", "broken"]
    assert [ask("s", "second"), ask("s", "second"), ask("s", "third")] == ["", "", ""]
    assert calls == ["broken", ""]
    assert ask("t", "third") == "" and len(calls) == 3
