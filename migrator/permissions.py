"""Permissions: the privileges that a plan needs, and those that the connected user has.

What each RPC asks for was read in milvus-proto's milvus.proto (privilege_ext_obj) and tried
on a 2.3.5. An RPC that is not in the tables is not judged: a refusal in vain would be worse
than one that the server says itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from migrator.connection import Connection
from migrator.errors import PermissionDenied, ServerError, Unprivileged
from migrator.kinds.base import Call, Rpc, Step
from migrator.kinds.builtin import ADMIN, ROOT
from migrator.plan import Plan
from migrator.privileges import ALL, COLLECTION, EVERY, GLOBAL, PRIVILEGES, USER, is_group

#: Privileges on the collection that a request names.
_ON_COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    "AlterIndex": ("CreateIndex",),
    "CreateIndex": ("CreateIndex",),
    "CreatePartition": ("CreatePartition",),
    "DropIndex": ("DropIndex",),
    "DropPartition": ("DropPartition",),
    "LoadCollection": ("Load",),
    "LoadPartitions": ("Load",),
    "ReleaseCollection": ("Release",),
    "ReleasePartitions": ("Release",),
    "WaitIndex": ("IndexDetail",),
    "WaitLoad": ("GetLoadState", "GetLoadingProgress"),
}

#: Privileges that are not on a single object.
_GLOBAL: Mapping[str, str] = {
    "AddCollectionField": "AddCollectionField",
    "AlterCollection": "CreateCollection",
    "AlterDatabase": "AlterDatabase",
    "CreateAlias": "CreateAlias",
    "CreateCollection": "CreateCollection",
    "CreateCredential": "CreateOwnership",
    "CreateDatabase": "CreateDatabase",
    "CreatePrivilegeGroup": "CreatePrivilegeGroup",
    "CreateResourceGroup": "CreateResourceGroup",
    "CreateRole": "CreateOwnership",
    "DeleteCredential": "DropOwnership",
    "DropAlias": "DropAlias",
    "DropCollection": "DropCollection",
    "DropDatabase": "DropDatabase",
    "DropPrivilegeGroup": "DropPrivilegeGroup",
    "DropResourceGroup": "DropResourceGroup",
    "DropRole": "DropOwnership",
    "OperatePrivilege": "ManageOwnership",
    "OperatePrivilegeGroup": "OperatePrivilegeGroup",
    "OperatePrivilegeV2": "ManageOwnership",
    "OperateUserRole": "ManageOwnership",
    "RenameCollection": "RenameCollection",
    "TransferNode": "TransferNode",
    "UpdateResourceGroups": "UpdateResourceGroups",
    "WaitNodes": "DescribeResourceGroup",
}

#: What reading resources of a kind asks for, beside what is on single collections.
_READS: Mapping[str, tuple[str, ...]] = {
    "PrivilegeGroup": ("ListPrivilegeGroups",),
    "ResourceGroup": ("DescribeResourceGroup", "ListResourceGroups"),
    "Role": ("SelectOwnership",),
    "Grant": ("SelectOwnership",),
    "User": ("SelectOwnership",),
}

#: What the lease, the server's identity and its history take, in the database default.
_OWN = ("CreateCollection", "DescribeCollection", "DropCollection", "ShowCollections")

#: What comes with a privilege.
_INCLUDED: Mapping[str, frozenset[str]] = {
    "Load": frozenset({"GetLoadState", "GetLoadingProgress"}),
    "Flush": frozenset({"GetFlushState"}),
}


class Need(NamedTuple):
    """One privilege that is needed, on an object of a database."""

    object_type: str
    privilege: str
    object_name: str
    database: str

    def __str__(self) -> str:
        """Return it as people say it: ``Search on articles in default``."""
        where = "" if self.database == EVERY else f" in {self.database}"
        if self.object_type == GLOBAL:
            return f"{self.privilege}{where}"
        return f"{self.privilege} on {self.object_name}{where}"

    @property
    def grant(self) -> dict[str, str]:
        """Return the grant that gives it, as an item of a role's manifest, without defaults."""
        said = {"privilege": self.privilege, "object_type": self.object_type}
        if self.object_type != GLOBAL:
            said["object_name"] = self.object_name
        return said if self.database == "default" else {**said, "db_name": self.database}


def needs(plan: Plan) -> tuple[Need, ...]:
    """Return every privilege that planning and applying take, sorted; contacts nothing."""
    found = {*_reading(plan), *_writing(plan.steps)}
    if plan.steps:
        found |= {_global(privilege, "default") for privilege in _OWN}
    return tuple(sorted(found))


def _global(privilege: str, database: str) -> Need:
    """Return a need that is on no object; what is of the whole cluster is in no database."""
    row = PRIVILEGES.get(privilege)
    everywhere = row is not None and row.level == "Cluster"
    return Need(GLOBAL, privilege, EVERY, EVERY if everywhere else database)


