# SPDX-License-Identifier: BSD-3-Clause
"""`make graph`: all components of the image, grouped by layer, without implied arrows."""
from __future__ import annotations

import shutil
import sys

import pytest

import graph
import harness


def component(*direct: str, enabled: bool = True) -> dict:
    return {"folder": "lib/base/x", "enabled": enabled, "direct": list(direct)}


def test_implied_arrows_are_left_out() -> None:
    components = {"a": component("b", "c"), "b": component("c"), "c": component(),
                  "d": component("a", enabled=False)}
    assert graph.arrows(components) == [("a", "b"), ("b", "c")]


def test_a_circle_keeps_its_arrows() -> None:
    components = {"a": component("b"), "b": component("c"), "c": component("a")}
    assert graph.arrows(components) == [("a", "b"), ("b", "c"), ("c", "a")]


@pytest.mark.parametrize("folder, name", [
    ("lib/mem/uktlsf", "lib/mem"), ("drivers/console/ns16550", "drivers"), ("plat/kvm", "plat"),
    ("arch/x86_64", "arch"), ("apps/helloworld", "apps"), ("/home/me/mine", "apps")])
def test_layer(folder: str, name: str) -> None:
    assert graph.layer(folder) == name


@pytest.mark.skipif(not shutil.which("dot"), reason="needs graphviz")
def test_draws(built: harness.Builder) -> None:
    out = built("helloworld", "minimal").path.parent
    done = harness.command([sys.executable, str(harness.ROOT / "support/build/graph.py"),
                            str(out)])
    assert done.status == 0 and done.output.strip() == str(out / "graph.svg"), done.output
    drawing = (out / "graph.svg").read_text()
    for word in ("ukboot", "kvm", "x86_64", "lib/core", "bytes"):
        assert word in drawing, word
    assert "newlib" not in drawing
