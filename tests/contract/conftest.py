"""Fixtures of the contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from migrator.capabilities import Capabilities, capabilities_of
from tests import simulator
from tests.contract.world import World
from tests.servers import milvus235
from tests.servers.distribution import is_supported
from tests.servers.process import RunningServer
from tests.servers.raw import Raw
from tests.servers.server import Server
from tests.simulator.profile import PROFILES
from tests.simulator.server import Simulator

REAL = {"lite": "lite_clean", "milvus-2.3.5": "milvus235_clean"}

_BETWEEN = ("simulator-2.4", "simulator-2.5")

#: Tests that take long on some servers, which are left to ``make test-slow``.
SLOW = {
    "test_a_killed_window_is_restored_by_the_plan_that_it_was_for": (
        "milvus-2.3.5-ReleaseCollection",
        "milvus-2.3.5-WaitIndex",
    ),
    "test_altered_properties_outlast_a_restart": ("milvus-2.3.5",),
    "test_a_collection_that_is_loading_again_is_not_taken_for_released": ("milvus-2.3.5",),
    "test_what_a_server_takes_is_applied_exported_and_plans_to_nothing": _BETWEEN,
    "test_random_states_are_reached_and_stay_quiet": (
        "simulator-2.3",
        *_BETWEEN,
        "simulator-lite",
    ),
    "test_an_index_is_built_as_it_was_and_loaded_again": ("milvus-2.3.5",),
    "test_a_killed_apply_of_a_saved_plan_goes_on_where_it_was": tuple(
        f"milvus-2.3.5-{part}" for part in (0.1, 0.25, 0.55, 0.7, 0.85, 1.0)
    ),
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long on some of the servers."""
    for item in items:
        name, _, case = item.name.partition("[")
        if case.removesuffix("]") in SLOW.get(name, ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package", name="shared_secured")
def secured() -> Iterator[RunningServer]:
    """A Milvus 2.3.5 that asks for a login."""
    if not is_supported():
        pytest.skip("The package milvus 2.3.5 is for Linux on x86_64.")
    with milvus235.start(authorization=True) as server:
        yield server


@pytest.fixture(scope="package")
def simulators() -> Iterator[dict[str, Simulator]]:
    """A simulated server of each profile, shared and as the last test left it."""
    with ExitStack() as stack:
        yield {f"simulator-{name}": stack.enter_context(simulator.start(name)) for name in PROFILES}


@pytest.fixture(
    params=[
        "lite",
        pytest.param("milvus-2.3.5", marks=pytest.mark.live),
        *(f"simulator-{name}" for name in PROFILES),
    ]
)
def milvus(request: pytest.FixtureRequest) -> Server:
    """Each server in turn, real and simulated, shared and empty."""
    if real := REAL.get(request.param):
        server: Server = request.getfixturevalue(real)
        return server
    simulated: Simulator = request.getfixturevalue("simulators")[request.param]
    if not simulated.running:
        simulated.restart()
    simulated.reset()
    return simulated


@pytest.fixture
def world(tmp_path: Path, milvus: Server) -> World:
    """A project with one connection, ``it``, to each server in turn."""
    return World(tmp_path, {"it": milvus})


@pytest.fixture
def is_lite(milvus: Server) -> bool:
    """Whether the server is Milvus Lite, or plays it."""
    return milvus.kind in {"lite", "simulator-lite"}


@pytest.fixture
def capabilities(milvus: Server) -> Capabilities:
    """What the server can do, by what it calls itself."""
    with Raw(milvus.endpoint) as raw:
        return capabilities_of(raw("GetVersion").version)
