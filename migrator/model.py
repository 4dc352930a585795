"""The nouns that every layer shares: resources, states, and the changes between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

from migrator.address import Address
from migrator.findings import Finding, Source


class Spec(BaseModel):
    """What a resource is, in normal form; the base of every kind's specification.

    A manifest and a live server both end up in the same form, so that equal things
    compare equal. ``model_fields_set`` is what is managed: unset is neither a default
    nor null.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def managed(self) -> dict[str, Any]:
        """Return what is set, as plain JSON data."""
        return self.model_dump(mode="json", exclude_unset=True)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a manifest says about a resource beside its spec.

    ``previous_name`` renames instead of dropping and creating, ``protect`` forbids
    whatever destroys or replaces, ``absent`` deletes.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    previous_name: str | None = None
    protect: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing with an address: desired (from a manifest) or live (from a server).

    ``facts`` are what a server tells beside the spec (ids, counts, loaded partitions);
    they are never compared and never written to a manifest.
    """

    address: Address
    spec: Spec
    source: Source | None = None
    metadata: Metadata = Metadata()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """What should exist or what does: resources by address.

    ``unread`` are addresses that are known to exist on the server and whose specs were
    not asked for; ``unseen`` are kinds that the connected user may not look at.
    """

    resources: Mapping[Address, Resource] = field(default_factory=dict)
    unread: frozenset[Address] = frozenset()
    unseen: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        resources: Iterable[Resource],
        unread: Iterable[Address] = (),
        unseen: Iterable[str] = (),
    ) -> State:
        """Collect resources; addresses are unique."""
        found = {resource.address: resource for resource in resources}
        return cls(dict(sorted(found.items())), frozenset(unread), frozenset(unseen))

    def get(self, address: Address) -> Resource | None:
        """Return the resource at an address, or None."""
        return self.resources.get(address)

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Resource, ...]]:
        groups: dict[str, list[Resource]] = {}
        for resource in self.resources.values():
            groups.setdefault(resource.address.kind, []).append(resource)
        return {kind: tuple(members) for kind, members in groups.items()}

    def of_kind(self, kind: str) -> tuple[Resource, ...]:
        """Return the resources of one kind, sorted by address."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_owner(self) -> dict[Address, tuple[Resource, ...]]:
        groups: dict[Address, list[Resource]] = {}
        for resource in self.resources.values():
            owner = resource.address.owner
            if owner is not None:
                groups.setdefault(owner, []).append(resource)
        return {owner: tuple(members) for owner, members in groups.items()}

    def children(self, owner: Address) -> tuple[Resource, ...]:
        """Return the parts of a collection or a role, sorted by address."""
        return self._by_owner.get(owner, ())

    def merged(self, more: Iterable[Resource], unread: Iterable[Address] = ()) -> State:
        """Return this state with more resources in it."""
        resources = {**self.resources, **{item.address: item for item in more}}
        return State.of(resources.values(), self.unread | frozenset(unread), self.unseen)


class Action(StrEnum):
    """What a change does to its resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    NOOP = "noop"


class Severity(StrEnum):
    """What a change costs, from nothing to data."""

    LIVE = "live"
    RELOAD = "reload"
    REINDEX = "reindex"
    REPLACE = "replace"
    DESTROY = "destroy"

    @property
    def rank(self) -> int:
        """The place in the order ``live < reload < reindex < replace < destroy``."""
        return _RANKS[self]

    def at_least(self, other: Severity) -> bool:
        """Whether this costs as much as ``other`` or more."""
        return self.rank >= other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def worst(severities: Iterable[Severity]) -> Severity:
    """Return the highest severity, ``live`` where there is none."""
    return max(severities, key=lambda severity: severity.rank, default=Severity.LIVE)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One attribute that differs: its path in the spec, its value on either side.

    ``None`` on a side means that the attribute is not there. ``approval`` is the id of
    the approval that the change needs from its severity on. ``refused`` says why this
    server cannot make the change; empty when it can.
    """

    path: tuple[str, ...]
    before: Any
    after: Any
    severity: Severity = Severity.LIVE
    reason: str = ""
    approval: str = ""
    refused: str = ""

    @property
    def name(self) -> str:
        """The path as people write it: ``fields.lang.max_length``."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between live and desired, at one address.

    ``rows`` is the number of rows that the change would destroy: None for no question
    of rows, -1 where they cannot be counted (which counts as present). ``approvals``
    are the ids under which this change can be approved. ``refused`` tells why the
    change cannot be carried out as it stands; empty when it can.
    """

    address: Address
    action: Action
    before: Resource | None = None
    after: Resource | None = None
    fields: tuple[FieldChange, ...] = ()
    reason: str = ""
    severity: Severity = Severity.LIVE
    approvals: tuple[str, ...] = ()
    rows: int | None = None
    refused: str = ""

    def with_rows(self, rows: int) -> Change:
        """Return this change with the number of rows at stake."""
        return replace(self, rows=rows)


ROWS_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing two states.

    ``unmanaged`` are addresses that are live in scope and that no manifest declares.
    """

    changes: tuple[Change, ...] = ()
    unmanaged: tuple[Address, ...] = ()
    findings: tuple[Finding, ...] = ()
