# SPDX-License-Identifier: BSD-3-Clause
"""The libraries' own suites, run in the guest; each of their cases is a test here.

The cases are found in the sources, so that one that no image runs, because somebody forgot to
list it, fails instead of being absent. Each suite boots by itself: a crash costs only
its own cases. On other machines, and built by clang, each image boots once.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterable

import pytest

import harness
import sealed

APP = "tests/apps/unit"
DEFCONFIGS = sorted(path.name for path in (harness.ROOT / APP / "defconfigs").iterdir())
_results: dict[tuple, dict[str, str]] = {}
_suites: dict[Path, set[str]] = {}


# Not plat/xen's, which need Xen (test_xen.py).
PLACES = ("arch", "plat/common", "plat/kvm", "plat/ukvm", "drivers", "lib")


def cases(places: Iterable[str] = PLACES) -> list[tuple[str, str]]:
    """(suite, case)"""
    found = []
    for place in places:
        for path in sorted((harness.ROOT / place).glob("**/tests/*.c")):
            text = path.read_text()
            found += re.findall(r"^UK_TEST\(\s*(\w+)\s*,\s*(\w+)\s*\)", text, re.MULTILINE)
    return found


def suites_in(image: harness.Image) -> set[str]:
    """By the variables that UK_TESTSUITE() defines."""
    if image.path not in _suites:
        symbols = harness.command(["nm", str(image.path).removesuffix(".ukvm") + ".dbg"])
        _suites[image.path] = set(re.findall(r" uk_suite_(\w+)$", symbols.output, re.MULTILINE))
        assert _suites[image.path], symbols.output[-1000:]
    return _suites[image.path]


def results(build: harness.Builder, defconfig: str, cc: str, way: str,
            suite: str) -> dict[str, str]:
    """Case: "ok", or what the image printed; empty if it does not have the suite."""
    key = (defconfig, cc, way, suite)
    if key not in _results:
        try:
            image = build(APP, defconfig, cc)
        except AssertionError:  # test_image_builds has shown why
            pytest.fail(f"the image '{defconfig}' could not be built by {cc}", pytrace=False)
        if suite not in suites_in(image):  # a boot would only say so
            _results[key] = {}
            return {}
        # no network: what a suite finds does not depend on where it runs
        boot = image.boot(way, append=f"uktest.suite={suite}", timeout=120,
                          options=("--net", "none"))
        _results[key] = parse(boot, suite)
    return _results[key]


def parse(boot: harness.Boot, suite: str) -> dict[str, str]:
    found: dict[str, str] = {}
    said = ""
    for line in boot.output.splitlines():
        case = re.match(r"    (not )?ok \d+ (\w+)", line)
        if case:
            found[case[2]] = said + line if case[1] else "ok"
            said = ""
        else:
            said += line + "\n"
    if boot.status == 0 and "not ok" in boot.output or not found:
        raise AssertionError(f"{suite}: status {boot.status}, but:\n{boot.output}{boot.errors}")
    if boot.status not in (0, 1):  # it crashed on the way: the case that ran then has no line
        found["(crash)"] = boot.output + boot.errors
    return found


def check(build: harness.Builder, cc: str, way: str, suite: str, name: str) -> None:
    ran = 0
    for defconfig in DEFCONFIGS:
        outcome = results(build, defconfig, cc, way, suite)
        result = outcome.get(name) or outcome.get("(crash)")
        if result is None:  # the suite, or this case of it, needs another configuration
            continue
        ran += 1
        assert result == "ok", f"in the image '{defconfig}':\n{result}"
    assert ran, f"no image of {APP}/defconfigs has {suite}.{name}: is it in TESTS-y, and " \
                f"its library in {APP}/Config.uk?"


@pytest.mark.parametrize("defconfig", DEFCONFIGS)
def test_image_builds(build: harness.Builder, defconfig: str) -> None:
    build(APP, defconfig)


# A suite is booted once: its cases stay together.
@pytest.mark.parametrize("suite, name", [
    pytest.param(suite, name, marks=pytest.mark.xdist_group(f"unit-{suite}"))
    for suite, name in cases()])
def test_case(build: harness.Builder, suite: str, name: str) -> None:
    check(build, "gcc", "microvm", suite, name)


# All suites of an image in one boot.
@pytest.mark.full
@pytest.mark.parametrize("cc, way", [("clang", "microvm"), ("gcc", "q35"), ("gcc", "pc"),
                                     ("gcc", "iso-uefi")])
@pytest.mark.parametrize("defconfig", DEFCONFIGS)
def test_image_elsewhere(build: harness.Builder, defconfig: str, cc: str, way: str) -> None:
    image = build(APP, defconfig, cc)
    boot = image.boot(way, timeout=600, options=("--net", "none"))
    assert boot.status == 0 and "not ok" not in boot.output, boot.output + boot.errors
    passed = re.findall(r"^ok \d+ (\w+): ", boot.output, re.MULTILINE)
    assert set(passed) >= suites_in(image) and passed, boot.output


@pytest.mark.full
@sealed.needs_kvm
@pytest.mark.parametrize("defconfig, options", [
    ("musl", ()), ("posix", ("# CONFIG_LIBPOSIXMMAP is not set",))])
def test_image_under_a_monitor(build: harness.Builder, defconfig: str, options: tuple) -> None:
    """Others are in test_ukvm.py. What maps memory on demand no sealed guest can have."""
    image = build(APP, defconfig, options=options, plat="ukvm")
    boot = image.boot("ukvm", timeout=600, options=("--net", "none"))
    assert boot.status == 0 and "not ok" not in boot.output, boot.output + boot.errors
    assert set(re.findall(r"^ok \d+ (\w+): ", boot.output, re.MULTILINE)) >= suites_in(image)


def test_a_failing_case_is_seen(tmp_path: Path, build: harness.Builder) -> None:
    """The chain from a false expectation to a non-zero status, with a suite made to fail."""
    app = tmp_path / "failing"
    (app / "defconfigs").mkdir(parents=True)
    (app / "defconfigs" / "default").write_text("")
    (app / "Config.uk").write_text("config APP_FAILING\n\tbool\n\tdefault y\n\tselect LIBUKTEST\n"
                                   "\tselect LIBUKBOOT\n")
    (app / "Makefile.uk").write_text("SRCS-y += main.c\n")
    (app / "main.c").write_text(
        "#include <uk/boot.h>\n#include <uk/test.h>\n"
        'UK_TESTSUITE(broken, "made to fail");\n'
        "UK_TEST(broken, sum) { UK_EXPECT_EQ(1 + 1, 3); }\n"
        "UK_TEST(broken, fine) { UK_EXPECT(true); }\n"
        "int main(int argc __uk_unused, char **argv __uk_unused) { return 0; }\n")
    boot = build(str(app)).boot(append="uktest.suite=broken")
    outcome = parse(boot, "broken")
    assert boot.status == 1
    assert outcome["fine"] == "ok"
    assert "left side 2, right side 3" in outcome["sum"]
