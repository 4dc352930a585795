"""pymilvus as an independent reader of what migrator wrote."""

from __future__ import annotations

from typing import Any

from pymilvus import MilvusClient
from pymilvus.client.cache import GlobalCache

from tests.servers.endpoint import CHANNEL_OPTIONS
from tests.servers.server import Server


def witness(server: Server, *, database: str = "default") -> MilvusClient:
    """Connect pymilvus's client to the server; whoever asks closes it.

    Credentials and certificates are the server's own: root, and the client certificate
    where one is asked for. Open a new one for rows after somebody else has changed or
    made again a collection: pymilvus remembers schemas for insert, query and search.
    """
    # It remembers them for the whole process, by address, database and name.
    GlobalCache.schema.clear()
    GlobalCache.collection_ts.clear()
    return MilvusClient(
        uri=server.uri,
        db_name=database,
        # Else it takes the connection that an earlier test has left for the same address,
        # to a server that may have been restarted since, and keeps it open after close.
        dedicated=True,
        # Its own options send a ping every 10 s, also when nothing is asked.
        grpc_options=dict(CHANNEL_OPTIONS),
        **_credentials(server),
    )


def _credentials(server: Server) -> dict[str, Any]:
    endpoint = server.endpoint
    given: dict[str, Any] = {"token": endpoint.token} if endpoint.token else {}
    if endpoint.tls is None:
        return given
    given |= {"secure": True, "server_name": endpoint.host}
    if not endpoint.mutual:
        return given | {"server_pem_path": str(endpoint.tls.authority)}
    return given | {
        "ca_pem_path": str(endpoint.tls.authority),
        "client_pem_path": str(endpoint.tls.client),
        "client_key_path": str(endpoint.tls.client_key),
    }
