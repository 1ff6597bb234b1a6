# SPDX-License-Identifier: BSD-3-Clause
"""Each kind of heap under Redis and nginx: bytes, least memory, and instructions a request.

Both take everything from malloc(), and so do the stack's packets. ukregion gives nothing back,
so it only serves until the memory is used up: here it is given enough for the requests that are
measured. ukbuddy gives whole pages: least memory says what that costs.
"""

from __future__ import annotations

import os
from typing import Iterator

import build
import machines
from group_apps import REDIS, App
from group_network import HTTP, PAGE, least_memory_kib, per_unit
from group_nginx import NGINX

# Of a figure's name, and the lines of the configuration that choose it.
HEAPS = {"uktlsf": ("CONFIG_LIBUKALLOC_DEFAULT_UKTLSF=y", "# CONFIG_LIBUKTLSF_CACHE is not set"),
         "uktlsf_cache": ("CONFIG_LIBUKALLOC_DEFAULT_UKTLSF=y", "CONFIG_LIBUKTLSF_CACHE=y"),
         "uktlsf_grown": ("CONFIG_LIBUKALLOC_DEFAULT_UKTLSF_GROWN=y", "CONFIG_LIBUKTLSF_CACHE=y"),
         "ukbuddy": ("CONFIG_LIBUKALLOC_DEFAULT_UKBUDDY=y",),
         "ukregion": ("CONFIG_LIBUKALLOC_DEFAULT_UKREGION=y",)}
MEMORY = "1G"
REQUESTS = 4000
SIZES = (8, 60, 300, 1500, 6000)  # of values, set by turns, each for one of KEYS keys
KEYS = 500
STEP_KIB = 128
Figures = Iterator[tuple[str, float]]


def measure() -> Figures:
    machines.check()
    for heap, options in HEAPS.items():
        yield from redis(heap, options)
        yield from nginx(heap, options)


def image_and_memory(app: App, heap: str, image: str, *load: object) -> Figures:
    yield f"alloc.{app.name}_image_bytes_{heap}", os.path.getsize(image)
    yield f"alloc.{app.name}_least_memory_kib_{heap}", least_memory_kib(
        image, lambda server: server.load(*load), step=STEP_KIB, ready=app.ready, kind=app.server)


def redis(heap: str, options: tuple[str, ...]) -> Figures:
    image, _ = build.make("redis", "fast", options, folder="alloc-redis")
    yield from image_and_memory(REDIS, heap, image, "set,get", 10, 1, 1000)
    with REDIS.server(image, REDIS.ready, count=True, memory=MEMORY) as server:
        server.prepare()
        for command in ("get", "set"):
            yield (f"alloc.redis_instructions_per_{command}_{heap}",
                   per_unit(server, REQUESTS, command, 1, 1, REQUESTS))
        each = REQUESTS // len(SIZES)
        for _ in range(2):  # the first makes the keys
            total = sum(server.instructions("set", 1, 1, each, "-d", size, "-r", KEYS)
                        for size in SIZES)
        yield f"alloc.redis_instructions_per_set_of_sizes_{heap}", total / (each * len(SIZES))


def nginx(heap: str, options: tuple[str, ...]) -> Figures:
    image, _ = build.make("nginx", "fast", options, folder="alloc-nginx")
    yield from image_and_memory(NGINX, heap, image, "http", HTTP, PAGE, 10, 1000)
    with NGINX.server(image, NGINX.ready, count=True, memory=MEMORY) as server:
        yield (f"alloc.nginx_instructions_per_request_{heap}",
               per_unit(server, REQUESTS, "http", HTTP, PAGE, 1, REQUESTS))
