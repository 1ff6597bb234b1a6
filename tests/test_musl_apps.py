# SPDX-License-Identifier: BSD-3-Clause
"""The applications on musl: their own tests, of which each is collected here again, with
images that are configured so."""

from __future__ import annotations

import pytest

import harness
import sealed
# pylint: disable=unused-import
from test_channels import APP as CHANNELS, on_linux  # noqa: F401
from test_lua import (test_errors, test_language_and_files, test_shell,  # noqa: F401
                      test_sockets)
from test_nginx import (site, test_files_arrive_whole, test_gzip,  # noqa: F401
                        test_index_of_a_folder, test_proxy, test_ranges, test_rewriting)
from test_redis import (server, test_command_line_client,  # noqa: F401
                        test_keys_expire_and_clients_wait, test_large_value,
                        test_scripts_transactions_and_channels)
from test_sqlite import (test_arguments, test_features, test_no_memory,  # noqa: F401
                         test_write_ahead_logging)

pytestmark = pytest.mark.full

# Frame pointers throughout, so that musl is compiled once for all of them
OPTIONS = ("CONFIG_LIBC_MUSL=y", "CONFIG_FRAME_POINTER=y")


class WithMusl:
    """As the builder that the tests expect."""

    def __init__(self, builder: harness.Builder) -> None:
        self.builder = builder

    def __call__(self, app: str = "helloworld", defconfig: str = "default", cc: str = "gcc",
                 options: tuple[str, ...] = (), plat: str = "kvm") -> harness.Image:
        return self.builder(app, defconfig, cc, (*options, *OPTIONS), plat)


@pytest.fixture(name="build")
def build_with_musl(module_build: WithMusl) -> WithMusl:
    return module_build


@pytest.fixture(name="module_build", scope="module")
def module_build_with_musl(module_build: harness.Builder) -> WithMusl:
    return WithMusl(module_build)


# musl's sendmsg() takes 1 KiB of control data, on Linux too.
MUSL_OWN = ('give(fds[0], "too many"', 'give(fds[0], "most"', "most:")


@pytest.mark.parametrize("way", ["microvm", sealed.SEALED])
def test_channels_as_on_linux(build: WithMusl, on_linux: list[str],  # noqa: F811
                              way: str) -> None:
    """Pipes, FIFOs and local sockets, line by line."""
    boot = sealed.build_for(way, build, CHANNELS).boot(way, options=("--net", "none"))
    assert boot.status == 0, boot.output[-2000:] + boot.errors
    here, there = ([line for line in lines if not line.startswith(MUSL_OWN)]
                   for lines in (boot.output.splitlines(), on_linux))
    assert here == there and len(there) > 500
