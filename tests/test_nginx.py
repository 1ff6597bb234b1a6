# SPDX-License-Identifier: BSD-3-Clause
"""nginx as its users run it, with files and a configuration of theirs: files, ranges, caching,
gzip, rewriting, passwords, limits, a proxy, logs, wrong configurations. Its load, and TLS, are in
test_nginx_load.py."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import http.server
import random
import threading
from pathlib import Path
from typing import Iterator, NamedTuple

import pytest

import harness
import own_network
import sealed
import web
from guest import Guest

READY = r"nginx: serving"
HOST = "10.0.2.2"  # this machine, as the guest sees it (a user's network)
# Around the pages, segments and buffers that a file goes through
SIZES = (0, 1, 1459, 1461, 4095, 4096, 65535, 65537, 1 << 20, (5 << 20) + 3)

CONFIGURATION = """
worker_processes 4;                    # of which there is one
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    sendfile on;
    log_format short '$remote_addr "$request" $status $body_bytes_sent';
    access_log off;
    limit_req_zone $uri zone=few:64k rate=1r/m;
    upstream host { server %(host)s; keepalive 4; }
    upstream nobody { server %(host_name)s:1; }
    map $arg_word $what { default "nothing"; "~^f(?<rest>o+)$" "f and $rest"; }

    server {
        listen 80;
        root .;
        location / { }
        location /copied/ { alias /initrd/; sendfile off; }
        location /list/ { autoindex on; }
        location /packed/ {
            alias /initrd/; gzip on; gzip_min_length 1; gzip_types *; gzip_static on;
        }
        location = /logged { access_log /dev/stdout short; return 200 "logged\\n"; }
        location /kept { access_log /tmp/access.log short; return 200 "kept\\n"; }
        location = /log { alias /tmp/access.log; }
        location ~ ^/say/(?<name>.+)$ { return 200 "$name, and $what\\n"; }
        location /old/ { rewrite ^/old/(.*)$ /$1 last; }
        location /moved { return 301 /list/; }
        location /secret {
            auth_basic "closed"; auth_basic_user_file /initrd/passwords; alias /initrd/1;
        }
        location /few { limit_req zone=few; alias /initrd/1; }
        location /status { stub_status; }
        location /host/ {
            proxy_pass http://host/; proxy_http_version 1.1; proxy_set_header Connection "";
        }
        location /nobody/ { proxy_pass http://nobody/; }
        location /local/ { proxy_pass http://unix:/tmp/local:/; }
        location /inbox/ {
            dav_methods PUT DELETE MKCOL; create_full_put_path on; root /tmp;
        }
        error_page 404 /missing.html;
    }
    server { listen unix:/tmp/local; location / { return 200 "through a local socket\\n"; } }
}
"""


class Site(NamedTuple):
    guest: Guest
    folder: Path
    requests: list  # what the host's server was asked: (connection, method, path, body)


class Answering(http.server.BaseHTTPRequestHandler):
    """The server behind the proxy: says what it was sent."""
    protocol_version = "HTTP/1.1"
    requests: list = []

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.requests.append((self.client_address, self.command, self.path, body))
        said = body or self.path.encode() * 1000
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = answer

    def log_message(self, *_: object) -> None:
        pass


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.fixture(scope="module", params=["microvm", sealed.SEALED_USER])
def site(request: pytest.FixtureRequest, module_build: harness.Builder,
         tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    backend = http.server.ThreadingHTTPServer((own_network.where(), 0), Answering)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    (folder / "nginx.conf").write_text(CONFIGURATION % {
        "host": f"{HOST}:{backend.server_port}", "host_name": HOST})
    for size in SIZES:
        (folder / str(size)).write_bytes(content(size))
    (folder / "text.html").write_bytes(b"<p>all work and no play</p>\n" * 3000)
    (folder / "static.txt.gz").write_bytes(gzip.compress(b"packed before"))
    (folder / "static.txt").write_bytes(b"not packed")
    (folder / "missing.html").write_text("nothing of that name\n")
    (folder / "list").mkdir()
    (folder / "list" / "a file").write_text("x" * 10)
    password = base64.b64encode(hashlib.sha1(b"sesame").digest()).decode()
    (folder / "passwords").write_text(f"ali:{{SHA}}{password}\nold:$6$salt$hash\n")
    with Guest(sealed.build_for(request.param, module_build, "nginx"), request.param,
               options=["--net", "user", "--initrd", str(folder)]) as guest:
        guest.wait_for(READY)
        guest.connect(80).close()
        yield Site(guest, folder, Answering.requests)
    backend.shutdown()
    backend.server_close()


def connect(site: Site) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(*site.guest.address(80), timeout=60)


def ask(site: Site, path: str, method: str = "GET", body: bytes | None = None,
        **header: str) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own; headers with _ for -."""
    connection = connect(site)
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in header.items()})
    answer = connection.getresponse()
    try:
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("way", ["", "/copied"])
def test_files_arrive_whole(site: Site, way: str, tmp_path: Path) -> None:
    """By sendfile, and through nginx' buffers; curl asks for all on one connection."""
    host, port = site.guest.address(80)
    words, out = [], tmp_path
    for size in SIZES:
        words += ["-o", str(out / str(size)), f"http://{host}:{port}{way}/{size}"]
    done = harness.command(["curl", "-sS", "--max-time", "120", "-w", "%{num_connects}", *words])
    assert done.status == 0, done.output
    assert done.output == "1" + "0" * (len(SIZES) - 1)
    for size in SIZES:
        assert web.digest((out / str(size)).read_bytes()) == web.digest(content(size)), size


