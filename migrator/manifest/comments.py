"""Comments: where they stand in a text, and what each of them is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import yaml

from migrator.manifest import libyaml
from migrator.manifest.nodes import Container, Entry, Remark, Written, read_nodes

_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")
#: What follows ``|`` and ``>`` in their line: a comment there is inside the parser's token.
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: its text, where it begins, and whether it has its line for itself.

    ``blank`` tells that the line before is empty.
    """

    text: str
    at: int
    column: int
    alone: bool
    blank: bool

    @property
    def remark(self) -> Remark:
        """The comment on a line of its own."""
        return Remark(self.text, self.blank)


def read_written(text: str) -> list[Written]:
    """Return the documents of a text, with every comment where it belongs.

    The text has no error and no carriage returns.
    """
    scanned = _Scan(text)
    documents = read_nodes(text, scanned.dashes)
    comments = scanned.comments
    first = 0
    for number, document in enumerate(documents):
        following = documents[number + 1].start if number + 1 < len(documents) else len(text)
        last = bisect_left(comments, following, key=attrgetter("at"))
        _place(document, comments[first:last])
        first = last
        if isinstance(document.root, Container):
            _mark_blanks(document.root, scanned)
            document.gap = bool(document.root.entries) and document.root.entries[0].blank
        document.blank = document.start > 0 and scanned.is_after_blank(document.start)
    return documents


def all_comments(text: str) -> list[str]:
    """Return the text of every comment, sorted."""
    return sorted(comment.text for comment in _Scan(text).comments)


class _Scan:
    """What lies between the tokens of a text: comments and blank lines; and its dashes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[Comment] = []
        self.dashes: list[int] = []
        last = 0
        for token in _tokens(text):
            self._gap(last, token.start_mark.index)
            if isinstance(token, yaml.BlockEntryToken):
                self.dashes.append(token.start_mark.index)
            elif isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                self._header(token.start_mark.index)
            last = max(last, token.end_mark.index)
        self._gap(last, len(text))

    def is_after_blank(self, at: int) -> bool:
        """Whether the line before that of a place is empty."""
        line = self._line_start(at)
        return line > 0 and not self.text[self._line_start(line - 1) : line].strip()

    def begins_line(self, at: int) -> bool:
        """Whether only blanks and dashes stand before a place in its line."""
        return not self.text[self._line_start(at) : at].strip("- \t")

    def _gap(self, start: int, end: int) -> None:
        at = start
        while at < end and (at := self.text.find("#", at, end)) != -1:
            found = _BREAKS.search(self.text, at)
            stop = found.start() if found else len(self.text)
            self._add(at, self.text[at:stop])
            at = stop

    def _header(self, start: int) -> None:
        found = _HEADER.match(self.text, start)
        if found is not None:
            self._add(found.start(1), found.group(1))

    def _add(self, at: int, text: str) -> None:
        line = self._line_start(at)
        alone = not self.text[line:at].strip()
        comment = Comment(text.rstrip(), at, at - line, alone, self.is_after_blank(at))
        self.comments.append(comment)

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1


def _tokens(text: str) -> Iterator[Any]:
    scanner: Any = libyaml.Parser(text)
    while (token := scanner.get_token()) is not None:
        yield token


def _mark_blanks(container: Container, scanned: _Scan) -> None:
    for entry in container.entries:
        entry.blank = scanned.is_after_blank(entry.start) and scanned.begins_line(entry.start)
        if isinstance(entry.value, Container):
            _mark_blanks(entry.value, scanned)


def _place(document: Written, comments: Sequence[Comment]) -> None:
    root = document.root
    for comment in comments:
        if not isinstance(root, Container) or not root.entries:
            document.head.append(comment.remark)
        elif comment.at < root.entries[0].start:
            # Above a document stands what the file is about; that stays on top.
            document.head.append(comment.remark)
        else:
            _attach(comment, root)


def _attach(comment: Comment, container: Container) -> None:
    """Give a comment to what it is about, in a container that it stands in."""
    number = bisect_left(container.entries, comment.at, key=attrgetter("start"))
    following = container.entries[number] if number < len(container.entries) else None
    last = container.entries[number - 1] if number else None
    if last is not None and not comment.alone:
        _attach_beside(comment, last)
    elif last is not None and _reaches(comment, last, container, following):
        assert isinstance(last.value, Container)
        _attach(comment, last.value)
    elif last is not None and comment.at < last.value.end:
        last.above.append(comment.remark)  # between a key and its value
    elif following is not None:
        following.above.append(comment.remark)
    else:
        container.trailing.append(comment.remark)


def _attach_beside(comment: Comment, entry: Entry) -> None:
    inner = entry.value
    if isinstance(inner, Container) and inner.entries and _is_inside(comment, inner):
        _attach(comment, inner)
    else:
        entry.beside.append(comment.text)


def _is_inside(comment: Comment, inner: Container) -> bool:
    if inner.flow:
        return inner.start < comment.at < inner.end
    return comment.at > inner.entries[0].start


def _reaches(comment: Comment, last: Entry, container: Container, following: Entry | None) -> bool:
    """Whether a comment on a line of its own is about something in the value before it."""
    inner = last.value
    if not isinstance(inner, Container) or not inner.entries:
        return False
    if inner.flow:
        return inner.start < comment.at < inner.end
    if comment.at < inner.entries[-1].start or comment.at < inner.end:
        return True
    column = container.column if following is None else following.column
    return comment.column >= inner.column and comment.column > column
