"""The command that plans one server to be what another is: promote."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.reading import DIFFERENT, tell_saved
from migrator.cli.running import command
from migrator.cli.terminal import Terminal, today

if TYPE_CHECKING:
    from migrator.cli.options import Promoted
    from migrator.commands.promotion import Course
    from migrator.commands.selection import Selection


@click.command(short_help="Plan one server to be what another is.")
@options.promoted("Promote what this one is.", required=True)
@click.option("--to", "target", required=True, metavar="ALIAS", help="Plan for this one.")
@options.project
@options.values
@options.selection
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan for apply."
)
@options.detailed
@options.formats("text", "json", "markdown")
@options.output
@command
def promote(
    terminal: Terminal,
    promoted: Promoted,
    target: str,
    project_path: Path,
    given: tuple[str, ...],
    selection: Selection,
    out: Path | None,
    detailed_exitcode: bool,
) -> int:
    """Plan one server to be what another is, after a preflight; changes nothing.

    What the source is becomes the desired state of the target, through the target's values
    and overlays. What the source cannot show stays as it is on the target, and nothing is
    deleted unless scope.prune is on. With --manifests the desired state is what these say,
    and it is refused (exit 3) where the source differs from them.

    It is a plan like any other: apply carries out what --out saved, or, with the hash that
    was reviewed: migrator apply --from ALIAS --on ALIAS --plan-hash HASH.
    """
    from migrator.commands.promotion import Course
    from migrator.commands.promotion import promote as plan_promotion

    project = open_project(project_path, given)
    source, target = project.choose(promoted.source), project.choose(target)
    course = Course(source, target, selection, promoted.manifests)
    made = plan_promotion(project, course, today())
    if out is not None:
        from migrator.planfile import save

        save(made.plan, out)
    to_apply = _apply(course, project_path, given, made.plan.hash)
    if terminal.json:
        from migrator.views.json import plan_json

        terminal.result(plan_json(made.plan))
    elif terminal.form == "markdown":
        from migrator.views.markdown import promotion_markdown

        terminal.result(promotion_markdown(source, made.plan, made.notes, to_apply))
    else:
        from migrator.views.promotion import promotion_lines

        terminal.show(promotion_lines(source, made.plan, made.notes))
    if out is not None:
        tell_saved(terminal, made.plan, out, project_path)
    elif not (made.plan.is_empty or made.plan.refusals):
        terminal.say(f"to apply it: {to_apply}")
    return DIFFERENT if detailed_exitcode and not made.plan.is_empty else 0


def _apply(course: Course, project_path: Path, given: Sequence[str], plan_hash: str) -> str:
    """Return the command that plans the same again and applies exactly that."""
    words = ["migrator", "apply"]
    if project_path != Path():
        words += ["-C", str(project_path)]
    for value in given:
        words += ["--set", value]
    words += ["--from", course.source, "--on", course.target]
    if course.manifests:
        words.append("--manifests")
    chosen = course.selection
    for option, patterns in (("--select", chosen.select), ("--exclude", chosen.exclude)):
        for pattern in patterns:
            words += [option, pattern]
    for key, value in sorted(chosen.labels.items()):
        words += ["--label", f"{key}={value}"]
    return shlex.join([*words, "--plan-hash", plan_hash])
