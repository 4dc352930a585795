"""Export: a live state as manifests would declare it, without what need not be said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from migrator.capabilities import Capabilities
from migrator.diff import Ownership, compare
from migrator.export import exportable
from migrator.model import Resource, State
from tests.core.worlds import LIVE, SERVERS
from tests.kinds.tables import (
    FIELDS,
    LOADED,
    RELEASED,
    alias,
    database,
    index,
    live_collection,
    partition,
)


@settings(max_examples=60, deadline=None)
@given(LIVE, SERVERS)
def test_an_export_plans_to_nothing(live: list[Resource], server: Capabilities) -> None:
    state = State.of(live)
    comparison = compare(state, exportable(state), server, Ownership())
    assert comparison.changes == ()
    assert comparison.unmanaged == ()


def exported(resource: Resource) -> dict[str, Any]:
    (found,) = exportable(State.of([resource])).resources.values()
    assert found.facts == {}
    return found.spec.managed()


BARE = {"id": {"dtype": "Int64", "is_primary": True}, "v": {"dtype": "FloatVector", "dim": 4}}


@pytest.mark.parametrize(
    ("spec", "load", "expected"),
    [
        pytest.param({}, None, {"load": RELEASED}, id="defaults are left out"),
        pytest.param(
            {"description": "", "num_shards": 1, "enable_dynamic_field": False},
            LOADED,
            {"load": {"state": "loaded"}},
            id="one replica is the default",
        ),
        pytest.param(
            {"num_shards": 2, "consistency_level": "Bounded"},
            {**LOADED, "replica_number": 2},
            {
                "num_shards": 2,
                "consistency_level": "Bounded",
                "load": {"state": "loaded", "replica_number": 2},
            },
            id="consistency is always said",
        ),
        pytest.param(
            {"properties": {"a": "1"}},
            {**LOADED, "partitions": ["en"], "resource_groups": ["g"]},
            {
                "properties": {"a": "1"},
                "load": {"state": "loaded", "partitions": ["en"], "resource_groups": ["g"]},
            },
            id="how it is loaded",
        ),
    ],
)
def test_a_collection_says_what_is_not_the_default(
    spec: dict[str, Any], load: dict[str, Any] | None, expected: dict[str, Any]
) -> None:
    assert exported(live_collection(spec, load=load)) == {"fields": BARE, **expected}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        pytest.param(
            {"dtype": "Bool", "default_value": False},
            {"dtype": "Bool", "default_value": False},
            id="a default of false",
        ),
        pytest.param(
            {"dtype": "Int64", "default_value": 0},
            {"dtype": "Int64", "default_value": 0},
            id="a default of zero",
        ),
        pytest.param(
            {"dtype": "JSON", "default_value": {"a": None, "b": []}},
            {"dtype": "JSON", "default_value": {"a": None, "b": []}},
            id="nulls inside JSON",
        ),
        pytest.param(
            {"dtype": "Array", "element_type": "VarChar", "max_capacity": 8},
            {
                "dtype": "Array",
                "element_type": "VarChar",
                "max_capacity": 8,
                "max_length": 65_535,
            },
            id="the length that Lite does not tell",
        ),
        pytest.param(
            {"dtype": "Int64", "nullable": False, "mmap_enabled": False},
            {"dtype": "Int64", "mmap_enabled": False},
            id="a setting that is off",
        ),
    ],
)
def test_a_field_says_what_is_not_the_default(
    field: dict[str, Any], expected: dict[str, Any]
) -> None:
    live = live_collection({"fields": [*FIELDS, {"name": "x", **field}]})
    assert exported(live)["fields"]["x"] == expected


def test_an_index_says_its_name_where_it_is_not_the_fields() -> None:
    assert exported(index({"index_name": "v"})) == {"field_name": "v"}
    assert exported(index({"index_name": "mine"})) == {"field_name": "v", "index_name": "mine"}


def test_what_is_built_in_is_left_out() -> None:
    live = [
        database("default"),
        database("shop"),
        live_collection(name="_migrator"),
        live_collection(),
        partition("_default"),
        alias("live"),
    ]
    assert list(map(str, exportable(State.of(live)).resources)) == [
        "Alias default/live",
        "Collection default/books",
        "Database shop",
    ]
