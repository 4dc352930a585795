"""What a rehearsal found: what became of each step of the plan, and whether it converges."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from migrator.address import Address
from migrator.capabilities import Capabilities
from migrator.execute import Outcome
from migrator.fields import hidden
from migrator.findings import Finding
from migrator.kinds.base import Step
from migrator.model import Action, Change
from migrator.plan import Plan, Target
from migrator.rehearsal.stage import Omission, Stage, about, reasons


class Verdict(StrEnum):
    """What became of a step of the plan."""

    DONE = "done"
    FAILED = "failed"
    NOT_BEGUN = "not begun"
    NOT_REHEARSED = "not rehearsed"
    DONE_BEFORE = "done before"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One step and what became of it; ``why`` is empty for one that was done."""

    step: Step
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A plan and what became of it on a scratch server.

    ``steps`` are those of the plan, ``others`` what the scratch server needed beside them.
    ``omissions`` are parts of resources that it cannot have. ``remaining`` is what still
    differed after every step, ``problem`` what else went wrong, ``left`` what could not be
    removed again.
    """

    plan: Plan
    scratch: Target
    steps: tuple[Rehearsed, ...] = ()
    others: tuple[Rehearsed, ...] = ()
    omissions: tuple[Omission, ...] = ()
    remaining: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    left: tuple[str, ...] = ()

    @property
    def converges(self) -> bool:
        """Whether what was rehearsed was done and left nothing to do."""
        told = {each.verdict for each in (*self.steps, *self.others)}
        stopped = told & {Verdict.FAILED, Verdict.NOT_BEGUN}
        return not (stopped or self.remaining or self.problem)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the plan was left out."""
        return not self.omissions and not self.count(Verdict.NOT_REHEARSED)

    def count(self, verdict: Verdict) -> int:
        """Count the plan's steps of which the same became."""
        return sum(each.verdict is verdict for each in self.steps)


def compared(
    plan: Plan,
    done_before: frozenset[str],
    made: Plan,
    outcome: Outcome,
    stage: Stage,
    capabilities: Capabilities,
) -> tuple[tuple[Rehearsed, ...], tuple[Rehearsed, ...]]:
    """Find each step of a plan among those that were made for the scratch server.

    ``made`` is the plan there, and ``outcome`` what became of it. Returns the plan's steps,
    and the steps that only the scratch server needed.
    """
    there: defaultdict[tuple[str, Address, str], deque[Step]] = defaultdict(deque)
    for step in made.steps:
        there[_likeness(step)].append(step)
    why = _Why(plan, made, stage, capabilities)
    told = []
    for step in plan.steps:
        alike = there[_likeness(step)]
        if step.id in done_before:
            told.append(Rehearsed(step, Verdict.DONE_BEFORE, "an earlier apply has done it"))
        elif alike:
            told.append(_became(step, alike.popleft(), outcome))
        else:
            told.append(Rehearsed(step, Verdict.NOT_REHEARSED, why.not_rehearsed(step)))
    others = {step.id for steps in there.values() for step in steps}
    left = (step for step in made.steps if step.id in others)
    return tuple(told), tuple(_became(step, step, outcome) for step in left)


def _likeness(step: Step) -> tuple[str, Address, str]:
    return step.op, step.address, step.title


def _became(step: Step, there: Step, outcome: Outcome) -> Rehearsed:
    if there.id in outcome.done:
        return Rehearsed(step, Verdict.DONE)
    problem = outcome.failed.get(there.id)
    if problem is not None:
        return Rehearsed(step, Verdict.FAILED, problem.what)
    return Rehearsed(step, Verdict.NOT_BEGUN)


class _Why:
    """Tells why the scratch server has no counterpart of a step."""

    def __init__(self, plan: Plan, made: Plan, stage: Stage, capabilities: Capabilities) -> None:
        self._changes = {change.address: change for change in plan.changes}
        self._reasons = {
            **dict(_refused(made.changes, capabilities.server)),
            **reasons(stage.omissions),
        }
        self._capabilities = capabilities

    def not_rehearsed(self, step: Step) -> str:
        for address in about(step.address, step.lane):
            if address in self._reasons:
                return self._reasons[address]
        for address in about(step.address, step.lane):
            paths = self._hidden(address)
            if paths:
                return f"{self._capabilities.server} cannot show back {', '.join(paths)}"
        return f"{self._capabilities.server} comes there without it"

    def _hidden(self, address: Address) -> tuple[str, ...]:
        """Return what is declared of a resource and cannot be seen on the scratch server."""
        change = self._changes.get(address)
        if change is None or change.after is None:
            return ()
        hides = partial(_hides, self._capabilities, address.kind)
        return tuple(sorted(set(hidden(change.after.spec, hides))))


def _refused(changes: Iterable[Change], server: str) -> Iterator[tuple[Address, str]]:
    """Say what a server refuses; what it makes anew, another one may change in place."""
    for change in changes:
        if change.refused and change.action is Action.REPLACE:
            names = ", ".join(field.name for field in change.fields)
            yield change.address, f"{server} cannot change {names} in place"
        elif change.refused:
            yield change.address, change.refused


def _hides(capabilities: Capabilities, kind: str, path: str) -> bool:
    return capabilities.hides(f"{kind}.{path}")
