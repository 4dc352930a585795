"""What no server accepts of users, roles, grants and groups, and what is seldom meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.findings import Finding
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.grant import GrantSpec
from migrator.kinds.resourcegroup import ResourceGroupSpec
from migrator.kinds.user import UserSpec
from migrator.privileges import (
    ALL,
    BUILT_IN_GROUPS,
    EVERY,
    OBJECT_TYPES,
    PRIVILEGES,
    is_group,
    object_type_of,
)
from migrator.rules import names
from migrator.rules.subject import Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Check one resource that lies outside of databases."""
    resource = subject.resource
    address = resource.address
    if KIND_BY_NAME[address.kind].builtin(address):
        yield from _builtin(subject)
        return
    yield from names.access(subject)
    if resource.metadata.absent:
        return
    match resource.spec:
        case UserSpec() as spec:
            yield from _user(subject, spec)
        case GrantSpec() as spec:
            yield from _form(subject, spec)
            yield from _wildcards(subject, spec)
        case ResourceGroupSpec() as spec:
            yield from _limits(subject, spec)


def _builtin(subject: Subject) -> Iterator[Finding]:
    address = subject.resource.address
    if address.kind != "Grant":
        message = f"{address.name} belongs to Milvus, and is neither made, changed nor dropped"
        yield subject.find("MIG802", message, ("metadata", "name"), hint="declare one of your own")


def _user(subject: Subject, spec: UserSpec) -> Iterator[Finding]:
    if "roles" not in spec.model_fields_set:
        hint = "add roles, or roles: [] where that is meant"
        yield subject.find("MIG805", "the user declares no roles", hint=hint)


def _form(subject: Subject, spec: GrantSpec) -> Iterator[Finding]:
    kind = object_type_of(spec.privilege)
    named = spec.privilege in PRIVILEGES
    if named and spec.object_type not in (None, kind):
        message = f"{spec.privilege} is a privilege of objects of type {kind}"
        yield subject.find("MIG803", message, ("object_type",), hint=f"object_type: {kind}")
    if spec.privilege == EVERY and spec.object_type is None and not spec.by_collection:
        message = "privilege * needs an object_type, which says all privileges of what"
        yield subject.find("MIG803", message, ("privilege",), hint=" or ".join(OBJECT_TYPES))
    level = _level(spec.privilege)
    if not spec.by_collection or level is None:
        return
    if level == "Cluster" and (spec.db_name, spec.name_of_object) != (EVERY, EVERY):
        message = f"{spec.privilege} is of the whole cluster"
        hint = 'write db_name: "*" and collection_name: "*"'
        yield subject.find("MIG803", message, ("db_name",), hint=hint)
    elif level == "Database" and spec.name_of_object != EVERY:
        message = f"{spec.privilege} is of a whole database"
        hint = 'write collection_name: "*"'
        yield subject.find("MIG803", message, ("collection_name",), hint=hint)
    elif level == "Collection" and spec.db_name == EVERY != spec.name_of_object:
        message = f"{spec.privilege} on one collection needs the name of its database"
        yield subject.find("MIG803", message, ("db_name",), hint="give db_name")


def _level(privilege: str) -> str | None:
    row = PRIVILEGES.get(privilege)
    return row.level if row is not None else BUILT_IN_GROUPS.get(privilege)


def _wildcards(subject: Subject, spec: GrantSpec) -> Iterator[Finding]:
    """Find what is granted on more than can be named."""
    what: Mapping[str, bool] = {
        "every privilege": spec.privilege in (EVERY, ALL),
        "every collection": spec.name_of_object == EVERY
        and _level(spec.privilege) == "Collection"
        and (spec.by_collection or object_type_of(spec.privilege) == "Collection")
        and not is_group(spec.privilege),
        "every database": spec.db_name == EVERY
        and _level(spec.privilege) in ("Collection", "Database"),
    }
    wide = [text for text, is_so in what.items() if is_so]
    if wide:
        message = f"grants on {' and '.join(wide)}, now and later"
        if wide[0] == "every privilege":
            message = f"grants {' on '.join(wide)}"
        yield subject.find("MIG804", message, hint="name what is meant, if not all of it is")


def _limits(subject: Subject, spec: ResourceGroupSpec) -> Iterator[Finding]:
    least = spec.requests.node_num if spec.requests is not None else 0
    if spec.limits is not None and spec.limits.node_num < least:
        message = f"limits.node_num is {spec.limits.node_num}, requests.node_num {least}"
        yield subject.find("MIG812", message, ("limits", "node_num"), hint="raise the limits")
