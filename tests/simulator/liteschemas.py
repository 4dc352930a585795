"""What Milvus Lite 3.2.2 makes of a schema; observed, and read in its source."""

from __future__ import annotations

import json
from zoneinfo import available_timezones

from migrator.wire.schema_pb2 import (
    CollectionSchema,
    DataType,
    FieldSchema,
    FunctionSchema,
    FunctionType,
)
from tests.simulator import timestamps
from tests.simulator.refusal import Refused

_TYPES = frozenset(
    {
        DataType.Bool,
        DataType.Int8,
        DataType.Int16,
        DataType.Int32,
        DataType.Int64,
        DataType.Float,
        DataType.Double,
        DataType.VarChar,
        DataType.Array,
        DataType.JSON,
        DataType.Geometry,
        DataType.Timestamptz,
        DataType.FloatVector,
        DataType.SparseFloatVector,
    }
)
_RESERVED = frozenset({"_seq", "_partition", "$meta", "iso", "interval"})
_ANALYZERS = frozenset({"standard", "jieba"})
_KEYS = frozenset({DataType.Int64, DataType.VarChar})


def illegal(reason: str) -> Refused:
    return Refused(6, reason)


def checked(sent: CollectionSchema) -> CollectionSchema:
    """Check a schema and give what is left of it.

    Raises:
        Refused: it is against a rule.
    """
    schema = CollectionSchema(name=sent.name, enable_dynamic_field=sent.enable_dynamic_field)
    for item in sent.fields:
        schema.fields.append(_kept(item, automatic=sent.autoID))
    for function in sent.functions:
        schema.functions.append(_kept_function(function))
    _check_fields(schema)
    _check_functions(schema)
    schema.autoID = any(item.is_primary_key and item.autoID for item in schema.fields)
    return schema


def cannot_be_saved(sent: CollectionSchema) -> bool:
    """Whether a default value is bytes, which Lite fails to write down."""
    return any(
        item.HasField("default_value") and item.default_value.WhichOneof("data") == "bytes_data"
        for item in sent.fields
    )


def check_properties(properties: dict[str, str]) -> None:
    """Refuse the one property that Lite looks at.

    Raises:
        Refused: the time zone is not one.
    """
    zone = properties.get("timezone")
    if zone is not None and zone not in available_timezones():
        raise illegal(f"invalid timezone {zone!r}")


def _kept(sent: FieldSchema, *, automatic: bool) -> FieldSchema:
    if sent.data_type not in _TYPES:
        raise illegal(f"field {sent.name!r} uses a Milvus type which MilvusLite does not support")
    kept = FieldSchema(
        name=sent.name,
        data_type=sent.data_type,
        is_primary_key=sent.is_primary_key,
        autoID=sent.autoID or (automatic and sent.is_primary_key),
        nullable=sent.nullable,
        is_partition_key=sent.is_partition_key,
        is_function_output=sent.is_function_output,
    )
    params = {pair.key: pair.value for pair in sent.type_params}
    for key, value in _params(sent, params).items():
        kept.type_params.add(key=key, value=value)
    if sent.data_type == DataType.Array and sent.element_type in _TYPES:
        kept.element_type = sent.element_type
    if sent.HasField("default_value") and sent.default_value.WhichOneof("data"):
        _keep_default(kept, sent)  # but for JSON and vectors, where it is not shown
    return kept


def _params(sent: FieldSchema, params: dict[str, str]) -> dict[str, str]:
    """Keep the parameters that Lite knows of a type, the way it writes them."""
    kept: dict[str, str] = {}
    if sent.data_type == DataType.FloatVector:
        kept["dim"] = _number(sent.name, params.get("dim", ""))
    if sent.data_type == DataType.Array and params.get("max_capacity", "").isdigit():
        kept["max_capacity"] = str(int(params["max_capacity"]))
    if sent.data_type == DataType.VarChar and params.get("max_length"):
        kept["max_length"] = _number(sent.name, params["max_length"])
    for flag in ("enable_analyzer", "enable_match"):
        if params.get(flag, "").lower() == "true":
            kept[flag] = "true"
    try:
        analyzer = json.loads(params.get("analyzer_params", ""))
    except ValueError:
        analyzer = None
    if analyzer:
        kept["analyzer_params"] = json.dumps(analyzer)
    return kept


