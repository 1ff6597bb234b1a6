# SPDX-License-Identifier: BSD-3-Clause
"""Redis as its users run it: their clients, large values, a thousand connections, no memory,
wrong configurations, replicas; Redis' own tests are in test_redis_suite.py, what outlives the
machine in test_redis_files.py."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

import harness
import sealed
import servers
from guest import Guest
from netspace import Namespace
from resp import Client, RespError

PORT = 6379
READY = "Ready to accept connections"
HOST_SECONDS = 60  # for a host that does much else besides


def start(image: harness.Image, arguments: str = "", *options: str, memory: str = "128M",
          namespace: Namespace | None = None) -> Guest:
    way = sealed.way_of(image, "microvm")
    guest = Guest(image, way, append=f"-- {arguments}", memory=memory, namespace=namespace,
                  options=[*sealed.accel(way), "--net", "tap" if namespace else "user", *options])
    try:
        guest.wait_for(READY)
    except AssertionError:
        guest.stop()
        raise
    return guest


def client(guest: Guest) -> Client:
    return Client(guest.connect(PORT, HOST_SECONDS))


@pytest.fixture(scope="module", params=["microvm", sealed.SEALED_USER])
def server(request: pytest.FixtureRequest, module_build: harness.Builder) -> Iterator[Guest]:
    with start(sealed.build_for(request.param, module_build, "redis"),
               "--enable-module-command yes") as guest:
        yield guest


def cli(guest: Guest, *words: str) -> str:
    host, port = guest.address(PORT)
    done = harness.command(["redis-cli", "-h", host, "-p", str(port), *words], timeout=HOST_SECONDS)
    assert done.status == 0, done.output
    return done.output.strip()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + HOST_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "this does not come true"
        time.sleep(0.1)


# ---- clients
def test_command_line_client(server: Guest) -> None:
    assert cli(server, "ping") == "PONG"
    assert cli(server, "set", "greeting", "hello") == "OK"
    assert cli(server, "incrbyfloat", "tenth", "0.1") == "0.1"
    assert cli(server, "incrbyfloat", "tenth", "1") == "1.1", "long doubles are doubles"
    assert "0.1" not in cli(server, "time").splitlines()[0]
    assert cli(server, "info", "server").count("redis_version:7.0.15") == 1


def test_scripts_transactions_and_channels(server: Guest) -> None:
    with client(server) as one, client(server) as two:
        assert one("EVAL", "return {redis.call('incr', KEYS[1]), cjson.encode({1.5}), "
                   "struct.size('>I4'), bit.tobit(7)}", 1, "count") == [1, b"[1.5]", 4, 7]
        assert two("SUBSCRIBE", "news") == [b"subscribe", b"news", 1]
        one("MULTI")
        one("PUBLISH", "news", "text")
        one("INCR", "count")
        assert one("EXEC") == [1, 2]
        assert two.read() == [b"message", b"news", b"text"]
        one("XADD", "stream", "1-1", "field", "value")
        assert one("XRANGE", "stream", "-", "+") == [[b"1-1", [b"field", b"value"]]]
        with pytest.raises(RespError, match="Script killed|BUSY|timeout|error"):
            one("EVAL", "return redis.error_reply('error of a script')", 0)


def test_keys_expire_and_clients_wait(server: Guest) -> None:
    with client(server) as one, client(server) as two:
        one("SET", "short", "lived", "PX", 50)
        two.send("BLPOP", "queue", 30)
        assert one("BLPOP", "nothing", "0.2") is None
        assert one("GET", "short") is None
        one("RPUSH", "queue", "job")
        assert two.read() == [b"queue", b"job"]


def test_many_connections(build: harness.Builder, namespace: Namespace) -> None:
    """A thousand at once; then every command that redis-benchmark has, pipelined by fifty."""
    # each has 48 KB of buffers, and all half of what the data may take (apps/redis/start.c)
    with start(build("redis"), memory="256M", namespace=namespace) as guest:
        clients = [client(guest) for _ in range(1000)]
        try:
            for one in clients:
                one.send("INCR", "visitors")
            assert sorted(one.read() for one in clients) == list(range(1, 1001))
            assert int(clients[0].info("clients")["connected_clients"]) >= 1000
        finally:
            for one in clients:
                one.close()
        said = namespace.run(f"redis-benchmark -h {guest.address(PORT)[0]} -n 400 -c 50 -P 4 "
                             "-r 1000 -q", timeout=4 * HOST_SECONDS)
        assert "MSET" in said and "rror" not in said, said


def test_who_reads_late(build: harness.Builder, namespace: Namespace) -> None:
    """While a client writes on and reads nothing, both windows close; all answers arrive later."""
    count = 30000
    with start(build("redis"), namespace=namespace) as guest:
        late = namespace.socket()
        late.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        late.settimeout(HOST_SECONDS)
        late.connect(guest.address(PORT))
        for key in range(0, count, 500):
            late.sendall(b"".join(b"SET key:%d 0000%d0000\r\nGET key:%d\r\n" % (each, each, each)
                                  for each in range(key, key + 500)))
        with Client(late) as one:
            for key in range(count):
                assert one.read() == b"OK" and one.read() == b"0000%d0000" % key


def test_large_value(server: Guest) -> None:
    value = bytes(range(256)) * (8 << 12)  # 8 MiB: an eighth of the data at most
    with client(server) as one:
        assert one("SET", "large", value) == b"OK"
        assert one("GET", "large") == value
        assert one("DEL", "large") == 1


# ---- what there is not
def test_refusals_say_why(server: Guest) -> None:
    with client(server) as one:
        with pytest.raises(RespError, match="loading the extension"):
            one("MODULE", "LOAD", "/module.so")
        assert "link this one into the image" in server.wait_for(r"Module .* failed to load.*")[0]
        one("SCRIPT", "DEBUG", "YES")
        with pytest.raises(RespError, match="can't run EVAL in debugging mode"):
            one("EVAL", "return 1", 0)
        server.wait_for("SCRIPT DEBUG SYNC")
        assert one("PING") == b"PONG"


@pytest.mark.parametrize("arguments, said", [
    ("--port nonsense", "argument couldn't be parsed into an integer"),
    ("--no-such-word 1", "Bad directive or wrong number of arguments"),
    ("/nowhere.conf", "can't open config file '/nowhere.conf'"),
    ("--dir /nowhere", "No such file or directory")])
def test_wrong_configuration(build: harness.Builder, arguments: str, said: str) -> None:
    done = build("redis").boot("microvm", f"-- {arguments}",
                               options=("--accel", "tcg", "--memory", "32M"))
    assert done.status == 1 and said in done.output + done.errors, done.output + done.errors


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_USER])
def test_own_configuration(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """/redis.conf of an initrd is the configuration; and it may include others."""
    (tmp_path / "redis.conf").write_text("protected-mode no\ninclude /more.conf\n")
    (tmp_path / "more.conf").write_text("maxclients 77\nmaxmemory-policy allkeys-lru\n")
    image = sealed.build_for(way, build, "redis")
    with start(image, "--maxmemory 5mb", "--initrd", str(tmp_path)) as guest, client(guest) as one:
        assert one("CONFIG", "GET", "maxclients") == [b"maxclients", b"77"]
        assert one("CONFIG", "GET", "maxmemory") == [b"maxmemory", str(5 << 20).encode()]
        for key in range(1500):  # 15 MB into 5: the oldest leave
            assert one("SET", f"key{key}", b"x" * 10000) == b"OK"
        assert 100 < one("DBSIZE") < 600


# ---- no memory
@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_USER])
def test_no_memory(build: harness.Builder, way: str) -> None:
    """Whatever clients do, they get errors or lose their connection, and others are served."""
    image = sealed.build_for(way, build, "redis")
    with start(image, memory="24M") as guest, client(guest) as one:
        most = int(one("CONFIG", "GET", "proto-max-bulk-len")[1])
        with pytest.raises(RespError, match="OOM command not allowed"):
            for key in range(10000):
                one("SET", f"key{key}", b"x" * 10000)
        stored = one("DBSIZE")
        assert stored > 100 and one("GET", "key0") == b"x" * 10000
        with client(guest) as two, \
                pytest.raises((RespError, OSError), match="bulk|reset|closed|pipe"):
            two("SET", "large", b"x" * (most + 1))
        with client(guest) as two, pytest.raises((OSError, ConnectionError)):
            for _ in range(5000):  # and reads nothing
                two.send("MGET", *[f"key{key}" for key in range(100)])
                two.socket.settimeout(HOST_SECONDS)
            while two.read():
                pass
        with client(guest) as two:
            with pytest.raises(RespError, match="not enough memory"):
                two("EVAL", "local s = 'x' while true do s = s .. s end", 0)
        assert one("DBSIZE") == stored
        one("FLUSHALL")
        assert one("SET", "key", "value") == b"OK"


# ---- replicas
class HostServer:
    """The same Redis as a program of this host."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        program = folder / "redis-server"
        if not program.exists():  # Debian's redis-check-rdb is the same program
            program.symlink_to(shutil.which("redis-server") or shutil.which("redis-check-rdb"))
        self.port = PORT + servers.free_offset([PORT])
        self.log = folder / "log"
        self.process = subprocess.Popen(
            [str(program), "--port", str(self.port), "--dir", str(folder), "--logfile",
             str(self.log), "--save", "", "--bind", "0.0.0.0", "--protected-mode", "no",
             *arguments])

    def client(self) -> Client:
        return Client(socket.create_connection(("127.0.0.1", self.port), HOST_SECONDS))

    def wait(self) -> None:
        until(lambda: self.log.exists() and READY in self.log.read_text())

    def __enter__(self) -> "HostServer":
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def fill(one: Client, keys: int) -> None:
    for key in range(keys):
        one.send("SET", f"key{key}", f"value{key}" * 10)
    for _ in range(keys):
        assert one.read() == b"OK"


