"""Partitions: created, released and dropped, and which of them are somebody's business."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.errors import NotFound, PermissionDenied
from migrator.kinds.base import Scope
from migrator.kinds.partition import PARTITION, describe, read
from migrator.model import Resource, State
from tests.kinds.answering import LITE, Answer, Answering, by_collection
from tests.kinds.tables import (
    BOOKS,
    LOADED,
    Case,
    check,
    collection,
    index,
    live_collection,
    partition,
    resource,
    work_out,
)

DROPPED = ["delete Partition default/books/en [destroy: drop-partition]"]

CASES = [
    pytest.param(
        Case(
            [live_collection()],
            [collection(), partition("en")],
            ["create Partition default/books/en"],
            ["CreatePartition"],
        ),
        id="created",
    ),
    pytest.param(
        Case([live_collection(), partition("en")], [collection(), partition("en")], []),
        id="there already",
    ),
    pytest.param(
        Case([live_collection(), partition("en")], [collection()], []),
        id="undeclared and so unmanaged",
    ),
    pytest.param(
        Case([live_collection()], [collection(), partition("en", absent=True)], []),
        id="absent already",
    ),
    pytest.param(
        Case(
            [live_collection(), partition("en")],
            [collection(), partition("en", absent=True)],
            DROPPED,
            ["DropPartition"],
        ),
        id="dropped from a released collection",
    ),
    pytest.param(
        Case(
            [live_collection(load=LOADED), partition("en")],
            [collection(), partition("en", absent=True)],
            DROPPED,
            ["ReleasePartitions", "DropPartition"],
        ),
        id="dropped from a loaded collection, released alone",
    ),
    pytest.param(
        Case(
            [live_collection(load=LOADED), partition("en")],
            [collection(), partition("en", absent=True)],
            DROPPED,
            ["DropPartition"],
            server=LITE,
        ),
        id="dropped on Lite, which loads no single ones",
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_a_partition_is_changed(case: Case) -> None:
    check(case)


WINDOW = ["ReleaseCollection", "DropPartition", "DropIndex", "CreateIndex", "WaitIndex"]


def dropped_beside_a_rebuild(load: dict[str, Any]) -> Any:
    """Drop a partition and rebuild an index, so that the whole collection is released."""
    live = [live_collection(load=load), partition("en"), partition("de"), index({})]
    return work_out(live, [partition("en", absent=True), index({"metric_type": "L2"})])


def test_in_a_window_a_partition_needs_no_release_of_its_own() -> None:
    result = dropped_beside_a_rebuild(LOADED)
    assert sorted(result.ops) == sorted([*WINDOW, "LoadCollection", "WaitLoad"])


def test_after_a_window_only_partitions_that_still_exist_are_loaded() -> None:
    result = dropped_beside_a_rebuild({**LOADED, "partitions": ["de", "en"]})
    assert result.request("LoadPartitions")["partition_names"] == ["de"]
    assert result.request("WaitLoad")["partition_names"] == ["de"]


def test_after_a_window_nothing_is_loaded_if_all_that_was_is_gone() -> None:
    assert sorted(dropped_beside_a_rebuild({**LOADED, "partitions": ["en"]}).ops) == sorted(WINDOW)


def test_the_requests_name_the_collection_and_the_partition() -> None:
    request = work_out([live_collection()], [partition("en")]).request("CreatePartition")
    assert request == {"collection_name": "books", "partition_name": "en"}


def owner(**facts: Any) -> Resource:
    return resource(BOOKS, {}, facts)


def names(rpc: Answering, collection: Resource) -> list[str]:
    state = read(rpc, Scope(), State.of([collection]))
    return [found.address.name for found in state.of_kind("Partition")]


LISTED = {"partition_names": ["_default", "en", "de"], "partitionIDs": [1, 2, 3]}


def test_partitions_are_read_without_the_default_one() -> None:
    rpc = Answering({"ShowPartitions": by_collection({"books": LISTED})})
    state = read(rpc, Scope(), State.of([owner(partitions=3)]))
    found = state.of_kind("Partition")
    assert [each.address.name for each in found] == ["books/de", "books/en"]
    assert [each.facts["id"] for each in found] == [3, 2]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"partitions": 1}, id="the default one only"),
        pytest.param({"partitions": 64, "keyed": True}, id="those of a partition key"),
    ],
)
def test_partitions_that_are_nobodys_business_are_not_asked_for(facts: dict[str, Any]) -> None:
    rpc = Answering({})
    assert names(rpc, owner(**facts)) == []
    assert rpc.asked == []


def test_a_collection_that_went_meanwhile_has_none() -> None:
    gone = Answering({"ShowPartitions": NotFound("gone", code=100)})
    assert names(gone, owner(partitions=3)) == []


def test_partitions_that_may_not_be_seen_are_an_error() -> None:
    denied = Answering({"ShowPartitions": PermissionDenied("no")})
    with pytest.raises(PermissionDenied):
        names(denied, owner(partitions=3))
    with pytest.raises(PermissionDenied):
        describe(denied, partition("en").address)


@pytest.mark.parametrize(
    ("answer", "there"),
    [
        pytest.param(LISTED, True, id="there"),
        pytest.param({"partition_names": ["_default"]}, False, id="not there"),
        pytest.param(NotFound("gone", code=100), False, id="without its collection"),
    ],
)
def test_one_partition_is_described(answer: Answer, there: bool) -> None:
    rpc = Answering({"ShowPartitions": answer})
    assert (describe(rpc, partition("en").address) is not None) is there


def test_the_default_partition_is_built_in() -> None:
    assert PARTITION.builtin(partition("_default").address)
    assert not PARTITION.builtin(partition("en").address)
