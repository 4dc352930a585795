"""The RPCs that build and drop an index, and the wait until it is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from migrator.address import Address
from migrator.datatypes import BUILT_IN_FUNCTIONS, VECTORS
from migrator.errors import ApplyError, NotFound
from migrator.kinds.base import Context, Phase, Progress, Rpc, Step
from migrator.kinds.index.params import extra_params
from migrator.kinds.index.read import FAILED, FINISHED, json_path
from migrator.kinds.index.spec import IndexSpec
from migrator.model import Action, Change, Resource, Severity
from migrator.values import as_sent


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of an index into steps; the release around them is added elsewhere."""
    if change.action is Action.UPDATE and change.severity is Severity.RELOAD:
        yield from _alter(change)
        return
    flat = context.capabilities.can("flat-index-params")
    if change.action in (Action.DELETE, Action.UPDATE, Action.REPLACE):
        assert change.before is not None
        yield _drop(change.before, change, context)
    if change.action in (Action.CREATE, Action.UPDATE, Action.REPLACE):
        assert change.after is not None
        made = list(_build(change, flat=flat))
        yield from made[1:] if _comes_with_its_field(change, context) else made


def _comes_with_its_field(change: Change, context: Context) -> bool:
    """Whether the request that adds a function makes the index of the field that it fills."""
    assert change.after is not None
    assert isinstance(change.after.spec, IndexSpec)
    owner = context.changes.get(_collection(change.address))
    if owner is None or owner.action is not Action.UPDATE or change.action is not Action.CREATE:
        return False
    added = [
        item.after
        for item in owner.fields
        if item.path[0] == "functions" and len(item.path) == 2 and isinstance(item.after, dict)
    ]
    return any(
        function["function_type"] in BUILT_IN_FUNCTIONS
        and change.after.spec.field_name in function["output_field_names"]
        for function in added
    )


def _collection(address: Address) -> Address:
    collection = address.collection
    assert collection is not None
    return collection


def _drop(live: Resource, change: Change, context: Context) -> Step:
    """Drop one index by name and field: 2.3.5 goes by the name only, Lite by the field only."""
    assert isinstance(live.spec, IndexSpec)
    collection = _collection(change.address)
    request = {
        "collection_name": collection.name,
        "field_name": live.spec.field_name,
        "index_name": _name(live),
    }
    return Step(
        op="DropIndex",
        address=change.address,
        title="drop",
        severity=change.severity,
        phase=Phase.DROP_CHILD,
        lane=collection,
        database=change.address.database or "default",
        request=request,
        leaves=None,
        released=not _drops_while_loaded(live.spec, collection, context),
    )


def _name(live: Resource) -> str:
    """Return the name that the server calls an index by."""
    assert isinstance(live.spec, IndexSpec)
    return str(live.facts.get("name") or live.spec.index_name or live.spec.field_name)


def _drops_while_loaded(spec: IndexSpec, collection: Address, context: Context) -> bool:
    """Whether the server drops this index although its collection is loaded."""
    parent = context.live.get(collection)
    if parent is None or not context.capabilities.can("drop-scalar-index-loaded"):
        return False
    field = parent.spec.managed().get("fields", {}).get(spec.field_name)
    return field is not None and field["dtype"] not in (*VECTORS, "Array")


def _alter(change: Change) -> Iterator[Step]:
    """Change how an index is served; set and removed keys go in requests of their own."""
    assert change.before is not None
    assert change.after is not None
    keys = {
        "mmap.enabled" if field.path == ("mmap_enabled",) else field.path[-1]: field.after
        for field in change.fields
    }
    put = {key: as_sent(value) for key, value in keys.items() if value is not None}
    gone = sorted(key for key, value in keys.items() if value is None)
    if put:
        title = f"set {', '.join(sorted(put))}"
        yield _altered(change, title, {"extra_params": put}, set(put))
    if gone:
        yield _altered(change, f"remove {', '.join(gone)}", {"delete_keys": gone}, set(gone))


