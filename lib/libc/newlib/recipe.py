# SPDX-License-Identifier: BSD-3-Clause
"""What of newlib is compiled, and how: the release's own file lists, read for our configuration.

newlib's configure and make take twice as long as the compilation itself, so this reads the
Makefile.inc files (automake's input, the authority on what belongs to the library) directly.
"""
import glob
import os
import re

# automake conditionals that hold here: x86_64, no system-call folder of newlib's own, and no
# EL/IX level, which means everything.
TRUE = {"HAVE_LIBC_MACHINE_X86_64", "HAVE_LIBM_MACHINE_X86_64",
        "HAVE_STDIO_DIR", "HAVE_SIGNAL_DIR", "HAVE_POSIX_DIR", "HAVE_UNIX_DIR",
        "HAVE_LONG_DOUBLE", "HAVE_FPMATH_H"}

# What the glue beside this file provides, or what needs a process or a file system of newlib's
# own making: no member for it, so that a program that uses it gets ours or a link error.
LEFT_OUT = re.compile(r"""
    libc/(iconv|xdr|machine/x86_64/mem) |          # iconv: off by default; memcpy is the kernel's
    libc/stdlib/(nano-.*|mall.*|malign.*|mstats|msizer?|mtrim|mlock|p?vallocr?|c?freer|callocr?
        |reallocr?|aligned_alloc|system|_?[eE]xit|abort|assert)\.c |
    libc/reent/(?!reent\.c) | libc/misc/(lock|init|fini|unctrl)\.c |
    libc/signal/(raise|signal)\.c | libc/time/(clock|time|gettimeofday)\.c |
    libc/stdio/(rename|remove)\.c | libc/ssp/stack_protector\.c | libc/string/u_strerr\.c |
    libc/posix/(?!reg|coll|fnmatch|ftw|nftw|sleep|usleep) | libc/unix/(?!basename|dirname)
""", re.VERBOSE)

# Character input and output of wide streams, which nano leaves out with its formatted output.
WIDE = ("fgetwc fgetwc_u fgetws fgetws_u fputwc fputwc_u fputws fputws_u fwide getwc getwc_u "
        "getwchar getwchar_u putwc putwc_u putwchar putwchar_u ungetwc getw putw").split()

# newlib's names for what a target provides (see its configure.host).
DEFINES = ["-D_LIBC", "-DMALLOC_PROVIDED", "-DCLOCK_PROVIDED", "-DEXIT_PROVIDED",
           "-DREENTRANT_SYSCALLS_PROVIDED", "-DMISSING_SYSCALL_NAMES", "-DHAVE_FCNTL",
           "-DHAVE_BLKSIZE", "-DHAVE_NANOSLEEP", "-DHAVE_RENAME", "-DHAVE_MKDIR",
           "-DHAVE_ASSERT_FUNC", "-DSIGNAL_PROVIDED", "-D_NO_GETLOGIN", "-D_NO_GETPWENT"]

# The compiler is Linux's; the library is for no Linux.
UNDEFINE = ["-Ulinux", "-U__linux", "-U__linux__", "-U__gnu_linux__", "-Uunix", "-U__unix",
            "-U__unix__"]

# Old C, of which newer compilers (gcc 14, clang 16) make errors by default.
LENIENT = ["-std=gnu17", "-w", "-Wno-implicit-function-declaration", "-Wno-implicit-int",
           "-Wno-int-conversion", "-Wno-incompatible-pointer-types", "-Wno-return-mismatch",
           "-Wno-incompatible-function-pointer-types"]


class Lists:
    """Reads Makefile.inc files as automake would, as far as they say what is compiled."""

    def __init__(self, root, true):
        self.root, self.true = root, true
        self.variables = {}

    def read(self, path):
        """Takes in one file and those that it includes."""
        here = os.path.dirname(path)
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            text = file.read().replace("\\\n", " ")
        text = text.replace("%D%", here).replace("%C%", re.sub(r"\W", "_", here))
        taken = []  # one flag for each open conditional
        for line in text.splitlines():
            words = line.split()
            if not words or line[0] in "#\t":
                continue
            if words[0] == "if":
                name = words[1].lstrip("!")
                taken.append((name in self.true) != words[1].startswith("!"))
            elif words[0] == "else":
                taken[-1] = not taken[-1]
            elif words[0] == "endif":
                taken.pop()
            elif all(taken):
                self._line(line, words)

    def _line(self, line, words):
        if words[0] == "include":
            self.read(words[1])
            return
        match = re.match(r"([\w()$]+)\s*(\+?=)\s*(.*)", line)
        if match:
            name, how, value = match.groups()
            old = self.variables.get(name, []) if how == "+=" else []
            self.variables[name] = old + value.split("#")[0].split()

    def value(self, name):
        """The words of a variable, with those that it refers to put in."""
        words = []
        for word in self.variables.get(name, []):
            inner = re.fullmatch(r"\$\((\w+)\)", word)
            word = re.sub(r"\$\((\w+)\)", lambda m: " ".join(self.value(m[1])), word)
            words += self.value(inner[1]) if inner else [word]
        return words


