"""Diagrams: boxes in frames and arrows between them, as Mermaid or DOT.

Both say the same: https://mermaid.js.org/syntax/flowchart.html and
https://graphviz.org/doc/info/lang.html. Text of others is a label only, in which neither
language finds markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.milvus.words import harmless

#: How each kind of box is drawn: Mermaid's brackets, and DOT's shape.
_SHAPES = {
    "box": ("[", "]", "box"),
    "round": ("(", ")", "ellipse"),
    "hexagon": ("{{", "}}", "hexagon"),
    "flag": (">", "]", "cds"),
    "store": ("[(", ")]", "cylinder"),
}

#: Fill and line by style; dark text on light fills can be read on any page.
_COLOURS = {
    "key": ("#fff3c4", "#b7791f"),
    "vector": ("#dbeafe", "#2563eb"),
    "good": ("#dcfce7", "#15803d"),
    "warn": ("#ffedd5", "#c2410c"),
    "bad": ("#fee2e2", "#b91c1c"),
}
_PLAIN = ("#f8fafc", "#64748b")
_TEXT = "#0f172a"


@dataclass(frozen=True, slots=True)
class Box:
    """One thing: lines of text, how it is drawn, and its style (a key of the colours)."""

    id: str
    lines: tuple[str, ...]
    shape: str = "box"
    style: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another, by their ids."""

    tail: str
    head: str
    label: str = ""
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Boxes that belong together, under a title; without one they stand by themselves."""

    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram, drawn from left to right unless it is ``tall``."""

    frames: tuple[Frame, ...]
    arrows: tuple[Arrow, ...] = ()
    tall: bool = False
    notes: tuple[str, ...] = ()


def mermaid(diagram: Diagram) -> str:
    """Return a diagram as a Mermaid flowchart; GitHub and GitLab draw it in markdown."""
    return "\n".join(_mermaid(diagram))


def _mermaid(diagram: Diagram) -> Iterator[str]:
    yield from (f"%% {harmless(note)}" for note in diagram.notes)
    direction = "TB" if diagram.tall else "LR"
    yield f"flowchart {direction}"
    for number, frame in enumerate(diagram.frames, start=1):
        if frame.title:
            yield f'  subgraph frame{number}["{_entities([frame.title])}"]'
            yield f"    direction {direction}"
        for box in frame.boxes:
            left, right, _ = _SHAPES[box.shape]
            style = f":::{box.style}" if box.style else ""
            yield f'    {box.id}{left}"{_entities(box.lines)}"{right}{style}'
        if frame.title:
            yield "  end"
    for arrow in diagram.arrows:
        line = "-.->" if arrow.dotted else "-->"
        label = f'|"{_entities([arrow.label])}"|' if arrow.label else ""
        yield f"  {arrow.tail} {line}{label} {arrow.head}"
    used = {box.style for frame in diagram.frames for box in frame.boxes} - {""}
    for style in sorted(used):
        fill, stroke = _COLOURS[style]
        yield f"  classDef {style} fill:{fill},stroke:{stroke},color:{_TEXT}"


def _entities(lines: Iterable[str]) -> str:
    """Write lines as a quoted label of Mermaid: what could be markup becomes an entity.

    An empty label is a syntax error there (11.17).
    """
    text = "<br/>".join(
        "".join(each if each.isalnum() or each in " .:,/_-" else f"#{ord(each)};" for each in text)
        for text in map(harmless, lines)
    )
    return text or " "


def dot(diagram: Diagram) -> str:
    """Return a diagram in the language of Graphviz."""
    return "\n".join(_dot(diagram))


def _dot(diagram: Diagram) -> Iterator[str]:
    yield from (f"// {harmless(note)}" for note in diagram.notes)
    yield "digraph {"
    yield f"  rankdir={'TB' if diagram.tall else 'LR'}"
    yield '  node [fontname="sans-serif", fontsize=11, style="filled,rounded"]'
    yield '  edge [fontname="sans-serif", fontsize=10, color="#64748b"]'
    for number, frame in enumerate(diagram.frames, start=1):
        if frame.title:
            yield f"  subgraph cluster_{number} {{"
            yield f'    label={_quoted([frame.title])}; fontname="sans-serif"; color="#94a3b8"'
        for box in frame.boxes:
            fill, stroke = _COLOURS.get(box.style, _PLAIN)
            shape = _SHAPES[box.shape][2]
            yield (
                f"    {box.id} [label={_quoted(box.lines)}, shape={shape}, "
                f'fillcolor="{fill}", color="{stroke}"]'
            )
        if frame.title:
            yield "  }"
    for arrow in diagram.arrows:
        told = [f"label={_quoted([arrow.label])}"] if arrow.label else []
        told += ["style=dashed"] if arrow.dotted else []
        attributes = f" [{', '.join(told)}]" if told else ""
        yield f"  {arrow.tail} -> {arrow.head}{attributes}"
    yield "}"


def _quoted(lines: Iterable[str]) -> str:
    """Write lines as a quoted string of DOT, which knows escapes and HTML entities."""
    escaped = (
        harmless(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
        for text in lines
    )
    return '"' + "\\n".join(escaped) + '"'
