"""Projects, plans and servers as objects."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from migrator import live, planfile
from migrator.address import DEFAULT_DATABASE, collection_address
from migrator.commands import apply as applying
from migrator.commands import differences, planning, promotion, sides, status, validation
from migrator.commands import export as exporting
from migrator.commands import history as past
from migrator.commands import rehearse as rehearsing
from migrator.commands import rollback as back
from migrator.commands.promotion import Course
from migrator.commands.selection import Selection
from migrator.commands.session import Session, open_session
from migrator.errors import ApplyError, NotFound
from migrator.execute import Event, Outcome
from migrator.export import exportable
from migrator.findings import Finding
from migrator.history import Entry
from migrator.kinds.base import IN_DATABASES, Scope
from migrator.lease import Waiting
from migrator.library.item import Item, flattened
from migrator.library.resources import Collection
from migrator.manifest import project as projects
from migrator.model import Change, Comparison
from migrator.plan import Plan as PlanData
from migrator.rehearsal.report import Rehearsal
from migrator.report import StatusReport
from migrator.views.lines import render
from migrator.views.text import plan_lines

WIDTH = 100


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().date()


def _ignore(_event: Event) -> None:
    return


@dataclass(frozen=True)
class Plan:
    """What will be done to one server: to look at, to save, to apply.

    ``data`` is the plan as plain data: changes, steps, findings, refusals, fingerprints.
    """

    project: Project
    data: PlanData
    saved: bool = False

    @property
    def changes(self) -> tuple[Change, ...]:
        """The differences that the plan removes."""
        return self.data.changes

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self.data.is_empty

    @property
    def hash(self) -> str:
        """A hash of everything in the plan; the same for the same plan."""
        return self.data.hash

    def __str__(self) -> str:
        return render(plan_lines(self.data), width=WIDTH)

    def save(self, path: str | Path) -> None:
        """Write the plan to a file, for ``Project.saved_plan`` or ``migrator apply``.

        Raises:
            PlanFileError: the file cannot be written.
        """
        planfile.save(self.data, Path(path))

    def apply(
        self,
        on_event: Callable[[Event], None] = _ignore,
        *,
        on: str = "",
        lock_timeout_s: float = 0.0,
    ) -> Outcome:
        """Carry the plan out on its connection, exactly as it is. Writes to the server.

        ``on`` names another alias of the same server. ``on_event`` is told of every step.
        Another apply on that server is waited for until ``lock_timeout_s``.

        Raises:
            Locked: another apply is at it; nothing was done.
            Refused: it may not be applied, or the server has changed; nothing was done.
            ApplyError: a step failed, was interrupted, or differences remain.
            ServerError: the server cannot be read.
        """
        connection = self.project.data.connection(on or self.data.target.alias)
        today = _today()
        applying.check_applicable(self.data, connection, saved=self.saved, today=today)
        with open_session(connection) as session:
            outcome = applying.apply(
                session,
                self.data,
                on_event,
                saved=self.saved,
                today=today,
                record=applying.record_of(self.project.data, connection.alias, now=_now),
                waiting=Waiting(lock_timeout_s),
            )
        if not outcome.complete:
            raise _incomplete(outcome)
        return outcome

    def rehearse(self, *, on: str = "", scratch: str | None = None) -> Rehearsal:
        """Carry the plan out on a scratch server that is made like its target; see ``Project``.

        Raises:
            Refused: the target has changed, or the scratch server may not be used.
            ServerError: a server cannot be read.
        """
        alias = on or self.data.target.alias
        project = self.project.data
        return rehearsing.rehearse_saved(project, self.data, alias, _today(), scratch=scratch)


def _incomplete(outcome: Outcome) -> ApplyError:
    told = [f"step {step}: {error.what}" for step, error in outcome.failed.items()]
    return ApplyError(
        "; ".join(told) or "the apply was interrupted",
        done=outcome.done,
        failed=tuple(outcome.failed),
        unknown=outcome.unknown,
        remaining=outcome.skipped,
        hint="apply a fresh plan to go on from here",
    )


class Server:
    """An open connection to one server; see ``Project.connect``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def version(self) -> str:
        """The server as people call it: ``Milvus 2.3.5``."""
        return self._session.client.capabilities.server

    @property
    def identity(self) -> str:
        """The UUID that the first apply wrote there; empty before."""
        return self._session.identity

    def collections(self, database: str = DEFAULT_DATABASE) -> tuple[Collection, ...]:
        """Read all collections of a database, with their indexes, partitions and aliases.

        Raises:
            ServerError: a read failed.
        """
        scope = Scope((database,), kinds=IN_DATABASES)
        state = exportable(live.read(self._session.client, scope))
        found = state.of_kind("Collection")
        return tuple(Collection.of_state(state, each.address) for each in found)

    def collection(self, name: str, database: str = DEFAULT_DATABASE) -> Collection:
        """Read one collection, with its indexes, partitions and aliases.

        Raises:
            NotFound: there is none of that name.
            ServerError: a read failed.
        """
        address = collection_address(database, name)
        scope = Scope((database,), frozenset({address}), IN_DATABASES)
        state = exportable(live.read(self._session.client, scope))
        if state.get(address) is None:
            raise NotFound(f"there is no {address}", server=self._session.client.alias)
        return Collection.of_state(state, address)


