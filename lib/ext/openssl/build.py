#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compiles OpenSSL once per configuration, by its own scripts, and keeps it in the cache.

    build.py --cc gcc --link FOLDER [--headers FOLDER]... [--jobs 2] -- FLAGS...

FOLDER becomes a link to libcrypto.a, libssl.a and include/ of the build that fits
(support/fetch/once.py); the C library's headers, which it is compiled with, shape it, too.
"""
import os
import shlex
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "support"))

# pylint: disable=wrong-import-position
from fetch import once

# What Configure is told: static libraries; TLS 1.2 and 1.3, their ciphers, X.509, PEM, PKCS; random
# numbers of the kernel only. Left out is what loads code, starts threads, or is of the past.
TARGET = "linux-x86_64"
CHOICES = """
    no-shared no-pic no-dso no-module no-engine no-async no-threads no-tests
    no-secure-memory no-legacy no-ssl3 no-tls1 no-tls1_1 no-dtls no-sctp no-srtp no-comp
    no-weak-ssl-ciphers no-nextprotoneg no-md2 no-md4 no-mdc2 no-rc2 no-rc4 no-rc5 no-idea
    no-seed no-bf no-cast no-whirlpool no-rmd160 no-sm2 no-sm3 no-sm4 no-aria no-camellia
    no-blake2 no-siphash no-siv no-ocb no-scrypt no-gost no-srp no-psk no-dsa no-ec2m no-cms
    no-cmp no-ts no-ct no-rfc3779 no-ui-console no-autoload-config no-filenames
    --with-rand-seed=getrandom --prefix=/usr --openssldir=/etc/ssl
""".split()
# It is not Linux: there are no system calls by number.
UNDEFINE = ["-U__linux", "-U__linux__", "-Ulinux"]


class OpenSSL(once.Build):
    """One configuration of OpenSSL."""
    name = "openssl"
    archives = ("libcrypto.a", "libssl.a")

    def __init__(self, compiler, flags, headers):
        self.headers = headers
        super().__init__(compiler, flags)

    def files(self):
        found = [("build.py", os.path.abspath(__file__))]
        for top in map(os.path.realpath, self.headers):
            for folder, names, files in os.walk(top):
                names.sort()
                paths = [os.path.join(folder, name) for name in sorted(files)]
                found += [(os.path.relpath(path, top), path) for path in paths]
        return found

    def compile(self, source, target, jobs):
        """OpenSSL's Configure and Makefile, in a folder that goes when it is done."""
        if not shutil.which("perl"):
            raise once.BuildError("OpenSSL's scripts need perl: install the package 'perl'")
        work = os.path.join(target, "work")
        os.makedirs(work)
        # Not with the flags of the make that runs us; nor with a user's language, or the time of
        # day.
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("MAKE", "MFLAGS", "OPENSSL", "PERL"))
                       and name not in ("CC", "AR", "CFLAGS", "CPPFLAGS", "LDFLAGS", "O", "V")}
        environment.update(LC_ALL="C", SOURCE_DATE_EPOCH="0")
        # Linked, so that no path of this machine gets into what is built.
        os.symlink(source, os.path.join(target, "source"))
        self.run(["perl", "../source/Configure", TARGET, *CHOICES], work, environment)
        includes = [word for folder in [*self.headers, self.ask("-print-file-name=include")]
                    for word in ("-isystem", folder)]
        self.run(["make", f"-j{jobs}", "build_generated", *self.archives,
                  f"CC={shlex.join(self.compiler)}",
                  f"CFLAGS={shlex.join([*self.flags, '-std=gnu17', '-fno-lto', '-w'])}",
                  f"CPPFLAGS={shlex.join([*UNDEFINE, '-nostdinc', *includes])}"],
                 work, environment)
        for name in self.archives:
            os.rename(os.path.join(work, name), os.path.join(target, name))
        for folder in (os.path.join(source, "include", "openssl"),
                       os.path.join(work, "include", "openssl")):
            shutil.copytree(folder, os.path.join(target, "include", "openssl"),
                            dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.in"))
        os.unlink(os.path.join(target, "source"))
        shutil.rmtree(work)


def main():
    """The command line; returns the exit status."""
    parser = once.parser(__doc__)
    parser.add_argument("--headers", action="append", default=[], metavar="FOLDER",
                        help="the C library's, in their order")
    arguments = parser.parse_args()
    return once.main("openssl", lambda: OpenSSL(arguments.cc, arguments.flags, arguments.headers),
                     arguments)


if __name__ == "__main__":
    sys.exit(main())
