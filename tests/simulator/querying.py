"""Rows that are looked for: queried, counted, deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from migrator.wire import milvus_pb2
from migrator.wire.schema_pb2 import DataType
from tests.simulator import columns
from tests.simulator.call import Call
from tests.simulator.expressions import Filter, Unreadable, parse
from tests.simulator.inserting import META, fill_ids, is_generated
from tests.simulator.refusal import Refused, invalid, partition_missing, unnumbered
from tests.simulator.rows import Row
from tests.simulator.state import Collection

COUNT = "count(*)"

#: The most rows of one answer.
WINDOW = 16_384


def delete(call: Call) -> milvus_pb2.MutationResult:
    found = call.collection()
    request = call.request
    if request.partition_name and request.partition_name not in found.partitions:
        raise partition_missing(request.partition_name)
    wanted = _filter(call, found, request.expr, request.expr_template_values)
    if not call.profile.lite:
        if not wanted.names_keys and found.load is None:
            raise Refused(101, f"collection not loaded[collection={found.name}]")
        if not request.expr:
            raise invalid("delete plan can't be empty or always true")
    where = request.partition_name
    gone = found.rows.remove(
        lambda row: (not where or row.partition == where) and wanted.test(_view(row))
    )
    answer = milvus_pb2.MutationResult(delete_cnt=len(gone))
    answer.IDs.SetInParent()
    if call.profile.lite:
        fill_ids(answer, [row.key for row in gone])
    else:
        answer.timestamp = call.state.clock.tick()
    return answer


def _filter(call: Call, found: Collection, text: str, template: Any) -> Filter:
    names = {item.name for item in found.schema.fields}
    dynamic = found.schema.enable_dynamic_field
    given = {name: _template(value) for name, value in template.items()}
    try:
        return parse(text, found.key, lambda name: dynamic or name in names, given)
    except Unreadable as unreadable:
        if call.profile.lite:
            raise Refused(6, str(unreadable)) from None
        # 2.4 and later have a number for it: read in milvus-io/milvus
        # internal/proxy/task_query.go, createPlan.
        if call.profile.at_least(2, 4):
            raise invalid(f"failed to create query plan: {unreadable}") from None
        raise unnumbered(f"failed to create query plan: {unreadable}") from None


def _template(value: Any) -> Any:
    member = value.WhichOneof("val")
    held = getattr(value, member)
    if member != "array_val":
        return held
    inner = held.WhichOneof("data")
    return list(getattr(held, inner).data) if inner else []


def _view(row: Row) -> dict[str, Any]:
    meta = row.values.get(META)
    return {**json.loads(meta), **row.values} if meta and meta != b"{}" else row.values


def query(call: Call) -> milvus_pb2.QueryResults:
    found = call.collection()
    request = call.request
    params = {pair.key: pair.value for pair in request.query_params}
    output = list(request.output_fields)
    limit, offset = int(params.get("limit", 0) or 0), int(params.get("offset", 0) or 0)
    if not call.profile.lite:
        _check_window(found, request, limit, offset)
    if found.load is None and not (call.profile.lite and COUNT in output):
        raise Refused(101, f"collection not loaded[collection={found.name}]")
    wanted = _filter(call, found, request.expr, request.expr_template_values)
    parts = set(request.partition_names)
    if COUNT in output:
        if call.profile.lite and not request.expr:
            parts = set()
        return _counted(call, found, sum(1 for _ in _matching(found, wanted, parts)))
    if not call.profile.lite:
        _check_output(found, parts, output)
    if call.profile.lite and wanted.keys is not None and "iterator" not in params:
        # Looked up one by one, in the order of their naming, whatever the limit.
        order = {key: number for number, key in enumerate(wanted.keys)}
        rows = sorted(_matching(found, wanted, parts), key=lambda row: order[row.key])
        return _results(call, found, rows, output)
    in_order = not call.profile.lite or "iterator" in params
    end = offset + limit if limit else None
    matching = _matching(found, wanted, parts, in_order=in_order)
    if not call.profile.lite:
        matching = _one_of_each(matching)
    rows = list(islice(matching, offset, end))
    return _results(call, found, rows, output)


def _check_window(found: Collection, request: Any, limit: int, offset: int) -> None:
    for name in request.partition_names:
        if name not in found.partitions:
            raise unnumbered(f"partition name {name} not found")
    counts = COUNT in request.output_fields
    if counts and limit:
        raise unnumbered("count entities with pagination is not allowed")
    if limit + offset > WINDOW:
        raise unnumbered(f"invalid max query result window, (offset+limit) should be <= {WINDOW}")
    if not request.expr and not counts and not limit:
        raise unnumbered("empty expression should be used with limit")


def _check_output(found: Collection, parts: set[str], output: list[str]) -> None:
    assert found.load is not None
    if not parts <= set(found.load.ready):
        raise Refused(201, "partition not loaded")
    known = {item.name for item in found.schema.fields}
    known |= {item.name for item in found.schema.struct_array_fields}
    unknown = [name for name in output if name not in known | {"*", "%", META}]
    if unknown and not found.schema.enable_dynamic_field:
        raise unnumbered(f"field {unknown[0]} not exist")


def _matching(
    found: Collection, wanted: Filter, parts: set[str], *, in_order: bool = True
) -> Iterator[Row]:
    rows: Iterable[Row] = found.rows.items
    if in_order:
        rows = found.rows.ordered(above=wanted.above)
    for row in rows:
        if (not parts or row.partition in parts) and wanted.test(_view(row)):
            yield row


def _one_of_each(rows: Iterator[Row]) -> Iterator[Row]:
    """Give one row of each key, as 2.3.5 does; its count(*) counts all of them."""
    for _, same in groupby(rows, key=lambda row: row.key):
        yield next(same)


def _counted(call: Call, found: Collection, count: int) -> milvus_pb2.QueryResults:
    answer = milvus_pb2.QueryResults()
    column = answer.fields_data.add(field_name=COUNT, type=DataType.Int64)
    column.scalars.long_data.data.append(count)
    if call.profile.lite:
        answer.collection_name = found.name
        answer.output_fields.append(COUNT)
    return answer


def _results(
    call: Call, found: Collection, rows: list[Row], output: list[str]
) -> milvus_pb2.QueryResults:
    answer = milvus_pb2.QueryResults(collection_name=found.name)
    schema = found.schema
    every = "*" in output or (call.profile.lite and not output)
    named = {item.name for item in schema.fields} | {
        item.name for item in schema.struct_array_fields
    }
    for item in schema.fields:
        if (
            (every and not is_generated(found, item.name))
            or item.name in output
            or item.is_primary_key
        ):
            held = [row.values.get(item.name) for row in rows]
            answer.fields_data.append(columns.column(item, held))
    for struct in schema.struct_array_fields:
        if every or struct.name in output:
            answer.fields_data.append(columns.struct_column(struct, (row.values for row in rows)))
    extra = set(output) - named - {"*"}
    if schema.enable_dynamic_field and (every or extra or call.profile.lite):
        column = answer.fields_data.add(field_name=META, type=DataType.JSON, is_dynamic=True)
        kept = None if every or META in extra or not call.profile.lite else extra
        column.scalars.json_data.data.extend(_meta(row, kept) for row in rows)
    _name_output(call, found, answer, output, every=every)
    return answer


def _meta(row: Row, kept: set[str] | None) -> bytes:
    """Give what a row has beyond the schema; Lite gives only what is asked for."""
    held: bytes = row.values.get(META, b"{}")
    if kept is None:
        return held
    return json.dumps({k: v for k, v in json.loads(held).items() if k in kept}).encode()


def _name_output(
    call: Call,
    found: Collection,
    answer: milvus_pb2.QueryResults,
    output: list[str],
    *,
    every: bool,
) -> None:
    """Say which fields were asked for: Milvus adds the key, Lite leaves out what is unknown."""
    told = [item.field_name for item in answer.fields_data] if every else list(output)
    if not call.profile.lite:
        answer.output_fields.extend(dict.fromkeys([found.key, *told]))
        answer.session_ts = call.state.clock.tick()
        return
    answer.primary_field_name = found.key
    known = {item.name for item in found.schema.fields}
    dynamic = found.schema.enable_dynamic_field
    if output:
        answer.output_fields.extend(name for name in told if dynamic or name in known)
