#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compiles OpenSSL once per configuration, by its own scripts, and keeps it in the cache.

    build.py --cc gcc --link FOLDER [--headers FOLDER]... [--jobs 2] -- FLAGS...

FOLDER becomes a link to libcrypto.a, libssl.a and include/. A build is found by everything that
shapes it: the release, compiler, flags, the C library's headers and this recipe. It appears whole
or not at all, and two at once do the work once.
"""
import argparse
import contextlib
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "support"))

# pylint: disable=wrong-import-position
from fetch import fetch, store
from fetch.errors import FetchError, explained
from fetch.unpack import unpack

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
ARCHIVES = ("libcrypto.a", "libssl.a")


class BuildError(Exception):
    """What went wrong, in one line."""


def say(text):
    """A line of progress, as make prints them."""
    print(f"  OPENSSL {text}", file=sys.stderr, flush=True)


def headers_of(folders):
    """Every header below these folders: (name, path) pairs."""
    for top in folders:
        for folder, names, files in os.walk(os.path.realpath(top)):
            names.sort()
            for name in sorted(files):
                path = os.path.join(folder, name)
                yield os.path.relpath(path, os.path.realpath(top)), path


class Build:
    """One configuration of OpenSSL."""

    def __init__(self, compiler, flags, headers):
        self.compiler, self.flags, self.headers = compiler, flags, headers
        self.source = fetch.load(["openssl"])[0]
        try:
            self.identity = subprocess.run([*shlex.split(compiler), "--version"], check=True,
                                           capture_output=True, text=True).stdout.strip()
            self.own_headers = subprocess.run(
                [*shlex.split(compiler), "-print-file-name=include"], check=True,
                capture_output=True, text=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError) as error:
            raise BuildError(f"the compiler '{compiler}' does not run: install it, or set CC") \
                from error
        self.folder = os.path.join(store.cache_folder(), "openssl", self._key())

    def _key(self):
        digest = hashlib.sha256(json.dumps(
            [self.source.sha256, self.identity, self.flags]).encode())
        for name, path in [("build.py", os.path.abspath(__file__)), *headers_of(self.headers)]:
            with open(path, "rb") as file:
                digest.update(file.read() + b"\0" + name.encode())
        return digest.hexdigest()[:24]

    def ready(self):
        """Whether the cache has it."""
        return all(os.path.exists(os.path.join(self.folder, name)) for name in ARCHIVES)

    def make(self, jobs):
        """Builds it, unless it is there."""
        if not shutil.which("perl"):
            raise BuildError("OpenSSL's scripts need perl: install the package 'perl'")
        with explained(store.cache_folder()):
            os.makedirs(os.path.dirname(self.folder), exist_ok=True)
        with store.locked(self.folder, say, "openssl"):
            if self.ready():
                return
            source = self._unpacked()
            temporary = self.folder + ".part"
            with explained(store.cache_folder()):
                shutil.rmtree(temporary, ignore_errors=True)
                try:
                    self._compile(source, temporary, jobs)
                    os.rename(temporary, self.folder)
                except BaseException:
                    shutil.rmtree(temporary, ignore_errors=True)
                    raise

    def _unpacked(self):
        path = fetch.get([self.source])[0]
        target = os.path.join(store.cache_folder(), "unpacked",
                              f"{self.source.name}-{self.source.version}")
        unpack(self.source, path, target, say)
        return target

    def _compile(self, source, target, jobs):
        """OpenSSL's Configure and Makefile, in a folder that goes when it is done."""
        work = os.path.join(target, "work")
        os.makedirs(work)
        # Linked, so that no path of this machine gets into what is built.
        os.symlink(source, os.path.join(target, "source"))
        say(f"{self.source.version} with {self.identity.splitlines()[0]}: "
            f"once for this configuration")
        run(["perl", "../source/Configure", TARGET, *CHOICES], work)
        includes = [word for folder in self.headers for word in ("-isystem", folder)]
        run(["make", f"-j{jobs}", "build_generated", *ARCHIVES, f"CC={self.compiler}",
             f"CFLAGS={shlex.join([*self.flags, '-std=gnu17', '-fno-lto', '-w'])}",
             "CPPFLAGS=" + shlex.join([*UNDEFINE, "-nostdinc", *includes, "-isystem",
                                       self.own_headers])], work)
        for name in ARCHIVES:
            os.rename(os.path.join(work, name), os.path.join(target, name))
        for folder in (os.path.join(source, "include", "openssl"),
                       os.path.join(work, "include", "openssl")):
            shutil.copytree(folder, os.path.join(target, "include", "openssl"),
                            dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.in"))
        os.unlink(os.path.join(target, "source"))
        shutil.rmtree(work)


def run(command, folder):
    """Runs one command in `folder`; its first complaint is the error."""
    # Not with the flags of the make that runs us; nor with a user's language, or the time of day.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "OPENSSL", "PERL"))
                   and name not in ("CC", "AR", "CFLAGS", "CPPFLAGS", "LDFLAGS", "O", "V")}
    environment.update(LC_ALL="C", SOURCE_DATE_EPOCH="0")
    try:
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        raise BuildError(f"{command[0]} does not run: {error.strerror}") from error
    if done.returncode:
        said = done.stderr + done.stdout
        if "No space left on device" in said:
            raise FetchError(f"the disk is full: free some space in {store.cache_folder()}, "
                             f"or set UKULELE_CACHE to a folder on another disk")
        lines = [line for line in said.splitlines() if "rror" in line]
        raise BuildError(f"OpenSSL does not compile: {(lines or ['no message'])[0]}")


def link(folder, name):
    """Makes `name` a symbolic link to `folder`, in one step, and the archives as new as what make
    compares them with; in a cache that cannot be written, this merely runs at every build.
    """
    os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
    temporary = f"{name}.{os.getpid()}"
    os.symlink(folder, temporary)
    os.replace(temporary, name)
    with contextlib.suppress(PermissionError):
        for archive in ARCHIVES:
            os.utime(os.path.join(folder, archive))


def main():
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cc", default="gcc", help="the compiler")
    parser.add_argument("--link", required=True, metavar="FOLDER", help="link to make")
    parser.add_argument("--headers", action="append", default=[], metavar="FOLDER",
                        help="the C library's, in their order")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("flags", nargs="*", help="compiler flags, after --")
    args = parser.parse_args()
    try:
        build = Build(args.cc, args.flags, args.headers)
        if not build.ready():
            build.make(args.jobs)
            say("done")
        link(build.folder, args.link)
        return 0
    except (BuildError, FetchError, OSError) as error:
        print(f"openssl: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("openssl: interrupted; nothing half-built was kept", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
