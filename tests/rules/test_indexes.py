"""Indexes: types, metrics, parameters, and how they fit together."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.kinds.index.spec import INDEX_TYPES
from migrator.rules import indextypes
from tests.manifest.samples import manifest
from tests.rules.checking import SPARSE, TEXT, VECTOR, collection, found, index, place, schema

JSON = "{name: x, dtype: JSON}"
BITS = "{name: x, dtype: BinaryVector, dim: 64}"
STRUCT = (
    "{name: s, dtype: Array, element_type: Struct, max_capacity: 4, struct_schema: "
    "{fields: [{name: e, dtype: FloatVector, dim: 8}, {name: n, dtype: Int8}, "
    "{name: b, dtype: Bool}]}}"
)
BM25 = ("functions: [{name: f, type: BM25, input_fields: [text], output_fields: [sparse]}]",)


def scalar(dtype: str) -> str:
    """Return a field without parameters."""
    return f"{{name: x, dtype: {dtype}}}"


def on(field: str, spec: str) -> str:
    """Return a collection with the index on a further field, x."""
    return index(field, f"{{field_name: x, {spec}}}")


def hnsw(params: str) -> str:
    """Return a collection with an HNSW index."""
    spec = f"{{field_name: v, index_type: HNSW, metric_type: L2, params: {params}}}"
    return schema(more=("indexes:", f"- {spec}"))


TYPES = [
    pytest.param("MIG501", on(BITS, "index_type: »HNWS, metric_type: L2"), id="an unknown type"),
    pytest.param("MIG501", on(scalar("Int8"), "index_type: »HYBRID"), id="a type of servers' own"),
    pytest.param(
        "MIG501",
        manifest("Index", "v", "{collection_name: a, field_name: v, index_type: »FOO}"),
        id="an unknown type on what is not declared",
    ),
    pytest.param("MIG502", on(scalar("Int8"), "index_type: »HNSW"), id="vectors of numbers"),
    pytest.param("MIG502", on(BITS, "index_type: »IVF_FLAT, metric_type: L2"), id="floats of bits"),
    pytest.param("MIG502", on(BITS, "index_type: »INVERTED"), id="a scalar type on a vector"),
    pytest.param(
        "MIG502", index(SPARSE, "{field_name: sparse, index_type: »FLAT}"), id="dense on sparse"
    ),
    pytest.param("MIG502", on(scalar("Float"), "index_type: »BITMAP"), id="a bitmap of floats"),
    pytest.param(
        "MIG502", index(TEXT, "{field_name: id, index_type: »BITMAP}"), id="a bitmap of the key"
    ),
    pytest.param(
        "MIG502",
        on(
            "{name: x, dtype: Array, element_type: Double, max_capacity: 4}",
            "index_type: »BITMAP",
        ),
        id="a bitmap of float elements",
    ),
    pytest.param("MIG502", on(scalar("Bool"), "index_type: »STL_SORT"), id="sorted booleans"),
    pytest.param("MIG502", on(scalar("Int8"), "index_type: »Trie"), id="a trie of numbers"),
    pytest.param("MIG502", on(scalar("Int8"), "index_type: »RTREE"), id="a number on a map"),
    pytest.param("MIG502", on(scalar("Text"), "index_type: »INVERTED"), id="a Text"),
    pytest.param("MIG502", index(STRUCT, "»{field_name: s}"), id="a struct as a whole"),
    pytest.param(
        "MIG502", index(STRUCT, "{field_name: 's[b]', index_type: »STL_SORT}"), id="in a struct"
    ),
    pytest.param(
        "MIG502",
        index(STRUCT, "{field_name: 's[e]', index_type: »BIN_FLAT}"),
        id="bits of floats in a struct",
    ),
    pytest.param("MIG503", on(BITS, "index_type: »HNSW, metric_type: HAMMING"), id="HNSW on bits"),
    pytest.param(
        "MIG503",
        on("{name: x, dtype: Int8Vector, dim: 8}", "index_type: »FLAT, metric_type: L2"),
        id="FLAT on bytes",
    ),
    pytest.param(
        "MIG503", on(scalar("Timestamptz"), "index_type: »INVERTED"), id="INVERTED on times"
    ),
    pytest.param(
        "MIG503",
        index(STRUCT, "{field_name: 's[e]', index_type: »FLAT, metric_type: MAX_SIM_L2}"),
        id="FLAT in a struct",
    ),
    pytest.param(
        "MIG503",
        on(BITS, "index_type: BIN_IVF_FLAT, metric_type: »SUBSTRUCTURE"),
        id="a metric that only BIN_FLAT has",
    ),
]

METRICS = [
    pytest.param(
        "MIG504", on(BITS, "index_type: BIN_FLAT").replace("- {field", "- »{field"), id="no metric"
    ),
    pytest.param(
        "MIG504",
        manifest("Index", "v", "»{collection_name: a, field_name: v, index_type: HNSW}"),
        id="no metric where the field is not declared",
    ),
    pytest.param("MIG505", schema(more=("indexes: [»{field_name: v}]",)), id="a metric left open"),
    pytest.param(
        "MIG505",
        index(SPARSE, "»{field_name: sparse}", more=BM25).replace(SPARSE, f"{SPARSE}\n  - {TEXT}"),
        id="AUTOINDEX on what BM25 fills",
    ),
    pytest.param("MIG506", on(BITS, "index_type: BIN_FLAT, metric_type: »L2"), id="L2 of bits"),
    pytest.param(
        "MIG506",
        schema(more=("indexes: [{field_name: v, metric_type: »BM25}]",)),
        id="BM25 of floats",
    ),
    pytest.param(
        "MIG506",
        index(STRUCT, "{field_name: 's[e]', index_type: HNSW, metric_type: »MAX_SIM_HAMMING}"),
        id="a metric of bits in a struct",
    ),
    pytest.param(
        "MIG506",
        manifest(
            "Index",
            "v",
            "{collection_name: a, field_name: v, index_type: HNSW, metric_type: »COSIN}",
        ),
        id="an unknown metric",
    ),
    pytest.param("MIG507", on(scalar("Int8"), "metric_type: »L2"), id="a metric of numbers"),
    pytest.param(
        "MIG508",
        index(SPARSE, "{field_name: sparse, metric_type: »BM25}"),
        id="BM25 that nothing fills",
    ),
    pytest.param(
        "MIG508",
        schema(TEXT, SPARSE, more=(*BM25, "indexes: [{field_name: sparse, metric_type: »IP}]")),
        id="another metric of what BM25 fills",
    ),
]

PARAMS = [
    pytest.param("MIG510", hnsw("{M: »2049}"), id="M is large"),
    pytest.param("MIG510", hnsw("{M: »many}"), id="M is a word"),
    pytest.param("MIG510", hnsw("{efConstruction: »0}"), id="efConstruction is 0"),
    pytest.param(
        "MIG510",
        on(BITS, "index_type: BIN_IVF_FLAT, metric_type: JACCARD, params: {nlist: »65537}"),
        id="nlist is large",
    ),
    pytest.param(
        "MIG511",
        schema(
            more=(
                "indexes:",
                "- {field_name: v, index_type: IVF_PQ, metric_type: L2, params: {nbits: »17}}",
            )
        ),
        id="nbits is large",
    ),
    pytest.param(
        "MIG511",
        schema(
            more=(
                "indexes:",
                "- {field_name: v, index_type: IVF_PQ, metric_type: L2, params: {m: »3}}",
            )
        ),
        id="m divides no dimensions",
    ),
    pytest.param("MIG512", on(JSON, "params: »{json_path: /a}"), id="no cast"),
    pytest.param(
        "MIG512", on(JSON, "params: {json_path: /a, json_cast_type: »INT}"), id="an unknown cast"
    ),
    pytest.param(
        "MIG512",
        on(JSON, "index_type: BITMAP, params: {json_path: /a, json_cast_type: »DOUBLE}"),
        id="a cast that the type does not take",
    ),
    pytest.param(
        "MIG512",
        on(
            JSON,
            "params: {json_path: /a, json_cast_type: BOOL, json_cast_function: »STRING_TO_DOUBLE}",
        ),
        id="a function for another cast",
    ),
    pytest.param(
        "MIG512",
        on(JSON, "params: {json_path: /a, json_cast_type: DOUBLE, json_cast_function: »TO_INT}"),
        id="an unknown function",
    ),
    pytest.param("MIG513", on(JSON, "params: »{json_cast_type: DOUBLE}"), id="no path"),
    pytest.param(
        "MIG514",
        index(TEXT, "{field_name: text, index_type: NGRAM, params: »{min_gram: 3, max_gram: 2}}"),
        id="grams the wrong way round",
    ),
    pytest.param("MIG514", index(TEXT, "»{field_name: text, index_type: NGRAM}"), id="no grams"),
    pytest.param(
        "MIG515",
        schema(more=("indexes: [{field_name: v, metric_type: L2, params: »{M: 8}}]",)),
        id="AUTOINDEX with parameters",
    ),
    pytest.param(
        "MIG522",
        on(scalar("Int8"), "index_type: INVERTED, properties: {mmap.enabled: »maybe}"),
        id="mmap that is neither",
    ),
    pytest.param(
        "MIG522",
        on(scalar("Int8"), "index_type: INVERTED, properties: {warmup: »never}"),
        id="an unknown warmup",
    ),
    pytest.param(
        "MIG522",
        on(scalar("Int8"), "index_type: INVERTED, properties: {indexoffsetcache.enabled: »true}"),
        id="an offset cache of another type",
    ),
    pytest.param(
        "MIG523",
        on(scalar("Int8"), "index_type: INVERTED, properties: {nlist: »8}"),
        id="a build parameter among properties",
    ),
]

TOGETHER = [
    pytest.param(
        "MIG520",
        index(
            TEXT,
            "{field_name: text, index_type: INVERTED}\n"
            "  - {field_name: »text, index_type: INVERTED, params: {json_path: /a}}",
        ),
        id="two on one field",
    ),
    pytest.param(
        "MIG521",
        index(
            TEXT,
            "{field_name: text, index_name: i, index_type: INVERTED}\n"
            "  - {field_name: v, index_name: »i, metric_type: L2}",
        ),
        id="two of one name",
    ),
    pytest.param(
        "MIG521",
        index(
            TEXT,
            "{field_name: text, index_type: INVERTED}\n"
            "  - {field_name: v, index_name: »text, metric_type: L2}",
        ),
        id="one with the name of another field",
    ),
]

CASES = [*TYPES, *METRICS, *PARAMS, *TOGETHER]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_an_index_that_cannot_be_is_found(tmp_path: Path, code: str, text: str) -> None:
    assert found(tmp_path, text) == [f"{code} {place(text)}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(hnsw("{M: 2048, efConstruction: 1, refine: true}"), id="HNSW"),
        pytest.param(hnsw("{nlist: 0}"), id="a parameter of another type"),
        pytest.param(on(BITS, "index_type: MINHASH_LSH, metric_type: MHJACCARD"), id="MinHash"),
        pytest.param(on(scalar("Geometry"), "index_type: RTREE"), id="a map"),
        pytest.param(on(scalar("Int8"), "index_type: stl_sort"), id="another spelling"),
        pytest.param(on(scalar("Bool"), "params: {}"), id="no type on a scalar"),
        pytest.param(on(scalar("Timestamptz"), "index_type: STL_SORT"), id="sorted times"),
        pytest.param(
            index(STRUCT, "{field_name: 's[n]', index_type: BITMAP}"), id="numbers in a struct"
        ),
        pytest.param(
            index(STRUCT, "{field_name: 's[e]', index_type: HNSW, metric_type: COSINE}"),
            id="vectors in a struct, each by itself",
        ),
        pytest.param(
            on(
                JSON,
                "index_type: INVERTED, params: {json_path: 'x[\"a\"]', json_cast_type: double}",
            )
            + "  - {field_name: x, params: {json_path: /b, json_cast_type: BOOL}}\n",
            id="two paths of one JSON field",
        ),
        pytest.param(
            schema(
                more=(
                    "enable_dynamic_field: true",
                    "indexes:",
                    "- {field_name: y, params: {json_path: /y, json_cast_type: VARCHAR}}",
                )
            ),
            id="a dynamic key",
        ),
        pytest.param(
            schema(
                TEXT,
                SPARSE,
                more=(*BM25, "indexes: [{field_name: sparse, index_type: SPARSE_WAND}]"),
            ),
            id="BM25 as servers add it",
        ),
        pytest.param(
            collection("indexes: [{field_name: s, index_type: SPARSE_WAND}]"),
            id="a sparse index, fields not managed",
        ),
        pytest.param(
            collection("indexes: [{field_name: s, metric_type: BM25}]"),
            id="BM25, functions not managed",
        ),
        pytest.param(
            schema(more=("indexes: [{field_name: v, index_type: FOO, ensure: absent}]",)),
            id="to be deleted",
        ),
        pytest.param(
            on(
                scalar("Int8"),
                "index_type: BITMAP, properties: {indexoffsetcache.enabled: true, warmup: sync}",
            ),
            id="properties",
        ),
    ],
)
def test_other_indexes_are_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_names_are_compared_without_the_collection_too(tmp_path: Path) -> None:
    first, second = (
        manifest(
            "Index", name, f"{{collection_name: a, field_name: {field}, index_type: INVERTED}}"
        )
        for name, field in (("i", "x"), ("»i", "y"))
    )
    assert found(tmp_path, first, second) == [f"MIG521 {place(second)}"]


def test_every_index_type_that_can_be_written_is_known() -> None:
    assert set(INDEX_TYPES) == set(indextypes.TYPES)


def test_every_vector_is_offered_an_index(tmp_path: Path) -> None:
    for dtype in indextypes.METRICS:
        assert len(indextypes.types_for(indextypes.Target(dtype))) > 1
    assert VECTOR.startswith("{name: v")
