"""Fixtures for tests that need a server; ``tests/conftest.py`` registers them.

Servers start when a test first asks for them, one of each kind in every pytest-xdist
worker, and are shared by the tests there. A test that writes asks for ``milvus``,
``milvus235_clean`` or ``lite_clean``, which give the shared server emptied, started again
if an earlier test has brought it down.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.servers import certificates, lite, milvus235
from tests.servers.certificates import Certificates
from tests.servers.distribution import is_supported
from tests.servers.process import RunningServer
from tests.servers.server import Server

if TYPE_CHECKING:
    from pymilvus import MilvusClient


class StartMilvus235(Protocol):
    """Start a Milvus 2.3.5 for one test; see ``milvus235.start``."""

    def __call__(
        self,
        *,
        authorization: bool = False,
        tls: Certificates | None = None,
        mutual: bool = False,
        port: int | None = None,
        data_dir: Path | None = None,
    ) -> RunningServer: ...


class StartLite(Protocol):
    """Start a Milvus Lite for one test; see ``lite.start``."""

    def __call__(self, *, tcp: bool = False, data_dir: Path | None = None) -> RunningServer: ...


class OpenWitness(Protocol):
    """Connect pymilvus to a server until the test is over."""

    def __call__(self, server: Server, *, database: str = "default") -> MilvusClient: ...


def _needs_milvus235() -> None:
    if not is_supported():
        pytest.skip("The package milvus 2.3.5 is for Linux on x86_64.")


@pytest.fixture(scope="session", name="milvus235")
def shared_milvus235() -> Iterator[RunningServer]:
    """Milvus 2.3.5, shared and as the last test left it."""
    _needs_milvus235()
    with milvus235.start() as server:
        yield server


@pytest.fixture(scope="session")
def lite_server() -> Iterator[RunningServer]:
    """Milvus Lite on a Unix socket, shared and as the last test left it."""
    with lite.start() as server:
        yield server


@pytest.fixture
def milvus235_clean(milvus235: RunningServer) -> RunningServer:
    """Milvus 2.3.5, shared and empty."""
    return emptied(milvus235)


@pytest.fixture
def lite_clean(lite_server: RunningServer) -> RunningServer:
    """Milvus Lite on a Unix socket, shared and empty."""
    return emptied(lite_server)


@pytest.fixture(params=["lite", pytest.param("milvus-2.3.5", marks=pytest.mark.live)])
def milvus(request: pytest.FixtureRequest) -> RunningServer:
    """Each server in turn, shared and empty."""
    names = {"lite": "lite_clean", "milvus-2.3.5": "milvus235_clean"}
    server: RunningServer = request.getfixturevalue(names[request.param])
    return server


def emptied(server: RunningServer) -> RunningServer:
    """Start a shared server again if it is down, and clean it."""
    from tests.servers.cleaning import clean

    if not server.running:
        server.restart()
    clean(server)
    return server


@pytest.fixture
def start_milvus235() -> Iterator[StartMilvus235]:
    """Start servers with auth, TLS or data of their own; all stop with the test."""
    _needs_milvus235()
    with ExitStack() as stack:

        def start(
            *,
            authorization: bool = False,
            tls: Certificates | None = None,
            mutual: bool = False,
            port: int | None = None,
            data_dir: Path | None = None,
        ) -> RunningServer:
            server = milvus235.start(
                authorization=authorization, tls=tls, mutual=mutual, port=port, data_dir=data_dir
            )
            return stack.enter_context(server)

        yield start


@pytest.fixture
def start_lite() -> Iterator[StartLite]:
    """Start servers on TCP or with data of their own; all stop with the test."""
    with ExitStack() as stack:

        def start(*, tcp: bool = False, data_dir: Path | None = None) -> RunningServer:
            return stack.enter_context(lite.start(tcp=tcp, data_dir=data_dir))

        yield start


@pytest.fixture
def open_witness() -> Iterator[OpenWitness]:
    """Connect pymilvus to servers; all connections close with the test."""
    from tests.servers.witness import witness

    with ExitStack() as stack:

        def connected(server: Server, *, database: str = "default") -> MilvusClient:
            client = witness(server, database=database)
            stack.callback(client.close)
            return client

        yield connected


@pytest.fixture(scope="session", name="certificates")
def made_certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority, and what it signed for the server and the client."""
    return certificates.make(tmp_path_factory.mktemp("certificates"))
