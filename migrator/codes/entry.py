"""What one entry of the catalogue holds."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.findings import Level


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its level, a title, and an explanation that ends with the way out."""

    id: str
    level: Level
    title: str
    explanation: str


def error(id: str, title: str, explanation: str) -> Code:
    """List a code that stops the command."""
    return Code(id, Level.ERROR, title, explanation)


def warning(id: str, title: str, explanation: str) -> Code:
    """List a code that is worth a look but stops nothing."""
    return Code(id, Level.WARNING, title, explanation)


def note(id: str, title: str, explanation: str) -> Code:
    """List a code that only informs."""
    return Code(id, Level.NOTE, title, explanation)
