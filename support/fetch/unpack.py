# SPDX-License-Identifier: BSD-3-Clause
"""A verified tarball becomes a folder: whole and patched, or not there at all."""
import hashlib
import os
import shutil
import subprocess
import tarfile

from .errors import FetchError, explained
from .store import locked

STAMP = ".ukulele-source"


def unpack(source, tarball, target, say):
    """Makes `target` the content of the tarball, without its top folder, with our patches
    applied. Does nothing if it is that already.
    """
    target = os.path.abspath(target)
    wanted = _identity(source)
    if _stamp(target) == wanted:
        return
    parent = os.path.dirname(target)
    with explained(parent):
        os.makedirs(parent, exist_ok=True)
    with locked(target, say, f"{source.name}: unpacking"):
        if _stamp(target) == wanted:
            return
        if os.path.lexists(target) and not _stamp(target):
            raise FetchError(f"{target} is in the way of {source.name}'s sources: remove it")
        temporary = target + ".part"
        with explained(parent):
            shutil.rmtree(temporary, ignore_errors=True)
            try:
                os.makedirs(temporary)
                _extract(source, tarball, temporary)
                _patch(source, temporary)
                with open(os.path.join(temporary, STAMP), "w", encoding="ascii") as file:
                    file.write(wanted)
                shutil.rmtree(target, ignore_errors=True)
                os.rename(temporary, target)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise


def _identity(source):
    """Changes whenever the unpacked folder would."""
    digest = hashlib.sha256(f"{source.sha256} {source.keep}\n".encode())
    for path in source.patches():
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _stamp(folder):
    try:
        with open(os.path.join(folder, STAMP), encoding="ascii") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""


def _extract(source, tarball, target):
    """Only plain files, folders and links that stay inside; anything else is refused (the
    library's own filter for this is missing from Python before 3.11.4).
    """
    try:
        with tarfile.open(tarball) as archive:
            tops = set()
            for member in archive:
                if member.name in (".", "./"):
                    continue
                top, _, rest = member.name.removeprefix("./").partition("/")
                tops.add(top)
                _refuse(source, member, target)
                if not rest or (source.keep and not any(
                        rest == keep or rest.startswith(keep + "/") for keep in source.keep)):
                    continue
                member.name = rest
                if member.islnk():
                    member.linkname = member.linkname.removeprefix("./").partition("/")[2]
                member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
                member.uid, member.gid, member.uname, member.gname = (
                    os.getuid(), os.getgid(), "", "")
                if hasattr(tarfile, "data_filter"):
                    archive.extract(member, target, filter="data")
                else:
                    archive.extract(member, target)
    except (tarfile.TarError, EOFError) as error:
        raise FetchError(f"{source.file} cannot be unpacked: {error}") from error
    if len(tops) != 1:
        raise FetchError(f"{source.file} has {len(tops)} top folders instead of one")


def _refuse(source, member, target):
    """A name or link that leaves the folder is an attack or a broken tarball."""
    def inside(path):
        whole = os.path.realpath(os.path.join(target, path))
        return whole == target or whole.startswith(target + os.sep)

    target = os.path.realpath(target)
    rest = member.name.removeprefix("./").partition("/")[2]
    bad = member.name.startswith("/") or ".." in member.name.split("/") or not inside(rest)
    if member.issym():
        bad = bad or not inside(os.path.join(os.path.dirname(rest), member.linkname))
    elif member.islnk():
        bad = bad or not inside(member.linkname.removeprefix("./").partition("/")[2])
        bad = bad or member.linkname.startswith("/") or ".." in member.linkname.split("/")
    elif not (member.isfile() or member.isdir()):
        bad = True
    if bad:
        raise FetchError(f"{source.file} is refused: {member.name!r} does not stay in its folder")


def _patch(source, folder):
    patches = source.patches()
    if patches and not shutil.which("patch"):
        raise FetchError(f"{source.name} needs a patch applied: install the package 'patch'")
    for path in patches:
        with open(path, "rb") as file:
            done = subprocess.run(["patch", "-p1", "--batch", "--silent"], stdin=file, cwd=folder,
                                  capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            first = (done.stdout + done.stderr).strip().splitlines()
            raise FetchError(f"{path} does not apply to {source.name} {source.version}: "
                             f"{first[0] if first else 'patch failed'}")