def test_head_and_conditions(site: Site) -> None:
    status, header, body = ask(site, "/4096", "HEAD")
    assert (status, header["Content-Length"], body) == (200, "4096", b"")
    assert header["Server"] == "nginx/1.22.1"
    for name, value, expected in (("If_Modified_Since", header["Last-Modified"], 304),
                                  ("If_None_Match", header["ETag"], 304),
                                  ("If_None_Match", '"other"', 200),
                                  ("If_Match", '"other"', 412)):
        status, _, body = ask(site, "/4096", **{name: value})
        assert status == expected and (expected == 200) == (body == content(4096)), name
    status, header, _ = ask(site, "/text.html", "HEAD")
    assert header["Content-Type"] == "text/html"


def test_ranges(site: Site) -> None:
    whole = content(65537)
    for asked, first, last in (("0-0", 0, 0), ("100-199", 100, 199), ("65000-", 65000, 65536),
                               ("-5", 65532, 65536), ("65536-70000", 65536, 65536)):
        status, header, body = ask(site, "/65537", Range=f"bytes={asked}")
        assert status == 206 and body == whole[first:last + 1], asked
        assert header["Content-Range"] == f"bytes {first}-{last}/65537"
    assert ask(site, "/65537", Range="bytes=65537-")[0] == 416
    status, header, body = ask(site, "/65537", Range="bytes=0-1,65000-65009")
    boundary = header["Content-Type"].partition("boundary=")[2]
    parts = body.split(f"--{boundary}".encode())
    assert status == 206 and len(parts) == 4, body
    assert parts[1].endswith(b"\r\n\r\n" + whole[:2] + b"\r\n")
    assert parts[2].endswith(b"\r\n\r\n" + whole[65000:65010] + b"\r\n")


def test_refusals(site: Site) -> None:
    status, _, body = ask(site, "/none")
    assert (status, body) == (404, b"nothing of that name\n")
    assert ask(site, "/")[0] == 403
    assert ask(site, "/../../etc/nginx/nginx.conf")[0] == 400
    assert ask(site, "/1", "POST", b"x")[0] == 405
    assert ask(site, "/" + "x" * 9000)[0] == 414
    site.guest.wait_for(r'open\(\) "/initrd/\./none" failed \(2: No such file or directory\)')


def test_pipelined_requests(site: Site) -> None:
    with site.guest.connect(80) as connection:
        connection.sendall(web.request("/1", close=False) * 20 + web.request("/4096"))
        for _ in range(20):
            assert web.read_answer(connection).body == content(1)
        assert web.read_answer(connection).body == content(4096)


def test_index_of_a_folder(site: Site) -> None:
    status, _, body = ask(site, "/list/")
    assert status == 200 and b'<a href="a%20file">a file</a>' in body
    status, header, _ = ask(site, "/list")
    assert status == 301 and header["Location"].endswith("/list/")


def test_gzip(site: Site) -> None:
    plain = (site.folder / "text.html").read_bytes()
    for path, expected in (("/packed/text.html", plain), (f"/packed/{1 << 20}", content(1 << 20)),
                           ("/packed/static.txt", b"packed before")):
        _, header, body = ask(site, path, Accept_Encoding="gzip")
        assert header["Content-Encoding"] == "gzip", path
        assert gzip.decompress(body) == expected, path
    assert len(ask(site, "/packed/text.html", Accept_Encoding="gzip")[2]) < len(plain) / 20
    _, header, body = ask(site, "/packed/text.html")
    assert "Content-Encoding" not in header and body == plain


