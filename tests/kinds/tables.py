"""Rows of the tables: live, desired, and what follows, in lines that people can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator.address import (
    Address,
    alias_address,
    collection_address,
    database_address,
    index_address,
    partition_address,
)
from migrator.capabilities import Capabilities
from migrator.diff import Ownership, compare
from migrator.kinds import KIND_BY_NAME, WAITS
from migrator.kinds.base import Step
from migrator.kinds.builtin import is_own
from migrator.kinds.grant import GrantSpec, address_of
from migrator.kinds.index.spec import IndexSpec
from migrator.milvus.messages import build
from migrator.milvus.methods import method
from migrator.model import Change, Comparison, FieldChange, Metadata, Resource, State
from migrator.plan import make_steps
from migrator.rename import follow_renames
from tests.kinds.answering import MILVUS_2_3

ID = {"name": "id", "dtype": "Int64", "is_primary": True}
VECTOR = {"name": "v", "dtype": "FloatVector", "dim": 4}
FIELDS = [ID, VECTOR]

BOOKS = collection_address("default", "books")
RELEASED = {"state": "released"}
LOADED = {"state": "loaded", "replica_number": 1}


def resource(
    address: Address,
    spec: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    **metadata: Any,
) -> Resource:
    model = KIND_BY_NAME[address.kind].spec
    return Resource(
        address, model.model_validate(spec), metadata=Metadata(**metadata), facts=facts or {}
    )


def database(name: str, spec: Mapping[str, Any] | None = None, **metadata: Any) -> Resource:
    return resource(database_address(name), spec or {}, **metadata)


def collection(
    spec: Mapping[str, Any] | None = None,
    *,
    name: str = "books",
    within: str = "default",
    **metadata: Any,
) -> Resource:
    """A desired collection; without a spec it has an id and a vector."""
    spec = {"fields": FIELDS} if spec is None else spec
    return resource(collection_address(within, name), spec, **metadata)


def live_collection(
    spec: Mapping[str, Any] | None = None,
    *,
    name: str = "books",
    within: str = "default",
    load: Mapping[str, Any] | None = None,
) -> Resource:
    """A live collection, released unless told how it is loaded."""
    whole = {"fields": FIELDS, "functions": {}, "load": load or RELEASED, **(spec or {})}
    facts = {"loaded": bool(load), "load": dict(load or {})}
    return resource(collection_address(within, name), whole, facts)


def index(spec: Mapping[str, Any], *, of: Address = BOOKS, **metadata: Any) -> Resource:
    made = IndexSpec.model_validate({"field_name": "v", **spec})
    address = index_address(of, made.field_name, made.json_path)
    return Resource(address, made, facts={"name": made.index_name}, metadata=Metadata(**metadata))


def partition(name: str, *, of: Address = BOOKS, **metadata: Any) -> Resource:
    return resource(partition_address(of, name), {}, **metadata)


def alias(name: str, target: str = "books", *, within: str = "default", **meta: Any) -> Resource:
    return resource(alias_address(within, name), {"collection_name": target}, **meta)


def grant(role: str, spec: Mapping[str, Any], **meta: Any) -> Resource:
    made = GrantSpec.model_validate(spec)
    return Resource(address_of(role, made), made, metadata=Metadata(**meta))


def outside(kind: str, name: str, spec: Mapping[str, Any] | None = None, **more: Any) -> Resource:
    """A user, a role or a group."""
    return resource(Address(kind, None, name), spec or {}, **more)


@dataclass(frozen=True)
class Case:
    """One row: two sides, and the changes and steps that make the one the other.

    ``changes`` are lines of ``change_lines``, ``steps`` names of RPCs and waits.
    """

    live: Iterable[Resource]
    desired: Iterable[Resource]
    changes: list[str]
    steps: list[str] = field(default_factory=list)
    server: Capabilities = MILVUS_2_3


@dataclass(frozen=True)
class Result:
    """What became of a row."""

    comparison: Comparison
    steps: tuple[Step, ...]

    @property
    def changes(self) -> list[str]:
        return [line for change in self.comparison.changes for line in change_lines(change)]

    @property
    def ops(self) -> list[str]:
        """The names of the steps, without those that only keep what a window takes away."""
        return [step.op for step in self.steps if not is_own(step.address.name)]

    def request(self, op: str) -> Mapping[str, Any]:
        """The request of the only step of this name."""
        (step,) = [step for step in self.steps if step.op == op]
        return step.request


EVERYTHING = Ownership(databases=())


def work_out(
    live: Iterable[Resource],
    desired: Iterable[Resource],
    server: Capabilities = MILVUS_2_3,
    ownership: Ownership = EVERYTHING,
) -> Result:
    """Compare two sides and make the steps, as planning does; renames are followed."""
    wanted = State.of(desired)
    followed, _ = follow_renames(State.of(live), wanted)
    comparison = compare(followed, wanted, server, ownership)
    return Result(comparison, make_steps(followed, wanted, comparison, server))


def check(case: Case) -> Result:
    """Hold a row: these changes, these steps, and every request one that the protocol has."""
    result = work_out(case.live, case.desired, case.server)
    for step in result.steps:
        if step.op not in WAITS:
            build(method(step.op).request, step.request)
    assert result.changes == case.changes
    assert result.ops == case.steps
    return result


def change_lines(change: Change) -> list[str]:
    """Write a change: ``create Index default/books.v``, and one line for each attribute."""
    head = f"{change.action} {change.address}"
    if change.approvals:
        head += f" [{change.severity}: {', '.join(change.approvals)}]"
    if change.refused:
        head += " refused"
    return [head, *(field_line(item) for item in change.fields)]


def field_line(item: FieldChange) -> str:
    """Write an attribute that differs: ``  properties.a: '1' -> '2' (live)``."""
    cost = "refused" if item.refused else " ".join(filter(None, [item.severity, item.approval]))
    return f"  {item.name}: {item.before!r} -> {item.after!r} ({cost})"
