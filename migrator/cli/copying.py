"""The command that moves rows from one server to another: copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrator.cli import options
from migrator.cli.locking import lock_timeout, waiting
from migrator.cli.projects import open_project
from migrator.cli.running import Interrupted, command
from migrator.cli.terminal import Terminal
from migrator.errors import NotConfirmed, UsageError

if TYPE_CHECKING:
    from migrator.address import Address
    from migrator.commands.copy import Options
    from migrator.copying.outcome import Copied, Told


@click.command(short_help="Copy the rows of collections from one server to another.")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@options.project
@click.option("--from", "source", metavar="ALIAS", required=True, help="Where the rows are.")
@click.option("--to", "target", metavar="ALIAS", required=True, help="Where they shall be, too.")
@click.option(
    "--verify",
    type=click.Choice(["sample", "full"]),
    default="sample",
    help="Compare the content of some rows, or of all. Keys are compared anyway. Default: sample.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace rows that differ there, and delete those that are only there.",
)
@click.option("--yes", is_flag=True, help="Do not ask before --overwrite; for pipelines.")
@click.option(
    "--throttle-rows-s",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="N",
    help="At most so many rows in a second. Default: as fast as it goes.",
)
@click.option(
    "--parallelism",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Partitions and key ranges at once. Default: 4, with Milvus Lite 1.",
)
@lock_timeout
@options.formats("text", "json")
@options.output
@command
def copy(
    terminal: Terminal,
    addresses: tuple[str, ...],
    project_path: Path,
    source: str,
    target: str,
    yes: bool,
    lock_timeout_s: float,
    **given: Any,
) -> int:
    """Copy the rows of collections from one server to another, after promote has made them there.

    Afterwards the number of rows, all keys and some content are compared, and what was
    written to the source meanwhile is copied as well. Nobody else should write to the target.

    A copy that was killed goes on where it was. Rows that are there already and equal are
    left alone; others are a refusal, unless --overwrite says otherwise.
    """
    from migrator.commands.copy import Options, check_copyable
    from migrator.commands.copy import copy as copy_rows
    from migrator.views.copying import copied_json, summary_lines

    project = open_project(project_path)
    named = tuple(dict.fromkeys(_address(text) for text in addresses))
    asked = Options(**given)
    check_copyable(project.connection(source), project.connection(target))
    _confirm(terminal, asked, source, target, yes=yes)
    show = _Shown(terminal)
    try:
        with show.progress() as (told, done):
            copied = copy_rows(
                project,
                source,
                target,
                named,
                asked,
                told=told,
                done=done,
                waiting=waiting(terminal, lock_timeout_s),
            )
    except KeyboardInterrupt:
        if not show.began:
            raise
        raise Interrupted("interrupted; copy again to go on from where it was") from None
    if terminal.json:
        terminal.result(copied_json(copied, source, target, asked.verify))
    terminal.show(summary_lines(copied, source, target))
    return 0


def _address(text: str) -> Address:
    """Read the address of a collection, with or without the word for it."""
    from migrator.address import Address

    try:
        found = Address.parse(text if " " in text.strip() else f"Collection {text}")
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    if found.kind != "Collection":
        raise UsageError(
            f"{text!r} is not a collection", hint="rows are copied by collection: default/articles"
        )
    return found


def _confirm(terminal: Terminal, asked: Options, source: str, target: str, *, yes: bool) -> None:
    if not asked.overwrite or yes:
        return
    if not terminal.can_ask:
        raise NotConfirmed("nobody is there to confirm --overwrite", hint="say --yes as well")
    question = (
        f"Rows of {target} that differ from those of {source} are replaced, and those that "
        f"{source} has not are deleted. Only yes counts: "
    )
    if not terminal.confirm(question):
        raise NotConfirmed("not confirmed; nothing was changed")


class _Shown:
    """Says how far a copy is; ``began`` is whether anything was written."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.began = False

    @contextmanager
    def progress(self) -> Iterator[tuple[Callable[[Told], None], Callable[[Copied], None]]]:
        """Give what is to be told how far it is, and of each collection that is done."""
        from migrator.views.copying import CopyProgress, done_lines

        told_lines = CopyProgress(self._terminal.say)

        def told(state: Told) -> None:
            self.began = True
            told_lines.tell(state)

        def done(copied: Copied) -> None:
            self._terminal.show(done_lines(copied))

        yield told, done
