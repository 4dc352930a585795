"""Explanations as text: of codes, and of keys."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.codes import Code
from migrator.manifest.explaining import Key
from migrator.views.lines import Line, line


def code_lines(code: Code) -> Iterator[Line]:
    """Say what a code means."""
    yield line((f"{code.id}: {code.title}", "strong"), f" ({code.level})")
    yield line()
    yield line(code.explanation, hang=0)


def key_lines(key: Key) -> Iterator[Line]:
    """Say what a key means, what it may be, and what is inside."""
    yield line((key.path, "strong"))
    yield line()
    yield line(key.meaning, hang=0)
    for title, words in (
        ("one of", key.values),
        ("also written", key.also),
        ("inside", key.inside),
    ):
        if words:
            yield line((f"{title}: ", "faint"), ", ".join(words), hang=0)
