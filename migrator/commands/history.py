"""``history``: what was applied to a server, by whom, from which commit, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrator import history as kept
from migrator import journal, past
from migrator.commands.session import Session, open_session
from migrator.errors import UsageError
from migrator.history import Entry, Result
from migrator.journal import Told, journal_path
from migrator.manifest.project import Project
from migrator.past import Past


@dataclass(frozen=True, slots=True)
class History:
    """The applies of a server, newest first; ``records`` says whether the server keeps them."""

    alias: str
    where: str
    server: str
    entries: tuple[Entry, ...]
    records: bool = True


def history(project: Project, alias: str) -> History:
    """Read what a server keeps of its applies, and what only the journal here has.

    Contacts the server with reads only.

    Raises:
        ServerError: a read failed.
        UsageError: the journal cannot be read.
    """
    connection = project.connection(alias)
    with open_session(connection) as session:
        entries = known(project, session)
        server = session.client.capabilities.server
    return History(alias, connection.where, server, entries, connection.history)


def known(project: Project, session: Session) -> tuple[Entry, ...]:
    """Return every apply that the server or the journal here knows of, newest first."""
    told = journalled(project, session)
    local = filter(None, (_entry(each) for each in told.values()))
    return kept.merged(kept.read(session.own), local)


def journalled(project: Project, session: Session) -> dict[str, Told]:
    """Return what the journal here says of each apply on this server, by the apply's id.

    Raises:
        UsageError: the journal cannot be read.
    """
    path = journal_path(project.root, session.connection.alias)
    try:
        return {
            str(told.begin.get("apply")): told
            for told in journal.applies(path)
            if told.begin.get("identity") == session.identity
        }
    except OSError as problem:
        raise UsageError(f"cannot read {path}: {problem.strerror}") from problem


def past_in(told: Told) -> Past | None:
    """Return the state before an apply that a journal has; None where it has none."""
    try:
        return past.from_data(told.begin["before"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _entry(told: Told) -> Entry | None:
    """Return an apply of a journal as an entry; None for one that was refused."""
    end = told.end.get("result", Result.UNFINISHED)
    if end not in tuple(Result):
        return None
    return kept.from_data(
        {
            **dict(_of_begin(told.begin)),
            "result": end,
            "seq": told.end.get("seq", 0),
            "duration_s": told.end.get("duration_s", 0.0),
            "done": len(told.in_phase("done")),
            "unknown": len(told.in_phase("started")) + len(told.in_phase("interrupted")),
        }
    )


def _of_begin(begin: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    names = ("apply", "project", "plan", "who", "when", "commit", "dirty", "counts", "steps")
    for name in (*names, "migrator"):
        if name in begin:
            yield name, begin[name]
