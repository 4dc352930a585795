"""Users, roles, grants and groups, on every server that has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator import Project
from migrator.capabilities import Capabilities
from migrator.errors import InvalidInput, UsageError
from tests.contract.test_collections import collection
from tests.contract.world import World, approval, document
from tests.servers.raw import Raw
from tests.servers.server import Server

SECRET = "correct-horse-1"
SEARCH = {"privilege": "Search", "object_name": "books"}
IN_SHOP = {"privilege": "Insert", "object_name": "books", "db_name": "shop"}
MAKE = {"privilege": "CreateCollection", "object_type": "Global"}

DROPS = [
    approval("drop-user", "User ci"),
    approval("drop-role", "Role reader"),
    approval("drop-role", "Role writer"),
    approval("revoke-grant", "User ci"),
    approval("revoke-grant", "Grant reader/Search/default/books"),
]


def user(roles: list[str], **more: object) -> dict[str, object]:
    return document("User", "ci", {"password": "${env:CI_PASSWORD}", "roles": roles, **more})


def role(name: str, *grants: object, **metadata: object) -> dict[str, object]:
    return document("Role", name, {"grants": list(grants)}, **metadata)


@pytest.fixture
def access(world: World, is_lite: bool) -> World:
    """A world whose server has users and roles, with the secret of one user."""
    if is_lite:
        pytest.skip("Milvus Lite has no access control.")
    world.environ = {"CI_PASSWORD": SECRET}
    return world


def grants_of(server: Server, name: str, database: str = "default") -> set[tuple[str, str, str]]:
    with Raw(server.endpoint) as raw:
        entity = {"role": {"name": name}, "db_name": database}
        return {
            (told.grantor.privilege.name, told.object_name, told.db_name)
            for told in raw("SelectGrant", entity=entity).entities
        }


def roles_of(server: Server, name: str) -> list[str]:
    with Raw(server.endpoint) as raw:
        (result,) = raw("SelectUser", user={"name": name}, include_role_info=True).results
        return sorted(each.name for each in result.roles)


def codes(raised: pytest.ExceptionInfo[InvalidInput]) -> set[str]:
    return {found.code for found in raised.value.findings if found.is_error}


def test_lite_has_none_of_it_and_says_so_in_advance(world: World, is_lite: bool) -> None:
    if not is_lite:
        pytest.skip("This is about Milvus Lite.")
    for kind, spec in {
        "User": {"password": "${env:X}", "roles": []},
        "Role": {},
        "PrivilegeGroup": {"privileges": ["Search"]},
        "ResourceGroup": {"requests": {"node_num": 1}},
    }.items():
        with pytest.raises(InvalidInput) as raised:
            world.plan(document(kind, "a", spec))
        assert codes(raised) == {"MIG701"}


def test_users_and_roles_are_made_changed_and_dropped(access: World, milvus: Server) -> None:
    shop = document("Database", "shop")
    access.apply(shop, collection("books"), role("reader", SEARCH, IN_SHOP, MAKE), user(["reader"]))
    assert ("Search", "books", "default") in grants_of(milvus, "reader")
    assert ("CreateCollection", "*", "default") in grants_of(milvus, "reader")
    assert ("Insert", "books", "shop") in grants_of(milvus, "reader", "shop")
    assert roles_of(milvus, "ci") == ["reader"]
    without = {**SEARCH, "ensure": "absent"}
    kept = [shop, collection("books"), role("reader", without, IN_SHOP, MAKE), role("writer")]
    access.apply(*kept, user(["writer"]), *DROPS)
    assert roles_of(milvus, "ci") == ["writer"]
    assert not {told for told in grants_of(milvus, "reader") if told[0] == "Search"}
    gone = [document(k, n, ensure="absent") for k, n in [("User", "ci"), ("Role", "reader")]]
    access.apply(
        shop, collection("books"), *gone, document("Role", "writer", ensure="absent"), *DROPS
    )
    with Raw(milvus.endpoint) as raw:
        assert {result.role.name for result in raw("SelectRole").results} == {"admin", "public"}
        assert list(raw("ListCredUsers").usernames) == ["root"]
    # Nobody who makes a role of that name gets what the old one had.
    access.apply(shop, collection("books"), role("reader"))
    assert grants_of(milvus, "reader", "shop") == set()


def test_what_is_not_declared_stays_and_a_loss_needs_an_approval(
    access: World, milvus: Server
) -> None:
    access.apply(collection("books"), role("reader", SEARCH, MAKE), user(["reader"]))
    plan = access.plan(collection("books"), role("reader", MAKE), user([]))
    assert [str(address) for address in plan.data.unmanaged] == [
        "Grant reader/Search/default/books"
    ]
    assert [refusal.address for refusal in plan.data.refusals] == ["User ci"]
    assert "revoke-grant" in plan.data.refusals[0].remedy
    assert roles_of(milvus, "ci") == ["reader"]


def test_an_export_makes_the_same_access_elsewhere(access: World, milvus: Server) -> None:
    access.apply(
        document("Database", "shop"), collection("books"), role("reader", SEARCH, IN_SHOP, MAKE),
        user(["reader"]),
    )  # fmt: skip
    exported = access.export()
    assert "password" not in exported
    assert SECRET not in exported
    from tests.servers.cleaning import clean

    clean(milvus)
    with pytest.raises(InvalidInput) as raised:
        access.plan(exported)
    assert codes(raised) == {"MIG810"}
    secured = exported.replace(
        "spec:\n  roles:", 'spec:\n  password: "${env:CI_PASSWORD}"\n  roles:'
    )
    access.apply(secured)
    assert access.export() == exported


def test_grants_follow_a_collection_that_is_renamed(access: World, milvus: Server) -> None:
    other = {"privilege": "Query", "object_name": "books"}
    access.apply(collection("books"), role("reader", SEARCH), role("other", other))
    # Nobody declares the other role any more; its grant is moved all the same.
    new = {**SEARCH, "object_name": "tomes"}
    renamed = document("Collection", "tomes", collection("books")["spec"], previous_name="books")
    access.apply(renamed, role("reader", new))
    assert grants_of(milvus, "reader") == {("Search", "tomes", "default")}
    assert grants_of(milvus, "other") == {("Query", "tomes", "default")}


def test_a_saved_plan_holds_no_secret(access: World, tmp_path: Path, milvus: Server) -> None:
    plan = access.plan(role("reader"), user(["reader"]))
    saved = tmp_path / "plan.json"
    plan.save(saved)
    assert SECRET not in saved.read_text("utf-8")
    assert SECRET not in str(plan)
    assert "password: (set)" in str(plan)
    forgetful = Project.load(access.folder, environ={})
    with pytest.raises(UsageError, match="CI_PASSWORD is not set"):
        forgetful.saved_plan(saved).apply()
    with Raw(milvus.endpoint) as raw:
        assert list(raw("ListCredUsers").usernames) == ["root"]
    assert access.project().saved_plan(saved).apply().complete
    assert roles_of(milvus, "ci") == ["reader"]
    for file in access.folder.rglob("*"):
        assert not file.is_file() or SECRET not in file.read_text("utf-8")


def test_groups_of_privileges_are_granted_by_name(
    access: World, capabilities: Capabilities, milvus: Server
) -> None:
    group = document("PrivilegeGroup", "readers", {"privileges": ["Search", "Query"]})
    grant = {"privilege": "readers", "collection_name": "books"}
    if not capabilities.can("privilege-groups"):
        with pytest.raises(InvalidInput) as raised:
            access.plan(collection("books"), group, role("reader", grant))
        assert codes(raised) == {"MIG701"}
        return
    whole = {"privilege": "DatabaseReadOnly", "collection_name": "*"}
    access.apply(collection("books"), group, role("reader", grant, whole))
    assert ("readers", "books", "default") in grants_of(milvus, "reader")
    access.export()
    less = document("PrivilegeGroup", "readers", {"privileges": ["Search", "Load"]})
    access.apply(
        collection("books"), less, role("reader", grant, whole),
        approval("revoke-grant", "PrivilegeGroup readers"),
    )  # fmt: skip
    gone = document("PrivilegeGroup", "readers", ensure="absent")
    drop = approval("drop-privilege-group", "PrivilegeGroup readers")
    with pytest.raises(InvalidInput) as raised:
        access.plan(collection("books"), gone, drop)
    assert codes(raised) == {"MIG811"}
    revoked = role("reader", {**grant, "ensure": "absent"})
    access.apply(
        collection("books"),
        gone,
        revoked,
        drop,
        approval("revoke-grant", "Grant reader/readers/default/books"),
    )


def test_resource_groups_get_nodes_and_lose_them(
    access: World, capabilities: Capabilities, milvus: Server
) -> None:
    made = document("ResourceGroup", "rg", {"requests": {"node_num": 1}})
    access.apply(made)
    with Raw(milvus.endpoint) as raw:
        group = raw("DescribeResourceGroup", resource_group="rg").resource_group
        assert group.num_available_node == 1
    access.export()
    if not capabilities.can("resource-group-config"):
        more = {"requests": {"node_num": 1}, "limits": {"node_num": 2}}
        with pytest.raises(InvalidInput) as raised:
            access.plan(document("ResourceGroup", "rg", more))
        assert codes(raised) == {"MIG701"}
    access.apply(
        document("ResourceGroup", "rg", ensure="absent"),
        approval("drop-resource-group", "ResourceGroup rg"),
    )
    with Raw(milvus.endpoint) as raw:
        assert list(raw("ListResourceGroups").resource_groups) == ["__default_resource_group"]


def test_resource_groups_take_nodes_from_each_other(
    access: World, capabilities: Capabilities, milvus: Server
) -> None:
    if not capabilities.can("resource-group-config"):
        pytest.skip("Needs the configuration of resource groups.")
    one = {"requests": {"node_num": 0}, "transfer_from": [{"resource_group": "two"}]}
    two = {"requests": {"node_num": 0}, "limits": {"node_num": 3}}
    back = {**two, "transfer_to": [{"resource_group": "one"}]}
    access.apply(document("ResourceGroup", "one", one), document("ResourceGroup", "two", back))
    exported = access.export()
    assert "transfer_from: [{resource_group: two}]" in exported
    access.apply(document("ResourceGroup", "one", one), document("ResourceGroup", "two", two))
    drops = [approval("drop-resource-group", f"ResourceGroup {name}") for name in ("one", "two")]
    with pytest.raises(InvalidInput) as raised:
        access.plan(document("ResourceGroup", "two", ensure="absent"), *drops)
    assert codes(raised) == {"MIG811"}
