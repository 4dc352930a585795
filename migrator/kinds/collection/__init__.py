"""Collections: schema, properties, load state."""

from __future__ import annotations

from typing import Any

from migrator.address import Address, database_address, resource_group_address
from migrator.kinds.base import Kind
from migrator.kinds.builtin import is_own
from migrator.kinds.collection.compare import compare
from migrator.kinds.collection.read import describe, read
from migrator.kinds.collection.spec import CollectionSpec
from migrator.kinds.collection.steps import becomes, steps
from migrator.model import Resource, Spec

#: The most bytes that a VarChar of any server may have, in a field or an array.
LONGEST_VARCHAR = 65_535


def _tidy(live: Spec, told: dict[str, Any]) -> dict[str, Any]:
    """Say consistency and load state even where they are the defaults.

    Both decide how clients are served, and a reader should not need to know defaults.
    Lite does not tell how long an array's texts may be, which a manifest has to: there it
    is the most that a server takes.
    """
    assert isinstance(live, CollectionSpec)
    shown = live.managed()
    tidied = {key: value for key, value in told.items() if key != "load"}
    if "consistency_level" in shown:
        tidied["consistency_level"] = live.consistency_level
    for field in tidied.get("fields", {}).values():
        if field.get("element_type") == "VarChar":
            field.setdefault("max_length", LONGEST_VARCHAR)
    if live.load is not None:
        load = live.load.managed()
        if load.get("replica_number") == 1:
            del load["replica_number"]
        tidied["load"] = load
    return tidied


def _requires(resource: Resource) -> tuple[Address, ...]:
    spec = resource.spec
    assert isinstance(spec, CollectionSpec)
    groups = spec.load.resource_groups if spec.load is not None else None
    database = database_address(resource.address.database or "default")
    return (database, *map(resource_group_address, groups or ()))


COLLECTION = Kind(
    name="Collection",
    spec=CollectionSpec,
    drop_approval="drop-collection",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=_requires,
    builtin=lambda address: is_own(address.name),
    tidy=_tidy,
    becomes=becomes,
)
