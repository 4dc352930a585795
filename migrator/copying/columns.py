"""Columns: the protocol's FieldData of one page, read and changed by attribute.

A Query answers with scalars that have something in the place of a null (dense) and with
vectors that have nothing there (compact); an Insert takes both compact. What passes through
unchanged is never decoded.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

#: The dynamic field, in which a row keeps what the schema does not name.
META = "$meta"

#: One column of a page: a FieldData message.
Column = Any

#: Which member of ScalarField carries the values of a data type when it is inserted.
MEMBERS = {
    "Bool": "bool_data",
    "Int8": "int_data",
    "Int16": "int_data",
    "Int32": "int_data",
    "Int64": "long_data",
    "Float": "float_data",
    "Double": "double_data",
    "VarChar": "string_data",
    "Text": "string_data",
    "JSON": "json_data",
    "Geometry": "geometry_wkt_data",
    "Timestamptz": "string_data",
    "Array": "array_data",
}

#: How many bytes a vector of so many dimensions takes, by the member that holds it.
_VECTOR_BYTES: dict[str, Callable[[int], int]] = {
    "binary_vector": lambda dim: dim // 8,
    "float16_vector": lambda dim: dim * 2,
    "bfloat16_vector": lambda dim: dim * 2,
    "int8_vector": lambda dim: dim,
}

_FLOAT_BYTES = 4


def blank(like: Column, name: str, dtype: str) -> Column:
    """Make an empty column of the same message class, with a name and a type."""
    made = type(like)()
    made.field_name = name
    numbers = made.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_name
    made.type = numbers[dtype].number
    return made


def member_of(column: Column) -> Any:
    """Return the part of a column that holds its values, None where there is none."""
    inside = column.vectors if column.HasField("vectors") else column.scalars
    name = inside.WhichOneof("data")
    return getattr(inside, name) if name else None


def key_values(column: Column) -> list[Any]:
    """Return the primary keys of a page."""
    member = member_of(column)
    return [] if member is None else list(member.data)


def packed(message: Any) -> memoryview:
    """Return the values of a FloatArray as they lie in memory, without decoding them."""
    data = message.SerializeToString()
    return memoryview(data)[_header(data) :]


def _header(data: bytes) -> int:
    """Return where the values begin behind a tag and a length of several bytes."""
    at = 1
    while at < len(data) and data[at] & 0x80:
        at += 1
    return min(at + 1, len(data))


def put_packed(message: Any, data: bytes) -> None:
    """Give a FloatArray its values as they lie in memory, without encoding each."""
    size, head = len(data), bytearray((0x0A,))
    while size > 0x7F:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    head.append(size)
    if data:
        message.MergeFromString(bytes(head) + data)


def prepare(column: Column, name: str, *, rows: int, takes_nulls: bool) -> None:
    """Turn a column that a Query answered with into one that an Insert takes, in place.

    ``takes_nulls`` is whether the new field is nullable or has a default value; a column
    for any other must have no null.
    """
    column.field_name = name
    column.ClearField("field_id")
    if column.HasField("struct_arrays"):
        for inner in column.struct_arrays.fields:
            inner.field_name = _inner_name(inner.field_name)
            inner.ClearField("field_id")
            _complete(inner)
    valid = column.valid_data
    if valid and not all(valid):
        _compact(column, list(valid))
    _complete(column)
    if not takes_nulls:
        column.ClearField("valid_data")
    elif not valid and rows:
        valid.extend([True] * rows)


def _inner_name(name: str) -> str:
    """Return the name of a struct's member, which a server may tell as ``struct[member]``."""
    return name.partition("[")[2].removesuffix("]") or name


def _compact(column: Column, valid: list[bool]) -> None:
    """Take out what stands in the places of nulls."""
    if not column.HasField("scalars"):
        return
    member = member_of(column)
    if member is None or len(member.data) != len(valid):
        return
    kept = list(compress(member.data, valid))
    if column.scalars.WhichOneof("data") == "array_data":
        # A copy: what is kept would go with the list that it lies in.
        kept = [_copy(value) for value in kept]
    del member.data[:]
    member.data.extend(kept)


def _complete(column: Column) -> None:
    """Give arrays without elements a list that holds none.

    A Query leaves it out, and an Insert without it ends 2.3.5 with a panic.
    """
    if not column.HasField("scalars") or column.scalars.WhichOneof("data") != "array_data":
        return
    arrays = column.scalars.array_data
    kinds = arrays.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_number
    member = MEMBERS.get(kinds[arrays.element_type].name) if arrays.element_type in kinds else None
    if member is None:
        return
    for value in arrays.data:
        if value.WhichOneof("data") is None:
            getattr(value, member).SetInParent()


