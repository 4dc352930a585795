"""Pages: the rows of a range, read in the order of their keys, as many at once as fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import lt
from typing import Any

from migrator.copying.columns import Column, key_values
from migrator.copying.places import WINDOW, Place, Range, expression, named_columns, query
from migrator.datatypes import DENSE_VECTORS
from migrator.errors import Rejected, Unreadable
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec

#: What a page may take, in bytes. Servers send and take 64 MiB at once (2.3.5); far less is
#: as fast, and several pages are in memory at any time.
PAGE_BYTES = 8 << 20

#: A page above this is read again with fewer rows: what becomes of it has to fit, too.
_LARGEST_BYTES = 40 << 20

#: What a value of unknown size is taken for until rows have been seen, in bytes.
_GUESS_BYTES = 64

#: How many bytes one dimension takes, by the type of the vector.
_DIMENSION_BYTES = {
    "FloatVector": 4.0,
    "Float16Vector": 2.0,
    "BFloat16Vector": 2.0,
    "Int8Vector": 1.0,
    "BinaryVector": 0.125,
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows: their keys, ascending, and their columns by name."""

    keys: list[Any]
    columns: dict[str, Column]
    size_bytes: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.keys)


class Sizing:
    """How many rows to ask for at once, learned from the pages so far."""

    def __init__(self, row_bytes: float, *, page_bytes: int = PAGE_BYTES, most: int = WINDOW):
        self._page_bytes = page_bytes
        self._most = max(1, most)
        self._row_bytes = max(1.0, row_bytes)

    @property
    def rows(self) -> int:
        """The rows of the next page."""
        return max(1, min(self._most, int(self._page_bytes / self._row_bytes)))

    def learn(self, rows: int, size_bytes: int) -> None:
        """Go by what a page really took; quickly where that is more than was thought."""
        seen = size_bytes / max(1, rows)
        larger = seen > self._row_bytes
        self._row_bytes = max(1.0, seen if larger else (self._row_bytes + seen) / 2)

    def shrink(self) -> bool:
        """Ask for half as many from now on; whether that is possible."""
        before = self.rows
        self._row_bytes = self._page_bytes / max(1, before // 2)
        return before > 1


def row_bytes(spec: CollectionSpec, names: Sequence[str]) -> float:
    """Guess how many bytes a row takes in some of the fields."""
    return sum(_value_bytes(spec.fields[name]) for name in names if name in spec.fields) + 8.0


def _value_bytes(field: FieldSpec) -> float:
    if field.dtype in DENSE_VECTORS:
        return (field.dim or 1) * _DIMENSION_BYTES[field.dtype]
    if field.struct_schema is not None:
        inner = sum(_value_bytes(each) for each in field.struct_schema.fields.values())
        return inner * min(field.max_capacity or 1, 16)
    return 8.0 if field.dtype in ("Bool", "Int8", "Int16", "Int32", "Int64") else _GUESS_BYTES


def read_pages(
    place: Place, rows: Range, output: Sequence[str], sizing: Sizing, *, as_of: int = 0
) -> Iterator[Page]:
    """Read a range page by page. Contacts the server with reads only.

    ``as_of`` is a time whose writes must be seen, 0 for now.

    Raises:
        Unreadable: keys do not ascend, so that rows would be lost.
        ServerError: a read failed.
    """
    asked = list(dict.fromkeys([place.key, *output]))
    while True:
        answer = _read(place, rows, asked, sizing, as_of)
        columns = named_columns(answer)
        keys = key_values(columns[place.key]) if place.key in columns else []
        if not keys:
            return
        size_bytes = int(answer.ByteSize())
        sizing.learn(len(keys), size_bytes)
        if size_bytes > _LARGEST_BYTES and len(keys) > 1:
            continue
        _check_order(place, rows, keys)
        yield Page(keys, columns, size_bytes)
        rows = replace(rows, above=keys[-1])
        if rows.above == rows.upto:
            return


def _read(place: Place, rows: Range, output: list[str], sizing: Sizing, as_of: int) -> Any:
    """Ask for one page; for a smaller one where the answer would be too large."""
    while True:
        try:
            return query(
                place,
                expression(place, rows),
                output,
                partition=rows.partition,
                limit=sizing.rows,
                as_of=as_of,
            )
        except Rejected as problem:
            if problem.code or "larger than max" not in problem.reason or not sizing.shrink():
                raise


def _check_order(place: Place, rows: Range, keys: list[Any]) -> None:
    """Hold that nothing was passed over: the next page begins behind the last key."""
    after = [] if rows.above is None else [rows.above]
    each = [*after, *keys]
    if not all(map(lt, each, each[1:])):
        raise Unreadable(
            f"{place.address}: the keys of a page do not ascend",
            rpc="Query",
            server=place.rpc.alias,
        )
