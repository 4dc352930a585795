"""Dumping: what is written is read back, and is written in one way only."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from migrator.manifest.dump import dump
from migrator.manifest.load import Manifests, Parsed, render
from migrator.manifest.yaml import read
from migrator.model import Resource, State
from tests.manifest.random_resources import states
from tests.manifest.samples import COLLECTION, TODAY, load_text, manifest, told


def read_back(text: str) -> Manifests:
    """Load a text without a file."""
    trees, findings = read(text, "dumped.yaml")
    return render(Parsed((), tuple(trees), tuple(findings)), today=TODAY)


def plainly(state: State) -> list[object]:
    """Return all that a state says, but for where it was written."""
    return [
        (item.address, item.spec.managed(), item.spec, item.metadata)
        for item in state.resources.values()
    ]


#: What resources say about each other; random ones contradict each other.
BETWEEN = {"MIG321", "MIG322", "MIG323", "MIG324", "MIG325", "MIG326", "MIG327"}


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(states)
def test_what_is_dumped_is_read_back(state: State) -> None:
    text = dump(state.resources.values())
    manifests = read_back(text)
    assert {found.code for found in manifests.findings} <= BETWEEN
    assert plainly(manifests.state) == plainly(state)
    assert dump(manifests.state.resources.values()) == text


CANONICAL = """\
apiVersion: migrator/v1
kind: Collection
metadata:
  name: articles
  labels: {team: search}
  previous_name: docs
  protect: true
spec:
  description: News articles
  enable_dynamic_field: true
  consistency_level: Bounded
  num_shards: 1
  fields:
    - {name: id, dtype: Int64, is_primary: true, auto_id: false}
    - {name: text, dtype: VarChar, max_length: 4096, enable_analyzer: true}
    - {name: lang, dtype: VarChar, max_length: 8, nullable: true, default_value: en}
    - {name: tags, dtype: Array, element_type: VarChar, max_capacity: 16, max_length: 32}
    - {name: embedding, dtype: FloatVector, dim: 768}
    - {name: sparse, dtype: SparseFloatVector}
    - name: chunks
      dtype: Array
      element_type: Struct
      max_capacity: 64
      struct_schema: {fields: [{name: page, dtype: Int32}, {name: emb, dtype: FloatVector, dim: 8}]}
  functions:
    - {name: bm25, function_type: BM25, input_field_names: [text], output_field_names: [sparse]}
  indexes:
    - {field_name: embedding, index_type: HNSW, metric_type: COSINE, params: {M: 16}}
    - {field_name: sparse, index_type: SPARSE_INVERTED_INDEX, metric_type: BM25}
  partitions: [de, en]
  aliases: [articles_live]
  properties: {collection.ttl.seconds: 86400}
  load: {state: loaded, replica_number: 1}
  replace:
    strategy: copy
    cut_over: auto
    keep: 24h
    verify: sample
    mapping:
      year: {from: published, cast: Int64}
      embedding: {from: embedding, truncate: 256}
      lang: {constant: en}
      summary: {from: [text], call: "my_pkg.embed:summarise"}
"""


def test_a_dumped_collection_reads_as_people_write_it(tmp_path: Path) -> None:
    manifests = load_text(tmp_path, COLLECTION)
    assert dump(manifests.state.resources.values()) == CANONICAL


def test_dumped_text_is_the_same_to_yaml_1_1(tmp_path: Path) -> None:
    spec = "{description: 'no', partitions: ['010', 'on', '1:30'], properties: {a: 'yes', b: 1.5}}"
    manifests = load_text(tmp_path, manifest("Collection", "'y'", spec))
    assert told(manifests.findings, tmp_path) == []
    data = yaml.safe_load(dump(manifests.state.resources.values()))
    assert data["metadata"] == {"name": "y"}
    assert data["spec"] == {
        "description": "no",
        "partitions": ["010", "1:30", "on"],
        "properties": {"a": "yes", "b": 1.5},
    }


def test_children_stand_in_their_collection_where_it_is_there(tmp_path: Path) -> None:
    texts = (
        manifest("Collection", "a", "{partitions: [p, {name: q, ensure: absent}]}"),
        manifest("Alias", "l", "{collection: a}"),
        manifest("Index", "i", "{collection: a, field_name: v}"),
        manifest("Partition", "r", "{collection: a}", protect="true"),
        manifest("Partition", "p", "{collection: elsewhere}"),
    )
    manifests = load_text(tmp_path, *texts)
    assert told(manifests.findings, tmp_path) == []
    documents = list(yaml.safe_load_all(dump(manifests.state.resources.values())))
    assert [(document["kind"], document["metadata"]) for document in documents] == [
        ("Collection", {"name": "a"}),
        ("Partition", {"name": "r", "protect": True}),
        ("Partition", {"name": "p"}),
    ]
    assert documents[0]["spec"] == {
        "indexes": [{"field_name": "v", "index_name": "i"}],
        "partitions": ["p", {"name": "q", "ensure": "absent"}],
        "aliases": ["l"],
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            manifest("Collection", "a", "{partitions: [en/gb], aliases: [a/b]}"),
            id="names with a slash, which Milvus Lite takes",
        ),
        pytest.param(
            manifest(
                "Collection", "a", "{indexes: [{field_name: v, params: {params: '{\"M\": 8}'}}]}"
            ),
            id="parameters of an index inside one that is text",
        ),
        pytest.param(
            "apiVersion: migrator/v1\nkind: Index\n"
            "spec: {collection: a, field_name: v, index_name: null}\n",
            id="an index whose name is null",
        ),
        pytest.param(
            manifest(
                "Collection", "a", "{description: '$${values.x} $${', properties: {'$$${': 1}}"
            ),
            id="text that looks like a reference",
        ),
    ],
)
def test_what_is_easily_lost_is_read_back(text: str) -> None:
    manifests = read_back(text)
    assert manifests.findings == ()
    dumped = dump(manifests.state.resources.values())
    assert plainly(read_back(dumped).state) == plainly(manifests.state)


def test_nothing_is_dumped_as_nothing() -> None:
    assert dump([]) == ""


def test_the_order_in_which_resources_are_given_does_not_matter(tmp_path: Path) -> None:
    resources: list[Resource] = list(load_text(tmp_path, COLLECTION).state.resources.values())
    assert dump(reversed(resources)) == dump(resources)


@pytest.mark.parametrize("length", [100, 1000, 20_000])
def test_long_keys_and_values_are_read_back(length: int) -> None:
    text = (
        "apiVersion: migrator/v1\nkind: Collection\nmetadata:\n  name: a\n  labels:\n"
        f"    ? {'k' * length}\n    : {'v' * length}\n"
    )
    (resource,) = read_back(text).state.resources.values()
    assert resource.metadata.labels == {"k" * length: "v" * length}
    assert plainly(read_back(dump([resource])).state) == plainly(State.of([resource]))
