"""What is said to servers about users, roles, grants and resource groups."""

from __future__ import annotations

from typing import Any

from tests.simulator.requests import HNSW, Ask, Step, ask, create, index, loaded

# base64 of "secret1", "other22" and "short".
SECRET, OTHER, SHORT = "c2VjcmV0MQ==", "b3RoZXIyMg==", "c2hvcnQ="
RG = {"resource_group": "rg"}


def grant(
    role: str, privilege: str, kind: str = "Collection", name: str = "a", **more: Any
) -> dict[str, Any]:
    return {
        "role": {"name": role},
        "object": {"name": kind},
        "object_name": name,
        "grantor": {"privilege": {"name": privilege}},
        **more,
    }


def operate(revoke: bool, *given: Any, **more: Any) -> Ask:
    return ask("OperatePrivilege", entity=grant(*given, **more), type=int(revoke))


def select(role: str, **more: Any) -> Ask:
    return ask("SelectGrant", entity={"role": {"name": role}, **more})


MILVUS: dict[str, list[Step]] = {
    "users": [
        ask("ListCredUsers"),
        ask("CreateCredential", username="ann", password=SECRET),
        ask("CreateCredential", username="ann", password=SECRET),
        ask("CreateCredential", username="1 bad", password=SECRET),
        ask("CreateCredential", username="bob", password=SHORT),
        ask("CreateCredential", username="root", password=SECRET),
        ask("UpdateCredential", username="ann", oldPassword=OTHER, newPassword=SECRET),
        ask("UpdateCredential", username="ann", oldPassword=SECRET, newPassword=OTHER),
        ask("UpdateCredential", username="none", oldPassword=SECRET, newPassword=OTHER),
        ask("ListCredUsers"),
        ask("SelectUser", user={"name": "ann"}, include_role_info=True),
        ask("SelectUser", user={"name": "none"}),
        ask("SelectUser"),
        ask("DeleteCredential", username="ann"),
        ask("DeleteCredential", username="ann"),
        ask("DeleteCredential", username="root"),
    ],
    "roles": [
        ask("CreateRole", entity={"name": "reader"}),
        ask("CreateRole", entity={"name": "reader"}),
        ask("CreateRole", entity={"name": "admin"}),
        ask("CreateRole", entity={"name": "1 bad"}),
        ask("SelectRole"),
        ask("SelectRole", role={"name": "none"}),
        ask("CreateCredential", username="ann", password=SECRET),
        ask("OperateUserRole", username="ann", role_name="reader", type=0),
        ask("OperateUserRole", username="ann", role_name="reader", type=0),
        ask("OperateUserRole", username="none", role_name="reader", type=0),
        ask("OperateUserRole", username="ann", role_name="none", type=0),
        ask("SelectRole", role={"name": "reader"}, include_user_info=True),
        ask("SelectUser", user={"name": "ann"}, include_role_info=True),
        ask("OperateUserRole", username="ann", role_name="public", type=0),
        ask("OperateUserRole", username="ann", role_name="reader", type=1),
        ask("OperateUserRole", username="ann", role_name="reader", type=1),
        ask("DropRole", role_name="reader"),
        ask("DropRole", role_name="reader"),
        ask("DropRole", role_name="admin"),
        ask("DropRole", role_name="public"),
        ask("DeleteCredential", username="ann"),
    ],
    "grants": [
        ask("CreateRole", entity={"name": "reader"}),
        ask("CreateDatabase", db_name="shop"),
        select("reader"),
        select("none"),
        operate(False, "reader", "Search"),
        operate(False, "reader", "Search"),
        operate(False, "reader", "Search", db_name="shop"),
        operate(False, "reader", "CreateCollection", "Global", "whatever"),
        operate(False, "reader", "*", "Collection", "*", db_name="shop"),
        operate(False, "reader", "Bogus"),
        operate(False, "reader", "search"),
        operate(False, "reader", "Search", "Nothing"),
        operate(False, "none", "Search"),
        operate(False, "reader", "Insert", db_name="nowhere"),
        select("reader"),
        select("reader", db_name="shop"),
        select("reader", db_name="*"),
        select("reader", object={"name": "Collection"}, object_name="a"),
        select("public"),
        select("public", db_name="*"),
        ask("DropRole", role_name="reader"),
        operate(True, "reader", "Search"),
        operate(True, "reader", "Search"),
        operate(True, "reader", "Search", db_name="shop"),
        operate(True, "reader", "CreateCollection", "Global", "*"),
        operate(True, "reader", "*", "Collection", "*", db_name="shop"),
        operate(True, "reader", "Insert", db_name="nowhere"),
        select("reader"),
        ask("DropRole", role_name="reader"),
    ],
    "resource groups": [
        ask("ListResourceGroups"),
        ask("DescribeResourceGroup", resource_group="__default_resource_group"),
        ask("DescribeResourceGroup", **RG),
        ask("CreateResourceGroup", **RG),
        ask("CreateResourceGroup", **RG),
        ask("CreateResourceGroup", resource_group="1 bad"),
        ask("ListResourceGroups"),
        ask("DescribeResourceGroup", **RG),
        ask("TransferNode", source_resource_group="none", target_resource_group="rg", num_node=1),
        ask(
            "TransferNode",
            source_resource_group="__default_resource_group",
            target_resource_group="rg",
            num_node=2,
        ),
        ask(
            "TransferNode",
            source_resource_group="__default_resource_group",
            target_resource_group="rg",
            num_node=1,
        ),
        ask("DescribeResourceGroup", **RG),
        ask("DropResourceGroup", **RG),
        create("a"),
        index("a", "v", HNSW),
        ask("LoadCollection", collection_name="a", resource_groups=["rg"]),
        loaded("a"),
        ask("DescribeResourceGroup", **RG),
        ask("GetReplicas", collection_name="a"),
        ask("ReleaseCollection", collection_name="a"),
        ask(
            "TransferNode",
            source_resource_group="rg",
            target_resource_group="__default_resource_group",
            num_node=1,
        ),
        ask("DropResourceGroup", **RG),
        ask("DropResourceGroup", **RG),
    ],
    "what came later": [
        ask("AlterDatabase", db_name="default"),
        ask("DescribeDatabase", db_name="default"),
        ask("AddCollectionField", collection_name="a"),
        ask("AlterCollectionField", collection_name="a"),
        ask("ListPrivilegeGroups"),
        ask("OperatePrivilegeV2"),
        ask("UpdateResourceGroups"),
        ask("TruncateCollection", collection_name="a"),
        ask("BatchDescribeCollection"),
    ],
}
