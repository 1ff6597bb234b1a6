# SPDX-License-Identifier: BSD-3-Clause
"""Fixtures of the system tests. `make test` leaves out what is marked `full`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import harness  # noqa: E402
import netspace  # noqa: E402
import sealed  # noqa: E402
import xen_host  # noqa: E402

_builder = harness.Builder()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: only in `make test-all`, the full matrix")
    config.addinivalue_line("markers", "xdist_group(name): these run one after the other")
    config.addinivalue_line("markers", "user_network: a sealed guest has one (own_network.py)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a guest, or what else a file makes once for them, stay on one worker."""
    for item in items:
        fixtures = getattr(item, "_fixtureinfo").name2fixturedefs
        shared = [name for name, made in fixtures.items()
                  if name != "module_build" and made[-1].scope == "module"]
        if "xen" in fixtures:
            item.add_marker(pytest.mark.xdist_group("xen"))
        elif shared and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """For `--lf`: the names of tests that failed, without what xdist puts behind them."""
    cache = getattr(session.config, "cache", None)
    if cache and not hasattr(session.config, "workerinput"):
        failed = cache.get("cache/lastfailed", {})
        cache.set("cache/lastfailed", {re.sub(r"@[\w.-]+$", "", name): True for name in failed})


@pytest.fixture
def build() -> harness.Builder:
    """build(app, defconfig, cc, options) -> Image; each configuration is built once."""
    return _builder


@pytest.fixture(scope="module")
def module_build() -> harness.Builder:
    """The same, for guests that serve all tests of a file."""
    return _builder


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root (it mounts a small file system, or a network namespace)")


_xen: list[xen_host.Host] = []


@pytest.fixture(scope="session")
def xen():
    """Xen with its dom0, one for all tests: they are of the group "xen"."""
    reason = xen_host.why_not()
    if reason:
        pytest.skip(reason)
    host = xen_host.Host()
    _xen.append(host)
    yield host
    host.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """It stands still, and takes no time, while other tests run."""
    for host in _xen:
        host.let_run("xen" in item.fixturenames)
    sealed.choose_network(item)


@pytest.fixture(scope="session")
def no_namespaces() -> str:
    """Why there are none here; "" if there are."""
    return netspace.why_not()


@pytest.fixture
def namespace(no_namespaces: str):
    """A network of its own for one test, which is skipped where there can be none."""
    if no_namespaces:
        pytest.skip(no_namespaces)
    made = netspace.Namespace()
    yield made
    made.close()
