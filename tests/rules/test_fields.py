"""Types of fields and their parameters, default values, structs and analyzers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.checking import ID, TEXT, collection, found, place, schema


def struct(*members: str, more: str = "max_capacity: 4") -> str:
    """Return a field that is an array of structs."""
    inner = ", ".join(members)
    return (
        f"{{name: s, dtype: Array, element_type: Struct, {more}, "
        f"struct_schema: {{fields: [{inner}]}}}}"
    )


MULTI = "{by_field: lang, analyzers: {default: {type: standard}}}"
LANG = "{name: lang, dtype: VarChar, max_length: 9}"


def analyzed(more: str) -> str:
    """Return a text field with an analyzer."""
    return f"{{name: t, dtype: VarChar, max_length: 9, enable_analyzer: true, {more}}}"


TYPES = [
    pytest.param("MIG420", schema("{name: x, dtype: »Struct}"), id="a struct by itself"),
    pytest.param(
        "MIG420",
        schema("{name: x, dtype: Array, element_type: »JSON, max_capacity: 4}"),
        id="an array of JSON",
    ),
    pytest.param(
        "MIG420",
        schema("{name: x, dtype: Array, element_type: »Array, max_capacity: 4}"),
        id="an array of arrays",
    ),
    pytest.param(
        "MIG420",
        schema("{name: x, dtype: Array, element_type: »FloatVector, max_capacity: 4}"),
        id="an array of vectors",
    ),
    pytest.param("MIG420", schema(struct("{name: a, dtype: »JSON}")), id="JSON in a struct"),
    pytest.param(
        "MIG420",
        schema(struct("{name: a, dtype: »SparseFloatVector}")),
        id="a sparse vector in one",
    ),
    pytest.param(
        "MIG420",
        schema(struct("{name: a, dtype: »Array, element_type: Int8}")),
        id="an array in a struct",
    ),
    pytest.param(
        "MIG420",
        schema(struct("{name: a, dtype: »Array, element_type: Struct}")),
        id="a struct in a struct",
    ),
    pytest.param("MIG421", schema("»{name: x, dtype: Float16Vector}"), id="no dim"),
    pytest.param("MIG421", schema("»{name: x, dtype: VarChar}"), id="no max_length"),
    pytest.param(
        "MIG421", schema("»{name: x, dtype: Array, element_type: Bool}"), id="no max_capacity"
    ),
    pytest.param(
        "MIG421", schema("»{name: x, dtype: Array, max_capacity: 4}"), id="no element_type"
    ),
    pytest.param(
        "MIG421",
        schema("»{name: x, dtype: Array, element_type: VarChar, max_capacity: 4}"),
        id="no max_length of elements",
    ),
    pytest.param(
        "MIG421",
        schema("»{name: x, dtype: Array, element_type: Struct, max_capacity: 4}"),
        id="no struct_schema",
    ),
    pytest.param(
        "MIG421",
        schema(
            "{name: s, dtype: Array, element_type: Struct, max_capacity: 4, "
            "struct_schema: {fields: »[]}}"
        ),
        id="a struct without fields",
    ),
    pytest.param(
        "MIG421", schema(struct("»{name: a, dtype: FloatVector}")), id="no dim in a struct"
    ),
    pytest.param("MIG422", schema("{name: x, dtype: FloatVector, dim: »32769}"), id="a large dim"),
    pytest.param("MIG422", schema("{name: x, dtype: FloatVector, dim: »0}"), id="a dim of 0"),
    pytest.param("MIG422", schema("{name: x, dtype: BinaryVector, dim: »12}"), id="bits beside 8"),
    pytest.param(
        "MIG422", schema("{name: x, dtype: BinaryVector, dim: »262152}"), id="too many bits"
    ),
    pytest.param(
        "MIG422", schema("{name: x, dtype: VarChar, max_length: »65536}"), id="a large max_length"
    ),
    pytest.param(
        "MIG422",
        schema("{name: x, dtype: Array, element_type: Bool, max_capacity: »4097}"),
        id="a large max_capacity",
    ),
    pytest.param(
        "MIG422",
        schema(struct("{name: a, dtype: VarChar, max_length: »0}")),
        id="max_length 0 in a struct",
    ),
    pytest.param("MIG423", schema("{name: x, dtype: Int64, dim: »8}"), id="a dim on a number"),
    pytest.param(
        "MIG423", schema("{name: x, dtype: JSON, max_length: »8}"), id="max_length on JSON"
    ),
    pytest.param(
        "MIG423", schema("{name: x, dtype: Bool, element_type: »Bool}"), id="elements of no array"
    ),
    pytest.param(
        "MIG423", schema("{name: x, dtype: JSON, enable_analyzer: »true}"), id="analyzed JSON"
    ),
    pytest.param(
        "MIG424", schema("{name: x, dtype: SparseFloatVector, dim: »8}"), id="a sparse dim"
    ),
    pytest.param(
        "MIG424",
        schema(
            "{name: s, dtype: Array, element_type: Bool, max_capacity: 4, "
            "struct_schema: »{fields: [{name: a, dtype: Bool}]}}"
        ),
        id="a struct_schema of no struct",
    ),
    pytest.param(
        "MIG424",
        schema(struct("{name: a, dtype: Bool, max_capacity: »8}")),
        id="another capacity in a struct",
    ),
    pytest.param(
        "MIG425",
        schema("{name: x, dtype: VarChar, type_params: {max_length: »8}}"),
        id="max_length among type_params",
    ),
    pytest.param(
        "MIG426",
        schema(struct("{name: a, dtype: Int64, is_partition_key: »true}")),
        id="a key in it",
    ),
    pytest.param(
        "MIG426", schema(struct("{name: a, dtype: Int64, default_value: »1}")), id="a default in it"
    ),
    pytest.param(
        "MIG426", schema(struct("{name: a, dtype: Int64, nullable: »true}")), id="null in it"
    ),
    pytest.param(
        "MIG427",
        collection(
            "fields:",
            "- {name: id, dtype: Int64, is_primary: true, type_params: {field.skipLoad: »true}}",
            "- {name: v, dtype: FloatVector, dim: 8}",
        ),
        id="a key left out of loading",
    ),
    pytest.param(
        "MIG427",
        collection(
            "fields:",
            f"- {ID}",
            "- {name: v, dtype: FloatVector, dim: 8, type_params: {field.skipLoad: »true}}",
        ),
        id="all vectors left out of loading",
    ),
]

DEFAULTS = [
    pytest.param(
        "MIG430", schema("{name: x, dtype: JSON, default_value: »{a: 1}}"), id="a JSON default"
    ),
    pytest.param(
        "MIG430",
        schema("{name: x, dtype: Array, element_type: Bool, max_capacity: 4, default_value: »[]}"),
        id="an array's default",
    ),
    pytest.param(
        "MIG430",
        schema("{name: x, dtype: FloatVector, dim: 2, default_value: »[0, 0]}"),
        id="a vector's default",
    ),
    pytest.param(
        "MIG430", schema("{name: x, dtype: Text, default_value: »a}"), id="a Text's default"
    ),
    pytest.param(
        "MIG431", schema("{name: x, dtype: Int8, default_value: »128}"), id="a number too large"
    ),
    pytest.param(
        "MIG431", schema("{name: x, dtype: Int16, default_value: »-32769}"), id="a number too small"
    ),
    pytest.param(
        "MIG431",
        schema("{name: x, dtype: Int64, default_value: »9223372036854775808}"),
        id="more than 64 bits",
    ),
    pytest.param(
        "MIG431",
        schema("{name: x, dtype: VarChar, max_length: 3, default_value: »äh!}"),
        id="a text of too many bytes",
    ),
]

ANALYZERS = [
    pytest.param(
        "MIG440",
        schema("{name: t, dtype: VarChar, max_length: 9, enable_match: »true}"),
        id="match without an analyzer",
    ),
    pytest.param("MIG441", schema(analyzed("analyzer_params: »[]")), id="params that are a list"),
    pytest.param(
        "MIG423",
        schema("{name: t, dtype: VarChar, max_length: 9, analyzer_params: »{type: english}}"),
        id="params without an analyzer",
    ),
    pytest.param(
        "MIG441",
        schema(LANG, analyzed(f"multi_analyzer_params: {MULTI}, enable_match: »true")),
        id="match with several analyzers",
    ),
    pytest.param(
        "MIG441",
        schema(LANG, analyzed(f"multi_analyzer_params: {MULTI}, analyzer_params: »{{}}")),
        id="one and several analyzers",
    ),
    pytest.param(
        "MIG441", schema(analyzed("multi_analyzer_params: »7")), id="several that are a number"
    ),
    pytest.param(
        "MIG441",
        schema(analyzed("multi_analyzer_params: »{analyzers: {default: {}}}")),
        id="no by_field",
    ),
    pytest.param(
        "MIG441",
        schema(
            LANG, analyzed("multi_analyzer_params: {by_field: »land, analyzers: {default: {}}}")
        ),
        id="by_field of no field",
    ),
    pytest.param(
        "MIG441",
        schema(analyzed("multi_analyzer_params: {by_field: »id, analyzers: {default: {}}}")),
        id="by_field of a number",
    ),
    pytest.param(
        "MIG441",
        schema(LANG, analyzed("multi_analyzer_params: {by_field: lang, analyzers: »{en: {}}}")),
        id="no default analyzer",
    ),
]

CASES = [*TYPES, *DEFAULTS, *ANALYZERS]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_a_field_that_cannot_be_is_found(tmp_path: Path, code: str, text: str) -> None:
    assert found(tmp_path, text) == [f"{code} {place(text)}"]


@pytest.mark.parametrize(
    "field",
    [
        pytest.param("{name: x, dtype: BinaryVector, dim: 262144}", id="the most bits"),
        pytest.param(
            "{name: x, dtype: FloatVector, dim: 1}", id="one dimension, as 2.3.5 takes it"
        ),
        pytest.param("{name: x, dtype: Text}", id="a Text without max_length"),
        pytest.param("{name: x, dtype: Geometry, default_value: POINT (1 2)}", id="a point"),
        pytest.param(
            "{name: x, dtype: Timestamptz, default_value: '2024-01-01T00:00:00Z'}", id="a time"
        ),
        pytest.param(
            "{name: x, dtype: Int8, nullable: true, default_value: -128}", id="least Int8"
        ),
        pytest.param(
            "{name: x, dtype: VarChar, max_length: 4, default_value: äh!}", id="all of the bytes"
        ),
        pytest.param(
            "{name: x, dtype: Int64, type_params: {warmup: sync}}", id="other type_params"
        ),
        pytest.param(
            struct(
                "{name: a, dtype: VarChar, max_length: 9}",
                "{name: b, dtype: Int8Vector, dim: 8}",
                "{name: c, dtype: Bool, max_capacity: 4}",
            ),
            id="a struct",
        ),
        pytest.param(
            struct(
                "{name: a, dtype: Bool, nullable: true}", more="max_capacity: 4, nullable: true"
            ),
            id="a struct that may be null",
        ),
        pytest.param(
            "{name: t, dtype: VarChar, max_length: 9, enable_analyzer: true, enable_match: true, "
            "analyzer_params: {type: english}}",
            id="an analyzer",
        ),
        pytest.param(
            "{name: t, dtype: VarChar, max_length: 9, enable_analyzer: true, "
            "multi_analyzer_params: {by_field: text, analyzers: {default: {}, en: {}}}}",
            id="several analyzers",
        ),
    ],
)
def test_other_fields_are_not(tmp_path: Path, field: str) -> None:
    assert found(tmp_path, schema(TEXT, field)) == []


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = collection(
        "fields:",
        "- {name: a-b, dtype: VarChar}",
        "- {name: v, dtype: FloatVector, dim: -1, nullable: true, default_value: 3}",
        "num_shards: 17",
    )
    assert found(tmp_path, text) == [
        "MIG410 6:3",
        "MIG421 6:5",
        "MIG401 6:12",
        "MIG422 7:40",
        "MIG430 7:75",
        "MIG461 8:15",
    ]