@dataclass(frozen=True)
class Project:
    """A project: manifests, and the servers behind its connection aliases.

    ``Project.load(".").plan(on="dev").apply()`` is what ``migrator apply`` does.
    """

    data: projects.Project

    @classmethod
    def load(
        cls,
        path: str | Path = ".",
        *,
        environ: Mapping[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Project:
        """Read ``migrator.yaml`` of a folder, or a project file; contacts no server.

        ``environ`` is where ``${env:…}`` looks, by default the process's environment.
        ``values`` win over those of every connection, by name, as ``--set`` does.

        Raises:
            UsageError: there is no such file.
            InvalidInput: anything is wrong in it, with all findings.
        """
        known = os.environ if environ is None else environ
        return cls(projects.load_project(Path(path), environ=known, given=values))

    @property
    def aliases(self) -> tuple[str, ...]:
        """The connection aliases."""
        return self.data.aliases

    def validate(self) -> tuple[Finding, ...]:
        """Check everything that can be checked without a server."""
        return validation.validate(self.data, _today()).findings

    def plan(
        self,
        on: str | None = None,
        *,
        resources: Iterable[Item] | None = None,
        select: Sequence[str] = (),
        exclude: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
    ) -> Plan:
        """Plan for a connection; contacts its server with reads only.

        ``resources`` are planned in the place of the manifests; approvals still come from
        those.

        Raises:
            InvalidInput: manifests or resources are wrong, or the server cannot do it.
            ServerError: a read failed.
        """
        alias = self.data.choose(on)
        selection = Selection(tuple(select), tuple(exclude), dict(labels or {}))
        built = None if resources is None else flattened(resources)
        with planning.planning(self.data, alias, selection, _today(), built) as planned:
            return Plan(self, planned.plan)

    def promote(
        self,
        source: str,
        to: str,
        *,
        manifests: bool = False,
        select: Sequence[str] = (),
        exclude: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
    ) -> Plan:
        """Plan to make one connection's server what that of another is; reads only.

        With ``manifests`` the desired state is what these say, and the source has to be
        just that.

        Raises:
            Refused: the source is not what the manifests say.
            InvalidInput: the manifests are wrong, or the target cannot be made so.
            UsageError: there is nothing to promote.
            ServerError: a read failed.
        """
        selection = Selection(tuple(select), tuple(exclude), dict(labels or {}))
        course = Course(self.data.choose(source), self.data.choose(to), selection, manifests)
        return Plan(self, promotion.promote(self.data, course, _today()).plan)

    def saved_plan(self, path: str | Path) -> Plan:
        """Read a plan that was saved; contacts no server.

        Raises:
            PlanFileError: unreadable, not a plan, or edited.
        """
        return Plan(self, planfile.load(Path(path)), saved=True)

    def drift(self, on: str | None = None) -> Comparison:
        """Compare a live server with the manifests; reads only.

        Raises:
            InvalidInput: the manifests are wrong.
            ServerError: a read failed.
        """
        alias = self.data.choose(on)
        return planning.drift(self.data, alias, Selection(), _today()).comparison

    def status(self, *on: str) -> StatusReport:
        """Hold every server against the manifests, all at once; reads only.

        ``on`` are the connections to look at, by default all. A server that cannot be read
        is said in the report.

        Raises:
            InvalidInput: the manifests are wrong for one of the connections.
        """
        aliases = [self.data.choose(alias) for alias in on] or self.data.aliases
        return status.status(self.data, aliases, Selection(), _today())

    def diff(self, a: str, b: str) -> Comparison:
        """Say what would have to change in A to make it B; reads only.

        Each is a connection alias, a path of manifests, ``manifests:ALIAS`` or the path of a
        saved plan.

        Raises:
            UsageError: one of the two is none of these.
            InvalidInput: manifests are wrong.
            ServerError: a read failed.
        """
        one, other = (sides.resolve(text, self.data, _today()) for text in (a, b))
        return differences.differences(one, other, Selection())

    def history(self, on: str | None = None) -> tuple[Entry, ...]:
        """Return what was applied to a server, newest first; reads only.

        Raises:
            ServerError: a read failed.
        """
        return past.history(self.data, self.data.choose(on)).entries

    def rollback(self, on: str | None = None) -> Plan:
        """Plan back to the state before this project's last apply; reads only.

        Raises:
            Refused: nothing says what was there before.
            InvalidInput: the manifests are wrong, or there is no way back.
            ServerError: a read failed.
        """
        made = back.rollback(self.data, self.data.choose(on), _today())
        return Plan(self, made.plan)

    def rehearse(
        self,
        on: str | None = None,
        *,
        scratch: str | None = None,
        select: Sequence[str] = (),
        exclude: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
    ) -> Rehearsal:
        """Plan for a connection and prove the plan on a scratch server; only reads from the first.

        ``scratch`` is the alias of an empty server, which is left empty; by default an
        embedded one is started. ``converges`` and ``is_whole`` of the result say how it went.

        Raises:
            InvalidInput: the manifests are wrong, or the target cannot do it.
            Refused: the scratch server may not be used, or the plan cannot be carried out.
            ServerError: a server cannot be read.
        """
        selection = Selection(tuple(select), tuple(exclude), dict(labels or {}))
        alias = self.data.choose(on)
        return rehearsing.rehearse(self.data, alias, selection, _today(), scratch=scratch)

    def export(self, on: str | None = None) -> dict[str, str]:
        """Return a server's state as manifests, by file name; reads only.

        Raises:
            ServerError: a read failed.
        """
        connection = self.data.connection(self.data.choose(on))
        selection = Selection(exclude=self.data.scope.exclude)
        return exporting.export(connection, self.data.scope.databases, selection).files

    @contextmanager
    def connect(self, on: str | None = None) -> Iterator[Server]:
        """Open a connection alias, to read what is there.

        Raises:
            WrongServer: it is not the server that the connection expects.
            ServerError: it cannot be reached.
        """
        with open_session(self.data.connection(self.data.choose(on))) as session:
            yield Server(session)
