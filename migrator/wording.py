"""Words that the messages of findings share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

_SHOWN = 60
_KNOWN_SHOWN = 12
_KNOWN_COMPARED = 200


def shown(value: object) -> str:
    """Return a value as a message shows it: text in quotes, and all of it short."""
    text = cut(str(value))
    return repr(text) if isinstance(value, str) else text


def cut(text: str) -> str:
    """Return text that is short enough for a message."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to one, or the known ones."""
    candidates = tuple(known)
    alike = (each for each in candidates if abs(len(each) - len(word)) <= 2 + len(word) // 2)
    # Comparing takes long, and a collection may have any number of fields.
    folded = {each.lower(): each for each in islice(alike, _KNOWN_COMPARED)}
    near = difflib.get_close_matches(word.lower()[:80], folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folded[near[0]]}?"
    if not candidates:
        return ""
    more = ", …" if len(candidates) > _KNOWN_SHOWN else ""
    return f"known are {', '.join(candidates[:_KNOWN_SHOWN])}{more}"


def either(words: Iterable[str]) -> str:
    """Return words as a choice: ``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