def test_rewriting(site: Site) -> None:
    assert ask(site, "/say/hello?word=foo")[2] == b"hello, and f and oo\n"
    assert ask(site, "/say/hello")[2] == b"hello, and nothing\n"
    assert ask(site, "/old/1459")[2] == content(1459)
    status, header, _ = ask(site, "/moved")
    assert status == 301 and header["Location"].endswith("/list/")


def test_passwords(site: Site) -> None:
    def status(name: str, password: str) -> int:
        word = base64.b64encode(f"{name}:{password}".encode()).decode()
        return ask(site, "/secret", Authorization=f"Basic {word}")[0]

    assert ask(site, "/secret")[0] == 401
    assert status("ali", "sesame") == 200
    assert status("ali", "wrong") == 401
    assert status("old", "x") == 500  # there is no crypt(), and the log says so
    site.guest.wait_for(r"crypt\(\) failed \(38: ")


def test_limits_and_status(site: Site) -> None:
    """Both live in memory that nginx shares with itself."""
    assert [ask(site, "/few")[0] for _ in range(3)] == [200, 503, 503]
    body = ask(site, "/status")[2].decode()
    assert body.startswith("Active connections: ") and "Reading: 0 Writing: 1" in body


def test_proxy(site: Site) -> None:
    del site.requests[:]
    for number in range(5):
        status, _, body = ask(site, f"/host/{number}")
        assert (status, body) == (200, f"/{number}".encode() * 1000)
    assert len({request[0] for request in site.requests}) == 1  # one connection for all
    large = content(3 << 20)  # more than nginx keeps in memory
    status, _, body = ask(site, "/host/large", "POST", large[:1 << 20])
    assert status == 200 and web.digest(body) == web.digest(large[:1 << 20])
    assert ask(site, "/host/large", "POST", large)[0] == 413
    assert ask(site, "/nobody/")[0] == 502
    assert ask(site, "/local/")[2] == b"through a local socket\n"


def test_files_that_clients_bring(site: Site) -> None:
    for size in (0, 1, 65535):
        assert ask(site, "/inbox/a/new", "PUT", content(size))[0] == (201 if size == 0 else 204)
        assert ask(site, "/inbox/a/new")[2] == content(size)
    assert ask(site, "/inbox/a/new", "DELETE")[0] == 204
    assert ask(site, "/inbox/a/new")[0] == 404


def test_logs(site: Site) -> None:
    ask(site, "/logged")
    site.guest.wait_for(r'^10\.0\.2\.2 "GET /logged HTTP/1\.1" 200 7$')
    for number in range(3):
        ask(site, f"/kept{number}")
    assert ask(site, "/log")[2].decode().splitlines() == \
        [f'10.0.2.2 "GET /kept{number} HTTP/1.1" 200 5' for number in range(3)]


def run(image: harness.Image, arguments: str, *options: str) -> harness.Boot:
    return image.boot(append=f"-- {arguments}", options=("--net", "none", *options))


@pytest.mark.parametrize("text, says", [
    ("events { } http { server { lisen 80; } }",
     'unknown directive "lisen" in /initrd/nginx.conf:1'),
    ("events { } http { server { listen 80; ", 'unexpected end of file, expecting "}"'),
    ("user www-data; events { }", 'getpwnam("www-data") failed'),
])
def test_wrong_configurations(build: harness.Builder, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "nginx.conf").write_text(text)
    boot = run(build("nginx"), "", "--initrd", str(tmp_path))
    assert boot.status == 1 and says in boot.output, boot.output + boot.errors


def test_its_own_options(build: harness.Builder) -> None:
    image = build("nginx")
    boot = run(image, "-t")
    assert boot.status == 0, boot.output + boot.errors
    assert "configuration file /etc/nginx/nginx.conf test is successful" in boot.output
    boot = run(image, "-V")
    assert boot.status == 0 and "nginx version: nginx/1.22.1" in boot.output
    boot = run(image, "-c /etc/none.conf")
    assert boot.status == 1 and 'open() "/etc/none.conf" failed' in boot.output


def test_pages_of_the_image(build: harness.Builder) -> None:
    """Without any files of the user's."""
    with Guest(build("nginx"), "q35", options=["--net", "user"]) as guest:
        guest.wait_for(r"nginx: serving with /etc/nginx/nginx.conf, from /www/")
        assert len(web.get(guest, "/").body) == 180
        page = (harness.ROOT / "apps/nginx/rootfs/www/index.html").read_bytes()
        assert web.get(guest, "/").body == page
