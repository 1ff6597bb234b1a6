# SPDX-License-Identifier: BSD-3-Clause
"""Unpacking: all or nothing, patched, repeatable, and closed to hostile tarballs."""
import tarfile

import pytest
from conftest import make_tarball


def link(name, target, kind=tarfile.SYMTYPE):
    """A member that points at `target`."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def repack(world, members, **fields):
    """Pins a tarball with just these members."""
    make_tarball(world.tarball, members)
    world.pin(**fields)


def unpack(world):
    """Fetches and unpacks into world.folder/out."""
    return world.run("--unpack", str(world.folder / "out"), "demo")


def test_content(world):
    """The top folder goes, the content comes, and a second run changes nothing."""
    repack(world, [("demo-1/a.txt", b"one\n"), ("demo-1/sub/b", b"two"),
                   (link("demo-1/sub/c", "../a.txt"), b"")])
    assert unpack(world).returncode == 0
    out = world.folder / "out"
    assert (out / "a.txt").read_text() == "one\n" and (out / "sub/c").read_text() == "one\n"
    (out / "a.txt").write_text("edited")
    assert unpack(world).returncode == 0
    assert (out / "a.txt").read_text() == "edited"


def test_keep(world):
    """`keep` leaves out the other folders."""
    repack(world, [("demo-1/a/x", b""), ("demo-1/ab/x", b""), ("demo-1/c", b"")], keep="a c")
    assert unpack(world).returncode == 0
    assert {path.name for path in (world.folder / "out").iterdir()} == {
        "a", "c", ".ukulele-source"}


def test_new_pin_replaces(world):
    """Another version replaces the folder, leaving nothing of the old one."""
    assert unpack(world).returncode == 0
    repack(world, [("demo-2/new.txt", b"")], file="demo_2.orig.tar.gz")
    assert unpack(world).returncode == 0
    assert not (world.folder / "out/a.txt").exists() and (world.folder / "out/new.txt").exists()


def test_folder_in_the_way(world):
    """A folder that is not ours is not deleted."""
    (world.folder / "out").mkdir()
    (world.folder / "out/precious").write_text("x")
    done = unpack(world)
    assert done.returncode == 1 and "in the way" in done.stderr
    assert (world.folder / "out/precious").exists()


@pytest.mark.parametrize("members", [
    [("demo-1/../../evil", b"x")],
    [("/demo-1/evil", b"x")],
    [(link("demo-1/l", "/"), b""), ("demo-1/l/evil", b"x")],
    [(link("demo-1/l", "../.."), b"")],
    [(link("demo-1/sub/l", "../../x"), b"")],
    [(link("demo-1/l", "demo-1/../../evil", tarfile.LNKTYPE), b"")],
    [(link("demo-1/l", "/etc/passwd", tarfile.LNKTYPE), b"")],
    [(link("demo-1/null", "", tarfile.CHRTYPE), b"")],
    [(link("demo-1/pipe", "", tarfile.FIFOTYPE), b"")],
])
def test_hostile(world, members):
    """Whatever would leave the folder, or is not a file, is refused, and nothing stays."""
    repack(world, [("demo-1/a", b"a")] + members)
    done = unpack(world)
    assert done.returncode == 1 and "is refused" in done.stderr
    assert not (world.folder / "out").exists() and not (world.folder / "evil").exists()
    assert not (world.folder / "out.part").exists()


def test_not_a_tarball(world):
    """The pinned file is no archive: a line, not a traceback."""
    world.tarball.write_bytes(b"hello" * 100)
    world.pin()
    done = unpack(world)
    assert done.returncode == 1 and "cannot be unpacked" in done.stderr


DIFF = "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-{}\n+two\n"


def test_patch(world):
    """Our patches apply; changing one unpacks afresh; one that does not apply is named."""
    folder = world.manifest.parent / "patches"
    folder.mkdir()
    patch = folder / "demo-0001-two.patch"
    patch.write_text(DIFF.format("one"))
    assert unpack(world).returncode == 0
    assert (world.folder / "out/a.txt").read_text() == "two\n"
    patch.write_text(DIFF.format("zero"))
    done = unpack(world)
    assert done.returncode == 1 and "demo-0001-two.patch does not apply" in done.stderr
    patch.unlink()
    assert unpack(world).returncode == 0
    assert (world.folder / "out/a.txt").read_text() == "one\n"
