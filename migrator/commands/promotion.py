"""``promote``: a plan that makes one server what another one is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from migrator import live, promotion, rules
from migrator.approval import Approval
from migrator.codes import finding
from migrator.commands import planning
from migrator.commands.planning import Planned
from migrator.commands.selection import Selection
from migrator.commands.session import Session, open_session
from migrator.commands.validation import manifests_for
from migrator.diff import Ownership
from migrator.errors import InvalidInput, PermissionDenied, Refused, UsageError
from migrator.findings import Finding, sort_key
from migrator.kinds.base import Scope
from migrator.manifest.overlays import UNMATCHED
from migrator.manifest.project import Project
from migrator.model import State
from migrator.plan import Plan
from migrator.planning import Request, databases_of, make_plan, wanted_of
from migrator.promotion import Proven
from migrator.rules import SchemaLimits

#: How many differing resources an error names before it only counts.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be promoted: from which alias to which, and what of it.

    With ``manifests`` the desired state is what these say, and the source has to prove it.
    """

    source: str
    target: str
    selection: Selection = field(default_factory=Selection)
    manifests: bool = False


@dataclass(frozen=True, slots=True)
class Promotion:
    """A plan for the target, and what is worth knowing of where it comes from."""

    course: Course
    plan: Plan
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """What the target is to be, and what was read to say so."""

    proven: Proven
    state: State
    approvals: tuple[Approval, ...]
    today: date


@contextmanager
def promoting(project: Project, course: Course, today: date) -> Iterator[Planned]:
    """Plan a promotion and keep the target's session open, so that the plan can be applied.

    Contacts both servers with reads only, one after the other.

    Raises:
        Refused: the source is not what the manifests say; nothing was planned.
        InvalidInput: the target cannot be made so, with all findings.
        UsageError: there is nothing to promote.
        ServerError: a read failed.
    """
    if course.source == course.target:
        raise UsageError(f"{course.target} is promoted to itself", hint="name two aliases")
    if course.manifests:
        _prove(project, course, today)
        opened = planning.planning(project, course.target, course.selection, today)
    else:
        opened = _planning(project, course, _aim(project, course, _read(project, course), today))
    with ExitStack() as stack:
        with _allowed(course.target):
            planned = stack.enter_context(opened)
        yield planned


def promote(project: Project, course: Course, today: date) -> Promotion:
    """Plan a promotion; see ``promoting``."""
    with promoting(project, course, today) as planned:
        notes = _unproven(project, course, today) if course.manifests else ()
        return Promotion(course, planned.plan, notes)


@contextmanager
def _planning(project: Project, course: Course, aim: Aim) -> Iterator[Planned]:
    with open_session(project.connection(course.target)) as session:
        yield _plan(project, course, aim, session)


def _prove(project: Project, course: Course, today: date) -> None:
    """Hold the source against the manifests as it sees them.

    Raises:
        Refused: they differ.
    """
    with _allowed(course.source):
        found = planning.drift(project, course.source, course.selection, today)
    changes = found.comparison.changes
    if not changes:
        return
    told = [str(change.address) for change in changes[:NAMED]]
    if len(changes) > NAMED:
        told.append(f"{len(changes) - NAMED} more")
    raise Refused(
        f"{course.source} is not what the manifests say: {', '.join(told)}",
        hint=f"see migrator drift --on {course.source}, apply there, and promote then",
    )


def _unproven(project: Project, course: Course, today: date) -> tuple[Finding, ...]:
    """Find what the manifests declare for the target only."""
    source, target = (
        course.selection.of(manifests_for(project, alias, today).state)
        for alias in (course.source, course.target)
    )
    database = (project.connection(alias).database for alias in (course.source, course.target))
    proven = promotion.moved(source, *database)
    message = f"is declared for {course.target} and not for {course.source}"
    return tuple(
        finding("MIG642", message, address=address)
        for address in target.resources
        if address not in proven.resources
    )


def _read(project: Project, course: Course) -> Proven:
    """Read what is promoted, at the addresses that it has on the target."""
    connection = project.connection(course.source)
    with _allowed(course.source), open_session(connection) as session:
        state = live.read(session.client, Scope(project.scope.databases))
        capabilities = session.client.capabilities
    owned = Selection(exclude=project.scope.exclude)
    kept = State.of(each for each in state.resources.values() if owned.takes(each.address))
    there = project.connection(course.target).database
    moved = promotion.moved(kept, connection.database, there)
    return Proven(course.source, capabilities, moved)


def _aim(project: Project, course: Course, proven: Proven, today: date) -> Aim:
    """Put what was proven through the target's values and overlays.

    Raises:
        InvalidInput: the result, or the target's manifests, are wrong.
    """
    manifests = manifests_for(project, course.target, today)
    database = project.connection(course.target).database
    written = promotion.composed(proven, manifests.state, database)
    rendered = project.compose(written, course.target, today=today)
    desired = promotion.unplaced(rendered, proven)
    # An overlay may be for what is not on the source (yet).
    findings = [found for found in desired.findings if found.code not in UNMATCHED]
    if not any(found.is_error for found in findings):
        limits = SchemaLimits.of(project.schema_limits(course.target))
        findings += rules.check(desired.state, partial(promotion.locate, rendered, proven), limits)
    if any(found.is_error for found in findings):
        raise InvalidInput(sorted(findings, key=sort_key))
    return Aim(proven, desired.state, manifests.approvals, today)


def _plan(project: Project, course: Course, aim: Aim, session: Session) -> Planned:
    selected = course.selection.of(aim.state)
    if not selected.resources:
        all_of_it = course.selection.is_everything or not aim.state.resources
        what = "has nothing that could be promoted" if all_of_it else "has nothing that is selected"
        raise UsageError(f"{course.source} {what}")
    scope = project.scope
    ownership = Ownership(
        scope.databases,
        (*scope.exclude, *course.selection.exclude),
        scope.prune and course.selection.is_everything,
        frozenset(aim.state.resources),
    )
    databases = Scope(databases_of(selected, ownership), wanted_of(selected))
    there = live.read(session.client, databases)
    filled = promotion.filled(selected, aim.proven, there)
    desired, left_out = promotion.without_strangers(filled, there)
    request = Request(desired, aim.approvals, ownership, aim.today, session.own)
    plan = make_plan(session.client, session.connection, request, identity=session.identity)
    found = {*plan.findings, *left_out, *promotion.notes(aim.proven, desired, course.target)}
    plan = replace(plan, findings=tuple(sorted(found, key=sort_key)))
    _check(plan)
    return Planned(plan, session, desired)


def _check(plan: Plan) -> None:
    """Say everything that stands against a plan where the server cannot do it at all.

    Raises:
        InvalidInput: the server cannot.
    """
    errors = [found for found in plan.findings if found.is_error]
    if errors:
        refused = (
            finding(refusal.code, refusal.what, address=refusal.address)
            for refusal in plan.refusals
        )
        raise InvalidInput(sorted({*plan.findings, *refused}, key=sort_key))


@contextmanager
def _allowed(alias: str) -> Iterator[None]:
    """Say a read that the caller has no right to as what it is.

    Raises:
        InvalidInput: a read was refused.
    """
    try:
        yield
    except PermissionDenied as problem:
        hint = f"what is on {alias} has to be read before anything is planned"
        raise InvalidInput([finding("MIG710", problem.what, hint=hint)]) from problem
