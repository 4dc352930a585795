"""Primary, partition and clustering keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.checking import VECTOR, collection, found, place, schema

KEY = "{name: lang, dtype: VarChar, max_length: 8, is_partition_key: true}"

CASES = [
    pytest.param("MIG410", collection(f"fields: »[{VECTOR}]"), id="no primary key"),
    pytest.param(
        "MIG411",
        schema("{name: other, dtype: Int64, is_primary: »true}"),
        id="two primary keys",
    ),
    pytest.param(
        "MIG411",
        schema(KEY, "{name: other, dtype: Int64, is_partition_key: »true}"),
        id="two partition keys",
    ),
    pytest.param(
        "MIG411",
        schema(
            "{name: a, dtype: Int8, is_clustering_key: true}",
            "{name: b, dtype: Int8, is_clustering_key: »true}",
        ),
        id="two clustering keys",
    ),
    pytest.param(
        "MIG412",
        collection(f"fields: [{VECTOR}, {{name: id, dtype: »Int32, primary_key: true}}]"),
        id="a primary key of another type",
    ),
    pytest.param(
        "MIG412",
        collection(
            f"fields: [{VECTOR}, {{name: id, dtype: Int64, is_primary: true, nullable: »true}}]"
        ),
        id="a primary key that may be null",
    ),
    pytest.param(
        "MIG412",
        collection(
            f"fields: [{VECTOR}, {{name: id, dtype: Int64, is_primary: true, default_value: »1}}]"
        ),
        id="a primary key with a default",
    ),
    pytest.param(
        "MIG412",
        schema("{name: x, datatype: »FLOAT, is_partition_key: true}"),
        id="a partition key of another type",
    ),
    pytest.param(
        "MIG412",
        schema("{name: x, dtype: Int64, is_partition_key: true, nullable: »true}"),
        id="a partition key that may be null",
    ),
    pytest.param(
        "MIG412",
        collection(
            f"fields: [{VECTOR}, {{name: id, dtype: Int64, is_primary: true, "
            "is_partition_key: »true}]"
        ),
        id="one field as both",
    ),
    pytest.param(
        "MIG412",
        schema("{name: x, dtype: »Bool, is_clustering_key: true}"),
        id="a clustering key of another type",
    ),
    pytest.param(
        "MIG413", schema("{name: x, dtype: Int64, autoID: »true}"), id="auto_id elsewhere"
    ),
    pytest.param(
        "MIG414",
        schema("{name: x, dtype: FloatVector, dim: 8, is_clustering_key: »true}"),
        id="a vector as clustering key",
    ),
    pytest.param(
        "MIG415", schema(more=("num_partitions: »16",)), id="num_partitions without a key"
    ),
    pytest.param(
        "MIG415",
        schema(more=("properties: {partitionkey.isolation: »true}",)),
        id="isolation without a key",
    ),
    pytest.param(
        "MIG530", schema(KEY, more=("partitions: [»en]",)), id="a partition beside the key"
    ),
    pytest.param(
        "MIG530",
        schema(KEY, more=("load: {partitions: »[a]}",)),
        id="loading by name beside the key",
    ),
]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_a_key_that_cannot_be_is_found(tmp_path: Path, code: str, text: str) -> None:
    assert found(tmp_path, text) == [f"{code} {place(text)}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(collection("description: x"), id="fields are not managed"),
        pytest.param(collection("num_partitions: 16"), id="num_partitions, fields not managed"),
        pytest.param(
            collection(
                "auto_id: true",
                f"fields: [{VECTOR}, {{name: i, dtype: VarChar, max_length: 9, is_primary: true}}]",
            ),
            id="auto_id on a VarChar key",
        ),
        pytest.param(
            schema(KEY, more=("num_partitions: 64", "properties: {partitionkey.isolation: true}")),
            id="a partition key with all that belongs to it",
        ),
        pytest.param(
            schema(KEY, more=("partitions: [{name: old, ensure: absent}]",)),
            id="a partition to be deleted beside a key",
        ),
        pytest.param(
            schema("{name: at, dtype: Double, is_clustering_key: true}"), id="a clustering key"
        ),
    ],
)
def test_other_keys_are_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []
