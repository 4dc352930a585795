"""The rows of one collection: kept by key, counted by partition."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Key = int | str


@dataclass(slots=True)
class Row:
    """One row; ``values`` by field, a struct's members as ``struct[member]``."""

    key: Any
    partition: str
    values: dict[str, Any]


@dataclass
class Rows:
    """Rows in the order of their insertion.

    ``growing`` and ``sealed`` count what was inserted, by partition, before and after a
    flush; deletes do not change them, as in Milvus. ``sealed_at`` is when a flush came
    last, on the monotonic clock.
    """

    items: list[Row] = field(default_factory=list)
    growing: Counter[str] = field(default_factory=Counter)
    sealed: Counter[str] = field(default_factory=Counter)
    sealed_at: float = 0.0
    next_auto_id: int = 1
    _ordered: list[Row] | None = None
    _keys: list[Any] = field(default_factory=list)

    def add(self, rows: Iterable[Row]) -> None:
        """Append, whatever is there already."""
        for row in rows:
            self.items.append(row)
            self.growing[row.partition] += 1
        self._ordered = None

    def put(self, rows: Collection[Row]) -> None:
        """Append, in place of rows with the same keys; the last of each key stays."""
        last = {row.key: row for row in rows}
        self.remove(lambda row: row.key in last)
        self.add(last.values())

    def remove(self, which: Callable[[Row], bool]) -> list[Row]:
        """Take rows out; give them."""
        gone = [row for row in self.items if which(row)]
        if gone:
            self.items = [row for row in self.items if not which(row)]
            self._ordered = None
        return gone

    def drop_partition(self, name: str) -> None:
        self.remove(lambda row: row.partition == name)
        self.growing.pop(name, None)
        self.sealed.pop(name, None)

    def seal(self, now: float) -> None:
        """Flush: what was growing is counted from now on."""
        if self.growing:
            self.sealed_at = now
        self.sealed += self.growing
        self.growing.clear()

    def ordered(self, *, above: Any = None) -> Iterator[Row]:
        """Go through the rows by key, from a key on."""
        if self._ordered is None:
            self._ordered = sorted(self.items, key=lambda row: row.key)
            self._keys = [row.key for row in self._ordered]
        begin = 0 if above is None else bisect_left(self._keys, above)
        for index in range(begin, len(self._ordered)):
            yield self._ordered[index]
