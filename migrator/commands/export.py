"""``export``: a live server as manifests, for adoption and for looking."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from migrator import live
from migrator.commands.selection import Selection
from migrator.commands.session import open_session
from migrator.connection import Connection
from migrator.errors import UsageError
from migrator.export import exportable
from migrator.kinds.base import Scope
from migrator.manifest.dump import dump
from migrator.model import Resource, State

#: Names that are good for files as they are, which all names are that Milvus takes.
_PLAIN = re.compile(r"\w[\w$-]*")


@dataclass(frozen=True, slots=True)
class Exported:
    """Manifest texts by file name, relative and sorted.

    ``unseen`` are kinds that are left out because the connected user may not see them.
    """

    files: dict[str, str]
    unseen: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All manifests as one YAML stream."""
        return "---\n".join(self.files.values())


def export(
    connection: Connection, databases: tuple[str, ...] | None, selection: Selection
) -> Exported:
    """Read a server and write its state as manifests; contacts the server with reads only.

    ``databases`` None means all of them.

    Raises:
        ServerError: a read failed.
    """
    with open_session(connection) as session:
        state = live.read(session.client, Scope(databases))
        unseen = tuple(sorted(state.unseen))
        state = selection.of(exportable(state))
    groups: dict[str, list[Resource]] = {}
    for resource in state.resources.values():
        groups.setdefault(_file(resource, state), []).append(resource)
    return Exported({name: dump(groups[name]) for name in sorted(groups)}, unseen)


def _file(resource: Resource, state: State) -> str:
    """Return the file that a resource goes into: one for each collection, with its children."""
    address = resource.address
    database = address.database or "_server"
    owner = address.collection
    if address.kind == "Alias":
        target = resource.spec.managed()["collection_name"]
        owner = next(
            (
                c.address
                for c in state.of_kind("Collection")
                if c.address.name == target and c.address.database == address.database
            ),
            None,
        )
    kind = "Role" if address.kind == "Grant" else address.kind
    name = owner.name if owner else f"_{kind.lower()}s"
    return f"{_part(database)}/{_part(name)}.yaml"


def _part(name: str) -> str:
    """Return a name as one part of a path, whatever the server calls its things.

    Else a server could have files written outside of the folder.
    """
    if _PLAIN.fullmatch(name):
        return name
    return quote(name, safe=" ").replace(".", "%2E") if name else "%"


def write(exported: Exported, folder: Path) -> tuple[Path, ...]:
    """Write manifests into a folder; existing files are never overwritten.

    Raises:
        UsageError: a file is there already, or cannot be written. Nothing was written then.
    """
    paths = [folder / name for name in exported.files]
    there = [path for path in paths if path.exists()]
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise UsageError(
            f"{there[0]}{more} would be overwritten",
            hint="export into an empty folder, or remove the files first",
        )
    for path, text in zip(paths, exported.files.values(), strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise UsageError(f"cannot write {path}: {problem.strerror}") from problem
    return tuple(paths)
