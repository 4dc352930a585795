"""Checking: two collections made to hold the same rows, and proven to do so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from migrator.copying.checkpoints import Key
from migrator.copying.comparing import (
    Difference,
    Look,
    differences,
    find_duplicates,
    read_keys,
)
from migrator.copying.converting import convert
from migrator.copying.moving import Job
from migrator.copying.places import Place, Range, count
from migrator.copying.writing import delete, write
from migrator.errors import CopyFailed
from migrator.model import ROWS_UNKNOWN

#: Passes over the differences before writers are said to be too quick.
PASSES = 5

#: Keys that stand for two rows and are mended at once.
MENDED = 10_000

#: Keys that an error names.
NAMED = 5


@dataclass(slots=True)
class Checked:
    """What a check found, and what it caught up with.

    ``rows`` are those of the source by their keys, ``compared`` those whose content was
    compared, ``duplicates`` the rows that share a key with another one on the source, with
    some of these keys in ``doubled``. ``added``, ``replaced`` and ``deleted`` count what was
    written to the target in ``passes`` over the differences.
    """

    rows: int = 0
    compared: int = 0
    duplicates: int = 0
    doubled: tuple[Key, ...] = ()
    added: int = 0
    replaced: int = 0
    deleted: int = 0
    passes: int = 0


@dataclass(slots=True)
class Totals:
    """Differences of all ranges together, with some of the keys."""

    missing: int = 0
    extra: int = 0
    changed: int = 0
    rows: int = 0
    target_rows: int = 0
    compared: int = 0
    some_extra: tuple[Key, ...] = ()
    some_changed: tuple[Key, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.missing or self.extra or self.changed)

    def add(self, found: Difference) -> None:
        """Count what differs in one more range."""
        self.missing += len(found.missing)
        self.extra += len(found.extra)
        self.changed += len(found.changed)
        self.rows += found.rows
        self.target_rows += found.target_rows
        self.compared += found.compared
        self.some_extra = (*self.some_extra, *found.extra)[:NAMED]
        self.some_changed = (*self.some_changed, *found.changed)[:NAMED]

    def __str__(self) -> str:
        """Say what differs: ``3 rows are missing, 2 differ``."""
        told = [
            (self.missing, "missing", ()),
            (self.changed, "different", self.some_changed),
            (self.extra, "only there", self.some_extra),
        ]
        return ", ".join(
            f"{number:,} {word}" + (f" (such as {', '.join(map(repr, keys))})" if keys else "")
            for number, word, keys in told
            if number
        )


def look_at(job: Job, shards: Sequence[Range], look: Look) -> Totals:
    """Count all differences. Contacts both servers with reads only.

    Raises:
        CopyFailed, ServerError: as ``differences`` does.
    """
    totals = Totals()
    for found in differences(job, shards, look):
        totals.add(found)
    return totals


def catch_up(
    job: Job,
    shards: Sequence[Range],
    look: Look,
    *,
    overwrite: bool,
    may_go_on: Callable[[], None] = lambda: None,
    passes: int = PASSES,
) -> Checked:
    """Write what differs, until nothing does. Writes to the target.

    Rows that it lacks are always added. With ``overwrite`` its rows that differ are
    replaced, and those that the source has not are deleted.

    Raises:
        CopyFailed: rows still differ, or would have to be replaced or deleted.
        ServerError: a read or a write failed.
    """
    checked, totals = Checked(), Totals()
    for number in range(passes):
        totals = Totals()
        for found in differences(job, shards, look):
            totals.add(found)
            may_go_on()
            _even_out(job, found, checked, overwrite=overwrite)
        if not overwrite and (totals.extra or totals.changed):
            raise CopyFailed(
                f"{job.target.rpc.alias} has rows of {job.target.address} that "
                f"{job.source.rpc.alias} has not, or has otherwise: {totals}",
                keys=(*totals.some_changed, *totals.some_extra),
                hint="nothing of what is there was replaced or deleted; --overwrite does both",
            )
        if not totals and not _mend(job, shards, totals, checked):
            _count_duplicates(job, shards, totals, checked)
            checked.rows, checked.compared = totals.rows, totals.compared
            checked.passes = number
            return checked
    raise CopyFailed(
        f"rows of {job.source.address} still differ after {passes} passes: {totals}",
        keys=(*totals.some_changed, *totals.some_extra),
        hint=f"somebody writes to {job.source.rpc.alias}, or to {job.target.rpc.alias}; "
        "copy again when they are quiet",
    )


def _even_out(job: Job, found: Difference, checked: Checked, *, overwrite: bool) -> None:
    upsert(job, found.partition, found.missing)
    checked.added += len(found.missing)
    if overwrite:
        upsert(job, found.partition, found.changed)
        delete(job.target, found.extra, partition=found.partition)
        checked.replaced += len(found.changed)
        checked.deleted += len(found.extra)


def upsert(job: Job, partition: str, keys: Sequence[Key]) -> None:
    """Copy rows by their keys, once more where they are there. Writes to the target.

    Raises:
        CopyFailed, ServerError: as ``move_rows`` does.
    """
    source = job.source
    for page in read_keys(source, partition, keys, job.conversion.reads, source.now()):
        rows = page.rows
        columns = convert(page, job.conversion, source.key)
        write(job.target, columns, rows, partition=partition)


def _mend(job: Job, shards: Sequence[Range], totals: Totals, checked: Checked) -> bool:
    """Write rows once more that are there twice; whether any was.

    An insert whose answer never came may have arrived after the upsert that followed it.
    """
    if job.target.overwrites or _surplus(job.target, totals.target_rows) <= 0:
        return False
    as_of = job.target.now()
    found = False
    for shard in shards:
        keys = find_duplicates(job.target, [shard], as_of=as_of, most=MENDED)
        upsert(job, shard.partition, keys)
        checked.replaced += len(keys)
        found = found or bool(keys)
    return found


def _count_duplicates(job: Job, shards: Sequence[Range], totals: Totals, checked: Checked) -> None:
    """Hold the keys of the source that were seen against its ``count(*)``."""
    if job.source.overwrites or (surplus := _surplus(job.source, totals.rows)) <= 0:
        return
    keys = find_duplicates(job.source, shards, as_of=job.source.now(), most=NAMED)
    # Else it is rows that came while they were counted.
    if keys:
        checked.duplicates, checked.doubled = surplus, tuple(keys)


def _surplus(place: Place, keys: int) -> int:
    rows = count(place)
    return 0 if rows == ROWS_UNKNOWN else rows - keys
