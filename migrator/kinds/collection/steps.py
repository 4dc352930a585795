"""The RPCs that create, change, release, load and drop a collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from migrator.address import Address, database_address
from migrator.errors import Rejected
from migrator.kinds.base import Context, Phase, Progress, Rpc, Step
from migrator.kinds.collection.alter import alterations
from migrator.kinds.collection.onestep import collection_step
from migrator.kinds.collection.schema import to_schema
from migrator.kinds.collection.spec import CollectionSpec, LoadSpec, spec_of
from migrator.model import Action, Change, Resource, Severity

#: LoadState.LoadStateLoaded of the protocol.
LOAD_STATE_LOADED = 3


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a collection into steps; windows and children are added elsewhere."""
    match change.action:
        case Action.CREATE:
            assert change.after is not None
            yield from _create(change.after, change.severity, context)
        case Action.DELETE:
            yield _drop(change.address, change.severity)
        case Action.REPLACE:
            assert change.after is not None
            yield _drop(change.address, change.severity)
            yield from _create(becomes(change), change.severity, context)
        case Action.UPDATE:
            yield from _update(change, context)
        case Action.NOOP:
            return


def becomes(change: Change) -> Resource:
    """Return what a collection will be; one made anew is what is declared, over what it was.

    What a manifest leaves out is unmanaged, so that making the collection anew must not
    lose it: its description, its properties, its fields' defaults, that it was loaded.
    """
    assert change.after is not None
    if change.action is not Action.REPLACE:
        return change.after
    assert change.before is not None
    before, after = spec_of(change.before).managed(), spec_of(change.after).managed()
    properties = {**before.pop("properties", {}), **after.pop("properties", {})}
    kept = {key: value for key, value in properties.items() if value is not None}
    load = LoadSpec.model_validate(change.before.facts.get("load") or {"state": "released"})
    # Partitions are made again, not all of them perhaps; the whole of it is loaded.
    before["load"] = {key: value for key, value in load.managed().items() if key != "partitions"}
    if "fields" in after:
        after["fields"] = _with_undeclared(before.get("fields", {}), after["fields"])
        if not any(field.get("is_partition_key") for field in after["fields"].values()):
            before.pop("num_partitions", None)
    merged = CollectionSpec.model_validate({**before, **after, "properties": kept})
    return replace(change.after, spec=merged)


#: What one field of a collection has at most.
_KEYS = frozenset({"is_primary", "is_partition_key", "is_clustering_key"})


