# SPDX-License-Identifier: BSD-3-Clause
"""The launcher's network: ports, kinds of devices, what the build says of an image, taps."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import harness

sys.path.insert(0, str(harness.RUN.parent))
import about  # noqa: E402
import network  # noqa: E402
import ports  # noqa: E402
import pvh_elf  # noqa: E402
from qemu import Launch, LaunchError  # noqa: E402

HANG = b"\xfa\xf4\xeb\xfd"  # cli; 1: hlt; jmp 1b
ABOUT = "components: app netstack\nimplements: uknetdev\nports: 80 53/udp\nnics: \n"


@pytest.fixture
def image(tmp_path: Path) -> str:
    path = tmp_path / "image"
    path.write_bytes(pvh_elf.image(0, 0))
    return str(path)


def launch(*words: str, inside: list[str] | None = None) -> subprocess.CompletedProcess:
    return subprocess.run([*(inside or []), sys.executable, str(harness.RUN), *words],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
                          env=harness.clean_environment())


def dry(image: str, *words: str, machine: str = "microvm") -> list[str]:
    """QEMU's words; those of the network only begin at -kernel."""
    done = launch(image, "--dry-run", "--accel", "tcg", "--machine", machine, *words)
    assert done.returncode == 0, done.stderr
    return shlex.split(done.stdout)


def options(words: list[str], name: str) -> list[str]:
    return [words[i + 1] for i, word in enumerate(words[:-1]) if word == name]


# ---- ports
@pytest.mark.parametrize("word, forward", [
    ("80", (80, "tcp", 0, "127.0.0.1")), ("53/udp", (53, "udp", 0, "127.0.0.1")),
    ("8080:80", (80, "tcp", 8080, "127.0.0.1")), ("0:80", (80, "tcp", 0, "127.0.0.1")),
    ("0.0.0.0:5353:53/udp", (53, "udp", 5353, "0.0.0.0")),
])
def test_port_words(word: str, forward: tuple) -> None:
    assert ports.parse(word) == [(word, ports.Forward(*forward))]


@pytest.mark.parametrize("words, said", [
    ("http", "'http'"), ("0", "1 to 65535"), ("65536", "1 to 65535"), ("70000:80", "1 to 65535"),
    ("80/sctp", "80/sctp"), ("1.2.3.400:1:2", "1.2.3.400"), ("80:", "'80:'"), (":80", "':80'"),
    ("8080:80 8081:80", "twice"), ("80;reboot", "reboot"), ("127.0.0.1:80", "127.0.0.1:80"),
    ("-1", "-1"), ("1:2:3", "1:2:3"),
])
def test_wrong_ports(words: str, said: str) -> None:
    with pytest.raises(LaunchError, match=said):
        ports.settle(ports.parse(words))


def test_same_port_of_two_protocols() -> None:
    assert [f.protocol for _, f in ports.parse("53, 53/udp")] == ["tcp", "udp"]


def test_chosen_ports_are_near_and_distinct() -> None:
    chosen = {f.guest: f.host for f in ports.settle(ports.parse("80 8080 443 9999"))}
    assert chosen[80] >= 8080 and chosen[443] >= 8443 and chosen[9999] >= 9999
    assert len(set(chosen.values())) == 4


@pytest.mark.parametrize("kind, protocol", [(socket.SOCK_STREAM, "tcp"),
                                            (socket.SOCK_DGRAM, "udp")])
def test_a_taken_port(kind: int, protocol: str) -> None:
    """Chosen ones move out of the way; one that was asked for is an error that names another."""
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if protocol == "tcp":
            other.listen()
        port = other.getsockname()[1]
        assert ports.settle(ports.parse(f"{port}/{protocol}"))[0].host > port
        with pytest.raises(LaunchError, match=rf"taken.*such as \d+:80") as caught:
            ports.settle(ports.parse(f"{port}:80/{protocol}"))
        assert f"such as {port}:" not in str(caught.value)


@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_launchers_agree_before_they_listen(protocol: str) -> None:
    """A chosen port is no other launcher's from then on, not only from when QEMU listens."""
    mine = ports.settle(ports.parse(f"7000/{protocol}"))[0].host
    script = f"import ports; print(ports.take({mine}, '{protocol}'), " \
             f"ports.settle(ports.parse('7000/{protocol}'))[0].host)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          check=True, cwd=harness.RUN.parent).stdout.split()
    assert said[0] == "False" and int(said[1]) > mine


def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(LaunchError, match="no address of this host"):
        ports.settle(ports.parse("192.0.2.1:8080:80"))  # TEST-NET-1, RFC 5737


@pytest.mark.parametrize("guest, protocol, expected", [
    (80, "tcp", "http://127.0.0.1:9000/"), (443, "tcp", "https://127.0.0.1:9000/"),
    (53, "udp", "127.0.0.1:9000/udp"), (7, "tcp", "127.0.0.1:9000")])
def test_url(guest: int, protocol: str, expected: str) -> None:
    assert ports.url("127.0.0.1", 9000, guest, protocol) == expected


# ---- which devices
YES = about.About(True, frozenset({"netstack"}), frozenset({"uknetdev"}))
NO = about.About(True)


