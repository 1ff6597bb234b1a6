# SPDX-License-Identifier: BSD-3-Clause
"""`make check` finds each kind of fault, in one line that says where it is and how to fix it."""
from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import check
import harness
import layers

GOOD_C = "/* SPDX-License-Identifier: BSD-3-Clause */\n"


def run(root: Path) -> harness.Done:
    return harness.command([sys.executable, str(root / "support/build/check.py")], cwd=root)


def test_this_tree_holds_to_the_rules() -> None:
    done = run(harness.ROOT)
    assert done.status == 0, done.output


def append(path: str, text: str):
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with open(root / path, "a", encoding="utf-8") as file:
            file.write(text)
    return change


def remove(path: str):
    return lambda root: (root / path).unlink()


# a fault, where it is reported, and words of the report
FAULTS = {
    "libc": (append("lib/base/nolibc/string.c", "#include <stdio.h>\n"),
             "lib/base/nolibc/string.c", ("<stdio.h>", "<uk/string.h>")),
    "private header": (append("lib/base/list/include/uk/list.h", '#include "private.h"\n'),
                       "lib/base/list/include/uk/list.h", ("private.h", "public")),
    "layer": (append("lib/base/ring/Config.uk", "\nconfig LIBRING_X\n\tbool\n"
                     "\tdepends on LIBUKALLOC\n"),
              "lib/base/ring/Config.uk", ("ring depends on ukalloc", "turn the dependency")),
    "library uses driver": (append("lib/core/ukevent/Config.uk", "\nconfig LIBUKEVENT_X\n\tbool\n"
                                   "\tselect DRV_MC146818\n"),
                            "lib/core/ukevent/Config.uk", ("mc146818", "contracts")),
    "no README": (remove("lib/base/list/README.md"), "lib/base/list/README.md", ("missing",)),
    "long README": (append("lib/base/list/README.md", "more\n" * 100),
                    "lib/base/list/README.md", ("one screen",)),
    "variable of the build": (append("lib/base/list/Makefile.uk", "CACHE := x\n"),
                              "lib/base/list/Makefile.uk", ("CACHE", "image.mk")),
    "variable of another": (append("lib/time/uktime/Makefile.uk", "LWIP := x\n"),
                            "lib/time/uktime/Makefile.uk", ("LWIP", "lib/net/netstack")),
    "no licence": (append("lib/base/list/new.c", "int x;\n"), "lib/base/list/new.c",
                   ("licence", "SPDX-License-Identifier: BSD-3-Clause")),
    "long file": (append("lib/base/list/new.c", GOOD_C + "int x;\n" * 500),
                  "lib/base/list/new.c", ("501 lines", "split")),
    "trailing space": (append("lib/base/list/new.c", GOOD_C + "int x; \n"),
                       "lib/base/list/new.c", ("trailing space",)),
    "spaces": (append("lib/base/list/new.c", GOOD_C + "        int x;\n"),
               "lib/base/list/new.c", ("use tabs",)),
    "long line": (append("lib/base/list/new.c", GOOD_C + f"int {'x' * 100};\n"),
                  "lib/base/list/new.c", ("105 columns",)),
    "tab in Python": (append("support/build/new.py", f"# {check.LICENCE}\nif 1:\n\tx = 1\n"),
                      "support/build/new.py", ("four spaces",)),
    "host": (append("lib/base/list/new.c", GOOD_C + "/* http://" "pool.invalid/x */\n"),
             "lib/base/list/new.c", ("pool.invalid", "sources.txt")),
    "defconfig": (append("apps/helloworld/defconfigs/default", "CONFIG_NO_SUCH=y\n"),
                  "apps/helloworld/defconfigs/default", ("CONFIG_NO_SUCH",)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_finds(fault: str, copy: Path) -> None:
    change, path, words = FAULTS[fault]
    assert harness.command(["git", "init", "-q", str(copy)]).status == 0
    before = set(run(copy).output.splitlines())
    change(copy)
    done = run(copy)
    new = [line for line in done.output.splitlines()
           if line not in before and not line.startswith("check: ")]
    assert done.status == 1 and len(new) == 1, done.output
    assert re.match(rf"{re.escape(path)}:\d+: ", new[0]) and "; " in new[0], new
    assert all(word in new[0] for word in words), new


def test_this_machine_s_paths(tmp_path: Path) -> None:
    root = Path("/some" "where/tree")
    lines = [f"cd {root}/lib", "/home/somebody/x", f"nearly{root}/lib"]
    found = list(check.check_private("a.c", lines, root))
    assert [(name, line) for name, line, _ in found] == [("a.c", 1)]


def test_host_programs_may_use_libc() -> None:
    lines = ["#ifdef UK_TEST_HOST", "#include <stdio.h>", "#else", "#include <uk/print.h>",
             "#endif", "#ifndef UK_TEST_HOST", "#include <string.h>", "#endif"]
    assert [line for _, line, _ in check.check_no_libc("a.h", lines)] == [7]


@pytest.mark.parametrize("folder, other, allowed", [
    ("lib/mem/ukalloc", "lib/base/nolibc", True),
    ("lib/mem/uktlsf", "lib/mem/ukalloc", True),
    ("lib/base/ring", "lib/mem/ukalloc", False),
    ("lib/mem/ukalloc", "lib/sched/uksched", False),
    ("lib/core/ukboot", "plat/kvm", False),
    ("lib/dev/ukconsole", "drivers/console/ns16550", False),
    ("lib/core/ukboot", "lib/debug/uktest", False),
    ("lib/debug/uktest", "lib/libc/newlib", True),
    ("lib/libc/newlib", "lib/posix/pipe", True),
    ("drivers/virtio/net", "lib/dev/uknetdev", True),
    ("drivers/virtio/net", "lib/net/netstack", False),
    ("drivers/virtio/net", "drivers/irq/apic", False),
    ("drivers/virtio/net", "drivers/virtio/virtio", True),
    ("drivers/virtio/pci", "drivers/bus/pci", True),
    ("drivers/virtio/mmio", "drivers/acpi", True),
    ("drivers/virtio/net", "drivers/console/ns16550", False),
    ("drivers/bus/pci", "drivers/virtio/net", False),
    ("drivers/bus/pci", "drivers/acpi", True),
    ("drivers/bus/pci", "arch/x86_64", True),
    ("drivers/bus/pci", "lib/mem/ukalloc", True),
    ("drivers/irq/apic", "drivers/acpi", True),
    ("drivers/irq/apic", "arch/x86_64", True),
    ("drivers/virtio/net", "arch/x86_64", False),
    ("plat/kvm", "drivers/irq/apic", True),
    ("plat/kvm", "drivers/console/ns16550", False),
    ("plat/kvm", "arch/x86_64", True),
    ("plat/kvm", "lib/mem/ukalloc", False),
    ("arch/x86_64", "lib/base/nolibc", True),
    ("arch/x86_64", "plat/kvm", False),
    ("apps/helloworld", "lib/libc/newlib", True),
    ("lib/libc/newlib", "apps/helloworld", False),
])
def test_layers(folder: str, other: str, allowed: bool) -> None:
    assert (layers.wrong(folder, other) == "") is allowed
