"""Plans, drift and differences as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migrator.address import Address
from migrator.findings import Finding, Level
from migrator.kinds.base import Step
from migrator.manifest.dump import written
from migrator.manifest.emit import emit
from migrator.model import (
    Action,
    Change,
    Comparison,
    FieldChange,
    Resource,
    Severity,
)
from migrator.plan import Plan
from migrator.views.findings import findings_lines
from migrator.views.lines import Line, line
from migrator.views.words import PASSWORDS, SEVERITY_STYLES, SYMBOLS, VERBS, counted, rows, value

#: How many unmanaged resources are named before they are only counted.
NAMED = 10

_DIRECTIVES = frozenset({"replace"})


def plan_lines(plan: Plan) -> Iterator[Line]:
    """Say what a plan does: changes, steps, outages, what stands against it, and a summary."""
    target = plan.target
    yield line(("Plan", "strong"), f" for {target.alias}: {target.server} at {target.where}")
    yield Line()
    yield from changes_lines(plan.changes)
    if plan.steps:
        yield from _steps(plan)
    yield from _outages(plan)
    yield from _approvals(plan)
    yield from notes_lines(plan.findings)
    yield from unmanaged_lines(plan.unmanaged)
    yield from refusals_lines(plan)
    promoted = any(found.code == "MIG640" for found in plan.findings)
    wanted = "it is to be" if promoted else "the manifests say"
    yield line((summary(plan.changes, plan.steps, wanted), "strong"))


def changes_lines(changes: Iterable[Change]) -> Iterator[Line]:
    """Say each change with its fields, before and after."""
    for change in changes:
        yield from change_lines(change)
        yield Line()


def change_lines(change: Change) -> Iterator[Line]:
    """Say one change with its fields, before and after."""
    symbol = SYMBOLS[change.action]
    severity = change.severity
    cost = () if severity is Severity.LIVE else ((f"  [{severity}]", SEVERITY_STYLES[severity]),)
    yield line((f"{symbol:>3} {change.address}", change.action.value), *cost)
    if change.action is Action.CREATE and change.after is not None:
        yield from _created(change.after)
    for field in change.fields:
        yield from _field(change, field)
    if change.action is not Action.CREATE and not change.fields and change.reason:
        yield line((change.reason, "faint"), indent=8)
    if change.rows is not None and severity is Severity.DESTROY:
        yield line((f"! {rows(change.rows)} would be destroyed", "bad"), indent=6)
    if change.refused:
        yield line((f"✗ cannot be applied: {change.refused}", "bad"), indent=6)


def _created(resource: Resource) -> Iterator[Line]:
    """Say a new resource as its manifest does."""
    spec = {k: v for k, v in resource.spec.managed().items() if k not in _DIRECTIVES}
    if not spec:
        return
    said = written(type(resource.spec), spec)
    passwords = sorted(said.keys() & PASSWORDS) if resource.address.kind == "User" else []
    lines = [f"{key}: (set)" for key in passwords]
    rest = {key: item for key, item in said.items() if key not in passwords}
    lines += emit(rest, frozenset({("fields",), ("functions",)})).splitlines() if rest else []
    for each in lines:
        lead = len(each) - len(each.lstrip(" "))
        yield line((each[lead:], "create"), indent=8 + lead)


def _field(change: Change, field: FieldChange) -> Iterator[Line]:
    symbol, style = _field_symbol(field)
    spans: list[str | tuple[str, str]] = [(f"{symbol} {field.name}", style), ": "]
    if symbol == "+":
        spans.append(value(field.after, field.path))
    elif symbol == "-":
        spans.append(value(field.before, field.path))
    else:
        spans.append(f"{value(field.before, field.path)} → {value(field.after, field.path)}")
    if field.severity is not Severity.LIVE and field.severity is not change.severity:
        spans.append((f"  [{field.severity}]", SEVERITY_STYLES[field.severity]))
    yield line(*spans, indent=6)
    why = field.reason
    if field.severity.at_least(Severity.REPLACE) and change.action is Action.REPLACE:
        why = f"forces a new collection: {why}"
    if why:
        yield line((f"# {why}", "faint"), indent=10)


def _field_symbol(field: FieldChange) -> tuple[str, str]:
    if field.before is None:
        return "+", "create"
    if field.after is None:
        return "-", "delete"
    return "~", "update"


def _steps(plan: Plan) -> Iterator[Line]:
    yield line(("Steps", "strong"))
    for step in plan.steps:
        yield from step_lines(plan, step)
    yield Line()


def step_lines(plan: Plan, step: Step) -> Iterator[Line]:
    """Say one step of a plan."""
    width = len(str(len(plan.steps)))
    spans: list[str | tuple[str, str]] = [f"{step.id:>{width}}. {step.address}: {step.title}"]
    spans.append((f"  {step.op}", "faint"))
    if step.severity is not Severity.LIVE:
        spans.append((f"  [{step.severity}]", SEVERITY_STYLES[step.severity]))
    if step.needs:
        spans.append((f"  after {_ranges(step.needs)}", "faint"))
    yield line(*spans, indent=4)


def _ranges(ids: Sequence[str]) -> str:
    """Write ids in short: ``1-3, 7``."""
    runs: list[list[int]] = []
    for number in sorted(int(each) for each in ids):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _outages(plan: Plan) -> Iterator[Line]:
    loaded = {step.lane for step in plan.steps if step.op == "WaitLoad"}
    for address in plan.outages:
        until = (
            "until it is loaded again (see the steps)"
            if address in loaded
            else "from then on: it is released"
        )
        yield line(("! cannot be searched: ", "warn"), f"{address}, {until}")
    if plan.outages:
        yield Line()


def _approvals(plan: Plan) -> Iterator[Line]:
    for used in plan.approvals:
        yield line(
            ("approved: ", "good"),
            f"{used.allow} of {used.address} by {used.name}, until {used.until}: {used.reason}",
        )
    if plan.approvals:
        yield Line()


def notes_lines(findings: Iterable[Finding]) -> Iterator[Line]:
    """Say findings that stop nothing."""
    notes = [finding for finding in findings if finding.level is not Level.ERROR]
    yield from findings_lines(notes)
    if notes:
        yield Line()


def unmanaged_lines(unmanaged: Sequence[Address]) -> Iterator[Line]:
    """Name what is live in scope and not declared."""
    if not unmanaged:
        return
    yield line((f"Unmanaged, left alone: {len(unmanaged):,}", "faint"))
    for address in unmanaged[:NAMED]:
        yield line((str(address), "faint"), indent=4)
    if len(unmanaged) > NAMED:
        yield line((f"and {len(unmanaged) - NAMED:,} more", "faint"), indent=4)
    yield Line()


def refusals_lines(plan: Plan, title: str = "This plan cannot be applied:") -> Iterator[Line]:
    """Say why a plan cannot be applied, with the approvals that would allow it."""
    if not plan.refusals:
        return
    yield line((title, "bad"))
    for refusal in plan.refusals:
        about = f"{refusal.address}: " if refusal.address else ""
        yield line((refusal.code, "bad"), f" {about}{refusal.what}", indent=4)
    yield Line()
    remedies = [refusal.remedy for refusal in plan.refusals if refusal.remedy]
    if not remedies:
        return
    yield line("To allow it, commit among the manifests, with your reason:")
    yield Line()
    for text in "---\n".join(remedies).splitlines():
        yield Line((line(text).spans), indent=4)
    yield Line()


def summary(
    changes: Sequence[Change], steps: Sequence[object] = (), wanted: str = "the manifests say"
) -> str:
    """Count what a plan does, in one line; ``wanted`` says how the server is to be."""
    if not changes:
        return f"Nothing to do: the server is as {wanted}."
    actions = [change.action for change in changes]
    told = [f"{actions.count(act):,} to {verb}" for act, verb in VERBS.items() if act in actions]
    text = f"Plan: {', '.join(told)}"
    if steps:
        text += f", in {counted(len(steps), 'step')}"
    worst = max((change.severity for change in changes), key=lambda severity: severity.rank)
    if worst is not Severity.LIVE:
        text += f". Highest severity: {worst}"
    at_stake = [c.rows for c in changes if c.rows is not None and c.severity is Severity.DESTROY]
    if at_stake:
        known = sum(count for count in at_stake if count > 0)
        unknown = any(count < 0 for count in at_stake)
        text += f". Rows at stake: {known:,}{' and an unknown number' if unknown else ''}"
    return f"{text}."


def drift_lines(alias: str, where: str, server: str, comparison: Comparison) -> Iterator[Line]:
    """Say how a live server differs from the manifests."""
    yield line(("Drift", "strong"), f" of {alias}: {server} at {where}")
    yield Line()
    yield from changes_lines(comparison.changes)
    yield from notes_lines(comparison.findings)
    yield from unmanaged_lines(comparison.unmanaged)
    if not comparison.changes:
        yield line(("No drift: the server is as the manifests say.", "good"))
        return
    count = counted(len(comparison.changes), "resource")
    verb = "differs" if len(comparison.changes) == 1 else "differ"
    yield line((f"{count} {verb} from the manifests (before: live, after: manifests).", "strong"))


def diff_lines(a: str, b: str, comparison: Comparison) -> Iterator[Line]:
    """Say what would make one side the other."""
    yield line(("Diff", "strong"), f" from {a} to {b}")
    yield Line()
    yield from changes_lines(comparison.changes)
    yield from notes_lines(comparison.findings)
    if not comparison.changes:
        yield line(("No differences.", "good"))
        return
    yield line((diff_summary(a, b, comparison.changes), "strong"))


def diff_summary(a: str, b: str, changes: Sequence[Change]) -> str:
    """Count what is different, in one line, as in ``1 only in prod, 2 differ``."""
    actions = [change.action for change in changes]
    only_a = actions.count(Action.DELETE)
    only_b = actions.count(Action.CREATE)
    both = len(actions) - only_a - only_b
    counts = {
        f"only in {b}": only_b,
        f"only in {a}": only_a,
        "differs" if both == 1 else "differ": both,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    return f"{told or 'no differences'}."
