"""What happens while a plan is applied: plain lines, or a live table in a terminal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from migrator.execute import Event, Phase
from migrator.kinds.base import Step
from migrator.milvus.words import harmless
from migrator.views.words import duration

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import RenderableType

#: Plain lines about one wait come at least so far apart, in seconds.
QUIET_S = 5.0

#: How often the live table is drawn anew, in seconds.
REDRAW_S = 0.125

#: Rows of the live table; the rest is counted.
SHOWN = 12

_MARKS = {
    Phase.DONE: "✓",
    Phase.FAILED: "✗",
    Phase.INTERRUPTED: "!",
}


class Progress(Protocol):
    """Shows events; a context manager around an apply."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def tell(self, event: Event) -> None:
        """Show one event."""


def _amount(event: Event) -> str:
    if not event.total:
        return ""
    if event.unit == "%":
        return f" {event.done} %"
    return f" {event.done:,} of {event.total:,} {event.unit}"


def _place(event: Event) -> tuple[int, str]:
    return len(event.step.id), event.step.id


def _title(step: Step) -> str:
    return harmless(f"{step.address}: {step.title}")


class PlainProgress:
    """One line for each thing that happens; for files, pipes and CI logs."""

    def __init__(
        self, total: int, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total = total
        self._say = say
        self._clock = clock
        self._told: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return

    def tell(self, event: Event) -> None:
        """Say what happened; a wait says how far it is every few seconds.

        Not what is skipped: that is nothing that happens, and there may be thousands.
        """
        if event.phase is Phase.SKIPPED:
            return
        step = event.step
        head = f"[{step.id}/{self._total}] {_title(step)}"
        if event.phase is Phase.STARTED:
            self._told[step.id] = self._clock()
            self._say(f"  {head} …")
        elif event.phase is Phase.PROGRESS:
            if self._clock() - self._told.get(step.id, 0.0) >= QUIET_S:
                self._told[step.id] = self._clock()
                self._say(f"  {head} …{_amount(event)} ({duration(event.elapsed_s)})")
        elif event.phase is Phase.DONE:
            self._say(f"{_MARKS[event.phase]} {head} ({duration(event.elapsed_s)})")
        else:
            error = f": {harmless(event.error)}" if event.error else ""
            self._say(f"{_MARKS[event.phase]} {head} {event.phase}{error}")


class LiveProgress:
    """A table of what runs now, with what is over above it; for terminals."""

    def __init__(self, total: int, stream: TextIO, *, colour: bool) -> None:
        from rich.console import Console
        from rich.live import Live

        self._console = Console(file=stream, no_color=not colour, highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        # Not by rich's own thread: it draws into what another thread prints (seen with 15.0).
        self._drawing = threading.Lock()
        self._ended = threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)
        self._total = total
        self._over = 0
        self._running: dict[str, Event] = {}
        self._since: dict[str, float] = {}
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._live.__enter__()
        self._live.update(_Table(self))
        self._clock.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._clock.join()
        self._live.__exit__(kind, error, trace)

    def _tick(self) -> None:
        while not self._ended.wait(REDRAW_S):
            with self._drawing:
                self._live.refresh()

    def tell(self, event: Event) -> None:
        """Move a step on: into the table, through it, or above it."""
        from rich.text import Text

        step = event.step
        if event.phase is Phase.SKIPPED:
            return
        if event.phase in (Phase.STARTED, Phase.PROGRESS):
            with self._drawing:
                self._running[step.id] = event
                self._since.setdefault(step.id, time.monotonic())
            return
        styles = {Phase.DONE: "green", Phase.FAILED: "red"}
        text = Text()
        text.append(f"{_MARKS[event.phase]} ", style=styles.get(event.phase, "yellow"))
        text.append(_title(step))
        if event.phase is Phase.DONE:
            text.append(f"  {duration(event.elapsed_s)}", style="dim")
        else:
            text.append(f"  {event.phase}", style="red")
            if event.error:
                text.append(f": {harmless(event.error)}")
        with self._drawing:
            self._running.pop(step.id, None)
            self._over += 1
            self._console.print(text, soft_wrap=False)

    def note(self, text: str) -> None:
        """Say what is worth knowing, above the table."""
        from rich.text import Text

        with self._drawing:
            self._console.print(Text.assemble(("note", "yellow"), f": {harmless(text)}"))

    def rows(self) -> list[tuple[str, str, str]]:
        """Return what runs now: title, how far, for how long."""
        now = time.monotonic()
        running = sorted(
            self._running.values(), key=lambda event: (len(event.step.id), event.step.id)
        )
        told = [
            (
                _title(event.step),
                _amount(event).strip(),
                duration(now - self._since[event.step.id]),
            )
            for event in running[:SHOWN]
        ]
        if len(running) > SHOWN:
            told.append((f"and {len(running) - SHOWN} more", "", ""))
        elapsed = duration(now - self._began)
        return [*told, (f"{self._over} of {self._total} steps", "", elapsed)]


class _Table:
    """What ``rich.live`` draws again and again: the steps that run now."""

    def __init__(self, progress: LiveProgress) -> None:
        self._progress = progress

    def __rich__(self) -> RenderableType:
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        for title, amount, elapsed in self._progress.rows():
            table.add_row(Text(f"  {title}"), Text(amount), Text(elapsed, style="dim"))
        return table
