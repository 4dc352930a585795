"""``reconcile``: read drift again and again, and heal what may be healed without a person."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from migrator.commands.apply import apply, record_of
from migrator.commands.planning import Planned, planning
from migrator.commands.selection import Selection
from migrator.errors import Locked, MigratorError, StalePlan
from migrator.execute import Event, Outcome
from migrator.manifest.project import Project
from migrator.model import Severity
from migrator.plan import Plan
from migrator.rounds import Result, Round, why_not
from migrator.tally import Tally


@dataclass(frozen=True, slots=True)
class Reconciler:
    """What every round of a reconciliation is made of.

    ``project`` reads the project file anew, and with it the manifests; ``allowed`` is the
    highest severity that is applied without a person.
    """

    project: Callable[[], Project]
    alias: str
    selection: Selection
    allowed: Severity
    now: Callable[[], datetime]
    on_event: Callable[[Event], None]
    tell: Callable[[str], None]
    tally: Tally

    def round(self) -> Round:
        """Read, compare, and apply what may be applied. Writes to the server.

        What goes wrong is in the round and raised nowhere; an interruption while a plan is
        applied ends it after the steps that run.

        Raises:
            KeyboardInterrupt: it was interrupted before anything was applied.
        """
        began_s = time.monotonic()
        return replace(self._round(), elapsed_s=time.monotonic() - began_s)

    def _round(self) -> Round:
        made: Plan | None = None
        try:
            project = self.project()
            with planning(
                project, self.alias, self.selection, self.today(), tally=self.tally
            ) as planned:
                made = planned.plan
                if made.is_empty and not made.steps:
                    return Round(self.alias, Result.IN_SYNC, made)
                connection = planned.session.connection
                why = why_not(made, allowed=self.allowed, is_protected=connection.protected)
                if why:
                    return Round(self.alias, Result.WAITING, made, why=why)
                outcome = self._apply(planned, project)
        except (Locked, StalePlan) as problem:
            # Somebody else is at work on the server; the next round sees what became of it.
            return Round(self.alias, Result.BUSY, made, why=problem.what)
        except MigratorError as problem:
            return Round(self.alias, Result.FAILED, made, problem=problem)
        first = next(iter(outcome.failed.values()), None)
        return Round(self.alias, _result_of(outcome), made, outcome, problem=first)

    def today(self) -> date:
        """The day by which approvals are counted."""
        return self.now().date()

    def _apply(self, planned: Planned, project: Project) -> Outcome:
        return apply(
            planned.session,
            planned.plan,
            self.on_event,
            saved=False,
            today=self.today(),
            record=record_of(project, self.alias, now=self.now, tell=self.tell),
        )


def _result_of(outcome: Outcome) -> Result:
    if outcome.interrupted:
        return Result.INTERRUPTED
    return Result.HEALED if outcome.complete else Result.FAILED
