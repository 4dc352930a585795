"""What a collection was like before a window: kept on the server until the window is over.

Before a collection is released, or an index of it dropped to be built anew, its load state
and those indexes are written to migrator's own collection. After a kill, any later plan
finds them there and restores what the manifests say nothing of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator import jsontext
from migrator.address import Address, collection_address
from migrator.capabilities import Capabilities
from migrator.kinds.base import Phase, Step
from migrator.kinds.builtin import OWN_PREFIX
from migrator.kinds.collection.spec import LoadSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.model import Severity

_KEY = "migrator.before."
_OWN = collection_address("default", OWN_PREFIX)


@dataclass(frozen=True, slots=True)
class Before:
    """How a collection was: its id, its load (empty: not loaded), indexes by address."""

    collection: Address
    id: int
    load: Mapping[str, Any] = field(default_factory=dict)
    indexes: Mapping[Address, Mapping[str, Any]] = field(default_factory=dict)


def remember_step(before: Before) -> Step:
    """Write down how a collection is, before anything is taken away from it."""
    data = {
        "id": before.id,
        "load": dict(before.load),
        "indexes": {str(address): dict(spec) for address, spec in before.indexes.items()},
    }
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    put = {_key(before.collection): text}
    return _step(
        before.collection,
        f"remember how {before.collection.name} was loaded and indexed",
        Phase.REMEMBER,
        {"properties": put},
        {"properties": put},
    )


def forget_step(collection: Address, capabilities: Capabilities) -> Step:
    """Strike out what was written down; 2.3.5 cannot remove a property, only empty it."""
    key = _key(collection)
    title = f"forget how {collection.name} was"
    if capabilities.can("delete-properties"):
        request: dict[str, Any] = {"delete_keys": [key]}
        return _step(collection, title, Phase.FORGET, request, {"properties": {key: None}})
    empty = {"properties": {key: ""}}
    return _step(collection, title, Phase.FORGET, empty, empty)


def remembered(properties: Iterable[tuple[str, str]]) -> dict[Address, Before]:
    """Read what was written down, from the properties of migrator's own collection.

    What cannot be read is left out: nothing can be restored from it.
    """
    found: dict[Address, Before] = {}
    for key, text in properties:
        if not key.startswith(_KEY) or not text:
            continue
        try:
            collection = Address.parse(f"Collection {key.removeprefix(_KEY)}")
            data = jsontext.read(text)
            indexes = {
                Address.parse(name): IndexSpec.model_validate(spec).managed()
                for name, spec in data["indexes"].items()
            }
            load = LoadSpec.model_validate(data["load"]).managed()
            found[collection] = Before(collection, int(data["id"]), load, indexes)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            continue
    return found


def _key(collection: Address) -> str:
    return f"{_KEY}{collection.database}/{collection.name}"


def _step(
    collection: Address,
    title: str,
    phase: Phase,
    request: dict[str, Any],
    leaves: dict[str, Any],
) -> Step:
    return Step(
        op="AlterCollection",
        address=_OWN,
        title=title,
        severity=Severity.LIVE,
        phase=phase,
        lane=collection,
        database="default",
        request={"collection_name": OWN_PREFIX, **request},
        leaves=leaves,
    )
