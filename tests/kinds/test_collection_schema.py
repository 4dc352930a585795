"""Specs and what travels to the server: there and back is the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.datatypes import DENSE_VECTORS, ELEMENT_TYPES, INTEGER_RANGES, data_type
from migrator.kinds.collection.schema import from_schema, to_schema
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec
from migrator.milvus.messages import build
from migrator.wire.schema_pb2 import CollectionSchema

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)

#: What a field of each type may have as a default.
DEFAULTS: dict[str, st.SearchStrategy[Any]] = {
    "Bool": st.booleans(),
    **{name: st.integers(*bounds) for name, bounds in INTEGER_RANGES.items()},
    "Float": st.floats(width=32, allow_nan=False, allow_infinity=False),
    "Double": st.floats(allow_nan=False, allow_infinity=False),
    "VarChar": TEXTS,
    "JSON": st.dictionaries(TEXTS, JSON, max_size=3),
    "Geometry": st.just("POINT (1 2)"),
    "Timestamptz": st.datetimes().map(str),
}

FLAGS = ("is_primary", "auto_id", "is_partition_key", "is_clustering_key", "nullable")
SIZES = st.integers(1, 65_535)


def some(**choices: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these attributes."""
    return st.fixed_dictionaries({}, optional=choices)


@st.composite
def fields(draw: st.DrawFn, types: tuple[str, ...] = (*DEFAULTS, *DENSE_VECTORS)) -> Any:
    dtype = draw(st.sampled_from(types))
    spec = {"dtype": dtype, **draw(some(description=TEXTS, mmap_enabled=st.booleans()))}
    spec |= dict.fromkeys(draw(st.sets(st.sampled_from(FLAGS))), True)
    if dtype in DEFAULTS:
        spec |= draw(some(default_value=DEFAULTS[dtype]))
    if dtype in DENSE_VECTORS:
        spec["dim"] = draw(SIZES)
    if dtype == "VarChar":
        spec["max_length"] = draw(SIZES)
        spec |= draw(
            some(
                enable_analyzer=st.just(True),
                enable_match=st.just(True),
                analyzer_params=st.dictionaries(TEXTS, JSON, max_size=2),
                multi_analyzer_params=st.dictionaries(TEXTS, JSON, max_size=2),
            )
        )
    return spec


@st.composite
def arrays(draw: st.DrawFn) -> Any:
    element = draw(st.sampled_from(ELEMENT_TYPES))
    spec: dict[str, Any] = {"dtype": "Array", "element_type": element, "max_capacity": draw(SIZES)}
    if element == "VarChar":
        spec["max_length"] = draw(SIZES)
    if element == "Struct":
        inner = fields(("Int64", "Bool", "FloatVector"))
        members = draw(st.dictionaries(names(), inner, min_size=1, max_size=3))
        plain = {key: without_flags(value) for key, value in members.items()}
        spec["struct_schema"] = {"fields": plain}
    return spec


def without_flags(field: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in field.items() if key not in FLAGS}


def names() -> st.SearchStrategy[str]:
    return st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)


@st.composite
def functions(draw: st.DrawFn) -> Any:
    spec = {
        "function_type": draw(st.sampled_from(("BM25", "TextEmbedding", "Rerank"))),
        "input_field_names": draw(st.lists(names(), max_size=2)),
        "output_field_names": draw(st.lists(names(), max_size=2)),
    }
    return spec | draw(some(description=TEXTS, params=st.dictionaries(names(), TEXTS, max_size=2)))


SPECS = st.fixed_dictionaries(
    {"fields": st.dictionaries(names(), fields() | arrays(), max_size=5)},
    optional={
        "description": TEXTS,
        "enable_dynamic_field": st.booleans(),
        "functions": st.dictionaries(names(), functions(), max_size=2),
    },
)


def there_and_back(spec: CollectionSpec) -> CollectionSpec:
    message = build(CollectionSchema, to_schema("books", spec))
    sent = CollectionSchema.FromString(message.SerializeToString())
    return CollectionSpec.model_validate(from_schema(sent))


@settings(max_examples=80, deadline=None)
@given(SPECS)
def test_a_schema_comes_back_as_it_was_sent(data: dict[str, Any]) -> None:
    spec = CollectionSpec.model_validate(data)
    assert there_and_back(spec) == spec


