# SPDX-License-Identifier: BSD-3-Clause
"""Lua as a user runs it: arguments, scripts from an initrd, the shell on a terminal, sockets; and
the tests of LuaSocket and of a library in Lua, in the guest."""

from __future__ import annotations

import http.server
import shutil
import sys
import threading
from pathlib import Path

import pytest

import harness
import own_network
import sealed
from guest import Guest
from terminal import Terminal

LEFT, HOME, UP, ERASE, CTRL_D = b"\x1b[D", b"\x1b[H", b"\x1b[A", b"\x7f", b"\x04"

LANGUAGE = r"""
assert(arg[1] == "a b" and select("#", ...) == 2)
assert(string.format("%5.2f|%d|%q|%a|%s", 1 / 3, 7, "x", 0.5, 2^53) ==
       ' 0.33|7|"x"|0x1p-1|9.007199254741e+15')
assert(10 // 3 == 3 and 7 / 2 == 3.5 and 1e300 * 1e10 == math.huge and 0x7fffffffffffffff + 1 < 0)
assert(tonumber("0x1.8p1") == 3.0 and math.tointeger(3.0) == 3)
assert(("x=1, y=2"):gsub("(%w)=(%w)", "%2=%1") == "1=x, 2=y" and utf8.len("äöü") == 3)
local made = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
assert(made() + made() + made() == 6)
local ok, why = pcall(function() local t = nil; return t.x end)
assert(not ok and why:find("attempt to index a nil value"))
local function deep(n) return n == 0 and 0 or 1 + deep(n - 1) end
assert(deep(10000) == 10000 and not pcall(deep, 1e7))
assert(not pcall(string.rep, "x", -1 >> 1) and #string.rep("ab", 1000) == 2000)
assert(not load(("("):rep(1000)) and not pcall(string.find, ("a"):rep(300000), (".-"):rep(300000)))
setmetatable({}, { __gc = function() collected = true end })
collectgarbage()
assert(collected)
assert(math.random() ~= math.random() and os.time() > 1600000000 and os.clock() >= 0)
assert(os.date("!%Y-%m-%d %H:%M", 86400) == "1970-01-02 00:00")
print("language")

local name = os.tmpname()
local file = assert(io.open(name, "w+"))
assert(file:write("one\n2 0x10 3.5\nrest"):seek("set") == 0)
assert(file:read("l") == "one")
assert(select("#", file:read("n", "n", "n")) == 3 and file:read("L") == "\n")
assert(file:read("a") == "rest" and file:read("l") == nil and file:seek("end") == 19)
file:close()
local count = 0
for line in io.lines(name) do count = count + 1 end
assert(count == 3 and os.rename(name, "/x") and os.remove("/x") and not io.open("/x"))
assert(select(2, os.remove("/x")) == "/x: No such file or directory")
local lfs = require "lfs"
assert(lfs.mkdir("/d") and lfs.chdir("/d") and lfs.currentdir() == "/d")
io.open("f", "w"):close()
for entry in lfs.dir(".") do count = count + (entry == "f" and 1 or 0) end
assert(count == 4 and lfs.attributes("f", "mode") == "file" and lfs.attributes("/d/f").size == 0)
print("files")

assert(os.execute() == false)
assert(select(2, os.execute("ls")) == "Function not implemented")
assert(not pcall(require, "nowhere"))
assert(not package.loadlib("/x.so", "*"))
print("refused")
os.exit(3)
"""

