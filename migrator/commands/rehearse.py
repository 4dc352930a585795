"""``rehearse``: a plan, proven on a scratch server that was made to look like the target."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from migrator.commands.planning import planning
from migrator.commands.selection import Selection
from migrator.commands.session import Session, beside, open_session
from migrator.connection import Connection
from migrator.errors import Protected, Refused
from migrator.freshness import check_base, check_target
from migrator.generations import this_process
from migrator.lease import Lease, Waiting
from migrator.manifest.project import Project
from migrator.model import State
from migrator.plan import Plan, Target
from migrator.rehearsal.borrowing import borrowed, same_server
from migrator.rehearsal.perform import perform
from migrator.rehearsal.report import Rehearsal
from migrator.rehearsal.stage import aim_of, read_base, staged

#: How the embedded scratch server is called, and where it is.
EMBEDDED = "scratch"
TEMPORARY = "a temporary folder"

#: The code of a refusal that no approval lifts: there are no steps for such a change.
_CANNOT = "MIG611"


def _silent(_text: str) -> None:
    return


def rehearse(
    project: Project,
    alias: str,
    selection: Selection,
    today: date,
    *,
    scratch: str | None = None,
    say: Callable[[str], None] = _silent,
    waiting: Waiting | None = None,
) -> Rehearsal:
    """Plan for a connection and rehearse that plan; only reads from the connection's server.

    ``scratch`` is the alias of an empty server, None for an embedded one in a temporary
    folder. ``say`` is told what is done just now, ``waiting`` how to wait for its lease.

    Raises:
        InvalidInput: the manifests are wrong, or the target cannot do what they ask.
        Refused: the scratch server may not be used, or the plan cannot be carried out.
        ServerError: a server cannot be reached or read.
        EmbeddedError: Milvus Lite cannot be started.
    """
    used = _scratch_of(project, alias, scratch)
    with planning(project, alias, selection, today) as planned:
        return _rehearse(planned.session, planned.plan, planned.desired, used, today, say, waiting)


def rehearse_saved(
    project: Project,
    plan: Plan,
    alias: str,
    today: date,
    *,
    scratch: str | None = None,
    say: Callable[[str], None] = _silent,
    waiting: Waiting | None = None,
) -> Rehearsal:
    """Rehearse a plan that was made before, on a scratch server like its target as it is now.

    Raises:
        StalePlan: the target has changed since; nothing was rehearsed.
        as ``rehearse`` does.
    """
    used = _scratch_of(project, alias, scratch)
    with open_session(project.connection(alias)) as session:
        check_target(plan, session.client, session.connection)
        return _rehearse(session, plan, State(), used, today, say, waiting)


def _scratch_of(project: Project, alias: str, scratch: str | None) -> Connection | None:
    """Look up the scratch server's connection, and refuse one that may not be used."""
    if scratch is None:
        return None
    connection, target = project.connection(scratch), project.connection(alias)
    if connection.protected:
        raise Protected(
            f"{scratch} is protected: nothing is rehearsed there",
            hint="name another alias, or leave --scratch out for an embedded server",
        )
    if (connection.uri, connection.path) == (target.uri, target.path):
        raise same_server(connection, alias)
    return connection


def _rehearse(
    target: Session,
    plan: Plan,
    declared: State,
    scratch: Connection | None,
    today: date,
    say: Callable[[str], None],
    waiting: Waiting | None,
) -> Rehearsal:
    """Rehearse a plan for an open target."""
    _check_possible(plan)
    done_before = check_base(plan, target.client)
    if not plan.steps:
        return Rehearsal(plan, Target("", "", ""))
    live, aim = read_base(plan, target.client), aim_of(plan.changes, declared)
    left: list[str] = []

    def told_left(text: str) -> None:
        left.append(text)
        say(text)

    with ExitStack() as stack:
        session = stack.enter_context(_opened(scratch, target.connection))
        stage = staged(live, aim, session.client.capabilities)
        if scratch is not None:
            holder = this_process()
            lease = None
            if scratch.path is None:
                lease = Lease(stack.enter_context(beside(session)), holder, waiting)
            stack.enter_context(
                borrowed(
                    session.client,
                    target.client,
                    scratch,
                    lease,
                    holder,
                    stage,
                    today=today,
                    told_left=told_left,
                )
            )
        found = perform(
            plan, done_before, stage, session.client, session.connection, today=today, say=say
        )
    where = TEMPORARY if scratch is None else found.scratch.where
    return replace(found, scratch=replace(found.scratch, where=where), left=tuple(left))


def _check_possible(plan: Plan) -> None:
    """Refuse a plan with changes that have no steps: no approval makes them possible."""
    cannot = [refusal for refusal in plan.refusals if refusal.code == _CANNOT]
    if cannot:
        told = "\n  ".join(f"{each.code}: {each.address}: {each.what}" for each in cannot)
        raise Refused(
            f"this plan cannot be carried out, so that nothing is rehearsed:\n  {told}",
            hint="the message says what is missing; see migrator plan",
        )


@contextmanager
def _opened(scratch: Connection | None, target: Connection) -> Iterator[Session]:
    """Open the scratch server, and remove the folder of an embedded one that is new."""
    if scratch is not None:
        is_new = scratch.path is not None and not scratch.path.exists()
        try:
            with open_session(scratch) as session:
                yield session
        finally:
            if is_new and scratch.path is not None:
                shutil.rmtree(scratch.path, ignore_errors=True)
        return
    with tempfile.TemporaryDirectory(prefix="migrator-rehearsal-") as folder:
        connection = Connection(
            EMBEDDED,
            path=Path(folder) / "scratch.db",
            timeout_s=target.timeout_s,
            limits=target.limits,
        )
        with open_session(connection) as session:
            yield session
