# SPDX-License-Identifier: BSD-3-Clause
"""MicroPython, which its own make has built through `make toolchain`: scripts, the shell, and its
own tests, each in a machine of its own, by its own runner."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

import harness
import sealed
from terminal import Terminal

pytestmark = pytest.mark.full
WAYS = ["microvm", sealed.SEALED]

SCRIPT = """
import sys, os, json, socket, _thread, time
print(2**100, json.dumps({'a': [1, None]}), sys.argv[1])
open('/f', 'w').write('x')
print('f' in os.listdir('/'), os.stat('/f')[6], os.getenv('NOTHING'))
lock = _thread.allocate_lock()
lock.acquire()
_thread.start_new_thread(lambda: (time.sleep(0.01), lock.release()), ())
lock.acquire()
address = socket.getaddrinfo('127.0.0.1', 8000)[0][-1]
server = socket.socket()
server.bind(address)
server.listen(1)
client = socket.socket()
client.connect(address)
client.send(b'sent')
print(server.accept()[0].recv(9))
def deep(n):
    return deep(n + 1)
try:
    deep(0)
except RuntimeError:
    print('limited')
try:
    os.system('ls')
except OSError as error:
    print(error.errno)
sys.exit(5)
"""
# Some of each kind: a machine is booted for each. Not those that open files of their folder, which
# is not the guest's current one, nor those whose threads look for each other without waiting.
TESTS = (r"basics/(int_big_mul|int_big_div|list_sort|dict_del|set_binop|string_format|"
         r"string_fstring|bytes_find|closure_manyvars|gen_yield_from_throw|try_finally_return|"
         r"class_super|class_inherit_mul|memoryview1|bytearray_slice_assign|struct1|deque1|"
         r"array_add|async_with|builtin_sorted|comprehension1|except_match_tuple|namedtuple1)\.py$|"
         r"float/(float1|float_format|math_fun|complex1|float_parse|int_big_float)\.py$|"
         r"io/(builtin_print_file|open_append)\.py$|"
         r"extmod/(json_loads|re1|select_poll_basic|hashlib_sha256|"
         r"random_basic|binascii_b2a_base64|"
         r"vfs_posix|heapq1|socket_tcp_basic)\.py$|"
         r"thread/(thread_lock1|thread_start1|thread_sleep1)\.py$")


def script(tmp_path: Path, text: str) -> tuple[str, str]:
    (tmp_path / "files").mkdir()
    (tmp_path / "files/test.py").write_text(text)
    return "--initrd", str(tmp_path / "files")


@pytest.mark.parametrize("way", WAYS)
def test_script(build: harness.Builder, tmp_path: Path, way: str) -> None:
    done = sealed.build_for(way, build, "micropython", "full").boot(
        way, "-- /test.py argument", timeout=120,
        options=(*sealed.accel(way), "--net", "none", *script(tmp_path, SCRIPT)))
    assert done.status == 5, done.output + done.errors
    said = [line for line in done.output.splitlines() if "refused" not in line]
    assert said == ['1267650600228229401496703205376 {"a": [1, null]} argument', "True 1 None",
                    "b'sent'", "limited", "38"]


@pytest.mark.parametrize("way", WAYS)
def test_shell(build: harness.Builder, way: str) -> None:
    image = sealed.build_for(way, build, "micropython", "full")
    with Terminal(image, "--net", "none") as terminal:
        terminal.wait(b">>> ")
        terminal.press(b"6*9", b"\x7f", b"7\r")
        terminal.wait(b"\n42\n")
        terminal.wait(b">>> ")
        terminal.press(b"\x1b[A", b"+1\r")
        terminal.wait(b"\n43\n")
        terminal.wait(b">>> ")
        terminal.press(b"\x04")
        assert terminal.ended() == 0


@pytest.mark.parametrize("way", WAYS)
def test_its_own_tests(build: harness.Builder, tmp_path: Path, way: str) -> None:
    image = sealed.build_for(way, build, "micropython", "full")
    options = " ".join(sealed.accel(way))
    source = tmp_path / "source"
    done = harness.command([sys.executable, str(harness.ROOT / "support/fetch/fetch.py"),
                            "--unpack", str(source), "micropython"])
    assert done.status == 0, done.output
    tests = source / "tests"
    # The guest has the folder where the host has it.
    runner = tmp_path / "micropython"
    runner.write_text("#!/bin/sh\nfor word do last=$word; done\n"
                      f"exec {sys.executable} {image.launcher()} {image.path} {options} --net none "
                      f"--memory 32M --share {tests}:{tests} --append=\"-- $*\" 2>/dev/null\n")
    runner.chmod(0o755)
    done = harness.command(
        [sys.executable, "run-tests.py", "-j2", "-r", str(tmp_path / "results"), "-d", "basics",
         "float", "io", "extmod", "thread", "-e", ".", "-i", TESTS], cwd=tests, timeout=900,
        environment=harness.clean_environment(MICROPY_MICROPYTHON=str(runner)))
    passed = re.search(r"(\d+) tests passed", done.output)
    assert done.status == 0 and passed and int(passed[1]) >= 40, done.output[-4000:]
    shutil.rmtree(source)
