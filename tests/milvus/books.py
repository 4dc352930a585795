"""A collection to try things on."""

from __future__ import annotations

from migrator.milvus.client import Client

BOOKS = {"collection_name": "books"}

SCHEMA = {
    "name": "books",
    "description": "Bücher",
    "fields": [
        {"name": "id", "data_type": "Int64", "is_primary_key": True},
        {"name": "title", "data_type": "VarChar", "type_params": {"max_length": "64"}},
        {"name": "vector", "data_type": "FloatVector", "type_params": {"dim": "4"}},
    ],
}


def create(client: Client, name: str = "books", *, database: str = "default") -> None:
    request = {
        "collection_name": name,
        "schema": {**SCHEMA, "name": name},
        "consistency_level": "Bounded",
        "properties": {"collection.ttl.seconds": "3600"},
    }
    client.call("CreateCollection", request, database=database)
