# SPDX-License-Identifier: BSD-3-Clause
"""What of musl is compiled, and how: its own rules (Makefile, configure), for this one system.

No file of musl's is changed. System calls are ours to define (internal/syscall_arch.h), as for each
architecture; the few files that hold a `syscall` instruction, or a number that only the running
program knows, are replaced as a whole (replaced/).
"""
import glob
import os
import re

ARCH = "x86_64"

# What is ours, or of no use without a dynamic linker. A file of the architecture that is left out
# gives way to the general one.
LEFT_OUT = re.compile(r"""
    src/malloc/(mallocng/.*|(calloc|free|libc_calloc|lite_malloc|realloc|replaced)\.c) |
    src/exit/(abort|assert)\.c | src/env/__stack_chk_fail\.c |
    src/(ldso|process|signal)/x86_64/(?!sigsetjmp) | src/ldso/tlsdesc\.c | src/internal/vdso\.c |
    src/thread/x86_64/.* | src/thread/(__syscall_cp|__set_thread_area)\.c
""", re.VERBOSE)

# musl's CFLAGS_C99FSE and the definitions of its Makefile; it does not want its warnings.
DIALECT = ["-std=c99", "-nostdinc", "-ffreestanding", "-frounding-math", "-Wa,--noexecstack",
           "-D_XOPEN_SOURCE=700", "-fno-lto", "-pipe", "-w"]
GCC_ONLY = ["-fexcess-precision=standard"]
# musl's own headers, generated ones ($GENERATED) and the public ones last.
INCLUDES = [f"arch/{ARCH}", "arch/generic", "$GENERATED/internal", "src/include", "src/internal",
            "$GENERATED/include", "include"]


def sources(root, replaced):
    """The files to compile: musl's, without those whose name a file in `replaced` has."""
    ours = sorted(glob.glob(os.path.join(replaced, "*.c")))
    taken = {os.path.basename(path) for path in ours}
    chosen = {}
    for folder in ("src/*", "src/malloc/mallocng"):
        for path in glob.glob(os.path.join(root, folder, "*.c")):
            chosen[os.path.splitext(os.path.relpath(path, root))[0]] = path
    for path in list(chosen.values()):
        if _left_out(root, path) or os.path.basename(path) in taken:
            del chosen[os.path.splitext(os.path.relpath(path, root))[0]]
    for path in glob.glob(os.path.join(root, "src", "*", ARCH, "*.[csS]")):
        if not _left_out(root, path):
            general = os.path.relpath(path, root).replace(f"/{ARCH}/", "/")
            chosen[os.path.splitext(general)[0]] = path
    return sorted(chosen.values()) + ours


def _left_out(root, path):
    return LEFT_OUT.fullmatch(os.path.relpath(path, root))


def all_types(text):
    """bits/alltypes.h of its two templates: what tools/mkalltypes.sed makes of them."""
    lines = []
    for line in text.splitlines():
        typedef = re.match(r"TYPEDEF (.*) ([^ ]*);$", line)
        record = re.match(r"(STRUCT|UNION) * ([^ ]*) (.*);$", line)
        if typedef:
            kind, name = typedef.groups()
            lines += _guarded(name, f"typedef {kind} {name};")
        elif record:
            word, name, body = record.groups()
            lines += _guarded(f"{word.lower()}_{name}", f"{word.lower()} {name} {body};")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _guarded(name, definition):
    return [f"#if defined(__NEED_{name}) && !defined(__DEFINED_{name})", definition,
            f"#define __DEFINED_{name}", "#endif", ""]


def call_numbers(text):
    """bits/syscall.h: the numbers by both of their names."""
    return text + "".join(line.replace("__NR_", "SYS_") + "\n" for line in text.splitlines()
                          if "__NR_" in line)
