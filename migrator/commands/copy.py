"""``copy``: the rows of collections from one server to another, after a ``promote``."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.address import Address
from migrator.commands.copies import Begun, Copies, fingerprint
from migrator.commands.fitting import find_job
from migrator.commands.session import Session, lease_of, open_session
from migrator.connection import Connection
from migrator.copying.checking import Totals, catch_up, look_at
from migrator.copying.checkpoints import Checkpoint
from migrator.copying.comparing import Look
from migrator.copying.moving import Job, Pace, Watcher, move_rows
from migrator.copying.outcome import Copied, Told, Way
from migrator.copying.pages import PAGE_BYTES
from migrator.copying.places import count
from migrator.copying.shards import make_shards, parts_of
from migrator.errors import Protected, Refused, UsageError
from migrator.lease import Waiting, holding
from migrator.manifest.project import Project
from migrator.model import ROWS_UNKNOWN

#: Shards at once; a Milvus Lite works on one thing at a time.
PARALLELISM = 4

#: Bytes of all pages that are being read, wait, or are being written. Each is in memory
#: several times, as bytes and as messages; all together stay below 300 MB.
_PAGES_BYTES = 36 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """What somebody asks of a copy; ``parallelism`` None is what suits the servers.

    ``verify`` is ``sample`` or ``full``. ``overwrite`` lets rows of the target be replaced
    and deleted.
    """

    verify: str = "sample"
    overwrite: bool = False
    parallelism: int | None = None
    throttle_rows_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Prepared:
    """One copy that may begin; nothing has been written for it."""

    job: Job
    way: Way
    rows: int
    begun: Begun
    pace: Pace


def check_copyable(source: Connection, target: Connection) -> None:
    """Refuse what need not be tried; contacts no server.

    Raises:
        Protected: the target takes saved plans only.
        UsageError: both are the same place.
    """
    if source.alias == target.alias or source.where == target.where:
        raise UsageError(
            f"{source.alias} and {target.alias} are the same server",
            hint="rows are copied from one server to another",
        )
    if target.protected:
        raise Protected(
            f"{target.alias} is protected: it takes saved plans only, and a copy of rows is none",
            hint="copy through a connection of its own to that server, which is not protected",
        )


def copy(
    project: Project,
    source: str,
    target: str,
    addresses: Sequence[Address],
    options: Options,
    *,
    told: Callable[[Told], None] = lambda _told: None,
    done: Callable[[Copied], None] = lambda _copied: None,
    waiting: Waiting | None = None,
) -> tuple[Copied, ...]:
    """Copy the rows of collections, and prove that both sides hold the same.

    Writes to the target, under its lease, and to the journal. ``done`` is told of each
    collection at once. A copy that was killed goes on where it was.

    Raises:
        Refused: rows do not fit, or something is in the way; nothing was written.
        CopyFailed: a row does not fit after all, or rows still differ.
        ServerError: a read or a write failed.
    """
    connections = project.connection(source), project.connection(target)
    check_copyable(*connections)
    copied = []
    with (
        open_session(connections[0]) as from_,
        open_session(connections[1]) as to,
        lease_of(to, waiting) as lease,
        holding(lease) as may_go_on,
    ):
        _check_apart(from_, to)
        prepared = _prepare_all(project, from_, to, addresses, options)
        for each in prepared:
            copied.append(_carry_out(each, options, told, may_go_on))
            done(copied[-1])
    return tuple(copied)


def _check_apart(source: Session, target: Session) -> None:
    if source.identity and source.identity == target.identity:
        raise Refused(
            f"{source.connection.alias} and {target.connection.alias} lead to the same server",
            hint="rows are copied from one server to another",
        )


def _prepare_all(
    project: Project,
    source: Session,
    target: Session,
    addresses: Sequence[Address],
    options: Options,
) -> list[_Prepared]:
    """Find out for every collection how it is copied; say all that is in the way at once."""
    prepared: list[_Prepared] = []
    refused: list[Refused] = []
    for address in addresses:
        try:
            prepared.append(_prepare(project.root, source, target, address, options))
        except Refused as problem:
            refused.append(problem)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        text = "\n  ".join(problem.what for problem in refused)
        hints = dict.fromkeys(problem.hint for problem in refused if problem.hint)
        raise Refused(f"nothing was copied:\n  {text}", hint="\n    ".join(hints))
    return prepared


def _prepare(
    root: Path, source: Session, target: Session, address: Address, options: Options
) -> _Prepared:
    job = find_job(source, target, address)
    rows, there = count(job.source), count(job.target)
    if ROWS_UNKNOWN in (rows, there):
        side = job.source if rows == ROWS_UNKNOWN else job.target
        raise Refused(
            f"the rows of {address} on {side.rpc.alias} cannot be counted",
            hint="load the collection there, all of its partitions",
        )
    pace = _pace(job, target.connection, options)
    copies = Copies(root, source.connection.alias, target.connection.alias, address)
    print_ = fingerprint(job, source.identity, target.identity)
    begun = copies.unfinished(print_)
    if begun is not None and there >= sum(each.rows for each in begun.checkpoints) > 0:
        return _Prepared(job, Way.RESUME, rows, begun, pace)
    parts = parts_of(job.source, job.target)
    if not there:
        shards = make_shards(job.source, parts, rows, at_least=pace.parallelism)
        fresh = copies.fresh(print_, tuple(Checkpoint(shard) for shard in shards))
        return _Prepared(job, Way.ANEW, rows, fresh, pace)
    if not options.overwrite:
        _check_same(job, look_at(job, parts, Look.FULL))
    return _Prepared(job, Way.EVEN_OUT, rows, copies.fresh(print_, ()), pace)


def _check_same(job: Job, totals: Totals) -> None:
    """Refuse to write where the target has rows of its own."""
    if totals.extra or totals.changed:
        totals.missing = 0
        raise Refused(
            f"{job.target.rpc.alias} has rows of {job.target.address} that "
            f"{job.source.rpc.alias} has not, or has otherwise: {totals}",
            hint="--overwrite replaces and deletes them; nothing else does",
        )


def _pace(job: Job, connection: Connection, options: Options) -> Pace:
    lite = job.source.overwrites or job.target.overwrites
    usual = 1 if lite else min(PARALLELISM, connection.limits.parallelism)
    parallelism = options.parallelism or usual
    return Pace(parallelism, page_bytes(parallelism), options.throttle_rows_s)


def page_bytes(parallelism: int) -> int:
    """Return the size of pages with which so many shards at once stay small in memory."""
    return max(1 << 20, min(PAGE_BYTES, _PAGES_BYTES // (3 * parallelism)))


def _carry_out(
    prepared: _Prepared,
    options: Options,
    told: Callable[[Told], None],
    may_go_on: Callable[[], None],
) -> Copied:
    job, begun = prepared.job, prepared.begun
    began_s = time.monotonic()
    before = sum(each.rows for each in begun.checkpoints)
    copied = Copied(job.source.address, prepared.way, before=before)
    done = before

    def moved(rows: int) -> None:
        nonlocal done
        done += rows
        told(Told(job.source.address, "copy", done, prepared.rows))

    look = Look(options.verify)
    begun.begin()
    if prepared.way is Way.EVEN_OUT:
        look = Look.FULL
    else:
        watcher = Watcher(begun.note, moved, may_go_on)
        copied.written = move_rows(
            job, begun.checkpoints, prepared.pace, watcher, anew=prepared.way is Way.ANEW
        )
    told(Told(job.source.address, "check", 0, prepared.rows))
    parts = parts_of(job.source, job.target)
    copied.checked = catch_up(job, parts, look, overwrite=options.overwrite, may_go_on=may_go_on)
    begun.end()
    copied.elapsed_s = time.monotonic() - began_s
    return copied
