"""Layers: what one connection lays over the manifests, as its values and its overlays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.manifest.load import Parsed, parse
from migrator.manifest.projectfile import ConnectionSection
from migrator.manifest.substitution import Values
from migrator.manifest.tree import Tree
from migrator.manifest.valuefiles import layered, read_values
from migrator.wording import suggestion

#: The code of a value that is set and that nothing refers to.
UNUSED = "MIG222"


class Layers(NamedTuple):
    """The values and overlays of one connection, and the files that they are from."""

    values: Tree
    overlays: Parsed
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def read_layers(
    section: ConnectionSection,
    alias: str,
    root: Path,
    locate: Callable[..., Source | None],
    own: Tree,
    given: Mapping[str, Any],
) -> Layers:
    """Read the files of a connection: values, in which ``own`` and ``given`` win, and overlays.

    ``locate`` tells where a path of the project's spec is written.
    """
    findings: list[Finding] = []
    trees: list[Tree] = []
    paths = [root / name for name in section.values_files]
    for position, path in enumerate(paths):
        source = locate("connections", alias, "values_files", position)
        tree, found = read_values(path, source)
        findings += found
        trees += [tree] if tree is not None else []
    overlays = Parsed.of(
        parse([name], root=root, sources=[locate("connections", alias, "overlays", position)])
        for position, name in enumerate(section.overlays)
    )
    values = layered([*trees, own], given, findings)
    return Layers(values, overlays, (*paths, *overlays.files), tuple(findings))


def unused(given: Mapping[str, Any], values: Values) -> Iterator[Finding]:
    """Find what is set and no manifest asks for, which is likely to be a slip."""
    asked = {*values.used}
    for name in given:
        parts = name.split(".")
        outer = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
        inner = any(each.startswith(f"{name}.") for each in asked)
        if not outer & asked and not inner:
            message = f"no manifest refers to values.{name}, which --set gives"
            yield finding(UNUSED, message, hint=suggestion(name, sorted(asked)))
