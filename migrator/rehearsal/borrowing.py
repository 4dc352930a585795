"""Borrowing: a server of somebody else's as the scratch server, left as it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date

from migrator import generations, interruption, live
from migrator.connection import Connection
from migrator.diff import Ownership
from migrator.errors import MigratorError, NotFound, Refused, WrongServer
from migrator.execute import Event, run
from migrator.generations import Holder
from migrator.identity import COLLECTION, ensure_identity, read_identity, read_own
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.base import IN_DATABASES, Rpc, Scope, kinds_of
from migrator.lease import Lease, holding
from migrator.model import Metadata, Resource, State
from migrator.planning import Request, make_plan
from migrator.rehearsal.stage import Stage

#: How many things a refusal names before it only counts.
NAMED = 5


@contextmanager
def borrowed(
    scratch: Rpc,
    target: Rpc,
    connection: Connection,
    lease: Lease | None,
    holder: Holder,
    stage: Stage,
    *,
    today: date,
    told_left: Callable[[str], None],
) -> Iterator[None]:
    """Hold a scratch server that was empty, and remove afterwards what was made there.

    ``connection`` and ``holder`` are those of the scratch server and of ``lease``.
    ``told_left`` is told of what could not be removed. Removes on every way out.

    Raises:
        Refused: it holds something, somebody works with it, or it is the target; what was
            written to find that out is removed.
        ServerError: a server cannot be read.
    """
    _check_empty(scratch, connection, stage.databases)
    try:
        with holding(lease):
            # Whoever held the lease until now may have made something.
            _check_empty(scratch, connection, stage.databases)
            known = bool(read_own(scratch))
            try:
                _check_another(scratch, target, connection)
                with _emptied(scratch, connection, stage, today, told_left):
                    yield
            finally:
                with _removing(connection, told_left):
                    if not known:
                        _drop(scratch, COLLECTION)
    finally:
        with _removing(connection, told_left):
            _drop_first_lease(scratch, holder)


def _check_empty(scratch: Rpc, connection: Connection, databases: tuple[str, ...]) -> None:
    state = live.read(scratch, Scope(databases, frozenset(), IN_DATABASES))
    there = sorted(
        each
        for each in {*state.resources, *state.unread}
        if not KIND_BY_NAME[each.kind].builtin(each)
    )
    if not there:
        return
    named = ", ".join(str(each) for each in there[:NAMED])
    more = f" and {len(there) - NAMED} more" if len(there) > NAMED else ""
    raise Refused(
        f"{connection.alias} is not empty: it has {named}{more}",
        hint="a rehearsal needs an empty server; nothing was changed there",
    )


def _check_another(scratch: Rpc, target: Rpc, connection: Connection) -> None:
    """Make sure that the scratch server is not the target under another name.

    Its identity is written before the target's is read: a server without one shows the
    one that was just written.
    """
    if ensure_identity(scratch) == read_identity(target):
        raise same_server(connection, target.alias)


def same_server(connection: Connection, target: str) -> WrongServer:
    """Say that a scratch server is the target itself."""
    return WrongServer(
        f"{connection.alias} is the same server as {target}",
        hint="a rehearsal needs a server that it may fill and empty; leave --scratch out for an "
        "embedded one",
    )


@contextmanager
def _emptied(
    scratch: Rpc,
    connection: Connection,
    stage: Stage,
    today: date,
    told_left: Callable[[str], None],
) -> Iterator[None]:
    """Remove afterwards what was made for the rehearsal."""
    try:
        yield
    finally:
        with _removing(connection, told_left):
            _remove(scratch, connection, stage, today)


@contextmanager
def _removing(connection: Connection, told_left: Callable[[str], None]) -> Iterator[None]:
    """Let nobody interrupt what removes, and say what it could not remove."""
    with interruption.put_off() as asked:
        try:
            yield
        except MigratorError as problem:
            told_left(f"left on {connection.alias}: {problem.what}")
    if asked.is_set():
        raise KeyboardInterrupt


def _remove(scratch: Rpc, connection: Connection, stage: Stage, today: date) -> None:
    """Drop what was made for the rehearsal, by a plan that declares it absent."""
    state = live.read(scratch, Scope(stage.databases, stage.made, kinds_of(stage.made)))
    absent = Metadata(absent=True)
    gone = State.of(
        Resource(address, state.resources[address].spec, metadata=absent)
        for address in stage.made
        if address in state.resources
    )
    if not gone.resources:
        return
    request = Request(gone, (), Ownership(databases=()), today)
    plan = replace(make_plan(scratch, connection, request), refusals=())
    outcome = run(plan, scratch, _ignored, check=False)
    if not outcome.complete:
        undone = [step for step in plan.steps if step.id not in outcome.done]
        told = ", ".join(str(step.address) for step in undone)
        why = "; ".join(sorted({problem.what for problem in outcome.failed.values()}))
        raise MigratorError(f"{told}: {why}" if why else told)


def _ignored(_event: Event) -> None:
    return


def _drop(scratch: Rpc, name: str) -> None:
    with suppress(NotFound):
        scratch.call("DropCollection", {"collection_name": name})


def _drop_first_lease(scratch: Rpc, holder: Holder) -> None:
    """Drop the lease where it was the server's first, and nobody has taken it since.

    One that came after another stays, given back: generations never go down.
    """
    held = generations.current(scratch)
    if held is not None and held.generation == 1 and held.is_of(holder.id):
        _drop(scratch, generations.name(1))
