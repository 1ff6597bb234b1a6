# SPDX-License-Identifier: BSD-3-Clause
"""Folders of the host for the guest: what `--share` means in QEMU's words.

    FOLDER          the guest finds it at /share; a second one at /share1, ...
    FOLDER:/PATH    at that path
    FOLDER:ro       which the guest cannot change

Several, apart by commas, have the tags share0, share1, ... The guest reads and writes as the
user who runs QEMU: what it makes is that user's (security_model=none), and what that user may
not do fails. As root, what it makes is root's. Symbolic links are the guest's to follow: those
that lead out of the folder lead nowhere.

An image with 9pfs mounts them, unless its own configuration or the user's parameters say what
becomes of that tag.
"""

from __future__ import annotations

import os
import re
import resource
from typing import NamedTuple

from about import About
from qemu import Launch, LaunchError
from slots import Slots

MOST_SHARES = 8
DRIVERS = {"virtio_9p", "xen9p", "ukvm_9p"}
FILE_SYSTEM = "9pfs"
# Files that QEMU may have open for the guest. Beyond it opens and closes them again and again.
OPEN_FILES = 65536


class Wish(NamedTuple):
    """A folder as the user asks for it."""

    path: str
    target: str
    read_only: bool


class Shares:
    """What QEMU, the guest and the user are told."""

    def __init__(self) -> None:
        self.options: list[str] = []
        self.parameters: list[str] = []
        self.messages: list[str] = []


def wishes(text: str) -> list[Wish]:
    found: list[Wish] = []
    for word in text.split(","):
        if word.strip():
            found.append(_wish(word.strip(), f"/share{len(found) or ''}"))
    if len(found) > MOST_SHARES:
        raise LaunchError(f"{len(found)} shared folders are too many: {MOST_SHARES} at most")
    targets = [wish.target for wish in found]
    for target in targets:
        if targets.count(target) > 1:
            raise LaunchError(f"SHARE= has two folders for {target}: give one another path, as in "
                              "SHARE=folder:/path")
    return found


def _wish(word: str, target: str) -> Wish:
    path, *options = word.split(":")
    read_only = False
    for option in options:
        if option == "ro":
            read_only = True
        elif option.startswith("/"):
            target = option
        else:
            raise LaunchError(f"SHARE={word}: '{option}' is not known: use ro, or the path in the "
                              "guest, which begins with '/'")
    if not path:
        raise LaunchError(f"SHARE={word} names no folder")
    if not re.fullmatch(r"[!-~]+", target) or re.search(r"[\"',\\]", target):
        raise LaunchError(f"SHARE={word}: '{target}' cannot be a mount's path: use letters and "
                          "digits")
    return Wish(os.path.abspath(path), target, read_only)


def _check(path: str) -> None:
    if not os.path.exists(path):
        raise LaunchError(f"there is no folder {path}: make it with 'mkdir {path}'")
    if not os.path.isdir(path):
        raise LaunchError(f"{path} is no folder: SHARE= takes one; a disk's image goes with DISK=")
    if not os.access(path, os.R_OK | os.X_OK):
        raise LaunchError(f"{path} may not be read: check its rights")


def set_up(text: str, about: About, launch: Launch, slots: Slots | None) -> Shares:
    """Without slots: for our own monitor, in its words."""
    shares = Shares()
    found = wishes(text)
    if found and about.known and not (
            DRIVERS & about.components and FILE_SYSTEM in about.components):
        raise LaunchError("this image cannot mount shared folders: switch on LIB9PFS (make "
                          "menuconfig: Files, 9pfs), or leave SHARE= away")
    for number, wish in enumerate(found):
        _check(wish.path)
        tag = f"share{number}"
        if slots:
            shares.options += _for_qemu(tag, wish, slots)
        else:
            shares.options += ["--share", wish.path + (",ro" if wish.read_only else "")]
        shares.messages.append(_mount(shares, tag, wish, about, launch))
    return shares


def _for_qemu(tag: str, wish: Wish, slots: Slots) -> list[str]:
    # A comma ends an option's value; QEMU reads two as one. Inodes of several file systems
    # of the host are made distinct (multidevs), which costs nothing with one.
    return ["-fsdev", f"local,id={tag},path={wish.path.replace(',', ',,')},"
            "security_model=none,multidevs=remap" + (",readonly=on" if wish.read_only else ""),
            *slots.device("virtio-9p", f"fsdev={tag},mount_tag={tag}")]


def _mount(shares: Shares, tag: str, wish: Wish, about: About, launch: Launch) -> str:
    """Has the guest mount it, where that is wanted; the message for the user."""
    message = f"{tag} is {wish.path}{' (read-only)' if wish.read_only else ''}"
    if re.search(rf"(?:^|[\s\"=]){tag}:", f"{about.fstab} {launch.append}"):
        return message
    setting = f"vfs.fstab={tag}:{wish.target}:9p" + (":ro" if wish.read_only else "")
    if launch.iso:
        return message + f"; build the ISO with PARAMS={setting} to mount it"
    shares.parameters.append(setting)
    return message + f", mounted at {wish.target}"


def allow_open_files() -> None:
    """For this process and QEMU, which has a file of the host open for each of the guest."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
