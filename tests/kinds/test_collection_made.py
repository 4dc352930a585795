"""Collections that are created, made anew, renamed and dropped, and the steps that it takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kinds.answering import LITE, MILVUS_2_6
from tests.kinds.tables import (
    FIELDS,
    ID,
    LOADED,
    VECTOR,
    Case,
    check,
    collection,
    index,
    live_collection,
    partition,
    work_out,
)

UPDATE = "update Collection default/books"
REFUSED = "replace Collection default/books [replace: replace-collection] refused"


def field(name: str, dtype: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "dtype": dtype, **more}


TEXT = field("text", "VarChar", max_length=10)

REPLACEMENTS = [
    pytest.param(
        {"fields": [*FIELDS, TEXT]},
        ["  fields.text: None -> {'dtype': 'VarChar', 'max_length': 10} "],
        id="a field more",
    ),
    pytest.param(
        {"fields": [ID, field("v", "FloatVector", dim=8)]},
        ["  fields.v.dim: 4 -> 8 "],
        id="another dimension",
    ),
    pytest.param(
        {"fields": [field("id", "VarChar", max_length=9, is_primary=True), VECTOR]},
        ["  fields.id.dtype: 'Int64' -> 'VarChar' ", "  fields.id.max_length: None -> 9 "],
        id="another type",
    ),
    pytest.param({"num_shards": 2}, ["  num_shards: 1 -> 2 "], id="shards"),
    pytest.param(
        {"enable_dynamic_field": True},
        ["  enable_dynamic_field: False -> True "],
        id="the dynamic field",
    ),
    pytest.param({"description": "x"}, ["  description: '' -> 'x' "], id="the description"),
    pytest.param(
        {"consistency_level": "Strong"},
        ["  consistency_level: 'Bounded' -> 'Strong' "],
        id="consistency",
    ),
]


@pytest.mark.parametrize(("desired", "fields"), REPLACEMENTS)
def test_what_2_3_cannot_change_in_place_needs_a_new_collection(
    desired: dict[str, Any], fields: list[str]
) -> None:
    result = check(
        Case(
            [live_collection()],
            [collection(desired)],
            [REFUSED, *[f"{line}(replace replace-collection)" for line in fields]],
        )
    )
    assert "replace.strategy is refuse" in result.comparison.changes[0].refused


def test_fields_are_complete_when_declared() -> None:
    live = live_collection({"fields": [*FIELDS, TEXT]})
    gone = "  fields.text: {'dtype': 'VarChar', 'max_length': 10} -> None"
    check(Case([live], [collection()], [REFUSED, f"{gone} (replace replace-collection)"]))


def test_functions_are_complete_when_declared() -> None:
    function = {"function_type": "BM25", "input_field_names": ["t"], "output_field_names": ["s"]}
    live = live_collection({"functions": {"bm25": function}})
    assert work_out([live], [collection()], MILVUS_2_6).changes == []
    result = work_out([live], [collection({"functions": []})], MILVUS_2_6)
    assert result.comparison.changes[0].fields[0].path == ("functions", "bm25")


def recreated(spec: dict[str, Any]) -> Any:
    return collection({**spec, "replace": {"strategy": "recreate"}})


def test_a_collection_is_made_anew_where_the_manifest_says_so() -> None:
    result = work_out([live_collection()], [recreated({"fields": [*FIELDS, TEXT]})])
    assert result.changes[0] == ("replace Collection default/books [destroy: recreate-collection]")
    assert result.ops == ["DropCollection", "CreateCollection"]


def test_a_collection_made_anew_keeps_what_is_not_declared() -> None:
    live = live_collection(
        {
            "description": "kept",
            "consistency_level": "Strong",
            "num_shards": 2,
            "properties": {"a": "1", "b": "1", "c": "1"},
        },
        load={**LOADED, "replica_number": 2},
    )
    desired = recreated({"fields": [*FIELDS, TEXT], "properties": {"b": 2, "c": None}})
    result = work_out([live], [desired])
    assert result.ops == ["DropCollection", "CreateCollection", "LoadCollection", "WaitLoad"]
    request = result.request("CreateCollection")
    assert request["schema"]["description"] == "kept"
    assert request["consistency_level"] == "Strong"
    assert request["shards_num"] == 2
    assert request["properties"] == {"a": "1", "b": "2"}
    assert result.request("LoadCollection")["replica_number"] == 2


def test_a_collection_made_anew_without_its_partition_key_forgets_how_many_partitions() -> None:
    keyed = field("tenant", "Int64", is_partition_key=True)
    live = live_collection({"fields": [*FIELDS, keyed], "num_partitions": 64})
    kept = work_out([live], [recreated({"fields": [*FIELDS, keyed, TEXT]})])
    assert kept.request("CreateCollection")["num_partitions"] == 64
    no_key = {**keyed, "is_partition_key": False}
    plain = work_out([live], [recreated({"fields": [*FIELDS, no_key]})])
    assert "num_partitions" not in plain.request("CreateCollection")


def test_fields_of_a_collection_made_anew_keep_what_is_not_declared() -> None:
    live_fields = [
        {**ID, "auto_id": True},
        VECTOR,
        field("tenant", "Int64", is_partition_key=True),
        field("lang", "VarChar", max_length=9, nullable=True, default_value="en"),
        field("year", "Int32", description="kept not"),
    ]
    live = live_collection({"fields": live_fields, "num_partitions": 64})
    declared = [ID, VECTOR, *[field(name, "Int64") for name in ("tenant", "year")]]
    result = work_out([live], [recreated({"fields": [*declared, field("lang", "VarChar")]})])
    request = result.request("CreateCollection")
    sent = {item.pop("name"): item for item in map(dict, request["schema"]["fields"])}
    assert sent["id"]["autoID"] is True
    assert sent["tenant"]["is_partition_key"] is True
    assert request["num_partitions"] == 64
    assert sent["lang"]["nullable"] is True
    assert sent["lang"]["default_value"] == {"string_data": "en"}
    assert sent["lang"]["type_params"] == {"max_length": "9"}
    assert sent["year"]["description"] == ""


def test_a_key_that_is_declared_elsewhere_moves() -> None:
    live_fields = [
        {**ID, "auto_id": True},
        VECTOR,
        field("a", "Int64", is_partition_key=True),
        field("b", "Int64"),
    ]
    live = live_collection({"fields": live_fields, "num_partitions": 64})
    declared = [
        field("id", "Int64"),
        VECTOR,
        field("a", "Int64", is_primary=True),
        field("b", "Int64", is_partition_key=True),
    ]
    request = work_out([live], [recreated({"fields": declared})]).request("CreateCollection")
    flags = {
        item["name"]: sorted(key for key, value in item.items() if value is True)
        for item in request["schema"]["fields"]
    }
    assert flags == {"id": [], "v": [], "a": ["is_primary_key"], "b": ["is_partition_key"]}


def test_an_index_of_a_collection_made_anew_keeps_what_is_not_declared() -> None:
    params = {"M": 8, "efConstruction": 64}
    live = [
        live_collection(),
        index({"index_type": "HNSW", "metric_type": "L2", "params": params}),
    ]
    desired = [recreated({"fields": [*FIELDS, TEXT]}), index({"params": {"M": 16}})]
    sent = work_out(live, desired).request("CreateIndex")["extra_params"]
    assert sent == {"index_type": "HNSW", "metric_type": "L2", "M": "16", "efConstruction": "64"}
    other = {"fields": [ID, field("v", "BinaryVector", dim=8)]}
    binary = index({"index_type": "BIN_FLAT", "metric_type": "HAMMING"})
    sent = work_out(live, [recreated(other), binary]).request("CreateIndex")["extra_params"]
    assert sent == {"index_type": "BIN_FLAT", "metric_type": "HAMMING"}


def test_a_copy_is_refused_as_long_as_there_is_none() -> None:
    desired = collection({"num_shards": 2, "replace": {"strategy": "copy"}})
    result = work_out([live_collection()], [desired])
    assert "not available" in result.comparison.changes[0].refused
    assert result.steps == ()


CREATED = "create Collection default/books"

CREATES = [
    pytest.param(Case([], [collection()], [CREATED], ["CreateCollection"]), id="plain"),
    pytest.param(
        Case(
            [],
            [collection({"fields": FIELDS, "load": {"state": "loaded"}})],
            [CREATED],
            ["CreateCollection", "LoadCollection", "WaitLoad"],
        ),
        id="loaded",
    ),
    pytest.param(
        Case(
            [],
            [collection({"fields": FIELDS, "load": {"state": "released"}})],
            [CREATED],
            ["CreateCollection"],
        ),
        id="released on Milvus, where it is so anyway",
    ),
    pytest.param(
        Case(
            [],
            [collection({"fields": FIELDS, "load": {"state": "released"}})],
            [CREATED],
            ["CreateCollection", "ReleaseCollection"],
            server=LITE,
        ),
        id="released on Lite, which loads it",
    ),
    pytest.param(
        Case(
            [live_collection()],
            [collection(absent=True)],
            ["delete Collection default/books [destroy: drop-collection]"],
            ["DropCollection"],
        ),
        id="declared absent",
    ),
    pytest.param(
        Case(
            [live_collection(), partition("en"), index({"index_type": "FLAT"})],
            [collection(absent=True)],
            ["delete Collection default/books [destroy: drop-collection]"],
            ["DropCollection"],
        ),
        id="children fall with it",
    ),
]


@pytest.mark.parametrize("case", CREATES)
def test_a_collection_is_created_and_dropped(case: Case) -> None:
    check(case)


def test_a_create_names_what_pymilvus_does_by_default() -> None:
    request = work_out([], [collection()]).request("CreateCollection")
    assert request["consistency_level"] == "Bounded"
    assert request["shards_num"] == 1
    assert "properties" not in request


def test_a_create_sends_partitions_with_a_key_only() -> None:
    keyed = field("tenant", "Int64", is_partition_key=True)
    with_key = collection({"fields": [*FIELDS, keyed], "num_partitions": 8})
    assert work_out([], [with_key]).request("CreateCollection")["num_partitions"] == 8
    without = collection({"fields": FIELDS, "num_partitions": 8})
    assert "num_partitions" not in work_out([], [without]).request("CreateCollection")


RENAMED = "  name: 'old' -> 'books'"

RENAMES = [
    pytest.param(
        Case(
            [live_collection(name="old")],
            [collection(previous_name="old")],
            [f"{UPDATE} [live: rename-collection]", f"{RENAMED} (live rename-collection)"],
            ["RenameCollection"],
        ),
        id="released",
    ),
    pytest.param(
        Case(
            [live_collection(name="old", load=LOADED)],
            [collection(previous_name="old")],
            [f"{UPDATE} [live: rename-collection]", f"{RENAMED} (live rename-collection)"],
            ["RenameCollection"],
        ),
        id="loaded on Milvus, which keeps it so",
    ),
    pytest.param(
        Case(
            [live_collection(name="old", load={"state": "loaded"})],
            [collection(previous_name="old")],
            [f"{UPDATE} [reload: rename-collection]", f"{RENAMED} (reload rename-collection)"],
            ["RenameCollection", "LoadCollection", "WaitLoad"],
            server=LITE,
        ),
        id="loaded on Lite, which unloads it",
    ),
    pytest.param(
        Case(
            [live_collection({"properties": {"a": "1"}}, name="old")],
            [collection({"properties": {"a": 2}}, previous_name="old")],
            [
                f"{UPDATE} [live: rename-collection]",
                f"{RENAMED} (live rename-collection)",
                "  properties.a: '1' -> '2' (live)",
            ],
            ["RenameCollection", "AlterCollection"],
        ),
        id="and changed",
    ),
]


@pytest.mark.parametrize("case", RENAMES)
def test_a_collection_is_renamed(case: Case) -> None:
    result = check(case)
    assert result.request("RenameCollection") == {"oldName": "old", "newName": "books"}


def test_a_collection_is_renamed_into_another_database() -> None:
    live = live_collection(name="books", within="shop")
    result = check(
        Case(
            [live],
            [collection(previous_name="shop/books")],
            [
                f"{UPDATE} [live: rename-collection]",
                "  name: 'books' -> 'books' (live rename-collection)",
            ],
            ["RenameCollection"],
        )
    )
    (step,) = result.steps
    assert step.database == "shop"
    assert step.request["newDBName"] == "default"


def test_lite_is_not_asked_to_move_a_collection_into_another_database() -> None:
    """It says OK and leaves it where it was (3.2.2)."""
    live = live_collection(within="shop")
    result = work_out([live], [collection(previous_name="shop/books")], LITE)
    assert "cannot move a collection into another database" in result.comparison.changes[0].refused
    assert result.steps == ()
