"""Words of others, made safe to show."""

from __future__ import annotations

import re
import unicodedata

#: No reason of a server is longer; stack traces are.
_LONGEST = 2_000

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]).*?(?:\x07|\x1b\\|\x9c|$)"  # titles, links
    r"|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)


def harmless(text: str) -> str:
    """Return a text of a server as one line without escapes and invisible characters.

    Else a server could recolour a terminal, or write a line of its own into a log.
    """
    if text.isascii() and text.isprintable() and len(text) <= _LONGEST:
        return text
    plain = _ESCAPES.sub("", text)
    shown = "".join(map(_shown, plain))
    line = " ".join(shown.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    # Other, control; format (text direction, zero width); surrogate; private; unassigned.
    return "" if unicodedata.category(character).startswith("C") else character
