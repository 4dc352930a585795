"""Aliases: created, moved in one step, dropped, and read with as few calls as can be."""

from __future__ import annotations

import pytest

from migrator.errors import NotFound, PermissionDenied
from migrator.kinds.alias import describe, read
from migrator.kinds.base import Call, Scope
from migrator.model import State
from tests.kinds.answering import LITE, Answer, Answering, Row, by_database
from tests.kinds.tables import (
    BOOKS,
    FIELDS,
    Case,
    alias,
    check,
    collection,
    database,
    live_collection,
    resource,
    work_out,
)

LIVE = live_collection()
OTHER = live_collection(name="other")
ANEW = collection({"num_shards": 2, "fields": FIELDS, "replace": {"strategy": "recreate"}})
REPLACED = [
    "replace Collection default/books [destroy: recreate-collection]",
    "  num_shards: 1 -> 2 (replace replace-collection)",
]

CASES = [
    pytest.param(
        Case([LIVE], [alias("live")], ["create Alias default/live"], ["CreateAlias"]), id="created"
    ),
    pytest.param(Case([LIVE, alias("live")], [alias("live")], []), id="there already"),
    pytest.param(Case([LIVE], [alias("live", absent=True)], []), id="absent already"),
    pytest.param(
        Case(
            [LIVE, OTHER, alias("live")],
            [alias("live", "other")],
            [
                "update Alias default/live [live: move-alias]",
                "  collection_name: 'books' -> 'other' (live move-alias)",
            ],
            ["AlterAlias"],
        ),
        id="moved",
    ),
    pytest.param(
        Case(
            [LIVE, alias("live")],
            [alias("live", absent=True)],
            ["delete Alias default/live [destroy: drop-alias]"],
            ["DropAlias"],
        ),
        id="declared absent",
    ),
    pytest.param(
        Case(
            [LIVE, alias("live")],
            [ANEW, alias("live")],
            [*REPLACED, "replace Alias default/live"],
            ["DropAlias", "DropCollection", "CreateCollection", "CreateAlias"],
        ),
        id="put back on a collection that is made anew",
    ),
    pytest.param(
        Case(
            [LIVE, alias("live")],
            [ANEW],
            [*REPLACED, "replace Alias default/live"],
            ["DropAlias", "DropCollection", "CreateCollection", "CreateAlias"],
        ),
        id="put back although nobody declares it",
    ),
    pytest.param(
        Case(
            [LIVE, OTHER, alias("live")],
            [ANEW, alias("live", "other")],
            [
                *REPLACED,
                "update Alias default/live [live: move-alias]",
                "  collection_name: 'books' -> 'other' (live move-alias)",
            ],
            ["AlterAlias", "DropCollection", "CreateCollection"],
        ),
        id="moved away from a collection that is made anew",
    ),
    pytest.param(
        Case(
            [LIVE, alias("live")],
            [ANEW, alias("live", absent=True)],
            [*REPLACED, "delete Alias default/live [destroy: drop-alias]"],
            ["DropAlias", "DropCollection", "CreateCollection"],
        ),
        id="dropped from a collection that is made anew",
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_an_alias_is_changed(case: Case) -> None:
    check(case)


def test_an_alias_waits_until_its_collection_can_be_searched() -> None:
    new = collection({"fields": FIELDS, "load": {"state": "loaded"}})
    result = work_out([], [new, alias("live")])
    assert result.ops == ["CreateCollection", "LoadCollection", "WaitLoad", "CreateAlias"]
    assert result.steps[-1].needs == (result.steps[-2].id,)


def test_an_alias_follows_a_renamed_collection_by_itself() -> None:
    live = [live_collection(name="old"), alias("live", "old")]
    result = work_out(live, [collection(previous_name="old"), alias("live", "books")])
    assert result.ops == ["RenameCollection"]


def test_the_requests_name_the_alias_and_its_collection() -> None:
    moved = work_out([LIVE, OTHER, alias("live")], [alias("live", "other")])
    assert moved.request("AlterAlias") == {"alias": "live", "collection_name": "other"}
    dropped = work_out([LIVE, alias("live")], [alias("live", absent=True)])
    assert dropped.request("DropAlias") == {"alias": "live"}
    assert dropped.steps[0].leaves is None


DEFAULT = [database("default"), resource(BOOKS, {}, {"aliases": ("live",)})]


def pointing(call: Call) -> Answer:
    return {"alias": call.request["alias"], "collection": "other"}


def test_milvus_tells_aliases_with_their_collections() -> None:
    rpc = Answering({"ListAliases": {"aliases": ["loose", "live"]}})
    state = read(rpc, Scope(wanted=frozenset({BOOKS})), State.of(DEFAULT))
    (found,) = state.of_kind("Alias")
    assert found == alias("live")
    assert state.unread == {alias("loose").address}
    assert rpc.methods == ["ListAliases"]


def test_a_wanted_alias_of_another_collection_is_asked_for() -> None:
    rpc = Answering({"ListAliases": {"aliases": ["loose", "live"]}, "DescribeAlias": pointing})
    state = read(rpc, Scope(wanted=frozenset({alias("loose").address})), State.of(DEFAULT))
    assert list(state.of_kind("Alias")) == [alias("live"), alias("loose", "other")]
    assert state.unread == frozenset()


def test_lite_is_asked_for_every_alias() -> None:
    rpc = Answering({"ListAliases": {"aliases": ["a", "b"]}, "DescribeAlias": pointing}, LITE)
    state = read(rpc, Scope(wanted=frozenset()), State.of([database("default")]))
    assert list(state.of_kind("Alias")) == [alias("a", "other"), alias("b", "other")]


def test_aliases_of_every_database_are_listed_by_the_field_of_the_request() -> None:
    """2.3.5 ignores the header for these."""
    answers = by_database({"default": {}, "shop": {"aliases": ["live"]}})
    rpc = Answering({"ListAliases": answers, "DescribeAlias": pointing})
    state = read(rpc, Scope(), State.of([database("default"), database("shop")]))
    assert list(state.of_kind("Alias")) == [alias("live", "other", within="shop")]
    assert [call.request["db_name"] for call in rpc.asked] == ["default", "shop", "shop"]


def test_an_alias_that_went_meanwhile_is_left_out() -> None:
    gone = NotFound("gone", code=1600)
    rpc = Answering({"ListAliases": {"aliases": ["a"]}, "DescribeAlias": gone}, LITE)
    assert read(rpc, Scope(), State.of([database("default")])).of_kind("Alias") == ()


def test_aliases_that_may_not_be_seen_are_an_error() -> None:
    denied = PermissionDenied("no")
    listing: dict[str, Row] = {"ListAliases": denied}
    describing: dict[str, Row] = {"ListAliases": {"aliases": ["a"]}, "DescribeAlias": denied}
    for table in (listing, describing):
        with pytest.raises(PermissionDenied):
            read(Answering(table), Scope(), State.of([database("default")]))
    with pytest.raises(PermissionDenied):
        describe(Answering({"DescribeAlias": denied}), alias("a").address)


def test_one_alias_is_described() -> None:
    rpc = Answering({"DescribeAlias": pointing})
    assert describe(rpc, alias("a").address) == alias("a", "other")
    gone = Answering({"DescribeAlias": NotFound("gone", code=1600)})
    assert describe(gone, alias("a").address) is None
