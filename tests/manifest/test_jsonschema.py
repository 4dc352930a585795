"""The JSON Schemas that editors use: what loads is valid, and what is wrong mostly is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from migrator.manifest.dump import dump
from migrator.manifest.jsonschema import manifest_schema, project_schema
from migrator.manifest.overlayschema import overlay_schema
from migrator.manifest.yaml import read as read_yaml
from migrator.model import State
from tests.manifest.random_resources import states
from tests.manifest.samples import COLLECTION, load_text, manifest, project_text
from tests.manifest.test_approvals import text as approval_text
from tests.manifest.test_project import FULL, WRONG
from tests.manifest.test_resources import ALONE

MANIFEST = Draft202012Validator(manifest_schema())
OVERLAY = Draft202012Validator(overlay_schema())
PROJECT = Draft202012Validator(project_schema())


def complaints(validator: Draft202012Validator, text: str) -> list[str]:
    return [error.message for data in read(text) for error in validator.iter_errors(data)]


def read(text: str) -> list[Any]:
    """Read documents as editors do, which know YAML 1.2."""
    trees, findings = read_yaml(text, "m.yaml")
    assert findings == []
    return [tree.data for tree in trees]


def test_the_schemas_are_schemas() -> None:
    for schema in (manifest_schema(), overlay_schema(), project_schema()):
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "text",
    [COLLECTION, approval_text(), *(text for text, _ in ALONE.values())],
    ids=["every key of a collection", "Approval", *ALONE],
)
def test_a_manifest_that_loads_is_valid(text: str, tmp_path: Path) -> None:
    assert load_text(tmp_path, text).findings == ()
    assert complaints(MANIFEST, text) == []


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(states)
def test_what_is_dumped_is_valid(state: State) -> None:
    assert complaints(MANIFEST, dump(state.resources.values())) == []


@pytest.mark.parametrize(
    "text",
    [
        manifest("Collection", "a", "{num_shard: 1}"),
        manifest("Collection", "a", "{num_shards: many}"),
        manifest("Collection", "a", "{fields: [{name: a}]}"),
        manifest("Collection", "a", "{fields: [{name: a, dtype: Int65}]}"),
        manifest("Collection", "a", "{load: {state: gone}}"),
        manifest("Collection", "a", "{indexes: [text]}"),
        manifest("Colection", "a"),
        manifest("Database", "a", previous_name="b"),
        manifest("Partition", "a"),
        manifest("Alias", "a", "{collection: a, collection_name: a}"),
        approval_text(allow="drop-everything"),
        approval_text(reason=None),
        "kind: Database\nmetadata: {name: a}\n",
        "[]",
    ],
)
def test_a_manifest_that_does_not_load_is_not_valid(text: str, tmp_path: Path) -> None:
    assert any(finding.is_error for finding in load_text(tmp_path, text).findings)
    assert complaints(MANIFEST, text) != []


def test_a_project_file_is_valid_or_not() -> None:
    assert complaints(PROJECT, project_text(FULL)) == []
    assert complaints(PROJECT, project_text(WRONG)) != []


def test_every_key_says_what_it_means() -> None:
    silent = []

    def look(schema: object, path: tuple[str, ...]) -> None:
        if isinstance(schema, dict):
            for key, value in schema.get("properties", {}).items():
                if path and isinstance(value, dict) and not value.get("description"):
                    silent.append((*path, key))
            for key, value in schema.items():
                look(value, (*path, key))

    for schema in (manifest_schema()["$defs"], project_schema()["$defs"]):
        look(schema, ())
    assert silent == []


@pytest.mark.parametrize(
    "text",
    [
        COLLECTION,
        manifest(
            "Collection", "a", "{fields: [{name: x, max_length: 1}, {name: y, $remove: true}]}"
        ),
        manifest("Collection", "a", "{fields: {x: {$remove: [dim]}, $remove: [y]}}"),
        manifest("Collection", "a", "{indexes: [{name: x, index_type: FLAT, $remove: [params]}]}"),
        manifest("Collection", "a", "{indexes: {$remove: [x]}, partitions: {$remove: true}}"),
        manifest("Collection", "a", "{num_shards: {$remove: true}, $remove: [load]}"),
        manifest("Collection", "a", labels="{$remove: [team]}"),
        manifest("Index", "a", "{collection: a, field_name: v, params: {M: {$remove: true}}}"),
        manifest("Alias", "a"),
        manifest("Database", "a") + "$remove: true\n",
    ],
)
def test_an_overlay_that_can_be_merged_is_valid(text: str) -> None:
    assert complaints(OVERLAY, text) == []


@pytest.mark.parametrize(
    "text",
    [
        manifest("Collection", "a", "{num_shard: 1}"),
        manifest("Collection", "a", "{num_shards: many}"),
        manifest("Collection", "a", "{fields: [{max_length: 1}]}"),
        manifest("Collection", "a", "{fields: [{name: x, $remove: dim}]}"),
        manifest("Database", "a") + "$remove: [spec]\n",
        manifest("Partition", "a", "{}"),
        approval_text(),
    ],
)
def test_an_overlay_that_cannot_be_merged_is_not_valid(text: str) -> None:
    assert complaints(OVERLAY, text) != []
