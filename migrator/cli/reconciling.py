"""The command that keeps a server as the manifests say: reconcile."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.reading import DIFFERENT
from migrator.cli.running import INTERRUPTED, command
from migrator.cli.terminal import Terminal, now
from migrator.errors import UsageError

if TYPE_CHECKING:
    from migrator.commands.reconcile import Reconciler
    from migrator.commands.selection import Selection
    from migrator.execute import Event
    from migrator.manifest.project import Project
    from migrator.model import Severity
    from migrator.rounds import Round
    from migrator.views.metrics import Metrics

#: What ``--allow`` may be, as ``model.Severity`` has it, which would be slow to import for this.
SEVERITIES = ("live", "reload", "reindex", "replace", "destroy")

#: Where metrics and health are answered unless somebody says otherwise.
LISTEN = "127.0.0.1:8080"


class _Listen(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """An address to listen on, ``HOST:PORT``; ``off`` for none."""

    name = "address"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        if not isinstance(value, str) or value == "off":
            return None
        host, colon, port = value.rpartition(":")
        if not colon or not port.isdecimal() or int(port) > 65_535:
            self.fail(f"{value!r} is neither HOST:PORT nor off", param, ctx)
        return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - ":8080" means everywhere


@click.command(short_help="Keep a server as the manifests say; metrics and health over HTTP.")
@options.project
@options.on
@options.values
@options.selection
@click.option(
    "--interval",
    "interval_s",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    metavar="SECONDS",
    help="From the beginning of a round to the next one's. Default: 60.",
)
@click.option(
    "--allow",
    "allowed",
    type=click.Choice(SEVERITIES),
    default=SEVERITIES[0],
    help="Apply plans of up to this severity without a person. Default: live.",
)
@click.option(
    "--listen",
    type=_Listen(),
    default=LISTEN,
    metavar="HOST:PORT",
    help=f"Answer /metrics, /healthz and /readyz there; off for nowhere. Default: {LISTEN}.",
)
@click.option("--once", is_flag=True, help="One round; exit 2 if something waits for a person.")
@options.formats("text", "json")
@options.output
@command
def reconcile(
    terminal: Terminal,
    project_path: Path,
    alias: str | None,
    given: tuple[str, ...],
    selection: Selection,
    interval_s: float,
    allowed: str,
    listen: tuple[str, int] | None,
    once: bool,
) -> int:
    """Keep a server as the manifests say: read, compare, heal, again and again.

    A plan whose changes are all of the allowed severity is applied; any other is reported
    and waits for a person, as every plan does on a protected connection. What destroys needs
    its approval here, too. The project file and the manifests are read anew in each round.

    After a failure the pause doubles, up to a quarter of an hour. SIGTERM and Ctrl-C end it
    after the steps that run. With --format json there is one line of JSON for each round.
    """
    from migrator.model import Severity
    from migrator.rounds import Pace, Result

    def opened() -> Project:
        return open_project(project_path, given)

    made = _reconciler(terminal, opened, alias, selection, Severity(allowed))
    show = _Shown(terminal)
    if once:
        told = made.round()
        show.round(told)
        return _exit_code(told)
    pace = Pace(interval_s)
    try:
        with _monitored(terminal, made, listen) as recorded:
            while True:
                told = made.round()
                recorded(told)
                show.round(told)
                if told.result is Result.INTERRUPTED:
                    return INTERRUPTED
                # Nothing secret: it keeps many of these from asking one server in step.
                time.sleep(pace.pause_s(told.result, told.elapsed_s, random.random()))  # noqa: S311
    except KeyboardInterrupt:
        # Nothing was being applied: this is how it is meant to end.
        terminal.say("ended; nothing was left half-done")
        return 0


def _reconciler(
    terminal: Terminal,
    opened: Callable[[], Project],
    alias: str | None,
    selection: Selection,
    allowed: Severity,
) -> Reconciler:
    from migrator.commands.reconcile import Reconciler
    from migrator.tally import Tally
    from migrator.views.outcome import note_lines

    def told(_event: Event) -> None:
        """Tell nobody: the journal has each step, and the round its outcome."""

    return Reconciler(
        project=opened,
        alias=opened().choose(alias),
        selection=selection,
        allowed=allowed,
        now=now,
        on_event=told,
        tell=lambda text: terminal.complain_lines(note_lines(text)),
        tally=Tally(),
    )


class _Shown:
    """Shows rounds: each one as JSON, for people those that bring news."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._last: tuple[object, ...] = ()

    def round(self, told: Round) -> None:
        """Show a round, unless it says to people what the last one said."""
        from migrator.rounds import Result
        from migrator.views.rounds import round_json, round_lines

        if self._terminal.json:
            self._terminal.result(round_json(told, now()))
            return
        hash_ = told.plan.hash if told.plan is not None else ""
        this = (told.result, told.why, str(told.problem), hash_)
        if told.result is Result.HEALED or this != self._last:
            self._terminal.show(round_lines(told, now()))
        self._last = this


def _exit_code(told: Round) -> int:
    from migrator.rounds import Result

    if told.result is Result.FAILED and told.problem is not None:
        return told.problem.exit_code
    codes = {Result.WAITING: DIFFERENT, Result.BUSY: 3, Result.INTERRUPTED: INTERRUPTED}
    return codes.get(told.result, 0)


@contextmanager
def _monitored(
    terminal: Terminal, made: Reconciler, listen: tuple[str, int] | None
) -> Iterator[Callable[[Round], None]]:
    """Answer over HTTP, where that is wanted; give what is to be told each round."""
    if listen is None:
        yield lambda _told: None
        return
    metrics = _metrics(made)
    last: list[Round] = []

    def recorded(told: Round) -> None:
        metrics.record(told, now())
        last[:] = [told]

    from migrator.cli.monitor import Page, answering

    def ready() -> Page:
        if last and last[0].is_known:
            return Page(200, b"ready\n")
        return Page(503, b"the server or the manifests could not be read yet\n")

    pages = {
        "/metrics": lambda: Page(200, metrics.text(), "text/plain; version=0.0.4; charset=utf-8"),
        "/healthz": lambda: Page(200, b"alive\n"),
        "/readyz": ready,
    }
    with answering(*listen, pages) as where:
        terminal.say(f"metrics and health at http://{where}")
        yield recorded


def _metrics(made: Reconciler) -> Metrics:
    try:
        from migrator.views.metrics import Metrics
    except ModuleNotFoundError as problem:
        raise UsageError(
            "metrics need prometheus-client, which is not installed",
            hint='pip install "milvus-migrator[reconcile]", or say --listen off',
        ) from problem
    return Metrics(made.alias, made.tally)
