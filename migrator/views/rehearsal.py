"""Rehearsals as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.rehearsal.report import Rehearsal, Rehearsed, Verdict
from migrator.views.lines import Line, line
from migrator.views.text import changes_lines, notes_lines, refusals_lines
from migrator.views.words import counted

_MARKS = {
    Verdict.DONE: ("✓", "good"),
    Verdict.FAILED: ("✗", "bad"),
    Verdict.NOT_BEGUN: ("-", "faint"),
    Verdict.NOT_REHEARSED: ("?", "warn"),
    Verdict.DONE_BEFORE: ("=", "faint"),
}

#: What no rehearsal shows, since it has no rows.
WITHOUT_ROWS = (
    "the collections of a rehearsal have no rows: how long builds and loads take, whether "
    "memory is enough for them, and what happens to rows is not shown"
)


def rehearsal_lines(found: Rehearsal) -> Iterator[Line]:
    """Say what became of each step on the scratch server, and what was not rehearsed."""
    target, scratch = found.plan.target, found.scratch
    yield line(
        ("Rehearsal", "strong"),
        f" of the plan for {target.alias}: {target.server} at {target.where}",
    )
    if not found.plan.steps:
        yield Line()
        yield line(("Nothing to rehearse: the server is as the manifests say.", "good"))
        return
    yield line(f"on {scratch.alias}: {scratch.server} ({scratch.where})", indent=4)
    yield Line()
    yield from _steps(found)
    yield from _others(found)
    yield from _omissions(found)
    yield from _remaining(found)
    yield from notes_lines((*found.plan.findings, *found.findings))
    yield line(("note", "faint"), f": {WITHOUT_ROWS}")
    yield Line()
    yield from refusals_lines(
        found.plan, "Rehearsed all the same, but apply refuses this plan as it is:"
    )
    for text in found.left:
        yield line(("! ", "bad"), text)
    if found.problem:
        yield line(("error", "bad"), f": {found.problem}")
    yield _summary(found)


def _steps(found: Rehearsal) -> Iterator[Line]:
    yield line(("Steps", "strong"))
    width = len(str(len(found.steps)))
    for each in found.steps:
        yield from _step(each, f"{each.step.id:>{width}}. ")
    yield Line()


def _step(each: Rehearsed, number: str) -> Iterator[Line]:
    mark, style = _MARKS[each.verdict]
    step = each.step
    yield line(
        (mark, style),
        f" {number}{step.address}: {step.title}",
        (f"  {step.op}", "faint"),
        indent=2,
    )
    if each.verdict is Verdict.DONE:
        return
    why = f": {each.why}" if each.why else ""
    yield line((f"{each.verdict}{why}", style), indent=6 + len(number))


def _others(found: Rehearsal) -> Iterator[Line]:
    if not found.others:
        return
    yield line((f"Beside these, {found.scratch.server} needed:", "strong"))
    for each in found.others:
        yield from _step(each, "")
    yield Line()


def _omissions(found: Rehearsal) -> Iterator[Line]:
    if not found.omissions:
        return
    yield line(("Not rehearsed:", "strong"))
    for each in found.omissions:
        yield line((f"{each.address}: {each.why}", "warn"), indent=4)
    yield Line()


def _remaining(found: Rehearsal) -> Iterator[Line]:
    if not found.remaining:
        return
    yield line(("Every step was done, and a fresh plan is not empty:", "bad"))
    yield Line()
    yield from changes_lines(found.remaining)


def _summary(found: Rehearsal) -> Line:
    done = f"{found.count(Verdict.DONE):,} of {counted(len(found.steps), 'step')}"
    if not found.converges:
        return line(("The plan does not converge on the scratch server.", "bad"))
    if not found.is_whole and not found.count(Verdict.DONE):
        return line((f"Nothing of it was rehearsed: {done}.", "warn"))
    if not found.is_whole:
        text = f"Rehearsed in part: {done}. What was rehearsed converges."
        return line((text, "warn"))
    return line((f"Rehearsed: {done}, and a fresh plan is empty.", "good"))
