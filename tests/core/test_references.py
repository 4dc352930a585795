"""References: what is named must exist, and what is dropped must not be named."""

from __future__ import annotations

import pytest

from migrator.address import Address
from migrator.diff import Ownership, compare
from migrator.model import Resource, State
from migrator.references import check
from tests.kinds.answering import MILVUS_2_3
from tests.kinds.tables import (
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
)


def found(
    live: list[Resource], *desired: Resource, unread: tuple[Address, ...] = ()
) -> list[tuple[str, str]]:
    state, wanted = State.of(live, unread), State.of(desired)
    comparison = compare(state, wanted, MILVUS_2_3, Ownership(databases=()))
    findings = check(state, wanted, comparison)
    return [(finding.code, finding.address) for finding in findings]


@pytest.mark.parametrize(
    ("desired", "about"),
    [
        pytest.param(alias("live"), "Alias default/live", id="an alias"),
        pytest.param(partition("en"), "Partition default/books/en", id="a partition"),
        pytest.param(index({}), "Index default/books.v", id="an index"),
        pytest.param(collection(within="shop"), "Collection shop/books", id="a collection"),
    ],
)
def test_what_names_nothing_is_found(desired: Resource, about: str) -> None:
    assert found([], desired) == [("MIG604", about)]


@pytest.mark.parametrize(
    ("live", "desired"),
    [
        pytest.param([], [collection(), alias("live")], id="declared"),
        pytest.param([live_collection()], [alias("live")], id="live"),
        pytest.param([], [alias("live", absent=True)], id="absent itself"),
        pytest.param([], [collection()], id="in the default database"),
    ],
)
def test_what_names_something_is_fine(live: list[Resource], desired: list[Resource]) -> None:
    assert found(live, *desired) == []


def test_what_was_only_listed_exists() -> None:
    books = live_collection().address
    assert found([], alias("live"), unread=(books,)) == []


def test_what_is_declared_absent_will_not_exist() -> None:
    codes = found([live_collection()], collection(absent=True), alias("live"))
    assert ("MIG604", "Alias default/live") in codes


def test_an_alias_left_behind_is_found_at_the_collection() -> None:
    live = [live_collection(), alias("live")]
    assert found(live, collection(absent=True)) == [("MIG605", "Collection default/books")]


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param([alias("live", absent=True)], id="dropped"),
        pytest.param([alias("live", "other"), collection(name="other")], id="moved"),
    ],
)
def test_an_alias_that_goes_too_is_fine(taken: list[Resource]) -> None:
    live = [live_collection(), live_collection(name="other"), alias("live")]
    assert found(live, collection(absent=True), *taken) == []


def test_an_alias_in_another_database_is_not_meant() -> None:
    live = [database("shop"), live_collection(), live_collection(within="shop")]
    live.append(alias("live", within="shop"))
    assert found(live, collection(absent=True)) == []