@pytest.mark.parametrize("text, nics, known, kinds", [
    ("", 0, YES, ["user"]), ("", 0, NO, []), ("", 0, about.About(), []),
    ("", 0, YES._replace(nics=2), ["user", "user"]), ("", 3, YES, ["user"] * 3),
    ("tap", 0, about.About(), ["tap"]), ("tap:x", 2, YES, ["tap:x", "tap"]),
    ("user,bridge:b", 3, YES, ["user", "bridge:b", "bridge:b"]), ("none", 0, YES, []),
    ("none", 0, NO, []),
])
def test_wishes(text: str, nics: int, known: about.About, kinds: list[str]) -> None:
    found = network.wishes(text, nics, known)
    assert [f"{w.kind}:{w.name}".rstrip(":") for w in found] == kinds


@pytest.mark.parametrize("text, nics, known, said", [
    ("lan", 0, YES, "lan"), ("user:x", 0, YES, "user:x"), ("bridge", 0, YES, "br0"),
    ("tap:a/b", 0, YES, "a/b"), ("tap:", 0, YES, "name"), ("tap:" + "x" * 16, 0, YES, "name"),
    ("none,user", 0, YES, "alone"), ("none", 1, YES, "alone"), ("user,user", 1, YES, "2 devices"),
    ("user", 8, YES, "7 at most"), ("user", 0, NO, "no network driver"),
])
def test_wrong_wishes(text: str, nics: int, known: about.About, said: str) -> None:
    with pytest.raises(LaunchError, match=said):
        network.wishes(text, nics, known)


def test_image_with_a_driver_has_a_network(image: str) -> None:
    assert not options(dry(image), "-netdev")
    Path(image + ".about").write_text(ABOUT)
    words = dry(image)
    backend, = options(words, "-netdev")
    assert backend.startswith("user,id=net0,hostfwd=tcp:127.0.0.1:")
    assert backend.endswith("-:53") and "hostfwd=udp:127.0.0.1:" in backend
    assert "virtio-net-device,netdev=net0,bus=virtio-mmio-bus.23" in options(words, "-device")
    assert options(words, "-global") == ["virtio-mmio.force-legacy=false"]
    assert not options(dry(image, "--net", "none"), "-netdev")


@pytest.mark.parametrize("machine", ["q35", "pc"])
def test_several_devices_on_pci(image: str, machine: str) -> None:
    words = dry(image, "--nics", "2", "--ports", "7:7", machine=machine)
    assert options(words, "-netdev") == ["user,id=net0,hostfwd=tcp:127.0.0.1:7-:7",
                                         "user,id=net1,net=10.0.3.0/24"]
    assert [w for w in options(words, "-device") if "net" in w] == [
        f"virtio-net-pci,netdev=net{n},disable-legacy=on,romfile=" for n in (0, 1)]


def test_the_machine_starts_with_each(image: str) -> None:
    """QEMU takes the words: the devices exist, and the image runs."""
    for machine in ("microvm", "q35", "pc"):
        done = launch(image, "--machine", machine, "--accel", "tcg", "--nics", "3",
                      "--ports", "0:80,0:53/udp")
        assert done.returncode == 0, done.stderr
        assert "http://127.0.0.1:" in done.stderr and "/udp is the guest's port 53" in done.stderr


@pytest.mark.parametrize("words, said", [
    (["--net", "none", "--ports", "80"], "PORTS="), (["--nics", "-1"], "-1"),
    (["--net", "bridge:nonesuch"], "no bridge nonesuch"), (["--net", "tap:lo"], "lo is no tap"),
    (["--nics", "x"], "nics"),
])
def test_errors_are_one_line(image: str, words: list[str], said: str) -> None:
    done = launch(image, "--accel", "tcg", *words)
    assert done.returncode == 200 and said in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("run: error: ")


@pytest.mark.parametrize("text", ["ports 80\n", "ports: 80\nports: 81\n", "nics: many\n",
                                  "surprise: 1\n"])
def test_damaged_about(image: str, text: str) -> None:
    Path(image + ".about").write_text(text)
    done = launch(image, "--accel", "tcg")
    assert done.returncode == 200 and "image.about" in done.stderr


# ---- what the build leaves
def test_build_says_what_an_image_is_made_of(build) -> None:
    found = about.read(str(build("helloworld").path))
    assert found.known and not found.has_network and found.nics == 1 and not found.ports
    assert {"helloworld", "kvm", "newlib"} <= found.components and "ukalloc" in found.implements


def test_application_names_its_ports(tmp_path: Path) -> None:
    app = tmp_path / "serving"
    shutil.copytree(harness.ROOT / "apps" / "skeleton", app)
    with (app / "Makefile.uk").open("a") as file:
        file.write("PORTS-y += 80\nPORTS-$(CONFIG_PLAT_KVM) += 53/udp\nPORTS-n += 81\n"
                   "NICS-y := 2\n")
    done = harness.make(f"A={app}", f"O={tmp_path / 'out'}", "PORTS=1:1", "NICS=7")
    assert done.status == 0, done.output
    found = about.read(str(tmp_path / "out" / "serving"))
    assert (found.ports, found.nics) == ("80 53/udp", 2)


