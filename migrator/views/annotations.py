"""Annotations: findings as workflow commands, which GitHub shows beside the lines of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from migrator.findings import Finding, Level, Source, sort_key
from migrator.milvus.words import harmless
from migrator.model import Change, Severity
from migrator.plan import Plan
from migrator.views.text import summary
from migrator.views.words import rows

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def findings_annotations(findings: Iterable[Finding], root: Path) -> Iterator[str]:
    """Say each finding, errors first: only so many are shown. ``root`` is the checkout."""
    order = list(Level)
    for finding in sorted(findings, key=lambda item: (order.index(item.level), sort_key(item))):
        about = f"{finding.address}: " if finding.address else ""
        lines = [f"{about}{finding.message}", *finding.hint.splitlines()]
        yield _command(_COMMANDS[finding.level], finding.code, lines, finding.source, root)


def plan_annotations(plan: Plan, root: Path) -> Iterator[str]:
    """Say why a plan cannot be applied, what it costs where, its findings, and a summary."""
    changes = {str(change.address): change for change in plan.changes}
    for refusal in plan.refusals:
        about = f"{refusal.address}: " if refusal.address else ""
        text = f"{about}{refusal.what}"
        source = _source(changes.get(refusal.address))
        yield _command("error", refusal.code, [text], source, root)
    yield from findings_annotations(plan.findings, root)
    for change in sorted(plan.changes, key=lambda item: (-item.severity.rank, item.address)):
        if change.severity is not Severity.LIVE:
            lines = [f"{change.address}: {_cost(change)}"]
            yield _command("warning", str(change.severity), lines, _source(change), root)
    told = [summary(plan.changes, plan.steps), plan.hash]
    yield _command("notice", f"Plan for {plan.target.alias}", told, None, root)


def problem_annotation(what: str, hint: str) -> str:
    """Say an error that is about no file."""
    lines = [*what.splitlines(), *hint.splitlines()]
    return _command("error", "migrator", lines, None, Path())


def relative(file: str, root: Path) -> str:
    """Return the path of a file as the checkout has it, with slashes."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    return path.as_posix()


def _cost(change: Change) -> str:
    told = f"to {change.action} it is of severity {change.severity}"
    if change.rows is not None and change.severity is Severity.DESTROY:
        told += f"; {rows(change.rows)} would be destroyed"
    return told


def _source(change: Change | None) -> Source | None:
    desired = change.after if change is not None else None
    return desired.source if desired is not None else None


def _command(name: str, title: str, lines: Iterable[str], source: Source | None, root: Path) -> str:
    properties: dict[str, str] = {}
    if source is not None:
        properties = {
            "file": relative(source.file, root),
            "line": str(source.line),
            "col": str(source.column),
        }
    told = _properties({**properties, "title": title})
    return f"::{name} {told}::{_escaped(chr(10).join(map(harmless, lines)))}"


def _properties(properties: Mapping[str, str]) -> str:
    return ",".join(
        f"{key}={_escaped(harmless(value)).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
    )


def _escaped(text: str) -> str:
    """Return text in which a line break does not begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
