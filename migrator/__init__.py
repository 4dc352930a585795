"""Declarative schema migration and infrastructure as code for the Milvus vector database.

``Project.load(".").plan(on="dev").apply()`` is the whole of it in code; ``Collection``,
``Index`` and the others describe resources without YAML. Names are imported when they are
first used, so that ``import migrator`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator._version import __version__

if TYPE_CHECKING:
    from migrator.errors import (
        ApplyError,
        InvalidInput,
        MigratorError,
        Refused,
        ServerError,
        UsageError,
    )
    from migrator.library.access import Grant, PrivilegeGroup, ResourceGroup, Role, User
    from migrator.library.project import Plan, Project, Server
    from migrator.library.resources import (
        Alias,
        Collection,
        Database,
        Field,
        Function,
        Index,
        Partition,
    )

__all__ = [
    "Alias",
    "ApplyError",
    "Collection",
    "Database",
    "Field",
    "Function",
    "Grant",
    "Index",
    "InvalidInput",
    "MigratorError",
    "Partition",
    "Plan",
    "PrivilegeGroup",
    "Project",
    "Refused",
    "ResourceGroup",
    "Role",
    "Server",
    "ServerError",
    "UsageError",
    "User",
    "__version__",
]

_HOMES = {
    "migrator.errors": (
        "ApplyError",
        "InvalidInput",
        "MigratorError",
        "Refused",
        "ServerError",
        "UsageError",
    ),
    "migrator.library.access": ("Grant", "PrivilegeGroup", "ResourceGroup", "Role", "User"),
    "migrator.library.project": ("Plan", "Project", "Server"),
    "migrator.library.resources": (
        "Alias",
        "Collection",
        "Database",
        "Field",
        "Function",
        "Index",
        "Partition",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'migrator' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
