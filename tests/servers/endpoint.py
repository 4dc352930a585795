"""Where a server answers and what a client needs to be let in."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import grpc

from tests.servers.certificates import Certificates

#: Options of every channel to a server of a test, whoever opens it.
CHANNEL_OPTIONS: Mapping[str, int] = {
    # Without this, channels to one target share their connection and its back-off, so a
    # restarted server would look dead for seconds.
    "grpc.use_local_subchannel_pool": 1,
    # No pings: Milvus Lite's server takes one in two hours on an idle connection and one
    # in five minutes on a waiting call, and ends the connection ("Too many pings") after
    # two that come earlier. A server on this machine that dies is noticed without them.
    "grpc.keepalive_time_ms": 2**31 - 1,
    "grpc.keepalive_permit_without_calls": 0,
}


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """The address of one server.

    ``uri`` is what migrator and pymilvus take: ``http://127.0.0.1:port``,
    ``https://localhost:port`` or ``unix:path``. ``token`` is ``user:password`` or
    empty. ``mutual`` says that the server wants a client certificate too. Over a
    Unix socket ``host`` is empty and ``port`` is 0.
    """

    uri: str
    host: str = ""
    port: int = 0
    socket: Path | None = None
    token: str = ""
    tls: Certificates | None = None
    mutual: bool = False

    @property
    def target(self) -> str:
        """The place as gRPC writes it."""
        return self.uri if self.socket else f"{self.host}:{self.port}"

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """The headers that Milvus wants with each call."""
        if not self.token:
            return ()
        return (("authorization", base64.b64encode(self.token.encode()).decode()),)

    def channel(self) -> grpc.Channel:
        """Open a channel of its own; whoever asks closes it."""
        options = tuple(CHANNEL_OPTIONS.items())
        if self.tls is None:
            return grpc.insecure_channel(self.target, options)
        credentials = grpc.ssl_channel_credentials(
            root_certificates=self.tls.authority.read_bytes(),
            private_key=self.tls.client_key.read_bytes() if self.mutual else None,
            certificate_chain=self.tls.client.read_bytes() if self.mutual else None,
        )
        return grpc.secure_channel(self.target, credentials, options)
