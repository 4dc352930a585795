"""Partitions: named parts of a collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrator.address import Address, partition_address
from migrator.capabilities import Capabilities
from migrator.errors import NotFound, ServerError
from migrator.kinds.base import Call, Context, Kind, Phase, Rpc, Scope, Step
from migrator.kinds.builtin import DEFAULT_PARTITION
from migrator.model import Action, Change, FieldChange, Resource, Severity, Spec, State


class PartitionSpec(Spec):
    """A partition; it has nothing but its name."""


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the partitions of every collection that was described.

    A collection that counts one partition has only ``_default`` and is not asked; in a
    collection with a partition key the server owns the partitions.
    """
    del scope
    collections = [
        resource.address
        for resource in state.of_kind("Collection")
        if not resource.facts.get("keyed") and resource.facts.get("partitions") != 1
    ]
    answers = rpc.call_all([_call(address) for address in collections])
    resources = []
    for address, answer in zip(collections, answers, strict=True):
        if isinstance(answer, NotFound):
            continue
        if isinstance(answer, ServerError):
            raise answer
        ids = dict(zip(answer.partition_names, answer.partitionIDs, strict=False))
        resources += [
            Resource(
                partition_address(address, name), PartitionSpec(), facts={"id": ids.get(name, 0)}
            )
            for name in answer.partition_names
            if name != DEFAULT_PARTITION
        ]
    return state.merged(resources)


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one partition, None where it does not exist."""
    collection, name = _parts(address)
    (answer,) = rpc.call_all([_call(collection)])
    if isinstance(answer, NotFound):
        return None
    if isinstance(answer, ServerError):
        raise answer
    return Resource(address, PartitionSpec()) if name in answer.partition_names else None


def _call(collection: Address) -> Call:
    return Call(
        "ShowPartitions", {"collection_name": collection.name}, collection.database or "default"
    )


def _parts(address: Address) -> tuple[Address, str]:
    collection = address.collection
    assert collection is not None
    return collection, address.name.partition("/")[2]


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """Find nothing: a partition has no attributes."""
    del live, desired, capabilities
    return ()


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a partition into steps.

    A loaded partition cannot be dropped, so where the server can release partitions one
    by one it is released alone and the others go on serving.
    """
    collection, name = _parts(change.address)
    request = {"collection_name": collection.name, "partition_name": name}
    if change.action is Action.CREATE:
        yield _step(change, "CreatePartition", "create", Phase.CREATE_PARTITION, request, {})
    elif change.action is Action.DELETE:
        live = context.live.get(collection)
        if live is not None and live.facts.get("loaded"):
            released = {"collection_name": collection.name, "partition_names": [name]}
            if context.capabilities.can("load-partitions"):
                yield _step(change, "ReleasePartitions", "release", Phase.RELEASE, released, {})
        yield _step(change, "DropPartition", "drop, with its rows", Phase.DROP_CHILD, request, None)


def _step(
    change: Change,
    op: str,
    title: str,
    phase: Phase,
    request: Mapping[str, object],
    leaves: Mapping[str, object] | None,
) -> Step:
    collection, _ = _parts(change.address)
    return Step(
        op=op,
        address=change.address,
        title=title,
        severity=Severity.LIVE if op == "ReleasePartitions" else change.severity,
        phase=phase,
        lane=collection,
        database=collection.database or "default",
        request=request,
        leaves=leaves,
    )


PARTITION = Kind(
    name="Partition",
    spec=PartitionSpec,
    drop_approval="drop-partition",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=lambda resource: (_parts(resource.address)[0],),
    builtin=lambda address: _parts(address)[1] == DEFAULT_PARTITION,
)
