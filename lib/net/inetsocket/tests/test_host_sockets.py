# SPDX-License-Identifier: BSD-3-Clause
"""The sockets' suites on the host: sockets, the whole stack and lwIP under ASan and UBSan.

The same suites run in the guest; here every block of memory is watched, each request for memory
fails in turn, and time passes as the tests say (host/test_limits.c). The machine is ukfile's.
"""
import concurrent.futures
import glob
import os
import re
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", "..", "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "support"))

# pylint: disable=wrong-import-position
from fetch import fetch, store, unpack

NETSTACK = "lib/net/netstack"
UKFILE = "lib/fs/ukfile"

# Components whose sources are all compiled, but for these
WHOLE = {"lib/net/inetsocket": (), "lib/dev/uknetdev": (), NETSTACK: ("thread.c",),
         UKFILE: ("sleep_threads.c", "interrupt.c", "mapped.c"), "lib/net/uksocket": ()}
OTHERS = [f"{UKFILE}/tests/host/machine.c", "lib/mem/ukpool/pool.c",
          "lib/mem/ukalloc/tests/host_crash.c", "lib/debug/uktest/run.c", "lib/debug/uktest/host.c",
          "lib/net/inetsocket/tests/host/stack.c", "lib/net/inetsocket/tests/help.c"]
SUITES = ["test_tcp.c", "test_tcp_errors.c", "test_tcp_end.c", "test_udp.c", "test_options.c",
          "host/test_limits.c"]

CONFIGURATION = {"LIBNETSTACK_" + name: value for name, value in {
    "IPV4": 1, "IPV6": 1, "RAW": 1, "MULTICAST": 1, "DNS": 1, "ASSERTIONS": 1, "LARGE_SEGMENTS": 1,
    "TCP_WINDOW_KIB": 256, "TCP_SEND_KIB": 256, "TIME_WAIT": 256, "CLOSE_MS": 1000,
    "RX_BUFFERS": 128, "TX_PIECES": 64}.items()} | {"LIBUKASSERT_CHECKS": 1, "LIBUKPRINT_LEVEL": 0}
# lwIP's way with pointers
LWIP_FLAGS = ["-w", "-fno-sanitize=alignment,pointer-overflow,shift"]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


def lwip_folder() -> str:
    source = fetch.load(["lwip"])[0]
    target = os.path.join(store.cache_folder(), "unpacked", f"{source.name}-{source.version}")
    unpack.unpack(source, fetch.get([source])[0], target, print)
    return target


def lwip_sources() -> list[tuple[str, list[str]]]:
    """Names and additional flags, as netstack's Makefile.uk has them."""
    makefile = open(os.path.join(ROOT, NETSTACK, "Makefile.uk"), encoding="utf-8").read()
    names = re.search(r"^LWIP_SRCS := ((?:.*\\\n)*.*)", makefile, re.MULTILINE)[1].replace("\\", "")
    renamed = dict(re.findall(r"core/(\S+)\.c\.o: CFLAGS \+= (-D.*)", makefile))
    assert len(renamed) >= 2, "netstack/Makefile.uk gives no file its own definitions any more"
    return [(f"core/{name}", renamed.get(name, "").split()) for name in names.split()] + \
        [("netif/ethernet", [])]


def flags(lwip: str) -> list[str]:
    # not lib/libc: the host has its own headers
    folders = ["lib/net/inetsocket/tests/host/include", "lib/debug/uktest/host", "include",
               *sorted(glob.glob("lib/[!l]*/*/include", root_dir=ROOT)), "arch/x86_64/include",
               f"{NETSTACK}/port", NETSTACK, f"{UKFILE}/tests/host"]
    return ["-std=gnu17", "-g", "-O1", "-Wall", "-Wextra", "-include", "sys/types.h",
            "-DUK_TEST_HOST=", "-DUK_ONLY_UKSOCKET", "-DUK_ONLY_UKSOCKET_NAME=inetsocket",
            '-DUK_COMPONENT="inetsocket"', *SANITIZE,
            *(f"-DCONFIG_{name}={value}" for name, value in CONFIGURATION.items()),
            *(f"-I{ROOT}/{folder}" for folder in folders), f"-I{lwip}/src/include"]


def sources(lwip: str) -> list[tuple[str, list[str]]]:
    found = [(f"{lwip}/src/{name}.c", [*LWIP_FLAGS, *more]) for name, more in lwip_sources()]
    for folder, left_out in WHOLE.items():
        for name in sorted(os.listdir(os.path.join(ROOT, folder))):
            if name.endswith(".c") and name not in left_out:
                found.append((f"{ROOT}/{folder}/{name}", []))
    found += [(f"{ROOT}/{name}", []) for name in OTHERS]
    return found + [(f"{HERE}/{name}", []) for name in SUITES]


def build(folder: str, cc: str) -> str:
    lwip = lwip_folder()
    common = flags(lwip)

    def compile_one(job: tuple[int, tuple[str, list[str]]]) -> str:
        number, (source, more) = job
        target = os.path.join(folder, f"{number}.o")
        done = subprocess.run([cc, *common, *more, "-c", "-o", target, source],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-4000:]
        return target

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, enumerate(sources(lwip))))
    program = os.path.join(folder, "sockets")
    done = subprocess.run([cc, *SANITIZE, "-o", program, *objects], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return program


@pytest.mark.parametrize("cc", ["gcc", pytest.param("clang", marks=pytest.mark.full)])
def test_suites(cc: str, tmp_path: os.PathLike) -> None:
    """Each suite in a process of its own: a crash costs no other its cases."""
    program = build(str(tmp_path), cc)
    for source in SUITES:
        text = open(os.path.join(HERE, source), encoding="utf-8").read()
        suite = re.search(r"UK_TESTSUITE\((\w+),", text)[1]
        done = subprocess.run([program, suite], capture_output=True, text=True, timeout=120,
                              check=False)
        output = done.stdout + done.stderr
        assert done.returncode == 0, output[-6000:]
        assert output.count("    ok ") == len(re.findall(r"^UK_TEST\(", text, re.MULTILINE)), output
