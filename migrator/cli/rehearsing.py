"""The command that proves a plan elsewhere first: rehearse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.locking import lock_timeout, waiting
from migrator.cli.projects import open_project
from migrator.cli.reading import DIFFERENT
from migrator.cli.running import command
from migrator.cli.terminal import Terminal, today
from migrator.errors import UsageError

if TYPE_CHECKING:
    from migrator.commands.selection import Selection
    from migrator.rehearsal.report import Rehearsal


@click.command(short_help="Prove a plan on a scratch server made like the target.")
@click.argument("planfile", type=click.Path(path_type=Path), required=False)
@options.project
@options.on
@options.values
@click.option(
    "--scratch",
    metavar="ALIAS",
    help="An empty server to rehearse on. Default: an embedded one in a temporary folder.",
)
@options.selection
@lock_timeout
@options.formats("text", "json")
@options.output
@command
def rehearse(
    terminal: Terminal,
    planfile: Path | None,
    project_path: Path,
    alias: str | None,
    given: tuple[str, ...],
    scratch: str | None,
    selection: Selection,
    lock_timeout_s: float,
) -> int:
    """Prove a plan on a scratch server that is made like the target; a saved one, or a new one.

    The schema of the target is made on the scratch server, without rows; the plan is carried
    out there, and a fresh plan must be empty then. From the target it only reads. A server
    given with --scratch must be empty, and is left empty.

    Exit 0 when all of it was rehearsed and it converges; 2 when it converges and the scratch
    server cannot do a part of it, which is named; 1 when a step fails or it does not converge.
    """
    project = open_project(project_path, given)
    wait = waiting(terminal, lock_timeout_s)
    if planfile is None:
        from migrator.commands.rehearse import rehearse as prove

        alias = project.choose(alias)
        found = prove(
            project, alias, selection, today(), scratch=scratch, say=terminal.say, waiting=wait
        )
    else:
        from migrator.commands.rehearse import rehearse_saved
        from migrator.planfile import load

        if not selection.is_everything or given:
            raise UsageError("a saved plan is rehearsed as it is: it takes no selection or values")
        saved = load(planfile)
        alias = alias or saved.target.alias
        found = rehearse_saved(
            project, saved, alias, today(), scratch=scratch, say=terminal.say, waiting=wait
        )
    return _tell(terminal, found)


def _tell(terminal: Terminal, found: Rehearsal) -> int:
    if terminal.json:
        from migrator.views.json import rehearsal_json

        terminal.result(rehearsal_json(found))
    else:
        from migrator.views.rehearsal import rehearsal_lines

        terminal.show(rehearsal_lines(found))
    if not found.converges or found.left:
        return 1
    return 0 if found.is_whole else DIFFERENT