def _number(name: str, text: str) -> str:
    try:
        return str(int(text))
    except ValueError:
        raise illegal(f"field {name!r} has a parameter that is no number: {text!r}") from None


def _keep_default(kept: FieldSchema, sent: FieldSchema) -> None:
    held = getattr(sent.default_value, sent.default_value.WhichOneof("data") or "")
    default = kept.default_value
    match sent.data_type:
        case DataType.Bool:
            default.bool_data = bool(held)
        case DataType.Int8 | DataType.Int16 | DataType.Int32:
            default.int_data = int(held)
        case DataType.Int64:
            default.long_data = int(held)
        case DataType.Float:
            default.float_data = float(held)
        case DataType.Double:
            default.double_data = float(held)
        case DataType.VarChar | DataType.Geometry:
            default.string_data = str(held)
        case DataType.Timestamptz:
            default.timestamptz_data = _moment(held)


def _moment(held: int | str) -> int:
    try:
        return held if isinstance(held, int) else timestamps.microseconds(held)
    except ValueError:
        raise illegal(f"invalid timestamp {held!r}") from None


def _kept_function(sent: FunctionSchema) -> FunctionSchema:
    if sent.type not in {FunctionType.BM25, FunctionType.TextEmbedding}:
        raise illegal(f"function {sent.name!r} uses unsupported type {sent.type}")
    kept = FunctionSchema(name=sent.name, type=sent.type, params=sent.params)
    kept.input_field_names.extend(sent.input_field_names)
    kept.output_field_names.extend(sent.output_field_names)
    return kept


def _check_fields(schema: CollectionSchema) -> None:
    seen: set[str] = set()
    for item in schema.fields:
        if not item.name or item.name.casefold() in _RESERVED:
            raise illegal(f"field name {item.name!r} is reserved")
        if item.name in seen:
            raise illegal(f"duplicate field name: {item.name!r}")
        seen.add(item.name)
        if item.data_type == DataType.FloatVector and int(item.type_params[0].value) <= 0:
            raise illegal(f"vector field {item.name!r} requires dim > 0")
        if item.data_type == DataType.Array and not item.element_type:
            raise illegal(f"ARRAY field {item.name!r} requires element_type")
    keys = [item for item in schema.fields if item.is_primary_key]
    if len(keys) != 1 or keys[0].data_type not in _KEYS or keys[0].nullable:
        raise illegal("schema must have exactly one primary key field, INT64 or VARCHAR")
    if keys[0].autoID and keys[0].data_type != DataType.Int64:
        raise illegal("auto_id primary key must be INT64")
    vectors = {DataType.FloatVector, DataType.SparseFloatVector}
    if not any(item.data_type in vectors for item in schema.fields):
        raise illegal("schema has no vector field")
    parts = [item for item in schema.fields if item.is_partition_key]
    if len(parts) > 1 or any(p.is_primary_key or p.data_type not in _KEYS for p in parts):
        raise illegal("at most one field can be partition key, INT64 or VARCHAR")


def _check_functions(schema: CollectionSchema) -> None:
    fields = {item.name: item for item in schema.fields}
    outputs: set[str] = set()
    for function in schema.functions:
        if len(function.input_field_names) != 1 or len(function.output_field_names) != 1:
            raise illegal(f"function {function.name!r} requires exactly one input and output")
        source = fields.get(function.input_field_names[0])
        target = fields.get(function.output_field_names[0])
        if source is None or target is None or target.name in outputs:
            raise illegal(f"function {function.name!r} has fields that are missing or taken")
        outputs.add(target.name)
        params = {pair.key: pair.value for pair in source.type_params}
        is_bm25 = function.type == FunctionType.BM25
        made = DataType.SparseFloatVector if is_bm25 else DataType.FloatVector
        if source.data_type != DataType.VarChar or target.data_type != made:
            raise illegal(f"function {function.name!r} has fields of the wrong types")
        if is_bm25 and "enable_analyzer" not in params:
            raise illegal(f"input of function {function.name!r} must have enable_analyzer=True")
        if is_bm25:
            _check_analyzer(params)
        target.is_function_output = True


def _check_analyzer(params: dict[str, str]) -> None:
    given = json.loads(params.get("analyzer_params", "{}"))
    name = given.get("type", given.get("tokenizer", "standard"))
    if isinstance(name, dict):
        name = name.get("type", "standard")
    if name not in _ANALYZERS:
        raise illegal(f"unsupported analyzer {name!r}")
