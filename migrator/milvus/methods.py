"""The RPCs of MilvusService that migrator uses: messages, reads or writes, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from google.protobuf.message import Message

from migrator.wire import common_pb2, milvus_pb2

_SERVICE = "/milvus.proto.milvus.MilvusService"

#: Reads, with the class of their answer. They change nothing, so they can be repeated.
_READS = {
    "AllocTimestamp": "AllocTimestampResponse",
    "BatchDescribeCollection": "BatchDescribeCollectionResponse",
    "CheckHealth": "CheckHealthResponse",
    "Connect": "ConnectResponse",
    "DescribeAlias": "DescribeAliasResponse",
    "DescribeCollection": "DescribeCollectionResponse",
    "DescribeDatabase": "DescribeDatabaseResponse",
    "DescribeIndex": "DescribeIndexResponse",
    "DescribeResourceGroup": "DescribeResourceGroupResponse",
    "GetCollectionStatistics": "GetCollectionStatisticsResponse",
    "GetCompactionState": "GetCompactionStateResponse",
    "GetFlushAllState": "GetFlushAllStateResponse",
    "GetFlushState": "GetFlushStateResponse",
    "GetImportState": "GetImportStateResponse",
    "GetIndexStatistics": "GetIndexStatisticsResponse",
    "GetLoadState": "GetLoadStateResponse",
    "GetLoadingProgress": "GetLoadingProgressResponse",
    "GetPartitionStatistics": "GetPartitionStatisticsResponse",
    "GetReplicas": "GetReplicasResponse",
    "GetVersion": "GetVersionResponse",
    "HasCollection": "BoolResponse",
    "HasPartition": "BoolResponse",
    "ListAliases": "ListAliasesResponse",
    "ListCredUsers": "ListCredUsersResponse",
    "ListDatabases": "ListDatabasesResponse",
    "ListImportTasks": "ListImportTasksResponse",
    "ListPrivilegeGroups": "ListPrivilegeGroupsResponse",
    "ListResourceGroups": "ListResourceGroupsResponse",
    "Query": "QueryResults",
    "SelectGrant": "SelectGrantResponse",
    "SelectRole": "SelectRoleResponse",
    "SelectUser": "SelectUserResponse",
    "ShowCollections": "ShowCollectionsResponse",
    "ShowPartitions": "ShowPartitionsResponse",
}

#: Writes whose answer is more than a Status.
_WRITES = {
    "AlterCollectionSchema": "AlterCollectionSchemaResponse",
    "Delete": "MutationResult",
    "Flush": "FlushResponse",
    "FlushAll": "FlushAllResponse",
    "Import": "ImportResponse",
    "Insert": "MutationResult",
    "ManualCompaction": "ManualCompactionResponse",
    "TruncateCollection": "TruncateCollectionResponse",
    "Upsert": "MutationResult",
}

#: Writes that answer with a Status.
_STATUS_WRITES = frozenset(
    {
        "AddCollectionField",
        "AddCollectionFunction",
        "AddCollectionStructField",
        "AlterAlias",
        "AlterCollection",
        "AlterCollectionField",
        "AlterCollectionFunction",
        "AlterDatabase",
        "AlterIndex",
        "AlterRole",
        "CreateAlias",
        "CreateCollection",
        "CreateCredential",
        "CreateDatabase",
        "CreateIndex",
        "CreatePartition",
        "CreatePrivilegeGroup",
        "CreateResourceGroup",
        "CreateRole",
        "DeleteCredential",
        "DropAlias",
        "DropCollection",
        "DropCollectionFunction",
        "DropDatabase",
        "DropIndex",
        "DropPartition",
        "DropPrivilegeGroup",
        "DropResourceGroup",
        "DropRole",
        "LoadCollection",
        "LoadPartitions",
        "OperatePrivilege",
        "OperatePrivilegeGroup",
        "OperatePrivilegeV2",
        "OperateUserRole",
        "ReleaseCollection",
        "ReleasePartitions",
        "RenameCollection",
        "TransferNode",
        "TransferReplica",
        "UpdateCredential",
        "UpdateResourceGroups",
    }
)

#: Deadlines in seconds where work is done before the answer. A release takes a second
#: and waits for those before it (20 took 20 s on 2.3.5); Milvus Lite builds an index
#: while CreateIndex or LoadCollection waits (30 s for 100,000 rows on 3.2.2).
_LONG_S = {
    "CreateIndex": 3_600.0,
    "Delete": 300.0,
    "DropCollection": 300.0,
    "DropIndex": 300.0,
    "DropPartition": 300.0,
    "Flush": 600.0,
    "FlushAll": 600.0,
    "Insert": 300.0,
    "LoadCollection": 3_600.0,
    "LoadPartitions": 3_600.0,
    "Query": 120.0,
    "ReleaseCollection": 600.0,
    "ReleasePartitions": 600.0,
    "TransferReplica": 300.0,
    "TruncateCollection": 300.0,
    "Upsert": 300.0,
}

#: 2.3.5 wants to know who grants, even where nobody logs in.
NEED_AUTHORIZATION = frozenset({"OperatePrivilege", "OperatePrivilegeV2"})

#: Fields of requests that are sent as base64 of a secret, which is looked up at that moment.
SECRETS = {"CreateCredential": ("password",), "UpdateCredential": ("oldPassword", "newPassword")}

NAMES: frozenset[str] = frozenset({*_READS, *_WRITES, *_STATUS_WRITES})


@dataclass(frozen=True, slots=True)
class Method:
    """One RPC: its path, its messages, and how to treat it.

    ``deadline_s`` is the least deadline that makes sense, 0 where an ordinary one does.
    ``status`` is the answer's field with its Status, empty where the answer is one.
    """

    name: str
    path: str
    request: type[Message]
    answer: type[Message]
    is_read: bool
    deadline_s: float
    status: str


@cache
def method(name: str) -> Method:
    """Look up an RPC by its name.

    Raises:
        TypeError: migrator does not know an RPC of that name.
    """
    if name not in NAMES:
        raise TypeError(f"{name} is not an RPC that migrator knows")
    answer: type[Message] = common_pb2.Status
    if wide := _READS.get(name) or _WRITES.get(name):
        answer = getattr(milvus_pb2, wide)
    return Method(
        name=name,
        path=f"{_SERVICE}/{name}",
        request=getattr(milvus_pb2, f"{name}Request"),
        answer=answer,
        is_read=name in _READS,
        deadline_s=_LONG_S.get(name, 0.0),
        status=_status_field(answer),
    )


def _status_field(answer: type[Message]) -> str:
    fields = answer.DESCRIPTOR.fields
    return next((f.name for f in fields if f.message_type is common_pb2.Status.DESCRIPTOR), "")