def sources(root, nano):
    """(files, flags that a folder adds), paths relative to `root`. The mathematics is part of the
    one archive: printf needs some of it, and it needs errno.
    """
    lists = Lists(root, TRUE | ({"NEWLIB_NANO_FORMATTED_IO"} if nano else set()))
    lists.read("libc/Makefile.inc")
    lists.read("libm/Makefile.inc")
    libc = lists.value("libc_a_SOURCES")
    if nano:
        libc += [f"libc/stdio/{name}.c" for name in WIDE]
    flags = {}
    for name in lists.variables:
        match = re.match(r"lib[cm]_a_(?:CPPFLAGS|CFLAGS)_(lib[cm]_\w+)$", name)
        if match:
            flags[match[1]] = lists.value(name)
    return _compiled(root, libc) + _compiled(root, lists.value("libm_a_SOURCES")), flags


def _compiled(root, files):
    """Those to compile. A machine's file replaces the general one of the same name, as in
    newlib's own build: the later one wins.
    """
    chosen = {}
    for path in files:
        stem = os.path.splitext(os.path.basename(path))[0]
        if path.endswith((".c", ".S")) and not LEFT_OUT.match(path):
            chosen[stem] = path
    for path in chosen.values():
        if not os.path.exists(os.path.join(root, path)):
            raise RuntimeError(f"newlib's list names {path}, which the release does not have")
    return sorted(chosen.values())


def version_header(version):
    """_newlib_version.h for a release such as 4.5.0.20241231."""
    major, minor, patch = version.split(".")[:3]
    return (f'#define _NEWLIB_VERSION "{major}.{minor}.{patch}"\n#define __NEWLIB__ {major}\n'
            f"#define __NEWLIB_MINOR__ {minor}\n#define __NEWLIB_PATCHLEVEL__ {patch}\n")


def config_header(options, is_gcc):
    """newlib.h: what configure would have found out, and what Kconfig chose."""
    names = ["_ATEXIT_DYNAMIC_ALLOC", "_HAVE_INITFINI_ARRAY", "_HAVE_LONG_DOUBLE",
             "HAVE_LONG_DOUBLE", "_UNBUF_STREAM_OPT", "_WANT_REENT_THREAD_LOCAL",
             "_WANT_USE_GDTOA", "_LITE_EXIT", "_WANT_IO_LONG_LONG", "_WANT_IO_C99_FORMATS"]
    if is_gcc:
        names.append("_HAVE_CC_INHIBIT_LOOP_TO_LIBCALL")
    if "nano" in options:
        names.append("_NANO_FORMATTED_IO")
    else:
        names += ["_FSEEK_OPTIMIZATION", "_FVWRITE_IN_STREAMIO", "_WIDE_ORIENT",
                  "_WANT_IO_LONG_DOUBLE", "_WANT_IO_POS_ARGS"]
    if "utf8" in options:
        names.append("_MB_CAPABLE")
    values = {"_MB_LEN_MAX": 8 if "utf8" in options else 1,
              "_NANO_FLOAT_REFERENCE": "" if "float" in options else "__attribute__((weak))",
              "_READ_WRITE_RETURN_TYPE": "_ssize_t", "_READ_WRITE_BUFSIZE_TYPE": "__SIZE_TYPE__"}
    values.update({name: 1 for name in names})
    return ("#ifndef __NEWLIB_H__\n#define __NEWLIB_H__ 1\n#include <_newlib_version.h>\n"
            + "".join(f"#define {name} {value}\n" for name, value in sorted(values.items()))
            + "#endif\n")


def header_folders(root):
    """(from, to) pairs of the header folders that together are newlib's <...>."""
    libc = os.path.join(root, "libc")
    pairs = [(os.path.join(libc, "include"), "")]
    for machine in ("shared_x86", "x86_64"):
        for part in ("machine", "sys"):
            folder = os.path.join(libc, "machine", machine, part)
            if glob.glob(os.path.join(glob.escape(folder), "*.h")):
                pairs.append((folder, part))
    return pairs
