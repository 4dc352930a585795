"""Aliases: names that clients search through, and that can move to another collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from pydantic import Field

from migrator.address import Address, alias_address, collection_address
from migrator.capabilities import Capabilities
from migrator.errors import NotFound, ServerError
from migrator.kinds.base import Call, Context, Kind, Phase, Rpc, Scope, Step
from migrator.kinds.words import SpecWithSynonyms
from migrator.model import Action, Change, FieldChange, Resource, Severity, State


class AliasSpec(SpecWithSynonyms):
    """Which collection an alias stands for."""

    synonyms: ClassVar[Mapping[str, str]] = {"collection": "collection_name"}

    collection_name: str = Field(description="The collection that the alias stands for.")


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the aliases of the scope's databases.

    One list call for each database. Describing a collection tells its aliases on Milvus,
    where only the wanted ones of other collections are asked for; Lite tells none.
    """
    databases = [resource.address.name for resource in state.of_kind("Database")]
    calls = [Call("ListAliases", {"db_name": name}, name) for name in databases]
    listed: list[Address] = []
    for database, answer in zip(databases, rpc.call_all(calls), strict=True):
        if isinstance(answer, ServerError):
            raise answer
        listed += [alias_address(database, name) for name in sorted(answer.aliases)]
    targets = {
        alias_address(resource.address.database or "default", alias): resource.address.name
        for resource in state.of_kind("Collection")
        for alias in resource.facts.get("aliases", ())
    }
    every = not rpc.capabilities.can("describe-shows-aliases")
    unknown = [a for a in listed if a not in targets and (every or scope.wants(a))]
    answers = rpc.call_all([_call(address) for address in unknown])
    for address, answer in zip(unknown, answers, strict=True):
        if isinstance(answer, NotFound):
            continue
        if isinstance(answer, ServerError):
            raise answer
        targets[address] = answer.collection
    resources = [
        Resource(address, AliasSpec(collection_name=targets[address]))
        for address in listed
        if address in targets
    ]
    return state.merged(resources, unread=[a for a in listed if a not in targets])


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one alias, None where it does not exist."""
    (answer,) = rpc.call_all([_call(address)])
    if isinstance(answer, NotFound):
        return None
    if isinstance(answer, ServerError):
        raise answer
    return Resource(address, AliasSpec(collection_name=answer.collection))


def _call(address: Address) -> Call:
    database = address.database or "default"
    return Call("DescribeAlias", {"db_name": database, "alias": address.name}, database)


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """Find whether the alias stands for another collection."""
    del capabilities
    assert isinstance(live.spec, AliasSpec)
    assert isinstance(desired.spec, AliasSpec)
    before, after = live.spec.collection_name, desired.spec.collection_name
    if before == after:
        return ()
    why = "clients of the alias are moved in one step"
    return (FieldChange(("collection_name",), before, after, Severity.LIVE, why, "move-alias"),)


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of an alias into steps; a move is never a drop and a create.

    Only an alias of a collection that is created anew is dropped and put back, because
    servers refuse to drop a collection that has aliases.
    """
    del context
    database = change.address.database or "default"
    request: dict[str, object] = {"alias": change.address.name}
    if change.action in (Action.DELETE, Action.REPLACE):
        yield _step(change, "DropAlias", "drop", Phase.DROP_ALIAS, request, ())
    if change.action is Action.DELETE:
        return
    assert change.after is not None
    assert isinstance(change.after.spec, AliasSpec)
    target = collection_address(database, change.after.spec.collection_name)
    request = {**request, "collection_name": target.name}
    after = ((target, Phase.FORGET),)
    if change.action in (Action.CREATE, Action.REPLACE):
        title = f"create for {target.name}"
        yield _step(change, "CreateAlias", title, Phase.ALIAS, request, after)
    else:
        title = f"move to {target.name}"
        yield _step(change, "AlterAlias", title, Phase.ALIAS, request, after)


def _step(
    change: Change,
    op: str,
    title: str,
    phase: Phase,
    request: dict[str, object],
    after: tuple[tuple[Address, Phase], ...],
) -> Step:
    return Step(
        op=op,
        address=change.address,
        title=title,
        severity=change.severity,
        phase=phase,
        lane=change.address,
        database=change.address.database or "default",
        request=request,
        leaves=None if op == "DropAlias" or change.after is None else change.after.spec.managed(),
        after=after,
    )


def _requires(resource: Resource) -> tuple[Address, ...]:
    assert isinstance(resource.spec, AliasSpec)
    database = resource.address.database or "default"
    return (collection_address(database, resource.spec.collection_name),)


ALIAS = Kind(
    name="Alias",
    spec=AliasSpec,
    drop_approval="drop-alias",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=_requires,
)
