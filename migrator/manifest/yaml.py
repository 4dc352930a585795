"""YAML with positions: one pass over the parser's events gives plain data and places.

libyaml's parser through PyYAML, or the pure one where libyaml is missing. Only events are
used: composing crashes the process on deep nesting, and events are faster. Depth and
size are bounded, aliases share what they stand for and count at their full size, merge
keys (``<<``) are carried out, and tags are refused. Keys are text exactly as written.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import yaml

from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.manifest import libyaml
from migrator.manifest.scalars import SUSPICIOUS, is_ambiguous, plain
from migrator.manifest.syntax import explain
from migrator.manifest.tree import COLUMN_BITS, Tree

MAX_DEPTH = 64
#: Keys and values of one document, aliases counted at their full size.
MAX_NODES = 200_000
#: Keys and values of one file, counted likewise.
MAX_FILE_NODES = 4_000_000
#: Documents of one file, empty ones too.
MAX_DOCUMENTS = 50_000
#: After so many problems in one file the rest of it is left.
MAX_PROBLEMS = 200
#: libyaml compares each %TAG line with all before; nobody needs one here.
MAX_TAG_LINES = 50
#: After so many syntax errors in one file the rest of it is left.
MAX_SYNTAX_ERRORS = 20


class Parser(Protocol):
    """Where events come from."""

    def get_event(self) -> Any:
        """Return the next event, None after the last."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking what is only being built; restores it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def read(
    text: str, file: str, *, make_parser: Callable[[str], Parser] = libyaml.Parser
) -> tuple[list[Tree], list[Finding]]:
    """Turn YAML text into one tree for each document that is not empty, and findings.

    After a syntax error reading goes on with the next document.
    """
    builder = _Builder(file)
    if text.count("\n%TAG") > MAX_TAG_LINES:
        message = f"more than {MAX_TAG_LINES} lines that begin with %TAG"
        return [], [finding("MIG117", message, hint="remove them", source=Source(file, 1, 1))]
    start = 0
    for _ in range(MAX_SYNTAX_ERRORS):
        try:
            builder.build(make_parser(text if not start else _from_line(text, start)))
        except yaml.YAMLError as problem:
            builder.findings.append(explain(problem, text, file))
        except _TooMuch as problem:
            builder.findings.append(problem.finding)
            break
        else:
            break
        following = _next_document(text, max(start, builder.line))
        if following is None:
            break
        start = following
    return builder.trees, builder.findings


def _from_line(text: str, line: int) -> str:
    """Blank the lines before one, so that lines keep their numbers."""
    return "\n" * line + "\n".join(text.split("\n")[line:])


def _next_document(text: str, after: int) -> int | None:
    lines = text.split("\n")
    return next((n for n in range(after + 1, len(lines)) if lines[n].startswith("---")), None)


class _TooMuch(Exception):
    """A bound is passed; what was read of the document is dropped, and the rest is left."""

    def __init__(self, problem: Finding) -> None:
        self.finding = problem
        super().__init__(problem.message)


class _Mark(Protocol):
    line: int
    column: int


#: What a frame waits for, when that is not the value of a key.
_KEY: Any = object()
_ITEM: Any = object()
_MERGED: Any = object()
_DROPPED: Any = object()


class _Frame:
    """A container that is still open; ``waits`` is the key whose value comes next."""

    __slots__ = ("anchor", "at", "merges", "nodes", "places", "refers", "value", "waits")

    def __init__(self, value: Any, waits: Any, at: int, anchor: str | None, nodes: int) -> None:
        self.value = value
        self.waits = waits
        self.at = at
        self.anchor = anchor
        self.nodes = nodes
        self.places: list[int] = []
        self.merges: list[tuple[Any, int]] = []
        self.refers = False