SOCKETS = r"""
local socket = require "socket"
local server = assert(socket.bind("127.0.0.1", 0))
local client = assert(socket.connect("127.0.0.1", (select(2, server:getsockname()))))
local peer = server:accept()
client:send("hello\n")
assert(peer:receive() == "hello")
peer:settimeout(0.1)
assert(select(2, peer:receive()) == "timeout")
assert(select(3, socket.select({ peer }, nil, 0.01)) == "timeout")
client:close()
assert(select(2, peer:receive()) == "closed")
local udp = socket.udp()
udp:setsockname("127.0.0.1", 0)
udp:sendto("ping", "127.0.0.1", (select(2, udp:getsockname())))
assert(udp:receivefrom() == "ping")
assert(socket.dns.toip("localhost") == "127.0.0.1")
assert(socket.dns.tohostname("127.0.0.1") == "localhost")
assert(require("mime").b64("hello") == "aGVsbG8=")
local body, code = require("socket.http").request(arg[1])
print(code, #body, body:sub(1, 4))
"""

# What the other tests need: programs, or that nothing else has used the state before
PENLIGHT = ("__vector class class2 class3 class4 comprehension config data data2 date func "
            "lexer list list2 map orderedmap pretty seq sip stringio tablex tablex3 "
            "template template2 types url xml")
RUN_PENLIGHT = r"""
package.path = "/lua/?.lua;/lua/?/init.lua;/tests/lua/?.lua;/tests/lua/?/init.lua"
local exit, before = os.exit, {}
for name in pairs(package.loaded) do before[name] = true end
for name in io.open("/list"):read("a"):gmatch("%S+") do
	for module in pairs(package.loaded) do
		if not before[module] then package.loaded[module] = nil end
	end
	os.exit = function(status) error("ended with " .. tostring(status), 0) end
	local globals = setmetatable({}, { __index = _G })
	local chunk = assert(loadfile("/tests/test-" .. name .. ".lua", "t", globals))
	local ok, why = xpcall(chunk, debug.traceback)
	print(ok and "ok" or "FAIL", name, ok and "" or why)
end
exit(0)
"""


def run(image: harness.Image, arguments: str, *options: str, memory: str = "32M",
        timeout: float = 120) -> harness.Boot:
    way = sealed.way_of(image, "microvm")
    return image.boot(way, f"-- {arguments}", timeout=timeout,
                      options=(*sealed.accel(way), "--memory", memory, *options))


def folder(tmp_path: Path, **files: str) -> tuple[str, str]:
    """An initrd of these scripts."""
    made = tmp_path / "files"
    made.mkdir()
    for name, text in files.items():
        (made / f"{name}.lua").write_text(text)
    return "--initrd", str(made)


def fetched(name: str, target: Path) -> Path:
    done = harness.command([sys.executable, str(harness.ROOT / "support/fetch/fetch.py"),
                            "--unpack", str(target), name])
    assert done.status == 0, done.output
    return target


