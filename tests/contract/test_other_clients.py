"""Collections that others made, in all styles of pymilvus: exported, and planned to nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pymilvus import DataType, MilvusClient

from tests.contract.world import World
from tests.servers.fixtures import OpenWitness
from tests.servers.process import RunningServer
from tests.servers.raw import Raw

Made = Callable[[MilvusClient, RunningServer], None]


def quick_setup(client: MilvusClient, _server: RunningServer) -> None:
    client.create_collection("quick", dimension=8)


def quick_setup_with_text_keys(client: MilvusClient, _server: RunningServer) -> None:
    client.create_collection(
        "quick",
        dimension=8,
        primary_field_name="doc",
        id_type="string",
        max_length=32,
        metric_type="L2",
        consistency_level="Strong",
    )


def schema_and_index_params(client: MilvusClient, server: RunningServer) -> None:
    schema = client.create_schema(auto_id=True, enable_dynamic_field=True, description="made")
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("title", DataType.VARCHAR, max_length=100)
    schema.add_field("tags", DataType.ARRAY, element_type=DataType.INT64, max_capacity=4)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=8)
    params = client.prepare_index_params()
    params.add_index(
        "vector",
        index_name="by_vector",
        index_type="HNSW",
        metric_type="IP",
        params={"M": 8, "efConstruction": 32},
    )
    scalar = "INVERTED" if "lite" in server.kind else "Trie"
    params.add_index("title", index_type=scalar)
    client.create_collection("made", schema=schema, index_params=params, num_shards=2)


def flat_index_params(client: MilvusClient, _server: RunningServer) -> None:
    client.create_collection("flat", schema=_plain(client))
    params = client.prepare_index_params()
    params.add_index("v", index_type="IVF_FLAT", metric_type="COSINE", nlist=64)
    client.create_index("flat", params)


def old_params_as_json_text(client: MilvusClient, server: RunningServer) -> None:
    """Build an index as pymilvus 2.3 did: parameters as one JSON text, spaces and all."""
    client.create_collection("old", schema=_plain(client))
    with Raw(server.endpoint) as raw:
        pairs = {"index_type": "HNSW", "metric_type": "L2"}
        extra = [{"key": key, "value": value} for key, value in pairs.items()]
        extra.append({"key": "params", "value": '{"efConstruction": 64,  "M":8}'})
        raw("CreateIndex", collection_name="old", field_name="v", extra_params=extra)


def auto_index_without_a_metric(client: MilvusClient, server: RunningServer) -> None:
    client.create_collection("auto", schema=_plain(client))
    with Raw(server.endpoint) as raw:
        pairs = {"index_type": "AUTOINDEX"}
        if "lite" in server.kind:
            pairs["metric_type"] = "IP"  # which Lite asks for
        extra = [{"key": key, "value": value} for key, value in pairs.items()]
        raw(
            "CreateIndex", collection_name="auto", field_name="v", index_name="", extra_params=extra
        )


def partition_key_and_partitions(client: MilvusClient, _server: RunningServer) -> None:
    schema = _plain(client)
    schema.add_field("tenant", DataType.VARCHAR, max_length=32, is_partition_key=True)
    client.create_collection("keyed", schema=schema, num_partitions=4)
    client.create_collection("parted", schema=_plain(client))
    client.create_partition("parted", "one")
    client.create_partition("parted", "two")
    client.create_alias("parted", "parted_live")


def properties_of_every_spelling(client: MilvusClient, _server: RunningServer) -> None:
    client.create_collection(
        "props",
        schema=_plain(client),
        properties={"collection.ttl.seconds": 1800, "mmap.enabled": True},
    )
    client.alter_collection_properties("props", {"mmap.enabled": "False"})


def _plain(client: MilvusClient) -> Any:
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("v", DataType.FLOAT_VECTOR, dim=8)
    return schema


@pytest.mark.parametrize(
    "make",
    [
        quick_setup,
        quick_setup_with_text_keys,
        schema_and_index_params,
        flat_index_params,
        old_params_as_json_text,
        auto_index_without_a_metric,
        partition_key_and_partitions,
        properties_of_every_spelling,
    ],
    ids=lambda make: str(make.__name__),
)
def test_what_pymilvus_made_is_exported_and_plans_to_nothing(
    world: World, milvus: RunningServer, open_witness: OpenWitness, make: Made
) -> None:
    make(open_witness(milvus), milvus)
    text = world.export()
    assert "kind: Collection" in text
