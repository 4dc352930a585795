"""Value layers: value files, a connection's own values, and what a command line sets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from migrator.codes import finding
from migrator.errors import UsageError
from migrator.findings import Finding, Source
from migrator.manifest import files
from migrator.manifest.merge import lay_over
from migrator.manifest.positions import locate
from migrator.manifest.problems import described
from migrator.manifest.projectcheck import referring
from migrator.manifest.scalars import plain
from migrator.manifest.tree import Tree
from migrator.manifest.yaml import read as read_yaml
from migrator.wording import shown

#: Stands for the command line where a file would be named.
SET = "--set"

_NAME = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*")
_HINT = "write --set name=value"
#: Text that begins so is read as YAML: quoted text, a list, a mapping.
_YAML = ("'", '"', "[", "{")


def read_values(path: Path, source: Source | None) -> tuple[Tree | None, list[Finding]]:
    """Read a file of values, which ``source`` names; a file without any is no finding."""
    try:
        there = path.exists()
    except OSError as problem:  # a name that is too long, a folder that may not be searched
        message = f"{files.shortened(str(path))} cannot be read: {problem.strerror}"
        return None, [finding("MIG102", message, source=source)]
    if not there:
        message = f"{path} does not exist"
        return None, [finding("MIG101", message, hint="correct the path", source=source)]
    text, found = files.read(path)
    trees, problems = read_yaml(text, str(path))
    findings = [*found, *problems]
    for tree in trees:
        start = tree.source(tree.root)
        if not isinstance(tree.data, dict):
            message = f"a file of values is a mapping, not {described(tree.data)}"
            findings.append(finding("MIG221", message, hint="write name: value", source=start))
        for inner, _text in referring(tree.data):
            message = "references do not resolve in values"
            findings.append(finding("MIG211", message, source=locate(tree, inner, {})))
    if len(trees) > 1:
        message = "a file of values holds one document"
        again = trees[1].source(trees[1].root)
        findings.append(finding("MIG221", message, hint="split the file", source=again))
    usable = trees and not any(each.is_error for each in findings)
    return (trees[0] if usable else None), findings


def assignments(options: Sequence[str]) -> dict[str, Any]:
    """Return what ``name=value`` texts say; values are typed as YAML's are.

    Raises:
        UsageError: one is not of that form.
    """
    given: dict[str, Any] = {}
    for option in options:
        name, equals, text = option.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise UsageError(f"--set {shown(option)} is not NAME=VALUE", hint=_HINT)
        given[name] = _value(name, text)
    return given


def _value(name: str, text: str) -> Any:
    if "${" in text:
        raise UsageError(f"--set {name} has a reference in it, which nothing resolves", hint=_HINT)
    if not text.startswith(_YAML):
        return plain(text)
    trees, findings = read_yaml(text, SET)
    if findings or len(trees) != 1:
        why = findings[0].message if findings else "it is no single value"
        raise UsageError(f"--set {name} cannot be read as YAML: {why}", hint="quote it as text")
    return trees[0].data


def layered(layers: Iterable[Tree], given: Mapping[str, Any], findings: list[Finding]) -> Tree:
    """Merge layers of values, later ones over earlier ones, and what is set over all.

    Only mappings are merged; anything else is replaced. ``given`` has names with dots.
    """
    made = Tree("", 0, {})
    made.put(made.data, ())
    for layer in layers:
        made = lay_over(made, layer, findings)
    for name, value in given.items():
        made = lay_over(made, _tree_of(name, value, made.data), findings)
    return made


def _tree_of(name: str, value: Any, below: Mapping[str, Any]) -> Tree:
    data = {name: value}
    if name not in below:  # else it is a name with dots in it
        *outer, last = name.split(".")
        data = {last: value}
        for part in reversed(outer):
            data = {part: data}
    tree = Tree(SET, 0, data)
    tree.put_all(data, 0)
    return tree


def place_of(values: Tree, name: str) -> Source | None:
    """Return where the value of a name stands, None where it has none."""
    data: Any = values.data
    if name in data:
        return values.source(values.value_place(data, name))
    place = values.root
    for part in name.split("."):
        if not isinstance(data, dict) or part not in data:
            return None
        place = values.value_place(data, part)
        data = data[part]
    return values.source(place)
