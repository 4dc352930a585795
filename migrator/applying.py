"""Applying a plan: hold it against the server, run its steps, prove that nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from migrator import freshness, live, permissions
from migrator.connection import Connection
from migrator.diff import Ownership, in_order
from migrator.errors import (
    ApplyError,
    ApprovalMissing,
    Disturbed,
    LeaseLost,
    Refused,
    ServerError,
    StalePlan,
    Unimplemented,
    UsageError,
)
from migrator.execute import Event, Outcome, Timing, run
from migrator.identity import ensure_identity, note_missing, read_own
from migrator.kinds.base import IN_DATABASES, Rpc, Scope
from migrator.kinds.collection.memory import remembered
from migrator.lease import Lease, holding
from migrator.model import Action, Change, Comparison, Metadata, Resource, State
from migrator.plan import Plan, make_steps
from migrator.planning import Request, compare_live
from migrator.recording import Record, recording
from migrator.restore import restored
from migrator.secrets import is_reference

#: How many differing objects an error names before it only counts.
NAMED = 5


def apply_plan(
    plan: Plan,
    rpc: Rpc,
    connection: Connection,
    on_event: Callable[[Event], None],
    *,
    today: date,
    record: Record | None = None,
    lease: Lease | None = None,
) -> Outcome:
    """Carry out a plan on the server behind a connection, exactly as it was shown.

    Writes to the server, under its lease, and to the journal that ``record`` names;
    ``lease`` is None where nobody else can reach the server. Running it again after an
    interruption or a failure, from a fresh plan, converges.

    Raises:
        Refused: the plan has refusals, is stale, or is for another server, or another
            apply holds the lease; nothing was done.
        ApplyError: differences remain, or cannot be looked for.
        ServerError: the server cannot be read; nothing was done.
    """
    check_refusals(plan, today)
    freshness.check_target(plan, rpc, connection)
    permissions.check(plan, rpc, connection)
    check_secrets(plan, connection)
    with holding(lease) as may_go_on:
        done = freshness.check_base(plan, rpc)
        identity = ensure_identity(rpc)
        with recording(
            record, plan, rpc, connection, identity=identity, on_event=on_event
        ) as recorded:
            recorded.outcome = _carry_out(
                plan, rpc, connection, recorded.told, today, done, may_go_on
            )
        return recorded.outcome


def _carry_out(
    plan: Plan,
    rpc: Rpc,
    connection: Connection,
    on_event: Callable[[Event], None],
    today: date,
    done: frozenset[str],
    may_go_on: Callable[[], None],
) -> Outcome:
    """Do the steps and what follows on them, while nobody else applies."""
    limits = connection.limits
    timing = Timing(limits.index_timeout_s, limits.load_timeout_s)
    outcome = run(
        plan,
        rpc,
        on_event,
        parallelism=limits.parallelism,
        timing=timing,
        done=done,
        may_go_on=may_go_on,
    )
    _refuse_if_nothing_was_done(outcome)
    if any(isinstance(error, LeaseLost) for error in outcome.failed.values()):
        # Whoever holds it now puts back what has to be.
        return outcome
    if any(isinstance(error, Unimplemented) for error in outcome.failed.values()):
        _note_missing(rpc)
    if outcome.complete:
        try:
            _check_nothing_left(plan, rpc, today, outcome)
        except ServerError as problem:
            raise ApplyError(
                f"every step was done, and what is there now cannot be read: {problem.what}",
                done=outcome.done,
                hint="plan again to see whether anything is left to do",
            ) from problem
        except KeyboardInterrupt:
            outcome.interrupted = True
    elif outcome.failed and not (outcome.interrupted or outcome.away):
        try:
            outcome.restored += _restore(plan, rpc, on_event, timing, limits.parallelism, may_go_on)
        except KeyboardInterrupt:
            outcome.interrupted = True
    return outcome


def _refuse_if_nothing_was_done(outcome: Outcome) -> None:
    """Call a plan stale whose first look at an object has found it changed."""
    for error in outcome.failed.values():
        if isinstance(error, Disturbed) and not (outcome.done or outcome.unknown):
            raise StalePlan(error.what, hint="nothing was done; plan anew") from error


def _note_missing(rpc: Rpc) -> None:
    """Let later plans know what the server has not, whatever its version says."""
    with suppress(ServerError):
        note_missing(rpc, rpc.capabilities.missing)


def _restore(
    plan: Plan,
    rpc: Rpc,
    on_event: Callable[[Event], None],
    timing: Timing,
    parallelism: int,
    may_go_on: Callable[[], None],
) -> list[str]:
    """Put back what the windows of failed steps took away: indexes as they were, loads.

    What cannot be restored now stays remembered on the server, for any later plan.
    """
    lanes = {step.lane for step in plan.steps}
    try:
        found = remembered(read_own(rpc).items())
        pending = {address: before for address, before in found.items() if address in lanes}
        if not pending:
            return []
        databases = {address.database for address in pending if address.database}
        state = live.read(rpc, Scope(tuple(sorted(databases)), frozenset(pending), IN_DATABASES))
    except ServerError:
        return []
    changes = restored({}, pending, state, State())
    comparison = Comparison(in_order(changes))
    steps = make_steps(state, State(), comparison, rpc.capabilities, pending)
    marked = tuple(
        replace(step, id=f"r{step.id}", needs=tuple(f"r{need}" for need in step.needs))
        for step in steps
    )
    outcome = run(
        replace(plan, steps=marked),
        rpc,
        on_event,
        parallelism=parallelism,
        timing=timing,
        check=False,
        may_go_on=may_go_on,
    )
    return [
        f"{step.address}: {step.title}"
        for step in marked
        if step.id in outcome.done and step.op != "AlterCollection"
    ]


def check_secrets(plan: Plan, connection: Connection) -> None:
    """Look up every secret that a plan's requests refer to, so that none is missing half-way.

    Raises:
        UsageError: one cannot be resolved; nothing was done.
    """
    for step in plan.steps:
        for value in step.request.values():
            if isinstance(value, str) and step.address.kind == "User" and is_reference(value):
                if connection.secret is None:
                    raise UsageError(f"{step.address}: nothing here looks up {value}")
                connection.secret(value, f"the password of {step.address}")


def check_refusals(plan: Plan, today: date) -> None:
    """Refuse a plan that may not be applied, or whose approvals have run out since.

    Raises:
        ApprovalMissing: an approval is missing or has expired.
        Refused: any other reason.
    """
    expired = [used for used in plan.approvals if date.fromisoformat(used.until) < today]
    if expired:
        names = ", ".join(f"{used.name} (until {used.until})" for used in expired)
        raise ApprovalMissing(f"approvals have expired: {names}", hint="renew them and plan anew")
    if not plan.refusals:
        return
    lines = [
        f"{r.code}: {r.address}: {r.what}" if r.address else f"{r.code}: {r.what}"
        for r in plan.refusals
    ]
    text = "this plan cannot be applied:\n  " + "\n  ".join(lines)
    remedies = "---\n".join(refusal.remedy for refusal in plan.refusals if refusal.remedy)
    if remedies:
        raise ApprovalMissing(text, hint=f"to allow it, commit:\n\n{remedies}")
    raise Refused(text)


def _check_nothing_left(plan: Plan, rpc: Rpc, today: date, outcome: Outcome) -> None:
    """Compare once more: after a complete apply a fresh plan is empty."""
    desired = State.of(after(change) for change in plan.changes)
    comparison = compare_live(rpc, Request(desired, (), Ownership(databases=()), today)).comparison
    if not comparison.changes:
        return
    told = [f"{change.address} ({_names(change)})" for change in comparison.changes[:NAMED]]
    raise ApplyError(
        "every step was done, and differences remain: " + "; ".join(told),
        done=outcome.done,
        hint="somebody else may be changing the server; plan again",
    )


def _names(change: Change) -> str:
    return ", ".join(field.name for field in change.fields) or change.action.value


def after(change: Change) -> Resource:
    """Return a resource as it must be after its change, for a comparison."""
    if change.action is Action.DELETE or change.after is None:
        assert change.before is not None
        return Resource(change.address, change.before.spec, metadata=Metadata(absent=True))
    return Resource(change.address, change.after.spec)
