"""Grants: one address for every way to write one, in every database, moved with renames."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.address import Address
from migrator.kinds.base import Call, Scope
from migrator.kinds.grant import GRANT, GrantSpec, address_of, describe, read
from migrator.model import State
from tests.kinds.answering import MILVUS_2_6, Answer, Answering
from tests.kinds.tables import Case, check, collection, grant, live_collection, outside, work_out

SEARCH = {"privilege": "Search", "object_type": "Collection", "object_name": "books"}
READER = outside("Role", "reader")


@pytest.mark.parametrize(
    ("spec", "address"),
    [
        (SEARCH, "Search/default/books"),
        ({"privilege": "Search", "object_name": "books"}, "Search/default/books"),
        ({"privilege": "Search", "collection_name": "books"}, "Search/default/books"),
        ({"privilege": "Search", "db_name": "*"}, "Search/*/*"),
        ({"privilege": "CreateCollection", "object_name": "x"}, "CreateCollection/default/*"),
        ({"privilege": "*", "object_type": "Global"}, "All/default/*"),
        ({"privilege": "All"}, "All/default/*"),
        ({"privilege": "*", "object_type": "Collection"}, "*/default/*"),
        ({"privilege": "*", "object_type": "User"}, "User:*/default/*"),
        ({"privilege": "SelectUser", "object_name": "ann"}, "SelectUser/default/ann"),
        ({"privilege": "readers", "collection_name": "books"}, "readers/default/books"),
    ],
)
def test_a_grant_has_one_address_however_it_is_written(spec: dict[str, Any], address: str) -> None:
    made = address_of("reader", GrantSpec.model_validate(spec))
    assert made == Address.parse(f"Grant reader/{address}")
    assert str(made.owner) == "Role reader"


def test_a_grant_has_one_form() -> None:
    with pytest.raises(ValueError, match="stands in the place of"):
        GrantSpec.model_validate({**SEARCH, "collection_name": "books"})


CASES = {
    "a role is made before what it is granted": Case(
        [],
        [READER, grant("reader", SEARCH)],
        ["create Role reader", "create Grant reader/Search/default/books"],
        ["CreateRole", "OperatePrivilege"],
    ),
    "a group is made before it is granted": Case(
        [READER],
        [
            READER,
            grant("reader", {"privilege": "readers", "collection_name": "books"}),
            outside("PrivilegeGroup", "readers", {"privileges": ["Query"]}),
        ],
        ["create PrivilegeGroup readers", "create Grant reader/readers/default/books"],
        ["CreatePrivilegeGroup", "OperatePrivilegeGroup", "OperatePrivilegeV2"],
        MILVUS_2_6,
    ),
    "what is granted differently is the same": Case(
        [READER, grant("reader", SEARCH)],
        [READER, grant("reader", {"privilege": "Search", "collection_name": "books"})],
        [],
    ),
    "what is not declared stays": Case([READER, grant("reader", SEARCH)], [READER], []),
    "a grant is revoked with an approval": Case(
        [READER, grant("reader", SEARCH)],
        [READER, grant("reader", SEARCH, absent=True)],
        ["delete Grant reader/Search/default/books [destroy: revoke-grant]"],
        ["OperatePrivilege"],
    ),
    "grants are revoked before their role is dropped": Case(
        [READER, grant("reader", SEARCH)],
        [outside("Role", "reader", absent=True)],
        ["delete Role reader [destroy: drop-role]"],
        ["OperatePrivilege", "DropRole"],
    ),
    "a grant moves with its collection, without a gap": Case(
        [live_collection(), READER, grant("reader", SEARCH)],
        [collection(name="tomes", previous_name="books")],
        [
            "update Grant reader/Search/default/tomes",
            "  object_name: 'books' -> 'tomes' (live)",
            "update Collection default/tomes [live: rename-collection]",
            "  name: 'books' -> 'tomes' (live rename-collection)",
        ],
        ["OperatePrivilege", "RenameCollection", "OperatePrivilege"],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_changes(case: Case) -> None:
    check(case)


def test_a_moved_grant_is_given_before_and_taken_after_the_rename() -> None:
    live = [live_collection(), READER, grant("reader", SEARCH)]
    first, rename, last = work_out(live, [collection(name="tomes", previous_name="books")]).steps
    assert (first.request["type"], last.request["type"]) == ("Grant", "Revoke")
    assert first.id in rename.needs
    assert rename.id in last.needs


def told(kind: str, name: str, privilege: str, database: str) -> dict[str, Any]:
    return {
        "role": {"name": "reader"},
        "object": {"name": kind},
        "object_name": name,
        "grantor": {"privilege": {"name": privilege}},
        "db_name": database,
    }


def by_database(call: Call) -> Answer:
    """What 2.3.5 tells: one database, and what is granted on every one."""
    everywhere = told("Global", "*", "*", "*")
    also = told("Global", "*", "All", "*")
    own = told("Collection", "books", "Insert", call.request["entity"]["db_name"])
    return {"entities": [everywhere, also, own]}


def test_every_database_is_asked_where_one_query_hides_the_others() -> None:
    rpc = Answering(
        {"ListDatabases": {"db_names": ["shop", "default"]}, "SelectGrant": by_database}
    )
    state = read(rpc, Scope(), State.of([READER]))
    assert [str(each.address) for each in state.of_kind("Grant")] == [
        "Grant reader/All/*/*",
        "Grant reader/Insert/default/books",
        "Grant reader/Insert/shop/books",
    ]
    whole = state.of_kind("Grant")[0]
    assert whole.facts["stored"] == ("*", "All")
    gone = work_out([READER, whole], [grant("reader", whole.spec.managed(), absent=True)])
    names = [step.request["entity"]["grantor"]["privilege"]["name"] for step in gone.steps]
    assert names == ["*", "All"]


def test_one_query_is_enough_where_it_shows_all() -> None:
    rpc = Answering({"SelectGrant": {"entities": []}}, MILVUS_2_6)
    read(rpc, Scope(), State.of([READER]))
    assert [call.request["entity"]["db_name"] for call in rpc.asked] == ["*"]


def test_one_grant_is_described() -> None:
    rpc = Answering({"SelectGrant": by_database})
    assert describe(rpc, Address.parse("Grant reader/Insert/shop/books")) is not None
    assert describe(rpc, Address.parse("Grant reader/Search/shop/books")) is None


def test_grants_of_built_in_roles_are_nobodys() -> None:
    assert GRANT.builtin(Address.parse("Grant public/Search/default/books"))
    assert not GRANT.builtin(Address.parse("Grant reader/Search/default/books"))
