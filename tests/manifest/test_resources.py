"""Resources: every kind, inside a collection and standing alone, and what is declared twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrator.address import Address
from migrator.manifest.load import Manifests, load
from migrator.manifest.specs import DOCUMENTS
from migrator.model import Metadata
from tests.manifest.samples import (
    COLLECTION,
    HEAD,
    TODAY,
    addresses,
    load_text,
    manifest,
    told,
)


def loaded(folder: Path, *texts: str) -> Manifests:
    """Load what has nothing wrong with it."""
    manifests = load_text(folder, *texts)
    assert told(manifests.findings, folder) == []
    return manifests


def managed(manifests: Manifests, address: str) -> dict[str, Any]:
    resource = manifests.state.get(Address.parse(address))
    assert resource is not None
    return resource.spec.managed()


def test_a_collection_with_every_key_is_read(tmp_path: Path) -> None:
    manifests = loaded(tmp_path, COLLECTION)
    assert addresses(manifests) == [
        "Alias default/articles_live",
        "Collection default/articles",
        "Index default/articles.embedding",
        "Index default/articles.sparse",
        "Partition default/articles/de",
        "Partition default/articles/en",
    ]
    spec = managed(manifests, "Collection default/articles")
    assert list(spec["fields"]) == ["id", "text", "lang", "tags", "embedding", "sparse", "chunks"]
    assert spec["fields"]["lang"] == {
        "dtype": "VarChar",
        "max_length": 8,
        "nullable": True,
        "default_value": "en",
    }
    assert spec["fields"]["chunks"]["struct_schema"]["fields"] == {
        "page": {"dtype": "Int32"},
        "emb": {"dtype": "FloatVector", "dim": 8},
    }
    assert spec["functions"]["bm25"]["input_field_names"] == ["text"]
    assert spec["properties"] == {"collection.ttl.seconds": "86400"}
    assert spec["load"] == {"state": "loaded", "replica_number": 1}
    assert spec["replace"]["mapping"]["summary"] == {
        "call": "my_pkg.embed:summarise",
        "source": ["text"],
    }
    collection = manifests.state.get(Address.parse("Collection default/articles"))
    assert collection is not None
    assert collection.metadata == Metadata({"team": "search"}, "docs", protect=True)
    assert str(collection.source) == f"{tmp_path / '1.yaml'}:4:9"


ALONE = {
    "Database": (manifest("Database", "archive", "{properties: {a.b: 2}}"), "Database archive"),
    "Collection": (manifest("Collection", "a", database="archive"), "Collection archive/a"),
    "Partition": (manifest("Partition", "en", "{collection_name: a}"), "Partition default/a/en"),
    "Index": (
        manifest("Index", "by_v", "{collection_name: a, field_name: v, index_type: hnsw}"),
        "Index default/a.v",
    ),
    "Alias": (manifest("Alias", "live", "{collection_name: a}"), "Alias default/live"),
    "ResourceGroup": (manifest("ResourceGroup", "rg", "{}"), "ResourceGroup rg"),
    "PrivilegeGroup": (
        manifest("PrivilegeGroup", "readers", "{privileges: [Search]}"),
        "PrivilegeGroup readers",
    ),
    "Role": (manifest("Role", "reader"), "Role reader"),
    "User": (manifest("User", "ci", "{password: '${env:X}', roles: [reader]}"), "User ci"),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_each_kind_stands_alone(kind: str, tmp_path: Path) -> None:
    text, address = ALONE[kind]
    assert addresses(loaded(tmp_path, text)) == [address]


@pytest.mark.parametrize(
    ("inside", "alone"),
    [
        pytest.param(
            "{partitions: [en]}",
            manifest("Partition", "en", "{collection_name: a}"),
            id="a partition",
        ),
        pytest.param(
            "{partitions: [{name: en, ensure: absent}]}",
            manifest("Partition", "en", "{collection_name: a}", ensure="absent"),
            id="a partition to be dropped",
        ),
        pytest.param(
            "{aliases: [live]}", manifest("Alias", "live", "{collection: a}"), id="an alias"
        ),
        pytest.param(
            "{indexes: [{field_name: v, index_name: by_v, metric_type: L2, params: {M: 16}}]}",
            manifest("Index", "by_v", "{collection: a, field_name: v, metric_type: l2, "
                     "params: {M: '16'}}"),
            id="an index",
        ),
        pytest.param(
            "{indexes: [{field_name: v, ensure: absent}]}",
            "apiVersion: migrator/v1\nkind: Index\nmetadata: {ensure: absent}\n"
            "spec: {collection: a, field_name: v}\n",
            id="an index to be dropped",
        ),
    ],
)  # fmt: skip
def test_a_child_is_the_same_inside_its_collection_and_alone(
    inside: str, alone: str, tmp_path: Path
) -> None:
    both = []
    for name, texts in (("inside", (inside,)), ("alone", ("{}", alone))):
        folder = tmp_path / name
        folder.mkdir()
        manifests = loaded(folder, manifest("Collection", "a", texts[0]), *texts[1:])
        found = manifests.state.resources.values()
        both.append([(item.address, item.spec.managed(), item.metadata) for item in found])
    assert both[0] == both[1]
    assert len(both[0]) == 2


def test_children_are_in_the_database_of_their_collection(tmp_path: Path) -> None:
    spec = "{partitions: [en], aliases: [live], indexes: [{field_name: v}]}"
    manifests = loaded(tmp_path, manifest("Collection", "a", spec, database="archive"))
    assert {address.database for address in manifests.state.resources} == {"archive"}


def test_words_of_pymilvus_say_the_same(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    first = loaded(
        ours,
        HEAD + "spec:\n  num_shards: 2\n  enable_dynamic_field: true\n  fields:\n"
        "    - {name: id, dtype: Int64, is_primary: true, auto_id: true}\n"
        "    - {name: v, dtype: FloatVector, dim: 4}\n"
        "  indexes: [{field_name: v, index_type: HNSW, metric_type: L2, params: {M: 8}}]\n",
    )
    second = loaded(
        theirs,
        HEAD + "spec:\n  shards_num: 2\n  enable_dynamic: true\n  auto_id: true\n  fields:\n"
        "    - {field_name: id, datatype: INT64, is_primary_key: true}\n"
        "    - {name: v, data_type: DataType.FLOAT_VECTOR, dim: '4'}\n"
        "  indexes:\n"
        "    - {field_name: v, params: {index_type: HNSW, metric_type: L2, params: {M: 8}}}\n",
    )
    for one, other in zip(
        first.state.resources.values(), second.state.resources.values(), strict=True
    ):
        assert one.spec.managed() == other.spec.managed()


def test_what_is_unset_is_not_managed(tmp_path: Path) -> None:
    manifests = loaded(tmp_path, manifest("Collection", "a", "{fields: [{name: x, dtype: Bool}]}"))
    assert managed(manifests, "Collection default/a") == {"fields": {"x": {"dtype": "Bool"}}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            manifest("Collection", "a", ensure="absent"), ["-Collection default/a"], id="a name"
        ),
        pytest.param(
            manifest("Collection", "a", "{partitions: [p], aliases: [l]}", ensure="absent"),
            ["-Alias default/l", "-Collection default/a"],
            id="a collection with its aliases, but not what goes with it",
        ),
        pytest.param(
            manifest("Alias", "l", ensure="absent"), ["-Alias default/l"], id="an alias by name"
        ),
        pytest.param(
            manifest("Partition", "p", "{collection: a}", ensure="absent"),
            ["-Partition default/a/p"],
            id="a partition",
        ),
        pytest.param(manifest("Database", "d", ensure="absent"), ["-Database d"], id="a database"),
    ],
)
def test_absent_needs_no_spec(text: str, expected: list[str], tmp_path: Path) -> None:
    assert addresses(loaded(tmp_path, text)) == expected


PARTS = {
    "Collection": (manifest("Collection", "a"),) * 2,
    "Database": (manifest("Database", "d"),) * 2,
    "Alias, for two collections": (
        manifest("Alias", "l", "{collection: a}"),
        manifest("Alias", "l", "{collection: b}"),
    ),
    "Alias, inside and alone": (
        manifest("Collection", "a", "{aliases: [l]}"),
        manifest("Alias", "l", "{collection: b}"),
    ),
    "Partition, inside and alone": (
        manifest("Collection", "a", "{partitions: [p]}"),
        manifest("Partition", "p", "{collection: a}"),
    ),
    "Index, under two names": (
        manifest("Collection", "a", "{indexes: [{field_name: v, index_name: i}]}"),
        manifest("Index", "j", "{collection: a, field_name: v}"),
    ),
}


@pytest.mark.parametrize("texts", PARTS.values(), ids=PARTS)
def test_what_is_declared_twice_names_both_places(texts: tuple[str, str], tmp_path: Path) -> None:
    (found,) = load_text(tmp_path, *texts).findings
    first = load_text(tmp_path, texts[0], "").state.resources[Address.parse(found.address)].source
    assert found.code == "MIG320"
    assert found.message == f"declared twice; first at {first}"
    assert str(found.source).startswith(str(tmp_path / "2.yaml"))


def test_twice_in_one_list_names_both_places(tmp_path: Path) -> None:
    spec = "{partitions: [p, p], indexes: [{field_name: v}, {field_name: v}], aliases: [l, l]}"
    assert told(load_text(tmp_path, manifest("Collection", "a", spec)).findings, tmp_path) == [
        "1.yaml:4:24: error MIG320: Partition default/a/p: declared twice; "
        "first at 1.yaml:4:21 (keep one of the two)",
        "1.yaml:4:55: error MIG320: Index default/a.v: declared twice; "
        "first at 1.yaml:4:38 (keep one of the two)",
        "1.yaml:4:86: error MIG320: Alias default/l: declared twice; "
        "first at 1.yaml:4:83 (keep one of the two)",
    ]


def test_indexes_on_two_paths_of_one_json_field_are_two(tmp_path: Path) -> None:
    spec = (
        "{indexes: [{field_name: m, params: {json_path: 'm[\"a\"]'}},"
        " {field_name: m, params: {json_path: 'm[\"b\"]'}}]}"
    )
    assert addresses(loaded(tmp_path, manifest("Collection", "a", spec)))[1:] == [
        "Index default/a.m/a",
        "Index default/a.m/b",
    ]


def test_one_file_is_read_once_however_often_it_is_named(tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_text(manifest("Collection", "a"), "utf-8")
    tmp_path.joinpath("link.yaml").symlink_to("a.yaml")
    found = load(["a.yaml", "*.yaml", ".", "link.yaml"], root=tmp_path, today=TODAY)
    assert (addresses(found), found.findings) == (["Collection default/a"], ())


@pytest.mark.parametrize(
    ("address", "path", "written"),
    [
        ("Collection default/articles", (), "articles\n"),
        ("Collection default/articles", ("num_shards",), "1\n"),
        ("Collection default/articles", ("fields", "lang", "max_length"), "8, nullable"),
        ("Collection default/articles", ("metadata", "previous_name"), "docs"),
        ("Collection default/articles", ("properties", "collection.ttl.seconds"), "86400"),
        ("Collection default/articles", ("replace", "mapping", "year", "source"), "published"),
        ("Index default/articles.sparse", ("metric_type",), "BM25}"),
        ("Partition default/articles/de", (), "de]"),
        ("Field default/articles.chunks", ("max_capacity",), "64"),
        ("Function default/articles.bm25", ("function_type",), "BM25, input"),
        ("Collection default/articles", ("fields", "lang", "no such key"), "{name: lang"),
    ],
)
def test_every_value_knows_where_it_was_written(
    address: str, path: tuple[str, ...], written: str, tmp_path: Path
) -> None:
    manifests = loaded(tmp_path, COLLECTION)
    found = manifests.locate(Address.parse(address), path)
    if not path:
        resource = manifests.state.get(Address.parse(address))
        found = resource.source if resource else None
    assert found is not None
    lines = COLLECTION.splitlines(keepends=True)[found.line - 1 :]
    assert "".join(lines)[found.column - 1 :].startswith(written)


def test_what_is_not_declared_has_no_place(tmp_path: Path) -> None:
    manifests = loaded(tmp_path, COLLECTION)
    assert manifests.locate(Address.parse("Collection default/other")) is None
    assert manifests.locate(Address.parse("Field default/other.id")) is None
