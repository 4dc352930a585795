"""Emptying a server, so that tests can share it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.servers import etcd, lite
from tests.servers.process import RunningServer, ServerFailed
from tests.servers.raw import Answered, Raw
from tests.servers.server import Server
from tests.simulator.server import Simulator

DEFAULT_DATABASE = "default"
DEFAULT_RESOURCE_GROUP = "__default_resource_group"
BUILT_IN_ROLES = frozenset({"admin", "public"})
BUILT_IN_GRANTS = frozenset({"DescribeCollection", "ShowCollections", "IndexDetail"})
ROOT = "root"

#: The values of OperatePrivilegeType.Revoke and OperateUserRoleType.RemoveUserFromRole.
_REVOKE = _REMOVE = 1

#: How long a drop may take to be everywhere.
SETTLE_TIMEOUT_S = 30.0


def clean(server: Server) -> None:
    """Leave nothing but what a new server has; some 10 ms when there is nothing to do.

    Drops aliases, collections with all that is in them, databases and the properties of
    ``default``; on 2.3.5 users, roles, grants and resource groups too. Serial ids,
    timestamps and root's password stay. Idempotent.

    Raises:
        ServerFailed: something is still there after half a minute.
        Answered: the server refuses a drop for good.
    """
    if isinstance(server, Simulator):
        server.reset()
        return
    assert isinstance(server, RunningServer)
    with Raw(server.endpoint) as raw:
        databases: list[str] = list(raw("ListDatabases").db_names)
        if server.kind == lite.KIND:
            _drop_contents(raw, databases, in_flight=1)
            _unset_properties(raw)
        else:
            # Grants go before the databases, in which nobody finds them afterwards.
            _drop_access(raw, databases)
            etcd.forget_grants(server)
            _drop_contents(raw, databases, in_flight=16)
            _drop_resource_groups(raw)


def _drop_contents(raw: Raw, databases: list[str], *, in_flight: int) -> None:
    for database in databases:
        # DropCollection takes aliases along, but only a moment later, and meanwhile
        # their names cannot be used (2.3.5).
        for alias in _aliases(raw, database):
            raw("DropAlias", db_name=database, alias=alias)
        collections = _collections(raw, database)
        drops = [{"db_name": database, "collection_name": name} for name in collections]
        raw.each("DropCollection", drops, in_flight=in_flight)
        if collections:
            _settle(f"collections in {database}", partial(_collections, raw, database))
        if database != DEFAULT_DATABASE:
            _insist(partial(raw, "DropDatabase", db_name=database))


def _collections(raw: Raw, database: str) -> list[str]:
    return list(raw("ShowCollections", db_name=database).collection_names)


def _aliases(raw: Raw, database: str) -> list[str]:
    return list(raw("ListAliases", db_name=database).aliases)


def _unset_properties(raw: Raw) -> None:
    described = raw("DescribeDatabase", db_name=DEFAULT_DATABASE)
    if keys := [pair.key for pair in described.properties]:
        raw("AlterDatabase", db_name=DEFAULT_DATABASE, delete_keys=keys)


def _drop_access(raw: Raw, databases: list[str]) -> None:
    roles = [result.role.name for result in raw("SelectRole").results]
    for role in roles:
        for database in databases:
            _revoke(raw, role, database)
    for user in raw("SelectUser", include_role_info=True).results:
        for role in user.roles:
            raw("OperateUserRole", username=user.user.name, role_name=role.name, type=_REMOVE)
        if user.user.name != ROOT:
            raw("DeleteCredential", username=user.user.name)
    for role in roles:
        if role not in BUILT_IN_ROLES:
            raw("DropRole", role_name=role)


def _revoke(raw: Raw, role: str, database: str) -> None:
    entity = {"role": {"name": role}, "db_name": database}
    for grant in raw("SelectGrant", entity=entity).entities:
        privilege = grant.grantor.privilege.name
        built_in = role == "public" and grant.db_name == "*" and privilege in BUILT_IN_GRANTS
        if not built_in:
            raw.as_root("OperatePrivilege", entity=grant, type=_REVOKE)


def _drop_resource_groups(raw: Raw) -> None:
    groups = raw("ListResourceGroups").resource_groups
    for group in (group for group in groups if group != DEFAULT_RESOURCE_GROUP):
        # A dropped collection leaves its nodes a moment later.
        _insist(partial(_drop_resource_group, raw, group))


def _drop_resource_group(raw: Raw, group: str) -> None:
    described = raw("DescribeResourceGroup", resource_group=group).resource_group
    if described.num_available_node:
        raw(
            "TransferNode",
            source_resource_group=group,
            target_resource_group=DEFAULT_RESOURCE_GROUP,
            num_node=described.num_available_node,
        )
    raw("DropResourceGroup", resource_group=group)


def _settle(what: str, remaining: Callable[[], list[str]]) -> None:
    deadline = time.monotonic() + SETTLE_TIMEOUT_S
    while left := remaining():
        if time.monotonic() > deadline:
            raise ServerFailed(f"{what} are still there: {', '.join(sorted(left))}")
        time.sleep(0.02)


def _insist(call: Callable[[], Any]) -> None:
    """Call until it is not refused; the last refusal is raised."""
    deadline = time.monotonic() + SETTLE_TIMEOUT_S
    while True:
        try:
            call()
        except Answered:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