def _copy(message: Any) -> Any:
    made = type(message)()
    made.CopyFrom(message)
    return made


def has_null(column: Column) -> bool:
    """Whether any row has no value."""
    return not all(column.valid_data)


def spread(column: Column, rows: int) -> list[Any]:
    """Return one value for each row, None for a null, however the column holds them.

    Vectors come as bytes, the vectors and scalars of arrays as messages.
    """
    valid = list(column.valid_data)
    held = _held(column, rows)
    if not valid or len(held) == len(valid):
        return [
            value if good else None
            for value, good in zip(held, valid or [True] * rows, strict=True)
        ]
    values = iter(held)
    return [next(values) if good else None for good in valid]


def _held(column: Column, rows: int) -> Sequence[Any]:
    if column.HasField("struct_arrays"):
        inner = [spread(field, rows) for field in column.struct_arrays.fields]
        return list(zip(*inner, strict=True))
    if not column.HasField("vectors"):
        member = member_of(column)
        return [] if member is None else list(member.data)
    vectors = column.vectors
    name = vectors.WhichOneof("data")
    if name == "sparse_float_vector":
        return list(vectors.sparse_float_vector.contents)
    if name == "vector_array":
        return list(vectors.vector_array.data)
    if name is None:
        return []
    if name == "float_vector":
        data, size = bytes(packed(vectors.float_vector)), vectors.dim * _FLOAT_BYTES
    else:
        data, size = getattr(vectors, name), _VECTOR_BYTES[name](vectors.dim)
    return [data[at : at + size] for at in range(0, len(data), size)]


def fill(column: Column, dtype: str, values: Iterable[Any], *, nullable: bool = False) -> None:
    """Give an empty column of a scalar type its values, None for a null."""
    given = list(values)
    if nullable:
        column.valid_data.extend(value is not None for value in given)
    member = getattr(column.scalars, MEMBERS[dtype])
    member.SetInParent()
    member.data.extend(value for value in given if value is not None)


def picked(column: Column, places: Sequence[int], rows: int) -> Column:
    """Return a new column of some of the rows, in the form that an Insert takes."""
    made = type(column)()
    made.CopyFrom(column)
    made.ClearField("valid_data")
    values = spread(column, rows)
    if column.valid_data:
        made.valid_data.extend(column.valid_data[place] for place in places)
    if column.HasField("struct_arrays"):
        del made.struct_arrays.fields[:]
        inner = [picked(field, places, rows) for field in column.struct_arrays.fields]
        made.struct_arrays.fields.extend(inner)
        return made
    kept = [values[place] for place in places if values[place] is not None]
    _put(made, kept)
    return made


def _put(made: Column, kept: list[Any]) -> None:
    """Replace the values of a column by others of the same form."""
    if not made.HasField("vectors"):
        member = member_of(made)
        if member is not None:
            del member.data[:]
            member.data.extend(kept)
        return
    vectors = made.vectors
    name = vectors.WhichOneof("data")
    if name == "sparse_float_vector":
        del vectors.sparse_float_vector.contents[:]
        vectors.sparse_float_vector.contents.extend(kept)
    elif name == "vector_array":
        del vectors.vector_array.data[:]
        vectors.vector_array.data.extend(kept)
    elif name == "float_vector":
        vectors.float_vector.Clear()
        put_packed(vectors.float_vector, b"".join(kept))
    elif name is not None:
        setattr(vectors, name, b"".join(kept))


def comparable(column: Column, rows: int) -> list[Any]:
    """Return one value for each row, such that equal values are equal on every server."""
    return [_plain(value, column) for value in spread(column, rows)]


def _plain(value: Any, column: Column) -> Any:
    if isinstance(value, tuple):
        fields = column.struct_arrays.fields
        return tuple(_plain(one, field) for one, field in zip(value, fields, strict=True))
    if hasattr(value, "SerializeToString"):
        # An array without elements may come with or without the list that holds none.
        name = value.WhichOneof("data")
        inner = getattr(value, name) if name else b""
        return bytes(inner) if isinstance(inner, bytes) else inner.SerializeToString()
    scalars = column.scalars.WhichOneof("data") if column.HasField("scalars") else ""
    if scalars == "json_data" and value is not None:
        return _json(value)
    if isinstance(value, str) and _type_name(column) == "Timestamptz":
        return _instant(value)
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def _json(value: bytes) -> str:
    try:
        return json.dumps(json.loads(value), sort_keys=True)
    except ValueError:
        # Milvus Lite 3.2.2 tells a JSON that is a text without its quotes.
        return json.dumps(value.decode(errors="replace"))


def _instant(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _type_name(column: Column) -> str:
    numbers = column.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_number
    known = numbers.get(column.type)
    return str(known.name) if known is not None else ""
