"""Promotions as text: what a preflight found, and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.findings import Finding, Level
from migrator.plan import Plan
from migrator.views.lines import Line, line
from migrator.views.text import notes_lines, plan_lines
from migrator.views.words import counted


def promotion_lines(source: str, plan: Plan, notes: Sequence[Finding] = ()) -> Iterator[Line]:
    """Say what a preflight found, then the plan, then the hash that stands for all of it."""
    target = plan.target
    yield line(("Promotion", "strong"), f" of {source} to {target.alias}")
    yield Line()
    yield from _preflight(plan)
    yield from notes_lines(notes)
    yield from plan_lines(plan)
    yield line((plan.hash, "faint"))


def _preflight(plan: Plan) -> Iterator[Line]:
    """Say what stands against a plan and what does not: server, approvals, other policy."""
    warnings = sum(found.level is Level.WARNING for found in plan.findings)
    told = f"; {counted(warnings, 'warning')} below" if warnings else ""
    yield _checked(f"{plan.target.server} could be read, and can do all of it{told}")
    missing = [refusal for refusal in plan.refusals if refusal.code == "MIG610"]
    others = len(plan.refusals) - len(missing)
    if missing:
        yield _failed(f"{counted(len(missing), 'approval')} missing, printed below")
    elif plan.approvals:
        yield _checked(f"{counted(len(plan.approvals), 'approval')} given, none missing")
    else:
        yield _checked("no approval is needed")
    if others:
        yield _failed(f"{counted(others, 'other reason')} against it, below")
    yield Line()


def _checked(text: str) -> Line:
    return line(("✓ ", "good"), text, indent=2)


def _failed(text: str) -> Line:
    return line(("✗ ", "bad"), text, indent=2)
