"""Rounds of a reconciliation: what one found and did, and when the next one begins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from migrator.errors import MigratorError
from migrator.execute import Outcome
from migrator.model import Severity
from migrator.plan import Plan

#: The longest pause after failures, in seconds, unless the interval itself is longer.
LONGEST_PAUSE_S = 900.0


class Result(StrEnum):
    """How a round ended.

    ``waiting`` is drift that needs a person; ``busy`` is somebody else at work on the server.
    """

    IN_SYNC = "in-sync"
    HEALED = "healed"
    WAITING = "waiting"
    BUSY = "busy"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the plan that was made, what became of it, and why it was not applied.

    ``why`` says in words what waits for whom; ``problem`` is what a failed round ended with.
    """

    alias: str
    result: Result
    plan: Plan | None = None
    outcome: Outcome | None = None
    why: str = ""
    problem: MigratorError | None = None
    elapsed_s: float = 0.0

    @property
    def drift(self) -> Counter[Severity]:
        """How many changes there are still to make, by severity."""
        if self.plan is None or self.result is Result.HEALED:
            return Counter()
        return Counter(change.severity for change in self.plan.changes)

    @property
    def is_known(self) -> bool:
        """Whether the manifests and the server could be read."""
        return self.plan is not None


class Pace:
    """When rounds begin: every interval, and after failures ever later.

    ``spread`` is a number from 0 to 1 that keeps many of them from knocking at one server in
    step: it adds up to a tenth to a pause after a failure.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._failures = 0

    def pause_s(self, result: Result, elapsed_s: float, spread: float) -> float:
        """Return how long to rest after a round, in seconds.

        Rounds begin an interval apart, however long they take; after each failure the
        pause doubles.
        """
        if result is not Result.FAILED:
            self._failures = 0
            return max(0.0, self._interval_s - elapsed_s)
        longest_s = max(self._interval_s, LONGEST_PAUSE_S)
        pause_s = min(self._interval_s * 2.0 ** min(self._failures, 60), longest_s)
        self._failures += 1
        return pause_s * (1 + spread / 10)


def why_not(plan: Plan, *, allowed: Severity, is_protected: bool) -> str:
    """Say why a plan waits for a person; '' where it may be applied.

    A plan is applied whole or not at all: what belongs together stays together.
    """
    if plan.refusals:
        refusal = plan.refusals[0]
        return f"{refusal.address}: {refusal.what}" if refusal.address else refusal.what
    if is_protected and not plan.is_empty:
        return f"{plan.target.alias} is protected: it takes a saved plan only"
    above = [c for c in plan.changes if not allowed.at_least(c.severity)]
    if above:
        first = above[0]
        return f"{first.address} is of severity {first.severity}, and {allowed} is allowed"
    return ""
