"""Connections: what the project file says about one server, with its secrets resolved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tls:
    """Files for TLS; ``cert`` and ``key`` together make it mutual.

    ``server_name`` is the name in the server's certificate where it is not the host of
    the URI. Without ``ca`` the certificates that gRPC ships are trusted.
    """

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    server_name: str | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a connection expects of its server, checked before anything else."""

    identity: str | None = None
    server_version: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on reads, writes and waits; times in seconds."""

    max_deletes: int = 0
    max_rows_destroyed: int | None = None
    parallelism: int = 8
    reads_in_flight: int = 32
    index_timeout_s: float = 86_400
    load_timeout_s: float = 3_600


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection alias: where its server is and how to behave towards it.

    ``uri`` is ``http(s)://host:port``, ``unix:path`` or ``path`` set (then ``uri`` is
    empty) for the embedded Milvus Lite. ``authorization`` is ``user:password`` or a
    token, never shown. ``timeout_s`` is the deadline of an ordinary call. ``history`` says
    whether applies are recorded on the server. ``secret`` looks up a reference such as
    ``${env:NAME}`` when its value is sent, given what it is for; None where nothing does.
    """

    alias: str
    uri: str = ""
    path: Path | None = None
    authorization: str = field(default="", repr=False)
    database: str = "default"
    tls: Tls | None = None
    timeout_s: float = 30.0
    expect: Expectation = Expectation()
    protected: bool = False
    approve_from: str = "destroy"
    history: bool = True
    limits: Limits = Limits()
    secret: Callable[[str, str], str] | None = field(default=None, repr=False, compare=False)

    @property
    def where(self) -> str:
        """The place as shown to people: the URI or the folder, without credentials."""
        return self.uri or str(self.path)
