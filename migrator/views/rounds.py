"""Rounds of a reconciliation: as lines for people, as one line of JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from migrator.errors import InvalidInput
from migrator.model import Change, Severity
from migrator.rounds import Result, Round
from migrator.views.errors import error_lines
from migrator.views.lines import Line, line
from migrator.views.words import SEVERITY_STYLES, SYMBOLS, counted

_STYLES = {
    Result.IN_SYNC: "good",
    Result.HEALED: "good",
    Result.WAITING: "warn",
    Result.BUSY: "warn",
    Result.FAILED: "bad",
    Result.INTERRUPTED: "warn",
}


def round_lines(told: Round, at: datetime) -> Iterator[Line]:
    """Say what a round found and did; at the end what waits and why, or what went wrong."""
    yield line(
        (at.isoformat(timespec="seconds"), "faint"),
        f" {told.alias}: ",
        (told.result.value, _STYLES[told.result]),
        _summary(told),
    )
    if told.plan is not None and told.result is not Result.IN_SYNC:
        for change in told.plan.changes:
            yield _changed(change)
    if told.why:
        yield line((f"{_WHY[told.result]}: ", "warn"), told.why, indent=2)
    if told.problem is not None:
        findings = told.problem.findings if isinstance(told.problem, InvalidInput) else ()
        yield from error_lines(told.problem.what, told.problem.hint, findings)


def _changed(change: Change) -> Line:
    """Say a change in one line: a log is read by many, and the plan tells the rest."""
    fields = ", ".join(field.name for field in change.fields)
    symbol = SYMBOLS[change.action]
    return line(
        (f"{symbol:>3} {change.address}", change.action.value),
        f": {fields}" if fields else "",
        (f"  [{change.severity}]", SEVERITY_STYLES[change.severity]),
    )


_WHY = {Result.WAITING: "waits for a person", Result.BUSY: "tries again"}


def _summary(told: Round) -> str:
    if told.plan is None:
        return ""
    if told.result is Result.HEALED:
        return f", {counted(len(told.plan.changes), 'change')} applied"
    if told.plan.changes:
        return f", {counted(len(told.plan.changes), 'change')}"
    return ""


def round_json(told: Round, at: datetime) -> str:
    """Return a round as one line of JSON."""
    data: dict[str, Any] = {
        "kind": "Round",
        "at": at.isoformat(timespec="seconds"),
        "connection": told.alias,
        "result": told.result.value,
        "drift": {severity.value: told.drift[severity] for severity in Severity},
        "changes": [] if told.plan is None else [_change_data(each) for each in told.plan.changes],
        "plan": "" if told.plan is None else told.plan.hash,
        "why": told.why,
        "error": "" if told.problem is None else str(told.problem),
        "elapsed_s": round(told.elapsed_s, 3),
    }
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def _change_data(change: Change) -> dict[str, str]:
    return {
        "address": str(change.address),
        "action": change.action.value,
        "severity": change.severity.value,
    }
