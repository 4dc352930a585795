"""Findings: what is wrong or worth knowing, where, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs; only errors stop anything."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing.

    ``code`` stands in ``migrator.codes.CODES``, ``hint`` says what to do, ``address``
    is the resource as text, empty where there is none. ``connections`` are the aliases for
    which it is so, none where that is no question.
    """

    code: str
    level: Level
    message: str
    hint: str = ""
    address: str = ""
    source: Source | None = None
    connections: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether this finding stops the command."""
        return self.level is Level.ERROR

    @property
    def where(self) -> str:
        """The connections as text behind the code: `` on dev, prod``."""
        return f" on {', '.join(self.connections)}" if self.connections else ""

    def __str__(self) -> str:
        place = f"{self.source}: " if self.source else ""
        about = f"{self.address}: " if self.address else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.level} {self.code}{self.where}: {about}{self.message}{hint}"


def sort_key(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """Order findings by place, then code, then address."""
    source = finding.source or Source("", 0, 0)
    return (
        source.file,
        source.line,
        source.column,
        finding.code,
        finding.address,
        finding.message,
    )
