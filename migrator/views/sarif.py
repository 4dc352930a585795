"""SARIF 2.1.0: findings for code scanning and editors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from migrator._version import __version__
from migrator.codes import CODES, finding
from migrator.findings import Finding, Source, sort_key
from migrator.plan import Plan
from migrator.views.annotations import relative
from migrator.views.json import document

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def findings_sarif(findings: Iterable[Finding], root: Path) -> str:
    """Return findings as one SARIF log; ``root`` is the checkout that paths are relative to."""
    ordered = sorted(findings, key=sort_key)
    rules = sorted({item.code for item in ordered if item.code in CODES})
    return _log(
        {
            "tool": {"driver": _driver(rules)},
            "columnKind": "unicodeCodePoints",
            "results": [_result(item, rules, root) for item in ordered],
        }
    )


def plan_sarif(plan: Plan, root: Path) -> str:
    """Return a plan's findings, and why it cannot be applied, as one SARIF log."""
    return findings_sarif([*plan.findings, *_refused(plan)], root)


def problem_sarif(what: str, hint: str) -> str:
    """Return an error that is about no file: the run failed, and has no results."""
    notification = {"level": "error", "message": {"text": _sentence([what, hint])}}
    return _log(
        {
            "tool": {"driver": _driver([])},
            "invocations": [
                {
                    "executionSuccessful": False,
                    "toolExecutionNotifications": [notification],
                }
            ],
            "results": [],
        }
    )


def _refused(plan: Plan) -> Iterable[Finding]:
    sources: dict[str, Source | None] = {
        str(change.address): change.after.source if change.after is not None else None
        for change in plan.changes
    }
    for refusal in plan.refusals:
        yield finding(
            refusal.code,
            refusal.what,
            address=refusal.address,
            source=sources.get(refusal.address),
        )


def _log(run: dict[str, Any]) -> str:
    return document({"$schema": SCHEMA, "version": VERSION, "runs": [run]})


def _driver(codes: Sequence[str]) -> dict[str, Any]:
    return {
        "name": "migrator",
        "semanticVersion": __version__,
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": CODES[code].title},
                "fullDescription": {"text": CODES[code].explanation},
                "defaultConfiguration": {"level": CODES[code].level.value},
            }
            for code in codes
        ],
    }


def _result(item: Finding, rules: Sequence[str], root: Path) -> dict[str, Any]:
    about = f"{item.address}: {item.message}" if item.address else item.message
    result: dict[str, Any] = {
        "ruleId": item.code,
        "level": item.level.value,
        "message": {"text": _sentence([about, item.hint])},
        "locations": [_location(item, root)] if item.source or item.address else [],
    }
    if item.code in rules:
        result["ruleIndex"] = rules.index(item.code)
    return result


def _location(item: Finding, root: Path) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if item.source is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(relative(item.source.file, root))},
            "region": {"startLine": item.source.line, "startColumn": item.source.column},
        }
    if item.address:
        location["logicalLocations"] = [{"fullyQualifiedName": item.address}]
    return location


def _sentence(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part) or "unknown"
