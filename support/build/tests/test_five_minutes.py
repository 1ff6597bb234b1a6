# SPDX-License-Identifier: BSD-3-Clause
"""CONTRIBUTING's "Add a library in five minutes" does what it says, command by command."""
from __future__ import annotations

import re
from pathlib import Path

import harness

HEADING = "## Add a library in five minutes\n"


def test_five_minutes(copy: Path) -> None:
    section = (copy / "CONTRIBUTING.md").read_text().split(HEADING, 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    outputs = []
    for block in blocks:
        done = harness.command(["bash", "-euc", block], cwd=copy)
        assert done.status == 0, done.output
        outputs.append(done.output)
    said = outputs[-1].replace("\r", "")
    assert "bf9cf968 foobar" in said.splitlines()
    assert re.search(r"^ok \d+ fnv", said, re.MULTILINE), said
    size = re.search(r"^fnv \(lib/base/fnv\) is in this image: (\d+) bytes", said, re.MULTILINE)
    assert size and 10 <= int(size[1]) <= 40, said  # "about 30"
    assert "LIBFNV is selected by APP_HASH" in said
    # and nothing of what the section writes offends the rules
    checked = harness.command(["make", "check"], cwd=copy)
    assert not re.search(r"^(lib/base/fnv|apps/hash)/", checked.output, re.MULTILINE)


def test_without_the_select_it_does_not_compile(copy: Path) -> None:
    section = (copy / "CONTRIBUTING.md").read_text().split(HEADING, 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    files = re.sub(r"^make .*\n", "", "".join(blocks), flags=re.MULTILINE)
    assert harness.command(["bash", "-euc", files], cwd=copy).status == 0
    config = copy / "apps/hash/Config.uk"
    config.write_text(config.read_text().replace("\tselect LIBFNV\n", ""))
    done = harness.command(["make", "APP=hash"], cwd=copy)
    assert done.status != 0 and "uk/fnv.h" in done.output, done.output