def _with_undeclared(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return declared fields with what is not declared of them as it was.

    A field of another type starts afresh, and a key that another field is declared to be
    moves there.
    """
    moved = {key for key in _KEYS if any(field.get(key) for field in after.values())}
    if "is_primary" in moved:
        moved.add("auto_id")
    merged = {}
    for name, field in after.items():
        live = before.get(name, {})
        same = live.get("dtype") == field["dtype"]
        mine = {"auto_id"} if field.get("is_primary") and live.get("is_primary") else set()
        kept = {k: v for k, v in live.items() if same and (k not in moved or k in mine)}
        merged[name] = {**kept, **field}
    return merged


def _create(desired: Resource, severity: Severity, context: Context) -> Iterator[Step]:
    spec = spec_of(desired)
    properties = {key: value for key, value in spec.properties.items() if value is not None}
    request: dict[str, Any] = {
        "collection_name": desired.address.name,
        "schema": to_schema(desired.address.name, spec),
        "shards_num": spec.num_shards,
        "consistency_level": spec.consistency_level,
    }
    if properties:
        request["properties"] = properties
    if spec.num_partitions is not None and spec.partition_key is not None:
        request["num_partitions"] = spec.num_partitions
    leaves = spec.managed()
    for later in ("load", "replace"):
        leaves.pop(later, None)
    yield collection_step(
        "CreateCollection",
        desired.address,
        f"create with {len(spec.fields)} fields",
        severity=Severity.LIVE if severity is Severity.DESTROY else severity,
        phase=Phase.CREATE,
        request=request,
        leaves=leaves,
    )
    if spec.load is not None and spec.load.state == "loaded":
        yield from load_steps(desired.address, spec.load)
    elif spec.load is not None and not context.capabilities.can("created-released"):
        release = release_step(desired.address)
        yield replace(release, phase=Phase.LOAD, severity=Severity.LIVE, outage=False)


def _drop(address: Address, severity: Severity) -> Step:
    return collection_step(
        "DropCollection",
        address,
        "drop, with its rows",
        severity=severity,
        phase=Phase.DROP,
        request={"collection_name": address.name},
        leaves=None,
    )


def _update(change: Change, context: Context) -> Iterator[Step]:
    assert change.after is not None
    if change.before is not None and change.before.address != change.address:
        keeps_load = context.capabilities.can("rename-keeps-load")
        yield _rename(change.before.address, change.address, unloads=not keeps_load)
    yield from alterations(change, context)
    if any(field.path[0] == "load" for field in change.fields):
        yield from _change_load(change, context)


def _rename(before: Address, after: Address, *, unloads: bool) -> Step:
    request = {"oldName": before.name, "newName": after.name}
    if before.database != after.database:
        request["newDBName"] = after.database or "default"
    return Step(
        op="RenameCollection",
        address=after,
        title=f"rename from {before.name}",
        severity=Severity.LIVE,
        phase=Phase.RENAME,
        lane=after,
        database=before.database or "default",
        request=request,
        leaves={},
        after=((database_address(after.database or "default"), Phase.CREATE_DATABASE),),
        unloads=unloads,
    )


def _change_load(change: Change, context: Context) -> Iterator[Step]:
    assert change.after is not None
    load = spec_of(change.after).load
    assert load is not None
    loaded = bool(change.before and change.before.facts.get("loaded"))
    if load.state == "released":
        yield release_step(change.address)
        return
    changed = {field.path[-1] for field in change.fields if field.path[0] == "load"}
    serving = context.capabilities.can("replicas-while-loaded")
    serving_changes = {"replica_number", "resource_groups"} if serving else set()
    # One that is being loaded is waited for; what is asked for again is no other load.
    if loaded and not changed <= {*serving_changes, "state"}:
        yield release_step(change.address)
    yield from load_steps(change.address, load)


def release_step(address: Address) -> Step:
    """Release a whole collection."""
    return collection_step(
        "ReleaseCollection",
        address,
        "release",
        severity=Severity.RELOAD,
        phase=Phase.RELEASE,
        request={"collection_name": address.name},
        leaves={"load": {"state": "released"}},
        outage=True,
    )


def load_steps(address: Address, load: LoadSpec) -> Iterator[Step]:
    """Load a collection, or the partitions named, and wait until it can be searched."""
    request: dict[str, Any] = {"collection_name": address.name}
    if load.replica_number is not None:
        request["replica_number"] = load.replica_number
    if load.resource_groups:
        request["resource_groups"] = list(load.resource_groups)
    if load.partitions:
        request["partition_names"] = list(load.partitions)
    yield collection_step(
        "LoadPartitions" if load.partitions else "LoadCollection",
        address,
        f"load {', '.join(load.partitions)}" if load.partitions else "load",
        severity=Severity.LIVE,
        phase=Phase.LOAD,
        request=request,
        leaves={},
    )
    yield wait_step(address, load.partitions or (), leaves=load.managed())


def wait_step(address: Address, partitions: Sequence[str], *, leaves: Mapping[str, Any]) -> Step:
    """Wait until a collection can be searched, or the partitions named; it is loaded then."""
    waited: dict[str, Any] = {"collection_name": address.name}
    if partitions:
        waited["partition_names"] = list(partitions)
    return collection_step(
        "WaitLoad",
        address,
        "wait until loaded",
        severity=Severity.LIVE,
        phase=Phase.WAIT_LOAD,
        request=waited,
        leaves={"load": dict(leaves)},
    )


def poll_load(rpc: Rpc, step: Step) -> Progress:
    """Ask once how far a load has come, in percent."""
    state = rpc.call("GetLoadState", step.request, database=step.database).state
    if state == LOAD_STATE_LOADED:
        return Progress(True, 100, 100, "%")
    try:
        answer = rpc.call("GetLoadingProgress", step.request, database=step.database)
    except Rejected:
        # 2.3.5 answers 101 until the load has been picked up.
        return Progress(False, 0, 100, "%")
    return Progress(False, min(int(answer.progress), 99), 100, "%")
