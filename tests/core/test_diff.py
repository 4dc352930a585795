"""The diff: who owns what, what is pruned, what is put back, what cannot be seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from migrator.address import Address
from migrator.diff import Ownership, compare
from migrator.model import Action, Resource, State
from tests.kinds.answering import LITE, MILVUS_2_3
from tests.kinds.tables import (
    FIELDS,
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
    work_out,
)

TEXT = {"name": "t", "dtype": "VarChar", "max_length": 9}
ALL = Ownership()


def shown(
    live: Iterable[Resource], desired: Iterable[Resource], ownership: Ownership = ALL
) -> tuple[list[str], list[str]]:
    """Return changes and unmanaged addresses in short."""
    comparison = compare(State.of(live), State.of(desired), MILVUS_2_3, ownership)
    changes = [f"{change.action} {change.address}" for change in comparison.changes]
    return changes, [str(address) for address in comparison.unmanaged]


LIVE = [
    database("default"),
    database("shop"),
    live_collection(),
    live_collection(name="left"),
    partition("en"),
    index({}),
    alias("live"),
]


def test_what_nobody_declares_is_unmanaged() -> None:
    assert shown(LIVE, [collection()]) == (
        [],
        [
            "Alias default/live",
            "Collection default/left",
            "Database shop",
            "Index default/books.v",
            "Partition default/books/en",
        ],
    )


@pytest.mark.parametrize(
    ("ownership", "unmanaged"),
    [
        pytest.param(Ownership(databases=()), [], id="no database of ours"),
        pytest.param(Ownership(databases=("shop",)), ["Database shop"], id="another database"),
        pytest.param(
            Ownership(exclude=("* default/l*", "Database *")),
            ["Index default/books.v", "Partition default/books/en"],
            id="patterns to leave out",
        ),
        pytest.param(
            Ownership(
                databases=("default",),
                declared=frozenset({alias("live").address, index({}).address}),
            ),
            ["Collection default/left", "Partition default/books/en"],
            id="declared and not selected",
        ),
    ],
)
def test_only_what_is_ours_is_unmanaged(ownership: Ownership, unmanaged: list[str]) -> None:
    assert shown(LIVE, [collection()], ownership) == ([], unmanaged)


def test_what_was_only_listed_is_unmanaged_too() -> None:
    left = live_collection(name="left").address
    live = State.of([live_collection()], unread=[left])
    comparison = compare(live, State.of([collection()]), MILVUS_2_3, ALL)
    assert comparison.unmanaged == (left,)


def test_built_in_objects_are_nobodys_business() -> None:
    own = [database("default"), live_collection(name="_migrator_lock"), partition("_default")]
    assert shown(own, []) == ([], [])
    assert shown(own, [], Ownership(prune=True)) == ([], [])


def test_prune_deletes_what_nobody_declares_and_nothing_twice() -> None:
    live = [*LIVE, index({}, of=live_collection(name="left").address)]
    changes, unmanaged = shown(live, [collection()], Ownership(prune=True))
    assert changes == [
        "delete Database shop",
        "delete Collection default/left",
        "delete Partition default/books/en",
        "delete Index default/books.v",
        "delete Alias default/live",
    ]
    assert unmanaged == []


def test_prune_leaves_what_is_not_ours() -> None:
    ownership = Ownership(databases=("default",), exclude=("Collection default/l*",), prune=True)
    assert shown(LIVE, [collection(), index({}), partition("en")], ownership) == (
        ["delete Alias default/live"],
        [],
    )


def test_what_is_pruned_says_so_and_needs_an_approval() -> None:
    comparison = compare(State.of([live_collection()]), State(), MILVUS_2_3, Ownership(prune=True))
    (change,) = comparison.changes
    assert change.reason == "is live in scope and not declared"
    assert change.approvals == ("drop-collection",)


def anew(*more: dict[str, Any]) -> Resource:
    return collection({"fields": [*FIELDS, TEXT, *more], "replace": {"strategy": "recreate"}})


def test_children_of_a_collection_made_anew_are_made_again() -> None:
    live = [live_collection(), partition("en"), partition("de"), index({}), alias("live")]
    desired = [anew(), partition("en"), index({"metric_type": "L2"})]
    changes, unmanaged = shown(live, desired)
    assert changes == [
        "replace Collection default/books",
        "create Partition default/books/de",
        "create Partition default/books/en",
        "create Index default/books.v",
        "replace Alias default/live",
    ]
    assert unmanaged == []


def test_an_index_on_a_struct_is_put_back() -> None:
    struct = {
        "name": "chunks",
        "dtype": "Array",
        "element_type": "Struct",
        "struct_schema": {"fields": [{"name": "emb", "dtype": "FloatVector", "dim": 4}]},
    }
    live = [live_collection({"fields": [*FIELDS, struct]}), index({"field_name": "chunks[emb]"})]
    assert shown(live, [anew(struct)])[0][1:] == ["create Index default/books.chunks[emb]"]


def test_an_index_does_not_come_back_on_a_field_of_another_type() -> None:
    """Its type and metric would be refused, after everything has been dropped."""
    live = [live_collection(), index({"index_type": "HNSW", "metric_type": "L2"})]
    fields = [FIELDS[0], {"name": "v", "dtype": "BinaryVector", "dim": 8}]
    desired = collection({"fields": fields, "replace": {"strategy": "recreate"}})
    assert shown(live, [desired]) == (["replace Collection default/books"], [])


def test_an_index_does_not_come_back_without_its_field() -> None:
    live = [live_collection({"fields": [*FIELDS, TEXT]}), index({"field_name": "t"})]
    desired = collection({"fields": FIELDS, "replace": {"strategy": "recreate"}})
    assert shown(live, [desired]) == (["replace Collection default/books"], [])


def test_partitions_do_not_come_back_where_the_server_owns_them() -> None:
    key = {"name": "k", "dtype": "Int64", "is_partition_key": True}
    assert shown([live_collection(), partition("en")], [anew(key)]) == (
        ["replace Collection default/books"],
        [],
    )


def test_children_of_a_refused_collection_are_compared_as_they_are() -> None:
    refused = collection({"fields": [*FIELDS, TEXT]})
    live = [live_collection(), partition("en"), index({"metric_type": "L2"})]
    changes, unmanaged = shown(live, [refused, index({"metric_type": "IP"})])
    assert changes == ["replace Collection default/books", "update Index default/books.v"]
    assert unmanaged == ["Partition default/books/en"]


def test_children_of_a_refused_collection_get_no_steps() -> None:
    refused = collection({"fields": [*FIELDS, TEXT]})
    assert work_out([live_collection()], [refused, partition("en")]).steps == ()


def test_children_fall_with_a_deleted_collection() -> None:
    live = [live_collection(), partition("en"), index({})]
    desired = [collection(absent=True), partition("en", absent=True), index({}, absent=True)]
    assert shown(live, desired) == (["delete Collection default/books"], [])


def test_changes_stand_by_database_and_parents_before_children() -> None:
    desired = [
        alias("live", within="a"),
        collection(within="a"),
        partition("en", of=collection(within="a").address),
        database("a"),
        collection(within="b"),
    ]
    assert shown([], desired)[0] == [
        "create Database a",
        "create Collection a/books",
        "create Partition a/books/en",
        "create Alias a/live",
        "create Collection b/books",
    ]


def test_what_cannot_be_seen_is_said_once() -> None:
    desired = [
        collection({"fields": FIELDS, "description": "x"}),
        collection({"fields": FIELDS, "description": "y"}, name="other"),
    ]
    comparison = compare(State(), State.of(desired), LITE, ALL)
    (finding,) = comparison.findings
    assert finding.code == "MIG601"
    assert finding.message == (
        "Milvus Lite 3.2.2 takes and cannot show back: Collection.description (2)"
    )
    assert compare(State(), State.of(desired), MILVUS_2_3, ALL).findings == ()


def test_every_reason_is_told_once() -> None:
    live = live_collection()
    desired = collection({"fields": FIELDS, "num_shards": 2, "description": "x"})
    (change,) = compare(State.of([live]), State.of([desired]), MILVUS_2_3, ALL).changes
    assert change.action is Action.REPLACE
    assert change.reason == (
        "description cannot be changed in place on Milvus 2.3.5; Milvus 2.5.12 and newer can; "
        "num_shards is fixed when a collection is created"
    )


def test_owned_addresses_are_asked_one_by_one() -> None:
    ownership = Ownership(databases=("shop",), exclude=("*tmp*",))
    assert ownership.owns(Address("Collection", "shop", "books"))
    assert not ownership.owns(Address("Collection", "shop", "tmp_1"))
    assert not ownership.owns(Address("Collection", "default", "books"))
    assert ownership.owns(Address("Database", None, "shop"))
