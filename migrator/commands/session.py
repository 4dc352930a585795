"""A session with one server: opened, checked to be the expected one, closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator import expectation
from migrator.connection import Connection
from migrator.generations import EXPIRY_S, this_process
from migrator.identity import PROPERTY, missing_features, read_own
from migrator.lease import RENEWALS, Lease, Waiting
from migrator.tally import Tally

if TYPE_CHECKING:
    from migrator.milvus.client import Client


@dataclass(frozen=True, slots=True)
class Session:
    """An open connection to the server that was expected, and that server's identity.

    ``own`` is what migrator keeps on the server.
    """

    connection: Connection
    client: Client
    identity: str
    own: Mapping[str, str]


@contextmanager
def open_session(connection: Connection, tally: Tally | None = None) -> Iterator[Session]:
    """Connect (starting Milvus Lite for a path) and hold the server against ``expect``.

    ``tally`` counts the RPCs, those of a session that cannot be opened among them.

    Raises:
        WrongServer: it is not the server that the connection expects.
        ServerError: it cannot be reached or read.
        EmbeddedError: Milvus Lite cannot be started.
    """
    # grpc is slow to import, and commands that contact no server do without it.
    from migrator.milvus.client import open_client

    with open_client(connection, tally) as client:
        own = read_own(client)
        identity = own.get(PROPERTY, "")
        client.correct(missing_features(own, client.capabilities.server))
        expectation.check(connection, client.capabilities, identity)
        yield Session(connection, client, identity, own)


@contextmanager
def beside(session: Session) -> Iterator[Client]:
    """Connect once more to a session's server, for its lease alone.

    A renewal must neither wait for the writes that Milvus Lite takes one at a time nor for
    an answer that would come too late.
    """
    from migrator.milvus.client import Client

    timeout_s = min(session.connection.timeout_s, EXPIRY_S / RENEWALS)
    with Client(replace(session.connection, timeout_s=timeout_s)) as client:
        client.correct(session.client.capabilities.missing)
        yield client


@contextmanager
def lease_of(session: Session, waiting: Waiting | None) -> Iterator[Lease | None]:
    """Give the lease to take, None for the embedded server: its folder is locked by itself."""
    if session.connection.path is not None:
        yield None
        return
    with beside(session) as rpc:
        yield Lease(rpc, this_process(), waiting)
