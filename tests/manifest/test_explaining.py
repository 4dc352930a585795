"""Every key of every kind, and of the project file, is explained."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from migrator.errors import UsageError
from migrator.manifest.explaining import Key, explained
from migrator.manifest.specs import APPROVAL, PROJECT, SPECS


def keys(path: str) -> Iterator[Key]:
    key = explained(path)
    yield key
    for word in key.inside:
        if path.count(".") < 5:
            yield from keys(f"{path}.{word}")


@pytest.mark.parametrize("kind", [*SPECS, APPROVAL, PROJECT])
def test_every_key_has_a_meaning(kind: str) -> None:
    found = list(keys(kind))
    assert [key.path for key in found if not key.meaning] == []
    assert len({key.path for key in found}) == len(found)


def test_deep_keys_are_among_them() -> None:
    paths = {key.path for key in keys("Collection")}
    assert {"Collection.fields.dtype", "Collection.replace.mapping.cast"} <= paths
    assert "Collection.indexes.metric_type" in paths


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("collection", "Collection"),
        ("Collection.spec.fields.*.nullable", "Collection.fields.nullable"),
        ("Collection.shards_num", "Collection.num_shards"),
        ("Index.index_params", "Index.params"),
        ("Collection.metadata.labels", "Collection.metadata.labels"),
        ("Project.connections.prod", None),
        ("Collection.fields.id", None),
        ("Nothing", None),
        ("", None),
        ("Collection..", None),
    ],
)
def test_a_path_is_found_as_people_write_it(text: str, path: str | None) -> None:
    if path is None:
        with pytest.raises(UsageError, match="there is no"):
            explained(text)
    else:
        assert explained(text).path == path
