"""Every data type goes through as it is: rows are equal before and after, by pymilvus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.copying.sides import PK, TEXT_PK, VECTOR, Sides

SCALARS: list[dict[str, Any]] = [
    {"name": "b", "dtype": "Bool"},
    {"name": "i8", "dtype": "Int8"},
    {"name": "i16", "dtype": "Int16"},
    {"name": "i32", "dtype": "Int32"},
    {"name": "i64", "dtype": "Int64"},
    {"name": "f", "dtype": "Float"},
    {"name": "d", "dtype": "Double"},
    {"name": "s", "dtype": "VarChar", "max_length": 64},
    {"name": "j", "dtype": "JSON"},
    {"name": "ai", "dtype": "Array", "element_type": "Int32", "max_capacity": 4},
    {
        "name": "at",
        "dtype": "Array",
        "element_type": "VarChar",
        "max_capacity": 4,
        "max_length": 16,
    },
    {"name": "ab", "dtype": "Array", "element_type": "Bool", "max_capacity": 4},
    {"name": "ad", "dtype": "Array", "element_type": "Double", "max_capacity": 4},
]


def scalar_row(number: int) -> dict[str, Any]:
    """A row with a value of every scalar type; some are empty, some at an end of their range."""
    return {
        "b": number % 2 == 0,
        "i8": number % 256 - 128,
        "i16": -(2**15) + number,
        "i32": 2**31 - 1 - number,
        "i64": -(2**63) + number,
        "f": number / 3,
        "d": number / 7 * 1e300,
        "s": "" if number % 5 == 0 else f'Ünï "{number}" \\ \'',
        "j": {"n": number, "deep": {"list": [1, "two", None, number / 3]}},
        "ai": list(range(number % 4)),
        "at": [f"t{each}" for each in range(number % 3)],
        "ab": [each % 2 == 0 for each in range(number % 4)],
        "ad": [each / 3 for each in range(number % 4)],
    }


def vector(number: int) -> list[float]:
    made: list[float] = np.random.default_rng(number).random(4, dtype=np.float32).tolist()
    return made


@pytest.mark.parametrize("key", [PK, TEXT_PK], ids=["Int64", "VarChar"])
def test_scalars_and_dynamic_fields(sides: Sides, key: dict[str, Any]) -> None:
    for name in "ab":
        sides.make(name, key, *SCALARS, VECTOR, enable_dynamic_field=True)
    rows: list[dict[str, Any]] = []
    for number in range(40):
        given = (number * 3 - 50) if number else -(2**63)
        row: dict[str, Any] = {"id": given if key is PK else f'k"\\{given} ü', "v": vector(number)}
        row |= scalar_row(number)
        if number % 2:
            row |= {"more": f"m{number}", "deep": {"a": [number]}}
        rows.append(row)
    sides.insert("a", rows)
    checked = sides.copy()
    assert (checked.rows, checked.compared) == (40, 40)
    assert sides.rows("b") == sides.rows("a")


@pytest.mark.parametrize("dtype", ["BinaryVector", "Float16Vector"])
def test_vectors_of_2_3(sides: Sides, dtype: str) -> None:
    if sides.is_lite:
        pytest.skip("Milvus Lite 3.2.2 has no such vectors.")
    field = {"name": "v", "dtype": dtype, "dim": 16}
    for name in "ab":
        sides.make(name, PK, field)
    values = np.random.default_rng(1)
    size = 2 if dtype == "BinaryVector" else 32
    rows = [{"id": number, "v": values.bytes(size)} for number in range(20)]
    if dtype == "Float16Vector":
        floats = values.random((20, 16)).astype(np.float16)
        rows = [{"id": number, "v": floats[number]} for number in range(20)]
    sides.insert("a", rows)
    sides.copy()
    assert len(sides.rows("b")) == 20
    assert sides.rows("b") == sides.rows("a")


NULLABLE: list[dict[str, Any]] = [
    *({**field, "nullable": True} for field in SCALARS),
    {"name": "filled", "dtype": "Int64", "nullable": True, "default_value": 7},
    {"name": "given", "dtype": "VarChar", "max_length": 8, "default_value": "en"},
    {"name": "g", "dtype": "Geometry", "nullable": True},
    {"name": "t", "dtype": "Timestamptz", "nullable": True},
    {"name": "sp", "dtype": "SparseFloatVector"},
]


def nullable_row(number: int) -> dict[str, Any]:
    """A row in which every third value is null, each time others."""
    row = {
        **scalar_row(number),
        "filled": number,
        "given": "de",
        "g": f"POINT ({number} 2)",
        "t": f"2026-01-{number % 28 + 1:02}T00:00:00.5+02:00",
    }
    row = {
        name: None if (number + place) % 3 == 0 else value
        for place, (name, value) in enumerate(row.items())
    }
    return {"id": number, "v": vector(number), "sp": {number: 0.5, 90_000: 1.5}, **row}


def test_nulls_defaults_and_later_types(sides: Sides) -> None:
    if not sides.client.capabilities.can("nullable"):
        pytest.skip("It has no nulls.")
    for name in "ab":
        sides.make(name, PK, VECTOR, *NULLABLE)
    sides.insert("a", [nullable_row(number) for number in range(30)])
    sides.copy()
    rows = sides.rows("b")
    assert sum(row["i64"] is None for row in rows.values()) == 10
    assert rows == sides.rows("a")


def test_null_vectors_and_vectors_of_3_0(sides: Sides) -> None:
    if sides.server.kind != "simulator-3.0":
        pytest.skip("It has none of these.")
    fields = [
        {"name": "v", "dtype": "FloatVector", "dim": 4, "nullable": True},
        {"name": "bf", "dtype": "BFloat16Vector", "dim": 4, "nullable": True},
        {"name": "i8", "dtype": "Int8Vector", "dim": 4},
    ]
    for name in "ab":
        sides.make(name, PK, *fields)
    values = np.random.default_rng(1)
    rows = [
        {
            "id": number,
            "v": None if number % 3 == 0 else vector(number),
            "bf": None if number % 4 == 0 else values.bytes(8),
            "i8": values.integers(-128, 127, 4).astype(np.int8),
        }
        for number in range(20)
    ]
    sides.insert("a", rows)
    sides.copy()
    assert sides.rows("b")[3]["v"] is None
    assert sides.rows("b") == sides.rows("a")


def test_structs(sides: Sides) -> None:
    if sides.server.kind != "simulator-3.0":
        pytest.skip("It has no structs.")
    chunks = {
        "name": "chunks",
        "dtype": "Array",
        "element_type": "Struct",
        "max_capacity": 8,
        "struct_schema": {
            "fields": [
                {"name": "page", "dtype": "Int32"},
                {"name": "emb", "dtype": "FloatVector", "dim": 4},
            ]
        },
    }
    for name in "ab":
        sides.make(name, PK, VECTOR, chunks)
    rows = [
        {
            "id": number,
            "v": vector(number),
            "chunks": [{"page": each, "emb": vector(each)} for each in range(1 + number % 3)],
        }
        for number in range(12)
    ]
    sides.insert("a", rows)
    sides.copy()
    assert sides.rows("b") == sides.rows("a")


def test_what_functions_make_is_made_anew(sides: Sides) -> None:
    if not sides.client.capabilities.can("functions"):
        pytest.skip("It has no functions.")
    fields: list[dict[str, Any]] = [
        {"name": "t", "dtype": "VarChar", "max_length": 64, "enable_analyzer": True},
        {"name": "sp", "dtype": "SparseFloatVector"},
    ]
    bm25 = {
        "name": "bm25",
        "function_type": "BM25",
        "input_field_names": ["t"],
        "output_field_names": ["sp"],
    }
    for name in "ab":
        sides.make(name, PK, VECTOR, *fields, functions=[bm25])
    sides.insert("a", [{"id": n, "v": vector(n), "t": f"word {n}"} for n in range(8)])
    sides.copy()
    shown: dict[str, Any] = {"output_fields": ["id", "t", "v"]}
    assert sides.rows("b", **shown) == sides.rows("a", **shown)


def test_partitions_keep_their_rows(sides: Sides) -> None:
    for name in "ab":
        sides.make(name, PK, VECTOR, partitions=["en", "de"])
    for partition, first in (("en", 0), ("de", 100), ("_default", 200)):
        rows = [{"id": first + n, "v": vector(n)} for n in range(10)]
        sides.insert("a", rows, partition_name=partition)
    sides.copy()
    for partition in ("en", "de", "_default"):
        told: dict[str, Any] = {"partition_names": [partition]}
        assert len(sides.rows("b", **told)) == 10
        assert sides.rows("b", **told) == sides.rows("a", **told)


def test_a_partition_key_spreads_rows_itself(sides: Sides) -> None:
    tenant = {"name": "tenant", "dtype": "VarChar", "max_length": 8}
    sides.make("a", PK, VECTOR, tenant, partitions=["en"])
    sides.make("b", PK, VECTOR, {**tenant, "is_partition_key": True}, num_partitions=4)
    for partition, first in (("en", 0), ("_default", 50)):
        rows = [{"id": first + n, "v": vector(n), "tenant": f"t{n % 5}"} for n in range(20)]
        sides.insert("a", rows, partition_name=partition)
    sides.copy()
    assert len(sides.rows("b")) == 40
    assert sides.rows("b") == sides.rows("a")
