"""Addressing: what a document is about, told before anything in it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrator.address import (
    GLOBAL_KINDS,
    Address,
    collection_address,
    index_address,
    partition_address,
)
from migrator.manifest.layout import json_path
from migrator.manifest.specs import DOCUMENTS, PARENT_WORDS
from migrator.manifest.substitution import Values, try_resolve


def address_of(data: object, values: Values) -> Address | None:
    """Return the address of a document's resource, None where it cannot be told."""
    if not isinstance(data, dict) or data.get("kind") not in DOCUMENTS:
        return None
    kind = data["kind"]
    metadata, spec = (_resolved(data.get(key), values) for key in ("metadata", "spec"))
    name = metadata.get("name")
    if kind == "Index":
        return _index_address(metadata, spec, values.database)
    if not isinstance(name, str):
        return None
    if kind in GLOBAL_KINDS:
        return Address(kind, None, name)
    database = metadata.get("database") or values.database
    if not isinstance(database, str):
        return None
    if kind == "Partition":
        parent = _parent(spec)
        return partition_address(collection_address(database, parent), name) if parent else None
    return Address(kind, database, name)


def owner_of(kind: str, address: Address, spec: Mapping[str, Any]) -> Address | None:
    """Return the collection in whose manifest a resource may be declared."""
    if kind == "Alias":
        parent = _parent(spec)
        return collection_address(address.database or "", parent) if parent else None
    return address.collection if kind != "Collection" else None


def _index_address(
    metadata: Mapping[str, Any], spec: Mapping[str, Any], default: str
) -> Address | None:
    database, parent = metadata.get("database") or default, _parent(spec)
    field = spec.get("field_name")
    if not (isinstance(database, str) and isinstance(field, str) and parent):
        return None
    return index_address(collection_address(database, parent), field, json_path(spec))


def _parent(spec: Mapping[str, Any]) -> str | None:
    parent = next((spec[word] for word in PARENT_WORDS if word in spec), None)
    return parent if isinstance(parent, str) and parent else None


def _resolved(part: object, values: Values) -> Mapping[str, Any]:
    """Return metadata or a spec with the values of its own keys put in."""
    part = try_resolve(part, values)
    if not isinstance(part, dict):
        return {}
    return {key: try_resolve(value, values) for key, value in part.items()}
