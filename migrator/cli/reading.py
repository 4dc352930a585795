"""Commands that read one server: plan, drift, export; and connections."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.running import command
from migrator.cli.terminal import Terminal, today

if TYPE_CHECKING:
    from migrator.commands.selection import Selection
    from migrator.plan import Plan

#: Exit code where differences exist.
DIFFERENT = 2


@click.command(short_help="Show what would make a server match the manifests.")
@options.project
@options.values
@options.on
@options.selection
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan for apply."
)
@options.detailed
@click.option(
    "--show-privileges",
    is_flag=True,
    help="List the privileges that planning and applying need, as grants of a role.",
)
@options.formats("text", "json", "markdown", "github", "sarif")
@options.output
@command
def plan(
    terminal: Terminal,
    project_path: Path,
    given: tuple[str, ...],
    alias: str | None,
    selection: Selection,
    out: Path | None,
    detailed_exitcode: bool,
    show_privileges: bool,
) -> int:
    """Compare the manifests with a server and show what apply would do; changes nothing."""
    from migrator.commands.planning import planning

    project = open_project(project_path, given)
    with planning(project, project.choose(alias), selection, today()) as planned:
        made = planned.plan
    if out is not None:
        from migrator.planfile import save

        save(made, out)
    tell_plan(terminal, made, privileges=show_privileges)
    if out is not None:
        tell_saved(terminal, made, out, project_path)
    return DIFFERENT if detailed_exitcode and not made.is_empty else 0


def tell_saved(terminal: Terminal, made: Plan, out: Path, project_path: Path) -> None:
    """Say where a plan was saved, and how to apply it where it may be."""
    there = "" if project_path == Path() else f" -C {shlex.quote(str(project_path))}"
    how = f"; apply it with: migrator apply{there} {shlex.quote(str(out))}"
    terminal.say(f"saved to {out}{'' if made.refusals else how}")


def tell_plan(terminal: Terminal, made: Plan, *, privileges: bool = False) -> None:
    """Show a plan in the format that was asked for, with the privileges that it needs."""
    from migrator.cli.forms import plan_document
    from migrator.permissions import needs

    needed = needs(made) if privileges else None
    told = plan_document(terminal.form, made, needed)
    if told is not None:
        terminal.result(told)
        return
    from migrator.views.privileges import privileges_lines
    from migrator.views.text import plan_lines

    terminal.show(plan_lines(made))
    if needed is not None:
        terminal.show(privileges_lines(needed))


@click.command(short_help="Say where a server differs from the manifests.")
@options.project
@options.values
@options.on
@options.selection
@options.formats("text", "json", "markdown")
@options.output
@command
def drift(
    terminal: Terminal,
    project_path: Path,
    given: tuple[str, ...],
    alias: str | None,
    selection: Selection,
) -> int:
    """Say where a server differs from the manifests; proposes nothing. Exit 2 on drift."""
    from migrator.commands.planning import drift as find_drift

    project = open_project(project_path, given)
    found = find_drift(project, project.choose(alias), selection, today())
    if terminal.json:
        from migrator.views.json import comparison_json

        about = {"connection": found.alias, "where": found.where, "server": found.server}
        terminal.result(comparison_json("Drift", about, found.comparison))
    elif terminal.form == "markdown":
        from migrator.views.markdown import drift_markdown

        terminal.result(drift_markdown(found.alias, found.where, found.server, found.comparison))
    else:
        from migrator.views.text import drift_lines

        terminal.show(drift_lines(found.alias, found.where, found.server, found.comparison))
    return DIFFERENT if found.comparison.changes else 0


@click.command(short_help="Write a server's state as manifests, for adoption.")
@options.project
@options.on
@options.selection
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write one file for each collection. Default: one YAML stream on standard output.",
)
@options.formats("text", "json")
@options.output
@command
def export(
    terminal: Terminal,
    project_path: Path,
    alias: str | None,
    selection: Selection,
    out: Path | None,
) -> None:
    """Write a server's state as manifests, for adoption; planned there they change nothing."""
    from migrator.commands.export import export as read
    from migrator.commands.export import write

    project = open_project(project_path)
    connection = project.connection(project.choose(alias))
    selection = replace(selection, exclude=(*selection.exclude, *project.scope.exclude))
    exported = read(connection, project.scope.databases, selection)
    paths = write(exported, out) if out is not None else ()
    if terminal.json:
        from migrator.views.json import document

        terminal.result(document({"kind": "Export", "files": exported.files}))
    elif out is None:
        terminal.result(exported.text)
    for path in paths:
        terminal.say(f"wrote {path}")
    if exported.unseen:
        kinds = ", ".join(exported.unseen)
        terminal.say(f"left out, because the connected user may not see them: {kinds}")
    if not exported.files:
        terminal.say("nothing to export")


@click.command(short_help="List the connection aliases, or test each one.")
@click.argument(
    "action", type=click.Choice(["list", "test"]), default="list", metavar="[list|test]"
)
@options.project
@options.formats("text", "json")
@options.output
@command
def connections(terminal: Terminal, action: str, project_path: Path) -> int:
    """List the connection aliases; with test, try each one: reachable, version, identity."""
    from migrator.commands import connections as found
    from migrator.views.connections import connections_lines

    project = open_project(project_path)
    if action == "list":
        reports = found.listed(project)
    else:
        reports = found.test(project.aliases, project.connection)
    if terminal.json:
        from migrator.views.json import connections_json

        terminal.result(connections_json(reports))
    else:
        terminal.show(connections_lines(reports, tested=action == "test"))
    return 1 if any(report.problem for report in reports) else 0
