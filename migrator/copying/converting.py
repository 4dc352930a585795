"""Converting: rules carried out on one page of rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from migrator.copying.casts import Unfit, cast_value
from migrator.copying.columns import META, Column, blank, fill, prepare, spread
from migrator.copying.pages import Page
from migrator.copying.rules import (
    Cast,
    Computed,
    Constant,
    Conversion,
    Dynamic,
    FromKey,
    Pass,
    Rule,
    Truncate,
)
from migrator.errors import CopyFailed
from migrator.kinds.collection.spec import FieldSpec


def convert(page: Page, conversion: Conversion, key: str) -> list[Column]:
    """Turn the columns of a page into those that are written; the page is used up.

    Contacts no server. ``key`` is the name of the source's primary key.

    Raises:
        CopyFailed: a row does not fit, told with its key.
    """
    work = _Work(page, page.columns[key])
    made: list[Column] = []
    # What reads a column comes before what changes it in place.
    for rule in sorted(conversion.rules, key=lambda each: isinstance(each, Pass)):
        try:
            made.append(work.carry_out(rule))
        except Unfit as problem:
            target = META if isinstance(rule, Dynamic) else rule.target
            row = page.keys[problem.row]
            raise CopyFailed(
                f"the row with key {row!r} does not fit field {target}: {problem}",
                hint="change the row, the field, or the mapping; what was copied so far stays",
                keys=(row,),
            ) from problem
    return made


class _Work:
    """One page under conversion; ``like`` is any column, to make others of its class."""

    def __init__(self, page: Page, like: Column) -> None:
        self._page = page
        self._like = like
        self._given: set[str] = set()

    def carry_out(self, rule: Rule) -> Column:
        """Make the column of one rule."""
        match rule:
            case Pass():
                return self._passed(rule)
            case Cast() | Truncate() if rule.field.dtype.endswith("Vector"):
                from migrator.copying.vectors import recast

                self._check_nulls(rule.source, rule.field)
                made = recast(self._column(rule.source), rule.field, rule.before)
                return self._prepared(made, rule.target, rule.field)
            case Cast():
                return self._cast(rule)
            case Constant():
                return self._filled(rule.target, rule.field, [rule.value] * self._page.rows)
            case FromKey():
                return self._from_key(rule)
            case Dynamic():
                return self._dynamic(rule)
            case Computed():
                from migrator.copying.calls import computed

                return self._prepared(
                    computed(rule, self._page, self._like), rule.target, rule.field
                )
        raise AssertionError(rule)  # pragma: no cover

    def _column(self, name: str) -> Column:
        found = self._page.columns.get(name)
        if found is None:
            raise CopyFailed(f"the server did not answer with field {name}")
        return found

    def _passed(self, rule: Pass) -> Column:
        column = self._column(rule.source)
        self._check_nulls(rule.source, rule.field)
        if rule.checks:
            _check_sizes(column, rule.field, self._page.rows)
        if rule.source in self._given:
            copy = type(column)()
            copy.CopyFrom(column)
            column = copy
        self._given.add(rule.source)
        return self._prepared(column, rule.target, rule.field)

    def _check_nulls(self, source: str, field: FieldSpec) -> None:
        valid = self._column(source).valid_data
        if valid and not _takes_nulls(field) and not all(valid):
            raise Unfit(list(valid).index(False), "it is null, and the new field takes none")

    def _prepared(self, column: Column, name: str, field: FieldSpec) -> Column:
        prepare(column, name, rows=self._page.rows, takes_nulls=_takes_nulls(field))
        return column

    def _cast(self, rule: Cast) -> Column:
        self._check_nulls(rule.source, rule.field)
        column = self._column(rule.source)
        before, after = rule.before.dtype, rule.field.dtype
        values = spread(column, self._page.rows)
        return self._filled(
            rule.target, rule.field, _each(values, lambda value: cast_value(value, before, after))
        )

    def _filled(self, name: str, field: FieldSpec, values: Iterable[Any]) -> Column:
        made = blank(self._like, name, field.dtype)
        given = list(_each(values, lambda value: _checked(value, field)))
        fill(made, field.dtype, given, nullable=_takes_nulls(field))
        return made

    def _from_key(self, rule: FromKey) -> Column:
        found = [told.get(rule.key, rule.otherwise) for told in self._told()]
        after = rule.field.dtype
        return self._filled(
            rule.target, rule.field, _each(found, lambda value: _from_json(value, after, rule))
        )

    def _told(self) -> Iterator[dict[str, Any]]:
        for text in spread(self._column(META), self._page.rows):
            yield json.loads(text) if text else {}

    def _dynamic(self, rule: Dynamic) -> Column:
        rows = self._page.rows
        if rule.keeps and not (rule.removed or rule.added):
            made = self._column(META)
            prepare(made, META, rows=rows, takes_nulls=False)
            made.is_dynamic = True
            return made
        told = list(self._told()) if rule.keeps else [{} for _ in range(rows)]
        for each in told:
            for key in rule.removed & each.keys():
                del each[key]
        for name, field in rule.added:
            for each, value in zip(told, spread(self._column(name), rows), strict=True):
                if value is not None:
                    each[name] = json.loads(value) if field.dtype == "JSON" else value
        made = blank(self._like, META, "JSON")
        made.is_dynamic = True
        fill(made, "JSON", (json.dumps(each, ensure_ascii=False).encode() for each in told))
        return made


def _takes_nulls(field: FieldSpec) -> bool:
    return field.nullable or field.default_value is not None


def _each(values: Iterable[Any], change: Callable[[Any], Any]) -> Iterator[Any]:
    """Change values one by one, and say of which row one is that cannot be changed."""
    for row, value in enumerate(values):
        try:
            yield None if value is None else change(value)
        except ValueError as problem:
            raise Unfit(row, str(problem)) from problem


def _checked(value: Any, field: FieldSpec) -> Any:
    if isinstance(value, str) and field.max_length is not None:
        _check_length(value, field.max_length)
    if field.dtype == "JSON" and not isinstance(value, bytes):
        return json.dumps(value, ensure_ascii=False).encode()
    return cast_value(value, "", field.dtype)


def _from_json(value: Any, after: str, rule: FromKey) -> Any:
    if after == "JSON":
        return value
    try:
        return cast_value(value, "", after)
    except ValueError as problem:
        raise ValueError(f"key {rule.key}: {problem}") from problem


def _check_length(text: str, most: int) -> None:
    size = len(text.encode())
    if size > most:
        raise ValueError(f"it has {size} bytes, and the field takes {most}")


def _check_sizes(column: Column, field: FieldSpec, rows: int) -> None:
    """Hold texts and arrays against bounds that are lower than they were."""
    for row, value in enumerate(spread(column, rows)):
        try:
            if isinstance(value, str):
                _check_length(value, field.max_length or 0)
            elif value is not None and field.dtype == "Array":
                _check_array(value, field)
        except ValueError as problem:
            raise Unfit(row, str(problem)) from problem


def _check_array(value: Any, field: FieldSpec) -> None:
    # A struct's members lie in lists of one length.
    lists = [_elements(one) for one in (value if isinstance(value, tuple) else (value,))]
    inner = next((each for each in lists if each), [])
    if field.max_capacity is not None and len(inner) > field.max_capacity:
        raise ValueError(f"it has {len(inner)} elements, and the field takes {field.max_capacity}")
    if field.max_length is not None:
        for element in inner:
            if isinstance(element, str):
                _check_length(element, field.max_length)


def _elements(value: Any) -> Sequence[Any]:
    """Return the scalars of one array; nothing of vectors, which lie one behind the other."""
    name = value.WhichOneof("data")
    return list(getattr(value, name).data) if name and name.endswith("_data") else []
