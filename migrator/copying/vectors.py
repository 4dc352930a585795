"""Vectors of another type or with fewer dimensions; the only conversions that need numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrator.copying.casts import Unfit
from migrator.copying.columns import Column, packed, put_packed
from migrator.errors import UsageError
from migrator.kinds.collection.spec import FieldSpec

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float32]
    Halves = NDArray[numpy.uint16]

_MEMBERS = {
    "FloatVector": "float_vector",
    "Float16Vector": "float16_vector",
    "BFloat16Vector": "bfloat16_vector",
}

#: The sign bit and exponent of a float32 and seven bits of its mantissa are a bfloat16.
_BFLOAT_SHIFT = 16


def load_numpy() -> Any:
    """Import numpy, which passing rows through does not need.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import numpy as np
    except ImportError:
        raise UsageError(
            "vectors can be converted with numpy only, and it is not installed",
            hint='pip install "milvus-migrator[copy]"',
        ) from None
    return np


def recast(column: Column, field: FieldSpec, before: FieldSpec) -> Column:
    """Return a new column of another vector type; fewer dimensions are made length one again.

    Raises:
        Unfit: a number is out of the range of the new type, or nothing is left of a vector.
    """
    np = load_numpy()
    floats = as_floats(column, before)
    if field.dim != before.dim:
        floats = _shortened(floats, field.dim or 1)
    made = type(column)()
    made.CopyFrom(column)
    made.ClearField("vectors")
    kinds = made.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_name
    made.type = kinds[field.dtype].number
    put_floats(made, field, np.ascontiguousarray(floats))
    return made


def as_floats(column: Column, field: FieldSpec) -> Floats:
    """Return the vectors of a column, one a row; nulls have none."""
    np = load_numpy()
    dim = field.dim or 1
    vectors = column.vectors
    if field.dtype == "FloatVector":
        flat = np.frombuffer(packed(vectors.float_vector), "<f4")
    elif field.dtype == "Float16Vector":
        flat = np.frombuffer(vectors.float16_vector, "<f2").astype(np.float32)
    else:
        halves = np.frombuffer(vectors.bfloat16_vector, "<u2").astype(np.uint32)
        flat = (halves << _BFLOAT_SHIFT).view(np.float32)
    floats: Floats = flat.reshape(-1, dim)
    return floats


def put_floats(made: Column, field: FieldSpec, floats: Floats) -> None:
    """Give a column its vectors.

    Raises:
        Unfit: a number is out of the range of the type.
    """
    np = load_numpy()
    made.vectors.dim = field.dim or 1
    member = _MEMBERS[field.dtype]
    if field.dtype == "FloatVector":
        made.vectors.float_vector.SetInParent()
        put_packed(made.vectors.float_vector, floats.astype("<f4", copy=False).tobytes())
        return
    with np.errstate(over="ignore"):
        halves = floats.astype("<f2") if field.dtype == "Float16Vector" else _bfloat(floats)
        seen = halves if field.dtype == "Float16Vector" else _widened(halves)
    lost = ~np.isfinite(seen.astype(np.float32)) & np.isfinite(floats)
    if lost.any():
        row, at = (int(found[0]) for found in np.nonzero(lost))
        raise Unfit(row, f"{float(floats[row, at])!r} is out of range of {field.dtype}")
    setattr(made.vectors, member, halves.tobytes())


def _shortened(floats: Floats, dim: int) -> Floats:
    np = load_numpy()
    kept = floats[:, :dim].astype(np.float64)
    lengths = np.linalg.norm(kept, axis=1, keepdims=True)
    empty = np.nonzero(lengths[:, 0] == 0)[0]
    if len(empty):
        raise Unfit(int(empty[0]), f"its first {dim} dimensions are all 0")
    shortened: Floats = (kept / lengths).astype(np.float32)
    return shortened


def _bfloat(floats: Floats) -> Halves:
    """Round to the nearest, to the even one where two are as near."""
    np = load_numpy()
    bits = np.ascontiguousarray(floats, dtype="<f4").view(np.uint32)
    odd = (bits >> _BFLOAT_SHIFT) & 1
    rounded = ((bits + 0x7FFF + odd) >> _BFLOAT_SHIFT).astype("<u2")
    # Rounding would make a number of what is none.
    none = np.isnan(floats)
    rounded[none] = ((bits[none] >> _BFLOAT_SHIFT) | 0x40).astype("<u2")
    halves: Halves = rounded
    return halves


def _widened(halves: Halves) -> Floats:
    np = load_numpy()
    wide: Floats = (halves.astype(np.uint32) << _BFLOAT_SHIFT).view(np.float32)
    return wide
