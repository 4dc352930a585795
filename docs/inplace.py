"""What changes in place, found out by asking the classification itself, server by server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrator.address import collection_address, index_address
from migrator.capabilities import Capabilities, capabilities_of
from migrator.kinds import KIND_BY_NAME
from migrator.model import Resource, Severity, worst

SERVERS = ("v2.3.5", "v2.4.23", "v2.5.15", "v2.6.20", "v3.0.0", "milvus_lite-3.2.2")

_ID = {"dtype": "Int64", "is_primary": True}
_VECTOR = {"dtype": "FloatVector", "dim": 8}
_TEXT = {"dtype": "VarChar", "max_length": 64, "enable_analyzer": True}
_BASE: dict[str, Any] = {
    "description": "one",
    "consistency_level": "Bounded",
    "num_shards": 1,
    "num_partitions": 16,
    "enable_dynamic_field": False,
    "fields": {
        "id": _ID,
        "key": {"dtype": "Int64", "is_partition_key": True},
        "text": _TEXT,
        "tags": {"dtype": "Array", "element_type": "Int32", "max_capacity": 8},
        "v": _VECTOR,
    },
    "functions": {},
    "properties": {"collection.ttl.seconds": "90", "mmap.enabled": "false", "x": "1"},
    "load": {"state": "loaded", "replica_number": 2},
}
_BM25 = {"function_type": "BM25", "input_field_names": ["text"], "output_field_names": ["sparse"]}


def _with(**changed: Any) -> dict[str, Any]:
    return {**_BASE, **changed}


def _field(name: str, **attributes: Any) -> dict[str, Any]:
    fields = dict(_BASE["fields"])
    fields[name] = {**fields.get(name, {}), **attributes}
    return _with(fields=fields)


def _without(name: str) -> dict[str, Any]:
    return _with(fields={key: field for key, field in _BASE["fields"].items() if key != name})


_FULL = _with(
    fields={**_BASE["fields"], "sparse": {"dtype": "SparseFloatVector"}}, functions={"bm25": _BM25}
)

#: What is changed, from what, to what.
_COLLECTION: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "description": (_BASE, _with(description="two")),
    "consistency_level": (_BASE, _with(consistency_level="Strong")),
    "enable_dynamic_field: on": (_BASE, _with(enable_dynamic_field=True)),
    "enable_dynamic_field: off": (_with(enable_dynamic_field=True), _BASE),
    "num_shards": (_BASE, _with(num_shards=2)),
    "num_partitions": (_BASE, _with(num_partitions=32)),
    "properties: set": (_BASE, _with(properties={"x": "2"})),
    "properties: removed": (_BASE, _with(properties={"x": None})),
    "collection.ttl.seconds: raised": (_BASE, _with(properties={"collection.ttl.seconds": "99"})),
    "collection.ttl.seconds: lowered": (_BASE, _with(properties={"collection.ttl.seconds": "9"})),
    "mmap.enabled": (_BASE, _with(properties={"mmap.enabled": "true"})),
    "partitionkey.isolation": (_BASE, _with(properties={"partitionkey.isolation": "true"})),
    "field added: nullable scalar": (_BASE, _field("n", dtype="Int64", nullable=True)),
    "field added: not nullable": (_BASE, _field("n", dtype="Int64")),
    "field added: nullable vector": (
        _BASE,
        _field("n", dtype="FloatVector", dim=8, nullable=True),
    ),
    "field dropped": (_BASE, _without("tags")),
    "primary key dropped": (_BASE, _without("id")),
    "field: dtype": (_BASE, _field("key", dtype="VarChar", max_length=9)),
    "field: dim": (_BASE, _field("v", dim=16)),
    "field: nullable": (_BASE, _field("tags", nullable=True)),
    "field: max_length raised": (_BASE, _field("text", max_length=99)),
    "field: max_length lowered": (_BASE, _field("text", max_length=9)),
    "field: max_capacity raised": (_BASE, _field("tags", max_capacity=9)),
    "field: description": (_BASE, _field("text", description="two")),
    "field: mmap_enabled": (_BASE, _field("text", mmap_enabled=True)),
    "field: analyzer_params": (_BASE, _field("text", analyzer_params={"type": "english"})),
    "function added: BM25 with its field": (_BASE, _FULL),
    "function dropped with its field": (_FULL, _BASE),
    "load.state: loaded": (_with(load={"state": "released"}), _BASE),
    "load.state: released": (_BASE, _with(load={"state": "released"})),
    "load.replica_number: raised": (_BASE, _with(load={"state": "loaded", "replica_number": 3})),
    "load.replica_number: lowered": (_BASE, _with(load={"state": "loaded", "replica_number": 1})),
}
_HNSW = {
    "field_name": "v",
    "index_type": "HNSW",
    "metric_type": "L2",
    "params": {"M": 8},
    "mmap_enabled": False,
}
_INDEX: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "index: index_type": (_HNSW, {"field_name": "v", "index_type": "FLAT"}),
    "index: metric_type": (_HNSW, {"field_name": "v", "metric_type": "IP"}),
    "index: params": (_HNSW, {"field_name": "v", "params": {"M": 16}}),
    "index: mmap_enabled": (_HNSW, {"field_name": "v", "mmap_enabled": True}),
}


def lines() -> Iterator[str]:
    """Write the page."""
    yield "# What changes in place"
    yield ""
    yield "What each change costs on each server, as a plan would class it: `live` while serving,"
    yield "`reload` with a release and a load around it, `reindex` by building the index anew,"
    yield "`replace` by a new collection (with `replace.strategy`), `destroy` with loss, after an"
    yield "approval; *refused* where the server cannot do it at all, *unseen* where it could not"
    yield "show the result and the difference is therefore not compared."
    yield ""
    names = [capabilities_of(version).server for version in SERVERS]
    yield f"| change | {' | '.join(names)} |"
    yield f"|---|{'---|' * len(names)}"
    for what, (before, after) in {**_COLLECTION, **_INDEX}.items():
        costs = [_cost(what, before, after, capabilities_of(version)) for version in SERVERS]
        yield f"| {what} | {' | '.join(costs)} |"


def _cost(
    what: str, before: dict[str, Any], after: dict[str, Any], capabilities: Capabilities
) -> str:
    collection = collection_address("default", "c")
    kind = KIND_BY_NAME["Index" if what.startswith("index") else "Collection"]
    address = index_address(collection, "v") if kind.name == "Index" else collection
    facts = {"loaded": before.get("load", {}).get("state") == "loaded"}
    shown = {
        key: value for key, value in before.items() if not _hidden(kind.name, key, capabilities)
    }
    live = Resource(address, kind.spec.model_validate(shown), facts=facts)
    desired = Resource(address, kind.spec.model_validate(after))
    changes = kind.compare(live, desired, capabilities)
    if not changes:
        return "*unseen*"
    if any(change.refused for change in changes):
        return "*refused*"
    severity: Severity = worst(change.severity for change in changes)
    return severity.value


def _hidden(kind: str, key: str, capabilities: Capabilities) -> bool:
    return key != "load" and capabilities.hides(f"{kind}.{key}")