@pytest.mark.parametrize("way, diskless", [
    ("microvm", "yes"), ("microvm", "no"),
    pytest.param("ukvm", "no", marks=sealed.SEALED_USER.marks)])
def test_replica_on_the_host(build: harness.Builder, tmp_path: Path, way: str,
                             diskless: str) -> None:
    """Gets what there is, then each change; what was asked for is sent as a file either way."""
    image = sealed.build_for(way, build, "redis")
    with start(image, f"--repl-diskless-sync {diskless} --repl-diskless-sync-delay 0") as guest, \
            client(guest) as one:
        fill(one, 2000)
        host, port = guest.address(PORT)
        with HostServer(tmp_path, "--replicaof", f"{host} {port}") as replica, \
                replica.client() as other:
            until(lambda: other("DBSIZE") == 2000)
            one("SET", "later", "change")
            until(lambda: other("GET", "later") == b"change")
            until(lambda: other.info("replication")["master_link_status"] == "up")
        assert one.info("persistence")["rdb_last_bgsave_status"] == "ok"


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_USER])
def test_replica_of_the_host(build: harness.Builder, tmp_path: Path, way: str) -> None:
    image = sealed.build_for(way, build, "redis")
    with HostServer(tmp_path) as master, master.client() as one:
        fill(one, 2000)
        # 10.0.2.2 is the host in QEMU's own network.
        with start(image, f"--replicaof 10.0.2.2 {master.port}") as guest, \
                client(guest) as other:
            until(lambda: other.info("replication")["master_link_status"] == "up")
            assert other("DBSIZE") == 2000
            one("SET", "later", "change")
            until(lambda: other("GET", "later") == b"change")
            with pytest.raises(RespError, match="READONLY"):
                other("SET", "key", "value")
