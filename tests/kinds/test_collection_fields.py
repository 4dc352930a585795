"""Fields, structs and functions as servers describe them, in normal form."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kinds.answering import MILVUS_2_6
from tests.kinds.describing import described, told

FIELDS = [
    pytest.param(
        {"data_type": "VarChar", "type_params": {"max_length": "0128"}},
        {"dtype": "VarChar", "max_length": 128},
        id="a number however it was spelt",
    ),
    pytest.param(
        {
            "data_type": "Array",
            "element_type": "VarChar",
            "type_params": {"max_capacity": "16", "max_length": "32"},
        },
        {"dtype": "Array", "element_type": "VarChar", "max_capacity": 16, "max_length": 32},
        id="an array",
    ),
    pytest.param(
        {"data_type": "JSON", "nullable": True, "description": "x"},
        {"dtype": "JSON", "nullable": True, "description": "x"},
        id="nullable with a description",
    ),
    pytest.param(
        {"data_type": "Int64", "is_clustering_key": True},
        {"dtype": "Int64", "is_clustering_key": True},
        id="a clustering key",
    ),
    pytest.param(
        {"data_type": "SparseFloatVector", "is_function_output": True},
        {"dtype": "SparseFloatVector"},
        id="what a function fills",
    ),
    pytest.param(
        {
            "data_type": "VarChar",
            "type_params": {
                "max_length": "9",
                "enable_analyzer": "True",
                "enable_match": "true",
                "analyzer_params": '{"type": "english"}',
                "mmap.enabled": "false",
                "x": "7",
            },
        },
        {
            "dtype": "VarChar",
            "max_length": 9,
            "enable_analyzer": True,
            "enable_match": True,
            "analyzer_params": {"type": "english"},
            "mmap_enabled": False,
            "type_params": {"x": "7"},
        },
        id="every type parameter",
    ),
    pytest.param({"data_type": "Bool"}, {"dtype": "Bool"}, id="without a default"),
    pytest.param(
        {"data_type": "Bool", "default_value": {}}, {"dtype": "Bool"}, id="an empty default"
    ),
    pytest.param(
        {"data_type": "Bool", "default_value": {"bool_data": False}},
        {"dtype": "Bool", "default_value": False},
        id="a default of false",
    ),
    pytest.param(
        {"data_type": "Int8", "default_value": {"int_data": 0}},
        {"dtype": "Int8", "default_value": 0},
        id="a default of zero",
    ),
    pytest.param(
        {"data_type": "Int64", "default_value": {"long_data": 1 << 60}},
        {"dtype": "Int64", "default_value": 1 << 60},
        id="a long default",
    ),
    pytest.param(
        {"data_type": "Int64", "default_value": {"int_data": 3}},
        {"dtype": "Int64", "default_value": 3},
        id="a long default in the member of another client",
    ),
    pytest.param(
        {"data_type": "Float", "default_value": {"float_data": 0.1}},
        {"dtype": "Float", "default_value": 0.10000000149011612},
        id="a default as 32 bits hold it",
    ),
    pytest.param(
        {"data_type": "Double", "default_value": {"double_data": 0.1}},
        {"dtype": "Double", "default_value": 0.1},
        id="a default of 64 bits",
    ),
    pytest.param(
        {"data_type": "VarChar", "default_value": {"string_data": ""}},
        {"dtype": "VarChar", "default_value": ""},
        id="an empty text as default",
    ),
    pytest.param(
        {"data_type": "JSON", "default_value": {"bytes_data": b'{"a": [1]}'}},
        {"dtype": "JSON", "default_value": {"a": [1]}},
        id="a default of JSON",
    ),
    pytest.param(
        {"data_type": "Timestamptz", "default_value": {"timestamptz_data": 1_750_000_000_000_000}},
        {"dtype": "Timestamptz", "default_value": "2025-06-15T15:06:40Z"},
        id="a time in microseconds",
    ),
    pytest.param(
        {
            "data_type": "Timestamptz",
            "default_value": {"string_data": "2025-06-15T17:06:40+02:00"},
        },
        {"dtype": "Timestamptz", "default_value": "2025-06-15T15:06:40Z"},
        id="a time as text",
    ),
]


@pytest.mark.parametrize(("field", "expected"), FIELDS)
def test_a_field_is_read(field: dict[str, Any], expected: dict[str, Any]) -> None:
    spec = told(described({"name": "x", "fieldID": 102, **field}), MILVUS_2_6)
    assert spec["fields"]["x"] == expected


def test_an_array_of_structs_is_read() -> None:
    def member(name: str, element_type: str, **more: str) -> dict[str, Any]:
        vector = element_type.endswith("Vector")
        return {
            "name": f"chunks[{name}]",
            "data_type": "ArrayOfVector" if vector else "Array",
            "element_type": element_type,
            "type_params": {"max_capacity": "64", **more},
        }

    struct = {
        "name": "chunks",
        "description": "parts",
        "fields": [
            member("page", "Int32"),
            member("text", "VarChar", max_length="99"),
            member("emb", "FloatVector", dim="8"),
        ],
    }
    answer = described(schema={"struct_array_fields": [struct]})
    assert told(answer, MILVUS_2_6)["fields"]["chunks"] == {
        "dtype": "Array",
        "element_type": "Struct",
        "description": "parts",
        "max_capacity": 64,
        "struct_schema": {
            "fields": {
                "page": {"dtype": "Int32"},
                "text": {"dtype": "VarChar", "max_length": 99},
                "emb": {"dtype": "FloatVector", "dim": 8},
            }
        },
    }


def test_a_function_is_read() -> None:
    function = {
        "name": "bm25",
        "type": "BM25",
        "description": "x",
        "input_field_names": ["text"],
        "output_field_names": ["sparse"],
        "params": {"k1": "1.20"},
    }
    answer = described(schema={"functions": [function]})
    assert told(answer, MILVUS_2_6)["functions"] == {
        "bm25": {
            "function_type": "BM25",
            "description": "x",
            "input_field_names": ["text"],
            "output_field_names": ["sparse"],
            "params": {"k1": "1.2"},
        }
    }
