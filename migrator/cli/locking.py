"""One apply at a time: how to wait for another one, and the command that breaks a lease."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.running import command
from migrator.cli.terminal import Terminal

if TYPE_CHECKING:
    from migrator.generations import Held
    from migrator.lease import Waiting

lock_timeout = click.option(
    "--lock-timeout",
    "lock_timeout_s",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="How long to wait for another apply on this server. Default: not at all.",
)


def waiting(terminal: Terminal, timeout_s: float) -> Waiting:
    """Wait so long for another apply, and say meanwhile whose it is."""
    from migrator.lease import Waiting

    def told(held: Held) -> None:
        terminal.say(f"Waiting up to {timeout_s:g} s: {held}.")

    return Waiting(timeout_s, told)


@click.command(short_help="Break the lease of an apply that is gone, by its id.")
@options.project
@options.on
@click.option("--id", "holder_id", metavar="ID", required=True, help="The id of who holds it.")
@options.formats("text", "json")
@options.output
@command
def unlock(terminal: Terminal, project_path: Path, alias: str | None, holder_id: str) -> None:
    """Break the lease of an apply that is gone, by its id.

    A lease that is not renewed is over by itself after half a minute. An apply whose lease
    was broken stops before its next step. The id is in the error of whoever was refused.
    """
    from migrator.commands.unlock import unlock as break_lease

    project = open_project(project_path)
    connection = project.connection(project.choose(alias))
    broken = break_lease(connection, holder_id)
    if terminal.json:
        from migrator.views.json import unlocked_json

        terminal.result(unlocked_json(connection.alias, broken))
        return
    terminal.result(f"Unlocked {connection.alias}: {broken}.")
