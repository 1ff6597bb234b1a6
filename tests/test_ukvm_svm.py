# SPDX-License-Identifier: BSD-3-Clause
"""The same monitors and images under kvm-amd, in a Linux guest whose SVM QEMU emulates: what
hardware does may differ from what the KVM of this host does, which may not even be there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import harness
import nested
from test_slices import APP as SLICES, SAID
from test_ukvm import ATTACKS, ESCAPES, INTRUDER, MEANT, MORE_ATTACKS, UNIT

TIMEOUT = 900


@pytest.mark.full
def test_under_svm(build: harness.Builder, tmp_path: Path) -> None:
    images = {"hello": build("helloworld", "minimal", plat="ukvm"),
              "libc": build("helloworld", plat="ukvm"),
              "intruder": build(INTRUDER, plat="ukvm"),
              "trusted": build(INTRUDER, "more", plat="ukvm"),
              "slices": build(SLICES, plat="ukvm"),
              "unit": build(UNIT, "bare", plat="ukvm")}
    files, commands = {}, {}
    for name, image in images.items():
        files[f"/{name}"] = Path(str(image.path).removesuffix(".ukvm") + "-ukvm")
        files[f"/{name}.ukvm"] = image.path
    for name in ("hello", "libc", "slices", "unit"):
        commands[name] = [f"/{name}", f"/{name}.ukvm"]
    judged = {("intruder", attack): ATTACKS[attack] for attack in ATTACKS} | \
        {("trusted", attack): MORE_ATTACKS[attack] for attack in MORE_ATTACKS}
    escapes = [("trusted", f"escape_by_{way}") for way in ESCAPES]
    meant = [("trusted", what) for what in MEANT]
    for name, attack in [*judged, *escapes, *meant]:
        commands[f"{name}-{attack}"] = [f"/{name}", f"/{name}.ukvm", "--append", f"-- {attack}"]

    ended = nested.run(commands, files, tmp_path, TIMEOUT)
    assert ended["hello"] == (0, "Hello, world!\n")
    assert ended["libc"].status == 0 and "Hello, world!" in ended["libc"].output
    assert ended["unit"].status == 0 and "not ok" not in ended["unit"].output, ended["unit"]
    assert len(re.findall(r"^ok \d+ ", ended["unit"].output, re.MULTILINE)) > 15
    assert ended["slices"] == (0, SAID), ended["slices"]
    for name, what in meant:
        assert ended[f"{name}-{what}"] == (0, f"{what}:\n{MEANT[what]}\n"), ended[f"{name}-{what}"]
    for (name, attack), expected in judged.items():
        status, output = ended[f"{name}-{attack}"]
        report = output.partition("*** CRASH: ")[2]
        assert status == 127 and "worked" not in output and re.match(expected, report), \
            (name, attack, status, output)
    for name, way in escapes:
        status, output = ended[f"{name}-{way}"]
        assert status == -31 and "worked" not in output, (way, status, output)  # SIGSYS
