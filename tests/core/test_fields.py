"""What is declared, what can be seen, and which leaves of it differ."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.fields import Leaf, declared, hidden, leaves, shown
from migrator.kinds.collection.spec import CollectionSpec


def spec(data: dict[str, Any]) -> CollectionSpec:
    return CollectionSpec.model_validate(data)


def everything_is_seen(_path: str) -> bool:
    return False


def cut(live: dict[str, Any], desired: dict[str, Any], *hides: str) -> tuple[Any, Any]:
    both = declared(spec(live), spec(desired), lambda path: path in hides)
    return both.live, both.desired


ID = {"dtype": "Int64"}


@pytest.mark.parametrize(
    ("live", "desired", "expected"),
    [
        pytest.param({"description": "x"}, {}, ({}, {}), id="undeclared"),
        pytest.param(
            {}, {"num_shards": 2}, ({"num_shards": 1}, {"num_shards": 2}), id="live by default"
        ),
        pytest.param(
            {"properties": {"a": "1", "b": "2"}},
            {"properties": {"a": "3"}},
            ({"properties": {"a": "1"}}, {"properties": {"a": "3"}}),
            id="properties are additive",
        ),
        pytest.param(
            {"properties": {"a": "1"}},
            {"properties": {"a": None, "b": None}},
            ({"properties": {"a": "1"}}, {"properties": {}}),
            id="null is what is not there",
        ),
        pytest.param(
            {"fields": {"a": ID, "b": {**ID, "nullable": True}}},
            {"fields": {"a": {**ID, "nullable": False}}},
            (
                {
                    "fields": {
                        "a": {"dtype": "Int64", "nullable": False},
                        "b": {"dtype": "Int64", "nullable": True},
                    }
                },
                {"fields": {"a": {"dtype": "Int64", "nullable": False}}},
            ),
            id="fields are complete, their attributes are not",
        ),
    ],
)
def test_both_sides_are_cut_to_what_is_declared(
    live: dict[str, Any], desired: dict[str, Any], expected: tuple[Any, Any]
) -> None:
    assert cut(live, desired) == expected


def test_what_the_server_hides_is_left_out() -> None:
    fields = {"a": {**ID, "description": "x"}}
    assert cut({"fields": {"a": ID}}, {"fields": fields}, "fields.*.description") == (
        {"fields": {"a": {"dtype": "Int64"}}},
        {"fields": {"a": {"dtype": "Int64"}}},
    )


def test_what_the_server_shows_after_all_is_compared() -> None:
    live, desired = cut({"description": "y"}, {"description": "x"}, "description")
    assert (live, desired) == ({"description": "y"}, {"description": "x"})


def test_of_arrays_alone_something_may_be_hidden() -> None:
    array = {"dtype": "Array", "element_type": "VarChar", "max_length": 9}
    text = {"dtype": "VarChar", "max_length": 9}
    bare = {"dtype": "Array", "element_type": "VarChar"}
    live, desired = cut(
        {"fields": {"a": bare, "t": {"dtype": "VarChar"}}},
        {"fields": {"a": array, "t": text}},
        "fields.*[Array].max_length",
    )
    assert desired["fields"] == {"a": bare, "t": text}
    assert leaves(live, desired) == (Leaf(("fields", "t", "max_length"), None, 9),)


def test_what_is_hidden_is_listed_by_pattern() -> None:
    desired = spec(
        {
            "description": "x",
            "num_shards": 2,
            "fields": {
                "a": {**ID, "description": "x"},
                "b": {**ID, "description": "y"},
                "c": {"dtype": "Array", "element_type": "VarChar", "max_length": 9},
            },
        }
    )
    patterns = {"description", "fields.*.description", "fields.*[Array].max_length"}
    assert hidden(desired, patterns.__contains__) == patterns
    assert hidden(desired, everything_is_seen) == frozenset()
    assert hidden(spec({}), patterns.__contains__) == frozenset()


@pytest.mark.parametrize(
    ("live", "desired", "expected"),
    [
        pytest.param({}, {}, [], id="nothing"),
        pytest.param({"a": 1}, {"a": 1}, [], id="the same"),
        pytest.param({"a": 1}, {"a": 2}, [Leaf(("a",), 1, 2)], id="a value"),
        pytest.param({}, {"a": 2}, [Leaf(("a",), None, 2)], id="a value more"),
        pytest.param({"a": 1}, {}, [Leaf(("a",), 1, None)], id="a value less"),
        pytest.param({"a": 1}, {"a": "1"}, [Leaf(("a",), 1, "1")], id="another type"),
        pytest.param(
            {"a": {"b": {"c": 1}}},
            {"a": {"b": {"c": 2}}},
            [Leaf(("a", "b", "c"), 1, 2)],
            id="deep inside",
        ),
        pytest.param(
            {"a": [1, 2]}, {"a": [1, 3]}, [Leaf(("a",), [1, 2], [1, 3])], id="a list is one value"
        ),
        pytest.param(
            {"default_value": {"x": 1, "y": 1}},
            {"default_value": {"x": 2, "y": 2}},
            [Leaf(("default_value",), {"x": 1, "y": 1}, {"x": 2, "y": 2})],
            id="JSON inside is one value",
        ),
        pytest.param(
            {"b": 1, "a": 1},
            {"b": 2, "a": 2},
            [Leaf(("a",), 1, 2), Leaf(("b",), 1, 2)],
            id="sorted by path",
        ),
        pytest.param({"a.b": 1}, {"a.b": 2}, [Leaf(("a.b",), 1, 2)], id="a key with a dot"),
        pytest.param({"it's": 1}, {"it's": 2}, [Leaf(("it's",), 1, 2)], id="a key with a quote"),
        pytest.param({"a": {}}, {"a": {"b": 1}}, [Leaf(("a", "b"), None, 1)], id="into nothing"),
        pytest.param({"1": 1}, {"1": 2}, [Leaf(("1",), 1, 2)], id="a key of digits"),
    ],
)
def test_leaves_that_differ_are_listed(
    live: dict[str, Any], desired: dict[str, Any], expected: list[Leaf]
) -> None:
    assert list(leaves(live, desired)) == expected


def test_what_a_server_does_not_tell_has_its_default_where_it_could_show_it() -> None:
    live = spec({"fields": {"id": ID}, "properties": {"a": "1"}})
    told = shown(live, everything_is_seen)
    assert told.hidden == frozenset()
    assert told.data == live.model_dump(mode="json")


def test_what_a_server_cannot_show_is_told_only_where_it_does() -> None:
    def hides(path: str) -> bool:
        return path in ("description", "load", "fields.*.description")

    told = shown(spec({"fields": {"id": ID}, "load": {"state": "loaded"}}), hides)
    assert told.data["load"] == {"state": "loaded"}
    assert "description" not in told.data
    assert "description" not in told.data["fields"]["id"]
    assert told.hidden == {"description", "fields.*.description"}


def test_what_is_below_a_part_that_need_not_be_shown_is_compared_only_where_it_is() -> None:
    live, desired = (
        {"load": {"state": "loaded"}},
        {"load": {"state": "released", "replica_number": 1}},
    )
    assert cut(live, desired, "load") == (
        {"load": {"state": "loaded"}},
        {"load": {"state": "released"}},
    )
