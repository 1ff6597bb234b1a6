# SPDX-License-Identifier: BSD-3-Clause
"""Source packages: which package lists are asked, which revision is chosen, what is left behind.

The apt tools are replaced by scripts that behave like them; one test asks the real ones
whether they understand what we write.
"""
import hashlib
import shutil

import pytest
from fetch.distribution import private_entries

SHOWSRC = """Package: demo
Version: {old}
Checksums-Sha256:
 {hash} 5 demo_1.orig.tar.gz

Package: demo
Version: {new}
Checksums-Sha256:
 {hash} 5 demo_1.orig.tar.gz

Package: demo
Version: 2-1
Checksums-Sha256:
 {other} 5 demo_2.orig.tar.gz
"""


def script(world, name, body):
    """A tool of that name, found before the system's."""
    path = world.folder / "bin" / name
    path.write_text("#!/bin/sh\n" + body)
    path.chmod(0o755)
    world.path = f"{world.folder}/bin:/usr/bin:/bin"


@pytest.fixture(name="apt")
def fixture_apt(world):
    """A World with a false apt that knows three revisions and logs its calls."""
    etc = world.folder / "etc"
    (etc / "parts").mkdir(parents=True)
    (etc / "parts/debian.sources").write_text(
        "Types: deb\nURIs: file:///nowhere\nSuites: bookworm\nComponents: main\n")
    text = SHOWSRC.format(old="1-9", new="1-10+deb12u1", other="0" * 64,
                          hash=hashlib.sha256(world.tarball.read_bytes()).hexdigest())
    (world.folder / "showsrc").write_text(text)
    script(world, "apt-config", f"echo \"FILE='{etc}/none'\"; echo \"PARTS='{etc}/parts/'\"\n")
    script(world, "apt-cache", f"cat {world.folder}/showsrc\n")
    script(world, "apt-get", f'echo "$@" >> {world.folder}/log\n'
           f'case "$*" in *source*demo=*) cp {world.tarball} . ;; esac\n')
    world.pin(debian="trixie demo", upstream=None)
    return world


def test_newest_revision_with_the_hash(apt):
    """1-10 beats 1-9 as Debian counts, and 2-1 has another tarball."""
    done = apt.run("demo")
    assert done.returncode == 0, done.stderr
    assert "demo=1-10+deb12u1" in (apt.folder / "log").read_text()
    assert apt.cached.read_bytes() == apt.tarball.read_bytes() and apt.only_whole_files()


def test_distribution_moved_on(apt):
    """No revision has the tarball any more: upstream is asked, or the line says so."""
    (apt.folder / "showsrc").write_text(SHOWSRC.format(old="1-9", new="1-10", other="0" * 64,
                                                       hash="1" * 64))
    done = apt.run("demo")
    assert done.returncode == 1 and "no source package demo" in done.stderr
    apt.pin(debian="trixie demo")
    assert apt.run("demo").returncode == 0


def test_distribution_gives_other_bytes(apt):
    """A tarball that is not the pinned one does not count, wherever it is from."""
    script(apt, "apt-get", 'case "$*" in *source*demo=*) '
           f'head -c {apt.tarball.stat().st_size} /dev/zero > demo.tar ;; esac\n')
    done = apt.run("demo")
    assert done.returncode == 1 and "SHA-256" in done.stderr
    assert not apt.cached.exists() and apt.only_whole_files()


def test_disk_full_in_apt(apt):
    """apt's own words for a full disk become ours."""
    script(apt, "apt-get", "echo 'E: write (28: No space left on device)' >&2; exit 100\n")
    done = apt.run("demo")
    assert done.returncode == 1 and "the disk is full" in done.stderr


def test_entries(tmp_path):
    """Both formats, options kept, security archives and strangers without the added suite."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "list").write_text(
        "# deb http://x bookworm main\ndeb [signed-by=/k] http://a/debian bookworm main\n"
        "deb-src http://a/debian bookworm main\ndeb http://tools stable-ish main\n")
    (tmp_path / "parts/d.sources").write_text(
        "# note\nTypes: deb deb-src\nURIs: http://b\nSuites: bookworm bookworm-updates\n"
        "Components: main\n\nTypes: deb\nURIs: http://s\nSuites: bookworm-security\n"
        "Components: main\n\nTypes: deb-src\nURIs: http://b\nSuites: bookworm\n")
    found = private_entries(str(tmp_path / "list"), str(tmp_path / "parts"), ["trixie"])
    assert found["0.list"].splitlines() == [
        "deb-src [signed-by=/k] http://a/debian bookworm main",
        "deb-src http://tools stable-ish main",
        "deb-src [signed-by=/k] http://a/debian trixie main"]
    stanzas = found["0.sources"].strip().split("\n\n")
    assert [line for stanza in stanzas for line in stanza.splitlines() if "Suites" in line] == [
        "Suites: bookworm bookworm-updates", "Suites: trixie", "Suites: bookworm-security"]
    assert found["0.sources"].count("Types: deb-src") == 3 and "note" not in found["0.sources"]


@pytest.mark.skipif(not shutil.which("apt-get"), reason="no apt here")
def test_the_real_apt_reads_it(world):
    """The true apt, with no package of that name: our line, no traceback, nothing left."""
    world.pin(debian="trixie ukulele-no-such-package", upstream=None)
    done = world.run("demo")
    assert done.returncode == 1 and "ukulele-no-such-package" in done.stderr
    assert world.only_whole_files()
