"""The command that writes: apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from migrator.cli import options
from migrator.cli.locking import lock_timeout, waiting
from migrator.cli.projects import open_project
from migrator.cli.reading import tell_plan
from migrator.cli.running import INTERRUPTED, Interrupted, command
from migrator.cli.terminal import Terminal, now, today
from migrator.errors import NotConfirmed, Refused, StalePlan, UsageError

if TYPE_CHECKING:
    from migrator.cli.options import Consent, Promoted
    from migrator.commands.planning import Planned
    from migrator.commands.selection import Selection
    from migrator.execute import Event, Outcome
    from migrator.lease import Waiting
    from migrator.manifest.project import Project
    from migrator.plan import Plan
    from migrator.recording import Record
    from migrator.views.progress import LiveProgress, Progress


@click.command(short_help="Carry out a saved plan; or plan, ask, and carry that out.")
@click.argument("planfile", type=click.Path(path_type=Path), required=False)
@options.project
@options.values
@options.on
@options.selection
@options.promoted("Promote what this one is, in place of the manifests.")
@options.consent
@click.option(
    "--events",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write one JSON event a line while it runs.",
)
@lock_timeout
@options.formats("text", "json")
@options.output
@command
def apply(
    terminal: Terminal,
    planfile: Path | None,
    project_path: Path,
    given: tuple[str, ...],
    alias: str | None,
    selection: Selection,
    promoted: Promoted,
    consent: Consent,
    events: Path | None,
    lock_timeout_s: float,
) -> int:
    """Carry out a saved plan, or plan, ask and carry that out.

    A saved plan is not asked about: it was reviewed. Without a terminal and without --yes
    an unsaved plan is refused. With --from it plans as promote does.
    """
    project = open_project(project_path, given)
    show = Shown(terminal, events, waiting(terminal, lock_timeout_s))
    try:
        if planfile is None:
            plan = _planner(project, project.choose(alias), selection, promoted)
            return _plan_and_apply(show, project, plan, consent)
        if not selection.is_everything or consent.plan_hash or given or any(promoted):
            raise UsageError(
                "a saved plan is applied as it is: it takes no selection, no values, no source "
                "and no hash"
            )
        return _apply_saved(show, project, alias, planfile)
    except KeyboardInterrupt:
        if not show.began:
            raise
        raise Interrupted("interrupted; plan again to see what is left to do") from None


def _apply_saved(show: Shown, project: Project, alias: str | None, file: Path) -> int:
    from migrator.commands.apply import apply_saved
    from migrator.planfile import load

    saved = load(file)
    connection = project.connection(alias or saved.target.alias)
    with show.of(saved) as told:
        record = _record(show, project, connection.alias)
        outcome = apply_saved(
            saved, connection, told, today=today(), record=record, waiting=show.waiting
        )
    return _tell_outcome(show.terminal, saved, outcome)


def _planner(
    project: Project, alias: str, selection: Selection, promoted: Promoted
) -> AbstractContextManager[Planned]:
    """Return what makes the plan: of the manifests, or of another alias."""
    if promoted.source is None:
        if promoted.manifests:
            raise UsageError("--manifests says how to promote", hint="say --from ALIAS, too")
        from migrator.commands.planning import planning

        return planning(project, alias, selection, today())
    from migrator.commands.promotion import Course, promoting

    course = Course(project.choose(promoted.source), alias, selection, promoted.manifests)
    return promoting(project, course, today())


def _plan_and_apply(
    show: Shown,
    project: Project,
    planning: AbstractContextManager[Planned],
    consent: Consent,
) -> int:
    from migrator.commands.apply import apply as carry_out
    from migrator.commands.apply import check_applicable, settle

    terminal = show.terminal
    applied = None
    try:
        with planning as planned:
            made, session = planned.plan, planned.session
            if not terminal.json:
                tell_plan(terminal, made)
            reviewed = consent.plan_hash is not None
            _check_hash(made, consent.plan_hash)
            if made.refusals and not terminal.json:
                raise Refused(
                    "this plan cannot be applied", hint="the reasons, and what to do, are above"
                )
            check_applicable(made, session.connection, saved=reviewed, today=today())
            if made.is_empty and not made.steps:
                notes = settle(_record(show, project, session.connection.alias))
                return _tell_nothing(terminal, made, notes)
            if not made.is_empty:
                _confirm(terminal, made, yes=consent.yes or reviewed)
            with show.of(made) as told:
                record = _record(show, project, session.connection.alias)
                outcome = carry_out(
                    session,
                    made,
                    told,
                    saved=reviewed,
                    today=today(),
                    record=record,
                    waiting=show.waiting,
                )
                applied = made, outcome
    except KeyboardInterrupt:
        # A second one, while the server was let go: what was done is known by then.
        if applied is None:
            raise
    assert applied is not None
    return _tell_outcome(terminal, *applied)


def _record(show: Shown, project: Project, alias: str) -> Record:
    from migrator.commands.apply import record_of

    return record_of(project, alias, now=now, tell=show.note)


def _check_hash(made: Plan, reviewed: str | None) -> None:
    if reviewed is not None and made.hash != reviewed:
        raise StalePlan(
            f"the plan's hash is {made.hash}, not the reviewed {reviewed}",
            hint="the manifests or the server have changed since; review the new plan",
        )


def _confirm(terminal: Terminal, made: Plan, *, yes: bool) -> None:
    if yes:
        return
    if not terminal.can_ask:
        raise NotConfirmed(
            "nobody is there to confirm this plan", hint="say --yes, or apply a saved plan"
        )
    question = f"\nApply this to {made.target.alias} ({made.target.where})? Only yes counts: "
    if not terminal.confirm(question):
        raise NotConfirmed("not confirmed; nothing was changed")


def _tell_nothing(terminal: Terminal, made: Plan, notes: list[str]) -> int:
    if terminal.json:
        from migrator.execute import Outcome
        from migrator.views.json import outcome_json

        terminal.result(outcome_json(made, Outcome(notes=notes)))
    return 0


class Shown:
    """Shows progress while a plan runs, and writes its events to a file.

    ``began`` is whether anything was told, so that something may have been done.
    ``waiting`` is how another apply is waited for, and told of.
    """

    def __init__(self, terminal: Terminal, events: Path | None, waiting: Waiting) -> None:
        self.terminal = terminal
        self.waiting = waiting
        self.began = False
        self._events = events
        self._live: LiveProgress | None = None

    def note(self, text: str) -> None:
        """Say what is worth knowing, above what moves."""
        from migrator.views.outcome import note_lines

        if self._live is None:
            self.terminal.complain_lines(note_lines(text))
        else:
            self._live.note(text)

    @contextmanager
    def of(self, made: Plan) -> Iterator[Callable[[Event], None]]:
        """Give what is to be told the events of a plan."""
        with ExitStack() as stack:
            file = None
            if self._events is not None:
                try:
                    file = stack.enter_context(self._events.open("w", encoding="utf-8"))
                except OSError as problem:
                    raise _unwritable(self._events, problem) from problem
            progress = stack.enter_context(self._progress(len(made.steps)))

            def told(event: Event) -> None:
                self.began = True
                progress.tell(event)
                if file is not None:
                    self._write(file, event)

            yield told

    def _progress(self, steps: int) -> Progress:
        from migrator.views.progress import LiveProgress, PlainProgress

        terminal = self.terminal
        if terminal.moves and not terminal.quiet:
            self._live = LiveProgress(steps, terminal.err, colour=terminal.err_colour)
            return self._live
        return PlainProgress(steps, terminal.say)

    def _write(self, file: TextIO, event: Event) -> None:
        """Write one event; a disk that is full does not stop an apply half-way."""
        from migrator.views.json import event_json

        if file.closed:
            return
        try:
            file.write(event_json(event) + "\n")
            file.flush()
        except OSError as problem:
            assert self._events is not None
            self.terminal.complain(f"{_unwritable(self._events, problem).what}; going on without")
            with suppress(OSError):
                file.close()


def _unwritable(path: Path, problem: OSError) -> UsageError:
    return UsageError(f"cannot write {path}: {problem.strerror}")


def _tell_outcome(terminal: Terminal, made: Plan, outcome: Outcome) -> int:
    from migrator.views.outcome import outcome_lines

    if terminal.json:
        from migrator.views.json import outcome_json

        terminal.result(outcome_json(made, outcome))
    if outcome.complete:
        terminal.show(outcome_lines(made, outcome))
        return 0
    terminal.complain_lines(outcome_lines(made, outcome))
    return INTERRUPTED if outcome.interrupted else 1
