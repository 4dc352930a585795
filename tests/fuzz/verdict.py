"""The verdict: what is true of whatever migrator says, however hostile what it was given."""

from __future__ import annotations

import re

from tests.scripts.story import Result

#: Control characters but for newlines; text direction, zero width and the like; surrogates.
ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)

#: No command says more than so many characters for an input of the fuzzer's size.
MOST = 50_000_000


def inert(text: str) -> None:
    """Hold that a text cannot move, recolour or turn around what a terminal shows."""
    found = ACTIVE.search(text)
    if found is not None:
        around = text[max(0, found.start() - 60) : found.end() + 60]
        raise AssertionError(f"{found.group()!r} reaches a terminal: {around!r}")


def sane(result: Result) -> None:
    """Hold that a command ended as commands end."""
    both = result.stdout + result.stderr
    assert result.exit_code in (0, 1, 2, 3), f"exit code {result.exit_code}"
    assert "Traceback" not in both, both[-3_000:]
    assert "this is a bug" not in both, both[-3_000:]
    assert len(both) < MOST, f"{len(both)} characters"
    assert result.exit_code in (0, 2) or both.strip(), "an error without a word"
    inert(result.stdout)
    inert(result.stderr)
