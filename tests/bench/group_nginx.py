# SPDX-License-Identifier: BSD-3-Clause
"""nginx: its image's bytes and least memory, guest instructions, and rates against the
distribution's nginx as the only process of a Linux guest, with the same page."""

from __future__ import annotations

import os

import build
import group_apps
import linux_package
import machines
from group_network import CONNECTIONS, HTTP, PAGE, REQUESTS, per_unit

FILES = os.path.join(build.ROOT, "apps", "nginx", "rootfs")
# Where the distribution's nginx would look for more than there is.
ON_LINUX = b"""
user root; daemon off; master_process off; pid /run/nginx.pid; error_log stderr notice;
events { worker_connections 2048; }
http {
    client_body_temp_path /tmp/1; proxy_temp_path /tmp/2; fastcgi_temp_path /tmp/3;
    uwsgi_temp_path /tmp/4; scgi_temp_path /tmp/5;
    sendfile on; tcp_nopush on; keepalive_requests 1000000; access_log off;
    server { listen 80; root /www; }
}
"""


class Nginx(machines.Server):
    """Its load is load.c's: a page, connections, how many requests."""

    def __init__(self, image: str, ready: str, *, linux: bool = False, **options: object) -> None:
        if linux:
            with open(os.path.join(FILES, "www", "index.html"), "rb") as file:
                options["files"] = {
                    "etc/": b"", "run/": b"", "tmp/": b"", "www/": b"", "nginx.conf": ON_LINUX,
                    "etc/passwd": b"root:x:0:0::/:\n", "etc/group": b"root:x:0:\n",
                    "www/index.html": file.read()}
        super().__init__(image, ready, linux=linux, **options)

    def prepare(self) -> None:
        self.load("http", HTTP, PAGE, 1, 100)


def linux_nginx() -> str:
    return linux_package.program("nginx", "/usr/sbin/nginx")


NGINX = group_apps.App("nginx", "fast", Nginx, r"nginx: serving|getrlimit\(RLIMIT_NOFILE\)",
                       linux_nginx, "-e stderr -c /nginx.conf")
SMALL = NGINX._replace(defconfig="default")


def measure() -> group_apps.Figures:
    machines.check()
    yield from group_apps.size_and_memory(
        SMALL, lambda server: server.load("http", HTTP, PAGE, 10, 1000))
    for defconfig in ("small", "fast", "tls"):
        image, _ = build.make("nginx", defconfig)
        yield f"nginx.image_bytes_{defconfig}", os.path.getsize(image)
    with SMALL.ours(count=True) as server:
        yield "nginx.instructions_per_request_default", \
            per_unit(server, REQUESTS, "http", HTTP, PAGE, 1, REQUESTS)
    yield from group_apps.instructions(NGINX, {
        "instructions_per_request" if count == 1 else f"instructions_per_request_c{count}":
        ("http", HTTP, PAGE, count, REQUESTS) for count in CONNECTIONS}, REQUESTS)
    with NGINX.ours(count=True) as server:
        runs = [server.instructions("http", HTTP, PAGE, 10, REQUESTS) for _ in range(10)]
        yield "nginx.tenth_run_ratio", runs[-1] / runs[0]
    yield from group_apps.ratio(NGINX, ("http", HTTP, PAGE, 50, REQUESTS), REQUESTS)
