"""What is promoted: addresses, what manifests add, and what an export leaves unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from migrator.address import alias_address, collection_address, database_address, index_address
from migrator.capabilities import Capabilities, capabilities_of
from migrator.kinds.collection.spec import CollectionSpec
from migrator.model import Resource, State
from migrator.promotion import Proven, composed, filled, moved, notes
from tests.kinds.tables import BOOKS, collection, database, resource

MILVUS = capabilities_of("v2.6.0")
LITE = capabilities_of("milvus_lite-3.2.2")

ID = {"dtype": "Int64", "is_primary": True}
VECTOR = {"dtype": "FloatVector", "dim": 4}
FIELDS = {"id": ID, "v": VECTOR}
TEXTS = {"dtype": "Array", "element_type": "VarChar", "max_capacity": 4}


def proven(*resources: Resource, capabilities: Capabilities = MILVUS) -> Proven:
    return Proven("staging", capabilities, State.of(resources))


def result(
    source: Mapping[str, Any],
    wanted: Mapping[str, Any],
    there: Mapping[str, Any],
    capabilities: Capabilities = MILVUS,
) -> dict[str, Any]:
    """Fill a wanted collection in; everything is what it says and the fields."""
    states = [State.of([collection({"fields": FIELDS, **spec})]) for spec in (wanted, there)]
    known = proven(collection({"fields": FIELDS, **source}), capabilities=capabilities)
    (made,) = filled(states[0], known, states[1]).resources.values()
    told = made.spec.managed()
    del told["fields"]
    return told


@pytest.mark.parametrize(
    ("source", "wanted", "there", "expected"),
    [
        pytest.param({}, {}, {}, {}, id="defaults on both sides"),
        pytest.param(
            {}, {}, {"description": "old"}, {"description": ""}, id="a default that differs"
        ),
        pytest.param(
            {}, {"description": "mine"}, {"description": "old"}, {"description": "mine"},
            id="an overlay has said it",
        ),
        pytest.param(
            {"load": {"state": "loaded", "replica_number": 1}},
            {"load": {"state": "loaded"}},
            {"load": {"state": "loaded", "replica_number": 2}},
            {"load": {"state": "loaded", "replica_number": 1}},
            id="inside of load",
        ),
        pytest.param(
            {}, {}, {"properties": {"a": "1"}}, {}, id="properties of the target alone stay"
        ),
        pytest.param(
            {},
            {},
            {"functions": {"f": {"function_type": "Rerank"}}},
            {"functions": {}},
            id="functions are complete",
        ),
        pytest.param(
            {}, {}, {"replace": {"strategy": "recreate"}}, {}, id="a directive is no attribute"
        ),
    ],
)  # fmt: skip
def test_what_an_export_leaves_unsaid_is_said_where_the_target_differs(
    source: dict[str, Any], wanted: dict[str, Any], there: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert result(source, wanted, there) == expected


def test_what_the_source_cannot_show_stays_unset() -> None:
    there = {"description": "old", "consistency_level": "Session", "num_shards": 2}
    assert result({}, {}, there, LITE) == {}
    assert result({}, {}, there, MILVUS) == {
        "description": "",
        "consistency_level": "Bounded",
        "num_shards": 1,
    }


def test_fields_are_filled_in_where_both_have_them() -> None:
    wanted = {"id": ID, "v": VECTOR, "new": {"dtype": "Int8"}}
    there = {"id": {**ID, "description": "key"}, "v": VECTOR}
    states = [State.of([collection({"fields": fields})]) for fields in (wanted, there)]
    (made,) = filled(states[0], proven(*states[0].resources.values()), states[1]).resources.values()
    assert made.spec.managed()["fields"] == {**wanted, "id": {**ID, "description": ""}}


def test_a_length_that_lite_forgets_is_that_of_the_target() -> None:
    told = {**FIELDS, "tags": TEXTS}
    exported = {**FIELDS, "tags": {**TEXTS, "max_length": 65_535}}
    there = {**FIELDS, "tags": {**TEXTS, "max_length": 20}}
    desired = State.of([collection({"fields": exported})])
    source = proven(collection({"fields": told}), capabilities=LITE)
    (made,) = filled(desired, source, State.of([collection({"fields": there})])).resources.values()
    assert isinstance(made.spec, CollectionSpec)
    assert made.spec.fields["tags"].max_length == 20
    (anew,) = filled(desired, source, State()).resources.values()
    assert isinstance(anew.spec, CollectionSpec)
    assert anew.spec.fields["tags"].max_length == 65_535


def test_what_is_new_on_the_target_is_left_as_an_export_has_it() -> None:
    desired = State.of([collection({"fields": FIELDS})])
    assert filled(desired, proven(collection({"fields": FIELDS})), State()) == desired


def test_only_the_database_of_the_source_moves() -> None:
    state = State.of(
        [
            database("stage"),
            collection(within="stage"),
            resource(index_address(collection_address("stage", "books"), "v"), {"field_name": "v"}),
            resource(alias_address("stage", "live"), {"collection_name": "books"}),
            collection(name="other"),
        ]
    )
    names = [str(address) for address in moved(state, "stage", "prod").resources]
    assert names == [
        "Alias prod/live",
        "Collection default/other",
        "Collection prod/books",
        "Database prod",
        "Index prod/books.v",
    ]
    assert moved(state, "stage", "stage") is state


def test_what_the_source_has_in_the_database_of_the_target_is_left_out() -> None:
    state = State.of([collection(within="stage"), collection(within="prod"), database("prod")])
    assert list(moved(state, "stage", "prod").resources) == [collection_address("prod", "books")]


def test_the_default_database_itself_never_moves() -> None:
    state = State.of([database("default"), collection()])
    assert set(moved(state, "default", "prod").resources) == {
        database_address("default"),
        collection_address("prod", "books"),
    }


def test_manifests_add_what_only_they_can_say() -> None:
    declared = State.of(
        [
            collection(
                {"fields": FIELDS, "description": "not this", "replace": {"strategy": "recreate"}},
                labels={"team": "search"},
                protect=True,
                previous_name="docs",
            )
        ]
    )
    live = proven(collection({"fields": FIELDS}))
    (tree,) = composed(live, declared, "default").trees
    assert tree.data["metadata"] == {
        "name": "books",
        "labels": {"team": "search"},
        "previous_name": "docs",
        "protect": True,
    }
    assert tree.data["spec"]["replace"] == {"strategy": "recreate"}
    assert "description" not in tree.data["spec"]


def test_what_is_declared_absent_says_nothing_of_what_is_promoted() -> None:
    declared = State.of([collection(absent=True)])
    (tree,) = composed(proven(collection({"fields": FIELDS})), declared, "default").trees
    assert tree.data["metadata"] == {"name": "books"}


def test_only_the_database_of_the_target_goes_unsaid() -> None:
    live = proven(collection({"fields": FIELDS}), collection({"fields": FIELDS}, within="shop"))
    trees = composed(live, State(), "shop").trees
    assert [tree.data["metadata"].get("database") for tree in trees] == ["default", None]


def test_notes_say_what_nobody_knows() -> None:
    live = proven(collection({"fields": FIELDS}), capabilities=LITE)
    found = list(notes(live, live.state, "prod"))
    assert [each.code for each in found] == ["MIG640", "MIG641"]
    assert "Collection.consistency_level" in found[1].message
    assert "properties" not in found[1].message
    whole = proven(collection({"fields": FIELDS}))
    assert [each.code for each in notes(whole, whole.state, "prod")] == ["MIG640"]


def test_text_of_a_server_is_no_reference() -> None:
    live = proven(collection({"fields": FIELDS, "description": "costs ${values.price}"}))
    (tree,) = composed(live, State(), "default").trees
    assert live.state.get(BOOKS) is not None
    assert tree.data["spec"]["description"] != "costs ${values.price}"
