"""How views say things: actions, values, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from migrator.manifest.emit import flow
from migrator.model import ROWS_UNKNOWN, Action, Severity
from migrator.values import natural

SYMBOLS: Mapping[Action, str] = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "-/+",
    Action.DELETE: "-",
    Action.NOOP: " ",
}

#: What one does, in the summary: ``2 to create``.
VERBS: Mapping[Action, str] = {
    Action.CREATE: "create",
    Action.UPDATE: "change",
    Action.REPLACE: "replace",
    Action.DELETE: "delete",
}

SEVERITY_STYLES: Mapping[Severity, str] = {
    Severity.LIVE: "good",
    Severity.RELOAD: "warn",
    Severity.REINDEX: "warn",
    Severity.REPLACE: "bad",
    Severity.DESTROY: "bad",
}

_LONGEST = 400

#: What is only ever said to be there; a plan holds a reference to it.
PASSWORDS = frozenset({"password", "previous_password"})


#: Mappings whose values are kept as text, whatever they look like.
_OF_TEXT = frozenset({"properties", "params", "type_params"})


def value(data: Any, path: Sequence[str] = ()) -> str:
    """Return a value as a manifest would have it, on one line and shortened."""
    if data is None:
        return "(none)"
    if path and path[-1] in PASSWORDS:
        return "(set)"
    if isinstance(data, str) and not _OF_TEXT.isdisjoint(path):
        data = natural(data)
    text = flow(data)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def rows(count: int | None) -> str:
    """Return a number of rows as people read it."""
    if count is None or count == ROWS_UNKNOWN:
        return "an unknown number of rows"
    return f"{count:,} row{'' if count == 1 else 's'}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 step``, ``2 steps``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """Return a duration as people read it: ``0.4 s``, ``12 s``, ``3 min 20 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 120:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
