"""What is said to a Milvus that asks for a login, by users with few rights."""

from __future__ import annotations

import base64

from tests.simulator.requests import (
    HNSW,
    Ask,
    LetIn,
    Step,
    ask,
    count,
    create,
    headed,
    index,
    insert,
    pairs,
)
from tests.simulator.scenarios_access import SECRET, operate, select

A = {"collection_name": "a"}


def login(user: str, password: str = "secret1") -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def by_ann(step: Ask) -> Ask:
    return headed(step, authorization=login("ann"))


EVERYTHING: list[Ask] = [
    ask("GetVersion"),
    ask("CheckHealth"),
    ask("Connect"),
    ask("ListDatabases"),
    ask("ShowCollections"),
    ask("HasCollection", **A),
    ask("DescribeCollection", **A),
    ask("ShowPartitions", **A),
    ask("HasPartition", partition_name="_default", **A),
    ask("DescribeIndex", **A),
    ask("GetIndexStatistics", **A),
    ask("GetLoadState", **A),
    ask("GetLoadingProgress", **A),
    ask("GetReplicas", **A),
    ask("GetCollectionStatistics", **A),
    ask("GetPartitionStatistics", partition_name="_default", **A),
    ask("ListAliases"),
    ask("DescribeAlias", alias="x"),
    ask("ListCredUsers"),
    ask("SelectUser"),
    ask("SelectUser", user={"name": "ann"}),
    ask("SelectRole"),
    select("public"),
    ask("ListResourceGroups"),
    ask("DescribeResourceGroup", resource_group="__default_resource_group"),
    ask("AllocTimestamp"),
    create("b"),
    ask("AlterCollection", properties=pairs({"k": "v"}), **A),
    ask("RenameCollection", oldName="a", newName="c"),
    ask("CreatePartition", partition_name="p", **A),
    ask("DropPartition", partition_name="p", **A),
    index("a", "v", HNSW),
    ask("DropIndex", index_name="v", **A),
    ask("LoadCollection", **A),
    ask("ReleaseCollection", **A),
    ask("LoadPartitions", partition_names=["_default"], **A),
    ask("ReleasePartitions", partition_names=["_default"], **A),
    ask("CreateAlias", alias="y", **A),
    ask("AlterAlias", alias="y", **A),
    ask("DropAlias", alias="y"),
    insert("a", [1]),
    insert("a", [1], rpc="Upsert"),
    ask("Delete", expr="id in [1]", **A),
    count("a"),
    ask("Flush", collection_names=["a"]),
    ask("CreateDatabase", db_name="shop"),
    ask("DropDatabase", db_name="shop"),
    ask("CreateCredential", username="bob", password=SECRET),
    ask("DeleteCredential", username="bob"),
    ask("CreateRole", entity={"name": "writer"}),
    ask("OperateUserRole", username="ann", role_name="admin", type=0),
    operate(False, "public", "Search"),
    ask("DropRole", role_name="writer"),
    ask("CreateResourceGroup", resource_group="rg"),
    ask("DropResourceGroup", resource_group="rg"),
    ask("DropCollection", **A),
]

ANN: list[Step] = [
    create("a"),
    ask("CreateCredential", username="ann", password=SECRET),
]

SECURED: dict[str, list[Step]] = {
    "who does not say who they are": [
        headed(ask("ListDatabases")),
        headed(ask("GetVersion")),
        headed(ask("Connect")),
        headed(ask("ListDatabases"), authorization=login("root", "wrong")),
        headed(ask("ListDatabases"), authorization=login("nobody")),
        headed(ask("ListDatabases"), authorization="Basic xyz"),
        headed(ask("ListDatabases"), authorization=login("root", "Milvus")),
    ],
    "a user without a role": [*ANN, *map(by_ann, EVERYTHING)],
    "a user with a role": [
        *ANN,
        ask("CreateRole", entity={"name": "reader"}),
        ask("OperateUserRole", username="ann", role_name="reader", type=0),
        operate(False, "reader", "Load"),
        operate(False, "reader", "GetStatistics"),
        operate(False, "reader", "CreateIndex", "Collection", "*"),
        LetIn(by_ann(ask("LoadPartitions", partition_names=["none"], **A))),
        LetIn(by_ann(ask("GetCollectionStatistics", **A))),
        LetIn(by_ann(index("a", "none", HNSW))),
        operate(False, "reader", "DropCollection", "Global", "*"),
        operate(False, "reader", "Insert", "Collection", "other"),
        operate(False, "reader", "Flush", "Collection", "a", db_name="shop"),
        *map(by_ann, EVERYTHING),
    ],
    "an administrator": [
        *ANN,
        ask("OperateUserRole", username="ann", role_name="admin", type=0),
        LetIn(by_ann(ask("ListDatabases"))),
        by_ann(ask("ListDatabases")),
        by_ann(ask("CreateRole", entity={"name": "reader"})),
        by_ann(ask("DropRole", role_name="reader")),
        ask("UpdateCredential", username="ann", oldPassword=SECRET, newPassword="b3RoZXIyMg=="),
        by_ann(ask("ListDatabases")),
        headed(ask("ListDatabases"), authorization=login("ann", "other22")),
    ],
}
