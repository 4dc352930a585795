"""The ways of building a message from plain data that the rest of the code relies on."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from migrator.wire.milvus_pb2 import (
    AlterCollectionSchemaRequest,
    ConnectRequest,
    CreateIndexRequest,
    CreateRoleRequest,
    DescribeIndexResponse,
    InsertRequest,
    LoadCollectionRequest,
    LoadPartitionsRequest,
    UpdateResourceGroupsRequest,
)
from migrator.wire.rg_pb2 import ResourceGroupConfig
from migrator.wire.schema_pb2 import CollectionSchema, DataType, FieldData, FieldSchema


def test_dicts_lists_and_enum_names_make_a_whole_schema() -> None:
    plain: dict[str, Any] = {
        "name": "articles",
        "fields": [
            {"name": "id", "data_type": "Int64", "is_primary_key": True},
            {
                "name": "tags",
                "data_type": "Array",
                "element_type": "VarChar",
                "type_params": ({"key": "max_capacity", "value": "16"},),
                "default_value": {"string_data": "en"},
            },
        ],
    }
    schema = CollectionSchema.FromString(CollectionSchema(**plain).SerializeToString())
    first, second = schema.fields
    assert (first.name, first.data_type, first.is_primary_key) == ("id", DataType.Int64, True)
    assert second.element_type == DataType.VarChar
    assert [(p.key, p.value) for p in second.type_params] == [("max_capacity", "16")]
    assert second.default_value.WhichOneof("data") == "string_data"


def test_a_oneof_is_chosen_by_its_key() -> None:
    request = AlterCollectionSchemaRequest(action={"drop_request": {"field_name": "old"}})
    assert request.action.WhichOneof("op") == "drop_request"
    data = FieldData(scalars={"long_data": {"data": [1, 2]}}, valid_data=[True, False, True])
    assert list(data.scalars.long_data.data) == [1, 2]


def test_enum_names_work_in_answers_too() -> None:
    answer = DescribeIndexResponse(index_descriptions=[{"state": "Finished"}])
    assert answer.index_descriptions[0].state == 3


def test_the_type_called_none_is_reached_by_its_name() -> None:
    assert DataType.Value("None") == 0
    assert DataType.Name(0) == "None"


def test_a_map_of_scalars_takes_a_dict() -> None:
    assert dict(LoadCollectionRequest(load_params={"a": "b"}).load_params) == {"a": "b"}


def test_a_map_of_messages_takes_messages() -> None:
    # A dict in their place works from protobuf 6.30 on only.
    config = ResourceGroupConfig(limits={"node_num": 2})
    request = UpdateResourceGroupsRequest(resource_groups={"rg": config})
    assert request.resource_groups["rg"].limits.node_num == 2


def test_tuples_and_generators_fill_repeated_fields() -> None:
    assert list(LoadPartitionsRequest(partition_names=("a", "b")).partition_names) == ["a", "b"]
    request = CreateIndexRequest(extra_params=({"key": key, "value": ""} for key in "ab"))
    assert [param.key for param in request.extra_params] == ["a", "b"]


def test_none_leaves_a_field_unset() -> None:
    assert not InsertRequest(namespace=None).HasField("namespace")
    assert InsertRequest(namespace="").HasField("namespace")
    assert CreateIndexRequest(extra_params=None) == CreateIndexRequest()


def test_an_empty_dict_sets_a_message() -> None:
    assert CreateRoleRequest(entity={}).HasField("entity")
    assert not CreateRoleRequest().HasField("entity")


def test_an_enum_number_of_a_newer_server_is_kept() -> None:
    field = FieldSchema.FromString(b"\x28\x63")
    assert field.data_type == 99
    assert field.SerializeToString() == b"\x28\x63"


@pytest.mark.parametrize(
    "mistake",
    [
        {"nme": "id"},
        {"data_type": "Int65"},
        {"name": 3},
        {"type_params": [{"kee": "dim"}]},
        {"default_value": {"long": 1}},
    ],
)
def test_what_does_not_fit_is_refused(mistake: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        FieldSchema(**mistake)


def test_a_mapping_that_is_no_dict_is_refused() -> None:
    frozen: Any = MappingProxyType({"user": "ci"})
    with pytest.raises(TypeError):
        ConnectRequest(client_info=frozen)
