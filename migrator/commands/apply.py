"""``apply``: carry out a plan, made just now or saved before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from migrator.applying import apply_plan, check_refusals
from migrator.commands.session import Session, lease_of, open_session
from migrator.connection import Connection
from migrator.errors import Protected
from migrator.execute import Event, Outcome
from migrator.journal import journal_path
from migrator.kinds import ASKED
from migrator.kinds.base import Call, Step
from migrator.lease import Waiting
from migrator.manifest.project import Project
from migrator.plan import Plan
from migrator.planfile import EditedPlan
from migrator.provenance import find_provenance
from migrator.recording import Record, settle

__all__ = ["apply", "apply_saved", "check_applicable", "record_of", "settle"]


def check_applicable(plan: Plan, connection: Connection, *, saved: bool, today: date) -> None:
    """Refuse, before anybody is asked, what may not be applied anyway; contacts no server.

    Raises:
        Refused: the plan has refusals, or the connection takes saved plans only.
    """
    if connection.protected and not saved:
        raise Protected(
            f"{connection.alias} is protected: it takes a saved plan only",
            hint=f"migrator plan --on {connection.alias} --out plan.json, review it, "
            "then migrator apply plan.json",
        )
    check_refusals(plan, today)


def apply(
    session: Session,
    plan: Plan,
    on_event: Callable[[Event], None],
    *,
    saved: bool,
    today: date,
    record: Record | None = None,
    waiting: Waiting | None = None,
) -> Outcome:
    """Carry out a plan in an open session. Writes to the server.

    ``waiting`` says how long to wait for another apply, by default not at all.

    Raises:
        Refused: it may not be applied, or another apply is at it; nothing was done.
        ApplyError: every step was done and differences remain.
        ServerError: the server cannot be read; nothing was done.
    """
    check_applicable(plan, session.connection, saved=saved, today=today)
    _check_steps(plan, session)
    with lease_of(session, waiting) as lease:
        return apply_plan(
            plan,
            session.client,
            session.connection,
            on_event,
            today=today,
            record=record,
            lease=lease,
        )


def _check_steps(plan: Plan, session: Session) -> None:
    """Refuse a plan with a step that no server could be asked for.

    Whoever edits a saved plan can give it the right hash as well.
    """
    for step in plan.steps:
        try:
            session.client.check(_asked(step))
        except TypeError as problem:
            raise EditedPlan(
                f"step {step.id} of the plan cannot be sent: {problem}", hint="plan anew"
            ) from problem


def _asked(step: Step) -> Call:
    """Return the call that a step makes, for a wait that of its question.

    Raises:
        TypeError: a wait does not say what it waits for.
    """
    if step.op not in ASKED:
        return Call(step.op, step.request, step.database)
    rpc, needed = ASKED[step.op]
    request = dict(step.request)
    missing = [key for key in needed if key not in request]
    if missing or type(request.pop("node_num", 0)) is not int:
        raise TypeError(f"{step.op} does not say {', '.join(missing) or 'how many nodes'}")
    return Call(rpc, request, step.database)


def apply_saved(
    plan: Plan,
    connection: Connection,
    on_event: Callable[[Event], None],
    *,
    today: date,
    record: Record | None = None,
    waiting: Waiting | None = None,
) -> Outcome:
    """Open a session and carry out a saved plan. Writes to the server.

    Raises:
        as ``apply`` does, and WrongServer where the connection leads elsewhere.
    """
    check_applicable(plan, connection, saved=True, today=today)
    outcome = None
    try:
        with open_session(connection) as session:
            outcome = apply(
                session, plan, on_event, saved=True, today=today, record=record, waiting=waiting
            )
    except KeyboardInterrupt:
        # A second one, while the server was let go: what was done is known by then.
        if outcome is None:
            raise
    assert outcome is not None
    return outcome


def record_of(
    project: Project,
    alias: str,
    *,
    now: Callable[[], datetime],
    tell: Callable[[str], None] = lambda _note: None,
) -> Record:
    """Say how an apply on a connection is to be recorded; asks git, contacts no server.

    ``tell`` is told at once what a person should know.
    """
    provenance = find_provenance(project.environ, project.root)
    return Record(project.name, provenance, journal_path(project.root, alias), now, tell)
