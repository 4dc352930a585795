"""Markdown: plans, drift and errors as a comment on a pull request.

Text of others stands in code only, in spans or in blocks, where it is neither markup nor a
mention or a link; the words around it are ours. A comment never exceeds what a hosting
service takes: what does not fit is counted.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrator.findings import Finding
from migrator.milvus.words import harmless
from migrator.model import Action, Change, Comparison, Severity
from migrator.plan import Plan
from migrator.views.findings import findings_lines, findings_summary
from migrator.views.lines import Line, line, render
from migrator.views.sections import LIMIT, Section, code, fit
from migrator.views.text import change_lines, step_lines, summary
from migrator.views.words import counted, rows

#: Lines of code are not folded: a reader scrolls.
_WIDTH = 100_000

#: What a patch begins a line with, by what the line says; hosting services colour these.
_MARKS = {"create": "+", "update": "!", "replace": "!", "delete": "-", "bad": "!"}


@dataclass(frozen=True, slots=True)
class Cost:
    """One thing that a plan destroys or interrupts, and how much that weighs."""

    severity: Severity
    text: str


def plan_markdown(plan: Plan) -> str:
    """Return a plan as a comment, what costs most first, always with its hash."""
    alias = shlex.quote(harmless(plan.target.alias))
    command = f"migrator apply --on {alias} --plan-hash {plan.hash}"
    return _plan(plan, f"Plan for {code(plan.target.alias)}", command)


def promotion_markdown(source: str, plan: Plan, notes: Sequence[Finding], command: str) -> str:
    """Return the plan of a promotion as a comment, with the command that applies it."""
    title = f"Promotion of {code(source)} to {code(plan.target.alias)}"
    return _plan(plan, title, command, notes)


def _plan(plan: Plan, title: str, command: str, notes: Sequence[Finding] = ()) -> str:
    target = plan.target
    head = [
        f"### {title}",
        f"{code(target.server)} at {code(target.where)}",
        f"**{summary(plan.changes, plan.steps)}**",
    ]
    sections = [
        _costs(plan),
        *_refusals(plan),
        _changes(plan.changes),
        Section(
            "Steps", "step", tuple(_block(step_lines(plan, step)) for step in plan.steps), "text"
        ),
        _approvals(plan),
        _findings((*notes, *plan.findings)),
        _unmanaged(tuple(map(str, plan.unmanaged))),
    ]
    return fit(head, sections, list(_foot(plan, command)), LIMIT)


def drift_markdown(alias: str, where: str, server: str, comparison: Comparison) -> str:
    """Return how a live server differs from the manifests as a comment."""
    count = len(comparison.changes)
    verb = "differs" if count == 1 else "differ"
    told = (
        f"{counted(count, 'resource')} {verb} from the manifests (before: live, after: manifests)"
    )
    head = [
        f"### Drift of {code(alias)}",
        f"{code(server)} at {code(where)}",
        f"**{told if count else 'No drift: the server is as the manifests say'}.**",
    ]
    sections = [
        _changes(comparison.changes),
        _findings(comparison.findings),
        _unmanaged(tuple(map(str, comparison.unmanaged))),
    ]
    return fit(head, sections, [], LIMIT)


def problem_markdown(what: str, hint: str, findings: Sequence[Finding] = ()) -> str:
    """Return an error as a comment; findings, where there are any, say it all."""
    if findings:
        head = [f"### Failed: {findings_summary(findings)}"]
        return fit(head, [_findings(findings, opened=True)], [], LIMIT)
    lines = [line(text) for text in (*what.splitlines(), *hint.splitlines())]
    item = _block(lines)
    return fit(["### Failed"], [Section("", "line", (item,), "text", opened=True)], [], LIMIT)


def _costs(plan: Plan) -> Section:
    found = sorted(_all_costs(plan), key=lambda cost: (-cost.severity.rank, cost.text))
    return Section(
        "Destroys or interrupts", "change", tuple(cost.text for cost in found), opened=True
    )


def _all_costs(plan: Plan) -> Iterator[Cost]:
    for change in plan.changes:
        if change.severity is Severity.LIVE:
            continue
        what = f"- **{change.severity}** {code(str(change.address))}: {_deed(change)}"
        yield Cost(change.severity, what)
    loaded = {step.lane for step in plan.steps if step.op == "WaitLoad"}
    for address in plan.outages:
        until = "until it is loaded again" if address in loaded else "from then on: it is released"
        yield Cost(Severity.RELOAD, f"- **outage** {code(str(address))}: not searchable {until}")


def _deed(change: Change) -> str:
    verbs = {Action.CREATE: "created", Action.UPDATE: "changed", Action.REPLACE: "replaced"}
    told = verbs.get(change.action, "deleted")
    if change.rows is not None and change.severity is Severity.DESTROY:
        return f"{told}, {rows(change.rows)} would be destroyed"
    return told


def _refusals(plan: Plan) -> Iterator[Section]:
    told = []
    for refusal in plan.refusals:
        about = f"{code(refusal.address)}: " if refusal.address else ""
        told.append(f"- {code(refusal.code)} {about}{code(refusal.what)}")
    yield Section("This plan cannot be applied", "reason", tuple(told), opened=True)
    # The lines of YAML keep their indentation and lose whatever a terminal would obey.
    remedies = [_block(map(line, refusal.remedy.splitlines()))
                for refusal in plan.refusals if refusal.remedy]  # fmt: skip
    yield Section(
        "To allow it, commit among the manifests, with your reason",
        "approval",
        tuple(remedies),
        "yaml",
        opened=True,
        between="---\n",
    )


def _changes(changes: Iterable[Change]) -> Section:
    ordered = sorted(changes, key=lambda change: (-change.severity.rank, change.address))
    return Section("Changes", "change", tuple(map(_change, ordered)), "diff", between="\n")


def _change(change: Change) -> str:
    return _block(map(_marked, change_lines(change)))


def _marked(item: Line) -> Line:
    """Give a line the sign in its first column that colours it."""
    style = item.spans[0].style if item.spans else ""
    mark = _MARKS.get(style, " ")
    first, *rest = item.spans or line("").spans
    # The sign of a change stands in three columns; that of a field is its own.
    text = first.text[3:] if item.indent == 0 else first.text
    return line(mark + " " * max(item.indent - 1, 0) + text, *((s.text, "") for s in rest))


def _approvals(plan: Plan) -> Section:
    told = tuple(
        f"- {code(used.allow)} of {code(used.address)} by {code(used.name)}, "
        f"until {code(used.until)}: {code(used.reason)}"
        for used in plan.approvals
    )
    return Section("Approved", "approval", told)


def _findings(findings: Sequence[Finding], *, opened: bool = False) -> Section:
    told = tuple(_block(findings_lines([finding])) for finding in findings)
    return Section("Findings", "finding", told, "text", opened=opened)


def _unmanaged(addresses: tuple[str, ...]) -> Section:
    told = tuple(_block([line(address)]) for address in addresses)
    return Section("Unmanaged, left alone", "resource", told, "text")


def _foot(plan: Plan, command: str) -> Iterator[str]:
    yield f"Hash of the whole plan: {code(plan.hash)}"
    if not plan.refusals and not plan.is_empty:
        yield f"To apply exactly this: {code(command)}"


def _block(lines: Iterable[Line]) -> str:
    """Return lines as they stand in a block of code, each ended."""
    text = render(lines, width=_WIDTH)
    return f"{text}\n" if text else ""
