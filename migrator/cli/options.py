"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

project = click.option(
    "-C",
    "--project",
    "project_path",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Folder of migrator.yaml, or the file itself. Default: this folder.",
)
on = click.option(
    "--on", "alias", metavar="ALIAS", help="Connection alias. Default: the project's default."
)
select = click.option(
    "--select", multiple=True, metavar="GLOB", help="Only these addresses, e.g. '*/articles*'."
)
exclude = click.option("--exclude", multiple=True, metavar="GLOB", help="Not these addresses.")
label = click.option(
    "--label",
    multiple=True,
    metavar="KEY=VALUE",
    help="Only resources with this label, or of a collection with it.",
)
values = click.option(
    "--set",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="What ${values.NAME} stands for, over the connection's values.",
)
detailed = click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 2 when differences exist."
)


class Promoted(NamedTuple):
    """What is promoted: an alias, and whether the manifests say what it has to be."""

    source: str | None
    manifests: bool


class Consent(NamedTuple):
    """How somebody agrees to a plan before it is shown: to any, or to one of a hash."""

    yes: bool
    plan_hash: str | None


def consent(command: Command) -> Command:
    """Add ``--yes`` and ``--plan-hash``."""
    command = click.option(
        "--plan-hash", metavar="HASH", help="Apply only if the new plan has this hash, as reviewed."
    )(command)
    return click.option("--yes", is_flag=True, help="Do not ask; for pipelines.")(command)


def promoted(text: str, *, required: bool = False) -> Callable[[Command], Command]:
    """Add ``--from`` and ``--manifests``."""

    def add(command: Command) -> Command:
        command = click.option(
            "--manifests",
            is_flag=True,
            help="Promote what the manifests say; the source has to be just that.",
        )(command)
        name = click.option("--from", "source", required=required, metavar="ALIAS", help=text)
        return name(command)

    return add


def formats(*names: str) -> Callable[[Command], Command]:
    """Offer output formats, the first being the default."""
    others = "The others put" if len(names) > 2 else "json puts"
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        help=f"Default: {names[0]}. {others} one document on stdout and nothing else.",
    )


def output(command: Command) -> Command:
    """Add ``--no-color``, ``--quiet`` and ``--debug``."""
    command = click.option("--debug", is_flag=True, help="Show tracebacks of errors.")(command)
    command = click.option("--quiet", is_flag=True, help="Results and errors only.")(command)
    return click.option("--no-color", "no_colour", is_flag=True, help="No colours.")(command)


def selection(command: Command) -> Command:
    """Add ``--select``, ``--exclude`` and ``--label``."""
    return select(exclude(label(command)))
