"""Resources built in code: the same as from YAML, with their children or alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from migrator import Alias, Collection, Database, Field, Function, Index, InvalidInput, Partition
from migrator.address import collection_address
from migrator.library.item import Item
from migrator.model import Resource, State
from tests.kinds.tables import alias, index, live_collection, partition
from tests.manifest.samples import load_text

HEAD = "apiVersion: migrator/v1\n"

BOOKS = """\
kind: Collection
metadata: {name: books, database: shop, previous_name: old, protect: true}
spec:
  description: News
  enable_dynamic_field: true
  num_shards: 2
  fields:
  - {name: id, dtype: Int64, is_primary: true}
  - {name: text, dtype: VarChar, max_length: 99, enable_analyzer: true}
  - {name: tags, dtype: Array, element_type: VarChar, max_capacity: 8, max_length: 9}
  - {name: v, dtype: FloatVector, dim: 4}
  - {name: sparse, dtype: SparseFloatVector}
  - name: chunks
    dtype: Array
    element_type: Struct
    max_capacity: 8
    struct_schema: {fields: [{name: page, dtype: Int32}]}
  functions:
  - {name: bm25, function_type: BM25, input_field_names: [text], output_field_names: [sparse]}
  indexes:
  - {field_name: v, index_type: HNSW, metric_type: L2, params: {M: 16}}
  - {field_name: text, ensure: absent}
  partitions: [en, {name: de, ensure: absent}]
  aliases: [live]
  properties: {collection.ttl.seconds: 60, mmap.enabled: true, x: null}
  load: {state: loaded, replica_number: 2}
  replace: {strategy: recreate}
