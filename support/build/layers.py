# SPDX-License-Identifier: BSD-3-Clause
"""Who may depend on whom: CONTRIBUTING.md's table of layers, as code.

Judged over every component's Config.uk, enabled or not, so that no configuration can hide a
dependency that points the wrong way.
"""
from __future__ import annotations

from collections.abc import Iterator

# A library may use its own group and those before it.
GROUPS = ("base", "core", "mem", "time", "sched", "dev", "fs", "net", "posix", "libc", "ext")
# These cut across: they may use any library, and none may use them.
ACROSS = ("sec", "debug")
# What drives the bare machine belongs to the platforms that run on one.
BARE = ("drivers/acpi", "drivers/bus", "drivers/irq", "drivers/rtc", "drivers/xen/xencore")
# What platforms share
COMMON = "plat/common"
# What finds devices; every driver may use it.
FINDERS = ("drivers/acpi", "drivers/bus")

def is_bare(folder: str) -> bool:
    return folder.startswith(BARE)


def wrong(folder: str, other: str) -> str:
    """Why a component in `folder` may not use one in `other`; empty if it may."""
    layer, group = (folder.split("/") + [""])[:2]
    other_layer, other_group = (other.split("/") + [""])[:2]
    below = other_layer == "lib" and other_group in GROUPS
    if layer not in ("lib", "arch", "plat", "drivers"):  # an application
        return ""
    if other_layer not in ("lib", "arch", "plat", "drivers"):
        return "nothing depends on an application"
    if layer == "lib" and group in ACROSS:
        return "" if other_layer == "lib" else "libraries see arch and plat through include/uk"
    if layer == "lib":
        if other_layer != "lib":
            return "libraries see arch, plat and drivers only through contracts"
        if other_group in ACROSS:
            return f"lib/{other_group} is reached through hooks, not by depending on it"
        if below and group in GROUPS and GROUPS.index(other_group) <= GROUPS.index(group):
            return ""
        return f"lib/{group} may use only {' '.join(GROUPS[:GROUPS.index(group) + 1])}" \
            if group in GROUPS else f"lib/{group} is no group: {' '.join(GROUPS + ACROSS)}"
    if layer == "drivers":
        if other_layer == "drivers":
            family = group == other_group  # drivers/virtio/*
            return "" if family or other.startswith(FINDERS) or \
                is_bare(folder) and is_bare(other) else \
                "a driver uses no other driver, but for its family's, drivers/bus and drivers/acpi"
        if other_layer == "arch":
            return "" if is_bare(folder) else "only drivers of the bare machine know the CPU"
        return "" if below and GROUPS.index(other_group) <= GROUPS.index("fs") else \
            "a driver may use libraries up to dev and fs"
    if other_layer == "lib" and other_group == "base":
        return ""
    if layer == "plat" and (other_layer == "arch" or is_bare(other) or other == COMMON):
        return ""
    return f"{layer} may use only lib/base" + (", arch and the bare machine's drivers"
                                               if layer == "plat" else "")


def violations(components: dict) -> Iterator[tuple]:
    """(component, other, why) for each dependency that points the wrong way."""
    for component in components.values():
        for name in sorted(component.direct):
            other = components[name]
            why = wrong(component.shown_folder, other.shown_folder)
            if why:
                yield component, other, why