def _reading(plan: Plan) -> Iterator[Need]:
    yield _global("ListDatabases", EVERY)
    addresses = {change.address for change in plan.changes}
    addresses |= {change.before.address for change in plan.changes if change.before is not None}
    for address in addresses:
        yield from (_global(each, EVERY) for each in _READS.get(address.kind, ()))
        if address.kind == "User":
            yield Need(USER, "SelectUser", EVERY, EVERY)
        database, collection = address.database, address.collection
        if database is None:
            continue
        for privilege in ("DescribeAlias", "DescribeCollection", "ListAliases", "ShowCollections"):
            yield _global(privilege, database)
        if collection is not None:
            for privilege in ("GetLoadState", "IndexDetail", "ShowPartitions"):
                yield Need(COLLECTION, privilege, collection.name, database)
    for change in plan.changes:
        collection = change.address.collection
        if change.rows is not None and collection is not None:
            yield Need(COLLECTION, "Query", collection.name, collection.database or "default")


def _writing(steps: Iterable[Step]) -> Iterator[Need]:
    for step in steps:
        name = step.request.get("collection_name", EVERY)
        for privilege in _ON_COLLECTIONS.get(step.op, ()):
            yield Need(COLLECTION, privilege, name, step.database)
        if step.op == "UpdateCredential":
            yield Need(USER, "UpdateUser", step.request["username"], EVERY)
        elif step.op in _GLOBAL:
            yield _global(_GLOBAL[step.op], step.database)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a user may do: everything, or what its roles were granted.

    ``groups`` holds what is in each privilege group; one that is not in it may hold anything.
    """

    everything: bool = False
    grants: tuple[Need, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def cover(self, need: Need) -> bool:
        """Whether a need is met."""
        return self.everything or any(self._gives(grant, need) for grant in self.grants)

    def _gives(self, grant: Need, need: Need) -> bool:
        if grant.database not in (need.database, EVERY) and need.database != EVERY:
            return False
        if grant.object_type == GLOBAL and grant.privilege in (ALL, EVERY):
            return True
        if is_group(grant.privilege):
            members = self.groups.get(grant.privilege)
            named = members is None or need.privilege in members
            return named and grant.object_name in (need.object_name, EVERY)
        if grant.object_type != need.object_type:
            return False
        if need.object_type != GLOBAL and grant.object_name not in (need.object_name, EVERY):
            return False
        held = {grant.privilege, *_INCLUDED.get(grant.privilege, ())}
        return EVERY in held or need.privilege in held


def check(plan: Plan, rpc: Rpc, connection: Connection) -> None:
    """Refuse a plan for which the connected user lacks privileges; contacts with reads.

    Nothing is refused where a server asks nobody for a login, or does not tell what the user
    may do.

    Raises:
        Unprivileged: with every privilege that is missing.
        ServerError: a read failed.
    """
    rights = rights_of(rpc, user_of(connection), {step.database for step in plan.steps})
    missing = [need for need in needs(plan) if rights is not None and not rights.cover(need)]
    if missing:
        raise Unprivileged(
            f"the user of connection {connection.alias} lacks privileges that the plan needs: "
            + "; ".join(map(str, missing)),
            hint="grant them to one of its roles; nothing was done. All that a plan needs: "
            f"migrator plan --on {connection.alias} --show-privileges",
        )


def user_of(connection: Connection) -> str:
    """Return the name that a connection logs in with; empty where it has none, or a key."""
    user, colon, _ = connection.authorization.partition(":")
    return user if colon else ""


def rights_of(rpc: Rpc, user: str, databases: Iterable[str]) -> Rights | None:
    """Return what a user may do, None where nobody asks or nobody tells.

    Raises:
        ServerError: a read failed.
    """
    if not user or not rpc.capabilities.can("access") or not rpc.asks_for_login:
        return None
    if user == ROOT:
        return Rights(everything=True)
    try:
        answer = rpc.call("SelectUser", {"user": {"name": user}, "include_role_info": True})
    except PermissionDenied:
        return None
    roles = {role.name for result in answer.results for role in result.roles}
    if ADMIN in roles:
        return Rights(everything=True)
    return Rights(grants=tuple(_grants(rpc, {*roles, "public"}, databases)), groups=_groups(rpc))


def _grants(rpc: Rpc, roles: Iterable[str], databases: Iterable[str]) -> Iterator[Need]:
    """Read what roles were granted; 2.3.5 tells it of one database at a time."""
    places = [EVERY]
    if not rpc.capabilities.can("every-grant-at-once"):
        places = sorted({"default", *databases})
    calls = [
        Call("SelectGrant", {"entity": {"role": {"name": role}, "db_name": place}})
        for role in sorted(roles)
        for place in places
    ]
    for answer in rpc.call_all(calls):
        if isinstance(answer, ServerError):
            raise answer
        for entity in answer.entities:
            privilege = entity.grantor.privilege.name
            database = entity.db_name or "default"
            yield Need(entity.object.name, privilege, entity.object_name, database)


def _groups(rpc: Rpc) -> dict[str, frozenset[str]]:
    if not rpc.capabilities.can("privilege-groups"):
        return {}
    try:
        answer = rpc.call("ListPrivilegeGroups", {})
    except PermissionDenied:
        return {}
    return {
        group.group_name: frozenset(privilege.name for privilege in group.privileges)
        for group in answer.privilege_groups
    }
