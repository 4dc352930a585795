"""Reports: what commands tell that is neither a plan nor a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from migrator.address import Address
from migrator.findings import Source


@dataclass(frozen=True, slots=True)
class RenderedManifest:
    """A manifest as one connection gets it, as data and as YAML with comments.

    ``source`` is where it is written; ``origins`` has the path of each value that is not from
    there, and what it is from.
    """

    data: Mapping[str, Any]
    source: Source
    text: str
    origins: tuple[tuple[tuple[str | int, ...], str], ...]


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """What a connection test found; ``problem`` and ``hint`` say why it failed."""

    alias: str
    where: str
    reachable: bool
    server: str = ""
    identity: str = ""
    problem: str = ""
    hint: str = ""


class Standing(StrEnum):
    """How one resource stands on one server, against what the manifests say for it.

    ``OUT`` is a resource that is neither declared for the connection nor live there.
    """

    IN_SYNC = "in sync"
    DRIFTED = "drifted"
    MISSING = "missing"
    UNMANAGED = "unmanaged"
    OUT = "-"


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """How all resources stand on one server; ``problem`` says why it could not be read."""

    alias: str
    where: str
    server: str = ""
    standings: Mapping[Address, Standing] = field(default_factory=dict)
    problem: str = ""
    hint: str = ""

    def of(self, address: Address) -> Standing | None:
        """Return how a resource stands there, None where nobody knows."""
        return None if self.problem else self.standings.get(address, Standing.OUT)

    def count(self, standing: Standing) -> int:
        """Count the resources that stand so."""
        return sum(each is standing for each in self.standings.values())


def _place(address: Address) -> tuple[str, str, bool, Address]:
    owner = address.collection or address
    database = address.name if address.kind == "Database" else address.database
    return (database or "", owner.name, owner is not address, address)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """Resources by connections, each held against the manifests of its connection."""

    project: str
    connections: tuple[ConnectionStatus, ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every resource that is declared for, or live on, any of the connections.

        Sorted by database, with what belongs to a collection below it.
        """
        found = {address for each in self.connections for address in each.standings}
        return tuple(sorted(found, key=_place))

    @property
    def unread(self) -> tuple[ConnectionStatus, ...]:
        """The connections whose server could not be read."""
        return tuple(each for each in self.connections if each.problem)

    @property
    def differs(self) -> bool:
        """Whether anything is drifted or missing anywhere."""
        bad = (Standing.DRIFTED, Standing.MISSING)
        return any(each.count(standing) for each in self.connections for standing in bad)
