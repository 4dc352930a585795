"""Fixtures of the tests of copying."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from migrator.connection import Connection
from migrator.milvus.client import Client
from tests import simulator
from tests.copying.sides import Sides
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server
from tests.simulator.server import Simulator

REAL = {"lite": "lite_clean", "milvus-2.3.5": "milvus235_clean"}


@pytest.fixture(scope="package")
def simulators() -> Iterator[dict[str, Simulator]]:
    """Simulated servers, shared and as the last test left them."""
    with ExitStack() as stack:
        names = ("2.3", "2.6", "3.0", "lite")
        yield {f"simulator-{name}": stack.enter_context(simulator.start(name)) for name in names}


@pytest.fixture(
    params=[
        "lite",
        pytest.param("milvus-2.3.5", marks=pytest.mark.live),
        "simulator-2.3",
        "simulator-3.0",
        "simulator-lite",
    ]
)
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn, real and simulated, shared and empty."""
    if real := REAL.get(request.param):
        found: Server = request.getfixturevalue(real)
        return found
    return emptied(request.getfixturevalue("simulators")[request.param])


def emptied(simulated: Simulator) -> Simulator:
    if not simulated.running:
        simulated.restart()
    simulated.reset()
    return simulated


@pytest.fixture
def sides(server: Server, open_witness: OpenWitness) -> Iterator[Sides]:
    """Two collections on one server, a and b, between which rows are copied."""
    with Client(Connection("it", uri=server.uri)) as client:
        yield Sides(client, server, open_witness)


@pytest.fixture
def simulated(simulators: dict[str, Simulator], open_witness: OpenWitness) -> Iterator[Sides]:
    """The same on a simulated 2.6."""
    server = emptied(simulators["simulator-2.6"])
    with Client(Connection("it", uri=server.uri)) as client:
        yield Sides(client, server, open_witness)


@pytest.fixture
def on_lite(lite_clean: Server, open_witness: OpenWitness) -> Iterator[Sides]:
    """The same on a Milvus Lite."""
    with Client(Connection("it", uri=lite_clean.uri)) as client:
        yield Sides(client, lite_clean, open_witness)
