# SPDX-License-Identifier: BSD-3-Clause
"""`make size` adds up exactly, and gives each byte to the library that it comes from."""
from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import attribution
import harness

NO_LTO = "# CONFIG_LTO is not set"
RODATA, DATA, BSS = 5000, 2000, 30000


def sizes(image: harness.Image) -> dict:
    done = subprocess.run([sys.executable, str(harness.ROOT / "support/build/size.py"),
                           str(image.path.parent), "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def memory_of(image: Path) -> int:
    """From the first segment's begin to the last one's end, read anew from the headers."""
    data = image.read_bytes()
    offset, count = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]
    loads = [struct.unpack_from("<IIQQQQQQ", data, offset + 56 * i) for i in range(count)]
    loads = [h for h in loads if h[0] == 1]
    return max(h[3] + h[6] for h in loads) - min(h[3] for h in loads)


@pytest.mark.parametrize("cc", ["gcc", "clang"])
@pytest.mark.parametrize("defconfig, options", [("minimal", ()), ("newlib", ()),
                                                ("newlib", (NO_LTO,))])
def test_adds_up(built: harness.Builder, cc: str, defconfig: str, options: tuple) -> None:
    image = built("helloworld", defconfig, cc, options)
    found = sizes(image)
    rows = found["libraries"].values()
    assert sum(r["file"] for r in rows) == found["file_bytes"] == os.path.getsize(image.path)
    assert sum(r["memory"] for r in rows) == found["memory_bytes"] == memory_of(image.path)
    assert all(r[kind] >= 0 for r in rows for kind in attribution.KINDS)
    # what has no owner is little, or this tool is of no use
    libraries = found["libraries"]
    assert libraries[attribution.PADDING]["file"] < 0.05 * found["file_bytes"]
    assert 64 < libraries[attribution.HEADERS]["file"] < 500


def ballast(folder: Path) -> Path:
    """An application whose sizes are known: arrays, and a string that only code refers to."""
    app = folder / "ballast"
    (app / "defconfigs").mkdir(parents=True)
    (app / "defconfigs" / "default").write_text("")
    (app / "Config.uk").write_text("config APP_BALLAST\n\tbool\n\tdefault y\n"
                                   "\tselect LIBUKBOOT\n\tselect LIBUKPRINT\n")
    (app / "Makefile.uk").write_text("SRCS-y += main.c\n")
    numbers = ",".join(str(i % 251 + 1) for i in range(RODATA))
    (app / "main.c").write_text(
        "#include <uk/boot.h>\n#include <uk/print.h>\n"
        f"static const unsigned char fixed[] = {{{numbers}}};\n"
        f"static unsigned char initial[{DATA}] = {{[{DATA - 1}] = 1}};\n"
        f"static unsigned char zero[{BSS}];\n"
        "int main(int argc, char **argv)\n{\n"
        '\tuk_printf("' + "x" * 500 + '%d %s\\n", fixed[argc * 7], argv[0]);\n'
        "\tinitial[argc] = zero[argc * 9] = fixed[argc];\n"
        "\treturn *(volatile unsigned char *)&initial[argc * 3] +\n"
        "\t       *(volatile unsigned char *)&zero[argc * 5];\n}\n")
    return app


@pytest.mark.parametrize("cc", ["gcc", "clang"])
@pytest.mark.parametrize("options", [(), (NO_LTO,)], ids=["lto", "no-lto"])
def test_known_sizes(tmp_path: Path, cc: str, options: tuple) -> None:
    app = harness.Builder()(str(ballast(tmp_path)), "default", cc, options)
    own = sizes(app)["libraries"]["ballast"]
    assert RODATA + 500 <= own["rodata"] < RODATA + 600
    assert DATA <= own["data"] < DATA + 100
    assert BSS <= own["bss"] < BSS + 100
    assert 0 < own["text"] < 500


def test_archive_members_are_their_library_s(built: harness.Builder) -> None:
    libraries = sizes(built("helloworld", "newlib"))["libraries"]
    assert libraries["newlib"]["text"] > 8000


def test_prints_and_draws(built: harness.Builder) -> None:
    image = built("helloworld", "minimal")
    done = harness.command([sys.executable, str(harness.ROOT / "support/build/size.py"),
                            str(image.path.parent)])
    assert done.status == 0, done.output
    assert done.output.splitlines()[0].split() == ["library", *attribution.KINDS, "file",
                                                   "memory"]
    total = next(line for line in done.output.splitlines() if line.startswith("total"))
    assert str(os.path.getsize(image.path)) in total.split()
    drawing = (image.path.parent / "size.svg").read_text()
    assert drawing.startswith("<svg") and "ukboot" in drawing


def test_without_an_image(tmp_path: Path) -> None:
    done = harness.command([sys.executable, str(harness.ROOT / "support/build/size.py"),
                            str(tmp_path)])
    assert done.status == 1 and done.output.count("\n") == 1 and "make" in done.output
