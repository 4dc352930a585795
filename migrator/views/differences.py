"""Differences of two sides as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.model import Change, Comparison
from migrator.views.lines import render
from migrator.views.text import changes_lines, diff_summary
from migrator.views.words import VERBS

#: Wide enough that lines are as they are; whoever shows Markdown folds.
_WIDTH = 10_000

_PAST = {"create": "only in B", "delete": "only in A", "change": "differs", "replace": "differs"}


def diff_markdown(a: str, b: str, comparison: Comparison) -> str:
    """Return differences as Markdown: a table, and below it each in full."""
    return "\n".join(_lines(a, b, comparison))


def _lines(a: str, b: str, comparison: Comparison) -> Iterator[str]:
    yield f"### Diff from {_code(a)} (A) to {_code(b)} (B)"
    yield ""
    if comparison.changes:
        yield "| resource | | attributes |"
        yield "|---|---|---|"
        for change in comparison.changes:
            yield f"| {_code(str(change.address))} | {_what(change)} | {_fields(change)} |"
        yield ""
        text = render(changes_lines(comparison.changes), width=_WIDTH).rstrip("\n")
        fence = "`" * max(3, _longest_run(text) + 1)
        yield from ("<details><summary>In full</summary>", "", f"{fence}text", text, fence, "")
        yield from ("</details>", "")
    for found in comparison.findings:
        yield f"- {found.level} {found.code}: {_code(found.message)}"
    if comparison.findings:
        yield ""
    summary = diff_summary("A", "B", comparison.changes)
    yield summary[0].upper() + summary[1:]


def _what(change: Change) -> str:
    return _PAST[VERBS[change.action]]


def _fields(change: Change) -> str:
    return ", ".join(_code(each.name) for each in change.fields)


def _code(text: str) -> str:
    """Return text as code, also where it has backticks or the bars of a table in it."""
    plain = " ".join(text.split()).replace("|", "\\|")
    fence = "`" * (_longest_run(plain) + 1)
    space = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{space}{plain}{space}{fence}"


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
