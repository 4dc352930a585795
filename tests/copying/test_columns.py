"""Properties of columns: what is taken apart and put together again is what it was."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from migrator.copying.casts import cast_value
from migrator.copying.columns import comparable, fill, picked, prepare, put_packed, spread
from migrator.copying.pages import Sizing
from migrator.copying.vectors import as_floats, put_floats, recast
from migrator.datatypes import INTEGER_RANGES
from migrator.kinds.collection.spec import FieldSpec
from migrator.wire.schema_pb2 import DataType, FieldData, FloatArray

OPTIONAL = st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), min_size=1)
FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


def vectors_of(dtype: str, dim: int) -> FieldSpec:
    return FieldSpec.model_validate({"dtype": dtype, "dim": dim})


def dense(values: list[int | None]) -> FieldData:
    """A column as a Query answers with it: something stands in the place of a null."""
    made = FieldData(field_name="x", field_id=101, type=DataType.Int64)
    made.scalars.long_data.data.extend(0 if value is None else value for value in values)
    made.valid_data.extend(value is not None for value in values)
    return made


@given(OPTIONAL)
def test_a_column_with_nulls_says_the_same_before_and_after_it_is_prepared(
    values: list[int | None],
) -> None:
    column = dense(values)
    assert spread(column, len(values)) == values
    prepare(column, "y", rows=len(values), takes_nulls=True)
    assert (column.field_name, column.field_id) == ("y", 0)
    assert spread(column, len(values)) == values
    assert len(column.scalars.long_data.data) == sum(value is not None for value in values)


@given(OPTIONAL, st.data())
def test_rows_are_picked_from_dense_and_compact_columns_alike(
    values: list[int | None], data: st.DataObject
) -> None:
    places = data.draw(st.lists(st.integers(0, len(values) - 1), unique=True))
    compact = FieldData(field_name="x", type=DataType.Int64)
    fill(compact, "Int64", values, nullable=True)
    wanted = [values[place] for place in places]
    for column in (dense(values), compact):
        assert spread(picked(column, places, len(values)), len(places)) == wanted


@given(st.lists(st.lists(FLOATS, min_size=3, max_size=3)))
def test_floats_go_into_a_message_and_out_of_it_in_one_piece(vectors: list[list[float]]) -> None:
    flat = [each for vector in vectors for each in vector]
    one, other = FloatArray(data=flat), FloatArray()
    put_packed(other, np.array(flat, "<f4").tobytes())
    assert one == other
    column = FieldData(type=DataType.FloatVector)
    column.vectors.dim = 3
    column.vectors.float_vector.CopyFrom(other)
    field = vectors_of("FloatVector", 3)
    assert as_floats(column, field).tolist() == vectors
    assert [np.frombuffer(row, "<f4").tolist() for row in comparable(column, len(vectors))] == (
        vectors
    )


@given(st.lists(st.floats(-60_000, 60_000, width=32), min_size=2, max_size=2))
def test_half_vectors_are_the_nearest_that_there_are(vector: list[float]) -> None:
    column = FieldData(type=DataType.FloatVector)
    before = vectors_of("FloatVector", 2)
    put_floats(column, before, np.array([vector], np.float32))
    half = recast(column, vectors_of("Float16Vector", 2), before)
    assert half.type == DataType.Float16Vector
    assert half.vectors.float16_vector == np.array(vector, np.float16).tobytes()
    brain = recast(column, vectors_of("BFloat16Vector", 2), before)
    wide = as_floats(brain, vectors_of("BFloat16Vector", 2))[0]
    for was, now in zip(vector, wide.tolist(), strict=True):
        # Eight bits of the number itself are kept.
        assert math.isclose(was, now, rel_tol=2**-8, abs_tol=1e-38)


@given(st.sampled_from(sorted(INTEGER_RANGES)), st.integers(-(2**70), 2**70))
def test_a_cast_gives_the_same_number_or_refuses(after: str, value: int) -> None:
    low, high = INTEGER_RANGES[after]
    try:
        made: Any = cast_value(value, "Int64", after)
    except ValueError:
        assert not low <= value <= high
    else:
        assert made == value
        assert low <= made <= high


@given(st.lists(st.tuples(st.integers(1, 5_000), st.integers(1, 1 << 24)), min_size=1))
def test_pages_are_sized_by_what_rows_take(seen: list[tuple[int, int]]) -> None:
    sizing = Sizing(10, page_bytes=1 << 20, most=1_000)
    for rows, size_bytes in seen:
        sizing.learn(rows, size_bytes)
        assert 1 <= sizing.rows <= 1_000
        assert sizing.rows == 1 or sizing.rows * (size_bytes / rows) <= (1 << 20) * 2 + size_bytes
    before = sizing.rows
    assert sizing.shrink() is (before > 1)
    assert sizing.rows <= max(1, before // 2 + 1)
