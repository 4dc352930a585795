"""Privileges that Milvus knows: on what, at which level, since when.

Read in milvus-io/milvus pkg/util/constant.go: ObjectPrivileges, CollectionAdminPrivileges,
DatabaseAdminPrivileges, ClusterAdminPrivileges, GetPrivilegeLevel. What 2.3.5 does not know
was tried on one.
"""

from __future__ import annotations

from collections.abc import Mapping

_2_3, _2_4, _2_5, _2_6 = (2, 3), (2, 4), (2, 5), (2, 6)

#: Kind of object, level, first version.
_Row = tuple[str, str, tuple[int, int]]


def _rows(kind: str, level: str, since: tuple[int, int], names: str) -> dict[str, _Row]:
    return dict.fromkeys(names.split(), (kind, level, since))


PRIVILEGES: Mapping[str, _Row] = {
    **_rows(
        "Collection",
        "Collection",
        _2_3,
        "CreateIndex DropIndex IndexDetail Load GetLoadingProgress GetLoadState Release Insert "
        "Delete Upsert Search Flush GetFlushState Query GetStatistics Compaction Import "
        "LoadBalance CreatePartition DropPartition ShowPartitions HasPartition",
    ),
    **_rows(
        "Global",
        "Collection",
        _2_3,
        "DescribeCollection CreateAlias DropAlias DescribeAlias ListAliases",
    ),
    **_rows("Global", "Database", _2_3, "CreateCollection DropCollection ShowCollections"),
    **_rows("Global", "Database", _2_4, "AlterDatabase DescribeDatabase"),
    **_rows(
        "Global",
        "Cluster",
        _2_3,
        "All CreateOwnership DropOwnership SelectOwnership ManageOwnership CreateResourceGroup "
        "DropResourceGroup DescribeResourceGroup ListResourceGroups TransferNode "
        "TransferReplica CreateDatabase DropDatabase ListDatabases RenameCollection FlushAll",
    ),
    **_rows("Global", "Cluster", _2_4, "BackupRBAC RestoreRBAC UpdateResourceGroups"),
    **_rows(
        "Global",
        "Cluster",
        _2_5,
        "CreatePrivilegeGroup DropPrivilegeGroup ListPrivilegeGroups OperatePrivilegeGroup",
    ),
    **_rows("Global", "Collection", _2_6, "AddCollectionField"),
    **_rows("User", "Cluster", _2_3, "UpdateUser SelectUser"),
}

#: Groups that servers have from the beginning, from 2.4.16 on, with their level.
GROUP_LEVELS = {
    f"{level}{kind}": level
    for level in ("Cluster", "Database", "Collection")
    for kind in ("ReadOnly", "ReadWrite", "Admin")
}

_READ_ONLY = {
    "Cluster": "ListDatabases SelectOwnership SelectUser DescribeResourceGroup "
    "ListResourceGroups ListPrivilegeGroups",
    "Database": "ShowCollections DescribeDatabase",
    "Collection": "Query Search IndexDetail GetFlushState GetLoadState GetLoadingProgress "
    "HasPartition ShowPartitions DescribeCollection DescribeAlias GetStatistics ListAliases",
}
_READ_WRITE = {
    "Cluster": "FlushAll TransferNode TransferReplica UpdateResourceGroups",
    "Database": "AlterDatabase",
    "Collection": "Load Release Insert Delete Upsert Import Flush Compaction LoadBalance "
    "CreateIndex DropIndex CreatePartition DropPartition",
}
_ADMIN = {
    "Cluster": "BackupRBAC RestoreRBAC CreateDatabase DropDatabase CreateOwnership DropOwnership "
    "ManageOwnership CreateResourceGroup DropResourceGroup UpdateUser RenameCollection "
    "CreatePrivilegeGroup DropPrivilegeGroup OperatePrivilegeGroup",
    "Database": "CreateCollection DropCollection",
    "Collection": "CreateAlias DropAlias",
}


def _built_in() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for level, names in _READ_ONLY.items():
        groups[f"{level}ReadOnly"] = names.split()
        groups[f"{level}ReadWrite"] = groups[f"{level}ReadOnly"] + _READ_WRITE[level].split()
        groups[f"{level}Admin"] = groups[f"{level}ReadWrite"] + _ADMIN[level].split()
    return groups


BUILT_IN_GROUPS: dict[str, list[str]] = _built_in()


def level_of(name: str, groups: Mapping[str, list[str]]) -> str | None:
    """Give the level of a privilege or a group; ``*`` and an empty group have none of their own."""
    if name == "*":
        return ""
    if name in GROUP_LEVELS:
        return GROUP_LEVELS[name]
    if name in groups:
        return PRIVILEGES[groups[name][0]][1] if groups[name] else ""
    return PRIVILEGES[name][1] if name in PRIVILEGES else None
