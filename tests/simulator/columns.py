"""Columns as they travel, and values by row as the simulator keeps them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from migrator.wire.schema_pb2 import DataType, FieldData, FieldSchema, StructArrayFieldSchema
from tests.simulator import timestamps

#: Which member of ScalarField holds a data type.
_MEMBERS = {
    DataType.Bool: "bool_data",
    DataType.Int8: "int_data",
    DataType.Int16: "int_data",
    DataType.Int32: "int_data",
    DataType.Int64: "long_data",
    DataType.Float: "float_data",
    DataType.Double: "double_data",
    DataType.VarChar: "string_data",
    DataType.Text: "string_data",
    DataType.JSON: "json_data",
    DataType.Array: "array_data",
    DataType.Geometry: "geometry_wkt_data",
    DataType.Timestamptz: "string_data",
}

#: Bytes that one vector takes, by its dimension.
_BYTES = {
    "binary_vector": lambda dim: dim // 8,
    "float16_vector": lambda dim: dim * 2,
    "bfloat16_vector": lambda dim: dim * 2,
    "int8_vector": lambda dim: dim,
}
_BYTES_MEMBER = {
    DataType.BinaryVector: "binary_vector",
    DataType.Float16Vector: "float16_vector",
    DataType.BFloat16Vector: "bfloat16_vector",
    DataType.Int8Vector: "int8_vector",
}

_EMPTY = {
    DataType.VarChar: "",
    DataType.Text: "",
    DataType.Geometry: "",
    DataType.Timestamptz: "",
    DataType.Bool: False,
    DataType.JSON: b"null",
}


def values(column: FieldData, rows: int) -> list[Any]:
    """Lay one column out by row; a row that is null has None.

    Raises:
        ValueError: it holds another number of rows.
    """
    held = _held(column)
    valid = list(column.valid_data)
    if valid and len(held) != rows:
        rest = iter(held)
        held = [next(rest, None) if one else None for one in valid]
    elif valid:
        held = [value if one else None for value, one in zip(held, valid, strict=True)]
    if len(held) != rows:
        raise ValueError(f"the num_rows ({len(held)}) of field {column.field_name} is not {rows}")
    return held


def _held(column: FieldData) -> list[Any]:
    if column.HasField("vectors"):
        return _vectors(column.vectors)
    member = column.scalars.WhichOneof("data")
    return list(getattr(column.scalars, member).data) if member else []


def _vectors(vectors: Any) -> list[Any]:
    member = vectors.WhichOneof("data")
    if member == "sparse_float_vector":
        return list(vectors.sparse_float_vector.contents)
    if member == "vector_array":
        return list(vectors.vector_array.data)
    if member == "float_vector":
        flat: Any = array("f", vectors.float_vector.data)
        size = vectors.dim
    else:
        flat = getattr(vectors, member) if member else b""
        size = _BYTES[member](vectors.dim) if member else 0
    return [flat[at : at + size] for at in range(0, len(flat), size)] if size else []


def column(schema: FieldSchema, held: Sequence[Any]) -> FieldData:
    """Make the column of a field out of its values, as a query answers with it."""
    made = FieldData(field_name=schema.name, type=schema.data_type, field_id=schema.fieldID)
    if schema.nullable:
        made.valid_data.extend(value is not None for value in held)
    if schema.data_type in _MEMBERS:
        _fill_scalars(made, schema, held)
    else:
        _fill_vectors(made, schema, [value for value in held if value is not None])
    return made


def _fill_scalars(made: FieldData, schema: FieldSchema, held: Sequence[Any]) -> None:
    member = getattr(made.scalars, _MEMBERS[schema.data_type])
    member.SetInParent()
    if schema.data_type == DataType.Array:
        member.element_type = schema.element_type
        for value in held:
            one = member.data.add()
            if value is not None:
                one.CopyFrom(value)
        return
    # Where a scalar is null something stands in its place.
    empty = _EMPTY.get(schema.data_type, 0)
    # milvus-io/milvus internal/proxy, timestamptzUTC2IsoStr: they are told as texts.
    told = timestamps.shown if schema.data_type == DataType.Timestamptz else lambda value: value
    member.data.extend(empty if value is None else told(value) for value in held)


def _fill_vectors(made: FieldData, schema: FieldSchema, held: Sequence[Any]) -> None:
    vectors = made.vectors
    dim = next((int(pair.value) for pair in schema.type_params if pair.key == "dim"), 0)
    if schema.data_type == DataType.SparseFloatVector:
        vectors.sparse_float_vector.contents.extend(held)
        return
    vectors.dim = dim
    if schema.data_type == DataType.FloatVector:
        vectors.float_vector.SetInParent()
        for value in held:
            vectors.float_vector.data.extend(value)
    elif schema.data_type == DataType.ArrayOfVector:
        vectors.vector_array.dim = dim
        vectors.vector_array.element_type = schema.element_type
        vectors.vector_array.data.extend(held)
    else:
        setattr(vectors, _BYTES_MEMBER[schema.data_type], b"".join(held))


def struct_column(schema: StructArrayFieldSchema, rows: Iterable[dict[str, Any]]) -> FieldData:
    """Make the column of a struct array out of its members' values."""
    made = FieldData(field_name=schema.name, type=DataType.ArrayOfStruct, field_id=schema.fieldID)
    listed = list(rows)
    for member in schema.fields:
        inner = member.name.removeprefix(f"{schema.name}[").removesuffix("]")
        one = column(member, [row.get(f"{schema.name}[{inner}]") for row in listed])
        one.field_name = inner
        made.struct_arrays.fields.append(one)
    return made
