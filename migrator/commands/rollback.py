"""``rollback``: a plan from the live state back to the one before the last apply."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from migrator import live
from migrator.commands.history import journalled, known, past_in
from migrator.commands.session import Session, open_session
from migrator.commands.validation import manifests_for
from migrator.diff import Ownership
from migrator.errors import InvalidInput, NoRecord
from migrator.findings import sort_key
from migrator.history import Entry, shortened, unpack
from migrator.kinds.base import Scope, kinds_of
from migrator.manifest.load import Manifests
from migrator.manifest.project import Project
from migrator.past import Past
from migrator.plan import Plan
from migrator.planning import Request, make_plan
from migrator.rollback import aim_of, lost


@dataclass(frozen=True, slots=True)
class Rollback:
    """A plan back, and the apply that it takes back."""

    plan: Plan
    entry: Entry


def rollback(project: Project, alias: str, today: date) -> Rollback:
    """Plan back to the state recorded before the project's last apply on a connection.

    Contacts the server with reads only. Approvals come from the manifests, as everywhere.

    Raises:
        NoRecord: nothing says what was there before.
        InvalidInput: the manifests are wrong, or the way back cannot be planned.
        ServerError: a read failed.
    """
    manifests = manifests_for(project, alias, today)
    with open_session(project.connection(alias)) as session:
        entry = _last(project, session)
        past = _past_of(entry, project, session)
        plan = _plan(session, past, manifests, today)
    if any(finding.is_error for finding in plan.findings):
        raise InvalidInput(plan.findings)
    return Rollback(plan, entry)


def _last(project: Project, session: Session) -> Entry:
    """Find the project's last apply that has changed anything."""
    name = shortened(project.name)
    for entry in known(project, session):
        if shortened(entry.project) == name and entry.may_have_changed:
            return entry
    off = "" if session.connection.history else "; history is off for this connection"
    raise NoRecord(
        f"there is no record of an apply of {project.name} on {session.connection.alias}{off}",
        hint="declare the state that is wanted, and plan that",
    )


def _past_of(entry: Entry, project: Project, session: Session) -> Past:
    """Return the state before an apply, from the server or else from the journal here."""
    why = "no record of the state before is there"
    if entry.before:
        try:
            return unpack(entry.before)
        except ValueError as problem:
            why = str(problem)
    elif entry.before_bytes:
        why = "the state before was too large for the server's history"
    told = journalled(project, session).get(entry.apply)
    past = None if told is None else past_in(told)
    if past is None:
        raise NoRecord(
            f"the last apply, of plan {entry.plan} by {entry.who} at {entry.when}, cannot be "
            f"rolled back: {why}, and no journal here has it",
            hint="run it where the apply ran, or declare the state that is wanted and plan that",
        )
    return past


def _plan(session: Session, past: Past, manifests: Manifests, today: date) -> Plan:
    rpc = session.client
    named = past.addresses
    databases = {each.database for each in named if each.database}
    databases |= {each.name for each in named if each.kind == "Database"}
    wanted = named | {each.collection for each in named if each.collection}
    state = live.read(rpc, Scope(tuple(sorted(databases)), wanted, kinds_of(wanted)))
    aim = aim_of(past, state, manifests.state, rpc.capabilities)
    # Nothing else is this plan's business but what an apply of the same things left behind.
    ownership = Ownership(databases=(), declared=frozenset(wanted))
    request = Request(aim.desired, manifests.approvals, ownership, today, session.own)
    plan = make_plan(rpc, session.connection, request, identity=session.identity)
    found = {*plan.findings, *aim.findings, *lost(plan.changes, past)}
    changes = tuple(
        replace(change, reason="was not there before") if change.address in past.absent else change
        for change in plan.changes
    )
    return replace(plan, changes=changes, findings=tuple(sorted(found, key=sort_key)))
