"""The command that puts manifests into canonical form: fmt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.running import command
from migrator.cli.terminal import Terminal

if TYPE_CHECKING:
    from migrator.commands.formatting import Formatting


@click.command(short_help="Put manifests into one canonical form.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@options.project
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would change.")
@click.option("--diff", "show_diff", is_flag=True, help="As --check, and show what would change.")
@options.formats("text", "json")
@options.output
@command
def fmt(
    terminal: Terminal, paths: tuple[Path, ...], project_path: Path, check: bool, show_diff: bool
) -> int:
    """Put manifests into one canonical form, the one that export writes; comments stay.

    PATH is a file or folder; without any, the manifests of the project. What a manifest
    means is never changed. Files that are not manifests are left alone, and so are those
    with syntax errors, which are told.
    """
    from migrator.commands.formatting import formatting, named_files, project_files, write

    found = named_files(paths) if paths else project_files(open_project(project_path))
    made = formatting(found)
    wrote = not (check or show_diff)
    if wrote:
        write(made.changed)
    _tell(terminal, made, wrote=wrote, show_diff=show_diff)
    return 1 if made.findings or (made.changed and not wrote) else 0


def _tell(terminal: Terminal, made: Formatting, *, wrote: bool, show_diff: bool) -> None:
    from migrator.views.findings import findings_lines, findings_summary
    from migrator.views.formatting import formatting_lines, formatting_summary, patch

    changed = [item.path for item in made.changed]
    if terminal.json:
        from migrator.views.json import formatting_json

        terminal.result(
            formatting_json(changed, made.unchanged, made.left, made.findings, wrote=wrote)
        )
    else:
        for text in formatting_lines(changed, wrote=wrote):
            terminal.result(text)
        if show_diff:
            for item in made.changed:
                terminal.result(patch(item.path, item.before, item.after))
    terminal.complain_lines(findings_lines(made.findings))
    if made.findings:
        terminal.complain(f"{findings_summary(made.findings)}; those files are as they were")
    counts = (len(changed), len(made.unchanged), len(made.left))
    terminal.say(formatting_summary(*counts, wrote=wrote))
