# SPDX-License-Identifier: BSD-3-Clause
"""Every command in the documents is run: the blocks marked ```sh, in a copy of the tree.

Where a document clones the repository, the copy stands in for it. Commands that would start
these tests again, or need a terminal, are only checked to exist (make -n).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import harness
import sealed

DOCUMENTS = sorted([path for path in [harness.ROOT / "README.md", harness.ROOT / "CONTRIBUTING.md"]
                    if path.exists()] + list((harness.ROOT / "docs").glob("**/*.md")))

PRELUDE = r"""
set -eu
make() {
	case " $* " in
	*" test"*|*" bench "*|*" menuconfig "*|*" debug "*)
		command make -n "$@" >/dev/null ;;
	*)
		command make "$@" ;;
	esac
}
git() {
	if [ "$1" = clone ]; then
		cp -r "$COPY" "${3:-$(basename "$2" .git)}"
	else
		command git "$@"
	fi
}
"""


def blocks() -> list:
    found = []
    for path in DOCUMENTS:
        for match in re.finditer(r"^```sh\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL):
            line = path.read_text()[:match.start()].count("\n") + 1
            marks = [sealed.needs_kvm] if "run PLAT=ukvm" in match[1] else []
            found.append(pytest.param(match[1], id=f"{path.relative_to(harness.ROOT)}:{line}",
                                      marks=marks))
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the tree, as a clone would have them, and those not yet committed."""
    folder = tmp_path_factory.mktemp("documents") / "ukulele"
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=harness.ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        source = harness.ROOT / name
        if name and source.is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


@pytest.mark.parametrize("block", blocks())
def test_block(block: str, copy: Path, tmp_path: Path) -> None:
    # A block that clones starts where there is nothing yet; the others in the tree.
    where = tmp_path if "git clone" in block else copy
    done = harness.command(["bash", "-c", PRELUDE + block], cwd=where, timeout=600,
                           environment=harness.clean_environment(COPY=str(copy)))
    assert done.status == 0, f"{block}\n{done.output[-4000:]}"


def test_readme_has_the_two_commands() -> None:
    text = "\n".join(param.values[0] for param in blocks())
    assert "make run" in text and "make test" in text


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), f"{path.name} links to {target}, which is not there"
