# SPDX-License-Identifier: BSD-3-Clause
"""Every defconfig of every application boots, on every machine, built by both compilers."""

from __future__ import annotations

import pytest

import harness

# Which first line an application must print; one that is not here only has to exit with 0.
GREETINGS = {"helloworld": "Hello, world!", "skeleton": ""}


def matrix() -> list:
    """All combinations; the quick run has each way and each compiler, not their product."""
    cases = []
    for app, defconfig in harness.apps_and_defconfigs():
        for way in harness.WAYS:
            for cc in ("gcc", "clang"):
                quick = cc == "gcc" and way != "iso-bios-disk" or way == "microvm"
                marks = () if quick else (pytest.mark.full,)
                cases.append(pytest.param(app, defconfig, way, cc, marks=marks,
                                          id=f"{app}-{defconfig}-{way}-{cc}"))
    return cases


@pytest.mark.parametrize("app, defconfig, way, cc", matrix())
def test_boots(build: harness.Builder, app: str, defconfig: str, way: str, cc: str) -> None:
    boot = build(app, defconfig, cc).boot(way)
    assert boot.status == 0, boot.output + boot.errors
    assert GREETINGS.get(app, "") in boot.output
    assert "CRASH" not in boot.output


@pytest.mark.parametrize("way", ["microvm", "q35", "iso-bios"])
def test_arguments_arrive(build: harness.Builder, way: str) -> None:
    boot = build("helloworld", "minimal").boot(way, append="-- one two")
    assert boot.status == 0, boot.output + boot.errors
    assert "one" in boot.output and "two" in boot.output


def test_matrix_is_not_empty() -> None:
    assert ("helloworld", "minimal") in harness.apps_and_defconfigs()


@pytest.mark.parametrize("option", ["# CONFIG_LTO is not set", "# CONFIG_DCE is not set",
                                    "# CONFIG_FRAME_POINTER is not set",
                                    "CONFIG_OPTIMIZE_SPEED=y", "CONFIG_OPTIMIZE_DEBUG=y"])
@pytest.mark.parametrize("cc", ["gcc", "clang"])
@pytest.mark.full
def test_build_options(build: harness.Builder, option: str, cc: str) -> None:
    boot = build("helloworld", "minimal", cc, (option,)).boot()
    assert boot.status == 0 and "Hello, world!" in boot.output, boot.output + boot.errors
