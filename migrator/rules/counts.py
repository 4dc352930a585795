"""Counts: how many fields, vector fields, shards and partitions a collection has.

Sources: observed on 2.3.5 (64 fields beside the dynamic one, 16 shards); server source,
CreateCollectionTask.PreExecute (a struct counts with its fields) and validatePartitionKey.
2.3.5 creates a collection without vectors, and cannot load it.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.datatypes import VECTORS
from migrator.findings import Finding
from migrator.rules.subject import CollectionSubject


def check(collection: CollectionSubject) -> Iterator[Finding]:
    """Check the counts that are declared."""
    spec, limits = collection.spec, collection.limits
    if collection.has_schema:
        every = list(spec.fields.values())
        for field in spec.fields.values():
            if field.struct_schema is not None:
                every += field.struct_schema.fields.values()
        vectors = sum(1 for field in every if field.dtype in VECTORS)
        if not vectors:
            message = "no field is a vector"
            yield collection.find("MIG460", message, ("fields",), hint="add one")
        yield from _over(collection, "fields", len(every), "max_fields", limits.max_fields)
        most = limits.max_vector_fields
        yield from _over(collection, "vector fields", vectors, "max_vector_fields", most)
    shards = limits.max_shards
    yield from _over(collection, "shards", spec.num_shards, "max_shards", shards, "num_shards")
    most = limits.max_partitions
    yield from _over(
        collection, "partitions", spec.num_partitions or 0, "max_partitions", most, "num_partitions"
    )
    declared = collection.partitions
    yield from _over(collection, "partitions", len(declared), "max_partitions", most, "partitions")


def _over(
    collection: CollectionSubject,
    what: str,
    count: int,
    limit: str,
    most: int,
    key: str = "fields",
) -> Iterator[Finding]:
    if count > most:
        message = f"{count} {what}; servers take {most}"
        hint = f"schema_limits.{limit} says what yours takes"
        yield collection.find("MIG461", message, (key,), hint=hint)
