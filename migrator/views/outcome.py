"""What became of a plan, after it was applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.errors import Unreachable
from migrator.execute import Outcome
from migrator.kinds.base import Step
from migrator.plan import Plan
from migrator.views.errors import error_lines
from migrator.views.lines import Line, line
from migrator.views.words import counted

#: How many steps a list names before it only counts; the JSON has them all.
NAMED = 20


def note_lines(text: str) -> Iterator[Line]:
    """Say what is worth knowing beside the steps."""
    yield line(("note", "warn"), f": {text}")


def outcome_lines(plan: Plan, outcome: Outcome) -> Iterator[Line]:
    """Say that all was done, or what was done, what was not, and why not.

    The reason comes last, where people look.
    """
    if outcome.complete and not plan.steps:
        yield line(("Nothing to do: the server is as the plan wants it.", "good"))
        return
    if outcome.complete:
        what = counted(len(outcome.done), "step")
        yield line((f"Applied: {what} done, and nothing is left to do.", "good"))
        return
    unknown = set(outcome.unknown) - outcome.failed.keys()
    yield from _listed("Done", [step for step in plan.steps if step.id in outcome.done])
    yield from _listed("Not known to be done", [step for step in plan.steps if step.id in unknown])
    yield from _listed("Not begun", [step for step in plan.steps if step.id in outcome.skipped])
    if outcome.restored:
        yield line((f"Put back as before: {counted(len(outcome.restored), 'step')}", "strong"))
        for text in outcome.restored:
            yield line(text, indent=4)
    yield from _failures(plan, outcome)
    how = "Interrupted" if outcome.interrupted else "Not complete"
    yield line((f"{how}: apply again to go on from here.", "strong"))


def _failures(plan: Plan, outcome: Outcome) -> Iterator[Line]:
    """Say each reason once, with the steps that failed for it.

    A server that goes away fails each step that runs in words of its own.
    """
    reasons: dict[str, list[Step]] = {}
    for step in plan.steps:
        problem = outcome.failed.get(step.id)
        if problem is not None:
            reason = "gone" if isinstance(problem, Unreachable) else str(problem)
            reasons.setdefault(reason, []).append(step)
    for steps in reasons.values():
        problem = outcome.failed[steps[0].id]
        yield from _listed("Failed", steps, may_be_done=outcome.unknown)
        yield from error_lines(problem.what, problem.hint)


def _listed(
    title: str, steps: Sequence[Step], *, may_be_done: Sequence[str] = ()
) -> Iterator[Line]:
    if not steps:
        return
    yield line((f"{title}: {counted(len(steps), 'step')}", "strong"))
    for step in steps[:NAMED]:
        doubt = "  (may have been done)" if step.id in may_be_done else ""
        yield line(f"{step.id}. {step.address}: {step.title}{doubt}", indent=4)
    if len(steps) > NAMED:
        yield line((f"and {len(steps) - NAMED:,} more", "faint"), indent=4)
