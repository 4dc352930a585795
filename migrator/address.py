"""Addresses: the one name of every resource, as people and files write it."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_DATABASE = "default"

#: Kinds that live outside databases; their address has no database part.
GLOBAL_KINDS = frozenset({"Database", "User", "Role", "Grant", "PrivilegeGroup", "ResourceGroup"})

#: What stands between a collection and its part, in the addresses of parts.
_SEPARATORS = {"Partition": "/", "Index": ".", "Field": ".", "Function": "."}


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a resource is: its kind, its database (if it has one) and its name.

    ``name`` is a path inside the database: ``articles``, ``articles/en`` for a
    partition, ``articles.embedding`` for an index or a field. Printed as
    ``Collection default/articles``.
    """

    kind: str
    database: str | None
    name: str

    def __str__(self) -> str:
        path = self.name if self.database is None else f"{self.database}/{self.name}"
        return f"{self.kind} {path}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read what ``str`` printed; a missing database means ``default``.

        Raises:
            ValueError: the text is not ``Kind name`` or ``Kind database/name``.
        """
        kind, _, path = text.strip().partition(" ")
        path = path.strip()
        if not kind or not path:
            raise ValueError(f"{text!r} is not an address such as 'Collection default/articles'")
        if kind in GLOBAL_KINDS:
            return cls(kind, None, path)
        database, slash, name = path.partition("/")
        # ``Partition articles/en`` names no database, although it has a slash.
        named = bool(slash) and _SEPARATORS.get(kind, "") in name
        return cls(kind, database, name) if named else cls(kind, DEFAULT_DATABASE, path)

    @property
    def collection(self) -> Address | None:
        """The collection that this resource belongs to; itself for a collection."""
        match self.kind:
            case "Collection":
                return self
            case "Partition":
                return Address("Collection", self.database, self.name.partition("/")[0])
            case "Index" | "Field" | "Function":
                return Address("Collection", self.database, self.name.partition(".")[0])
            case _:
                return None

    @property
    def owner(self) -> Address | None:
        """The resource that this one is a part of: a collection, or the role of a grant."""
        if self.kind == "Grant":
            return role_address(self.name.partition("/")[0])
        return self.collection if self.kind != "Collection" else None


def database_address(name: str) -> Address:
    """Name a database."""
    return Address("Database", None, name)


def collection_address(database: str, name: str) -> Address:
    """Name a collection."""
    return Address("Collection", database, name)


def partition_address(collection: Address, name: str) -> Address:
    """Name a partition of a collection."""
    return Address("Partition", collection.database, f"{collection.name}/{name}")


def index_address(collection: Address, field_name: str, json_path: str = "") -> Address:
    """Name the index on a field; a JSON field may carry one for each path."""
    return Address("Index", collection.database, f"{collection.name}.{field_name}{json_path}")


def field_address(collection: Address, field_name: str) -> Address:
    """Name a field of a collection."""
    return Address("Field", collection.database, f"{collection.name}.{field_name}")


def function_address(collection: Address, function_name: str) -> Address:
    """Name a function of a collection."""
    return Address("Function", collection.database, f"{collection.name}.{function_name}")


def alias_address(database: str, name: str) -> Address:
    """Name an alias."""
    return Address("Alias", database, name)


def user_address(name: str) -> Address:
    """Name a user."""
    return Address("User", None, name)


def role_address(name: str) -> Address:
    """Name a role."""
    return Address("Role", None, name)


def grant_address(role: str, privilege: str, database: str, object_name: str) -> Address:
    """Name a grant: of a privilege, to a role, on an object (``*`` is every one) of a database."""
    return Address("Grant", None, f"{role}/{privilege}/{database}/{object_name}")


def privilege_group_address(name: str) -> Address:
    """Name a privilege group."""
    return Address("PrivilegeGroup", None, name)


def resource_group_address(name: str) -> Address:
    """Name a resource group."""
    return Address("ResourceGroup", None, name)
