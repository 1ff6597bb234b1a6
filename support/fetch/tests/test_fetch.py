# SPDX-License-Identifier: BSD-3-Clause
"""Fetching under everything that goes wrong: nothing but the pinned bytes ever counts."""
import contextlib
import http.server
import os
import re
import signal
import subprocess
import threading
import time

import pytest
from fetch import fetch


@contextlib.contextmanager
def server(answer):
    """A release site on this machine; answer(handler) writes each reply."""
    class Handler(http.server.BaseHTTPRequestHandler):
        """Counts the requests it gets."""
        def do_GET(self):  # pylint: disable=invalid-name
            """Answers as the test wants it."""
            site.requests += 1
            with contextlib.suppress(ConnectionError):
                answer(self)

        def log_message(self, *_):  # pylint: disable=arguments-differ
            """Says nothing."""

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.requests = 0
    site.url = f"http://127.0.0.1:{site.server_port}/demo-1.tar.gz"
    thread = threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()


def reply(handler, data, length=None):
    """A 200 with `data`, announced as `length` bytes."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data) if length is None else length))
    handler.end_headers()
    handler.wfile.write(data)


def fails(done, *words):
    """The run failed, in one line after its progress, that has all of `words`."""
    assert done.returncode == 1
    last = [line for line in done.stderr.splitlines() if line.startswith("fetch: ")]
    assert len(last) == 1, done.stderr
    for word in words:
        assert word in last[0]


def test_upstream_then_cache(world):
    """A file:// release is fetched once; afterwards its absence does not matter."""
    assert world.run("demo").returncode == 0
    assert world.cached.read_bytes() == world.tarball.read_bytes()
    assert world.only_whole_files()
    world.tarball.unlink()
    assert world.run("demo").returncode == 0


def test_put_there_by_hand(world):
    """What the message asks for works: the file copied into the cache is taken."""
    data = world.tarball.read_bytes()
    world.tarball.unlink()
    done = world.run("demo")
    fails(done, "demo_1.orig.tar.gz", str(world.cached.parent), "SHA-256")
    world.cached.write_bytes(data)
    assert world.run("demo").returncode == 0


def test_damaged_cache_is_replaced(world):
    """A cached file that changed, at the same size, is found out and fetched again."""
    assert world.run("demo").returncode == 0
    good = world.cached.read_bytes()
    world.cached.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert world.run("demo").returncode == 0
    assert world.cached.read_bytes() == good


def test_wrong_hash(world):
    """Upstream serving other bytes of the same length is an error that names the hash."""
    data = bytearray(world.tarball.read_bytes())
    data[1000] ^= 1
    world.tarball.write_bytes(data)
    fails(world.run("demo"), "SHA-256")
    assert not world.cached.exists() and world.only_whole_files()


@pytest.mark.parametrize("size, word", [(-1, "broke off"), (+1, "longer than")])
def test_wrong_length(world, size, word):
    """A shorter and a longer file, announced with their own lengths."""
    data = world.tarball.read_bytes()
    with server(lambda h: reply(h, data[:size] if size < 0 else data + b"x")) as site:
        world.pin(upstream=site.url)
        fails(world.run("demo"), word)
    assert not world.cached.exists() and world.only_whole_files()


def test_truncated(world):
    """A connection that closes before the announced length."""
    data = world.tarball.read_bytes()
    with server(lambda h: reply(h, data[:4096], len(data))) as site:
        world.pin(upstream=site.url)
        fails(world.run("demo"), "broke off after 4096")
        assert site.requests == 1
    assert not world.cached.exists() and world.only_whole_files()


def test_not_found_and_no_network(world):
    """404, and nobody listening: the line says which file, its hash, where to put it."""
    with server(lambda h: h.send_error(404)) as site:
        world.pin(upstream=site.url)
        fails(world.run("demo"), "404", str(world.cached.parent))
    fails(world.run("demo"), "cannot be reached", "demo_1.orig.tar.gz",
          re.search(r"sha256: (\w+)", world.manifest.read_text())[1])


@pytest.mark.parametrize("number, status, kept", [
    (signal.SIGINT, 130, False), (signal.SIGTERM, 143, False), (signal.SIGKILL, -9, True)])
