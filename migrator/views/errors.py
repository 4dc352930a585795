"""Errors as text: what is wrong, and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.findings import Finding
from migrator.views.findings import findings_lines, findings_summary
from migrator.views.lines import Line, line


def error_lines(what: str, hint: str, findings: Sequence[Finding] = ()) -> Iterator[Line]:
    """Say an error; findings, where there are any, say it all."""
    if findings:
        yield from findings_lines(findings)
        yield line((findings_summary(findings), "bad"))
        return
    first, *rest = what.splitlines() or ["something went wrong"]
    yield line(("error", "bad"), f": {first}")
    for more in rest:
        yield _indented(more)
    for number, text in enumerate(hint.splitlines()):
        yield _indented(text, "→ " if number == 0 else "") if text else Line()


def _indented(text: str, mark: str = "") -> Line:
    lead = len(text) - len(text.lstrip(" "))
    return line(f"{mark}{text[lead:]}", indent=2 + lead)
