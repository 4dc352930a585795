"""The offline check of a whole desired state: every rule, on every declared resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from migrator.address import GLOBAL_KINDS, Address
from migrator.findings import Finding, sort_key
from migrator.model import Resource, State
from migrator.rules import (
    access,
    counts,
    fields,
    functions,
    indexes,
    keys,
    loading,
    names,
    properties,
    replacement,
)
from migrator.rules.limits import SchemaLimits
from migrator.rules.subject import CollectionSubject, IndexSubject, Locate, Subject


def check(state: State, locate: Locate, limits: SchemaLimits) -> tuple[Finding, ...]:
    """Find everything about a desired state that no server accepts; contacts none.

    What is declared absent is checked for its name only. Findings are sorted by place.
    """
    found: list[Finding] = []
    for resource in state.of_kind("Database"):
        found += _database(Subject(resource, state, locate, limits))
    for resource in state.of_kind("Collection"):
        found += _collection(CollectionSubject(resource, state, locate, limits))
    for resource in state.of_kind("Partition"):
        found += names.partition(Subject(resource, state, locate, limits))
    # Sorted by address, the indexes of one collection follow each other.
    for address, members in groupby(state.of_kind("Index"), _collection_of):
        owner = _owner(address, state, locate, limits)
        found += _indexes(IndexSubject(item, state, locate, limits, owner) for item in members)
    for resource in state.of_kind("Alias"):
        found += names.alias(Subject(resource, state, locate, limits))
    for kind in sorted(GLOBAL_KINDS - {"Database"}):
        for resource in state.of_kind(kind):
            found += access.check(Subject(resource, state, locate, limits))
    return tuple(sorted(found, key=sort_key))


def _collection_of(resource: Resource) -> Address | None:
    return resource.address.collection


def _owner(
    address: Address | None, state: State, locate: Locate, limits: SchemaLimits
) -> CollectionSubject | None:
    resource = state.get(address) if address is not None else None
    if resource is None or resource.metadata.absent:
        return None
    return CollectionSubject(resource, state, locate, limits)


def _database(database: Subject) -> Iterator[Finding]:
    yield from names.database(database)
    if not database.resource.metadata.absent:
        yield from properties.database(database)


def _collection(collection: CollectionSubject) -> Iterator[Finding]:
    yield from names.collection(collection)
    if collection.resource.metadata.absent:
        return
    if collection.has_schema:
        every = collection.fields()
        yield from keys.check(collection, every)
        yield from fields.check(every)
        yield from loading.partition_key(collection)
    yield from functions.check(collection)
    yield from counts.check(collection)
    yield from properties.collection(collection)
    yield from loading.check(collection)
    yield from replacement.check(collection)


def _indexes(indexes_of_one: Iterable[IndexSubject]) -> Iterator[Finding]:
    present = []
    for index in indexes_of_one:
        yield from names.index(index)
        if not index.resource.metadata.absent:
            yield from indexes.check(index)
            present.append(index)
    yield from indexes.together(present)
