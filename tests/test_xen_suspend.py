# SPDX-License-Identifier: BSD-3-Clause
"""Domains that the toolstack saves, restores and migrates, and backends that are started anew, on
the Xen of xen_host.py: what was connected stays so, what was on its way to a disk arrives once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import harness
from test_xen_disk import SECOND, Machine, let_go
from test_sqlite_power import acknowledged_in
from test_xen_domains import READY, VIF, at, redis, until
from xen_host import Domain, Host

BACKENDS = "/sys/bus/xen-backend/drivers"
XVDB = 202 << 8 | 16


def migrate(domain: Domain) -> None:
    """To the host that it is on, which for the domain is as good as another. Its name is another
    one meanwhile, by which its console's log is called from then on."""
    incoming = f"/var/log/xen/console/guest-{domain.name}--incoming.log"
    domain.host.run(f"rm -f {incoming}; xl migrate -s '' {domain.name} 'xl migrate-receive' 2>&1")
    domain.log = f"/var/log/xen/xl-{domain.name}--incoming.log"
    domain.console += f" {incoming}"


def save(domain: Domain, option: str = "") -> None:
    """Into the folder that dom0 has of ours; by a pipe, as 9p cannot take pages of a domain."""
    domain.host.run(f"rm -f /tmp/pipe; mkfifo /tmp/pipe; cat /tmp/pipe >/shares/0/saved & "
                    f"xl save {option} {domain.name} /tmp/pipe 2>&1 && wait")


def restore(domain: Domain) -> None:
    domain.host.run("cat /shares/0/saved | xl restore /proc/self/fd/0 2>&1")
    (domain.host.shared / "saved").unlink()


def restart_network(domain: Domain) -> None:
    """The backend's driver lets go of the device and takes it again; the script is udev's part."""
    number = domain.xl("domid").strip()
    domain.host.run(f"cd {BACKENDS}/vif && echo vif-{number}-0 >unbind && "
                    f"echo vif-{number}-0 >bind")
    domain.host.run(f"XENBUS_PATH=/local/domain/0/backend/vif/{number}/0 vif=vif{number}.0 "
                    "/etc/xen/scripts/vif-bridge online")


def restart_disk(domain: Domain) -> None:
    """So that requests which the old one has not answered are there for the new one."""
    number = domain.xl("domid").strip()
    domain.host.run(f"cd {BACKENDS}/vbd && for i in 1 2 3; do echo vbd-{number}-{XVDB} >unbind && "
                    f"sleep 1 && echo vbd-{number}-{XVDB} >bind || exit 1; done")


def close_disk(domain: Domain, times: int) -> None:
    """The backend hears that our end closes, and closes its own, though the toolstack wants the
    device (`online`): it waits to be connected again."""
    number = domain.xl("domid").strip()
    frontend = f"/local/domain/{number}/device/vbd/{XVDB}"
    assert domain.store(f"device/vbd/{XVDB}/state") == "4"
    for _ in range(times):
        domain.host.run(f"xenstore-write {frontend}/state 5")
        domain.host.wait(f"[ $(xenstore-read {frontend}/state) = 4 ]")


class Client:
    """One connection to httpd."""

    def __init__(self, host: Host, address: str) -> None:
        self.link = host.connect(address, 80)

    def ask(self) -> None:
        self.link.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while not answer.endswith(b"</html>\n"):
            data = self.link.recv(4096)
            assert data, answer
            answer += data
        assert b"200 OK" in answer and b"<h1>It works.</h1>" in answer


def test_a_connection_outlives_its_domain(xen: Host, build: harness.Builder) -> None:
    """An image without threads, where all of this happens in interrupts."""
    address, parameters = at(60, "-- 80 600")
    with xen.domain(build("httpd", plat="xen"), "moves", parameters, memory=8,
                    vifs=VIF) as domain:
        domain.wait_for(READY)
        assert domain.store("control/feature-suspend") == "1"
        client = Client(xen, address)
        client.ask()
        before = domain.xl("domid")
        migrate(domain)
        assert domain.xl("domid") != before
        client.ask()
        restart_network(domain)
        client.ask()
        domain.xl("shutdown")
        assert domain.finish() == 0


