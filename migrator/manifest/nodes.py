"""Nodes: YAML as it was written, with its comments, so that it can be written anew.

Reading keeps what a tree of plain data leaves out: comments, blank lines, anchors, and
where everything stands. It is only for text in which ``manifest.yaml`` found no error.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from migrator.manifest import libyaml
from migrator.manifest.scalars import SUSPICIOUS, is_ambiguous, plain


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on a line of its own; ``blank`` tells of an empty line before it."""

    text: str
    blank: bool = False


@dataclass(slots=True, eq=False)
class Scalar:
    """A value without parts. ``verbatim`` is text that must stay as it was written."""

    value: Any
    anchor: str = ""
    verbatim: str = ""
    end: int = 0


@dataclass(slots=True, eq=False)
class Alias:
    """A name in the place of what it stands for."""

    name: str
    end: int = 0


@dataclass(slots=True, eq=False)
class Container:
    """A mapping or a list; ``trailing`` are the comments after its last entry.

    ``end`` counts in characters from the beginning of the text. In a container in
    brackets (``flow``) comments stand between ``start`` and ``end``.
    """

    is_mapping: bool
    entries: list[Entry] = field(default_factory=list)
    anchor: str = ""
    trailing: list[Remark] = field(default_factory=list)
    flow: bool = False
    start: int = 0
    end: int = 0

    @property
    def column(self) -> int:
        """The column of its entries, counted from 0."""
        return self.entries[0].column

    def has_comments(self) -> bool:
        """Whether comments stand anywhere inside, so that it cannot be one line."""
        return bool(self.trailing) or any(entry.has_comments() for entry in self.entries)

    def get(self, key: str) -> Node | None:
        """Return the value of a key, None where there is none."""
        return next((entry.value for entry in self.entries if entry.name == key), None)


Node = Scalar | Alias | Container


@dataclass(slots=True, eq=False)
class Entry:
    """A key with its value, or an item of a list (``key`` None), with the comments about it."""

    key: Scalar | None
    value: Node
    start: int = 0
    column: int = 0
    blank: bool = False
    above: list[Remark] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    @property
    def name(self) -> str | None:
        """The key's text, None for an item of a list."""
        return None if self.key is None else self.key.value

    def has_comments(self) -> bool:
        """Whether a comment is about it, or stands in it."""
        inside = isinstance(self.value, Container) and self.value.has_comments()
        return inside or bool(self.above or self.beside)


@dataclass(slots=True, eq=False)
class Written:
    """One document as it was written; ``head`` are the comments above it.

    ``shares`` tells of anchors, aliases or merge keys; ``gap`` of a blank line before the
    first entry, ``blank`` of one before the document.
    """

    root: Node
    start: int = 0
    shares: bool = False
    head: list[Remark] = field(default_factory=list)
    gap: bool = False
    blank: bool = False


def read_nodes(text: str, dashes: list[int]) -> list[Written]:
    """Return the documents of a text; ``dashes`` are the places where list items begin."""
    return list(_Reader(text, dashes).documents())


class _Reader:
    """Builds nodes from the parser's events."""

    def __init__(self, text: str, dashes: list[int]) -> None:
        self._parser: Any = libyaml.Parser(text)
        self._dashes = dashes
        self._shares = False

    def documents(self) -> Iterator[Written]:
        while (event := self._parser.get_event()) is not None:
            if _is(event, yaml.DocumentStartEvent):
                self._shares = False
                root = self._node(self._parser.get_event())
                yield Written(root, event.start_mark.index, self._shares)

    def _node(self, event: Any) -> Node:
        if _is(event, yaml.AliasEvent):
            self._shares = True
            return Alias(event.anchor, event.end_mark.index)
        self._shares |= event.anchor is not None
        if _is(event, yaml.ScalarEvent):
            return _scalar(event)
        return self._container(event)

    def _container(self, event: Any) -> Container:
        is_mapping = _is(event, yaml.MappingStartEvent)
        made = Container(
            is_mapping,
            anchor=event.anchor or "",
            flow=bool(event.flow_style),
            start=event.start_mark.index,
        )
        ends = yaml.MappingEndEvent if is_mapping else yaml.SequenceEndEvent
        while not _is(event := self._parser.get_event(), ends):
            made.entries.append(self._pair(event) if is_mapping else self._item(event, made.flow))
        made.end = event.end_mark.index if made.flow else _end_of(made)
        return made

    def _pair(self, event: Any) -> Entry:
        key = self._node(event)
        assert isinstance(key, Scalar)  # else there is a finding about it
        if event.style:
            key.verbatim = ""
        elif event.value == "<<":
            key.verbatim = "<<"
            self._shares = True
        key.value = event.value
        mark = event.start_mark
        value = self._node(self._parser.get_event())
        return Entry(key, value, mark.index, mark.column)

    def _item(self, event: Any, flow: bool) -> Entry:
        mark = event.start_mark
        start, column = mark.index, mark.column
        if not flow:
            dash = self._dashes[bisect_left(self._dashes, start) - 1]
            column -= start - dash
            start = dash
        return Entry(None, self._node(event), start, column)


def _is(event: Any, kind: type) -> bool:
    """Whether an event is of a kind; asked so, it keeps marks that its type says may be None."""
    return isinstance(event, kind)


def _scalar(event: Any) -> Scalar:
    value: Any = event.value
    verbatim = ""
    if not event.style and value[:1] in SUSPICIOUS:
        value = plain(event.value)
        if value is event.value and is_ambiguous(event.value):
            # In quotes it would be text, and no longer be refused where a number belongs.
            verbatim = event.value
    return Scalar(value, event.anchor or "", verbatim, event.end_mark.index)


def _end_of(container: Container) -> int:
    return container.entries[-1].value.end if container.entries else container.start
