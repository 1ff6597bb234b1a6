# SPDX-License-Identifier: BSD-3-Clause
"""newlib's own testsuite, as it is in its sources, in the guest.

One image holds all tests, each with its main() renamed; it is booted once for every test, because
a test may end by exit() or abort(). A test passes as newlib's .exp files say: exit status 0 and,
where one names an output, these lines.
"""
import fnmatch
import os
import re
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", "..", "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "support"))

# pylint: disable=wrong-import-position
from fetch import fetch, store, unpack

# What needs more than this library has, and why.
LEFT_OUT = {"tmmap": "mmap() is not the C library's", "iconvjp": "iconv is not compiled",
            "iconvnm": "iconv is not compiled", "iconvru": "iconv is not compiled"}
ONLY_FULL = {"swprintf": "nano has no wide formatted output",
             "UTF-8": "characters are bytes without LIBNEWLIB_UTF8"}

# What the suite expects of older Unicode than the library has; noticed when that changes.
OUTDATED = {"UTF-8": "wants 5 and 6 byte sequences, and surrogates refused (before RFC 3629)",
            "twctype": "wants the digit U+0967 to be a letter"}

# Functions and variables that several tests define.
COMMON_NAMES = ("main errors print_error mymemmove xmemmove fill printbuf eprintf mycopy myset "
                "num_invalid testfail").split()

# tstring has 360 KB of local variables.
STACK = "CONFIG_ARCH_STACK_SIZE=512\n"
VARIANTS = {"nano": STACK,
            "full": STACK + "# CONFIG_LIBNEWLIB_NANO_IO is not set\nCONFIG_LIBNEWLIB_UTF8=y\n"}

RUNNER = """\
/* Runs the test that the command line names. */
#include <stdio.h>
#include <string.h>

static int constructed;

static void __attribute__((constructor)) construct(void)
{{
	constructed++;
}}

{declarations}
static const struct {{
	const char *name;
	int (*run)(int argc, char **argv);
}} tests[] = {{ {entries} }};

int main(int argc, char **argv)
{{
	if (constructed != 1)
		return 3;
	for (unsigned int i = 0; argc > 1 && i < sizeof(tests) / sizeof(tests[0]); i++)
		if (!strcmp(tests[i].name, argv[1]))
			return tests[i].run(1, argv);
	puts("no such test");
	return 2;
}}
"""


def sources():
    """The unpacked testsuite."""
    source = fetch.load(["newlib"])[0]
    target = os.path.join(store.cache_folder(), "unpacked", f"{source.name}-{source.version}")
    unpack.unpack(source, fetch.get([source])[0], target, print)
    return os.path.join(target, "newlib", "testsuite")


def find_tests():
    """Name to path of every test, found without fetching anything at collection time."""
    suite = sources()
    return {name[:-2]: os.path.join(folder, name) for folder, _, names in os.walk(suite)
            for name in names if name.endswith(".c")}


@pytest.fixture(scope="module", params=list(VARIANTS), name="image")
def fixture_image(request, tmp_path_factory):
    """(variant, image, tests): an application outside of the tree, with a file for each test."""
    folder = tmp_path_factory.mktemp("suite")
    tests = {name: path for name, path in find_tests().items() if name not in LEFT_OUT and (
        request.param == "full" or name not in ONLY_FULL)}
    symbols = {name: "test_" + re.sub(r"\W", "_", name) for name in tests}
    for name, path in tests.items():
        (folder / f"{symbols[name]}.c").write_text(
            "".join(f"#define {common} {symbols[name]}{'' if common == 'main' else '_' + common}\n"
                    for common in COMMON_NAMES) + f'#include "{path}"\n')
    (folder / "main.c").write_text(RUNNER.format(
        declarations="\n".join(f"int {symbol}(int argc, char **argv);"
                               for symbol in symbols.values()),
        entries=", ".join(f'{{ "{name}", {symbol} }}' for name, symbol in symbols.items())))
    (folder / "Config.uk").write_text(
        "config APP_NEWLIB_SUITE\n\tbool\n\tdefault y\n\tselect LIBNEWLIB\n")
    (folder / "Makefile.uk").write_text(
        f"SRCS-y += main.c {' '.join(symbol + '.c' for symbol in symbols.values())}\n"
        f"CFLAGS-y += -w -fno-builtin -I{os.path.join(sources(), 'include')}\n")
    (folder / "defconfigs").mkdir()
    (folder / "defconfigs" / "default").write_text(VARIANTS[request.param])
    out = folder / "out"
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith(("MAKE", "MFLAGS", "UK_"))}
    done = subprocess.run(["make", "-C", ROOT, f"A={folder}", f"O={out}"], capture_output=True,
                          text=True, env=environment, timeout=900, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return request.param, out / folder.name, tests


def boot(image, name):
    """(exit status, lines of the console)"""
    done = subprocess.run([sys.executable, os.path.join(ROOT, "support/run/run.py"), image,
                           "--accel", "tcg", "--append", f"-- {name}", "--timeout", "60"],
                          capture_output=True, text=True, errors="replace", timeout=90,
                          stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout.replace("\r", "").splitlines(), done.stderr


def expected_lines(path):
    """The patterns in the test's .exp file, if it has one that names an output."""
    try:
        with open(path[:-2] + ".exp", encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        return []
    block = re.search(r"^set (?:expected_)?output \{\n(.*?)^\}", text, re.M | re.S)
    return re.findall(r'^"(.*)"$', block[1], re.M) if block else []


def test_newlibs_own(image):
    """Every test of the suite, by its own verdict."""
    variant, path, tests = image
    failures = []
    for name, source in sorted(tests.items()):
        status, lines, errors = boot(path, name)
        wanted = expected_lines(source)
        right = len(lines) >= len(wanted) and all(
            fnmatch.fnmatchcase(line, pattern) for line, pattern in zip(lines, wanted))
        if (variant == "full" and name in OUTDATED) != bool(status or not right):
            failures.append(f"{name}: status {status}, {lines[-12:]} {errors[-300:]}")
    assert not failures, f"{variant}:\n" + "\n".join(failures)
    assert len(tests) >= 11


def test_unknown_test_fails(image):
    """The verdict can be a failure: a name that is not there gives status 2."""
    assert boot(image[1], "nothing")[0] == 2
