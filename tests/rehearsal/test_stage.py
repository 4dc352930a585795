"""What of a target and of a plan a scratch server is asked for, and what is said to be left out."""

from __future__ import annotations

from typing import Any

from migrator.capabilities import Capabilities
from migrator.model import Resource, State
from migrator.rehearsal.stage import Stage, aim_of, staged
from tests.kinds.answering import LITE, MILVUS_2_3, MILVUS_2_6
from tests.kinds.tables import (
    FIELDS,
    LOADED,
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
    work_out,
)

OWNER = collection({"fields": FIELDS}).address
HNSW = {"index_type": "HNSW", "metric_type": "L2"}
DISKANN = {"index_type": "DISKANN", "metric_type": "L2"}


def stage_of(live: list[Resource], desired: list[Resource], scratch: Capabilities = LITE) -> Stage:
    state = State.of(live)
    changes = work_out(live, desired, MILVUS_2_6).comparison.changes
    return staged(state, aim_of(changes, State.of(desired)), scratch)


def told(stage: Stage) -> list[str]:
    return [f"{each.address}: {each.why}" for each in stage.omissions]


def names(state: State) -> list[str]:
    return [str(address) for address in state.resources]


def spec(state: State, resource: Resource) -> dict[str, Any]:
    return state.resources[resource.address].spec.managed()


def test_what_a_server_can_do_is_all_there() -> None:
    live = [live_collection({"fields": FIELDS}), index(HNSW, of=OWNER), partition("en", of=OWNER)]
    stage = stage_of(live, [alias("live", OWNER.name)], MILVUS_2_6)
    assert told(stage) == []
    assert set(names(stage.base)) == {str(each.address) for each in live}
    assert names(stage.desired) == ["Alias default/live"]


def test_a_collection_is_as_loaded_as_it_is() -> None:
    for load in (LOADED, None):
        made = live_collection({"fields": FIELDS}, load=load)
        stage = stage_of([made, index(HNSW, of=OWNER)], [])
        state = "loaded" if load else "released"
        assert spec(stage.base, made)["load"] == {"state": state}


def test_partial_loads_are_whole_ones_on_lite() -> None:
    made = live_collection({"fields": FIELDS}, load={**LOADED, "partitions": ["en"]})
    stage = stage_of([made, index(HNSW, of=OWNER)], [])
    assert spec(stage.base, made)["load"] == {"state": "loaded"}
    assert told(stage) == [
        f"{OWNER}: load.partitions: {LITE.server} does not serve loading single partitions"
    ]


def test_replicas_and_groups_are_the_targets_own() -> None:
    load = {**LOADED, "replica_number": 2, "resource_groups": ["fast"]}
    made = live_collection({"fields": FIELDS}, load=load)
    stage = stage_of([made, index(HNSW, of=OWNER)], [], MILVUS_2_6)
    assert spec(stage.base, made)["load"] == {"state": "loaded"}
    assert [each.why.partition(":")[0] for each in stage.omissions] == [
        "load.replica_number",
        "load.resource_groups",
    ]


def test_a_collection_that_cannot_be_is_left_out_with_its_parts_and_aliases() -> None:
    fields = [*FIELDS, {"name": "b", "dtype": "BinaryVector", "dim": 8}]
    live = [
        live_collection({"fields": fields}),
        index(HNSW, of=OWNER),
        partition("en", of=OWNER),
        alias("live", OWNER.name),
    ]
    stage = stage_of(live, [partition("de", of=OWNER), alias("next", OWNER.name)])
    assert names(stage.base) == []
    assert names(stage.desired) == []
    assert told(stage) == [
        f"Alias default/live: {OWNER} is not rehearsed",
        f"Alias default/next: {OWNER} is not rehearsed",
        f"{OWNER}: field b: {LITE.server} does not serve BinaryVector",
    ]


def test_what_is_added_to_a_collection_is_left_out_with_the_rest_of_its_change() -> None:
    live = [live_collection({"fields": FIELDS})]
    more = [*FIELDS, {"name": "b", "dtype": "BFloat16Vector", "dim": 8, "nullable": True}]
    stage = stage_of(live, [collection({"fields": more}), partition("de", of=OWNER)])
    assert names(stage.base) == [str(OWNER)]
    assert names(stage.desired) == []
    assert told(stage) == [f"{OWNER}: field b: {LITE.server} does not serve BFloat16Vector"]


def test_an_index_that_cannot_be_may_become_one_that_can() -> None:
    live = [live_collection({"fields": FIELDS}), index(DISKANN, of=OWNER)]
    stage = stage_of(live, [index(HNSW, of=OWNER)])
    assert names(stage.base) == [str(OWNER)]
    assert names(stage.desired) == [str(live[1].address)]
    assert told(stage) == [
        f"{live[1].address}: index on v: {LITE.server} does not serve DISKANN indexes"
    ]


def test_nothing_is_loaded_whose_index_is_left_out() -> None:
    made = live_collection({"fields": FIELDS}, load=LOADED)
    cagra = {"index_type": "GPU_CAGRA", "metric_type": "L2"}
    stage = stage_of([made, index(cagra, of=OWNER)], [], MILVUS_2_3)
    assert "load" not in spec(stage.base, made)
    assert f"{OWNER}: load: an index that it needs is not there" in told(stage)


def test_database_properties_are_left_out_where_there_are_none() -> None:
    shop = database("shop", {"properties": {"database.max.collections": "5"}})
    stage = stage_of([], [shop], MILVUS_2_3)
    assert spec(stage.desired, shop) == {}
    assert told(stage) == [
        "Database shop: database.max.collections: Milvus 2.3.5 has no database properties"
    ]
    assert spec(stage_of([], [shop]).desired, shop)["properties"]


def test_an_alias_of_what_the_plan_has_nothing_to_do_with_is_not_made() -> None:
    live = [live_collection({"fields": FIELDS}), alias("other", "elsewhere")]
    stage = stage_of(live, [partition("en", of=OWNER)])
    assert names(stage.base) == [str(OWNER)]
    assert told(stage) == []


def test_a_rename_is_a_rename_there_too() -> None:
    live = [live_collection({"fields": FIELDS}, name="old")]
    renamed = collection({"fields": FIELDS}, name="new", previous_name="old")
    stage = stage_of(live, [renamed])
    assert stage.desired.resources[renamed.address].metadata.previous_name == "default/old"
    assert {str(each) for each in stage.made} == {
        "Collection default/old",
        "Collection default/new",
    }
