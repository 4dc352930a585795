"""Commands about what was applied: history, rollback."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.reading import DIFFERENT, tell_saved
from migrator.cli.running import command
from migrator.cli.terminal import Terminal, today


@click.command(short_help="Say what was applied, when, by whom, and how it ended.")
@options.project
@options.on
@options.formats("text", "json")
@options.output
@command
def history(terminal: Terminal, project_path: Path, alias: str | None) -> None:
    """Say what was applied to a server, newest first: when, by whom, from which commit.

    The server keeps the last fifty applies. Those that only the journal beside the project
    knows are among them.
    """
    from migrator.commands.history import history as read

    project = open_project(project_path)
    found = read(project, project.choose(alias))
    if terminal.json:
        from migrator.views.json import history_json

        about = {"connection": found.alias, "where": found.where, "server": found.server}
        terminal.result(history_json(about, found.entries))
        return
    from migrator.views.history import history_lines

    terminal.show(
        history_lines(found.alias, found.where, found.server, found.entries, records=found.records)
    )


@click.command(short_help="Plan back to the state before the last apply.")
@options.project
@options.values
@options.on
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan for apply."
)
@options.detailed
@options.formats("text", "json")
@options.output
@command
def rollback(
    terminal: Terminal,
    project_path: Path,
    given: tuple[str, ...],
    alias: str | None,
    out: Path | None,
    detailed_exitcode: bool,
) -> int:
    """Plan back to the state before the project's last apply; changes nothing.

    It is a plan like any other: what it destroys needs approvals, and apply carries out what
    --out saved. It says what it does not bring back, such as rows. A rollback that was
    applied is the last apply then, and can be rolled back itself.
    """
    from migrator.commands.rollback import rollback as plan_back

    project = open_project(project_path, given)
    made = plan_back(project, project.choose(alias), today())
    if out is not None:
        from migrator.planfile import save

        save(made.plan, out)
    if terminal.json:
        from migrator.views.json import plan_json

        terminal.result(plan_json(made.plan))
    else:
        from migrator.views.history import rollback_lines

        terminal.show(rollback_lines(made.plan, made.entry))
    if out is not None:
        tell_saved(terminal, made.plan, out, project_path)
    elif not made.plan.is_empty:
        there = "" if project_path == Path() else f" -C {shlex.quote(str(project_path))}"
        terminal.say(f"to apply it, save it first: migrator rollback{there} --out FILE")
    return DIFFERENT if detailed_exitcode and not made.plan.is_empty else 0