def test_interrupted(world, number, status, kept):
    """Ended in mid-download: nothing counts, and the next run succeeds."""
    data = world.tarball.read_bytes()
    stalled, go_on = threading.Event(), threading.Event()

    def answer(handler):
        if go_on.is_set():
            reply(handler, data)
            return
        reply(handler, data[:300000], len(data))
        stalled.set()
        go_on.wait(30)

    with server(answer) as site:
        world.pin(upstream=site.url)
        with subprocess.Popen(**world.command("demo"), stderr=subprocess.PIPE) as process:
            assert stalled.wait(30)
            part = world.cached.with_name(world.cached.name + ".part")
            for _ in range(100):
                if part.exists() and part.stat().st_size:
                    break
                time.sleep(0.05)
            process.send_signal(number)
            assert b"Traceback" not in process.stderr.read()
            assert process.wait(30) == status
        go_on.set()
        assert not world.cached.exists() and part.exists() == kept
        assert world.run("demo").returncode == 0
    assert world.cached.read_bytes() == data and world.only_whole_files()


def test_two_at_once(world):
    """Eight runs at once download once and all succeed."""
    data = world.tarball.read_bytes()

    def answer(handler):
        time.sleep(0.3)
        reply(handler, data)

    with server(answer) as site:
        world.pin(upstream=site.url)
        runs = [subprocess.Popen(**world.command("demo"), stderr=subprocess.PIPE)
                for _ in range(8)]
        said = [run.communicate(timeout=60)[1].decode() for run in runs]
        assert [run.returncode for run in runs] == [0] * 8
        assert any("waiting" in text for text in said)
        assert site.requests == 1
    assert world.cached.read_bytes() == data


@pytest.mark.skipif(os.geteuid() != 0, reason="a small file system needs root to mount")
def test_full_disk(world):
    """The cache on a file system that the tarball does not fit on."""
    world.cache.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", world.cache],
                           check=False)
    if mount.returncode:
        pytest.skip("mount is not permitted here")
    try:
        fails(world.run("demo"), "the disk is full", "UKULELE_CACHE")
        assert not world.cached.exists() and world.only_whole_files()
    finally:
        subprocess.run(["umount", world.cache], check=True)


def test_full_disk_as_anybody(world):
    """The same through a file-size limit, which any user has: the write is refused."""
    command = world.command("demo")
    command["args"] = ["sh", "-c", 'ulimit -f 200; trap "" XFSZ; exec "$@"', "sh",
                       *command["args"]]
    done = subprocess.run(**command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    assert not world.cached.exists() and world.only_whole_files()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_cache_not_writable(world):
    """A cache that belongs to somebody else."""
    world.cache.mkdir(mode=0o555)
    fails(world.run("demo"), "UKULELE_CACHE")


def test_cache_is_a_file(world):
    """UKULELE_CACHE pointing at a file."""
    world.cache.write_text("")
    fails(world.run("demo"), "cannot make the cache folder", "UKULELE_CACHE")


def test_unknown_name(world):
    """A misspelt name lists what there is."""
    fails(world.run("dmeo"), "no source is called 'dmeo'", "demo")


@pytest.mark.parametrize("field, value, word", [
    ("sha256", "12", "sha256"), ("bytes", "many", "bytes"), ("file", "../x", "file"),
    ("version", None, "lacks version"), ("upstream", None, "neither"),
    ("debian", "trixie", "SUITE PACKAGE"), ("colour", "red", "expected one 'field: value'")])
def test_bad_manifest(world, field, value, word):
    """Each mistake in a manifest names itself and its place."""
    world.pin(**{field: value})
    fails(world.run("demo"), word, str(world.manifest))


def test_all_leaves_out_what_few_need(world, monkeypatch):
    """`--all` does not load what only tests need; who names it gets it."""
    world.pin(only="make torture")
    wanted = []
    monkeypatch.setattr(fetch.manifest, "find", lambda root: [str(world.manifest)])
    monkeypatch.setattr(fetch, "get", wanted.extend)
    assert fetch.main(["--all"]) == 0 and not wanted
    monkeypatch.setattr(fetch, "get", lambda sources: wanted.extend(sources) or [""])
    assert fetch.main(["demo"]) == 0 and [source.name for source in wanted] == ["demo"]


def test_null_run_is_quick(world):
    """A full cache is not hashed again: 64 MB or nothing take the same time."""
    with open(world.tarball, "wb") as file:
        file.truncate(64 << 20)
    world.pin()
    assert world.run("demo").returncode == 0
    note = world.cached.with_name(world.cached.name + ".verified")
    before = note.stat().st_mtime_ns
    world.tarball.unlink()
    accessed = world.cached.stat()
    os.utime(world.cached, ns=(1, accessed.st_mtime_ns))  # relatime: a read would renew it
    assert world.run("demo").returncode == 0
    assert world.cached.stat().st_atime_ns == 1 and note.stat().st_mtime_ns == before
