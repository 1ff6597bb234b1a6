# SPDX-License-Identifier: BSD-3-Clause
"""Images for Xen without a Linux dom0: as dom0 themselves, which takes seconds, and what the
launcher and the build make of a user's wishes. Domains under xl are in test_xen_domains.py."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import harness
import test_unit
import xen_host
from test_xen_domains import until

sys.path.insert(0, str(harness.RUN.parent))
import initramfs  # noqa: E402
import xen_alone  # noqa: E402
import xl  # noqa: E402

UNIT = "tests/apps/unit"
SECONDS = 240

needs_xen = pytest.mark.skipif(bool(xen_host.why_not()), reason=xen_host.why_not())


# ---- as dom0, without devices
@needs_xen
@pytest.mark.parametrize("cc", ["gcc", pytest.param("clang", marks=pytest.mark.full)])
def test_hello(build: harness.Builder, cc: str) -> None:
    before = int(time.time())
    boot = build("helloworld", cc=cc, plat="xen").boot("xen", append="-- one 'two, three'",
                                                       timeout=SECONDS)
    assert boot.status == 0, boot
    lines = boot.output.splitlines()
    assert lines[:3] == ["Hello, world!", "Argument 1: one", "Argument 2: two, three"]
    told = time.mktime(time.strptime(lines[3], "It is %Y-%m-%d %H:%M:%S UTC.")) - time.timezone
    assert before - 1 <= told <= time.time() + 1


@needs_xen
@pytest.mark.parametrize("words, status", [("exit=3", 3), ("exit=127", 126), ("panic", 127)])
def test_exit_status(build: harness.Builder, words: str, status: int) -> None:
    boot = build("tests/apps/crash", "minimal", plat="xen").boot("xen", append=f"-- {words}",
                                                                 timeout=SECONDS)
    assert boot.status == status, boot
    if status == 127:
        assert re.search(r"#\d 0x\w+ .*panic \(tests/apps/crash/detected.c:\d+\)", boot.output)


@needs_xen
@pytest.mark.parametrize("defconfig", ["bare", *(
    pytest.param(name, marks=pytest.mark.full) for name in ("default", "checked", "posix"))])
def test_unit_suites(build: harness.Builder, defconfig: str) -> None:
    boot = build(UNIT, defconfig, plat="xen").boot("xen", timeout=600)
    assert boot.status == 0 and "not ok" not in boot.output, boot.output + boot.errors
    assert len(re.findall(r"^ok \d+ ", boot.output, re.MULTILINE)) > 15
    for _, name in test_unit.cases(["plat/xen"]):
        assert re.search(rf"^ +ok \d+ {name}$", boot.output, re.MULTILINE), name


def test_xens_own_lines_are_taken_out() -> None:
    """However the console's bytes are cut."""
    data = b"(XEN) a\r\nhello\r\n(X\r\n\r\nprompt> (XEN)\r\n(XEN) end\r\n(XEN"
    rng = random.Random(7)
    for _ in range(300):
        cuts = sorted(rng.sample(range(len(data)), 6))
        lines = xen_alone.Filter(lambda found: found)
        got = b"".join(lines.feed(data[a:b]) for a, b in zip([0, *cuts], [*cuts, len(data)]))
        assert got == b"hello\r\n(X\r\n\r\nprompt> (XEN)\r\n", cuts


# ---- what the build leaves for xl
def test_make_leaves_a_configuration(build: harness.Builder) -> None:
    image = build("httpd", plat="xen")
    values: dict = {}
    exec(Path(f"{image.path}.cfg").read_text(), values)  # xl's lists and strings are Python's too
    assert values["kernel"] == str(image.path) and values["type"] == "pvh"
    assert values["vif"] == [""] and values["memory"] == xl.MEMORY_MIB
    values = {}
    exec(Path(f"{build('helloworld', plat='xen').path}.cfg").read_text(), values)
    assert "vif" not in values and "disk" not in values


def test_configuration_quotes() -> None:
    line = """a="b c" 'd' \\n"""
    values: dict = {}
    exec(xl.text(xl.Domain("x", "/a b", command_line=line, disks=["/dev/vda,raw,xvda,rw"])), values)
    assert (values["cmdline"], values["kernel"]) == (line, "/a b")
    with pytest.raises(xl.LaunchError, match="cannot take"):
        xl.text(xl.Domain("x", "/a", command_line="two\nlines"))


