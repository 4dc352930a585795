"""Names that servers refuse, and what is built in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manifest.samples import manifest
from tests.rules.checking import found, place, schema

LONG = "a" * 256

CASES = [
    pytest.param("MIG401", manifest("Collection", "»my-articles"), id="a dash in a collection"),
    pytest.param("MIG401", manifest("Collection", "»1st"), id="a digit in front"),
    pytest.param("MIG401", manifest("Collection", "»ärzte"), id="a letter beyond ASCII"),
    pytest.param("MIG401", manifest("Collection", "»'a\\n'"), id="a backslash"),
    pytest.param("MIG401", manifest("Collection", "»' a'"), id="a space in front"),
    pytest.param("MIG401", manifest("Collection", f"»{LONG}"), id="256 bytes"),
    pytest.param(
        "MIG401", manifest("Collection", "a", database="»my.db"), id="a collection's database"
    ),
    pytest.param("MIG401", manifest("Collection", "a", previous_name="»a-b"), id="the name it had"),
    pytest.param(
        "MIG401",
        manifest("Collection", "»a-b", ensure="absent"),
        id="a collection to be deleted",
    ),
    pytest.param("MIG401", manifest("Database", "»my-db"), id="a database"),
    pytest.param("MIG401", manifest("Alias", "»a.b", "{collection_name: articles}"), id="an alias"),
    pytest.param(
        "MIG401", manifest("Alias", "live", "{collection_name: »my-articles}"), id="its collection"
    ),
    pytest.param("MIG401", manifest("Partition", "»-en", "{collection_name: a}"), id="a partition"),
    pytest.param("MIG401", schema(more=("partitions: [en, »d.e]",)), id="one inside a collection"),
    pytest.param(
        "MIG401",
        manifest("Partition", "en", "{collection_name: »a-b}"),
        id="the collection of a partition",
    ),
    pytest.param(
        "MIG401",
        manifest("Index", "»v-index", "{collection_name: a, field_name: v}"),
        id="an index by its metadata",
    ),
    pytest.param(
        "MIG401",
        schema(more=("indexes: [{field_name: v, metric_type: L2, index_name: »v-index}]",)),
        id="an index by index_name",
    ),
    pytest.param("MIG401", schema("{name: »my field, dtype: Bool}"), id="a field"),
    pytest.param(
        "MIG401",
        schema("{field_name: x, dtype: Bool}", f"{{name: »{LONG}, dtype: Bool}}"),
        id="a long field",
    ),
    pytest.param(
        "MIG401",
        schema(
            "{name: s, dtype: Array, element_type: Struct, max_capacity: 4, "
            "struct_schema: {fields: [{name: »a-b, dtype: Bool}]}}"
        ),
        id="a field of a struct",
    ),
    pytest.param("MIG402", schema("{name: »RowID, dtype: Int64}"), id="a field of the system"),
    pytest.param("MIG402", schema("{name: »$meta, dtype: JSON}"), id="the dynamic field"),
    pytest.param("MIG402", manifest("Collection", "»_migrator_lease"), id="migrator's own"),
    pytest.param(
        "MIG402",
        manifest("Collection", "»_migrator", ensure="absent"),
        id="migrator's own, to be deleted",
    ),
    pytest.param(
        "MIG402", manifest("Alias", "»_migrator_x", "{collection_name: a}"), id="an alias like one"
    ),
    pytest.param(
        "MIG402",
        manifest("Index", "v", "{collection_name: »_migrator_x, field_name: v}"),
        id="an index on migrator's own",
    ),
    pytest.param(
        "MIG403", manifest("Database", "default", ensure="»absent"), id="default is to be dropped"
    ),
    pytest.param(
        "MIG403",
        manifest("Partition", "»_default", "{collection_name: a}", ensure="absent"),
        id="the first partition is to be dropped",
    ),
    pytest.param("MIG403", schema(more=("partitions: [»_default]",)), id="it is declared"),
    pytest.param("MIG404", schema("{name: »like, dtype: Bool}"), id="an operator"),
    pytest.param("MIG404", schema("{name: »ARRAY_LENGTH, dtype: Int8}"), id="a function"),
]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_a_name_that_cannot_be_used_is_found(tmp_path: Path, code: str, text: str) -> None:
    assert found(tmp_path, text) == [f"{code} {place(text)}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(manifest("Database", "default", "{properties: {}}"), id="database default"),
        pytest.param(manifest("Collection", "_a1"), id="an underscore in front"),
        pytest.param(manifest("Collection", "a" * 255), id="255 bytes"),
        pytest.param(
            manifest("Collection", "a", previous_name="other/b"), id="a name in another database"
        ),
        pytest.param(
            manifest("Partition", "2024-01", "{collection_name: a}"), id="a partition by month"
        ),
        pytest.param(manifest("Collection", "migrator_x"), id="nearly migrator's own"),
        pytest.param(
            schema(
                "{name: s, dtype: Array, element_type: Struct, max_capacity: 4, "
                "struct_schema: {fields: [{name: e, dtype: FloatVector, dim: 8}]}}",
                more=(
                    "indexes:",
                    "- {field_name: 's[e]', index_name: 's[e]', index_type: HNSW, "
                    "metric_type: MAX_SIM_COSINE}",
                ),
            ),
            id="an index with the name of its field",
        ),
    ],
)
def test_other_names_are_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_a_database_that_is_declared_is_told_once(tmp_path: Path) -> None:
    database = manifest("Database", "»my-db")
    assert found(tmp_path, database, manifest("Collection", "a", database="my-db")) == [
        f"MIG401 {place(database)}"
    ]
