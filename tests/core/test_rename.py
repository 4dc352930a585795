"""Renames: the old one is seen under the name that it will have."""

from __future__ import annotations

import pytest

from migrator.kinds.alias import AliasSpec
from migrator.model import Resource, State
from migrator.rename import follow_renames, previous_address
from tests.kinds.tables import alias, collection, index, live_collection, partition

OLD = live_collection(name="old")


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        (None, None),
        ("old", "Collection default/old"),
        ("shop/old", "Collection shop/old"),
    ],
)
def test_a_previous_name_may_carry_a_database(previous: str | None, expected: str | None) -> None:
    found = previous_address(collection(previous_name=previous))
    assert (found and str(found)) == expected


def follow(live: list[Resource], *desired: Resource) -> tuple[dict[str, Resource], list[str]]:
    state, findings = follow_renames(State.of(live), State.of(desired))
    seen = {str(address): resource for address, resource in state.resources.items()}
    return seen, [finding.code for finding in findings]


def test_a_collection_and_its_children_are_seen_under_the_new_name() -> None:
    live = [OLD, partition("en", of=OLD.address), index({}, of=OLD.address), alias("live", "old")]
    seen, findings = follow(live, collection(previous_name="old"))
    assert findings == []
    assert set(seen) == {
        "Collection default/books",
        "Partition default/books/en",
        "Index default/books.v",
        "Alias default/live",
    }
    assert seen["Collection default/books"] is OLD
    assert str(seen["Partition default/books/en"].address) == "Partition default/books/en"
    assert seen["Alias default/live"].spec == AliasSpec(collection_name="books")


def test_a_collection_whose_name_begins_alike_stays() -> None:
    older = live_collection(name="older")
    live = [OLD, older, index({}, of=older.address), alias("live", "older")]
    seen, _ = follow(live, collection(previous_name="old"))
    assert set(seen) == {
        "Collection default/books",
        "Collection default/older",
        "Index default/older.v",
        "Alias default/live",
    }
    assert seen["Alias default/live"].spec == AliasSpec(collection_name="older")


def test_an_alias_of_a_namesake_in_another_database_stays() -> None:
    elsewhere = alias("live", "old", within="shop")
    seen, _ = follow([OLD, elsewhere], collection(previous_name="old"))
    assert seen["Alias shop/live"] == elsewhere


@pytest.mark.parametrize(
    ("live", "codes"),
    [
        pytest.param([OLD, live_collection()], ["MIG602"], id="both exist"),
        pytest.param([live_collection()], ["MIG603"], id="done"),
        pytest.param([], [], id="neither exists"),
    ],
)
def test_a_rename_acts_only_if_the_old_exists_and_the_new_does_not(
    live: list[Resource], codes: list[str]
) -> None:
    seen, findings = follow(live, collection(previous_name="old"))
    assert findings == codes
    assert list(seen.values()) == sorted(live, key=lambda resource: resource.address)


def test_what_was_only_listed_counts_as_existing() -> None:
    live = State.of([live_collection()], unread=[OLD.address])
    _, findings = follow_renames(live, State.of([collection(previous_name="old")]))
    assert [finding.code for finding in findings] == ["MIG602"]


def test_an_absent_collection_is_not_renamed() -> None:
    seen, findings = follow([OLD], collection(previous_name="old", absent=True))
    assert list(seen) == ["Collection default/old"]
    assert findings == []
