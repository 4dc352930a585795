"""Write the reference pages that follow from the code; ``make reference`` runs it.

A test fails when a page is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from pydantic import BaseModel

from migrator.approval import APPROVAL_IDS
from migrator.cli.app import app
from migrator.codes import CODES
from migrator.features import FEATURES, HIDDEN, Feature, Version
from migrator.kinds import KIND_BY_NAME, KINDS
from migrator.manifest.projectfile import ProjectSection
from migrator.manifest.shape import nested, synonyms
from migrator.manifest.specs import ITEMS, ApprovalSpec, MetadataSpec

sys.path.insert(0, str(Path(__file__).parent))

import inplace

HERE = Path(__file__).parent / "reference"

_RANGES = {
    "1": "Files and YAML",
    "2": "Project file, connections and secrets",
    "3": "The shape of manifests, and references between them",
    "4": "Collections, fields and functions",
    "5": "Indexes, partitions, aliases and databases",
    "6": "Plans and approvals",
    "7": "Servers",
    "8": "Users, roles, grants and groups",
}


def codes() -> Iterator[str]:
    """Every code of a finding."""
    yield "# Codes of findings"
    yield ""
    yield "What `migrator explain CODE` says of each. Codes never change their meaning."
    last = ""
    for code in CODES.values():
        if code.id[3] != last:
            last = code.id[3]
            yield ""
            yield f"## {last}xx: {_RANGES[last]}"
        yield ""
        yield f"### {code.id}: {code.title}"
        yield ""
        yield f"*{code.level}.* {code.explanation}"


def manifests() -> Iterator[str]:
    """Every key of every kind."""
    yield "# Manifests"
    yield ""
    yield "Every document has `apiVersion: migrator/v1`, `kind`, `metadata` and `spec`. An editor"
    yield "gets all of this from the JSON Schema that `migrator schema` prints."
    yield ""
    yield "## metadata"
    yield ""
    yield from _keys(MetadataSpec)
    for kind in KINDS:
        if kind.name in ITEMS:
            continue
        yield ""
        yield f"## {kind.name}"
        yield ""
        yield from _model(kind.spec)
        if kind.name == "Role":
            yield ""
            yield "### grants"
            yield ""
            yield from _keys(KIND_BY_NAME["Grant"].spec)
    yield ""
    yield "## Approval"
    yield ""
    yield from _keys(ApprovalSpec)
    yield ""
    yield "| allow | permits to |"
    yield "|---|---|"
    for allowed, what in APPROVAL_IDS.items():
        yield f"| `{allowed}` | {what} |"


def _model(model: type[BaseModel]) -> Iterator[str]:
    """Say a model's keys, then those of the models inside it."""
    if not model.model_fields:
        yield "Nothing but its name, and what is said below."
        return
    yield from _keys(model)
    for key, inner in nested(model).items():
        if inner.model is model:
            continue
        yield ""
        yield f"### {key}"
        yield ""
        yield from _keys(inner.model)


def _keys(model: type[BaseModel]) -> Iterator[str]:
    words: dict[str, list[str]] = {}
    for other, word in synonyms(model).items():
        words.setdefault(word, []).append(other)
    yield "| key | also | meaning |"
    yield "|---|---|---|"
    for key, field in model.model_fields.items():
        name = "from" if key == "source" else key
        also = ", ".join(f"`{word}`" for word in words.get(key, ()) if word != name)
        yield f"| `{name}` | {also} | {field.description or ''} |"


def project() -> Iterator[str]:
    """Every key of the project file."""
    yield "# The project file"
    yield ""
    yield "`migrator.yaml`: `apiVersion: migrator/v1`, `kind: Project`, `metadata.name`, `spec`."
    yield ""
    yield "## spec"
    yield ""
    yield from _model(ProjectSection)
    connection = nested(ProjectSection)["connections"].model
    for key, inner in nested(connection).items():
        if key in nested(ProjectSection):
            continue
        yield ""
        yield f"### connections.*.{key}"
        yield ""
        yield from _keys(inner.model)


def unobservable() -> Iterator[str]:
    """What a server takes and cannot show back."""
    yield "# What a server takes and cannot show back"
    yield ""
    yield "Such attributes are applied when something is created, noted once in the plan, and"
    yield "never shown as a difference, because nobody can know."
    yield ""
    yield "| attribute | hidden by | what the server does |"
    yield "|---|---|---|"
    for row in HIDDEN:
        who = ["Milvus Lite"] if row.lite else []
        who += [f"Milvus before {_number(row.until)}"] if row.until else []
        yield f"| `{row.path}` | {', '.join(who)} | {row.why} |"


def capabilities() -> Iterator[str]:
    """What each server can do."""
    yield "# What each server can do"
    yield ""
    yield "What is missing is refused before anything is sent, with the version that has it."
    yield ""
    yield "| feature | Milvus from | Milvus Lite from | source |"
    yield "|---|---|---|---|"
    for row in FEATURES.values():
        yield f"| {row.title} | {_since(row)} | {_number(row.lite)} | {row.source} |"


def _since(row: Feature) -> str:
    """Say from which version a Milvus has a feature, older lines and gaps included."""
    told = _number(row.since)
    told += "".join(f", {_number(each)}" for each in row.backports)
    for first, end in row.gaps:
        until = f" to {_number(end)}" if end < (9, 0, 0) else " on"
        told += f"; not from {_number(first)}{until}"
    return told


def _number(version: Version | None) -> str:
    return "no" if version is None else ".".join(map(str, version))


def commands() -> Iterator[str]:
    """Every command with its options."""
    yield "# Commands"
    yield ""
    yield "| exit code | meaning |"
    yield "|---|---|"
    yield "| 0 | done; nothing to do, or all of it done |"
    yield "| 1 | error: bad input, unreachable server, failed step, or stopped after a write |"
    yield (
        "| 2 | differences exist: `plan --detailed-exitcode`, `drift`, `diff`, or "
        "`rehearse` had to leave something out |"
    )
    yield "| 3 | refused, and nothing was changed |"
    yield "| 130 | interrupted |"
    # As the command line has it: click remembers the words of --help from the first use.
    words = ["-h", "--help"]
    context = click.Context(
        app, info_name="migrator", max_content_width=88, help_option_names=words
    )
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context, max_content_width=88)
        yield ""
        yield f"## migrator {name}"
        yield ""
        yield "```text"
        yield from command.get_help(inner).splitlines()
        yield "```"


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "codes.md": codes,
    "manifests.md": manifests,
    "project-file.md": project,
    "unobservable.md": unobservable,
    "capabilities.md": capabilities,
    "commands.md": commands,
    "what-changes-in-place.md": inplace.lines,
}


def page(name: str) -> str:
    """Return a page as text."""
    text = "\n".join(line.rstrip() for line in PAGES[name]())
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def main() -> None:
    """Write all pages."""
    HERE.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        (HERE / name).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
