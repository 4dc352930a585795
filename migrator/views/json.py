"""JSON documents: one for each result, deterministic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrator import jsontext
from migrator.errors import ApplyError, InvalidInput, Locked, MigratorError, ServerError
from migrator.execute import Event, Outcome
from migrator.findings import Finding
from migrator.generations import Held
from migrator.history import Entry
from migrator.model import Comparison
from migrator.permissions import Need
from migrator.plan import Plan
from migrator.planfile import change_data, finding_data, to_data
from migrator.report import ConnectionReport, RenderedManifest

if TYPE_CHECKING:
    from migrator.rehearsal.report import Rehearsal, Rehearsed


def plan_json(plan: Plan, needed: Iterable[Need] | None = None) -> str:
    """Return a plan as one JSON document, with its hash; what it needs where that was asked."""
    privileges = {} if needed is None else {"privileges": [need.grant for need in needed]}
    return document({**to_data(plan), "hash": plan.hash, **privileges})


def findings_json(findings: Iterable[Finding]) -> str:
    """Return findings as one JSON document."""
    told = [
        {**finding_data(finding), "connections": list(finding.connections)} for finding in findings
    ]
    return document({"kind": "Findings", "findings": told})


def formatting_json(
    changed: Iterable[Path],
    unchanged: Iterable[Path],
    left: Iterable[Path],
    findings: Iterable[Finding],
    *,
    wrote: bool,
) -> str:
    """Return what formatting changed, or would change, as one JSON document."""
    return document(
        {
            "kind": "Formatted",
            "wrote": wrote,
            "changed": [str(path) for path in changed],
            "unchanged": [str(path) for path in unchanged],
            "left": [str(path) for path in left],
            "findings": _findings(findings),
        }
    )


def comparison_json(kind: str, about: Mapping[str, Any], comparison: Comparison) -> str:
    """Return a comparison (``Drift`` or ``Diff``) as one JSON document."""
    return document(
        {
            "kind": kind,
            **about,
            "changes": [change_data(change) for change in comparison.changes],
            "unmanaged": [str(address) for address in comparison.unmanaged],
            "findings": _findings(comparison.findings),
        }
    )


def rendered_json(alias: str, manifests: Iterable[RenderedManifest]) -> str:
    """Return the manifests as a connection gets them as one JSON document."""
    told = [
        {
            "manifest": each.data,
            "source": asdict(each.source),
            "origins": [{"path": path, "from": origin} for path, origin in each.origins],
        }
        for each in manifests
    ]
    return document({"kind": "Rendered", "connection": alias, "manifests": told})


def connections_json(reports: Iterable[ConnectionReport]) -> str:
    """Return what a connection test found as one JSON document."""
    return document({"kind": "Connections", "connections": [asdict(item) for item in reports]})


def history_json(about: Mapping[str, Any], entries: Iterable[Entry]) -> str:
    """Return the history of a server as one JSON document; without the packed states."""
    told = [
        {**asdict(entry), "before": bool(entry.before), "local": entry.is_local}
        for entry in entries
    ]
    return document({"kind": "History", **about, "entries": told})


def unlocked_json(alias: str, broken: Held) -> str:
    """Return a lease that was broken as one JSON document."""
    holder = None if broken.holder is None else asdict(broken.holder)
    return document({"kind": "Unlocked", "connection": alias, "holder": holder})


def outcome_json(plan: Plan, outcome: Outcome) -> str:
    """Return what became of a plan's steps as one JSON document."""
    return document(
        {
            "kind": "Applied",
            "hash": plan.hash,
            "target": asdict(plan.target),
            "complete": outcome.complete,
            "interrupted": outcome.interrupted,
            "done": outcome.done,
            "failed": {step: str(error) for step, error in outcome.failed.items()},
            "unknown": outcome.unknown,
            "skipped": outcome.skipped,
            "restored": outcome.restored,
            "notes": outcome.notes,
        }
    )


def rehearsal_json(found: Rehearsal) -> str:
    """Return what became of a plan on a scratch server as one JSON document."""
    plan = found.plan
    return document(
        {
            "kind": "Rehearsal",
            "hash": plan.hash,
            "target": asdict(plan.target),
            "scratch": {
                name: getattr(found.scratch, name) for name in ("alias", "where", "server")
            },
            "converges": found.converges,
            "whole": found.is_whole,
            "steps": [_rehearsed(each) for each in found.steps],
            "others": [_rehearsed(each) for each in found.others],
            "omissions": [
                {"address": str(each.address), "why": each.why} for each in found.omissions
            ],
            "remaining": [change_data(change) for change in found.remaining],
            "findings": _findings((*plan.findings, *found.findings)),
            "refusals": [asdict(refusal) for refusal in plan.refusals],
            "problem": found.problem,
            "left": list(found.left),
        }
    )


def _rehearsed(each: Rehearsed) -> dict[str, Any]:
    step = each.step
    data = {"step": step.id, "op": step.op, "address": str(step.address), "title": step.title}
    return {**data, "result": each.verdict.value, "why": each.why}


def event_json(event: Event) -> str:
    """Return one event as one line of JSON."""
    data = {
        "step": event.step.id,
        "op": event.step.op,
        "address": str(event.step.address),
        "phase": event.phase.value,
        "done": event.done,
        "total": event.total,
        "unit": event.unit,
        "elapsed_s": round(event.elapsed_s, 3),
        "error": event.error,
    }
    return jsontext.write(data)


def error_json(problem: MigratorError) -> str:
    """Return an error as one JSON document."""
    data: dict[str, Any] = {
        "kind": "Error",
        "error": type(problem).__name__,
        "message": problem.what,
        "hint": problem.hint,
        "exit_code": problem.exit_code,
    }
    if isinstance(problem, InvalidInput):
        data |= {"hint": "", "findings": _findings(problem.findings)}
    if isinstance(problem, ServerError):
        data |= {"server": problem.server, "rpc": problem.rpc, "code": problem.code}
    if isinstance(problem, Locked):
        told = ("holder", "owner", "host", "since", "expiry_s")
        data |= {name: getattr(problem, name) for name in told}
    if isinstance(problem, ApplyError):
        data |= {"done": list(problem.done), "remaining": list(problem.remaining)}
    return document(data)


def document(data: Mapping[str, Any]) -> str:
    """Return data as one JSON document, its keys sorted."""
    return jsontext.write(data, indent=2)


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [finding_data(finding) for finding in findings]
