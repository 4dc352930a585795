"""gRPC channels: from what a connection says to an open one."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import urlsplit

import grpc

from migrator import filetext
from migrator._version import __version__
from migrator.connection import Connection, Tls
from migrator.errors import UsageError

#: Both what Milvus takes and what it sends at most, unless it is configured otherwise
#: (proxy.grpc.serverMaxRecvSize).
MESSAGE_BYTES = 64 * 1024 * 1024

#: The most bytes of a file of ``tls``; the certificates that browsers trust have 0.2 million.
_TLS_BYTES = 1 << 24

_DEFAULT_PORTS = {"http": 19530, "https": 443}


def target_of(connection: Connection) -> str:
    """Return the address of a connection's server as gRPC takes it.

    Without a port ``http`` means 19530 and ``https`` 443.

    Raises:
        UsageError: the URI is none that can be connected to.
    """
    if connection.uri.startswith("unix:"):
        return connection.uri
    if "@" in connection.uri:
        raise UsageError(  # without the URI: it holds a secret
            f"{connection.alias}: the uri holds credentials",
            hint="write token, or user and password, beside it, as ${env:NAME} or ${file:PATH}",
        )
    try:
        parts = urlsplit(connection.uri)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise _bad_uri(connection) from None
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise _bad_uri(connection)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{host}:{port}"


def _bad_uri(connection: Connection) -> UsageError:
    return UsageError(
        f"{connection.alias}: {connection.uri} is not an address of a Milvus server",
        hint="write http://host:port, https://host:port, or a path for the embedded server",
    )


def uses_tls(connection: Connection) -> bool:
    """Whether the connection is encrypted: by its scheme, or because it has ``tls``."""
    return connection.tls is not None or connection.uri.startswith("https:")


def open_channel(connection: Connection, target: str) -> grpc.Channel:
    """Open a channel; nothing is sent before the first call.

    Raises:
        UsageError: a file of ``tls`` is missing or cannot be read.
    """
    options = [*_OPTIONS, *([] if target.startswith("unix:") else _KEEPALIVE)]
    if not uses_tls(connection):
        return grpc.insecure_channel(target, options)
    tls = connection.tls or Tls()
    if tls.server_name:
        options.append(("grpc.ssl_target_name_override", tls.server_name))
    if (tls.cert is None) is not (tls.key is None):
        raise UsageError(f"{connection.alias}: tls.cert and tls.key go together")
    credentials = grpc.ssl_channel_credentials(
        root_certificates=_read(tls.ca, connection),
        private_key=_read(tls.key, connection),
        certificate_chain=_read(tls.cert, connection),
    )
    return grpc.secure_channel(target, credentials, options)


_OPTIONS: list[tuple[str, int | str]] = [
    ("grpc.max_send_message_length", MESSAGE_BYTES),
    ("grpc.max_receive_message_length", MESSAGE_BYTES),
    ("grpc.primary_user_agent", f"milvus-migrator/{__version__}"),
    # A server that was restarted shall be found again within our own retries; gRPC's
    # default waits up to two minutes before it tries again.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 10_000),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # Else all channels of a process to one address share its connection and back-off.
    ("grpc.use_local_subchannel_pool", 1),
]

#: Finds out during a long call that the other side has gone. Milvus takes a ping every
#: 5 s; over a Unix socket the kernel tells.
_KEEPALIVE: list[tuple[str, int | str]] = [
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
]


def _read(path: Path | None, connection: Connection) -> bytes | None:
    if path is None:
        return None
    try:
        data = filetext.read_bytes(path, _TLS_BYTES)
    except OSError as problem:
        raise UsageError(
            f"{connection.alias}: cannot read {path}: {problem.strerror}",
            hint="check the paths in tls of the connection",
        ) from problem
    if len(data) > _TLS_BYTES:
        raise UsageError(f"{connection.alias}: {path} is too large for certificates or a key")
    return data


def metadata(
    connection: Connection, database: str, *, need_authorization: bool
) -> tuple[tuple[str, str], ...]:
    """Return the headers of a call: who asks, and in which database.

    With ``need_authorization`` somebody is named even if the connection names nobody;
    such a server does not look at the password.
    """
    headers = []
    if login := connection.authorization or ("root:" if need_authorization else ""):
        headers.append(("authorization", base64.b64encode(login.encode()).decode()))
    # Headers are printable ASCII. Milvus's names are as well; Milvus Lite takes any, and has
    # them from the request.
    if database.isascii() and database.isprintable():
        headers.append(("dbname", database))
    return tuple(headers)
