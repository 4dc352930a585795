"""DescribeCollection as servers answer it, read into normal form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrator.capabilities import Capabilities
from migrator.kinds.base import Call
from migrator.kinds.collection.read import describe
from migrator.model import Resource
from tests.kinds.answering import MILVUS_2_3, Answer, Answering, Row
from tests.kinds.tables import BOOKS

ID = {"name": "id", "fieldID": 100, "data_type": "Int64", "is_primary_key": True}
VECTOR = {
    "name": "v",
    "fieldID": 101,
    "data_type": "FloatVector",
    "type_params": {"dim": "4"},
}


def described(*more: Mapping[str, Any], **answer: Any) -> dict[str, Any]:
    """A DescribeCollection answer as 2.3.5 gives it; ``more`` are fields after id and vector."""
    schema = {"name": "books", "fields": [ID, VECTOR, *more], **answer.pop("schema", {})}
    return {
        "collection_name": "books",
        "collectionID": 449,
        "schema": schema,
        "consistency_level": "Bounded",
        "shards_num": 1,
        "num_partitions": 1,
        **answer,
    }


def shown(in_memory: Mapping[str, int]) -> Row:
    """ShowCollections: the one collection, and how much of which is in memory."""

    def answer(call: Call) -> Answer:
        if call.request.get("type") == "InMemory":
            names, percents = list(in_memory), list(in_memory.values())
            return {"collection_names": names, "inMemory_percentages": percents}
        return {"collection_names": ["books"]}

    return answer


def look(
    description: Answer,
    server: Capabilities = MILVUS_2_3,
    *,
    in_memory: Mapping[str, int] | None = None,
    table: Mapping[str, Row] | None = None,
) -> Resource:
    rows: dict[str, Row] = {
        "DescribeCollection": description,
        "ShowCollections": shown(in_memory or {}),
    }
    rpc = Answering({**rows, **(table or {})}, server)
    found = describe(rpc, BOOKS)
    assert found is not None
    return found


def told(description: Answer, server: Capabilities = MILVUS_2_3, **more: Any) -> dict[str, Any]:
    return look(description, server, **more).spec.managed()