def test_make_run_passes_them_on() -> None:
    done = harness.make("-n", "run", "NET=tap:x,user", "NICS=3", "PORTS=8080:80 53/udp")
    assert "--net 'tap:x,user' --nics '3' --ports '8080:80 53/udp'" in done.output


# ---- taps, in a network namespace of their own
@pytest.fixture
def namespace(as_root: None):
    name = f"uklaunch{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    if made.returncode or not os.path.exists("/dev/net/tun"):
        pytest.skip(f"no network namespaces or no /dev/net/tun here: {made.stderr.strip()}")
    try:
        yield ["ip", "netns", "exec", name]
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


def devices(inside: list[str]) -> set[str]:
    text = subprocess.run([*inside, "ip", "-br", "link"], capture_output=True, text=True,
                          check=True).stdout
    return {line.split()[0].split("@")[0] for line in text.splitlines()}


def sh(inside: list[str], line: str) -> str:
    return subprocess.run([*inside, "sh", "-ec", line], check=True, capture_output=True,
                          text=True).stdout


def test_tap_is_made_addressed_and_gone(image: str, namespace: list[str]) -> None:
    Path(image).write_bytes(pvh_elf.wrap(HANG))
    Path(image + ".about").write_text(ABOUT)
    before = devices(namespace)
    sh(namespace, "ip link add d0 type bridge; ip address add 10.44.0.9/24 dev d0")
    sh(namespace, "ip link set d0 up")
    for end in (signal.SIGTERM, signal.SIGKILL):
        child = subprocess.Popen([*namespace, sys.executable, str(harness.RUN), image,
                                  "--accel", "tcg", "--net", "tap", "--nics", "2"],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, text=True)
        try:
            said = [child.stderr.readline().strip() for _ in range(4)]
            assert said[0] == "run: the guest is 10.44.1.2 on the tap uk0"  # 10.44.0 is d0's
            assert said[1:3] == ["run: http://10.44.1.2/", "run: 10.44.1.2:53/udp"]
            assert said[3] == "run: the guest is 10.44.2.2 on the tap uk1"
            assert devices(namespace) - before == {"d0", "uk0", "uk1"}
        finally:
            child.send_signal(end)
            child.wait()
        deadline = time.monotonic() + 20  # after a SIGKILL, QEMU ends a little later
        while devices(namespace) - before != {"d0"} and time.monotonic() < deadline:
            time.sleep(0.05)
        assert devices(namespace) - before == {"d0"}


def test_tap_that_is_there_stays(image: str, namespace: list[str]) -> None:
    """Its address is kept and the guest is its neighbour, unless the user says otherwise."""
    Path(image + ".about").write_text(ABOUT)
    sh(namespace, "ip tuntap add dev t0 mode tap; ip address add 192.0.2.254/24 dev t0")
    done = launch(image, "--accel", "tcg", "--net", "tap:t0", inside=namespace)
    assert done.returncode == 0 and "192.0.2.253 on the tap t0" in done.stderr
    done = launch(image, "--accel", "tcg", "--net", "tap:t0", "--append", "netstack.eth0=dhcp",
                  inside=namespace)
    assert done.returncode == 0 and "192.0.2" not in done.stderr
    words = launch(image, "--accel", "tcg", "--net", "tap:t0", "--dry-run", "--append", "a -- b",
                   inside=namespace).stdout
    assert "-append 'netstack.eth0=192.0.2.253/24,gw=192.0.2.254 a -- b'" in words
    assert "t0" in devices(namespace)


def test_bridge(image: str, namespace: list[str]) -> None:
    Path(image).write_bytes(pvh_elf.wrap(HANG))
    sh(namespace, "ip link add br0 type bridge; ip link set br0 up")
    child = subprocess.Popen([*namespace, sys.executable, str(harness.RUN), image, "--accel",
                              "tcg", "--net", "bridge:br0"], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        assert child.stderr.readline() == "run: the guest is in the bridge br0\n"
        assert "master br0" in sh(namespace, "ip link show dev uk0")
    finally:
        child.terminate()
        child.wait()
    assert "uk0" not in devices(namespace)


def test_tap_without_the_right_to_make_one(image: str, namespace: list[str]) -> None:
    os.chmod(os.path.dirname(image), 0o755)
    bare = [*namespace, "setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"]
    done = launch(image, "--accel", "tcg", "--net", "tap", inside=bare)
    assert done.returncode == 200 and len(done.stderr.splitlines()) == 1
    assert "sudo ip tuntap add dev uk0 mode tap user" in done.stderr
    assert "NET=tap:uk0" in done.stderr
    sh(namespace, "ip tuntap add dev t1 mode tap user nobody")
    done = launch(image, "--accel", "tcg", "--net", "tap:t1", inside=bare)
    assert done.returncode == 200 and "another user" in done.stderr
    done = launch(image, "--accel", "tcg", "--net", "bridge:lo", inside=bare)
    assert done.returncode == 200 and "no bridge lo" in done.stderr
