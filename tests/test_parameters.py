# SPDX-License-Identifier: BSD-3-Clause
"""The command line: library parameters, their help, and the application's arguments."""

from __future__ import annotations

import pytest

import harness
import sealed


WAYS = ["microvm", sealed.SEALED]


@pytest.mark.parametrize("way", WAYS)
def test_help_lists_and_ends(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, "helloworld").boot(way, append="help")
    assert boot.status == 0, boot.output
    assert "Hello, world!" not in boot.output
    assert "arguments of the application" in boot.output


def test_help_names_a_parameter_with_type(build: harness.Builder) -> None:
    image = build("helloworld", "minimal", options=("CONFIG_LIBUKTEST=y",))
    boot = image.boot(append="help")
    assert boot.status == 0
    assert "uktest.suite=  text:" in boot.output


@pytest.mark.parametrize("way", WAYS)
def test_unknown_is_refused_by_name(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, "helloworld").boot(way, append="uknothing.speed=9")
    assert boot.status not in (0, harness.CRASHED)
    assert "uknothing.speed=9" in boot.output and "help" in boot.output
    assert "Hello, world!" not in boot.output


def test_wrong_type_is_refused_by_name(build: harness.Builder) -> None:
    image = build(options=("CONFIG_LIBUKALLOC=y", "CONFIG_LIBUKALLOC_DEFAULT_UKTLSF_GROWN=y"))
    boot = image.boot(append="uktlsf.chunk=lots")
    assert boot.status not in (0, harness.CRASHED), boot.output
    assert "uktlsf.chunk" in boot.output and "lots" in boot.output
    assert image.boot(append="uktlsf.chunk=128K").status == 0


@pytest.mark.parametrize("way", WAYS)
def test_arguments_are_not_parameters(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, "helloworld", "minimal").boot(
        way, append='-- help a.b=1 "two words"')
    assert boot.status == 0, boot.output
    for word in ("help", "a.b=1", "two words"):
        assert word in boot.output


@pytest.mark.parametrize("way", WAYS)
def test_too_many_arguments(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, "helloworld", "minimal").boot(
        way, append="-- " + "x " * 60)
    assert boot.status not in (0, harness.CRASHED), boot.output
    assert "argument" in boot.output


@pytest.mark.parametrize("way", WAYS)
def test_too_long_a_line_is_refused(build: harness.Builder, way: str) -> None:
    boot = sealed.build_for(way, build, "helloworld", "minimal").boot(
        way, append="-- " + "x" * 3000)
    assert boot.status not in (0, harness.CRASHED), boot.output
    if way == "ukvm":  # no guest begins that could say it
        assert boot.status == 200 and "--append is longer than" in boot.errors, boot.errors
    else:
        assert "command line" in boot.output and "COMMAND_LINE" in boot.output


@pytest.mark.parametrize("way", ["microvm", "q35", sealed.SEALED])
def test_a_long_line_is_taken_whole(build: harness.Builder, way: str) -> None:
    """As long as Linux takes it, across a page's end, wherever the loader put it."""
    words = [letter * 199 for letter in "abcdefghij"]
    boot = sealed.build_for(way, build, "helloworld", "minimal").boot(
        way, append="-- " + " ".join(words))
    assert boot.status == 0, boot.output
    assert all(word in boot.output for word in words)
