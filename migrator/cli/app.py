"""The command line as a whole: its commands, and the way it ends."""

from __future__ import annotations

import itertools
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from migrator._version import __version__
from migrator.cli import (
    across,
    applying,
    copying,
    formatting,
    graphing,
    locking,
    offline,
    options,
    past,
    promoting,
    reading,
    reconciling,
    rehearsing,
)
from migrator.cli.running import INTERRUPTED, tell_error
from migrator.cli.terminal import Terminal
from migrator.errors import UsageError


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
    no_args_is_help=False,
    subcommand_metavar="COMMAND [ARGS]...",
)
@click.version_option(__version__, prog_name="migrator", message="%(prog)s %(version)s")
@options.project
@options.output
@click.pass_context
def app(context: click.Context, /, project_path: Path, **given: bool) -> int:
    """Declarative schema migration and infrastructure as code for the Milvus vector database.

    Manifests say what should exist, the server says what does; a plan is the way from one
    to the other. Begin with: migrator init

    The options below may stand before the command or after it.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        return 1
    # What stands before the command is a default for what may stand behind it; init's
    # folder is where its project will be.
    defaults = {**given, "project_path": project_path, "folder": project_path}
    context.default_map = dict.fromkeys(app.commands, defaults)
    return 0


for each in (
    offline.init,
    offline.validate,
    formatting.fmt,
    reading.plan,
    offline.show,
    applying.apply,
    reading.drift,
    reading.export,
    across.diff,
    across.status,
    promoting.promote,
    reading.connections,
    past.history,
    past.rollback,
    rehearsing.rehearse,
    copying.copy,
    reconciling.reconcile,
    locking.unlock,
    graphing.graph,
    offline.schema,
    offline.explain,
):
    app.add_command(each)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; usage errors are 1, as all errors are."""
    # A CI runner that cancels a job sends SIGTERM: it ends as a Ctrl-C does.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = app.main(list(arguments), prog_name="migrator", standalone_mode=False)
    except click.ClickException as problem:
        _tell_usage(problem, arguments)
        return 1
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    finally:
        signal.signal(signal.SIGTERM, before)
    return code if isinstance(code, int) else 0


def _tell_usage(problem: click.ClickException, arguments: Sequence[str]) -> None:
    """Say a usage error as every other error; as JSON, too, where that was asked for."""
    words = list(arguments)
    asked = any(pair == ("--format", "json") for pair in itertools.pairwise(words))
    form = "json" if asked or "--format=json" in words else "text"
    terminal = Terminal(sys.stdout, sys.stderr, form=form)
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    path = context.command_path if context else "migrator"
    tell_error(terminal, UsageError(problem.format_message(), hint=f"see {path} --help"))
