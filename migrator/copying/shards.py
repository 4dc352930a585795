"""Shards: the parts of a collection that are copied on their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from migrator.copying.columns import key_values
from migrator.copying.places import Place, Range, expression, named_columns, query

#: Fewer rows than this are not worth a second shard.
ROWS_EACH = 50_000

_HIGHEST = 2**63 - 1


def parts_of(source: Place, target: Place) -> tuple[Range, ...]:
    """Return the partitions that go each into its own, or all rows where they do not.

    Where a partition key spreads the rows of a side, no request there names a partition.
    """
    both = source.partitions and target.partitions
    return tuple(Range(name) for name in source.partitions) if both else (Range(),)


def make_shards(
    place: Place, parts: Sequence[Range], rows: int, *, at_least: int
) -> tuple[Range, ...]:
    """Divide parts of a collection further where they are few, by Int64 keys.

    Contacts the server with reads only. Ranges do not overlap, and take every key together.

    Raises:
        ServerError: a read failed.
    """
    each = min(-(-at_least // len(parts)), rows // len(parts) // ROWS_EACH)
    if each < 2 or place.key_field.dtype != "Int64":
        return tuple(parts)
    as_of = place.now()
    return tuple(piece for one in parts for piece in _divided(place, one, each, as_of))


def _divided(place: Place, whole: Range, parts: int, as_of: int) -> list[Range]:
    """Divide the keys that are there evenly; where they crowd, shards are of unequal size."""
    low = _first_above(place, whole.partition, None, as_of)
    if low is None:
        return [whole]
    high = _last(place, whole.partition, low, as_of)
    step = (high - low) // parts
    bounds = [low + step * number for number in range(1, parts)] if step else []
    ends: list[int | None] = [None, *bounds, None]
    return [Range(whole.partition, above, upto) for above, upto in pairwise(ends)]


def _first_above(place: Place, partition: str, above: int | None, as_of: int) -> int | None:
    rows = Range(partition, above)
    answer = query(
        place, expression(place, rows), [place.key], partition=partition, limit=1, as_of=as_of
    )
    columns: dict[str, Any] = named_columns(answer)
    keys = key_values(columns[place.key]) if place.key in columns else []
    return int(keys[0]) if keys else None


def _last(place: Place, partition: str, low: int, as_of: int) -> int:
    """Find the highest key, nearly: to a thousandth of what lies between it and the lowest."""
    first, high = low, _HIGHEST
    while high - low > max(1, (high - first) // 1000):
        middle = (low + high) // 2
        found = _first_above(place, partition, middle, as_of)
        if found is None:
            high = middle
        else:
            low = max(found, middle)
    return high
