"""Requests as tests write them: schemas, columns and index parameters in few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pymilvus.grpc_gen import common_pb2, schema_pb2


class Ask(NamedTuple):
    """One call whose answer is looked at; ``headers`` in the place of root's."""

    rpc: str
    fields: dict[str, Any]
    headers: tuple[tuple[str, str], ...] | None = None


class Wait(NamedTuple):
    """A call that is repeated until its answer has what is named; nobody looks at it else.

    ``until`` are attributes of the answer with their values, ``{"state": 3}``; a list is
    given by its length.
    """

    rpc: str
    fields: dict[str, Any]
    until: dict[str, Any]


class LetIn(NamedTuple):
    """A call that is repeated until its caller has the right to it: rights come late."""

    ask: Ask


Step = Ask | Wait | LetIn

PK = {"name": "id", "data_type": 5, "is_primary_key": True}
VEC = {"name": "v", "data_type": 101, "type_params": {"dim": "4"}}
TEXT = {"name": "t", "data_type": 21, "type_params": {"max_length": "64"}}
HNSW = {"index_type": "HNSW", "metric_type": "L2", "M": "8", "efConstruction": "32"}
HNSW_JSON = {
    "index_type": "HNSW",
    "metric_type": "L2",
    "params": '{"M": 8, "efConstruction": 32}',
}


def ask(rpc: str, **fields: Any) -> Ask:
    return Ask(rpc, fields)


def headed(step: Ask, **headers: str) -> Ask:
    """Say a step with these headers and no others."""
    return step._replace(headers=tuple(headers.items()))


def pairs(values: Mapping[str, str]) -> list[common_pb2.KeyValuePair]:
    return [common_pb2.KeyValuePair(key=key, value=value) for key, value in values.items()]


def field(
    name: str, data_type: int, /, params: Mapping[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    made = {"name": name, "data_type": data_type, **more}
    return made if params is None else {**made, "type_params": dict(params)}


def field_schema(given: Mapping[str, Any]) -> schema_pb2.FieldSchema:
    plain = dict(given)
    for key in ("type_params", "index_params"):
        if key in plain:
            plain[key] = pairs(plain[key])
    return schema_pb2.FieldSchema(**plain)


def schema(name: str, *fields: Mapping[str, Any], **more: Any) -> bytes:
    made = schema_pb2.CollectionSchema(
        name=name, fields=[field_schema(item) for item in fields or (PK, VEC)], **more
    )
    packed: bytes = made.SerializeToString()
    return packed


def create(name: str, *fields: Mapping[str, Any], schema_more: Any = None, **more: Any) -> Ask:
    """Create a collection, of a key and a vector if nothing else is given."""
    if isinstance(more.get("properties"), dict):
        more["properties"] = pairs(more["properties"])
    packed = schema(more.pop("schema_name", name), *fields, **(schema_more or {}))
    return Ask("CreateCollection", {"collection_name": name, "schema": packed, **more})


def index(
    name: str, field_name: str, params: Mapping[str, str], index_name: str = "", **more: Any
) -> Ask:
    fields = {
        "collection_name": name,
        "field_name": field_name,
        "index_name": index_name,
        "extra_params": pairs(params),
    }
    return Ask("CreateIndex", {**fields, **more})


def loaded(name: str, **more: Any) -> Wait:
    return Wait("GetLoadState", {"collection_name": name, **more}, {"state": 3})


def column(name: str, data_type: int, values: list[Any], **more: Any) -> schema_pb2.FieldData:
    """Make a column of Int64 (5), VarChar (21), JSON (23) or FloatVector (101, dim 4)."""
    made = schema_pb2.FieldData(field_name=name, type=data_type, **more)
    if data_type == 5:
        made.scalars.long_data.data.extend(values)
    elif data_type == 21:
        made.scalars.string_data.data.extend(values)
    elif data_type == 23:
        made.scalars.json_data.data.extend(values)
    else:
        made.vectors.dim = 4
        made.vectors.float_vector.data.extend(number for row in values for number in row)
    return made


def insert(name: str, keys: list[int], rpc: str = "Insert", **more: Any) -> Ask:
    vectors = [[float(key), 0.0, 0.0, 1.0] for key in keys]
    columns = [column("id", 5, keys), column("v", 101, vectors)]
    fields = {"collection_name": name, "fields_data": columns, "num_rows": len(keys)}
    return Ask(rpc, {**fields, **more})


def put(name: str, *columns: schema_pb2.FieldData, rpc: str = "Insert", **more: Any) -> Ask:
    """Insert columns as they are."""
    rows = max(len(column.valid_data) for column in columns) or _rows_of(columns[0])
    return Ask(rpc, {"collection_name": name, "fields_data": columns, "num_rows": rows, **more})


def _rows_of(first: schema_pb2.FieldData) -> int:
    if first.HasField("vectors"):
        return len(list(first.vectors.float_vector.data)) // int(first.vectors.dim)
    held = getattr(first.scalars, first.scalars.WhichOneof("data")).data
    return len(list(held))


def vectors(count: int) -> schema_pb2.FieldData:
    return column("v", 101, [[float(number), 0.0, 0.0, 1.0] for number in range(count)])


def query(name: str, expr: str = "", *output: str, params: Any = None, **more: Any) -> Ask:
    fields = {
        "collection_name": name,
        "expr": expr,
        "output_fields": list(output),
        "query_params": pairs(params or {}),
        "consistency_level": 0,
    }
    return Ask("Query", {**fields, **more})


def count(name: str, **more: Any) -> Ask:
    return query(name, "", "count(*)", **more)