def _altered(change: Change, title: str, request: dict[str, Any], keys: set[str]) -> Step:
    assert change.before is not None
    assert change.after is not None
    collection = _collection(change.address)
    wanted = change.after.spec.managed()
    leaves: dict[str, Any] = {"field_name": wanted["field_name"]}
    if "mmap.enabled" in keys:
        leaves["mmap_enabled"] = wanted.get("mmap_enabled")
    properties = wanted.get("properties", {})
    changed = {key: properties.get(key) for key in sorted(keys) if key != "mmap.enabled"}
    return Step(
        op="AlterIndex",
        address=change.address,
        title=title,
        severity=Severity.RELOAD,
        phase=Phase.ALTER,
        lane=collection,
        database=change.address.database or "default",
        request={
            "collection_name": collection.name,
            "index_name": _name(change.before),
            **request,
        },
        leaves={**leaves, "properties": changed} if changed else leaves,
        released=True,
    )


def _build(change: Change, *, flat: bool) -> Iterator[Step]:
    assert change.after is not None
    spec = built(change)
    collection = _collection(change.address)
    # Without a name the server makes one, which for JSON paths and structs is not the field's.
    name = spec.index_name or ""
    database = change.address.database or "default"
    yield Step(
        op="CreateIndex",
        address=change.address,
        title=f"build {spec.index_type or 'the default index'}",
        severity=change.severity if change.action is Action.UPDATE else Severity.LIVE,
        phase=Phase.CREATE_INDEX,
        lane=collection,
        database=database,
        request={
            "collection_name": collection.name,
            "field_name": spec.field_name,
            "index_name": name,
            "extra_params": extra_params(spec, flat=flat),
        },
        leaves=change.after.spec.managed(),
    )
    yield Step(
        op="WaitIndex",
        address=change.address,
        title="wait until built",
        severity=Severity.LIVE,
        phase=Phase.BUILD,
        lane=collection,
        database=database,
        request={
            "collection_name": collection.name,
            "field_name": spec.field_name,
            "index_name": name,
        },
        leaves=change.after.spec.managed(),
    )


def built(change: Change) -> IndexSpec:
    """Return what to build: what is declared, over what the index had before."""
    assert change.after is not None
    assert isinstance(change.after.spec, IndexSpec)
    if change.before is None:
        return change.after.spec
    assert isinstance(change.before.spec, IndexSpec)
    return merged(change.before.spec, change.after.spec)


def merged(live: IndexSpec, desired: IndexSpec) -> IndexSpec:
    """Return the declared attributes over those that the index had before.

    What a manifest leaves out is unmanaged, so that a rebuild must not lose it. A new
    index type starts afresh, since parameters belong to the type.
    """
    same_type = desired.index_type is None or desired.index_type == live.index_type
    before: dict[str, Any] = live.managed() if same_type else {"metric_type": live.metric_type}
    after = desired.managed()
    params = {**before.get("params", {}), **after.get("params", {})}
    return IndexSpec.model_validate({**before, **after, "params": params})


def poll_index(rpc: Rpc, step: Step) -> Progress:
    """Ask once how far an index build has come, in rows.

    2.3.5 keeps saying Finished for rows that were sealed later, so that pending rows
    count as unfinished.

    Raises:
        ApplyError: the server gave the build up.
    """
    collection = {"collection_name": step.request["collection_name"]}
    answer = rpc.call("DescribeIndex", collection, database=step.database)
    description = _described(answer, step)
    if description is None:
        raise NotFound(f"there is no {step.address}", server=rpc.alias, rpc="DescribeIndex")
    if description.state == FAILED:
        reason = description.index_state_fail_reason
        raise ApplyError(f"{step.address}: the server gave the build up: {reason}")
    done, total = description.indexed_rows, description.total_rows
    built = description.state == FINISHED and not description.pending_index_rows
    return Progress(built and done >= total, done, total, "rows")


def _described(answer: Any, step: Step) -> Any:
    """Find an index among those of its collection by its field, and by its path in a JSON field.

    Names do not tell: Lite calls every index by its field, whatever it was asked for (3.2.2).
    """
    field_name = step.request["field_name"]
    wanted = step.address.name.partition(".")[2].removeprefix(field_name)
    for item in answer.index_descriptions:
        if item.field_name == field_name and json_path(item) == wanted:
            return item
    return None
