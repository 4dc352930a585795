"""The terminal that a command talks to: where it writes, how wide, in colour or not."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TextIO

import click

from migrator.jsontext import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.views.lines import Line

#: Width of text that does not go to a terminal, in columns.
PLAIN_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command writes: results to ``out``, everything else to ``err``.

    ``form`` is the output format; each but ``text`` puts one document on ``out`` and
    nothing else.
    """

    out: TextIO
    err: TextIO
    form: str = "text"
    quiet: bool = False
    no_colour: bool = False

    @property
    def json(self) -> bool:
        """Whether results are JSON documents."""
        return self.form == "json"

    @property
    def colour(self) -> bool:
        """Whether ``out`` is to be coloured (``NO_COLOR`` and dumb terminals say no)."""
        return self._coloured(self.out)

    @property
    def err_colour(self) -> bool:
        """Whether ``err`` is to be coloured."""
        return self._coloured(self.err)

    @property
    def moves(self) -> bool:
        """Whether lines of ``err`` can be drawn over, as live progress does."""
        return self.err.isatty() and os.environ.get("TERM") != "dumb"

    def _coloured(self, stream: TextIO) -> bool:
        if self.no_colour or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        return stream.isatty()

    @property
    def width(self) -> int:
        """The width of text, in columns."""
        if not (self.out.isatty() or self.err.isatty()):
            return PLAIN_WIDTH
        return shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer."""
        return sys.stdin.isatty() and self.err.isatty()

    def result(self, text: str) -> None:
        """Write a result."""
        _put(self.out, _visible(text if text.endswith("\n") else text + "\n"))

    def say(self, text: str) -> None:
        """Write what is not the result, unless it should be quiet."""
        if not self.quiet:
            _put(self.err, _visible(text) + "\n")

    def show(self, lines: Iterable[Line]) -> None:
        """Write a result for people; with another form it goes to ``err``."""
        aside = self.form != "text"
        stream, colour = (self.err, self.err_colour) if aside else (self.out, self.colour)
        if not (aside and self.quiet):
            self._write(lines, stream, colour=colour)

    def complain_lines(self, lines: Iterable[Line]) -> None:
        """Write what is wrong."""
        self._write(lines, self.err, colour=self.err_colour)

    def _write(self, lines: Iterable[Line], stream: TextIO, *, colour: bool) -> None:
        from migrator.views.lines import render, unpainted

        text = render(lines, width=self.width, paint=_paint if colour else unpainted)
        _put(stream, f"{text}\n" if text else "")

    def complain(self, text: str) -> None:
        """Write an error."""
        _put(self.err, _visible(text) + "\n")

    def confirm(self, question: str) -> bool:
        """Ask a person; only ``yes`` counts as yes."""
        _put(self.err, _visible(question))
        return sys.stdin.readline().strip().lower() == "yes"


#: What a terminal obeys, but for the end of a line and a tab.
_ACTIVE = re.compile(f"(?![\t\n])[{ACTIVE}]")


def _visible(text: str) -> str:
    """Show what a terminal would obey, such as a name of a file or a server, as an escape."""
    return _ACTIVE.sub(lambda found: ascii(found.group())[1:-1], text)


def _put(stream: TextIO, text: str) -> None:
    """Write at once; once the reader has gone (``| head``) the rest goes nowhere.

    The command goes on and its exit code tells how it ended: an apply does not stop
    half-way because nobody looks any more.
    """
    try:
        _write(stream, text)
        stream.flush()
    except BrokenPipeError:
        # Python flushes once more at exit, and would fail again.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _write(stream: TextIO, text: str) -> None:
    """Write what the encoding of a stream has; escapes in the place of what it has not."""
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _paint(text: str, colour: str) -> str:
    if colour == "faint":
        return click.style(text, dim=True)
    return click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day in UTC, by which approvals are counted."""
    return now().date()