@pytest.mark.full
def test_saved_and_restored(xen: Host, build: harness.Builder) -> None:
    """One with threads: checkpoints, a pause, twice another domain; and the clocks."""
    address, parameters = at(61)

    def clocks_are_right() -> None:
        before = int(xen.run("date +%s"))
        now = int(client("TIME")[0])
        after = int(xen.run("date +%s"))
        assert before - 1 <= now <= after + 1, (before, now, after)
        assert client("BLPOP", "nothing", "0.2") is None  # by a timer

    with xen.domain(build("redis", plat="xen"), "kept", f"{parameters} -- --protected-mode no",
                    memory=32, vifs=VIF) as domain:
        domain.wait_for(READY)
        client = redis(xen, address)
        clocks_are_right()
        for number in range(2):
            assert client("SET", f"key{number}", "x" * 100_000) == b"OK"
            save(domain, "-c")
            clocks_are_right()
            domain.xl("pause")
            domain.xl("unpause")
            save(domain)
            assert not domain.is_there()
            xen.run("sleep 3")  # which a clock that stood still meanwhile would show
            restore(domain)
            clocks_are_right()
            for key in range(number + 1):
                assert client("GET", f"key{key}") == b"x" * 100_000
        domain.xl("reboot")
        domain.wait_for(READY, times=2)
        assert redis(xen, address)("DBSIZE") == 0


@pytest.mark.full
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_saved_amid_transactions(xen: Host, build: harness.Builder, tmp_path: Path,
                                 mode: str) -> None:
    """Nothing is lost or done twice: the file system has what the last of the domains said."""
    machine = Machine(xen, build("sqlite", "disk", plat="xen"), tmp_path, mode)

    def more() -> None:
        goal = acknowledged_in(domain.text) + 10
        until(lambda: acknowledged_in(domain.text) >= goal)

    with xen.domain(machine.image, "sql", "vfs.fstab=disk0:/disk:ext4 -- /disk/my.db "
                    "'.read /disk/work.sql'", memory=32, disks=[SECOND]) as domain:
        domain.wait_for("^found 0$")
        more()
        save(domain, "-c")
        more()
        save(domain)
        restore(domain)
        more()
        restart_disk(domain)
        more()
        migrate(domain)
        restart_disk(domain)
        more()
        close_disk(domain, 3)
        more()
        domain.destroy()
        said = domain.text
    let_go(xen)
    numbers = [int(number) for number in re.findall(r"^done (\d+)$", said, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1)), said[-2000:]
    assert said.count("has left: requests wait") == 3, said[-2000:]
    assert machine.look() >= numbers[-1]


@pytest.mark.full
@pytest.mark.parametrize("defconfig", ["default", "alone"])
def test_files_of_a_folder_go_on(xen: Host, build: harness.Builder, defconfig: str) -> None:
    """A log that is open all the time has each line once."""
    for path in xen.shared.iterdir():
        path.unlink()
    (xen.shared / "script").write_text("log /share/log 1000000\n")

    def more() -> None:
        goal = domain.text.count("logged") + 10
        until(lambda: domain.text.count("logged") >= goal)

    with xen.domain(build("tests/apps/share", defconfig, plat="xen"), "log",
                    "vfs.fstab=share0:/share:9p -- /share/script", memory=16,
                    shares=["tag=share0,path=/shares/0,security_model=none"]) as domain:
        more()
        save(domain, "-c")
        more()
        for _ in range(2):
            save(domain)
            restore(domain)
            more()
        domain.destroy()
        said = domain.text
    lines = (xen.shared / "log").read_text().splitlines()
    assert lines == [f"line {number}" for number in range(1, len(lines) + 1)], lines[-50:]
    assert len(lines) >= said.count("logged"), said[-2000:]
    assert "error" not in said, said[-2000:]
