"""Moving: shards copied side by side, each read and written at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from queue import Empty, Full, Queue
from types import TracebackType
from typing import Any, NamedTuple

from migrator.copying.checkpoints import Checkpoint, Key
from migrator.copying.columns import Column
from migrator.copying.converting import convert
from migrator.copying.pages import PAGE_BYTES, Sizing, read_pages, row_bytes
from migrator.copying.places import WINDOW, Place
from migrator.copying.rules import Conversion
from migrator.copying.writing import write

#: Pages that are read and wait to be written, for each shard.
AHEAD = 1

#: How often a thread that waits looks whether it is to stop, in seconds.
_LOOK_S = 0.2


@dataclass(frozen=True, slots=True)
class Job:
    """What is copied: from where, to where, and what becomes of the columns."""

    source: Place
    target: Place
    conversion: Conversion


@dataclass(frozen=True, slots=True)
class Pace:
    """How much at once: shards, bytes of a page, rows in a second (0: as fast as it goes)."""

    parallelism: int = 1
    page_bytes: int = PAGE_BYTES
    throttle_rows_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told of a copy, from several threads.

    ``noted`` must have a checkpoint on the disk before it returns. ``moved`` is told of
    rows that were written. ``may_go_on`` raises where nothing more may be begun.
    """

    noted: Callable[[Checkpoint], None] = lambda _checkpoint: None
    moved: Callable[[int], None] = lambda _rows: None
    may_go_on: Callable[[], None] = lambda: None


class Stopped(Exception):
    """Another shard has failed, or somebody does not want to wait any more."""


class _Ready(NamedTuple):
    """A page that can be written."""

    columns: list[Column]
    rows: int
    last: Key


def move_rows(
    job: Job,
    shards: Sequence[Checkpoint],
    pace: Pace,
    watcher: Watcher | None = None,
    *,
    anew: bool = False,
) -> int:
    """Copy the rest of each shard; return how many rows were written. Writes to the target.

    ``anew`` is for a target that has none of the rows. Running it again without, from the
    last checkpoints, goes on where it was.

    Raises:
        CopyFailed: a row does not fit, or was not taken.
        ServerError: a read or a write failed.
        KeyboardInterrupt: after the pages under way were written.
    """
    watcher = watcher or Watcher()
    run = _Run(job, pace, watcher, anew=anew)
    waiting = [each for each in shards if not each.finished]
    with ThreadPoolExecutor(max(1, pace.parallelism), "copy") as pool:
        futures = [pool.submit(run.shard, each) for each in waiting]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            run.stop.set()
    failures = [future.exception() for future in futures]
    for failure in sorted(filter(None, failures), key=lambda each: isinstance(each, Stopped)):
        raise failure
    return run.rows


class _Run:
    """One run of a copy; its threads share the throttle and the sign to stop."""

    def __init__(self, job: Job, pace: Pace, watcher: Watcher, *, anew: bool) -> None:
        self.stop = threading.Event()
        self.rows = 0
        self._job = job
        self._pace = pace
        self._watcher = watcher
        self._anew = anew
        self._throttle = Throttle(pace.throttle_rows_s)
        self._counting = threading.Lock()
        self._as_of = job.source.now()

    def shard(self, checkpoint: Checkpoint) -> None:
        """Copy what is left of one shard."""
        with Ahead(self._read(checkpoint), AHEAD, self.stop) as pages:
            for page in pages:
                self._throttle.wait(page.rows, self.stop)
                if self.stop.is_set():
                    raise Stopped
                self._watcher.may_go_on()
                write(
                    self._job.target,
                    page.columns,
                    page.rows,
                    partition=checkpoint.shard.partition,
                    anew=self._anew,
                    sleep=self.stop.wait,
                )
                rows = checkpoint.rows + page.rows
                checkpoint = replace(checkpoint, reached=page.last, rows=rows)
                self._watcher.noted(checkpoint)
                self._told(page.rows)
        self._watcher.noted(replace(checkpoint, finished=True))

    def _told(self, rows: int) -> None:
        with self._counting:
            self.rows += rows
        self._watcher.moved(rows)

    def _read(self, checkpoint: Checkpoint) -> Iterator[_Ready]:
        source, conversion = self._job.source, self._job.conversion
        most = min(WINDOW, max(1, int(self._throttle.rows_s))) if self._throttle.rows_s else WINDOW
        sizing = Sizing(
            row_bytes(source.spec, conversion.reads), page_bytes=self._pace.page_bytes, most=most
        )
        for page in read_pages(
            source, checkpoint.rest, conversion.reads, sizing, as_of=self._as_of
        ):
            keys = page.keys
            columns = convert(page, conversion, source.key)
            yield _Ready(columns, len(keys), keys[-1])


class Throttle:
    """At most so many rows in a second, all threads together; 0 is no limit."""

    def __init__(self, rows_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rows_s = rows_s
        self._clock = clock
        self._turn = threading.Lock()
        self._free_s = clock()

    def wait(self, rows: int, stop: threading.Event) -> None:
        """Wait for the turn of so many rows, or until the event is set."""
        if not self.rows_s:
            return
        with self._turn:
            begin_s = max(self._free_s, self._clock())
            self._free_s = begin_s + rows / self.rows_s
        pause_s = begin_s - self._clock()
        if pause_s > 0:
            stop.wait(pause_s)


_END: Any = object()


class Ahead:
    """An iterator that a thread of its own goes through, at most so many items ahead.

    A context manager, whose thread ends with it; what the iterator raises is raised where
    the items are taken. ``stop`` ends it from elsewhere.
    """

    def __init__(self, items: Iterator[Any], size: int, stop: threading.Event) -> None:
        self._items = items
        self._stop = stop
        self._queue: Queue[Any] = Queue(size)
        self._over = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._go, name="copy-read", daemon=True)

    def __enter__(self) -> Ahead:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def __iter__(self) -> Iterator[Any]:
        while True:
            try:
                item = self._queue.get(timeout=_LOOK_S)
            except Empty:
                if self._stop.is_set():
                    raise Stopped from None
                continue
            if item is _END:
                break
            yield item
            # Else this page would be in memory while the next one is waited for.
            del item
        if self._failure is not None:
            raise self._failure

    def _go(self) -> None:
        try:
            for item in self._items:
                if not self._put(item):
                    return
        except BaseException as failure:  # noqa: BLE001 - it is raised where it is waited for
            self._failure = failure
        self._put(_END)

    def _put(self, item: Any) -> bool:
        while not (self._over.is_set() or self._stop.is_set()):
            try:
                self._queue.put(item, timeout=_LOOK_S)
            except Full:
                continue
            return True
        return False
