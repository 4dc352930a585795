"""References between what is declared, as far as they can be checked offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from migrator.address import Address, collection_address, partition_address
from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.kinds.alias import AliasSpec
from migrator.kinds.collection.spec import CollectionSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.model import Resource, State
from migrator.wording import suggestion

Locate = Callable[[Address, Sequence[str | int]], Source | None]

#: Dynamic values, which an index on a JSON path may name.
DYNAMIC_FIELD = "$meta"


def check(state: State, locate: Locate) -> Iterator[Finding]:
    """Find what declared resources say about each other and cannot be; contacts no server.

    A collection that is not declared may be live, so naming one is no finding.
    """
    for kind, check_one in _CHECKS:
        for resource in state.of_kind(kind):
            if not resource.metadata.absent:
                yield from check_one(resource, state, locate)
    if any(resource.metadata.absent for resource in state.resources.values()):
        for resource in state.resources.values():
            if not resource.metadata.absent:
                yield from _orphan(resource, state, locate)
    yield from _renames(state, locate)


def _orphan(resource: Resource, state: State, locate: Locate) -> Iterator[Finding]:
    """Find what stands in, or stands for, a collection or database that is to be deleted."""
    address = resource.address
    database = Address("Database", None, address.database or "")
    owner: Address | None = database
    if isinstance(resource.spec, AliasSpec):
        owner = collection_address(address.database or "", resource.spec.collection_name)
    elif address.kind != "Collection":
        owner = address.collection
    for parent in (database, owner):
        declared = state.get(parent) if parent is not None else None
        if declared is not None and declared.metadata.absent:
            yield finding(
                "MIG326",
                f"{parent} is declared absent",
                hint=f"declare {address} absent too, or keep {parent}",
                address=address,
                source=locate(address, ("collection_name",)) or resource.source,
            )
            return


def _alias_name(resource: Resource, state: State, _locate: Locate) -> Iterator[Finding]:
    address = resource.address
    namesake = state.get(collection_address(address.database or "", address.name))
    if namesake is not None and not namesake.metadata.absent:
        yield finding(
            "MIG321",
            f"{namesake.address} has the same name, at {namesake.source}",
            hint="give the alias another name",
            address=address,
            source=resource.source,
        )


def _index_field(resource: Resource, state: State, locate: Locate) -> Iterator[Finding]:
    address, spec = resource.address, resource.spec
    assert isinstance(spec, IndexSpec)
    owner = state.get(address.collection) if address.collection is not None else None
    if owner is None or owner.metadata.absent:
        return
    collection = owner.spec
    assert isinstance(collection, CollectionSpec)
    if "fields" not in collection.model_fields_set or _has_field(collection, spec):
        return
    yield finding(
        "MIG322",
        f"{owner.address} has no field {spec.field_name}",
        hint=suggestion(spec.field_name, _field_names(collection)),
        address=address,
        source=locate(address, ("field_name",)) or resource.source,
    )


def _has_field(collection: CollectionSpec, spec: IndexSpec) -> bool:
    name = spec.field_name
    if name in collection.fields or ("[" in name and name in _field_names(collection)):
        return True
    dynamic = collection.enable_dynamic_field
    return dynamic and (bool(spec.json_path) or name == DYNAMIC_FIELD)


def _field_names(collection: CollectionSpec) -> tuple[str, ...]:
    """List the fields, and those of structs the way indexes name them, ``struct[field]``."""
    names = list(collection.fields)
    for name, field in collection.fields.items():
        if field.struct_schema is not None:
            names += [f"{name}[{inner}]" for inner in field.struct_schema.fields]
    return tuple(names)


def _loaded_partitions(resource: Resource, state: State, locate: Locate) -> Iterator[Finding]:
    address, spec = resource.address, resource.spec
    assert isinstance(spec, CollectionSpec)
    if spec.load is None or spec.load.partitions is None:
        return
    children = state.children(address)
    declared = [child for child in children if child.address.kind == "Partition"]
    if not declared:
        return
    present = {child.address for child in declared if not child.metadata.absent}
    names = sorted(name.name.partition("/")[2] for name in present)
    for name in spec.load.partitions:
        if name != "_default" and partition_address(address, name) not in present:
            yield finding(
                "MIG325",
                f"load.partitions names {name}, which is not among the declared partitions",
                hint=suggestion(name, names),
                address=address,
                source=locate(address, ("load", "partitions", name)),
            )


def _renames(state: State, locate: Locate) -> Iterator[Finding]:
    """Find renames from a name that is declared itself, or that two collections claim."""
    claimed: dict[Address, Resource] = {}
    for resource in state.of_kind("Collection"):
        previous = resource.metadata.previous_name
        if previous is None or resource.metadata.absent:
            continue
        database, _, name = previous.rpartition("/")
        old = collection_address(database or resource.address.database or "", name)
        if old == resource.address:
            continue
        place = locate(resource.address, ("metadata", "previous_name"))
        declared, other = state.get(old), claimed.setdefault(old, resource)
        if declared is not None:
            yield finding(
                "MIG324",
                f"previous_name is {previous}, which is declared itself at {declared.source}",
                hint="remove the other manifest, or previous_name",
                address=resource.address,
                source=place,
            )
        if other is not resource:
            yield finding(
                "MIG327",
                f"{other.address} has the previous_name {previous} too",
                hint="one collection cannot become two; remove one previous_name",
                address=resource.address,
                source=place,
            )


_CHECKS: tuple[tuple[str, Callable[[Resource, State, Locate], Iterator[Finding]]], ...] = (
    ("Collection", _loaded_partitions),
    ("Index", _index_field),
    ("Alias", _alias_name),
)
