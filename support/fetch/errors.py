# SPDX-License-Identifier: BSD-3-Clause
"""Failures that a user can act on: one sentence each, printed without a traceback."""
import contextlib
import errno
import shutil


class FetchError(Exception):
    """What went wrong and what to do, in one line."""


@contextlib.contextmanager
def explained(folder):
    """Turns the operating system's refusal to write in `folder` into a FetchError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise FetchError(f"the disk is full: free some space in {folder} "
                             f"({free_space(folder)} left), or set UKULELE_CACHE to a folder "
                             f"on another disk") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise FetchError(f"cannot write in {folder} ({error.strerror}): set UKULELE_CACHE "
                             f"to a folder of yours") from error
        raise


def free_space(folder):
    """The free space there, for a person to read."""
    try:
        return size(shutil.disk_usage(folder).free)
    except OSError:
        return "unknown space"


def size(count):
    """A number of bytes, for a person to read."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count} bytes"