"""


def books() -> Collection:
    return Collection(
        "books",
        database="shop",
        previous_name="old",
        protect=True,
        description="News",
        enable_dynamic_field=True,
        num_shards=2,
        fields=[
            Field("id", "INT64", is_primary=True),
            Field("text", "VarChar", max_length=99, enable_analyzer=True),
            Field("tags", "Array", element_type="VarChar", max_capacity=8, max_length=9),
            Field("v", "FLOAT_VECTOR", dim=4),
            Field("sparse", "SparseFloatVector"),
            Field(
                "chunks",
                "Array",
                element_type="Struct",
                max_capacity=8,
                struct_schema={"fields": [{"name": "page", "dtype": "Int32"}]},
            ),
        ],
        functions=[Function("bm25", "BM25", ["text"], ["sparse"])],
        indexes=[
            Index("v", index_type="HNSW", metric_type="L2", params={"M": 16}),
            Index("text", absent=True),
        ],
        partitions=["en", Partition("de", absent=True)],
        aliases=["live"],
        properties={"collection.ttl.seconds": 60, "mmap.enabled": True, "x": None},
        load={"state": "loaded", "replica_number": 2},
        replace={"strategy": "recreate"},
    )


ALONE: list[Any] = [
    pytest.param(BOOKS, books(), id="a collection with everything"),
    pytest.param(
        "kind: Collection\nmetadata: {name: books}\nspec: {}\n",
        Collection("books"),
        id="a collection with nothing",
    ),
    pytest.param(
        "kind: Collection\nmetadata: {name: books, ensure: absent}\n",
        Collection("books", absent=True),
        id="a collection to drop",
    ),
    pytest.param(
        "kind: Database\nmetadata: {name: shop}\nspec: {properties: {a: 1}}\n",
        Database("shop", properties={"a": 1}),
        id="a database",
    ),
    pytest.param(
        "kind: Partition\nmetadata: {name: en, database: shop}\nspec: {collection_name: books}\n",
        Partition("en", collection="books", database="shop"),
        id="a partition",
    ),
    pytest.param(
        "kind: Index\nmetadata: {database: shop}\n"
        "spec: {collection_name: books, field_name: v, index_type: FLAT, metric_type: L2}\n",
        Index("v", collection=books(), index_type="FLAT", metric_type="L2"),
        id="an index",
    ),
    pytest.param(
        "kind: Index\nspec:\n  collection_name: books\n  field_name: meta\n"
        "  index_type: INVERTED\n"
        "  params: {json_path: 'meta[\"a\"]', json_cast_type: varchar}\n",
        Index(
            "meta",
            collection="books",
            index_type="INVERTED",
            params={"json_path": 'meta["a"]', "json_cast_type": "varchar"},
        ),
        id="an index on a path",
    ),
    pytest.param(
        "kind: Alias\nmetadata: {name: live}\nspec: {collection_name: books}\n",
        Alias("live", "books"),
        id="an alias",
    ),
]


def same(resources: Iterable[Resource]) -> dict[str, Any]:
    """What a resource says, wherever it says it."""
    return {str(r.address): (r.spec, r.spec.managed(), r.metadata) for r in resources}


@pytest.mark.parametrize(("text", "item"), ALONE)
def test_code_and_yaml_say_the_same(text: str, item: Item, tmp_path: Path) -> None:
    loaded = load_text(tmp_path, HEAD + text)
    assert [found for found in loaded.findings if found.is_error] == []
    assert same(loaded.state.resources.values()) == same(
        State.of(item.resources()).resources.values()
    )


def test_a_collection_brings_its_children() -> None:
    assert [str(resource.address) for resource in books().resources()] == [
        "Collection shop/books",
        "Partition shop/books/en",
        "Partition shop/books/de",
        "Index shop/books.v",
        "Index shop/books.text",
        "Alias shop/live",
    ]


def test_a_child_is_the_same_inside_and_alone() -> None:
    owner = Collection("books", database="shop", partitions=["en"], indexes=[Index("v")])
    assert owner.partitions == (Partition("en", collection=owner),)
    assert owner.indexes == (Index("v", collection="books", database="shop"),)
    assert owner.partitions[0].name == "en"
    assert owner.indexes[0].field_name == "v"


def test_a_child_can_be_given_to_two_collections() -> None:
    shared = Index("v", index_type="FLAT")
    first = Collection("a", indexes=[shared])
    second = Collection("b", indexes=[shared])
    assert [str(owner.indexes[0].address) for owner in (first, second)] == [
        "Index default/a.v",
        "Index default/b.v",
    ]


def test_resources_are_equal_by_what_they_say() -> None:
    assert books() == books()
    assert hash(books()) == hash(books())
    assert Collection("a") != Collection("a", num_shards=2)
    assert Collection("a", partitions=["en"]) != Collection("a")
    assert Collection("a") != "a"
    assert len({Database("a"), Database("a"), Database("b")}) == 2


def test_resources_show_what_they_are() -> None:
    assert repr(books()) == "<Collection shop/books>"
    assert repr(Field("v", "FLOAT_VECTOR", dim=4)) == "<Field v: FloatVector>"
    assert repr(Function("f", "bm25", ["t"])) == "<Function f: BM25>"


def test_what_is_left_out_is_unmanaged() -> None:
    assert Collection("a").spec.managed() == {}
    assert Collection("a", fields=[]).spec.managed() == {"fields": {}}
    assert Database("a").spec.managed() == {}


WRONG: list[tuple[Any, str]] = [
    (lambda: Field("v", "Strange"), "is not a data type"),
    (lambda: Field("v", "Int8", unheard=1), "unheard"),
    (lambda: Field("v", "Int8", default_value="x"), "not of type Int8"),
    (lambda: Collection("a", unheard=1), "unheard"),
    (lambda: Collection("a", num_shards=0), "num_shards"),
    (lambda: Collection("a", fields=[Field("v", "Bool"), Field("v", "Int8")]), "stands twice"),
    (lambda: Index("v", unheard=1), "unheard"),
    (lambda: Function("f", "Magic", ["t"]), "is not a function type"),
    (lambda: Database("a", properties={"x": object()}), "a property is"),
]


@pytest.mark.parametrize(("make", "told"), WRONG)
def test_what_cannot_be_is_an_error_with_findings(make: Any, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as caught:
        make()
    assert {found.code for found in caught.value.findings} == {"MIG303"}


def test_a_collection_of_a_state_has_its_children() -> None:
    address = collection_address("default", "books")
    state = State.of(
        [
            live_collection(),
            live_collection(name="other"),
            partition("en"),
            index({}),
            index({}, of=collection_address("default", "other")),
            alias("live"),
            alias("elsewhere", "other"),
            alias("live", within="shop"),
        ]
    )
    found = Collection.of_state(state, address)
    assert (found.name, found.database) == ("books", "default")
    assert [str(resource.address) for resource in found.resources()] == [
        "Collection default/books",
        "Partition default/books/en",
        "Index default/books.v",
        "Alias default/live",
    ]
    assert isinstance(found.indexes[0], Index)
    assert found.aliases[0].name == "live"