def test_platforms_of_make() -> None:
    done = harness.make("PLAT=common", "O=/tmp/ukulele-no-platform")
    assert done.status and "PLAT= takes one of: kvm ukvm xen" in done.output


# ---- the launcher
def launch(image: harness.Image, *words: str, path: str = "") -> subprocess.CompletedProcess:
    environment = harness.clean_environment(**({"PATH": path} if path else {}))
    return subprocess.run([sys.executable, str(harness.XEN), str(image.path), *words],
                          capture_output=True, text=True, timeout=120, env=environment)


def test_mistakes(build: harness.Builder, tmp_path: Path) -> None:
    hello = build("helloworld", plat="xen")
    other = harness.Image(tmp_path / "other")
    other.path.write_bytes(b"x")
    Path(f"{other.path}.about").write_text("components: helloworld kvm\n")
    for image, words, said in [
            (hello, ("--machine", "q35"), "MACHINE= and ACCEL= are for PLAT=kvm"),
            (hello, ("--memory", "1M"), "too little"),
            (hello, ("--memory", "100K"), "whole MiB"),
            (hello, ("--alone", "--net", "user"), "leave --net away"),
            (hello, ("--net", "user"), "no network driver"),
            (hello, ("--disk", "x.img"), "no driver for disks"),
            (hello, ("--colour", "red"), "unrecognized"),
            (other, (), "is not for Xen"),
            (harness.Image(tmp_path / "none"), (), "is not a file")]:
        done = launch(image, *words)
        assert done.returncode == 200 and said in done.stderr, (words, done)
        assert done.stderr.count("\n") == 1


# Packages' lists come at once, and the packages never
SLOW_APT = """#!/bin/sh
case "$*" in
*download*) touch "$TMPDIR/../fetching"; exec sleep 600 ;;
*depends*) for name in xen-utils-4.17 linux-image-6.1 xen-hypervisor-4.17-amd64; do
	echo "  Depends: $name"
done ;;
esac
"""
FULL = """#!/bin/sh
for number in $(seq 1000); do
	echo "tar: ./module$number.ko: Cannot write: No space left on device" >&2
done
exit 2
"""


def fake_packages(folder: Path, **programs: str) -> dict[str, str]:
    """An environment with an empty cache, in which these programs fetch and unpack."""
    for name in ("bin", "tmp", "cache"):
        (folder / name).mkdir()
    for name, text in {"apt-cache": SLOW_APT, "apt-get": SLOW_APT, "dpkg-deb": FULL,
                       **programs}.items():
        path = folder / "bin" / name.replace("_", "-")
        path.write_text(text)
        path.chmod(0o755)
    return harness.clean_environment(PATH=f"{folder}/bin:/usr/bin:/bin", TMPDIR=str(folder / "tmp"),
                                     UKULELE_CACHE=str(folder / "cache"))


def nothing_is_left(folder: Path) -> bool:
    return not list((folder / "tmp").iterdir()) and \
        {path.suffix for path in (folder / "cache").glob("xen/*")} == {".lock"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_it_fetches(build: harness.Builder, tmp_path: Path,
                                      number: signal.Signals) -> None:
    """One line, and nothing stays behind; so it is for one that waits for another's fetching."""
    words = [sys.executable, str(harness.XEN), str(build("helloworld", plat="xen").path)]
    environment = fake_packages(tmp_path)
    # whoever runs the tests may have them ignore Ctrl-C
    runs = [subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True,
                             preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))]
    try:
        until(lambda: (tmp_path / "fetching").exists())
        runs.append(subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True))
        line = runs[1].stderr.readline()
        assert line == "run: another run fetches what this one needs: waiting for it\n"
        runs[0].send_signal(number)
        said = runs[0].communicate(timeout=60)[1]
        assert said.splitlines()[1:] == ["run: error: interrupted; nothing half-made was kept"]
        assert runs[0].returncode == 128 + number
        runs[1].send_signal(signal.SIGTERM)
        runs[1].communicate(timeout=60)
        assert runs[1].returncode == 128 + signal.SIGTERM
    finally:
        for run in runs:
            run.kill()
            run.wait()
    assert nothing_is_left(tmp_path)


