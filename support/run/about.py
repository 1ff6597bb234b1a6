# SPDX-License-Identifier: BSD-3-Clause
"""What the build says of an image, in the file IMAGE.about beside it (support/build/image.mk).

    components: httpd virtio_net netstack ...     all that it is made of
    implements: uknetdev ukconsole ...            the contracts that they implement
    ports: 80 5353/udp                            on what it listens (PORTS-y)
    nics: 1                                       how many network devices it wants (NICS-y)
    fstab: initrd:/:cpio ...                      what it mounts (LIBVFS_FSTAB)

So the launcher knows what the machine must have. An image that was copied without it runs as
well, with the devices that the user names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qemu import LaunchError

FIELDS = ("components", "implements", "ports", "nics", "fstab")


class About(NamedTuple):
    known: bool = False
    components: frozenset[str] = frozenset()
    implements: frozenset[str] = frozenset()
    ports: str = ""
    nics: int = 1
    fstab: str = ""

    @property
    def has_network(self) -> bool:
        return "uknetdev" in self.implements


def read(image: str) -> About:
    """Of the image at that path."""
    path = image + ".about"
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        return About()
    except (OSError, UnicodeDecodeError) as error:
        raise LaunchError(f"{path} cannot be read ({error}): build the image again") from None
    fields = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name not in FIELDS or name in fields:
            raise LaunchError(f"{path}: '{line}' is not what the build writes: build again")
        fields[name] = value.strip()
    nics = fields.get("nics") or "1"
    if not re.fullmatch(r"\d{1,2}", nics):
        raise LaunchError(f"{path}: '{nics}' is no number of network devices: correct NICS-y in "
                          "the application's Makefile.uk")
    return About(True, frozenset(fields.get("components", "").split()),
                 frozenset(fields.get("implements", "").split()), fields.get("ports", ""),
                 int(nics), fields.get("fstab", ""))
