# SPDX-License-Identifier: BSD-3-Clause
"""The cache folder: a file is either absent or complete, verified and named as pinned.

Everything is written beside its place and renamed into it, under a lock per file, so that
an interruption leaves nothing that counts and two builds at once do the work once.
"""
import contextlib
import fcntl
import hashlib
import os

from .errors import FetchError, explained, size


def cache_folder():
    """The cache of this user, made if it is not there: UKULELE_CACHE decides."""
    folder = os.environ.get("UKULELE_CACHE")
    if not folder:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        folder = os.path.join(base, "ukulele")
    folder = os.path.abspath(folder)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise FetchError(f"cannot make the cache folder {folder} ({error.strerror}): "
                         f"set UKULELE_CACHE to a folder of yours") from error
    return folder


def sources_folder():
    """Where tarballs lie; files may be put there by hand."""
    folder = os.path.join(cache_folder(), "sources")
    with explained(cache_folder()):
        os.makedirs(folder, exist_ok=True)
    return folder


def path_of(source):
    """Where the tarball is, or would be."""
    return os.path.join(sources_folder(), source.file)


def present(source):
    """Whether the cache has exactly the pinned bytes. Reads the file once; afterwards a note
    beside it (hash, size, time, inode) vouches for it.
    """
    path = path_of(source)
    try:
        seen = _note(source, os.stat(path))
    except OSError:
        return False
    try:
        with open(path + ".verified", encoding="ascii") as file:
            if file.read() == seen:
                return True
    except (OSError, UnicodeDecodeError):
        pass
    if problem(source, path):
        return False
    _write_note(path, seen)
    return True


def problem(source, path):
    """Why the file at `path` is not the pinned one, or "" if it is."""
    have = os.stat(path).st_size
    if have != source.bytes:
        return f"has {have} bytes instead of {source.bytes}"
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != source.sha256:
        return f"has SHA-256 {digest.hexdigest()} instead of {source.sha256}"
    return ""


def adopt(source, temporary):
    """Moves a download into the cache if it is the pinned file; "" or what is wrong with it."""
    wrong = problem(source, temporary)
    if wrong:
        os.unlink(temporary)
        return wrong
    path = path_of(source)
    with explained(os.path.dirname(path)):
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
        os.rename(temporary, path)
        sync_folder(os.path.dirname(path))
        _write_note(path, _note(source, os.stat(path)))
    return ""


def sync_folder(folder):
    """Makes a rename in `folder` last over a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(path, say, what):
    """Holds the lock of `path`; the kernel drops it with the process, however that ends."""
    with contextlib.ExitStack() as stack:
        with explained(os.path.dirname(path)):
            file = stack.enter_context(open(path + ".lock", "w", encoding="ascii"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"{what}: another build is at it, waiting")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def by_hand(source):
    """What a person without a network has to do."""
    return (f"{source.name} {source.version} is not in the cache: put {source.file} "
            f"({size(source.bytes)}, SHA-256 {source.sha256}) into {sources_folder()}")


def _note(source, status):
    return f"{source.sha256} {status.st_size} {status.st_mtime_ns} {status.st_ino}\n"


def _write_note(path, text):
    """The note is a convenience: a read-only cache works without it."""
    try:
        with open(path + ".verified", "w", encoding="ascii") as file:
            file.write(text)
    except OSError:
        pass
