"""JSON as text: written so that no terminal obeys it, read so that nothing in it hurts later."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

#: Deeper JSON is refused: whoever walks over it later may do so by recursion.
MAX_DEPTH = 64

#: What a terminal obeys or hides: control characters, marks of text direction, what has no
#: width, line separators, halves of characters, and what is no character.
ACTIVE = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)

# What stands between the tokens of indented JSON stays.
_ESCAPED = re.compile(f"(?!\n)[{ACTIVE}]")
_HALVES = re.compile("[\ud800-\udfff]")


def write(data: Any, *, indent: int | None = None, compact: bool = False) -> str:
    """Return data as JSON, its keys sorted, readable, and with escapes for what is active."""
    separators = (",", ":") if compact else None
    text = json.dumps(
        data, indent=indent, sort_keys=True, ensure_ascii=False, separators=separators
    )
    # JSON itself escapes what is below the space.
    return text if text.isascii() and "\x7f" not in text else _ESCAPED.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def read(text: str | bytes) -> Any:
    """Return the data of JSON text that somebody else may have written.

    Raises:
        ValueError: it is not JSON, nested too deeply, or holds what JSON has no form for:
            NaN, numbers without end, halves of characters.
    """
    try:
        data = json.loads(text, parse_constant=_refuse, parse_float=_float)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    _check(data)
    return data


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _check(data: Any) -> None:
    """Refuse what is too deep, and text that cannot be encoded; without recursion."""
    level = [data]
    for _ in range(MAX_DEPTH + 1):
        inner: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _check_text(item)
            elif isinstance(item, list):
                inner += item
            elif isinstance(item, dict):
                for key in item:
                    _check_text(key)
                inner += item.values()
        if not inner:
            return
        level = inner
    raise ValueError("the JSON is nested too deeply")


def _check_text(text: str) -> None:
    if not text.isascii() and _HALVES.search(text):
        raise ValueError("text in the JSON holds half a character")
