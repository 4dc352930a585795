"""Every RPC with what answers it, and the first servers that have it.

Versions are those of milvus-proto's tags that first declare an RPC, unless a release note
says otherwise; what Milvus Lite 3.2.2 has was tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from tests.simulator import (
    access,
    aliases,
    alterations,
    collections,
    connecting,
    databases,
    flushing,
    grants,
    indexes,
    inserting,
    loading,
    nodes,
    partitions,
    properties,
    querying,
)
from tests.simulator.call import Call
from tests.simulator.profile import Profile

Handler = Callable[[Call], Message | None]


@dataclass(frozen=True, slots=True)
class Rpc:
    """What answers one RPC, the first Milvus that has it, and whether Milvus Lite does."""

    handler: Handler
    since: tuple[int, ...] = (2, 3)
    lite: bool = False

    def is_in(self, profile: Profile) -> bool:
        return self.lite if profile.lite else profile.at_least(*self.since)


RPCS: Mapping[str, Rpc] = {
    "AddCollectionField": Rpc(alterations.add_field, (2, 6)),
    "AddCollectionFunction": Rpc(alterations.add_function, (2, 6, 7)),
    "AddCollectionStructField": Rpc(alterations.add_struct, (3, 0)),
    "AllocTimestamp": Rpc(connecting.timestamp),
    "AlterAlias": Rpc(aliases.alter, lite=True),
    "AlterCollection": Rpc(properties.alter, lite=True),
    "AlterCollectionField": Rpc(alterations.alter_field, (2, 4, 18)),
    "AlterCollectionFunction": Rpc(alterations.alter_function, (2, 6, 7)),
    "AlterCollectionSchema": Rpc(alterations.alter_schema, (3, 0)),
    "AlterDatabase": Rpc(databases.alter, (2, 4, 1), lite=True),
    "AlterIndex": Rpc(indexes.alter),
    "AlterRole": Rpc(access.alter_role, (2, 6, 19)),
    "BatchDescribeCollection": Rpc(collections.describe_many, (2, 6, 1)),
    "CheckHealth": Rpc(connecting.health, lite=True),
    "Connect": Rpc(connecting.connect, lite=True),
    "CreateAlias": Rpc(aliases.create, lite=True),
    "CreateCollection": Rpc(collections.create, lite=True),
    "CreateCredential": Rpc(access.create_user),
    "CreateDatabase": Rpc(databases.create, lite=True),
    "CreateIndex": Rpc(indexes.create, lite=True),
    "CreatePartition": Rpc(partitions.create, lite=True),
    "CreatePrivilegeGroup": Rpc(grants.create_group, (2, 4, 16)),
    "CreateResourceGroup": Rpc(nodes.create),
    "CreateRole": Rpc(access.create_role),
    "Delete": Rpc(querying.delete, lite=True),
    "DeleteCredential": Rpc(access.delete_user),
    "DescribeAlias": Rpc(aliases.describe, lite=True),
    "DescribeCollection": Rpc(collections.describe, lite=True),
    "DescribeDatabase": Rpc(databases.describe, (2, 4, 3), lite=True),
    "DescribeIndex": Rpc(indexes.describe, lite=True),
    "DescribeResourceGroup": Rpc(nodes.describe),
    "DropAlias": Rpc(aliases.drop, lite=True),
    "DropCollection": Rpc(collections.drop, lite=True),
    "DropCollectionFunction": Rpc(alterations.drop_function, (2, 6, 7)),
    "DropDatabase": Rpc(databases.drop, lite=True),
    "DropIndex": Rpc(indexes.drop, lite=True),
    "DropPartition": Rpc(partitions.drop, lite=True),
    "DropPrivilegeGroup": Rpc(grants.drop_group, (2, 4, 16)),
    "DropResourceGroup": Rpc(nodes.drop),
    "DropRole": Rpc(access.drop_role),
    "Flush": Rpc(flushing.flush, lite=True),
    "FlushAll": Rpc(flushing.flush_all),
    "GetCollectionStatistics": Rpc(collections.statistics, lite=True),
    "GetCompactionState": Rpc(connecting.compaction, lite=True),
    "GetFlushAllState": Rpc(flushing.flush_all_state),
    "GetFlushState": Rpc(flushing.flush_state, lite=True),
    "GetIndexStatistics": Rpc(indexes.statistics),
    "GetLoadState": Rpc(loading.get_state, lite=True),
    "GetLoadingProgress": Rpc(loading.get_progress, lite=True),
    "GetPartitionStatistics": Rpc(partitions.statistics, lite=True),
    "GetReplicas": Rpc(loading.get_replicas),
    "GetVersion": Rpc(connecting.version, lite=True),
    "HasCollection": Rpc(collections.has, lite=True),
    "HasPartition": Rpc(partitions.has, lite=True),
    "Insert": Rpc(inserting.insert, lite=True),
    "ListAliases": Rpc(aliases.show, lite=True),
    "ListCredUsers": Rpc(access.list_users),
    "ListDatabases": Rpc(databases.show, lite=True),
    "ListPrivilegeGroups": Rpc(grants.list_groups, (2, 4, 16)),
    "ListResourceGroups": Rpc(nodes.show),
    "LoadCollection": Rpc(loading.load_collection, lite=True),
    "LoadPartitions": Rpc(loading.load_partitions),
    "ManualCompaction": Rpc(connecting.compact, lite=True),
    "OperatePrivilege": Rpc(grants.operate),
    "OperatePrivilegeGroup": Rpc(grants.operate_group, (2, 4, 16)),
    "OperatePrivilegeV2": Rpc(grants.operate_v2, (2, 4, 18)),
    "OperateUserRole": Rpc(access.operate_user_role),
    "Query": Rpc(querying.query, lite=True),
    "ReleaseCollection": Rpc(loading.release_collection, lite=True),
    "ReleasePartitions": Rpc(loading.release_partitions),
    "RenameCollection": Rpc(collections.rename, lite=True),
    "SelectGrant": Rpc(grants.select),
    "SelectRole": Rpc(access.select_role),
    "SelectUser": Rpc(access.select_user),
    "ShowCollections": Rpc(collections.show, lite=True),
    "ShowPartitions": Rpc(partitions.show, lite=True),
    "TransferNode": Rpc(nodes.transfer_node),
    "TransferReplica": Rpc(nodes.transfer_replica),
    "TruncateCollection": Rpc(collections.truncate, (2, 6, 11), lite=True),
    "UpdateCredential": Rpc(access.update_user),
    "UpdateResourceGroups": Rpc(nodes.update, (2, 4)),
    "Upsert": Rpc(inserting.upsert, lite=True),
}
