# SPDX-License-Identifier: BSD-3-Clause
"""Tap devices: made for one machine, and gone with it.

A tap that a program opens lives as long as somebody holds it open. So run.py opens it and
QEMU inherits it: however either of them ends, the kernel removes the device, its addresses and its
place in a bridge. Interface: Linux's Documentation/networking/tuntap.rst, <linux/if_tun.h>.
"""

from __future__ import annotations

import errno
import fcntl
import ipaddress
import json
import os
import shutil
import socket
import struct
import subprocess
from typing import NamedTuple

from qemu import LaunchError

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x0002, 0x1000, 0x4000
NAME_BYTES = 16
IFF_UP = 1
SIOCGIFFLAGS = 0x8913  # <linux/sockios.h>
CAP_NET_ADMIN = 12  # <linux/capability.h>
# Networks that new taps are given, the first that this host does not know yet.
POOL = [ipaddress.IPv4Network(f"10.44.{n}.0/24") for n in range(256)]


class Tap(NamedTuple):
    name: str
    fd: int


def may_make() -> bool:
    """Whether we may make network devices; even root may not, in a container."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            effective = next(line for line in file if line.startswith("CapEff:")).split()[1]
    except (OSError, StopIteration):
        return os.geteuid() == 0
    return bool(int(effective, 16) >> CAP_NET_ADMIN & 1)


def open_tap(name: str) -> Tap:
    """Opens the tap of that name, made if it is not there; "uk%d": of the first free number."""
    try:
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise LaunchError(f"/dev/net/tun cannot be opened ({error.strerror}): load the module "
                          "tun, or use NET=user") from None
    request = struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR)
    try:
        answer = fcntl.ioctl(fd, TUNSETIFF, request)
    except OSError as error:
        os.close(fd)
        if error.errno == errno.EBUSY:
            raise LaunchError(f"the tap {name} is in use by another machine: choose "
                              "another") from None
        if error.errno == errno.EINVAL:
            raise LaunchError(f"{name} is no tap that QEMU can use (another kind of device, or "
                              "made with multi_queue): choose another name") from None
        if error.errno == errno.EPERM:
            raise LaunchError(f"the tap {name} belongs to another user: choose "
                              "another") from None
        raise LaunchError(f"the tap {name} cannot be opened: {error.strerror}") from None
    return Tap(answer[:NAME_BYTES].rstrip(b"\0").decode(), fd)


def ip(*words: str) -> str:
    """Runs iproute2's `ip`; its failure is ours."""
    program = shutil.which("ip") or shutil.which("ip", path="/usr/sbin:/sbin")
    if program is None:
        raise LaunchError("there is no program 'ip': install the package iproute2 "
                          "(iproute on Fedora)")
    done = subprocess.run([program, *words], capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise LaunchError(f"'ip {' '.join(words)}' failed: {reason}")
    return done.stdout


def bring_up(name: str) -> None:
    """A device that is down takes no packet, and says nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        answer = fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sH22x", name.encode(), 0))
    if struct.unpack_from("16xH", answer)[0] & IFF_UP:
        return
    if not may_make():
        raise LaunchError(f"the tap {name} is down: run 'sudo ip link set {name} up'")
    ip("link", "set", "dev", name, "up")


def exists(name: str) -> bool:
    return any(name == known for _, known in socket.if_nameindex())


def is_bridge(name: str) -> bool:
    if not exists(name):
        return False
    found = json.loads(ip("-json", "-details", "link", "show", "dev", name))
    return any(device.get("linkinfo", {}).get("info_kind") == "bridge" for device in found)


def address_of(name: str) -> ipaddress.IPv4Interface | None:
    """The interface's first IPv4 address."""
    for device in json.loads(ip("-json", "-4", "address", "show", "dev", name) or "[]"):
        for info in device.get("addr_info", []):
            if "local" in info:
                return ipaddress.IPv4Interface(f"{info['local']}/{info['prefixlen']}")
    return None


def free_network() -> ipaddress.IPv4Network:
    """One of the pool that neither an address nor a route of this host touches."""
    known = [ipaddress.IPv4Network(route["dst"])
             for route in json.loads(ip("-json", "-4", "route", "show", "table", "all") or "[]")
             if route.get("dst", "default") != "default"]
    for network in POOL:
        if not any(network.overlaps(other) for other in known):
            return network
    raise LaunchError("no network is left of 10.44.0.0/16 for a tap: make one yourself, and "
                      "use NET=tap:NAME")


def guest_address(host: ipaddress.IPv4Interface) -> ipaddress.IPv4Interface | None:
    """The address after the host's, or before it where that is the network's last."""
    network = host.network
    for candidate in (host.ip + 1, host.ip - 1):
        if candidate in network and candidate not in (network.network_address,
                                                      network.broadcast_address):
            return ipaddress.IPv4Interface(f"{candidate}/{network.prefixlen}")
    return None
