# SPDX-License-Identifier: BSD-3-Clause
"""Redis' own tests (Tcl), as published, against a server in a guest: its external-server mode,
which by itself leaves out what starts servers of its own (integration/*, persistence, cluster,
modules). On a tap: in QEMU's own network what one connection sends may arrive after what
another sent later, which these tests do not expect."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

import harness
import sealed
from guest import Guest
from netspace import Namespace
from test_redis import PORT, start

# In the order of test_helper.tcl: some leave a configuration behind that others do not expect.
UNITS = ["unit/printver", "unit/dump", "unit/auth", "unit/protocol", "unit/keyspace", "unit/scan",
         "unit/info", "unit/info-command", "unit/type/string", "unit/type/incr", "unit/type/list",
         "unit/type/list-2", "unit/type/list-3", "unit/type/set", "unit/type/zset",
         "unit/type/hash", "unit/type/stream", "unit/type/stream-cgroups", "unit/sort",
         "unit/expire", "unit/other", "unit/multi", "unit/quit", "unit/aofrw", "unit/acl",
         "unit/acl-v2", "unit/latency-monitor", "integration/redis-cli",
         "integration/redis-benchmark", "unit/pubsub", "unit/pubsubshard", "unit/slowlog",
         "unit/scripting", "unit/functions", "unit/maxmemory", "unit/introspection",
         "unit/introspection-2", "unit/limits", "unit/obuf-limits", "unit/bitops", "unit/bitfield",
         "unit/geo", "unit/memefficiency", "unit/hyperloglog", "unit/lazyfree", "unit/pause",
         "unit/querybuf", "unit/tracking", "unit/networking", "unit/client-eviction",
         "unit/violations", "unit/replybufsize"]
QUICK = ["unit/auth", "unit/protocol", "unit/type/incr", "unit/sort", "unit/multi", "unit/quit",
         "unit/pubsub", "unit/bitfield"]
# In full; all of UNITS, which take a quarter of an hour, with REDIS_SUITE=all
WIDE = ["unit/auth", "unit/keyspace", "unit/scan", "unit/info", "unit/type/string",
        "unit/type/hash", "unit/type/set", "unit/type/stream-cgroups", "unit/acl", "unit/acl-v2",
        "unit/pubsub", "unit/slowlog", "unit/scripting", "unit/functions",
        "unit/introspection-2", "unit/geo", "unit/querybuf", "unit/networking"]
# What is left out, and why
SKIPPED = {
    "RESTORE can set an absolute expire": "compares the guest's clock with the host's",
    "CONFIG SET rollback on apply error": "takes a port of the test's own host, not the server's",
    # The guest's clock begins with the machine's RTC, which counts whole seconds.
    **dict.fromkeys(("GETEX EXAT option", "GETEX PXAT option", "Extended SET EXAT option",
                     "Extended SET PXAT option", "EXPIREAT - Check for EXPIRE alike behavior"),
                    "compares the guest's clock with the host's"),
}
DONE = re.compile(r"\[ok\]: ")


def suite(guest: Guest, image: harness.Image, folder: Path, units: list[str],
          timeout: float) -> int:
    """How many tests passed; none failed."""
    source = image.path.parent / "source"
    shutil.copytree(source / "tests", folder / "tests")  # which it writes into
    (folder / "src").mkdir()
    for name in ("redis-cli", "redis-benchmark"):
        (folder / "src" / name).symlink_to(shutil.which(name))
    host, port = guest.address(PORT)
    words = [*guest.namespace.enter, "tclsh", "tests/test_helper.tcl", "--host", host,
             "--port", str(port),
             "--tags", "-slow -needs:repl"]
    for unit in units:
        words += ["--single", unit]
    for name in SKIPPED:
        words += ["--skiptest", name]
    done = harness.command(words, cwd=folder, timeout=timeout)
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.output)
    assert done.status == 0 and "All tests passed without errors" in said, \
        f"{said[-5000:]}\n{guest.text[-2000:]}"
    return len(DONE.findall(said))


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_FULL])
def test_some(build: harness.Builder, tmp_path: Path, namespace: Namespace, way: str) -> None:
    image = sealed.build_for(way, build, "redis")
    with start(image, "--enable-debug-command yes", namespace=namespace) as guest:
        assert suite(guest, image, tmp_path, QUICK, 300) > 150


@pytest.mark.full
def test_wide(build: harness.Builder, tmp_path: Path, namespace: Namespace) -> None:
    everything = os.environ.get("REDIS_SUITE") == "all"
    image = build("redis")
    with start(image, "--enable-debug-command yes", memory="512M", namespace=namespace) as guest:
        passed = suite(guest, image, tmp_path, UNITS if everything else WIDE, 2400)
        assert passed > (800 if everything else 400)
