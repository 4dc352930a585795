"""The command that draws: graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.running import command
from migrator.cli.terminal import Terminal, today
from migrator.errors import UsageError

if TYPE_CHECKING:
    from migrator.commands.selection import Selection
    from migrator.views.diagrams import Diagram


@click.command(short_help="Draw the schema, or the steps of a saved plan.")
@click.option("--schema", is_flag=True, help="Draw what the manifests declare. The default.")
@click.option(
    "--plan", "planfile", type=click.Path(path_type=Path), metavar="FILE", help="Draw a saved plan."
)
@options.project
@options.on
@options.values
@options.selection
@options.formats("mermaid", "dot")
@options.output
@command
def graph(
    terminal: Terminal,
    schema: bool,
    planfile: Path | None,
    project_path: Path,
    alias: str | None,
    given: tuple[str, ...],
    selection: Selection,
) -> None:
    """Draw the schema of the manifests, or the steps of a saved plan; contacts no server.

    Mermaid is drawn by GitHub, GitLab and many editors, DOT by Graphviz: migrator graph
    --format dot | dot -Tsvg > schema.svg
    """
    from migrator.views.diagrams import dot, mermaid

    if planfile is None:
        diagram = _of_schema(project_path, given, alias, selection)
    elif schema or alias or given or not selection.is_everything:
        raise UsageError("a saved plan is drawn as it is: it takes no connection and no selection")
    else:
        diagram = _of_plan(planfile)
    terminal.result((dot if terminal.form == "dot" else mermaid)(diagram))


def _of_schema(
    project_path: Path, given: tuple[str, ...], alias: str | None, selection: Selection
) -> Diagram:
    from migrator.commands.validation import manifests_for
    from migrator.views.graphs import schema_diagram

    project = open_project(project_path, given)
    chosen = project.choose(alias)
    state = selection.of(manifests_for(project, chosen, today()).state)
    if not state.of_kind("Collection"):
        raise UsageError("no collection is declared that could be drawn")
    return schema_diagram(state, f"Schema of {project.name} for {chosen}")


def _of_plan(planfile: Path) -> Diagram:
    from migrator.planfile import load
    from migrator.views.graphs import plan_diagram

    return plan_diagram(load(planfile))
