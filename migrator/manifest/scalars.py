"""Plain scalars: what unquoted YAML text means, by the core schema of YAML 1.2.

``no``, ``on``, ``yes``, dates and times stay text. What YAML 1.1 and 1.2 read as
different numbers (``010``, ``1:30``, ``1_000``) stays text too and is called ambiguous,
so that it is refused where a number is expected.
"""

from __future__ import annotations

import math
import re

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

#: Plain text that begins otherwise is text, without a closer look.
SUSPICIOUS = frozenset(["", *"0123456789+-.~nNtTfF"])

#: Longer numbers are kept as text; no attribute of Milvus holds one.
MAX_DIGITS = 40

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_AMBIGUOUS = re.compile(
    r"[-+]?(?:0[0-9_]+|[0-9][0-9_]*_[0-9_]*)(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|0b[01_]+"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


def plain(text: str) -> str | int | float | bool | None:
    """Return what an unquoted scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def is_ambiguous(text: str) -> bool:
    """Whether text looks like a number that parsers of YAML read differently or not at all."""
    if len(text) > MAX_DIGITS:
        return bool(re.fullmatch(r"[-+]?[0-9][0-9_.:]*", text[:200]))
    return bool(_AMBIGUOUS.fullmatch(text) or (_FLOAT.fullmatch(text) and plain(text) == text))
