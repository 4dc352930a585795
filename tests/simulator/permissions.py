"""Who may do what, where a server asks for a login.

The privilege of each RPC was read in milvus-proto's milvus.proto (privilege_ext_obj) and
tried on a 2.3.5, which asks none for AlterAlias and GetPartitionStatistics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import grpc

from tests.simulator.call import Call
from tests.simulator.refusal import Failed
from tests.simulator.state import Grant

ROOT = "root"

_ON_COLLECTIONS = {
    "AlterIndex": "CreateIndex",
    "CreateIndex": "CreateIndex",
    "CreatePartition": "CreatePartition",
    "Delete": "Delete",
    "DescribeIndex": "IndexDetail",
    "DropIndex": "DropIndex",
    "DropPartition": "DropPartition",
    "Flush": "Flush",
    "GetCollectionStatistics": "GetStatistics",
    "GetFlushState": "GetFlushState",
    "GetIndexStatistics": "IndexDetail",
    "GetLoadState": "GetLoadState",
    "GetLoadingProgress": "GetLoadingProgress",
    "HasPartition": "HasPartition",
    "Insert": "Insert",
    "LoadCollection": "Load",
    "LoadPartitions": "Load",
    "ManualCompaction": "Compaction",
    "Query": "Query",
    "ReleaseCollection": "Release",
    "ReleasePartitions": "Release",
    "ShowPartitions": "ShowPartitions",
    "Upsert": "Upsert",
}
_GLOBAL = {
    "AddCollectionField": "AddCollectionField",
    "AddCollectionFunction": "CreateCollection",
    "AlterCollection": "CreateCollection",
    "AlterCollectionField": "CreateCollection",
    "AlterCollectionFunction": "CreateCollection",
    "AlterDatabase": "AlterDatabase",
    "CreateAlias": "CreateAlias",
    "CreateCollection": "CreateCollection",
    "CreateCredential": "CreateOwnership",
    "CreateDatabase": "CreateDatabase",
    "CreatePrivilegeGroup": "CreatePrivilegeGroup",
    "CreateResourceGroup": "CreateResourceGroup",
    "CreateRole": "CreateOwnership",
    "DeleteCredential": "DropOwnership",
    "DescribeAlias": "DescribeAlias",
    "DescribeCollection": "DescribeCollection",
    "DescribeDatabase": "DescribeDatabase",
    "DescribeResourceGroup": "DescribeResourceGroup",
    "DropAlias": "DropAlias",
    "DropCollection": "DropCollection",
    "DropCollectionFunction": "CreateCollection",
    "DropDatabase": "DropDatabase",
    "DropPrivilegeGroup": "DropPrivilegeGroup",
    "DropResourceGroup": "DropResourceGroup",
    "DropRole": "DropOwnership",
    "FlushAll": "FlushAll",
    "HasCollection": "DescribeCollection",
    "ListAliases": "ListAliases",
    "ListCredUsers": "SelectOwnership",
    "ListDatabases": "ListDatabases",
    "ListPrivilegeGroups": "ListPrivilegeGroups",
    "ListResourceGroups": "ListResourceGroups",
    "OperatePrivilege": "ManageOwnership",
    "OperatePrivilegeGroup": "OperatePrivilegeGroup",
    "OperatePrivilegeV2": "ManageOwnership",
    "OperateUserRole": "ManageOwnership",
    "RenameCollection": "RenameCollection",
    "SelectRole": "SelectOwnership",
    "ShowCollections": "ShowCollections",
    "TransferNode": "TransferNode",
    "TransferReplica": "TransferReplica",
    "UpdateResourceGroups": "UpdateResourceGroups",
}
_ON_USERS = {"SelectUser": "SelectUser", "UpdateCredential": "UpdateUser"}

#: What comes with a privilege.
_INCLUDED: Mapping[str, tuple[str, ...]] = {
    "Load": ("GetLoadState", "GetLoadingProgress"),
    "Flush": ("GetFlushState",),
}


def check(call: Call, user: str) -> None:
    """Refuse a call that its user has no right to.

    Raises:
        Failed: PERMISSION_DENIED.
    """
    roles = {"public", *(role for role, users in call.state.roles.items() if user in users)}
    if user == ROOT or "admin" in roles:
        return
    for kind, name, privilege in _needed(call, user):
        if not any(
            _allows(call, grant, kind, name, privilege)
            for grant in call.state.grants
            if grant.role in roles
        ):
            raise Failed(
                grpc.StatusCode.PERMISSION_DENIED,
                f"Privilege{privilege}: permission deny to {user}",
            )


def _needed(call: Call, user: str) -> Iterator[tuple[str, str, str]]:
    """List what a call needs: the kind of object, its name, the privilege."""
    rpc, request = call.rpc, call.request
    if rpc in _GLOBAL:
        yield "Global", "*", _GLOBAL[rpc]
    elif rpc in _ON_USERS:
        # Whoever asks about themselves may.
        named = request.user.name if rpc == "SelectUser" else request.username
        if named != user:
            yield "User", named, _ON_USERS[rpc]
    elif rpc == "Flush":
        for name in request.collection_names:
            yield "Collection", name, "Flush"
    elif rpc in _ON_COLLECTIONS:
        yield "Collection", request.collection_name, _ON_COLLECTIONS[rpc]


def _allows(call: Call, grant: Grant, kind: str, name: str, privilege: str) -> bool:
    if grant.database not in {call.database_name, "*"}:
        return False
    if grant.privilege == "All" and grant.kind == "Global":
        return True
    if grant.kind != kind or grant.name not in {name, "*"}:
        return False
    held = {grant.privilege, *_INCLUDED.get(grant.privilege, ())}
    return "*" in held or privilege in held
