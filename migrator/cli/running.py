"""How every command runs: its terminal, its errors, its exit code."""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from migrator._version import __version__
from migrator.cli.options import Consent, Promoted
from migrator.cli.projects import selected
from migrator.cli.terminal import Terminal
from migrator.errors import InvalidInput, MigratorError

#: A command's body: given its terminal and options, it returns an exit code, None for 0.
Body = Callable[..., int | None]

INTERRUPTED = 130


class Interrupted(MigratorError):
    """Somebody asked the command to stop before it had changed anything."""

    exit_code = INTERRUPTED


def command(body: Body) -> Callable[..., None]:
    """Give a command its terminal, and turn what it raises into words and an exit code."""

    @functools.wraps(body)
    def run(
        *,
        form: str = "text",
        no_colour: bool = False,
        quiet: bool = False,
        debug: bool = False,
        **options: Any,
    ) -> None:
        terminal = Terminal(
            sys.stdout,
            sys.stderr,
            form=form,
            quiet=quiet,
            no_colour=no_colour,
        )
        code = _guarded(body, terminal, options, debug=debug)
        if code:
            raise click.exceptions.Exit(code)

    return run


def _guarded(body: Body, terminal: Terminal, options: dict[str, Any], *, debug: bool) -> int:
    try:
        return body(terminal, **_grouped(options)) or 0
    except MigratorError as problem:
        if debug:
            terminal.complain(traceback.format_exc())
        tell_error(terminal, problem)
        return problem.exit_code
    except (KeyboardInterrupt, click.Abort):
        tell_error(terminal, Interrupted("interrupted; nothing was changed"))
        return INTERRUPTED
    except Exception as problem:  # noqa: BLE001 - whatever it is, a person has to read it
        if debug:
            terminal.complain(traceback.format_exc())
        tell_error(terminal, _bug(problem))
        return 1


def _bug(problem: Exception) -> MigratorError:
    """Say an error that nobody foresaw; its text may be anything, so it stays out."""
    here = traceback.extract_tb(problem.__traceback__)[-1]
    what = f"{type(problem).__name__} in {Path(here.filename).name}, line {here.lineno}"
    return MigratorError(
        f"this is a bug in migrator {__version__}: {what}",
        hint="run it again with --debug and report what that shows",
    )


def _grouped(options: dict[str, Any]) -> dict[str, Any]:
    """Put together what shared options have added: ``selection`` and the like."""
    rest = dict(options)
    if "select" in rest:
        given = (rest.pop("select"), rest.pop("exclude"), rest.pop("label"))
        rest["selection"] = selected(*given)
    if "manifests" in rest:
        rest["promoted"] = Promoted(rest.pop("source"), rest.pop("manifests"))
    if "plan_hash" in rest:
        rest["consent"] = Consent(rest.pop("yes"), rest.pop("plan_hash"))
    return rest


def tell_error(terminal: Terminal, problem: MigratorError) -> None:
    """Say an error: what is wrong, where, and the way out; as JSON where that was asked for."""
    from migrator.cli.forms import problem_document
    from migrator.views.errors import error_lines

    told = problem_document(terminal.form, problem)
    if told is not None:
        terminal.result(told)
    findings = problem.findings if isinstance(problem, InvalidInput) else ()
    terminal.complain_lines(error_lines(problem.what, problem.hint, findings))
