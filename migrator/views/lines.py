"""Lines of text with styles: what every text view is made of, and how it reaches a terminal.

Views say what a piece of text is (``good``, ``bad``, ``faint``, …); colours are chosen
once, here. Text of a server is made harmless, so that it cannot recolour a terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from typing import NamedTuple

from migrator.milvus.words import harmless

#: Puts a colour around a text: the text and the name of the colour, or ``bold``, ``faint``.
Paint = Callable[[str, str], str]

_COLOURS = {
    "create": "green",
    "update": "yellow",
    "replace": "red",
    "delete": "red",
    "bad": "red",
    "warn": "yellow",
    "good": "green",
    "strong": "bold",
    "faint": "faint",
}


class Span(NamedTuple):
    """A piece of a line; ``style`` says what it is, empty for ordinary text."""

    text: str
    style: str = ""


class Line(NamedTuple):
    """One line; ``indent`` in columns is kept where it is folded, ``hang`` is added there."""

    spans: tuple[Span, ...] = ()
    indent: int = 0
    hang: int = 4


def line(*spans: str | tuple[str, str], indent: int = 0, hang: int = 4) -> Line:
    """Make a line of pieces: plain text, or text with its style."""
    made = (Span(item) if isinstance(item, str) else Span(*item) for item in spans)
    return Line(tuple(made), indent, hang)


def unpainted(text: str, colour: str) -> str:
    """Leave text as it is; the ``Paint`` of files and pipes."""
    del colour
    return text


def render(lines: Iterable[Line], *, width: int, paint: Paint = unpainted) -> str:
    """Return lines as text, folded at ``width`` columns."""
    return "\n".join(folded for item in lines for folded in _folded(item, width, paint))


def _folded(item: Line, width: int, paint: Paint) -> list[str]:
    spans = [Span(_clean(span.text), span.style) for span in item.spans]
    whole = "".join(span.text for span in spans)
    room = max(width - item.indent, 20)
    if len(whole) <= room:
        return [" " * item.indent + "".join(_painted(span, paint) for span in spans)]
    pieces = textwrap.wrap(
        whole,
        room,
        subsequent_indent=" " * item.hang,
        drop_whitespace=False,
        break_long_words=False,  # paths, to be copied
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    repainted = _repainted(pieces, spans, paint, hang=item.hang)
    return [" " * item.indent + text for text in repainted]


def _repainted(pieces: list[str], spans: list[Span], paint: Paint, *, hang: int) -> list[str]:
    """Give each folded piece the styles that its characters had in the whole line."""
    styles = [span.style for span in spans for _ in span.text]
    result = []
    at = 0
    for number, piece in enumerate(pieces):
        lead = hang if number else 0
        text = piece[lead:]
        if number and text.startswith(" "):
            # A space that did not fit into the line before.
            text = text[1:]
            at += 1
        parts: list[Span] = [Span(" " * lead)] if lead else []
        for offset, character in enumerate(text):
            style = styles[at + offset] if at + offset < len(styles) else ""
            if parts and parts[-1].style == style:
                parts[-1] = Span(parts[-1].text + character, style)
            else:
                parts.append(Span(character, style))
        at += len(text)
        result.append("".join(_painted(part, paint) for part in parts).rstrip())
    return result


def _clean(text: str) -> str:
    """Make text harmless but keep its spaces, which align columns."""
    if text.isascii() and text.isprintable():
        return text
    return " ".join(harmless(part) if part else "" for part in text.split(" "))


def _painted(span: Span, paint: Paint) -> str:
    if not span.style or not span.text:
        return span.text
    return paint(span.text, _COLOURS[span.style])