def test_no_room_for_packages(build: harness.Builder, tmp_path: Path) -> None:
    environment = fake_packages(tmp_path, apt_get=SLOW_APT.replace("exec sleep 600",
                                                                   "echo >x.deb"))
    done = subprocess.run([sys.executable, str(harness.XEN),
                           str(build("helloworld", plat="xen").path)], capture_output=True,
                          text=True, timeout=60, env=environment)
    assert done.returncode == 200, done
    assert re.search(r"^run: error: x.deb cannot be unpacked: no space is left for .*: TMPDIR= "
                     r"names another place\Z", done.stderr.strip(), re.MULTILINE), done.stderr
    assert nothing_is_left(tmp_path)


@needs_xen
@pytest.mark.full
def test_a_domain_on_the_terminal(build: harness.Builder) -> None:
    """Xen, dom0 and xl, as `make run` starts them; input goes all the way."""
    text = bytes(range(32, 127)) * 20
    boot = build("tests/apps/echo", plat="xen").boot("xl", append="-- count", stdin=text + b"\x04",
                                                     timeout=600)
    assert boot.status == 0 and f"{len(text)} bytes, " in boot.output, boot


# A toolstack that shows what it was asked for, and says that the domain ended in some way
FAKE_XL = """#!/bin/sh
case $1 in
create)
	cat "$4"
	mv "$LOGS/xl-helloworld.log" "$LOGS/xl-helloworld.log.1"
	echo "Domain 5 has shut down, reason code $REASON 0x0" >"$LOGS/xl-helloworld.log" ;;
domid) exit 1 ;;
esac
"""
ON_DOM0 = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import xen, xen_here
xen_here.LOGS = sys.argv.pop(1)
xen_here.CAPABILITIES = xen_here.LOGS + "/capabilities"
sys.exit(xen.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("reason, status", [(0, 0), (3, 127), (1, 201), (9, 201)])
def test_on_a_dom0_xl_is_called(build: harness.Builder, tmp_path: Path, reason: int,
                                status: int) -> None:
    image = build("helloworld", plat="xen")
    (tmp_path / "xl").write_text(FAKE_XL)
    (tmp_path / "xl").chmod(0o755)
    (tmp_path / "capabilities").write_text("control_d\n")
    (tmp_path / "xl-helloworld.log").write_text("Domain 4 has shut down, reason code 3 0x0\n")
    environment = harness.clean_environment(
        PATH=f"{tmp_path}:/usr/bin:/bin", LOGS=str(tmp_path), REASON=str(reason))
    done = subprocess.run(
        [sys.executable, "-c", ON_DOM0, str(harness.RUN.parent), str(tmp_path), str(image.path),
         "--memory", "8M", "--append", "-- a"],
        capture_output=True, text=True, timeout=60, env=environment, stdin=subprocess.DEVNULL)
    assert done.returncode == status, done
    assert 'type = "pvh"' in done.stdout and "memory = 8\n" in done.stdout
    assert f'kernel = "{image.path}"' in done.stdout and 'cmdline = "-- a"' in done.stdout


# ---- what a dom0 is made of
def test_archives_are_cpio(tmp_path: Path) -> None:
    archive = initramfs.Archive()
    archive.file("a/b/c", b"text\n")
    archive.device("dev/console", 5, 1)
    done = subprocess.run(["cpio", "-tv"], input=archive.bytes(), capture_output=True) \
        if Path("/usr/bin/cpio").exists() else None
    listed = done.stderr if done and done.returncode else done.stdout if done else archive.bytes()
    for name in (b"a/b/c", b"dev/console"):
        assert name in listed


def test_programs_bring_their_libraries(tmp_path: Path) -> None:
    """From the tree, and with what libraries need in turn."""
    source = tmp_path / "nothing.c"
    source.write_text("")
    words = ["gcc", "-shared", "-nostdlib", "-Wl,--no-as-needed", str(source), "-o"]
    for name, needs in (("libb.so.1", []), ("liba.so.1", [str(tmp_path / "libb.so.1")])):
        subprocess.run([*words, str(tmp_path / name), f"-Wl,-soname,{name}", *needs], check=True)
    found = initramfs.Programs(str(tmp_path)).needed([str(tmp_path / "liba.so.1")])
    assert set(found) == {"libb.so.1"}
    (tmp_path / "libb.so.1").unlink()
    with pytest.raises(initramfs.LaunchError, match="libb.so.1"):
        initramfs.Programs(str(tmp_path)).needed([str(tmp_path / "liba.so.1")])
