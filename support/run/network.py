# SPDX-License-Identifier: BSD-3-Clause
"""The guest's network: what `--net`, `--nics` and `--ports` mean in QEMU's words.

    user          QEMU's own (slirp): no rights needed; the guest reaches out, ports lead in
    tap           a new tap device and a small network on it, both gone with the machine (root)
    tap:NAME      a tap that is there, which an ordinary user may own
    bridge:NAME   a new tap in that bridge (root), or QEMU's bridge helper
    none          no network device

Several, apart by commas, are several devices. A tap that has an IPv4 address makes the guest
its neighbour: it is given the next address, by a parameter of its network stack. Everywhere
else the guest asks by DHCP, as its stack does by itself.
"""

from __future__ import annotations

import getpass
import ipaddress
import os
import re
import secrets
import shutil
from typing import NamedTuple, Sequence

import ports
import slots
import tap
from about import About
from qemu import LaunchError, Launch

KINDS = ("user", "tap", "bridge", "none")
MOST_NICS = 7
# The component with parameters eth0, eth1, ... for addresses, and how many there are
STACK, STACK_NICS = "netstack", 4
BRIDGE_HELPERS = ("/usr/lib/qemu/qemu-bridge-helper", "/usr/libexec/qemu-bridge-helper")


class Wish(NamedTuple):
    """One device as the user asks for it."""

    kind: str
    name: str = ""


class Network:
    """What QEMU, the guest and the user are told; `fds` are QEMU's to inherit."""

    def __init__(self) -> None:
        self.options: list[str] = []
        self.parameters: list[str] = []
        self.messages: list[str] = []
        self.fds: list[int] = []


def wishes(text: str, nics: int, about: About) -> list[Wish]:
    """`text` empty and `nics` 0: what the image wants. The last wish stands for the rest."""
    if not text:
        text = "user" if about.has_network or nics else "none"
    found = [_wish(word) for word in text.split(",")]
    count = nics or max(len(found), about.nics)
    if any(wish.kind == "none" for wish in found):
        if len(found) > 1 or nics:
            raise LaunchError("NET=none stands alone, and without NICS=")
        return []
    if len(found) > count:
        raise LaunchError(f"NET={text} are {len(found)} devices, and NICS={nics} says {count}")
    if count > MOST_NICS:
        raise LaunchError(f"{count} network devices are too many: {MOST_NICS} at most")
    if about.known and not about.has_network:
        raise LaunchError("this image has no network driver: switch one on (make menuconfig: "
                          "Drivers, virtio-net), or leave NET=, NICS= and PORTS= away")
    # A tap of one name is one device; more of them are new ones.
    last = found[-1] if found[-1].kind != "tap" else Wish("tap")
    return found + [last] * (count - len(found))


def _wish(word: str) -> Wish:
    kind, colon, name = word.strip().partition(":")
    if kind not in KINDS or (colon and kind not in ("tap", "bridge")):
        raise LaunchError(f"NET={word} is not known: use user, tap, tap:NAME, bridge:NAME or none")
    if kind == "bridge" and not name:
        raise LaunchError("NET=bridge needs the bridge's name, as in NET=bridge:br0")
    if colon and not re.fullmatch(r"[A-Za-z0-9_.-]{1,15}", name):
        raise LaunchError(f"'{name}' is no name of a network device (1 to 15 letters, digits, "
                          "'_', '.', '-')")
    return Wish(kind, name)


def plan(net: str, nics: int, asked_ports: str,
         about: About) -> tuple[list[Wish], list[tuple[str, ports.Forward]]]:
    """The devices, and the ports of this host that lead to them."""
    devices = wishes(net or ("user" if asked_ports else ""), nics, about)
    if asked_ports and not any(wish.kind == "user" for wish in devices):
        raise LaunchError("PORTS= is for NET=user: on a tap or bridge the guest has an address "
                          "of its own")
    return devices, ports.parse(asked_ports or about.ports)


def set_up(net: str, nics: int, asked_ports: str, about: About, launch: Launch,
           dry_run: bool = False) -> Network:
    """Makes what must be made; with `dry_run` only says it."""
    network = Network()
    devices, forwards = plan(net, nics, asked_ports, about)
    if devices:
        network.options += slots.common_options(launch.machine, launch.accel)
    for number, wish in enumerate(devices):
        backend = f"id=net{number}"
        if wish.kind == "user":
            backend = _user(network, number, backend, forwards)
            forwards = []
        elif wish.kind == "tap":
            backend = _tap(network, number, wish.name, backend, about, launch, dry_run)
        else:
            backend = _bridge(network, wish.name, backend, dry_run)
        if backend.startswith("tap,") and launch.accel == "kvm" and \
                os.access("/dev/vhost-net", os.R_OK | os.W_OK):
            backend += ",vhost=on"
        network.options += ["-netdev", backend, "-device",
                            _device(launch.machine, number, wish.kind == "bridge")]
    return network


