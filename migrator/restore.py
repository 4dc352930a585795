"""Restoring: what an apply that did not end took away and the manifests say nothing of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from migrator.address import Address
from migrator.kinds.collection.memory import Before
from migrator.kinds.collection.spec import CollectionSpec, LoadSpec, declared_load
from migrator.kinds.index.spec import IndexSpec
from migrator.kinds.index.steps import merged
from migrator.model import Action, Change, FieldChange, Resource, State

WHY = "it was so before an apply that did not end"


def restored(
    changes: Mapping[Address, Change],
    pending: Mapping[Address, Before],
    live: State,
    desired: State,
) -> dict[Address, Change]:
    """Return changes with those added that put back what was remembered.

    A collection that was made anew since, or is to be dropped or replaced, is left alone.
    """
    result = dict(changes)
    for before in pending.values():
        resource = live.get(before.collection)
        if resource is None or resource.facts.get("id", 0) != before.id:
            continue
        change = result.get(before.collection)
        if change is not None and change.action is not Action.UPDATE:
            continue
        for index in _indexes(before, result, live, desired):
            result[index.address] = index
        loaded = _load(before, resource, change, desired)
        if loaded is not None:
            result[loaded.address] = loaded
    return result


def _indexes(
    before: Before, changes: Mapping[Address, Change], live: State, desired: State
) -> Iterator[Change]:
    for address, data in before.indexes.items():
        if live.get(address) is not None:
            continue
        spec = IndexSpec.model_validate(data)
        change = changes.get(address)
        if change is not None and change.action is Action.CREATE and change.after is not None:
            # What the manifest leaves out comes from the index that was dropped for this.
            assert isinstance(change.after.spec, IndexSpec)
            full = merged(spec, change.after.spec)
            yield replace(change, after=replace(change.after, spec=full))
        elif change is None and address not in desired.resources:
            yield Change(address, Action.CREATE, after=Resource(address, spec), reason=WHY)


def _load(before: Before, live: Resource, change: Change | None, desired: State) -> Change | None:
    """Load a collection again that was loaded, where the manifest does not decide that."""
    decides = declared_load(desired.get(before.collection)) is not None
    if decides or not before.load or live.facts.get("loaded"):
        return None
    field = FieldChange(("load", "state"), "released", "loaded", reason=WHY)
    if change is not None and change.after is not None:
        after = _with_load(change.after, before.load)
        return replace(change, after=after, fields=(*change.fields, field))
    after = _with_load(Resource(before.collection, CollectionSpec.model_validate({})), before.load)
    return Change(
        before.collection, Action.UPDATE, before=live, after=after, fields=(field,), reason=WHY
    )


def _with_load(resource: Resource, load: Mapping[str, Any]) -> Resource:
    assert isinstance(resource.spec, CollectionSpec)
    spec = resource.spec.model_copy(update={"load": LoadSpec.model_validate(dict(load))})
    return replace(resource, spec=spec)
