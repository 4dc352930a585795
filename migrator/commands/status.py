"""``status``: every resource on every server, against the manifests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from migrator.address import Address
from migrator.commands.connections import AT_ONCE
from migrator.commands.planning import request_for
from migrator.commands.selection import Selection
from migrator.commands.session import open_session
from migrator.errors import MigratorError
from migrator.manifest.project import Project
from migrator.model import Action, Change, Comparison, State
from migrator.planning import Request, compare_live
from migrator.report import ConnectionStatus, Standing, StatusReport


def status(
    project: Project, aliases: Sequence[str], selection: Selection, today: date
) -> StatusReport:
    """Hold every server against what the manifests say for it; all are read at once.

    Contacts the servers with reads only. One that cannot be read does not stop the others:
    its part of the report says why.

    Raises:
        InvalidInput: the manifests are wrong for one of the connections.
        UsageError: an alias is unknown, or nothing is selected.
    """
    requests = [request_for(project, alias, selection, today) for alias in aliases]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        read = pool.map(lambda alias, request: _read(project, alias, request), aliases, requests)
        return StatusReport(project.name, tuple(read))


def _read(project: Project, alias: str, request: Request) -> ConnectionStatus:
    where = ""
    try:
        connection = project.connection(alias)
        where = connection.where
        with open_session(connection) as session:
            reading = compare_live(session.client, replace(request, own=session.own))
            server = session.client.capabilities.server
    except MigratorError as problem:
        return ConnectionStatus(alias, where, problem=problem.what, hint=problem.hint)
    standings = dict(sorted(_standings(request.desired, reading.comparison)))
    return ConnectionStatus(alias, where, server, standings)


def _standings(desired: State, comparison: Comparison) -> Iterator[tuple[Address, Standing]]:
    changes = {change.address: change for change in comparison.changes}
    for address, resource in desired.resources.items():
        if address not in changes and not resource.metadata.absent:
            yield address, Standing.IN_SYNC
    for address, change in changes.items():
        yield address, _of(change, desired)
    for address in comparison.unmanaged:
        yield address, Standing.UNMANAGED


def _of(change: Change, desired: State) -> Standing:
    """Say how a resource stands that a plan would change."""
    if change.action is Action.CREATE:
        return Standing.MISSING
    if change.action is Action.DELETE and change.address not in desired.resources:
        return Standing.UNMANAGED
    return Standing.DRIFTED
