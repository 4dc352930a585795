"""Copies of rows: how far they are, and what they did."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from migrator.address import Address
from migrator.copying.checking import Checked
from migrator.copying.outcome import Copied, Told, Way
from migrator.milvus.words import harmless
from migrator.views.json import document
from migrator.views.lines import Line, line
from migrator.views.progress import QUIET_S
from migrator.views.words import counted, duration, rows


class CopyProgress:
    """Says how far a copy is, in lines some seconds apart."""

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        every_s: float = QUIET_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._every_s = every_s
        self._clock = clock
        self._turn = threading.Lock()
        self._began: dict[tuple[Address, str], tuple[float, int]] = {}
        self._told_s = clock()

    def tell(self, told: Told) -> None:
        """Say it, where it is the first of a phase or the last was long ago."""
        with self._turn:
            now_s = self._clock()
            began = self._began.get((told.address, told.phase))
            if began is None:
                began = self._began[told.address, told.phase] = (now_s, told.done)
            elif now_s - self._told_s < self._every_s:
                return
            self._told_s = now_s
            self._say("  " + harmless(_told(told, now_s - began[0], told.done - began[1])))


def _told(told: Told, elapsed_s: float, since: int) -> str:
    if told.phase == "check":
        return f"{told.address}: checking {rows(told.total)} …"
    text = f"{told.address}: {told.done:,} of {rows(told.total)} …"
    if elapsed_s < 1 or not since:
        return text
    rate = since / elapsed_s
    left_s = max(0, told.total - told.done) / rate
    return f"{text} {rate:,.0f} rows/s, {duration(left_s)} left"


def done_lines(copied: Copied) -> Iterator[Line]:
    """Say what was copied of one collection."""
    checked = copied.checked
    how = f"{counted(copied.written, 'row')} copied"
    if copied.before:
        how += f", {copied.before:,} by an earlier run"
    if copied.way is Way.EVEN_OUT:
        how = f"{rows(checked.rows)} there already" if not _moved(checked) else "compared"
    yield line(("✓ ", "good"), f"{copied.address}: {how} ({duration(copied.elapsed_s)})")
    for text in _notes(checked):
        yield line(text, indent=4)


def _moved(checked: Checked) -> int:
    return checked.added + checked.replaced + checked.deleted


def _notes(checked: Checked) -> Iterator[str]:
    yield f"{rows(checked.rows)} on both sides, {checked.compared:,} compared in full"
    if _moved(checked):
        yield (
            f"caught up with what differed: {checked.added:,} added, "
            f"{checked.replaced:,} replaced, {checked.deleted:,} deleted"
        )
    if checked.duplicates:
        yield (
            f"{rows(checked.duplicates)} of the source share a key with another one, such as "
            f"{', '.join(map(repr, checked.doubled))}: one of each key was copied"
        )


def summary_lines(copied: Sequence[Copied], source: str, target: str) -> Iterator[Line]:
    """Say that everything was copied."""
    what = counted(len(copied), "collection")
    text = f"Copied {what} from {source} to {target}: the same rows are on both."
    yield line((text, "good"))


def copied_json(copied: Sequence[Copied], source: str, target: str, verify: str) -> str:
    """Return the result as one JSON document."""
    return document(
        {
            "complete": True,
            "copies": [_data(each) for each in copied],
            "from": source,
            "kind": "Copy",
            "to": target,
            "verify": verify,
        }
    )


def _data(copied: Copied) -> dict[str, Any]:
    checked = copied.checked
    return {
        "added": checked.added,
        "address": str(copied.address),
        "before": copied.before,
        "compared": checked.compared,
        "deleted": checked.deleted,
        "duplicates": checked.duplicates,
        "elapsed_s": round(copied.elapsed_s, 3),
        "keys_of_duplicates": list(checked.doubled),
        "passes": checked.passes,
        "replaced": checked.replaced,
        "rows": checked.rows,
        "way": copied.way.value,
        "written": copied.written,
    }
