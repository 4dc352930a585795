"""Keys: the primary key, the partition key and the clustering key of a collection.

Sources: observed on 2.3.5 (primary and partition keys); server source, validatePrimaryKey,
ValidateFieldAutoID, checkFieldSchema, validatePartitionKey, validateClusteringKey; types of
clustering keys as pymilvus lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.datatypes import FLOATS, INTEGERS
from migrator.findings import Finding
from migrator.rules.subject import CollectionSubject, FieldSubject
from migrator.wording import either

_KEY_TYPES = ("Int64", "VarChar")
_CLUSTERING_TYPES = (*INTEGERS, *FLOATS, "VarChar")
ISOLATION = "partitionkey.isolation"


def check(collection: CollectionSubject, fields: Sequence[FieldSubject]) -> Iterator[Finding]:
    """Check which fields are keys, where fields are declared."""
    primary = [field for field in fields if field.spec.is_primary]
    partition = [field for field in fields if field.spec.is_partition_key]
    clustering = [field for field in fields if field.spec.is_clustering_key]
    yield from _more_than_one(primary, "primary key", "is_primary")
    yield from _more_than_one(partition, "partition key", "is_partition_key")
    yield from _more_than_one(clustering, "clustering key", "is_clustering_key")
    if not primary:
        message = "no field is the primary key"
        yield collection.find("MIG410", message, ("fields",), hint="set is_primary on one")
    if not partition:
        yield from _without_partition_key(collection)
    for field in fields:
        yield from _field(field)


def _more_than_one(keys: list[FieldSubject], what: str, flag: str) -> Iterator[Finding]:
    for field in keys[1:]:
        message = f"field {keys[0].name} is the {what} already"
        yield field.find("MIG411", message, flag, hint=f"keep {flag} on one of them")


def _without_partition_key(collection: CollectionSubject) -> Iterator[Finding]:
    spec = collection.spec
    hint = "set is_partition_key on a field, or remove it"
    if spec.num_partitions is not None:
        message = "num_partitions needs a partition key"
        yield collection.find("MIG415", message, ("num_partitions",), hint=hint)
    if spec.properties.get(ISOLATION) == "true":
        message = f"{ISOLATION} needs a partition key"
        yield collection.find("MIG415", message, ("properties", ISOLATION), hint=hint)


def _field(field: FieldSubject) -> Iterator[Finding]:
    spec = field.spec
    if spec.auto_id and not spec.is_primary:
        message = "auto_id is for the primary key only"
        yield field.find("MIG413", message, "auto_id", hint="remove it")
    if spec.is_primary:
        yield from _primary(field)
    if spec.is_partition_key:
        yield from _partition(field)
    if spec.is_clustering_key and spec.dtype == "FloatVector":
        message = "servers refuse a vector as clustering key unless they are set up for it"
        yield field.find("MIG414", message, "is_clustering_key", hint="take a scalar field")
    elif spec.is_clustering_key:
        yield from _type(field, "clustering key", _CLUSTERING_TYPES)


def _primary(field: FieldSubject) -> Iterator[Finding]:
    yield from _type(field, "primary key", _KEY_TYPES)
    if field.spec.nullable:
        yield field.find("MIG412", "a primary key is never null", "nullable", hint="remove it")
    if field.spec.default_value is not None:
        message = "a primary key has no default value"
        yield field.find("MIG412", message, "default_value", hint="remove it")


def _partition(field: FieldSubject) -> Iterator[Finding]:
    yield from _type(field, "partition key", _KEY_TYPES)
    if field.spec.nullable:
        yield field.find("MIG412", "a partition key is never null", "nullable", hint="remove it")
    if field.spec.is_primary:
        message = "the primary key cannot be the partition key"
        yield field.find("MIG412", message, "is_partition_key", hint="take another field")


def _type(field: FieldSubject, what: str, types: tuple[str, ...]) -> Iterator[Finding]:
    if field.spec.dtype not in types:
        message = f"a {what} cannot be {field.spec.dtype}"
        yield field.find("MIG412", message, "dtype", hint=f"use {either(types)}")
