"""Calls: a person's own function makes a column out of others, a page at a time.

It is given one numpy array for each source, in the order of the mapping, and returns one
value for each row: ``(rows, dim)`` numbers for a vector, else a sequence of values.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from migrator.copying.casts import Unfit, cast_value
from migrator.copying.columns import Column, blank, fill, spread
from migrator.copying.pages import Page
from migrator.copying.rules import Computed
from migrator.copying.vectors import as_floats, load_numpy, put_floats
from migrator.datatypes import FLOATS, INTEGERS
from migrator.errors import CopyFailed, UsageError
from migrator.kinds.collection.spec import FieldSpec

_FLOATING = ("FloatVector", "Float16Vector", "BFloat16Vector")


@cache
def load(entry: str) -> Callable[..., Any]:
    """Import a function by ``module:name``.

    Raises:
        UsageError: there is none.
    """
    module, _, name = entry.partition(":")
    try:
        found = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as problem:
        raise UsageError(
            f"call: {entry} cannot be imported: {problem}",
            hint="write module:function, and let PYTHONPATH lead to the module",
        ) from problem
    if not callable(found):
        raise UsageError(f"call: {entry} is not a function")
    return found


def computed(rule: Computed, page: Page, like: Column) -> Column:
    """Let a rule's function make a column.

    Raises:
        CopyFailed: it fails, or returns something else than one value for each row.
        Unfit: a value does not fit the field.
        UsageError: the function, or numpy, is not there.
    """
    function = load(rule.call)
    arrays = [_array(page.columns[name], field, page.rows) for name, field in rule.sources]
    try:
        result = function(*arrays)
        count = len(result)
    except Exception as problem:
        raise CopyFailed(
            f"call: {rule.call} failed for field {rule.target}, on the {page.rows} rows from key "
            f"{page.keys[0]!r}: {type(problem).__name__}: {problem}",
        ) from problem
    if count != page.rows:
        raise CopyFailed(f"call: {rule.call} returned {count} values for {page.rows} rows")
    return _column(rule, result, like)


def _array(column: Column, field: FieldSpec, rows: int) -> Any:
    np = load_numpy()
    if field.dtype in _FLOATING and all(column.valid_data):
        return as_floats(column, field)
    values = spread(column, rows)
    if field.dtype in (*INTEGERS, *FLOATS, "Bool") and None not in values:
        kinds = {"Float": "float32", "Double": "float64", "Bool": "bool"}
        return np.array(values, dtype=kinds.get(field.dtype, field.dtype.lower()))
    if field.dtype == "JSON":
        values = [None if value is None else json.loads(value) for value in values]
    if field.dtype == "Array" and field.struct_schema is None:
        values = [_elements(value) for value in values]
    held = np.empty(rows, dtype=object)
    held[:] = values
    return held


def _elements(value: Any) -> list[Any] | None:
    if value is None:
        return None
    name = value.WhichOneof("data")
    return list(getattr(value, name).data) if name else []


def _column(rule: Computed, result: Any, like: Column) -> Column:
    np = load_numpy()
    field = rule.field
    made = blank(like, rule.target, field.dtype)
    if field.dtype in _FLOATING:
        floats = np.asarray(result, dtype=np.float32)
        if floats.ndim != 2 or floats.shape[1] != field.dim:
            raise CopyFailed(
                f"call: {rule.call} returned vectors of shape {floats.shape}, and field "
                f"{rule.target} has {field.dim} dimensions"
            )
        put_floats(made, field, floats)
        return made
    if field.dtype not in (*INTEGERS, *FLOATS, "Bool", "VarChar", "JSON"):
        raise CopyFailed(f"call: a field of type {field.dtype} cannot be made by a function")
    values = [_value(each, row, field) for row, each in enumerate(result)]
    fill(made, field.dtype, values, nullable=field.nullable or field.default_value is not None)
    return made


def _value(value: Any, row: int, field: FieldSpec) -> Any:
    plain = value.tolist() if hasattr(value, "tolist") else value
    if plain is None:
        if not field.nullable:
            raise Unfit(row, "it is null, and the field takes none")
        return None
    if field.dtype == "JSON":
        return json.dumps(plain, ensure_ascii=False).encode()
    try:
        made = cast_value(plain, "", field.dtype)
    except ValueError as problem:
        raise Unfit(row, str(problem)) from problem
    if field.max_length is not None and len(str(made).encode()) > field.max_length:
        raise Unfit(row, f"it is longer than {field.max_length} bytes")
    return made
