"""The performance: the stage is set on the scratch server, and the plan is carried out there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from migrator.applying import NAMED, apply_plan
from migrator.connection import Connection
from migrator.diff import Ownership
from migrator.errors import ApplyError, Refused, ServerError
from migrator.execute import Event, Outcome
from migrator.findings import Finding
from migrator.kinds.base import Rpc
from migrator.model import Change, State
from migrator.plan import Plan, Target
from migrator.planning import Request, compare_live, make_plan
from migrator.rehearsal.report import Rehearsal, Rehearsed, Verdict, compared
from migrator.rehearsal.stage import Stage

#: Who is told, in a few words, what is done just now.
Say = Callable[[str], None]


def perform(
    plan: Plan,
    done_before: frozenset[str],
    stage: Stage,
    rpc: Rpc,
    connection: Connection,
    *,
    today: date,
    say: Say,
) -> Rehearsal:
    """Make a scratch server like the target, and carry out there what a plan aims at.

    Writes to the scratch server; removes nothing. ``done_before`` are steps that an earlier
    apply of the plan has done.

    Raises:
        ServerError: the scratch server cannot be read.
        KeyboardInterrupt: somebody does not want to wait any more.
    """
    scratch = Target(connection.alias, connection.where, rpc.capabilities.server)
    begun = Rehearsal(plan, scratch, omissions=stage.omissions)
    setting = _plan_for(stage.base, rpc, connection, today)
    say(f"making {connection.alias} like {plan.target.alias}: steps to do: {len(setting.steps):,}")
    outcome, problem = _carried_out(setting, rpc, connection, today)
    if problem or not outcome.complete:
        why = problem or _failures(setting, outcome)
        steps = tuple(Rehearsed(step, Verdict.NOT_BEGUN) for step in plan.steps)
        said = f"the scratch server could not be made like {plan.target.alias}: {why}"
        return replace(begun, steps=steps, problem=said)
    made = _plan_for(stage.desired, rpc, connection, today)
    say(f"rehearsing the plan there: steps to do: {len(made.steps):,}")
    outcome, problem = _carried_out(made, rpc, connection, today)
    steps, others = compared(plan, done_before, made, outcome, stage, rpc.capabilities)
    remaining: tuple[Change, ...] = ()
    if outcome.complete and (outcome.done or not problem):
        remaining = _remaining(stage.desired, rpc, today)
    return replace(
        begun,
        steps=steps,
        others=others,
        remaining=remaining,
        findings=_news(made, plan),
        problem="" if remaining else problem,
    )


def _request(desired: State, today: date) -> Request:
    return Request(desired, (), Ownership(databases=()), today)


def _plan_for(desired: State, rpc: Rpc, connection: Connection, today: date) -> Plan:
    """Plan on the scratch server, where nothing is destroyed but what was made for this."""
    made = make_plan(rpc, connection, _request(desired, today))
    return replace(made, refusals=(), approvals=())


def _carried_out(plan: Plan, rpc: Rpc, connection: Connection, today: date) -> tuple[Outcome, str]:
    """Apply a plan; return how far it came, and what went wrong beside its steps."""
    # What this server cannot do has no steps, and would be found to differ afterwards.
    plan = replace(plan, changes=_possible(plan.changes))
    wrong = [finding.message for finding in plan.findings if finding.is_error]
    if wrong:
        return Outcome(), "; ".join(wrong)
    try:
        outcome = apply_plan(plan, rpc, connection, _ignored, today=today)
    except ApplyError as problem:
        return Outcome(done=list(problem.done)), problem.what
    except (Refused, ServerError) as problem:
        return Outcome(), problem.what
    if outcome.interrupted:
        raise KeyboardInterrupt
    return outcome, ""


def _ignored(_event: Event) -> None:
    return


def _failures(plan: Plan, outcome: Outcome) -> str:
    failed = [step for step in plan.steps if step.id in outcome.failed]
    told = [
        f"{step.address}: {step.title}: {outcome.failed[step.id].what}" for step in failed[:NAMED]
    ]
    return "; ".join(told)


def _remaining(desired: State, rpc: Rpc, today: date) -> tuple[Change, ...]:
    """Return what a fresh plan would still do; not what this server cannot do at all."""
    return _possible(compare_live(rpc, _request(desired, today)).comparison.changes)


def _possible(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes that have steps: neither refused nor parts of what is."""
    refused = {change.address for change in changes if change.refused}
    return tuple(
        change
        for change in changes
        if refused.isdisjoint({change.address, change.address.collection})
    )


def _news(made: Plan, plan: Plan) -> tuple[Finding, ...]:
    """Return what is to be known of the scratch server and not of the target."""
    return tuple(each for each in made.findings if each not in plan.findings)
