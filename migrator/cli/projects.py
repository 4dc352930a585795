"""What commands need of a project: the file, an alias, a selection."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.errors import UsageError

if TYPE_CHECKING:
    from migrator.commands.selection import Selection
    from migrator.manifest.project import Project


def open_project(path: Path, given: Sequence[str] = ()) -> Project:
    """Read the project file of a folder; contacts no server.

    ``given`` are values as ``name=value``, which win over those of every connection.

    Raises:
        UsageError, InvalidInput: it is missing or wrong, or a value is not of that form.
    """
    from migrator.manifest.project import load_project
    from migrator.manifest.valuefiles import assignments

    return load_project(path, environ=os.environ, given=assignments(given))


def selected(select: Sequence[str], exclude: Sequence[str], labels: Sequence[str]) -> Selection:
    """Return the selection that options describe.

    Raises:
        UsageError: a label is not ``key=value``.
    """
    from migrator.commands.selection import Selection

    pairs: dict[str, str] = {}
    for label in labels:
        key, equals, value = label.partition("=")
        if not key or not equals:
            raise UsageError(
                f"--label {label!r} is not KEY=VALUE", hint="write --label team=search"
            )
        if pairs.setdefault(key, value) != value:
            raise UsageError(
                f"--label {key} is both {pairs[key]!r} and {value!r}, which no resource is",
                hint="several labels must all match; plan for one after the other",
            )
    return Selection(tuple(select), tuple(exclude), pairs)
