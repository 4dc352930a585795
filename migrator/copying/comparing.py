"""Comparing: which rows of two collections are not the same, range by range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from migrator.copying.checkpoints import Key
from migrator.copying.columns import META, Column, comparable, key_values, prepare
from migrator.copying.converting import convert
from migrator.copying.moving import Job
from migrator.copying.pages import Page, Sizing, read_pages, row_bytes
from migrator.copying.places import Place, Range, count_ranges, named_columns, query
from migrator.copying.rules import Computed, Dynamic
from migrator.copying.writing import among

#: Rows of each page of keys whose content is compared where a sample is enough.
SAMPLE = 64

#: Rows of a page while every row's content is compared; two of each are in memory.
_CONTENT_BYTES = 4 << 20


class Look(Enum):
    """How closely rows are compared."""

    KEYS = "keys"
    SAMPLE = "sample"
    FULL = "full"


@dataclass(slots=True)
class Difference:
    """What differs in one range: keys that only one side has, rows that are not equal.

    ``rows`` counts the keys of the source that were looked at, ``target_rows`` those of the
    target, ``compared`` the rows whose content was.
    """

    partition: str = ""
    missing: list[Key] = field(default_factory=list)
    extra: list[Key] = field(default_factory=list)
    changed: list[Key] = field(default_factory=list)
    rows: int = 0
    target_rows: int = 0
    compared: int = 0

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.missing or self.extra or self.changed)


def differences(job: Job, shards: Sequence[Range], look: Look) -> Iterator[Difference]:
    """Compare two collections page by page. Contacts both servers with reads only.

    What a function has computed is not compared. Where the two were written to meanwhile,
    what is told may be over.

    Raises:
        CopyFailed: a row of the source does not fit the target.
        ServerError: a read failed.
    """
    as_of = job.source.now(), job.target.now()
    for shard in shards:
        yield from _of_shard(job, shard, look, as_of)


def _of_shard(job: Job, shard: Range, look: Look, as_of: tuple[int, int]) -> Iterator[Difference]:
    source = job.source
    whole = look is Look.FULL
    output = job.conversion.reads if whole else (source.key,)
    sizing = Sizing(
        row_bytes(source.spec, output), **({"page_bytes": _CONTENT_BYTES} if whole else {})
    )
    above = shard.above
    for page in read_pages(source, shard, output, sizing, as_of=as_of[0]):
        part = replace(shard, above=above, upto=page.keys[-1])
        above = page.keys[-1]
        yield _of_page(job, page, part, look, as_of)
    if above is None or above != shard.upto:
        rest = replace(shard, above=above)
        yield _of_page(job, Page([], {}, 0), rest, Look.KEYS, as_of)


def _of_page(job: Job, page: Page, part: Range, look: Look, as_of: tuple[int, int]) -> Difference:
    """Compare one page of the source with what the target has in its range."""
    found = Difference(part.partition, rows=page.rows)
    keys = page.keys
    whole = look is Look.FULL
    mine = _Rows.of_source(job, page) if whole and keys else None
    names = _compared(job) if whole else (job.target.key,)
    sizing = Sizing(
        row_bytes(job.target.spec, names), **({"page_bytes": _CONTENT_BYTES} if whole else {})
    )
    left, seen = set(keys), 0
    for theirs in read_pages(job.target, part, names, sizing, as_of=as_of[1]):
        found.target_rows += theirs.rows
        found.extra += [key for key in theirs.keys if key not in left]
        if mine is not None:
            shared = left.intersection(theirs.keys)
            found.changed += mine.unlike(_Rows.of_target(job, theirs), shared)
            seen += len(shared)
        left.difference_update(theirs.keys)
    found.missing = [key for key in keys if key in left]
    found.compared = seen
    if look is Look.SAMPLE and keys:
        there = [key for key in keys if key not in left]
        chosen = there[:: max(1, len(there) // SAMPLE)]
        found.changed = unequal(job, part.partition, chosen, as_of)
        found.compared = len(chosen)
    return found


def unequal(
    job: Job, partition: str, keys: Sequence[Key], as_of: tuple[int, int] = (0, 0)
) -> list[Key]:
    """Return those of some rows that are on both sides and are not equal. Reads only.

    Raises:
        CopyFailed, ServerError: as ``differences`` does.
    """
    unlike: list[Key] = []
    for page in read_keys(job.source, partition, keys, job.conversion.reads, as_of[0]):
        mine = _Rows.of_source(job, page)
        for theirs in read_keys(job.target, partition, page.keys, _compared(job), as_of[1]):
            both = set(page.keys).intersection(theirs.keys)
            unlike += mine.unlike(_Rows.of_target(job, theirs), both)
    return unlike


def read_keys(
    place: Place, partition: str, keys: Sequence[Key], output: Iterable[str], as_of: int = 0
) -> Iterator[Page]:
    """Read rows by their keys, as many at once as fit. Contacts the server with reads only.

    Raises:
        ServerError: a read failed.
    """
    names = list(dict.fromkeys([place.key, *output]))
    at_once = min(1_000, Sizing(row_bytes(place.spec, names)).rows)
    for at in range(0, len(keys), at_once):
        some = keys[at : at + at_once]
        answer = query(
            place,
            among(place, some),
            names,
            partition=partition,
            limit=len(some),
            as_of=as_of,
        )
        columns = named_columns(answer)
        found = key_values(columns[place.key]) if place.key in columns else []
        if found:
            yield Page(found, columns, int(answer.ByteSize()))


def _compared(job: Job) -> tuple[str, ...]:
    """Name the columns of the target whose content is to be that of the source."""
    names = []
    for rule in job.conversion.rules:
        if isinstance(rule, Dynamic):
            names.append(META)
        elif not isinstance(rule, Computed):
            names.append(rule.target)
    return tuple(names)


@dataclass(slots=True)
class _Rows:
    """The content of a page, as it is compared."""

    place: dict[Key, int]
    columns: dict[str, Column]
    values: dict[str, list[Any]]

    @classmethod
    def of_source(cls, job: Job, page: Page) -> _Rows:
        """Take a page of the source, converted."""
        computed = job.conversion.computed
        plain = replace(
            job.conversion,
            rules=tuple(r for r in job.conversion.rules if not isinstance(r, Computed)),
        )
        made = convert(page, plain, job.source.key)
        columns = {META if each.is_dynamic else each.field_name: each for each in made}
        return cls._made(page, {n: c for n, c in columns.items() if n not in computed})

    @classmethod
    def of_target(cls, job: Job, page: Page) -> _Rows:
        """Take a page of the target, in the form in which it was inserted."""
        wanted = _compared(job)
        columns = {name: page.columns[name] for name in wanted if name in page.columns}
        for name, column in columns.items():
            spec = job.target.spec.fields.get(name)
            takes = spec is not None and (spec.nullable or spec.default_value is not None)
            prepare(column, name, rows=page.rows, takes_nulls=takes)
        return cls._made(page, columns)

    @classmethod
    def _made(cls, page: Page, columns: dict[str, Column]) -> _Rows:
        return cls({key: at for at, key in enumerate(page.keys)}, columns, {})

    def unlike(self, other: _Rows, keys: set[Key]) -> list[Key]:
        """Return the keys, of those that both have, whose rows are not equal, in order."""
        aligned = list(self.place) == list(other.place)
        odd = [
            name
            for name, column in self.columns.items()
            if not (aligned and _same(column, other.columns.get(name)))
        ]
        if not odd:
            return []
        return sorted(
            key
            for key in keys
            if any(self._value(name, key) != other._value(name, key) for name in odd)
        )

    def _value(self, name: str, key: Key) -> Any:
        values = self.values.get(name)
        if values is None:
            column = self.columns.get(name)
            values = [] if column is None else comparable(column, len(self.place))
            self.values[name] = values
        place = self.place[key]
        return values[place] if place < len(values) else None


def _same(mine: Column, theirs: Column | None) -> bool:
    """Whether two columns are the same, byte by byte, in what they hold."""
    if theirs is None or list(mine.valid_data) != list(theirs.valid_data):
        return False
    for part in ("scalars", "vectors", "struct_arrays"):
        if mine.HasField(part):
            return bool(
                getattr(mine, part).SerializeToString(deterministic=True)
                == getattr(theirs, part).SerializeToString(deterministic=True)
            )
    return False


def find_duplicates(place: Place, shards: Sequence[Range], *, as_of: int, most: int) -> list[Key]:
    """Find keys that stand for more than one row, at most so many. Reads only.

    Servers give one row of each key and count all of them: where a range has more rows than
    keys, it is halved until single keys are left.

    Raises:
        ServerError: a read failed.
    """
    found: list[Key] = []
    for shard in shards:
        sizing = Sizing(row_bytes(place.spec, [place.key]))
        above = shard.above
        for page in read_pages(place, shard, (place.key,), sizing, as_of=as_of):
            part = replace(shard, above=above)
            above = page.keys[-1]
            found += _crowded(place, part, page.keys, as_of, most - len(found))
            if len(found) >= most:
                return found
    return found


def _crowded(place: Place, part: Range, keys: list[Key], as_of: int, most: int) -> list[Key]:
    if most <= 0:
        return []
    (rows,) = count_ranges(place, [replace(part, upto=keys[-1])], as_of)
    if rows <= len(keys):
        return []
    if len(keys) == 1:
        return list(keys)
    middle = len(keys) // 2
    left = _crowded(place, part, keys[:middle], as_of, most)
    rest = replace(part, above=keys[middle - 1])
    return left + _crowded(place, rest, keys[middle:], as_of, most - len(left))
