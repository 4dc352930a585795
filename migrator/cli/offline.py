"""Commands that contact no server: init, validate, show, schema, explain."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrator.cli import options
from migrator.cli.projects import open_project
from migrator.cli.reading import tell_plan
from migrator.cli.running import command
from migrator.cli.terminal import Terminal, today
from migrator.errors import UsageError

if TYPE_CHECKING:
    from migrator.commands.selection import Selection
    from migrator.manifest.project import Project

#: Documents that have a schema; named here, so that starting need not build them.
DOCUMENTS = (
    "plan",
    "drift",
    "diff",
    "status",
    "findings",
    "applied",
    "event",
    "export",
    "formatted",
    "connections",
    "history",
    "unlocked",
    "project-made",
    "rehearsal",
    "rendered",
    "round",
    "code",
    "key",
    "error",
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@options.formats("text", "json")
@options.output
@command
def init(terminal: Terminal, folder: Path) -> None:
    """Write a project that plans at once on the embedded server.

    Nothing that exists is overwritten.
    """
    from migrator.commands.init import scaffold

    wrote = scaffold(folder)
    if terminal.json:
        from migrator.views.json import document

        terminal.result(document({"kind": "Project", "wrote": [str(path) for path in wrote]}))
    else:
        terminal.result("\n".join(f"wrote {path}" for path in wrote))
    there = "" if folder == Path() else f" -C {folder}"
    terminal.say(f"\nNext:\n  migrator{there} plan\n  migrator{there} apply")


@click.command(short_help="Check everything that can be checked without a server.")
@options.project
@options.values
@options.formats("text", "json", "github", "sarif")
@options.output
@command
def validate(terminal: Terminal, project_path: Path, given: tuple[str, ...]) -> int:
    """Check everything that can be checked without a server, for every connection."""
    from migrator.cli.forms import findings_document
    from migrator.commands.validation import validate as check
    from migrator.views.findings import findings_lines, findings_summary
    from migrator.views.words import counted

    project = open_project(project_path, given)
    checked = check(project, today())
    findings = checked.findings
    told = findings_document(terminal.form, findings)
    if told:
        terminal.result(told)
    terminal.show(findings_lines(findings))
    wrong = any(finding.is_error for finding in findings)
    counts = findings_summary(findings)
    files = counted(checked.files, "file")
    if wrong:
        terminal.complain(f"{counts} in {files}")
        return 1
    summed = f"{counted(checked.resources, 'resource')} in {files}"
    terminal.say(f"valid: {summed}{f', {counts}' if counts else ''}")
    return 0


@click.command(short_help="Show a saved plan, or the manifests as a connection gets them.")
@click.argument("planfile", type=click.Path(path_type=Path), required=False)
@click.option("--rendered", is_flag=True, help="Show the manifests, with values and overlays.")
@options.project
@options.on
@options.values
@options.selection
@options.formats("text", "json", "markdown")
@options.output
@command
def show(
    terminal: Terminal,
    planfile: Path | None,
    rendered: bool,
    project_path: Path,
    alias: str | None,
    given: tuple[str, ...],
    selection: Selection,
) -> None:
    """Show a saved plan; with --rendered, the manifests as a connection gets them.

    Behind what an overlay or a value brings stands where that comes from. The other options
    are for --rendered.
    """
    if rendered == (planfile is not None):
        raise UsageError(
            "show takes either a saved plan or --rendered",
            hint="migrator show plan.json, or migrator show --rendered --on prod",
        )
    if planfile is None:
        _show_rendered(terminal, open_project(project_path, given), alias, selection)
        return
    if alias or given or not selection.is_everything:
        raise UsageError("a saved plan is shown as it is: it takes no connection and no values")
    from migrator.planfile import load

    tell_plan(terminal, load(planfile))


def _show_rendered(
    terminal: Terminal, project: Project, alias: str | None, selection: Selection
) -> None:
    from migrator.commands.rendering import rendered

    if terminal.form == "markdown":
        raise UsageError("rendered manifests are shown as text or json")
    made = rendered(project, project.choose(alias), selection, today())
    if terminal.json:
        from migrator.views.json import rendered_json

        terminal.result(rendered_json(made.alias, made.manifests))
    else:
        terminal.result(made.text)


@click.command(short_help="Print a JSON Schema, for editors.")
@click.argument(
    "what",
    type=click.Choice(["manifest", "overlay", "project", *DOCUMENTS]),
    default="manifest",
    metavar="[WHAT]",
)
@options.formats("json")
@options.output
@command
def schema(terminal: Terminal, what: str) -> None:
    """Print a JSON Schema: of a file, for editors, or of a document of --format json.

    WHAT is manifest (the default), overlay or project, plan for saved plans too, or a document:
    drift, diff, status, findings, applied, event (a line of apply --events), export, formatted,
    connections, history, unlocked, project-made (of init), rehearsal, rendered, round
    (a line of reconcile), code and key (of explain), error.
    """
    import json

    from migrator.manifest.jsonschema import manifest_schema, project_schema
    from migrator.manifest.overlayschema import overlay_schema
    from migrator.views.schemas import DOCUMENT_SCHEMAS

    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "manifest": manifest_schema,
        "overlay": overlay_schema,
        "project": project_schema,
        **DOCUMENT_SCHEMAS,
    }
    terminal.result(json.dumps(makers[what](), indent=2, ensure_ascii=False))


@click.command(short_help="Say what a finding or a key of a manifest means.")
@click.argument("what", metavar="CODE_OR_PATH")
@options.formats("text", "json")
@options.output
@command
def explain(terminal: Terminal, what: str) -> None:
    """Say what the code of a finding means, and the way out, or what a key means.

    CODE_OR_PATH is a code such as MIG610, or the path of a key from its kind on, such as
    Collection.fields.nullable, Project.connections.tls or Approval.
    """
    from dataclasses import asdict

    from migrator.codes import CODES
    from migrator.views.explaining import code_lines, key_lines
    from migrator.wording import suggestion

    known = CODES.get(what.upper())
    if known is None and re.fullmatch(r"(?i)MIG\d*", what):
        raise UsageError(f"there is no code {what!r}", hint=suggestion(what.upper(), CODES))
    if known is not None:
        told, data = code_lines(known), {"kind": "Code", **asdict(known)}
    else:
        from migrator.manifest.explaining import explained

        key = explained(what)
        told, data = key_lines(key), {"kind": "Key", **asdict(key)}
    if terminal.json:
        from migrator.views.json import document

        terminal.result(document(data))
    else:
        terminal.show(told)