# ---- without a terminal
@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_FULL])
def test_language_and_files(build: harness.Builder, tmp_path: Path, way: str) -> None:
    done = run(sealed.build_for(way, build, "lua"), "/test.lua 'a b' 2", "--net", "none",
               *folder(tmp_path, test=LANGUAGE), memory="64M")
    assert done.status == 3, done.output + done.errors
    assert [line for line in done.output.splitlines() if "refused:" not in line] == \
        ["language", "files", "refused"], done.output


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_FULL])
def test_errors(build: harness.Builder, tmp_path: Path, way: str) -> None:
    image = sealed.build_for(way, build, "lua")
    done = run(image, "/test.lua", "--net", "none",
               *folder(tmp_path, test="local function f() error('on purpose') end\nf()"))
    assert done.status == 1 and "test.lua:1: on purpose" in done.output + done.errors
    assert "stack traceback" in done.output
    done = run(image, "-e 'local t = {} while true do t[#t + 1] = {} end'", "--net", "none",
               memory="8M")
    assert done.status == 1 and "not enough memory" in done.output, done.output + done.errors


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_USER])
def test_sockets(build: harness.Builder, tmp_path: Path, way: str) -> None:
    """Own ones, and LuaSocket's client for HTTP with a server of this host."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"page" * 50000)

        def log_message(self, *_: object) -> None:
            pass

    image = sealed.build_for(way, build, "lua")
    with http.server.HTTPServer((own_network.where(), 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Guest(image, way, f"-- /test.lua http://10.0.2.2:{server.server_port}/x", memory="32M",
                   options=[*sealed.accel(way), *folder(tmp_path, test=SOCKETS)]) as guest:
            status = guest.finish()
        server.shutdown()
    assert status == 0 and "200\t200000\tpage" in guest.text, guest.text + guest.messages


# ---- a terminal
@pytest.mark.parametrize("way", ["microvm", sealed.SEALED_FULL])
def test_shell(build: harness.Builder, way: str) -> None:
    """Editing, history, lines that go on, errors."""
    with Terminal(sealed.build_for(way, build, "lua"), "--net", "none") as terminal:
        terminal.wait(b"> ")
        terminal.press(b"6*9", ERASE, b"8", LEFT, b"(3+4)*", HOME, b"1+", b"\r")
        terminal.wait(b"\n337\n")
        terminal.wait(b"> ")
        terminal.press(UP, HOME, b"1000+", b"\r")
        terminal.wait(b"\n1337\n")
        terminal.wait(b"> ")
        terminal.press(b"for i = 1, 2 do\r")
        terminal.wait(b">> ")
        terminal.press(b"print('line', i) end\r")
        terminal.wait(b"\nline\t1\nline\t2\n")
        terminal.wait(b"> ")
        terminal.press(b"error('here')\r")
        terminal.wait(b"stdin:1: here")
        terminal.wait(b"> ")
        terminal.press(CTRL_D)
        assert terminal.ended() == 0


# ---- tests of others
@pytest.mark.full
@pytest.mark.parametrize("defconfig", ["small", "fast"])
def test_penlight(build: harness.Builder, tmp_path: Path, defconfig: str) -> None:
    """The tests of a large library in Lua, which exercise the language and its libraries."""
    source = fetched("penlight", tmp_path / "penlight")
    (source / "list").write_text(PENLIGHT)
    (source / "run.lua").write_text(RUN_PENLIGHT)
    done = run(build("lua", defconfig), "/run.lua", "--net", "none", "--initrd", str(source),
               memory="64M", timeout=300)
    ok = [line.split("\t")[1] for line in done.output.splitlines() if line.startswith("ok\t")]
    assert done.status == 0 and ok == PENLIGHT.split(), done.output + done.errors


@pytest.mark.full
def test_luasocket(build: harness.Builder, tmp_path: Path) -> None:
    """LuaSocket's own tests: its client in one guest, its server in another."""
    source = fetched("luasocket", tmp_path / "luasocket") / "test"
    files = tmp_path / "files"
    files.mkdir()
    for name in ("testclnt.lua", "testsrvr.lua", "urltest.lua", "ltn12test.lua", "mimetest.lua",
                 "testsupport.lua", "test_socket_error.lua", "excepttest.lua"):
        shutil.copyfile(source / name, files / name)
    # It wants an address at which nobody answers, which a host's network need not have.
    client = files / "testclnt.lua"
    client.write_text(client.read_text().replace("\nconnect_timeout()", "\n"))
    image = build("lua", "default", "gcc", ("CONFIG_APP_LUA_SOCKET_DEBUG=y",))
    initrd = ("--initrd", str(files))
    for name in ("urltest", "excepttest"):
        done = run(image, f"/{name}.lua", "--net", "none", *initrd)
        assert done.status == 0, f"{name}: {done.output}{done.errors}"
    with Guest(image, append="-- -e 'host=\"*\"' /testsrvr.lua",
               options=["--accel", "tcg", "--memory", "64M", "--ports", "8383", *initrd]) as server:
        server.wait_for("waiting for client connection")
        port = server.address(8383)[1]
        done = run(image, f"-e 'host=\"10.0.2.2\" port=\"{port}\"' /testclnt.lua", *initrd,
                   memory="128M", timeout=600)
    assert done.status == 0 and "done in" in done.output, done.output[-3000:] + done.errors
