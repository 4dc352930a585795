"""Counts, properties, load state and replacement of collections and databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manifest.samples import manifest
from tests.rules.checking import (
    ID,
    SPARSE,
    TEXT,
    VECTOR,
    collection,
    found,
    function,
    place,
    schema,
)

MANY = tuple(f"{{name: f{number}, dtype: Bool}}" for number in range(63))
VECTORS = tuple(f"{{name: v{number}, dtype: FloatVector, dim: 8}}" for number in range(4))
TIME = "{name: at, dtype: Timestamptz}"


def mapped(mapping: str, *fields: str, dynamic: bool = False) -> str:
    """Return a collection that is replaced by a copy with a mapping."""
    more = (f"replace: {{strategy: copy, mapping: {mapping}}}",)
    return schema(*fields, more=(*more, "enable_dynamic_field: true") if dynamic else more)


LIMITS = [
    pytest.param("MIG460", collection(f"fields: »[{ID}]"), id="no vector"),
    pytest.param("MIG461", schema(*MANY).replace("- {name: id", "»- {name: id"), id="65 fields"),
    pytest.param("MIG461", schema(*VECTORS).replace("- {name: id", "»- {name: id"), id="5 vectors"),
    pytest.param("MIG461", collection("num_shards: »17"), id="17 shards"),
    pytest.param(
        "MIG461",
        schema("{name: k, dtype: Int64, is_partition_key: true}", more=("num_partitions: »1025",)),
        id="1025 partitions of a key",
    ),
    pytest.param(
        "MIG461",
        collection(f"partitions: »[{', '.join(f'p{number}' for number in range(1025))}]"),
        id="1025 partitions",
    ),
]

PROPERTIES = [
    pytest.param(
        "MIG470", collection("properties: {collection.ttl.seconds: »1d}"), id="a TTL with a unit"
    ),
    pytest.param("MIG470", collection("properties: {mmap.enabled: »sometimes}"), id="no boolean"),
    pytest.param(
        "MIG470", collection("properties: {collection.insertRate.max.mb: »fast}"), id="no number"
    ),
    pytest.param("MIG470", collection("properties: {warmup.vectorIndex: »no}"), id="no warmup"),
    pytest.param("MIG470", collection("properties: {warmup: »sync}"), id="warmup of no part"),
    pytest.param(
        "MIG470",
        manifest("Database", "b", "{properties: {database.replica.number: »two}}"),
        id="a database's",
    ),
    pytest.param(
        "MIG471", collection("properties: {collection.ttl.seconds: »-2}"), id="a negative TTL"
    ),
    pytest.param(
        "MIG472",
        collection("properties: {dynamicfield.enabled: »true}"),
        id="a property with a key of its own",
    ),
    pytest.param(
        "MIG473", schema(TIME, more=("properties: {ttl_field: »id}",)), id="TTL by a number"
    ),
    pytest.param(
        "MIG473", schema(TIME, more=("properties: {ttl_field: »on}",)), id="TTL by nothing"
    ),
    pytest.param(
        "MIG473",
        schema(TIME, more=("properties: {collection.ttl.seconds: 9, ttl_field: »at}",)),
        id="two TTLs",
    ),
]

LOADING = [
    pytest.param(
        "MIG480",
        schema(
            SPARSE,
            more=("indexes: [{field_name: v, metric_type: L2}]", "load: »{state: loaded}"),
        ),
        id="a vector without an index",
    ),
    pytest.param(
        "MIG481",
        collection("load: {replica_number: 3, resource_groups: »[a, b]}"),
        id="two groups for three replicas",
    ),
]

REPLACEMENT = [
    pytest.param("MIG490", collection("replace: {keep: »forever}"), id="no duration"),
    pytest.param("MIG490", collection("replace: {keep: »'24'}"), id="a duration without a unit"),
    pytest.param("MIG491", mapped("{year: »{from: published}}"), id="a field that is not there"),
    pytest.param(
        "MIG492", mapped("{text: {from: a, constant: »b}}", TEXT), id="a field and a constant"
    ),
    pytest.param("MIG492", mapped("{text: {call: »'a:b'}}", TEXT), id="a call on nothing"),
    pytest.param("MIG492", mapped("{text: {from: »[a, b]}}", TEXT), id="two fields without a call"),
    pytest.param(
        "MIG492", mapped("{text: {constant: b, cast: »VarChar}}", TEXT), id="a cast of a constant"
    ),
    pytest.param("MIG492", mapped("{text: {from: a, cast: »Int64}}", TEXT), id="a cast too far"),
    pytest.param("MIG492", mapped("{text: {from: a, truncate: »4}}", TEXT), id="truncated text"),
    pytest.param("MIG492", mapped("{v: {from: a, truncate: »9}}"), id="truncated to more"),
    pytest.param(
        "MIG492",
        mapped("{b: {from: a, truncate: »12}}", "{name: b, dtype: BinaryVector, dim: 16}"),
        id="bits cut beside 8",
    ),
    pytest.param("MIG492", mapped("{text: {constant: »7}}", TEXT), id="a constant of another type"),
    pytest.param("MIG492", mapped("{text: {constant: »much too long}}", TEXT), id="one too long"),
    pytest.param(
        "MIG492",
        function(
            (TEXT, SPARSE),
            "{name: f, type: BM25, input_field_names: [text], output_field_names: [sparse]}",
        )
        + "  replace: {mapping: {sparse: »{from: sparse}}}\n",
        id="what BM25 fills",
    ),
]

CASES = [*LIMITS, *PROPERTIES, *LOADING, *REPLACEMENT]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_what_cannot_be_is_found(tmp_path: Path, code: str, text: str) -> None:
    assert found(tmp_path, text) == [f"{code} {place(text)}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(schema(*MANY[:62], more=("enable_dynamic_field: true",)), id="64 fields"),
        pytest.param(schema(*VECTORS[:3]), id="4 vectors"),
        pytest.param(
            collection(
                f"fields: [{ID}, {{name: s, dtype: Array, element_type: Struct, max_capacity: 4, "
                "struct_schema: {fields: [{name: e, dtype: FloatVector, dim: 8}]}}]"
            ),
            id="a vector in a struct only",
        ),
        pytest.param(
            collection(
                "properties: {collection.ttl.seconds: -1, mmap.enabled: 'True', my.own: x, "
                "warmup.scalarField: disable, collection.queryRate.max.qps: 0.5, timezone: null}"
            ),
            id="properties",
        ),
        pytest.param(schema(TIME, more=("properties: {ttl_field: at}",)), id="TTL by a time"),
        pytest.param(collection("load: {state: released}"), id="released"),
        pytest.param(schema(more=("load: {state: loaded}",)), id="loaded, indexes not managed"),
        pytest.param(
            schema(
                "{name: w, dtype: FloatVector, dim: 8, type_params: {field.skipLoad: true}}",
                more=("indexes: [{field_name: v, metric_type: L2}]", "load: {state: loaded}"),
            ),
            id="a vector that is not loaded",
        ),
        pytest.param(
            collection("load: {replica_number: 2, resource_groups: [a, b]}"), id="a group each"
        ),
        pytest.param(collection("replace: {keep: 90m}"), id="a duration"),
        pytest.param(mapped("{year: {from: published}}", dynamic=True), id="a dynamic field"),
        pytest.param(
            mapped("{v: {from: v, truncate: 8}, text: {call: 'a:b', from: [x, y]}}", TEXT),
            id="a mapping",
        ),
        pytest.param(
            manifest("Collection", "a", "{num_shards: 99}", ensure="absent"), id="to be deleted"
        ),
        pytest.param(
            manifest("Database", "b", "{properties: {database.max.collections: 9}}"),
            id="a database",
        ),
    ],
)
def test_other_collections_are_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_limits_can_be_moved(tmp_path: Path) -> None:
    text = schema(*VECTORS, more=("num_shards: 64",))
    assert found(tmp_path, text, limits={"max_vector_fields": 10, "max_shards": 64}) == []
    dim = schema("{name: w, dtype: BinaryVector, dim: »72}")
    assert found(tmp_path, dim, limits={"max_dim": 8}) == [f"MIG422 {place(dim)}"]
    assert VECTOR.endswith("dim: 8}")
