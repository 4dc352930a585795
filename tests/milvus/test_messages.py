"""Requests of plain data become the right messages, and mistakes in them are named."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.message import Message

from migrator.milvus.messages import build
from migrator.wire import milvus_pb2, schema_pb2


def test_scalars_enum_names_and_lists_are_put_in() -> None:
    request = build(
        milvus_pb2.ShowCollectionsRequest,
        {"type": "InMemory", "collection_names": ("a", "b"), "time_stamp": 7},
    )
    assert request.type == milvus_pb2.InMemory
    assert list(request.collection_names) == ["a", "b"]
    assert request.time_stamp == 7


def test_an_enum_may_be_a_number() -> None:
    assert build(milvus_pb2.ShowCollectionsRequest, {"type": 1}).type == milvus_pb2.InMemory


def test_pairs_are_a_mapping_in_the_order_of_their_keys() -> None:
    request = build(milvus_pb2.CreateIndexRequest, {"extra_params": {"b": "2", "a": "1"}})
    assert [(pair.key, pair.value) for pair in request.extra_params] == [("a", "1"), ("b", "2")]


def test_pairs_in_a_list_keep_their_order() -> None:
    pairs = [{"key": "b", "value": "2"}, {"key": "a", "value": "1"}]
    request = build(milvus_pb2.CreateIndexRequest, {"extra_params": pairs})
    assert [pair.key for pair in request.extra_params] == ["b", "a"]


def test_a_schema_travels_as_bytes() -> None:
    schema = {
        "name": "books",
        "fields": [
            {"name": "id", "data_type": "Int64", "is_primary_key": True},
            {"name": "v", "data_type": "FloatVector", "type_params": {"dim": "8"}},
            {"name": "n", "data_type": "Int32", "default_value": {"int_data": 0}},
        ],
    }
    request = build(milvus_pb2.CreateCollectionRequest, {"schema": schema})
    packed = schema_pb2.CollectionSchema.FromString(request.schema)
    assert [field.data_type for field in packed.fields] == [5, 101, 4]
    assert packed.fields[1].type_params[0].value == "8"
    assert packed.fields[2].default_value.WhichOneof("data") == "int_data"
    again = build(milvus_pb2.CreateCollectionRequest, {"schema": packed.SerializeToString()})
    assert again.schema == request.schema


def test_a_field_schema_travels_as_bytes_too() -> None:
    request = build(milvus_pb2.AddCollectionFieldRequest, {"schema": {"name": "x"}})
    assert schema_pb2.FieldSchema.FromString(request.schema).name == "x"


def test_an_empty_message_is_there() -> None:
    request = build(milvus_pb2.AlterCollectionSchemaRequest, {"action": {"drop_request": {}}})
    assert request.action.WhichOneof("op") == "drop_request"


def test_maps_of_strings_and_of_messages_are_put_in() -> None:
    load = build(milvus_pb2.LoadCollectionRequest, {"load_params": {"force": "1"}})
    assert dict(load.load_params) == {"force": "1"}
    config = {"requests": {"node_num": 1}, "limits": {"node_num": 2}}
    update = build(milvus_pb2.UpdateResourceGroupsRequest, {"resource_groups": {"rg": config}})
    assert update.resource_groups["rg"].limits.node_num == 2


def test_messages_are_taken_as_they_are() -> None:
    column = schema_pb2.FieldData(field_name="id", type=schema_pb2.Int64)
    column.scalars.long_data.data.extend([1, 2])
    insert = build(milvus_pb2.InsertRequest, {"fields_data": [column], "num_rows": 2})
    assert insert.fields_data[0] == column
    entity = milvus_pb2.GrantEntity(object_name="books")
    assert build(milvus_pb2.SelectGrantRequest, {"entity": entity}).entity == entity


def test_the_same_data_gives_the_same_bytes() -> None:
    def bytes_of(pairs: dict[str, str]) -> bytes:
        request = build(milvus_pb2.CreateIndexRequest, {"extra_params": pairs})
        return request.SerializeToString(deterministic=True)

    assert bytes_of({"a": "1", "b": "2"}) == bytes_of({"b": "2", "a": "1"})


@pytest.mark.parametrize(
    ("message", "data", "words"),
    [
        (milvus_pb2.DropIndexRequest, {"indexname": "x"}, "DropIndexRequest has no field 'index"),
        (
            milvus_pb2.CreateCollectionRequest,
            {"schema": {"fields": [{"nme": "x"}]}},
            "FieldSchema has no field 'nme'",
        ),
        (milvus_pb2.ShowCollectionsRequest, {"type": "Loaded"}, "ShowType has no value 'Loaded'"),
        (milvus_pb2.CreateIndexRequest, {"extra_params": {"M": 16}}, "CreateIndexRequest.extra_p"),
        (milvus_pb2.ShowCollectionsRequest, {"collection_names": "books"}, "is not a list"),
        (milvus_pb2.DropIndexRequest, {"index_name": None}, "DropIndexRequest.index_name"),
        (milvus_pb2.InsertRequest, {"num_rows": -1}, "InsertRequest.num_rows"),
    ],
)
def test_a_mistake_in_a_request_is_named(
    message: type[Message], data: dict[str, Any], words: str
) -> None:
    with pytest.raises(TypeError, match=words):
        build(message, data)
