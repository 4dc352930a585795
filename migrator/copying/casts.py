"""Casts of single values, each checked: what does not fit is refused, never bent."""

from __future__ import annotations

import math
from typing import Any

from migrator.datatypes import INTEGER_RANGES
from migrator.values import float32

_TEXTS = ("VarChar", "Text", "Geometry", "Timestamptz")


class Unfit(Exception):
    """A row whose value does not fit; ``row`` is its place in the page."""

    def __init__(self, row: int, why: str) -> None:
        super().__init__(why)
        self.row = row


def cast_value(value: Any, before: str, after: str) -> Any:
    """Return a value as another type has it; ``before`` "" is for what JSON holds.

    Raises:
        ValueError: it does not fit: out of range, not whole, not a number, not a text.
    """
    if after in INTEGER_RANGES:
        return _integer(value, before, after)
    if after in ("Float", "Double"):
        return _floating(value, before, after)
    if after == "Bool":
        if not isinstance(value, bool):
            raise ValueError(f"{_shown(value)} is not true or false")
        return value
    if after in _TEXTS:
        return _text(value, before)
    return value


def _integer(value: Any, before: str, after: str) -> int:
    if isinstance(value, bool) and before != "Bool":
        raise ValueError(f"{_shown(value)} is not a number")
    if isinstance(value, float):
        if not value.is_integer():
            raise ValueError(f"{value!r} is not a whole number")
    elif isinstance(value, str):
        if before != "VarChar":
            raise ValueError(f"{_shown(value)} is not a number")
    elif not isinstance(value, int):
        raise ValueError(f"{_shown(value)} is not a number")
    try:
        number = int(value)
    except ValueError:
        raise ValueError(f"{_shown(value)} is not a whole number") from None
    low, high = INTEGER_RANGES[after]
    if not low <= number <= high:
        raise ValueError(f"{number} is not between {low} and {high}")
    return number


def _floating(value: Any, before: str, after: str) -> float:
    if isinstance(value, bool) or (isinstance(value, str) and before != "VarChar"):
        raise ValueError(f"{_shown(value)} is not a number")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{_shown(value)} is not a number") from None
    if isinstance(value, int) and int(number) != value:
        raise ValueError(f"{value} cannot be told exactly as {after}")
    if after == "Double":
        return number
    try:
        narrow = float(float32(number))
    except (ValueError, OverflowError):
        raise ValueError(f"{number!r} is out of range of Float") from None
    if math.isinf(narrow) and not math.isinf(number):
        raise ValueError(f"{number!r} is out of range of Float")
    if isinstance(value, int) and int(narrow) != value:
        raise ValueError(f"{value} cannot be told exactly as {after}")
    return narrow


def _text(value: Any, before: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and before == "Bool":
        return "true" if value else "false"
    if isinstance(value, int) and before in INTEGER_RANGES:
        return str(value)
    raise ValueError(f"{_shown(value)} is not a text")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