def _device(machine: str, number: int, shared: bool) -> str:
    # On a bridge two guests must not have the same address.
    mac = ",mac=52:54:00:" + secrets.token_bytes(3).hex(":") if shared else ""
    if machine == "microvm":
        return f"virtio-net-device,netdev=net{number},bus={slots.place(number)}{mac}"
    return f"virtio-net-pci,netdev=net{number},disable-legacy=on,romfile={mac}"


def _user(network: Network, number: int, backend: str,
          forwards: Sequence[tuple[str, ports.Forward]]) -> str:
    words = ["user", backend]
    if number:  # each network is one of its own, or the guest could not tell them apart
        words.append(f"net=10.0.{2 + number}.0/24")
    for forward in ports.settle(forwards):
        words.append(forward.option())
        network.messages.append(forward.describe())
    return ",".join(words)


def _tap(network: Network, number: int, name: str, backend: str, about: About, launch: Launch,
         dry_run: bool) -> str:
    if dry_run:
        is_new = not name or not tap.exists(name)
        name = name or f"uk{number}"
        _tell(network, number, name, about, launch.append, launch.iso, is_new)
        return f"tap,{backend},ifname={name},script=no,downscript=no"
    fd = join_tap(network, number, name, about, launch.append, launch.iso)
    return f"tap,{backend},fd={fd}"


def join_tap(network: Network, number: int, name: str, about: About, append: str,
             iso: str = "") -> int:
    """Opens that tap, or without a name or if it is not there a new one with a small network on
    it; the file is also in `network.fds`."""
    is_new = not name or not tap.exists(name)
    if is_new and not tap.may_make():
        raise LaunchError(_without_root(name or "uk0"))
    device = tap.open_tap(name or "uk%d")
    network.fds.append(device.fd)
    if is_new:
        subnet = tap.free_network()
        tap.ip("address", "add", f"{subnet[1]}/{subnet.prefixlen}", "dev", device.name)
    tap.bring_up(device.name)
    _tell(network, number, device.name, about, append, iso)
    return device.fd


def address_parameter(number: int, about: About, append: str) -> str:
    """The parameter that gives the guest's device its address, if it has one and the user has not
    set it."""
    name = f"{STACK}.eth{number}"
    is_set = re.search(rf"(?:^|\s)\"?{re.escape(name)}=", append.split(" -- ")[0])
    return "" if is_set or STACK not in about.components or number >= STACK_NICS else name


def _tell(network: Network, number: int, name: str, about: About, append: str, iso: str,
          is_imagined: bool = False) -> None:
    """The guest its address, and the user where the guest is."""
    host = None if is_imagined else tap.address_of(name)
    guest = tap.guest_address(host) if host else None
    parameter = address_parameter(number, about, append)
    if guest is None or not parameter:
        network.messages.append(f"the guest's device {number} is the tap {name}")
        return
    setting = f"{parameter}={guest},gw={host.ip}"
    if iso:
        network.messages.append(f"the guest asks for its address by DHCP; build the ISO with "
                                f"PARAMS={setting} to have it on the tap {name}")
        return
    network.parameters.append(setting)
    network.messages.append(f"the guest is {guest.ip} on the tap {name}")
    if number == 0:
        network.messages += [ports.url(str(guest.ip), f.guest, f.guest, f.protocol)
                             for _, f in ports.parse(about.ports)]


def _without_root(name: str) -> str:
    return (f"only root can make a tap: run once 'sudo ip tuntap add dev {name} mode tap user "
            f"{getpass.getuser()} && sudo ip address add {tap.POOL[0][1]}/24 dev {name} && "
            f"sudo ip link set {name} up', then use NET=tap:{name}")


def _check_bridge(name: str) -> None:
    if not tap.is_bridge(name):
        raise LaunchError(f"there is no bridge {name}: make it with 'sudo ip link add {name} "
                          f"type bridge', and bring it up")


def join_bridge(network: Network, name: str) -> int:
    """A new tap in that bridge; for root. The file is also in `network.fds`."""
    _check_bridge(name)
    network.messages.append(f"the guest is in the bridge {name}")
    device = tap.open_tap("uk%d")
    network.fds.append(device.fd)
    tap.ip("link", "set", "dev", device.name, "master", name)
    tap.bring_up(device.name)
    return device.fd


def _bridge(network: Network, name: str, backend: str, dry_run: bool) -> str:
    if tap.may_make() and not dry_run:
        return f"tap,{backend},fd={join_bridge(network, name)}"
    _check_bridge(name)
    helper = next((path for path in BRIDGE_HELPERS if os.path.exists(path)),
                  shutil.which("qemu-bridge-helper"))
    network.messages.append(f"the guest is in the bridge {name}")
    if helper is None or not (os.stat(helper).st_mode & 0o4000 or os.geteuid() == 0):
        raise LaunchError(f"NET=bridge:{name} needs root, or QEMU's qemu-bridge-helper setuid "
                          f"root and 'allow {name}' in /etc/qemu/bridge.conf")
    return f"bridge,{backend},br={name},helper={helper}"
