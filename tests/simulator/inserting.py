"""Rows that come: inserted and upserted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from migrator.wire import milvus_pb2
from migrator.wire.schema_pb2 import DataType, FieldData, FieldSchema, FunctionType
from tests.simulator import columns, timestamps
from tests.simulator.call import Call
from tests.simulator.indexrules import is_vector
from tests.simulator.refusal import (
    Panicked,
    Refused,
    invalid,
    partition_missing,
    unnumbered,
)
from tests.simulator.rows import Row
from tests.simulator.state import DEFAULT_PARTITION, Collection

META = "$meta"


def insert(call: Call) -> milvus_pb2.MutationResult:
    found = call.collection()
    rows = list(_rows(call, found, with_keys=False))
    if call.profile.lite:
        # A key that is there already is overwritten.
        found.rows.put(rows)
    else:
        found.rows.add(rows)
    answer = _answer(call, found, rows)
    answer.insert_cnt = len(rows)
    return answer


def upsert(call: Call) -> milvus_pb2.MutationResult:
    found = call.collection()
    key = next(item for item in found.schema.fields if item.is_primary_key)
    if key.autoID and not call.profile.at_least(2, 4):
        raise invalid("upsert can not assign primary field data when auto id is enabled")
    rows = list(_rows(call, found, with_keys=True))
    if call.profile.lite or getattr(call.request, "partial_update", False):
        _merge(found, rows)
    found.rows.put(rows)
    answer = _answer(call, found, rows)
    answer.upsert_cnt = len(rows)
    if not call.profile.lite:
        answer.insert_cnt = answer.delete_cnt = len(rows)
    return answer


def _merge(found: Collection, rows: list[Row]) -> None:
    """Fill in what an upsert leaves out from the row that was there."""
    old = {row.key: row.values for row in found.rows.items}
    for row in rows:
        row.values = {**old.get(row.key, {}), **row.values}


def _answer(call: Call, found: Collection, rows: list[Row]) -> milvus_pb2.MutationResult:
    answer = milvus_pb2.MutationResult(succ_index=range(len(rows)))
    fill_ids(answer, [row.key for row in rows])
    if not call.profile.lite:
        answer.timestamp = call.state.clock.tick()
    return answer


def fill_ids(answer: milvus_pb2.MutationResult, keys: list[Any]) -> None:
    if keys and isinstance(keys[0], str):
        answer.IDs.str_id.data.extend(keys)
    elif keys:
        answer.IDs.int_id.data.extend(keys)


def _rows(call: Call, found: Collection, *, with_keys: bool) -> Iterator[Row]:
    """Read the rows of an insert or an upsert.

    Raises:
        Refused: a column is missing or too much, or the partition is not there.
    """
    request = call.request
    partition = request.partition_name or DEFAULT_PARTITION
    if found.keyed and request.partition_name and not call.profile.lite:
        raise invalid(
            "not support manually specifying the partition names if partition key is used"
        )
    if not found.keyed and partition not in found.partitions:
        raise partition_missing(partition)
    sent = {column.field_name: column for column in request.fields_data}
    laid_out = _laid_out(call, found, sent, request.num_rows, with_keys=with_keys)
    key = found.key
    for number in range(request.num_rows):
        held = {name: values[number] for name, values in laid_out.items()}
        where = _bucket(call, found, held) if found.keyed else partition
        yield Row(held[key], where, held)


def _bucket(call: Call, found: Collection, held: dict[str, Any]) -> str:
    """Find the partition of a row by its partition key."""
    name = next(item.name for item in found.schema.fields if item.is_partition_key)
    buckets = [part for part in found.partitions if part != DEFAULT_PARTITION]
    digest = hashlib.md5(str(held[name]).encode(), usedforsecurity=False).digest()
    return buckets[int.from_bytes(digest) % len(buckets)]


def _laid_out(
    call: Call, found: Collection, sent: dict[str, FieldData], rows: int, *, with_keys: bool
) -> dict[str, list[Any]]:
    laid_out: dict[str, list[Any]] = {}
    partial = (call.profile.lite and with_keys) or getattr(call.request, "partial_update", False)
    for item in found.schema.fields:
        column = sent.pop(item.name, None)
        if item.is_function_output and is_generated(found, item.name):
            if column is not None:
                raise _bad(call, f"output field {item.name} of BM25 is generated")
            continue
        if column is not None and not (item.autoID and not _takes_keys(call, found, with_keys)):
            laid_out[item.name] = _values(call, item, column, rows)
            if item.autoID:
                # Lite counts on, whatever keys it is given.
                found.rows.next_auto_id += rows
        elif item.autoID:
            if column is not None:
                raise invalid(f"field {item.name} is auto generated, no need to input")
            laid_out[item.name] = _next_keys(call, found, item, rows)
        elif not partial or item.is_primary_key:
            laid_out[item.name] = _filled(call, item, rows)
        else:
            _check_known(call, found, item, laid_out)
        _replace_nulls(item, laid_out)
    for struct in found.schema.struct_array_fields:
        _lay_out_struct(call, struct, sent.pop(struct.name, None), rows, laid_out)
    _lay_out_meta(call, found, sent, rows, laid_out)
    return laid_out


def _values(call: Call, item: FieldSchema, column: FieldData, rows: int) -> list[Any]:
    """Lay a column out, and refuse texts that are too long and other numbers of rows."""
    try:
        held = columns.values(column, rows)
    except ValueError as wrong:
        raise _bad(call, str(wrong)) from None
    if item.data_type == DataType.Array and call.profile.early:
        return [_array(value) for value in held]
    if item.data_type == DataType.Timestamptz:
        return [_moment(call, value) for value in held]
    if item.data_type == DataType.VarChar:
        told = next((pair.value for pair in item.type_params if pair.key == "max_length"), "")
        # Milvus counts bytes, Lite characters.
        size = len if call.profile.lite else lambda text: len(text.encode())
        if told and any(text is not None and size(text) > int(told) for text in held):
            raise _bad(call, f"length of varchar field {item.name} exceeds max length {told}")
    return held


def _array(value: Any) -> Any:
    """Keep an array as 2.3.5 does: it tells one without elements as one without a list.

    Raises:
        Panicked: it has no list, which is the end of that server.
    """
    member = value.WhichOneof("data")
    if member is None:
        raise Panicked("invalid memory address or nil pointer dereference")
    return value if getattr(value, member).data else type(value)()


def _moment(call: Call, value: Any) -> int | None:
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return]
    try:
        return timestamps.microseconds(value)
    except ValueError:
        raise _bad(call, f"invalid timestamp {value!r}") from None


def _check_known(
    call: Call, found: Collection, item: FieldSchema, laid_out: dict[str, list[Any]]
) -> None:
    """Refuse to leave a field out of a partial update of rows that are not there."""
    if item.nullable or item.HasField("default_value"):
        return
    held = {row.key for row in found.rows.items}
    if any(key not in held for key in laid_out.get(found.key, ())):
        raise _bad(call, f"field {item.name} missing")


def _takes_keys(call: Call, found: Collection, with_keys: bool) -> bool:
    """Whether keys can be given although they are automatic."""
    allowed = found.properties.get("allow_insert_auto_id", "").lower() == "true"
    return call.profile.lite or with_keys or (allowed and call.profile.at_least(2, 6))


def is_generated(found: Collection, name: str) -> bool:
    """Whether a field is computed by BM25; nobody can send or read it."""
    return any(
        function.type == FunctionType.BM25 and name in function.output_field_names
        for function in found.schema.functions
    )


def _bad(call: Call, reason: str) -> Refused:
    return Refused(6, reason) if call.profile.lite else invalid(reason)


def _filled(call: Call, item: FieldSchema, rows: int) -> list[Any]:
    """Give the values of a column that is not sent.

    Raises:
        Refused: it has to be.
        Panicked: 2.3.5 comes to its end.
    """
    if item.HasField("default_value"):
        if call.profile.early:
            raise Panicked(f"undefined data type of {item.name}")
        return [_default(item)] * rows
    if item.nullable or item.is_function_output:
        return [None] * rows
    reason = f"fieldSchema({item.name}) has no corresponding fieldData pass in"
    if call.profile.early and not (item.is_primary_key or is_vector(item)):
        raise unnumbered(reason)
    raise _bad(call, reason)


def _default(item: FieldSchema) -> Any:
    member = item.default_value.WhichOneof("data")
    return getattr(item.default_value, member) if member else None


def _replace_nulls(item: FieldSchema, laid_out: dict[str, list[Any]]) -> None:
    """Put the default in the place of nulls; milvus-io/milvus FillWithDefaultValue."""
    if item.HasField("default_value") and item.name in laid_out:
        default = _default(item)
        held = laid_out[item.name]
        laid_out[item.name] = [default if value is None else value for value in held]


def _next_keys(call: Call, found: Collection, item: FieldSchema, rows: int) -> list[Any]:
    if not call.profile.lite:
        made = [call.state.clock.new_id() for _ in range(rows)]
        return made if item.data_type == DataType.Int64 else [str(key) for key in made]
    first = found.rows.next_auto_id
    found.rows.next_auto_id += rows
    return list(range(first, first + rows))


def _lay_out_struct(
    call: Call, struct: Any, column: FieldData | None, rows: int, laid_out: dict[str, list[Any]]
) -> None:
    if column is None:
        if not struct.nullable:
            raise invalid(f"struct array field {struct.name} is missing")
        for item in struct.fields:
            laid_out[item.name] = [None] * rows
        return
    for inner in column.struct_arrays.fields:
        name = inner.field_name
        full = name if name.startswith(f"{struct.name}[") else f"{struct.name}[{name}]"
        laid_out[full] = _values(call, FieldSchema(), inner, rows)


def _lay_out_meta(
    call: Call,
    found: Collection,
    sent: dict[str, FieldData],
    rows: int,
    laid_out: dict[str, list[Any]],
) -> None:
    dynamic = [column for column in sent.values() if column.is_dynamic or column.field_name == META]
    unknown = [name for name, column in sent.items() if column not in dynamic]
    if unknown or (dynamic and not found.schema.enable_dynamic_field):
        raise _bad(call, f"fields {sorted(sent)} are not in the schema")
    if found.schema.enable_dynamic_field:
        held = _values(call, FieldSchema(), dynamic[0], rows) if dynamic else [b"{}"] * rows
        laid_out[META] = [b"{}" if value is None else value for value in held]
