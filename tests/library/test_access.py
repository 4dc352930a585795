"""Access built in code: the same as from YAML, planned and applied as that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator import Grant, InvalidInput, PrivilegeGroup, ResourceGroup, Role, User
from migrator.library.item import Item, flattened
from migrator.model import Metadata, Resource
from tests import simulator
from tests.contract.world import World, shown
from tests.manifest.samples import load_text
from tests.servers.raw import Raw

MANIFEST = """\
apiVersion: migrator/v1
kind: Role
metadata: {name: reader}
spec:
  grants:
    - {privilege: Search, object_name: books}
    - {privilege: readers, collection_name: books, db_name: shop}
    - {privilege: CreateCollection, ensure: absent}
---
apiVersion: migrator/v1
kind: User
metadata: {name: ci}
spec: {password: "${env:CI_PASSWORD}", roles: [reader]}
---
apiVersion: migrator/v1
kind: PrivilegeGroup
metadata: {name: readers}
spec: {privileges: [Search, Query]}
---
apiVersion: migrator/v1
kind: ResourceGroup
metadata: {name: fast}
spec: {requests: {node_num: 0}, limits: {node_num: 3}, transfer_from: [{resource_group: slow}]}
---
apiVersion: migrator/v1
kind: Role
metadata: {name: old, ensure: absent}
"""


def access() -> list[Item]:
    reader = Role(
        "reader",
        grants=[
            Grant("Search", object_name="books"),
            Grant("readers", collection_name="books", database="shop"),
            Grant("CreateCollection", absent=True),
        ],
    )
    return [
        reader,
        User("ci", password="${env:CI_PASSWORD}", roles=[reader]),
        PrivilegeGroup("readers", ["Search", "Query"]),
        ResourceGroup(
            "fast",
            requests={"node_num": 0},
            limits={"node_num": 3},
            transfer_from=[{"resource_group": "slow"}],
        ),
        Role("old", absent=True),
    ]


def test_access_in_code_is_access_in_yaml(tmp_path: Path) -> None:
    written = load_text(tmp_path, MANIFEST).state.resources
    built = {resource.address: resource for resource in flattened(access())}
    assert built.keys() == written.keys()

    def told(resource: Resource) -> tuple[object, Metadata]:
        return resource.spec, resource.metadata

    assert {a: told(built[a]) for a in built} == {a: told(written[a]) for a in built}


def test_a_grant_stands_alone_with_its_role() -> None:
    reader = Role("reader", grants=[Grant("Search", object_name="books")])
    assert Grant("Search", role="reader", object_name="books") == reader.grants[0]
    assert Grant("Search", role=reader, object_name="books").privilege == "Search"


@pytest.mark.parametrize(
    "make",
    [
        lambda: User("ci", password="hunter2"),
        lambda: User("ci", roles=["a", "a"]),
        lambda: Grant("Search", objekt="books"),
        lambda: Grant("Search", object_name="a", collection_name="a"),
        lambda: PrivilegeGroup("g", [""]),
        lambda: ResourceGroup("g", requests={"node_num": -1}),
    ],
)
def test_what_is_wrong_is_told_and_no_password_is_shown(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidInput) as raised:
        make()
    assert "hunter2" not in str(raised.value) + repr(raised.value.findings)


def test_access_in_code_is_applied(tmp_path: Path) -> None:
    with simulator.start("2.6") as server:
        world = World(tmp_path, {"dev": server})
        world.write()
        world.environ = {"CI_PASSWORD": "for-the-pipeline"}
        reader = Role("reader", grants=[Grant("CreateCollection")])
        items = [reader, User("ci", password="${env:CI_PASSWORD}", roles=[reader])]
        plan = world.project().plan(resources=items)
        assert sorted(shown(plan)) == [
            "create Grant reader/CreateCollection/default/*",
            "create Role reader",
            "create User ci",
        ]
        assert plan.apply().complete
        assert world.project().plan(resources=items).is_empty
        with Raw(server.endpoint) as raw:
            assert sorted(raw("ListCredUsers").usernames) == ["ci", "root"]
