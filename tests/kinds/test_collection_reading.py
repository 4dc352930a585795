"""What DescribeCollection and its companions answer, as collections in normal form."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.errors import NotFound, PermissionDenied, Rejected, Unreadable
from migrator.kinds.base import Call, Scope
from migrator.kinds.collection.read import describe, read
from migrator.kinds.collection.spec import CollectionSpec
from migrator.model import State
from tests.kinds.answering import (
    EMBEDDED,
    LITE,
    Answer,
    Answering,
    Row,
    by_collection,
    by_database,
)
from tests.kinds.describing import described, look, told
from tests.kinds.tables import BOOKS, database

PLAIN = {
    "id": {"dtype": "Int64", "is_primary": True},
    "v": {"dtype": "FloatVector", "dim": 4},
}


def test_a_plain_collection_of_milvus() -> None:
    assert told(described()) == {
        "enable_dynamic_field": False,
        "fields": PLAIN,
        "functions": {},
        "consistency_level": "Bounded",
        "num_shards": 1,
        "load": {"state": "released"},
    }


def test_what_lite_makes_up_is_not_taken_for_what_is_there() -> None:
    answer = described(consistency_level="Strong", num_partitions=17, aliases=[])
    spec = told(answer, LITE, in_memory={"books": 100}, table={"DescribeIndex": {}})
    assert spec == {
        "enable_dynamic_field": False,
        "fields": PLAIN,
        "functions": {},
        "load": {"state": "loaded", "replica_number": 1},
    }


ATTRIBUTES = [
    pytest.param({"shards_num": 0}, {"num_shards": 1}, id="no shards are one"),
    pytest.param({"consistency_level": "Strong"}, {"consistency_level": "Strong"}, id="unset"),
    pytest.param({"consistency_level": 9}, {"consistency_level": "Customized"}, id="unheard of"),
    pytest.param(
        {"schema": {"description": "a — b"}}, {"description": "a — b"}, id="a description"
    ),
    pytest.param(
        {"schema": {"enable_dynamic_field": True}},
        {"enable_dynamic_field": True, "fields": PLAIN},
        id="dynamic, with $meta hidden",
    ),
    pytest.param(
        {"properties": {"collection.ttl.seconds": "060", "x": "True", "y": '{ "b":1, "a":2 }'}},
        {"properties": {"collection.ttl.seconds": "060", "x": "true", "y": '{"a":2,"b":1}'}},
        id="properties",
    ),
    pytest.param(
        {"schema": {"autoID": True}}, {"fields": PLAIN}, id="autoID of a schema alone is none"
    ),
]


@pytest.mark.parametrize(("answer", "expected"), ATTRIBUTES)
def test_an_attribute_is_read(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    spec = told(described(**answer))
    assert {key: spec[key] for key in expected} == expected


def test_what_the_server_adds_for_dynamic_fields_is_no_field() -> None:
    meta = {"name": "$meta", "data_type": "JSON", "is_dynamic": True, "fieldID": 102}
    answer = described(meta, schema={"enable_dynamic_field": True})
    assert list(told(answer)["fields"]) == ["id", "v"]


def test_a_partition_key_shows_how_many_partitions_it_has() -> None:
    key = {"name": "tenant", "data_type": "Int64", "is_partition_key": True}
    found = look(described(key, num_partitions=64))
    assert isinstance(found.spec, CollectionSpec)
    assert found.spec.partition_key == "tenant"
    assert found.spec.managed()["num_partitions"] == 64
    assert found.facts["keyed"] is True
    assert "num_partitions" not in told(described(num_partitions=3))


LOADS = [
    pytest.param({}, {}, {"state": "released"}, id="released"),
    pytest.param(
        {"books": 40},
        {"GetReplicas": {"replicas": [{}]}},
        {"state": "loaded", "replica_number": 1},
        id="still loading",
    ),
    pytest.param(
        {"books": 100},
        {"GetReplicas": {"replicas": [{}]}},
        {"state": "loaded", "replica_number": 1},
        id="loaded",
    ),
    pytest.param(
        {"books": 100},
        {
            "GetReplicas": {
                "replicas": [
                    {"resource_group_name": "g2"},
                    {"resource_group_name": "g1"},
                    {"resource_group_name": "__default_resource_group"},
                ]
            }
        },
        {"state": "loaded", "replica_number": 3, "resource_groups": ["g1", "g2"]},
        id="replicas in resource groups",
    ),
    pytest.param(
        {"books": 100},
        {"GetReplicas": Rejected("none", code=400)},
        {"state": "loaded"},
        id="replicas that nobody tells",
    ),
]


@pytest.mark.parametrize(("in_memory", "table", "load"), LOADS)
def test_a_load_state_is_read(
    in_memory: dict[str, int], table: dict[str, Row], load: dict[str, Any]
) -> None:
    found = look(described(), in_memory=in_memory, table=table)
    assert found.spec.managed()["load"] == load
    assert found.facts["loaded"] is (load["state"] == "loaded")


def test_of_several_partitions_those_in_memory_are_asked_for() -> None:
    found = look(
        described(num_partitions=3),
        in_memory={"books": 100},
        table={
            "ShowPartitions": {"partition_names": ["en", "_default"]},
            "GetReplicas": {"replicas": [{}]},
        },
    )
    assert found.spec.managed()["load"]["partitions"] == ["_default", "en"]
    whole = look(
        described(num_partitions=2),
        in_memory={"books": 100},
        table={
            "ShowPartitions": {"partition_names": ["en", "_default"]},
            "GetReplicas": {"replicas": [{}]},
        },
    )
    assert "partitions" not in whole.spec.managed()["load"]


def test_lite_without_an_index_is_loaded_without_anybody_asking() -> None:
    missing = NotFound("no index", code=700)
    assert "load" not in told(
        described(), LITE, in_memory={"books": 100}, table={"DescribeIndex": missing}
    )


def test_an_embedded_lite_has_forgotten_what_was_loaded() -> None:
    found = look(described(), EMBEDDED, in_memory={"books": 100})
    assert "load" not in found.spec.managed()
    assert found.facts["loaded"] is True


def test_a_collection_that_is_not_there_is_none() -> None:
    rpc = Answering({"DescribeCollection": NotFound("gone", code=100)})
    assert describe(rpc, BOOKS) is None


def test_a_collection_that_may_not_be_seen_is_an_error() -> None:
    rpc = Answering({"DescribeCollection": PermissionDenied("no")})
    with pytest.raises(PermissionDenied):
        describe(rpc, BOOKS)


DATABASES = State.of([database("default"), database("shop")])


def listing() -> Answering:
    def show(call: Call) -> Answer:
        if call.request.get("type") == "InMemory":
            return {}
        names = {"default": ["books", "_migrator", "left"], "shop": ["books"]}[call.database]
        return {"collection_names": names}

    described_by_name = {"books": described(), "left": described()}
    return Answering(
        {"ShowCollections": show, "DescribeCollection": by_collection(described_by_name)}
    )


def test_all_collections_are_read_with_two_lists_for_each_database() -> None:
    rpc = listing()
    state = read(rpc, Scope(), DATABASES)
    found = [str(resource.address) for resource in state.of_kind("Collection")]
    assert found == [
        "Collection default/books",
        "Collection default/left",
        "Collection shop/books",
    ]
    assert state.unread == frozenset()
    assert sorted(rpc.methods) == ["DescribeCollection"] * 3 + ["ShowCollections"] * 4


def test_what_is_not_wanted_is_only_listed() -> None:
    rpc = listing()
    state = read(rpc, Scope(wanted=frozenset({BOOKS})), DATABASES)
    assert [resource.address for resource in state.of_kind("Collection")] == [BOOKS]
    assert sorted(map(str, state.unread)) == ["Collection default/left", "Collection shop/books"]
    assert rpc.methods.count("DescribeCollection") == 1


def test_what_goes_between_the_list_and_the_description_is_left_out() -> None:
    rpc = Answering(
        {
            "ShowCollections": by_database({"default": {"collection_names": ["books"]}}),
            "DescribeCollection": NotFound("gone", code=100),
        }
    )
    state = read(rpc, Scope(), State.of([database("default")]))
    assert state.of_kind("Collection") == ()


def test_a_list_that_fails_is_an_error() -> None:
    rpc = Answering({"ShowCollections": PermissionDenied("no")})
    with pytest.raises(PermissionDenied):
        read(rpc, Scope(), DATABASES)


@pytest.mark.parametrize(
    "answer",
    [
        described({"name": "x", "data_type": 999}),
        described({"name": "x", "data_type": "String"}),
        described({"name": "x", "data_type": "VarChar", "type_params": {"max_length": "long"}}),
    ],
    ids=["a type of the future", "a type of the past", "a number that is none"],
)
def test_an_answer_that_nobody_understands_is_an_error_with_an_address(answer: Answer) -> None:
    with pytest.raises(Unreadable, match="Collection default/books"):
        look(answer)
