"""Databases: created, altered where the server can, dropped, and read."""

from __future__ import annotations

import pytest

from migrator.errors import NotFound, PermissionDenied, Rejected
from migrator.kinds.base import Scope
from migrator.kinds.database import DATABASE, describe, read
from migrator.model import State
from tests.kinds.answering import LITE, MILVUS_2_3, MILVUS_2_6, Answer, Answering, by_database
from tests.kinds.tables import (
    Case,
    alias,
    check,
    collection,
    database,
    live_collection,
    work_out,
)

ONE = {"properties": {"database.max.collections": "1"}}
TWO = {"properties": {"database.max.collections": 2}}
NONE = {"properties": {"database.max.collections": None}}

CASES = [
    pytest.param(
        Case([], [database("shop")], ["create Database shop"], ["CreateDatabase"]), id="created"
    ),
    pytest.param(Case([database("shop")], [database("shop")], []), id="there already"),
    pytest.param(
        Case([database("shop", ONE)], [database("shop")], [], server=MILVUS_2_6),
        id="undeclared properties are unmanaged",
    ),
    pytest.param(
        Case(
            [database("shop")],
            [database("shop", absent=True)],
            ["delete Database shop [destroy: drop-database]"],
            ["DropDatabase"],
        ),
        id="declared absent",
    ),
    pytest.param(
        Case(
            [database("shop", ONE)],
            [database("shop", TWO)],
            ["update Database shop", "  properties.database.max.collections: '1' -> '2' (live)"],
            ["AlterDatabase"],
            server=MILVUS_2_6,
        ),
        id="a property set",
    ),
    pytest.param(
        Case(
            [database("shop", ONE)],
            [database("shop", NONE)],
            ["update Database shop", "  properties.database.max.collections: '1' -> None (live)"],
            ["AlterDatabase"],
            server=LITE,
        ),
        id="a property removed",
    ),
    pytest.param(
        Case(
            [database("shop")],
            [database("shop", TWO)],
            [
                "update Database shop refused",
                "  properties.database.max.collections: None -> '2' (refused)",
            ],
            server=MILVUS_2_3,
        ),
        id="a property where there can be none",
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_a_database_is_changed(case: Case) -> None:
    check(case)


def test_the_requests_name_the_database_and_its_properties() -> None:
    created = work_out([], [database("shop", TWO)], MILVUS_2_6).request("CreateDatabase")
    assert created == {"db_name": "shop", "properties": {"database.max.collections": "2"}}
    removed = work_out([database("shop", ONE)], [database("shop", NONE)], MILVUS_2_6)
    assert removed.request("AlterDatabase") == {
        "db_name": "shop",
        "delete_keys": ["database.max.collections"],
    }


def test_properties_are_set_and_removed_in_two_requests() -> None:
    live = database("shop", {"properties": {"a": 1, "b": 1}})
    desired = database("shop", {"properties": {"a": 2, "b": None}})
    result = work_out([live], [desired], MILVUS_2_6)
    assert [sorted(step.request) for step in result.steps] == [
        ["db_name", "properties"],
        ["db_name", "delete_keys"],
    ]


def test_a_database_is_made_before_what_is_in_it_and_dropped_after() -> None:
    new = [database("shop"), collection(within="shop"), alias("live", within="shop")]
    assert work_out([], new).ops == ["CreateDatabase", "CreateCollection", "CreateAlias"]
    gone = [
        database("shop", absent=True),
        collection(within="shop", absent=True),
        alias("live", within="shop", absent=True),
    ]
    live = [database("shop"), live_collection(within="shop"), alias("live", within="shop")]
    assert work_out(live, gone).ops == ["DropAlias", "DropCollection", "DropDatabase"]


def test_a_collection_is_moved_between_databases_that_come_and_go() -> None:
    live = [database("old"), live_collection(within="old")]
    desired = [
        database("new"),
        database("old", absent=True),
        collection(within="new", previous_name="old/books"),
    ]
    result = work_out(live, desired)
    assert result.ops == ["CreateDatabase", "RenameCollection", "DropDatabase"]
    first, second, third = result.steps
    assert (second.needs, third.needs) == ((first.id,), (second.id,))


LISTED: dict[str, Answer] = {"ListDatabases": {"db_names": ["shop", "default"]}}
DESCRIBED = {
    "default": {},
    "shop": {"dbID": 5, "properties": {"database.replica.number": "01", "x": "True"}},
}


def test_databases_are_read_by_name_where_nothing_more_can_be_seen() -> None:
    rpc = Answering(LISTED)
    state = read(rpc, Scope(), State())
    assert list(state.of_kind("Database")) == [database("default"), database("shop")]
    assert rpc.methods == ["ListDatabases"]


def test_databases_are_read_with_their_properties() -> None:
    rpc = Answering({**LISTED, "DescribeDatabase": by_database(DESCRIBED)}, MILVUS_2_6)
    _, shop = read(rpc, Scope(), State()).of_kind("Database")
    assert shop.spec.managed() == {"properties": {"database.replica.number": "01", "x": "true"}}
    assert shop.facts["id"] == 5


def test_only_the_databases_of_the_scope_are_read() -> None:
    rpc = Answering(LISTED)
    state = read(rpc, Scope(databases=("shop", "nowhere")), State())
    assert list(state.of_kind("Database")) == [database("shop")]


def test_a_database_that_may_not_be_seen_is_an_error() -> None:
    rpc = Answering({**LISTED, "DescribeDatabase": PermissionDenied("no")}, MILVUS_2_6)
    with pytest.raises(PermissionDenied):
        read(rpc, Scope(), State())
    with pytest.raises(PermissionDenied):
        describe(rpc, database("shop").address)


def test_one_database_is_described() -> None:
    assert describe(Answering(LISTED), database("shop").address) == database("shop")
    assert describe(Answering(LISTED), database("nowhere").address) is None
    table = {**LISTED, "DescribeDatabase": by_database(DESCRIBED)}
    found = describe(Answering(table, MILVUS_2_6), database("shop").address)
    assert found is not None
    assert found.facts["id"] == 5


@pytest.mark.parametrize("failure", [NotFound("gone", code=800), Rejected("gone", code=6)])
def test_a_database_that_goes_meanwhile_is_none(failure: Answer) -> None:
    rpc = Answering({**LISTED, "DescribeDatabase": failure}, LITE)
    assert describe(rpc, database("shop").address) is None


def test_the_default_database_is_built_in() -> None:
    assert DATABASE.builtin(database("default").address)
    assert not DATABASE.builtin(database("shop").address)
