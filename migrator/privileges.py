"""Privileges that Milvus knows: of what kind of object, at which level.

Read in the server's source, pkg/util/constant.go: ObjectPrivileges and the privileges of
each level. Names are case-sensitive and the same in requests and answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

#: Stands for every object, every database or every privilege of a kind of object.
EVERY = "*"

#: Everything on everything, as a privilege of the kind Global; ``*`` means the same there.
ALL = "All"

COLLECTION, GLOBAL, USER = "Collection", "Global", "User"
OBJECT_TYPES = (COLLECTION, GLOBAL, USER)


class Privilege(NamedTuple):
    """A privilege: the kind of its objects, and the level at which V2 grants give it."""

    object_type: str
    level: str


def _all(object_type: str, level: str, names: str) -> dict[str, Privilege]:
    return dict.fromkeys(names.split(), Privilege(object_type, level))


PRIVILEGES: Mapping[str, Privilege] = {
    **_all(
        COLLECTION,
        "Collection",
        "Compaction CreateIndex CreatePartition Delete DropIndex DropPartition Flush "
        "GetFlushState GetLoadState GetLoadingProgress GetStatistics HasPartition Import "
        "IndexDetail Insert Load LoadBalance Query Release Search ShowPartitions Upsert",
    ),
    **_all(
        GLOBAL,
        "Collection",
        "AddCollectionField CreateAlias DescribeAlias DescribeCollection DropAlias ListAliases",
    ),
    **_all(
        GLOBAL,
        "Database",
        "AlterDatabase CreateCollection DescribeDatabase DropCollection ShowCollections",
    ),
    **_all(
        GLOBAL,
        "Cluster",
        "All BackupRBAC CreateDatabase CreateOwnership CreatePrivilegeGroup "
        "CreateResourceGroup DescribeResourceGroup DropDatabase DropOwnership "
        "DropPrivilegeGroup DropResourceGroup FlushAll ListDatabases ListPrivilegeGroups "
        "ListResourceGroups ManageOwnership OperatePrivilegeGroup RenameCollection RestoreRBAC "
        "SelectOwnership TransferNode TransferReplica UpdateResourceGroups",
    ),
    **_all(USER, "Cluster", "SelectUser UpdateUser"),
}

#: Groups that servers have from the beginning, each with its level.
BUILT_IN_GROUPS: Mapping[str, str] = {
    f"{level}{kind}": level
    for level in ("Cluster", "Database", "Collection")
    for kind in ("Admin", "ReadOnly", "ReadWrite")
}


def object_type_of(privilege: str) -> str:
    """Return the kind of object that a privilege is of; groups count as Global."""
    if privilege == EVERY:
        return COLLECTION
    row = PRIVILEGES.get(privilege)
    return row.object_type if row is not None else GLOBAL


def is_group(privilege: str) -> bool:
    """Whether this is the name of a privilege group, built in or not."""
    return privilege != EVERY and privilege not in PRIVILEGES
