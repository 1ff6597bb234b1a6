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
import linkmap
import size

NO_LTO = "# CONFIG_LTO is not set"
PACKED = "CONFIG_ARCH_X86_64_PACKED=y"
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
                                                ("newlib", (NO_LTO,)), ("newlib", (PACKED,))])
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
    if PACKED in options:
        assert libraries[attribution.PACKING]["file"] < -1000
    else:
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


FETCHED, LARGE = 30000, 400000


def fetched(folder: Path) -> Path:
    """An application whose sources lie elsewhere, in two folders, behind a link in the output
    folder; so large that addresses in it are also places in its debug information."""
    app, cache = folder / "fetched", folder / "cache"
    (app / "defconfigs").mkdir(parents=True)
    (app / "defconfigs" / "default").write_text("")
    (app / "Config.uk").write_text("config APP_FETCHED\n\tbool\n\tdefault y\n"
                                   "\tselect LIBUKBOOT\n\tselect LIBUKPRINT\n")
    (app / "Makefile.uk").write_text(
        f"PREREQUISITES-y += $(O)/source\n$(O)/source:\n\t$(Q)ln -sfn {cache} $@\n"
        "OF_CACHE := source/one/one.c source/two/two.c\nSRCS-y += main.c $(OF_CACHE)\n"
        "$(OF_CACHE:%=$(O)/obj/fetched/%.o): $(O)/obj/fetched/%.c.o: $(O)/obj/fetched/flags "
        "| $(O)/source\n\t$(Q)mkdir -p $(@D); $(CC) $(fetched.flags) $(LTO_FLAGS) -c -o $@ "
        "$(O)/$*.c\n")
    (app / "main.c").write_text(
        "#include <uk/boot.h>\n\nint one(int), two(int);\n"
        "int main(int argc, char **argv)\n{\n\treturn one(argc) + two(argc) + !argv;\n}\n")
    for name, size in (("one", FETCHED), ("two", LARGE)):
        (cache / name).mkdir(parents=True)
        numbers = ",".join(str(i % 251 + 1) for i in range(size))
        (cache / name / f"{name}.c").write_text(
            f"#include <uk/print.h>\n\nint {name}(int);\n"
            f"static const unsigned char table[] = {{{numbers}}};\n"
            f"int __attribute__((noinline)) {name}(int at)\n{{\n"
            f"\tuk_printf(\"{name[0] * 200}\");\n\treturn table[at * 7];\n}}\n")
    return app


@pytest.mark.parametrize("cc", ["gcc", "clang"])
@pytest.mark.parametrize("options", [(), (NO_LTO,)], ids=["lto", "no-lto"])
def test_sources_behind_a_link(tmp_path: Path, cc: str, options: tuple) -> None:
    app = harness.Builder()(str(fetched(tmp_path)), "default", cc, options)
    found = sizes(app)["libraries"]
    folders = found["fetched"]["folders"]
    assert FETCHED + LARGE + 400 <= found["fetched"]["rodata"] < FETCHED + LARGE + 600
    assert LARGE + 200 <= folders["two"]["rodata"] < LARGE + 300
    for kind in (*attribution.KINDS, "file"):
        assert sum(part[kind] for part in folders.values()) == found["fetched"][kind]
    assert found[attribution.PADDING]["file"] < 3000
    assert all(part["file"] < 20000 for name, part in found.items() if name != "fetched")


def test_what_takes_no_memory_is_left_out(tmp_path: Path) -> None:
    """Its place in the file may be a number that is an address, too."""
    gnu, lld = tmp_path / "gnu.map", tmp_path / "lld.map"
    gnu.write_text("Linker script and memory map\n"
                   " .text.main     0x0000000000100000       0x20 main.o\n"
                   " .debug_info    0x0000000000100010       0x40 main.o\n")
    lld.write_text("             VMA              LMA     Size Align Out     In      Symbol\n"
                   "          100000           100000       20     1         main.o:(.text.main)\n"
                   "          100010                0       40     1         main.o:(.debug_str)\n")
    for path in (gnu, lld):
        assert [piece.section for piece in linkmap.pieces(path)] == [".text.main"]


def test_folders_of_a_library() -> None:
    of = {attribution.Owner("big", folder): attribution.Size(text=size) for folder, size in
          (("source/src", 700), ("source/deps/lua", 250), ("", 45), ("source/include", 5))}
    alone = {attribution.Owner("one", "src"): attribution.Size(text=9)}
    assert [(name, part.file) for name, part in size.by_folder({**of, **alone}, "big")] == [
        ("src", 700), ("deps/lua", 250), (".", 45), ("others", 5)]
    assert size.by_folder({**of, **alone}, "one") == []
    rows = size.by_library({**of, **alone})
    assert [(name, part.file) for name, part in rows] == [("big", 1000), ("one", 9)]
    assert "  deps/lua" in size.table(rows, {"big": size.by_folder(of, "big")})


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