class _Builder:
    """Builds trees from events, without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.trees: list[Tree] = []
        self.findings: list[Finding] = []
        self.line = 0
        self.documents = 0
        self.nodes_before = 0
        self.known: dict[str, Any] = {}
        self.handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceStartEvent: self._open_list,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._start,
            yaml.DocumentEndEvent: self._end,
            yaml.StreamStartEvent: lambda _event: None,
            yaml.StreamEndEvent: lambda _event: None,
        }

    def build(self, parser: Parser) -> None:
        """Read all events of a parser."""
        handlers = self.handlers
        get_event = parser.get_event
        event = get_event()
        while event is not None:
            handlers[type(event)](event)
            event = get_event()

    def _start(self, event: Any) -> None:
        self.line = event.start_mark.line
        self.tree = Tree(self.file, _place(event.start_mark))
        self.frame = _Frame([], _ITEM, self.tree.root, None, 0)
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0
        self.documents += 1
        if self.documents > MAX_DOCUMENTS:
            self._stop("MIG120", f"more than {MAX_DOCUMENTS} documents", event.start_mark)

    def _end(self, event: Any) -> None:
        self.line = event.end_mark.line
        self.nodes_before += self.nodes
        if self.nodes_before > MAX_FILE_NODES:
            message = f"a file of more than {MAX_FILE_NODES} keys and values"
            self._stop("MIG120", message, event.end_mark)
        self.tree.data = self.frame.value[0]
        self.tree.root = self.frame.places[0]
        if self.tree.data is not None:
            self.trees.append(self.tree)

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        place = mark.line << COLUMN_BITS | mark.column
        value = event.value
        self.nodes += 1
        frame = self.frame
        if "${" in value:
            frame.refers = True
        if event.tag is not None:
            self._refuse_tag(event)
        waits = frame.waits
        if waits is _KEY:
            self._key(event, value, place)
            return
        if value[:1] in SUSPICIOUS and not event.style:
            value = self._plain(value)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)
        if type(waits) is str:  # as in _put, for the commonest case without a call
            frame.value[waits] = value
            frame.places.append(place)
            frame.waits = _KEY
        else:
            self._put(value, place)

    def _plain(self, text: str) -> Any:
        known = self.known
        if text in known:
            return known[text]
        value = plain(text)
        if value is text and is_ambiguous(text):
            self.tree.ambiguous = True  # not kept as known: the next document must be told too
            return text
        known[text] = value
        return value

    def _key(self, event: Any, key: str, place: int) -> None:
        frame = self.frame
        if event.anchor is not None:
            self.anchors[event.anchor] = (key, 1)
        if key == "<<" and not event.style:
            frame.waits = _MERGED
            return
        if key in frame.value:
            first = frame.places[2 * list(frame.value).index(key)]
            self._find(
                "MIG113",
                f"the key {shown_key(key)} stands twice; first at {self.tree.source(first)}",
                place,
                hint="remove one of the two",
            )
            frame.waits = _DROPPED
            return
        frame.waits = key
        frame.places.append(place)

    def _put(self, value: Any, place: int) -> None:
        """Give a finished value to the open container."""
        frame = self.frame
        waits = frame.waits
        if type(waits) is str:
            frame.value[waits] = value
            frame.places.append(place)
            frame.waits = _KEY
        elif waits is _ITEM:
            frame.value.append(value)
            frame.places.append(place)
        elif waits is _KEY:
            self._find(
                "MIG118",
                "a key must be text, not a list, mapping or alias",
                place,
                hint="write the key out",
            )
            frame.waits = _DROPPED
        else:
            if waits is _MERGED:
                frame.merges.append((value, place))
            frame.waits = _KEY

    def _open_mapping(self, event: Any) -> None:
        self._open(event, {}, _KEY)

    def _open_list(self, event: Any) -> None:
        self._open(event, [], _ITEM)

    def _open(self, event: Any, value: Any, waits: Any) -> None:
        mark = event.start_mark
        self.nodes += 1
        if event.tag is not None:
            self._refuse_tag(event)
        self.stack.append(self.frame)
        self.frame = _Frame(
            value, waits, mark.line << COLUMN_BITS | mark.column, event.anchor, self.nodes
        )
        if len(self.stack) > MAX_DEPTH:
            self._stop("MIG114", f"nested more than {MAX_DEPTH} levels deep", mark)
        if self.nodes > MAX_NODES:
            self._stop("MIG115", f"a document of more than {MAX_NODES} keys and values", mark)

    def _close(self, _event: Any) -> None:
        frame = self.frame
        tree = self.tree
        tree.starts[id(frame.value)] = len(tree.places)
        tree.places.extend(frame.places)
        if frame.merges:
            self._merge(frame)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.value, self.nodes - frame.nodes + 1)
        self.frame = self.stack.pop()
        if frame.refers:
            tree.references.add(id(frame.value))
            self.frame.refers = True
        self._put(frame.value, frame.at)

    def _merge(self, frame: _Frame) -> None:
        """Add the entries of merged mappings that the mapping does not have itself."""
        tree = self.tree
        places = list(frame.places)
        for merged, place in frame.merges:
            for source in merged if isinstance(merged, list) else [merged]:
                if not isinstance(source, dict):
                    self._find("MIG119", "<< can only take in mappings", place)
                    continue
                start = tree.starts[id(source)]
                for position, (key, value) in enumerate(source.items()):
                    if key not in frame.value:
                        frame.value[key] = value
                        at = start + 2 * position
                        places += tree.places[at : at + 2]
        tree.starts[id(frame.value)] = len(tree.places)
        tree.places.extend(places)

    def _alias(self, event: Any) -> None:
        mark = event.start_mark
        value, size = self.anchors.get(event.anchor, (None, 1))
        if event.anchor not in self.anchors:
            self._find("MIG116", f"nothing before is marked &{event.anchor}", _place(mark))
        if "${" in value if isinstance(value, str) else id(value) in self.tree.references:
            self.frame.refers = True
        self.nodes += size
        if self.nodes > MAX_NODES:
            self._stop(
                "MIG115", f"aliases make the document larger than {MAX_NODES} keys and values", mark
            )
        self._put(value, _place(mark))

    def _refuse_tag(self, event: Any) -> None:
        self._find(
            "MIG117",
            f"tags are not supported: {event.tag[:60]}",
            _place(event.start_mark),
            hint="remove the tag; text in quotes is always text",
        )

    def _find(self, code: str, message: str, place: int, *, hint: str = "") -> None:
        source = self.tree.source(place)
        self.findings.append(finding(code, message, hint=hint, source=source))
        if len(self.findings) >= MAX_PROBLEMS:
            message = f"more than {MAX_PROBLEMS} problems; the rest of the file was not read"
            raise _TooMuch(finding("MIG121", message, source=source))

    def _stop(self, code: str, message: str, mark: _Mark) -> None:
        raise _TooMuch(finding(code, message, source=self.tree.source(_place(mark))))


def _place(mark: _Mark) -> int:
    return mark.line << COLUMN_BITS | mark.column


def shown_key(key: str) -> str:
    """Return a key in quotes, shortened where it is long."""
    return repr(key if len(key) <= 60 else f"{key[:57]}…")
