"""Commands that look across servers: diff, status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.reading import DIFFERENT
from migrator.cli.running import command
from migrator.cli.terminal import Terminal, today

if TYPE_CHECKING:
    from migrator.commands.selection import Selection


@click.command(short_help="Compare two sides: aliases, manifests, saved plans.")
@click.argument("a")
@click.argument("b")
@options.project
@options.values
@options.selection
@options.formats("text", "json", "markdown")
@options.output
@command
def diff(
    terminal: Terminal,
    a: str,
    b: str,
    project_path: Path,
    given: tuple[str, ...],
    selection: Selection,
) -> int:
    """Compare two sides and say what would have to change in A to make it B.

    Each side is a connection alias, a file or folder of manifests (as export writes them),
    manifests:ALIAS (what the project's manifests say for an alias) or a saved plan, which
    knows only what it changes. Exit 2 when they differ.
    """
    from migrator.commands.differences import differences
    from migrator.commands.sides import resolve

    project = open_project(project_path, given)
    one, other = (resolve(text, project, today()) for text in (a, b))
    found = differences(one, other, selection)
    if terminal.json:
        from migrator.views.json import comparison_json

        terminal.result(comparison_json("Diff", {"a": one.title, "b": other.title}, found))
    elif terminal.form == "markdown":
        from migrator.views.differences import diff_markdown

        terminal.result(diff_markdown(one.title, other.title, found))
    else:
        from migrator.views.text import diff_lines

        terminal.show(diff_lines(one.title, other.title, found))
    return DIFFERENT if found.changes else 0


@click.command(short_help="Say how every resource stands on every server.")
@options.project
@options.values
@click.option(
    "--on",
    "aliases",
    multiple=True,
    metavar="ALIAS",
    help="Only these connections; may be given several times. Default: all.",
)
@options.selection
@click.option("--differing", is_flag=True, help="Leave out what is in sync everywhere.")
@options.detailed
@options.formats("text", "json", "markdown")
@options.output
@command
def status(
    terminal: Terminal,
    project_path: Path,
    given: tuple[str, ...],
    aliases: tuple[str, ...],
    selection: Selection,
    differing: bool,
    detailed_exitcode: bool,
) -> int:
    """Say how every resource stands on every server, against what the manifests say for it.

    A resource is in sync, drifted, missing, or unmanaged (there, and not declared); a ? is on
    a server that could not be read. Servers are read at the same time, and one that cannot be
    read does not stop the others: the last lines say why, and the exit code is 1 then.
    """
    from migrator.commands.status import status as look

    project = open_project(project_path, given)
    chosen = [project.choose(alias) for alias in dict.fromkeys(aliases)] or project.aliases
    report = look(project, chosen, selection, today())
    if terminal.json:
        from migrator.views.status import status_json

        terminal.result(status_json(report))
    elif terminal.form == "markdown":
        from migrator.views.status import status_markdown

        terminal.result(status_markdown(report, differing=differing))
    else:
        from migrator.views.status import status_lines

        terminal.show(status_lines(report, terminal.width, differing=differing))
    if report.unread:
        return 1
    return DIFFERENT if detailed_exitcode and report.differs else 0
