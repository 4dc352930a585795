"""Fixtures that every test can ask for."""

from __future__ import annotations

import random
import signal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.canaries import pytest_runtest_makereport
from tests.servers.fixtures import (
    lite_clean,
    lite_server,
    made_certificates,
    milvus,
    milvus235_clean,
    open_witness,
    shared_milvus235,
    start_lite,
    start_milvus235,
)

__all__ = [
    "lite_clean",
    "lite_server",
    "made_certificates",
    "milvus",
    "milvus235_clean",
    "open_witness",
    "pytest_runtest_makereport",
    "rewrite_scripts",
    "shared_milvus235",
    "start_lite",
    "start_milvus235",
]

# A job in a shell's background ignores Ctrl-C, and what it starts does so as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says more about what else runs on the machine than about us.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-scripts",
        action="store_true",
        help="write into tests/scripts what the commands there give now",
    )
    parser.addoption(
        "--rewrite-pages",
        action="store_true",
        help="write into docs what the tests found out about servers",
    )
    parser.addoption(
        "--faults-seed",
        type=int,
        default=None,
        help="choose the sample of faults by this seed, to repeat a run",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose a seed, once for all processes."""
    if config.option.faults_seed is None:
        given: dict[str, int] = getattr(config, "workerinput", {})
        chosen = random.SystemRandom().randrange(10**6)
        config.option.faults_seed = given.get("faults_seed", chosen)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a process of pytest-xdist the seed that the first has told."""
    node.workerinput["faults_seed"] = node.config.option.faults_seed


def pytest_report_header(config: pytest.Config) -> str:
    """Say how to have the same sample of faults again."""
    return f"faults: --faults-seed {config.option.faults_seed}"


@pytest.fixture
def rewrite_scripts(request: pytest.FixtureRequest) -> bool:
    """Whether stories are to be rewritten."""
    return bool(request.config.getoption("--rewrite-scripts"))


_LIVE = frozenset({"milvus235", "milvus235_clean", "shared_secured", "start_milvus235"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a Milvus 2.3.5, so that ``-m 'not live'`` leaves it out.

    Such tests come first, and of several processes one runs them all: they mostly wait, and
    each such server takes a good part of a processor even when it has nothing to do.
    """
    for item in items:
        if isinstance(item, pytest.Function) and _LIVE.intersection(item.fixturenames):
            item.add_marker(pytest.mark.live)
        if item.get_closest_marker("live"):
            item.add_marker(pytest.mark.xdist_group("live"))
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
