"""``connections``: which aliases there are, and whether their servers answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from migrator.commands.session import open_session
from migrator.connection import Connection
from migrator.errors import MigratorError
from migrator.manifest.project import Project
from migrator.report import ConnectionReport

#: Servers asked at once.
AT_ONCE = 8


def listed(project: Project) -> tuple[ConnectionReport, ...]:
    """List the aliases and where they lead; resolves no secret and contacts no server."""
    return tuple(
        ConnectionReport(alias, project.spec.connections[alias].uri, reachable=False)
        for alias in project.aliases
    )


def test(
    aliases: Iterable[str], connect: Callable[[str], Connection]
) -> tuple[ConnectionReport, ...]:
    """Try every alias at once: reachable, version, identity, or what failed and why.

    Contacts the servers with reads only. ``connect`` resolves an alias and its secrets.
    """
    names = list(aliases)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(lambda alias: _try(alias, connect), names))


def _try(alias: str, connect: Callable[[str], Connection]) -> ConnectionReport:
    where = ""
    try:
        connection = connect(alias)
        where = connection.where
        with open_session(connection) as session:
            server = session.client.capabilities.server
            return ConnectionReport(alias, where, True, server, session.identity)
    except MigratorError as problem:
        return ConnectionReport(alias, where, False, problem=problem.what, hint=problem.hint)
