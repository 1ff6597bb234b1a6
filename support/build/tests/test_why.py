# SPDX-License-Identifier: BSD-3-Clause
"""`make why`: the way from a component back to the decision that brought it, or would."""
from __future__ import annotations

from pathlib import Path

import pytest

import harness


def why(image: harness.Image, name: str) -> harness.Done:
    out = image.path.parent
    return harness.make("why", f"LIB={name}", f"O={out}")


@pytest.fixture
def hello(built: harness.Builder) -> harness.Image:
    return built("helloworld", "newlib")


def test_a_chain_back_to_the_application(hello: harness.Image) -> None:
    said = why(hello, "uktlsf").output
    order = ["is in this image", "bytes", "LIBUKTLSF is selected by LIBUKALLOC_DEFAULT_UKTLSF",
             'default of the choice "Default heap" in LIBUKALLOC', "selected by LIBNEWLIB",
             "selected by APP_HELLOWORLD_LIBC", "CONFIG_APP_HELLOWORLD_LIBC=n leaves it out",
             "used through ukalloc"]
    places = [said.find(part) for part in order]
    assert -1 not in places and places == sorted(places), said


def test_the_user_s_own_choice(built: harness.Builder) -> None:
    image = built("helloworld", "newlib", "gcc", ("CONFIG_LIBUKALLOC_DEFAULT_UKREGION=y",))
    said = why(image, "ukregion").output
    assert 'was chosen by you or the defconfig in the choice "Default heap"' in said
    assert "not in this image" in why(image, "uktlsf").output


def test_what_the_user_switched_on(built: harness.Builder) -> None:
    image = built("helloworld", "minimal", "gcc", ("CONFIG_LIBUKPOOL=y",))
    said = why(image, "ukpool").output
    assert "LIBUKPOOL was switched on by you" in said
    assert ": 0 bytes (the linker needed none of it)" in said


@pytest.mark.parametrize("name, parts", [
    ("kvm", ("plat/kvm", "PLAT_KVM is on by default", "needs acpi")),
    ("ns16550", ("drivers/console/ns16550", "CONFIG_DRV_NS16550=n")),
    ("helloworld", ("APP_HELLOWORLD is the application",)),
    ("LIBUKALLOC", ("lib/mem/ukalloc", "needed by")),
])
def test_platforms_drivers_and_symbols(hello: harness.Image, name: str, parts: tuple) -> None:
    done = why(hello, name)
    assert done.status == 0 and all(part in done.output for part in parts), done.output


@pytest.mark.parametrize("name, parts", [
    ("ukbuddy", ("switch it on with CONFIG_LIBUKBUDDY=y",
                 "LIBUKALLOC_DEFAULT_UKTLSF_GROWN", "brings it")),
    ("ukschedcoop", ("needs LIBUKSCHED, which is off",)),
])
def test_what_is_not_in_it(hello: harness.Image, name: str, parts: tuple) -> None:
    done = why(hello, name)
    assert done.status == 0 and "is not in this image" in done.output
    assert all(part in done.output for part in parts), done.output


@pytest.mark.parametrize("name, parts", [
    ("uktfls", ("no library 'uktfls'", "did you mean", "uktlsf")),
    ("", ("LIB= takes", "ukboot")),
    ("q9", ("no library 'q9'", "make menuconfig")),
])
def test_an_unknown_name(hello: harness.Image, name: str, parts: tuple) -> None:
    done = why(hello, name)
    lines = [line for line in done.output.splitlines() if not line.startswith("make: ***")]
    assert done.status != 0 and len(lines) == 1, done.output
    assert all(part in lines[0] for part in parts), lines


def test_before_anything_is_built(tmp_path: Path) -> None:
    done = harness.make("why", "LIB=ukboot", "DEFCONFIG=minimal", f"O={tmp_path}/out")
    assert done.status == 0 and "'make' builds the image" in done.output, done.output
