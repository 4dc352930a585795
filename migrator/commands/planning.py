"""``plan``, ``drift`` and the first half of ``apply``: manifests against one server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from migrator import rules
from migrator.address import Address
from migrator.commands.selection import Selection
from migrator.commands.session import Session, open_session
from migrator.commands.validation import manifests_for
from migrator.diff import Ownership
from migrator.errors import InvalidInput, UsageError
from migrator.findings import Source
from migrator.manifest.project import Project
from migrator.model import Comparison, Resource, State
from migrator.plan import Plan
from migrator.planning import Request, compare_live, make_plan
from migrator.rules import SchemaLimits
from migrator.tally import Tally


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, the open session that it was made in, and the desired state it was made for."""

    plan: Plan
    session: Session
    desired: State


@dataclass(frozen=True, slots=True)
class Drift:
    """What is live and differs from the manifests, with the server it was read from."""

    alias: str
    where: str
    server: str
    comparison: Comparison


@contextmanager
def planning(
    project: Project,
    alias: str,
    selection: Selection,
    today: date,
    resources: Sequence[Resource] | None = None,
    tally: Tally | None = None,
) -> Iterator[Planned]:
    """Plan for a connection and keep its session open, so that the plan can be applied.

    Contacts the server with reads only. ``resources`` stand in the place of the manifests';
    ``tally`` counts the RPCs.

    Raises:
        InvalidInput: the manifests are wrong, or the server cannot do what they ask.
        ServerError: a read failed.
    """
    request = request_for(project, alias, selection, today, resources)
    with open_session(project.connection(alias), tally) as session:
        request = replace(request, own=session.own)
        plan = make_plan(session.client, session.connection, request, identity=session.identity)
        if any(finding.is_error for finding in plan.findings):
            raise InvalidInput(plan.findings)
        yield Planned(plan, session, request.desired)


def drift(project: Project, alias: str, selection: Selection, today: date) -> Drift:
    """Compare live with the manifests; plans nothing, reads only.

    Raises:
        InvalidInput: the manifests are wrong.
        ServerError: a read failed.
    """
    request = request_for(project, alias, selection, today)
    connection = project.connection(alias)
    with open_session(connection) as session:
        comparison = compare_live(session.client, replace(request, own=session.own)).comparison
        server = session.client.capabilities.server
        return Drift(alias, connection.where, server, comparison)


def request_for(
    project: Project,
    alias: str,
    selection: Selection,
    today: date,
    resources: Sequence[Resource] | None = None,
) -> Request:
    """Return what is to be planned for a connection; contacts no server.

    Raises:
        InvalidInput: the manifests are wrong.
        UsageError: nothing is selected.
    """
    manifests = manifests_for(project, alias, today)
    scope = project.scope
    ownership = Ownership(
        scope.databases,
        (*scope.exclude, *selection.exclude),
        scope.prune and selection.is_everything and resources is None,
        frozenset(manifests.state.resources),
    )
    desired = manifests.state if resources is None else _built(project, alias, resources)
    selected = selection.of(desired)
    if desired.resources and not selected.resources:
        # "Nothing to do" would let a slip in a pattern pass for a server that is in order.
        raise UsageError(
            "nothing that the manifests declare is selected",
            hint=f"an address is written as in {next(iter(desired.resources))}",
        )
    return Request(selected, manifests.approvals, ownership, today)


def _built(project: Project, alias: str, resources: Sequence[Resource]) -> State:
    """Hold resources that were built in code against the rules; they have no places.

    Raises:
        InvalidInput: a rule forbids one.
    """
    state = State.of(resources)
    limits = SchemaLimits.of(project.schema_limits(alias))
    findings = rules.check(state, _nowhere, limits)
    if any(finding.is_error for finding in findings):
        raise InvalidInput(findings)
    return state


def _nowhere(_address: Address, _path: Sequence[str | int] = ()) -> Source | None:
    return None