def one(**field: Any) -> dict[str, Any]:
    (sent,) = to_schema("books", CollectionSpec.model_validate({"fields": {"x": field}}))["fields"]
    assert isinstance(sent, dict)
    return sent


def test_what_is_unset_is_not_sent() -> None:
    assert one(dtype="Bool") == {"name": "x", "data_type": "Bool", "description": ""}
    assert one(dtype="Bool", nullable=False, is_primary=False) == one(dtype="Bool")


@pytest.mark.parametrize(
    ("dtype", "value", "sent"),
    [
        ("Int8", 0, {"int_data": 0}),
        ("Int64", 1, {"long_data": 1}),
        ("Float", 0.5, {"float_data": 0.5}),
        ("Double", 1, {"double_data": 1.0}),
        ("Bool", False, {"bool_data": False}),
        ("VarChar", "", {"string_data": ""}),
        ("JSON", {"b": 1, "a": "é"}, {"bytes_data": '{"a": "é", "b": 1}'.encode()}),
        ("Timestamptz", "2025-06-15T12:00:00", {"string_data": "2025-06-15T12:00:00Z"}),
    ],
)
def test_a_default_goes_into_the_member_of_its_type(dtype: str, value: Any, sent: Any) -> None:
    """2.3.5 refuses a default in another member."""
    assert one(dtype=dtype, default_value=value)["default_value"] == sent


def test_what_a_function_fills_is_said_to_be_so() -> None:
    spec = CollectionSpec.model_validate(
        {
            "fields": {"t": {"dtype": "VarChar"}, "s": {"dtype": "SparseFloatVector"}},
            "functions": [
                {"name": "f", "type": "BM25", "input_fields": "t", "output_fields": ["s"]}
            ],
        }
    )
    flags = {f["name"]: f.get("is_function_output") for f in to_schema("books", spec)["fields"]}
    assert flags == {"t": None, "s": True}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"datatype": "INT64"}, {"dtype": "Int64"}),
        ({"data_type": "DataType.FLOAT_VECTOR", "dim": "8"}, {"dtype": "FloatVector", "dim": 8}),
        ({"dtype": "BOOL", "primary_key": True}, {"dtype": "Bool", "is_primary": True}),
        ({"dtype": "int64", "autoID": True}, {"dtype": "Int64", "auto_id": True}),
        ({"dtype": "JSON", "mmap.enabled": True}, {"dtype": "JSON", "mmap_enabled": True}),
        (
            {"dtype": "VarChar", "analyzer_params": '{"type": "english"}'},
            {"dtype": "VarChar", "analyzer_params": {"type": "english"}},
        ),
    ],
)
def test_the_words_of_pymilvus_mean_the_same(
    written: dict[str, Any], meant: dict[str, Any]
) -> None:
    assert FieldSpec.model_validate(written).managed() == meant


def test_an_automatic_id_of_the_collection_is_that_of_its_primary_key() -> None:
    fields = [{"name": "id", "dtype": "Int64", "is_primary": True}, {"name": "x", "dtype": "Bool"}]
    spec = CollectionSpec.model_validate({"auto_id": True, "fields": fields})
    assert spec.fields["id"].auto_id
    assert not spec.fields["x"].auto_id
    assert spec.primary_key == "id"


@pytest.mark.parametrize(
    "written",
    [
        {"dtype": "Strange"},
        {"dtype": "Bool", "datatype": "Bool"},
        {"dtype": "Bool", "unheard": 1},
        {"dtype": "Bool", "default_value": 1},
        {"dtype": "Int8", "default_value": True},
        {"dtype": "Int8", "default_value": 1.0},
        {"dtype": "Float", "default_value": 1e39},
        {"dtype": "VarChar", "default_value": 1},
        {"dtype": "Timestamptz", "default_value": "soon"},
        {"dtype": "VarChar", "analyzer_params": "{"},
        {"dtype": "Array", "element_type": "Struct", "struct_schema": {"fields": [{"dtype": 1}]}},
    ],
)
def test_what_is_no_field_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        FieldSpec.model_validate(written)


@pytest.mark.parametrize("text", ["FLOAT_VECTOR", "floatvector", "DataType.FLOAT_VECTOR"])
def test_a_data_type_has_many_spellings(text: str) -> None:
    assert data_type(text) == "FloatVector"
