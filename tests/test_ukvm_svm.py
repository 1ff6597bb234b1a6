# SPDX-License-Identifier: BSD-3-Clause
"""The same monitors and images under kvm-amd, in a Linux guest whose SVM QEMU emulates: what
hardware does may differ from what the KVM of this host does, which may not even be there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import harness
import nested
from test_ukvm import ATTACKS, INTRUDER, UNIT

TIMEOUT = 900


@pytest.mark.full
def test_under_svm(build: harness.Builder, tmp_path: Path) -> None:
    images = {"hello": build("helloworld", "minimal", plat="ukvm"),
              "libc": build("helloworld", plat="ukvm"),
              "intruder": build(INTRUDER, plat="ukvm"),
              "unit": build(UNIT, "bare", plat="ukvm")}
    files, commands = {}, {}
    for name, image in images.items():
        files[f"/{name}"] = Path(str(image.path).removesuffix(".ukvm") + "-ukvm")
        files[f"/{name}.ukvm"] = image.path
    for name in ("hello", "libc", "unit"):
        commands[name] = [f"/{name}", f"/{name}.ukvm"]
    for attack in [*ATTACKS, "escape_by_open", "escape_by_ioctl"]:
        commands[attack] = ["/intruder", "/intruder.ukvm", "--append", f"-- {attack}"]

    ended = nested.run(commands, files, tmp_path, TIMEOUT)
    assert ended["hello"] == (0, "Hello, world!\n")
    assert ended["libc"].status == 0 and "Hello, world!" in ended["libc"].output
    assert ended["unit"].status == 0 and "not ok" not in ended["unit"].output, ended["unit"]
    assert len(re.findall(r"^ok \d+ ", ended["unit"].output, re.MULTILINE)) > 15
    for attack, expected in ATTACKS.items():
        status, output = ended[attack]
        report = output.partition("*** CRASH: ")[2]
        assert status == 127 and "worked" not in output and re.match(expected, report), \
            (attack, status, output)
    for way in ("open", "ioctl"):
        status, output = ended[f"escape_by_{way}"]
        assert status == -31 and "worked" not in output, (way, status, output)  # SIGSYS
