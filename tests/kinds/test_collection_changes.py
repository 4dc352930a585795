"""What differs between two collections, what it costs, and the steps that it takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kinds.answering import LITE, MILVUS_2_3, MILVUS_2_6
from tests.kinds.tables import (
    BOOKS,
    FIELDS,
    ID,
    LOADED,
    RELEASED,
    VECTOR,
    Case,
    check,
    collection,
    live_collection,
    resource,
    work_out,
)

UPDATE = "update Collection default/books"
REFUSED = "replace Collection default/books [replace: replace-collection] refused"
WINDOW = ["ReleaseCollection", "AlterCollection", "LoadCollection", "WaitLoad"]
TTL = "collection.ttl.seconds"


def with_properties(**properties: Any) -> dict[str, Any]:
    return {"properties": {key.replace("_", "."): value for key, value in properties.items()}}


NOTHING = [
    pytest.param(Case([live_collection()], [collection()], []), id="the same"),
    pytest.param(Case([live_collection()], [collection({})], []), id="nothing declared"),
    pytest.param(
        Case([live_collection(with_properties(a="1"))], [collection()], []),
        id="an undeclared property is unmanaged",
    ),
    pytest.param(
        Case(
            [live_collection({"num_shards": 2, "consistency_level": "Strong", "description": "x"})],
            [collection()],
            [],
        ),
        id="undeclared attributes are unmanaged",
    ),
    pytest.param(
        Case([live_collection()], [collection({"description": "", "num_shards": 1})], []),
        id="a declared default is what is there",
    ),
    pytest.param(
        Case([live_collection(with_properties(a="1"))], [collection(with_properties(a=1))], []),
        id="a number and its text are the same",
    ),
    pytest.param(
        Case([live_collection()], [collection(with_properties(a=None))], []),
        id="a property to remove that is not there",
    ),
    pytest.param(
        Case([live_collection()], [collection({"replace": {"strategy": "recreate"}})], []),
        id="a directive is no difference",
    ),
    pytest.param(
        Case([live_collection(load=LOADED)], [collection({"load": {"state": "loaded"}})], []),
        id="loaded already",
    ),
    pytest.param(
        Case([live_collection()], [collection({"load": {"state": "released"}})], []),
        id="released already",
    ),
    pytest.param(Case([], [collection(absent=True)], []), id="absent already"),
    pytest.param(
        Case(
            [resource(BOOKS, {"fields": FIELDS}, {"loaded": False})],
            [
                collection(
                    {
                        "description": "x",
                        "fields": [{**ID, "description": "x"}, VECTOR],
                        "load": {"state": "loaded"},
                        "consistency_level": "Session",
                        "num_shards": 2,
                    }
                )
            ],
            [],
            server=LITE,
        ),
        id="what Lite cannot show back",
    ),
]


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_differs(case: Case) -> None:
    check(case)


PROPERTIES = [
    pytest.param(
        with_properties(a="1"),
        with_properties(a="2"),
        ["  properties.a: '1' -> '2' (live)"],
        ["AlterCollection"],
        id="changed",
    ),
    pytest.param(
        {},
        with_properties(a="2"),
        ["  properties.a: None -> '2' (live)"],
        ["AlterCollection"],
        id="added",
    ),
    pytest.param(
        with_properties(mmap_enabled="false"),
        with_properties(mmap_enabled=True),
        ["  properties.mmap.enabled: 'false' -> 'true' (reload reload-collection)"],
        ["AlterCollection"],
        id="mmap on a released collection needs no window",
    ),
    pytest.param(
        {},
        {"properties": {TTL: 60}},
        [f"  properties.{TTL}: None -> '60' (destroy shorten-ttl)"],
        ["AlterCollection"],
        id="a TTL where there was none",
    ),
    pytest.param(
        {"properties": {TTL: "60"}},
        {"properties": {TTL: 30}},
        [f"  properties.{TTL}: '60' -> '30' (destroy shorten-ttl)"],
        ["AlterCollection"],
        id="a shorter TTL",
    ),
    pytest.param(
        {"properties": {TTL: "0"}},
        {"properties": {TTL: 9}},
        [f"  properties.{TTL}: '0' -> '9' (destroy shorten-ttl)"],
        ["AlterCollection"],
        id="a TTL of nothing was none",
    ),
    pytest.param(
        {"properties": {TTL: "60"}},
        {"properties": {TTL: 90}},
        [f"  properties.{TTL}: '60' -> '90' (live)"],
        ["AlterCollection"],
        id="a longer TTL",
    ),
    pytest.param(
        {"properties": {TTL: "60"}},
        {"properties": {TTL: 0}},
        [f"  properties.{TTL}: '60' -> '0' (live)"],
        ["AlterCollection"],
        id="a TTL that ends",
    ),
]


@pytest.mark.parametrize(("live", "desired", "fields", "steps"), PROPERTIES)
def test_a_property_is_changed_in_place(
    live: dict[str, Any], desired: dict[str, Any], fields: list[str], steps: list[str]
) -> None:
    result = work_out([live_collection(live)], [collection(desired)])
    assert result.comparison.changes[0].action == "update"
    assert result.changes[1:] == fields
    assert result.ops == steps


def test_properties_are_set_and_removed_in_two_requests() -> None:
    """One request with both is refused by newer servers."""
    live = live_collection(with_properties(a="1", b="1", c="1"))
    result = work_out([live], [collection(with_properties(a="2", b=None, c=None))], MILVUS_2_6)
    put, gone = [step.request for step in result.steps]
    assert put == {"collection_name": "books", "properties": {"a": "2"}}
    assert gone == {"collection_name": "books", "delete_keys": ["b", "c"]}
    assert [step.leaves for step in result.steps] == [
        {"properties": {"a": "2"}},
        {"properties": {"b": None, "c": None}},
    ]


def test_a_server_that_cannot_remove_a_property_is_not_asked_to() -> None:
    live = live_collection(with_properties(a="1"))
    result = work_out([live], [collection(with_properties(a=None))], MILVUS_2_3)
    assert result.changes == [f"{UPDATE} refused", "  properties.a: '1' -> None (refused)"]
    assert result.steps == ()
    refused = result.comparison.changes[0].refused
    assert refused == "Milvus 2.3.5 cannot remove a property; Milvus 2.5.0 and newer can"


def test_mmap_of_a_loaded_collection_is_changed_in_a_window() -> None:
    live = live_collection(load={**LOADED, "replica_number": 2})
    result = work_out([live], [collection(with_properties(mmap_enabled=True))])
    assert result.ops == WINDOW
    assert result.request("LoadCollection") == {"collection_name": "books", "replica_number": 2}
    assert [step.op for step in result.steps if step.outage] == ["ReleaseCollection"]


def test_of_several_properties_the_worst_names_the_approval() -> None:
    live = live_collection(load=LOADED)
    desired = collection({"properties": {TTL: 60, "a": 1, "mmap.enabled": True}})
    result = work_out([live], [desired])
    assert result.changes[0] == f"{UPDATE} [destroy: shorten-ttl]"
    assert result.ops == WINDOW


LOADS = [
    pytest.param(
        RELEASED,
        {"state": "loaded"},
        ["  load.state: 'released' -> 'loaded' (live)"],
        ["LoadCollection", "WaitLoad"],
        id="loaded",
    ),
    pytest.param(
        LOADED,
        {"state": "released"},
        ["  load.state: 'loaded' -> 'released' (reload release-collection)"],
        ["ReleaseCollection"],
        id="released",
    ),
    pytest.param(
        LOADED,
        {"replica_number": 2},
        ["  load.replica_number: 1 -> 2 (reload reload-collection)"],
        ["ReleaseCollection", "LoadCollection", "WaitLoad"],
        id="more replicas",
    ),
    pytest.param(
        {**LOADED, "replica_number": 2},
        {"replica_number": 1},
        ["  load.replica_number: 2 -> 1 (reload reduce-replicas)"],
        ["ReleaseCollection", "LoadCollection", "WaitLoad"],
        id="fewer replicas",
    ),
    pytest.param(
        {**LOADED, "partitions": ["a"]},
        {"state": "loaded"},
        ["  load.partitions: ['a'] -> None (reload reload-collection)"],
        ["ReleaseCollection", "LoadCollection", "WaitLoad"],
        id="all partitions where some were loaded",
    ),
    pytest.param(
        LOADED,
        {"state": "loaded", "partitions": ["b", "a"]},
        ["  load.partitions: None -> ['a', 'b'] (reload reload-collection)"],
        ["ReleaseCollection", "LoadPartitions", "WaitLoad"],
        id="some partitions where all were loaded",
    ),
    pytest.param(
        {**LOADED, "resource_groups": ["g1"]},
        {"resource_groups": ["g2"]},
        ["  load.resource_groups: ['g1'] -> ['g2'] (reload reload-collection)"],
        ["ReleaseCollection", "LoadCollection", "WaitLoad"],
        id="another resource group",
    ),
    pytest.param(
        RELEASED,
        {"state": "loaded", "replica_number": 2},
        [
            "  load.replica_number: None -> 2 (live)",
            "  load.state: 'released' -> 'loaded' (live)",
        ],
        ["LoadCollection", "WaitLoad"],
        id="loaded with replicas",
    ),
]


@pytest.mark.parametrize(("live", "desired", "fields", "steps"), LOADS)
def test_a_load_is_changed(
    live: dict[str, Any], desired: dict[str, Any], fields: list[str], steps: list[str]
) -> None:
    loaded = live if live["state"] == "loaded" else None
    result = work_out([live_collection(load=loaded)], [collection({"load": desired})])
    assert result.changes[1:] == fields
    assert result.ops == steps
