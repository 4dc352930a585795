"""What mutations start from: files and plans that are right, and use all there is."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from migrator.planfile import to_data
from tests.core.plans import plan_of
from tests.kinds.tables import (
    LOADED,
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
)

ROOT = Path(__file__).resolve().parents[2]

PROJECT = """\
apiVersion: migrator/v1
kind: Project
metadata: {name: shop, labels: {team: search}}
spec:
  manifests: [manifests/, "more/**/*.yaml"]
  default_connection: dev
  connections:
    dev:
      uri: http://127.0.0.1:1
      user: ci
      password: ${file:secret.txt}
      values: {replicas: 1, name: books, tree: {a: [1, 2]}}
      limits: {index_timeout_s: 1, load_timeout_s: 1}
    prod:
      uri: https://milvus.prod.internal:19530
      token: ${env:TOKEN}
      tls: {ca: ca.pem, cert: client.pem, key: client.key, server_name: milvus}
      expect: {identity: 5e1c, server_version: ">=2.5,<3"}
      protected: true
      approve_from: reindex
      values_files: [values.yaml]
      overlays: [overlays/]
  scope: {databases: [default, search], exclude: ["Collection default/tmp_*"], prune: false}
  limits: {max_deletes: 0, max_rows_destroyed: 1000000, parallelism: 8}
  schema_limits: {max_fields: 64}
"""

MANIFEST = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: "${values.name:-books}", labels: {team: search}, previous_name: docs}
spec:
  description: News articles
  enable_dynamic_field: true
  fields:
    - {name: id, dtype: Int64, is_primary: true, auto_id: false}
    - {name: text, dtype: VarChar, max_length: 4096, enable_analyzer: true}
    - {name: lang, dtype: VarChar, max_length: 8, nullable: true, default_value: en}
    - &tags {name: tags, dtype: Array, element_type: VarChar, max_capacity: 16, max_length: 32}
    - {name: embedding, dtype: FloatVector, dim: 768}
    - {name: sparse, dtype: SparseFloatVector}
    - {name: meta, dtype: JSON}
    - {<<: *tags, name: more}
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
  partitions: [en, de]
  aliases: [articles_live]
  properties: {collection.ttl.seconds: 86400}
  load: {state: loaded, replica_number: "${values.replicas:-1}"}
  replace: {strategy: copy, mapping: {year: {from: published, cast: Int64}}}
---
apiVersion: migrator/v1
kind: Approval
metadata: {name: drop-old}
spec:
  allow: drop-collection
  address: Collection default/old
  connections: [prod]
  until: 2030-01-10
  reason: Replaced
---
apiVersion: migrator/v1
kind: Database
metadata: {name: search}
spec: {properties: {database.replica.number: 1}}
---
apiVersion: migrator/v1
kind: Index
metadata: {database: default}
spec: {collection_name: books, field_name: meta, index_type: INVERTED, params: {json_path: '["a"]'}}
"""

VALUES = """\
name: books
replicas: 2
tree: {a: [1, {b: c}], d: "e"}
"""

OVERLAY = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: books}
spec:
  description: other
  fields:
    - {name: text, max_length: 99}
  indexes:
    - {field_name: embedding, params: {M: 32}}
  properties: {collection.ttl.seconds: null}
remove: [aliases]
"""


@cache
def manifests() -> list[str]:
    """Manifests: one with everything, and the examples."""
    return [MANIFEST, *_examples("manifests/*.yaml")]


@cache
def projects() -> list[str]:
    """Project files: one with everything, and the examples."""
    return [PROJECT, *_examples("migrator.yaml")]


def _examples(pattern: str) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((ROOT / "examples").glob(f"*/{pattern}"))]


@cache
def plans() -> list[Any]:
    """Saved plans as JSON data."""
    live = [live_collection(load=LOADED), index({"metric_type": "L2"}), partition("en")]
    desired = [collection(), index({"metric_type": "IP", "params": {"M": 16}})]
    desired += [partition("en", absent=True), alias("live"), database("shop")]
    made = [plan_of(live, desired), plan_of([], desired), plan_of(live, []), plan_of([], [])]
    return [
        json.loads(json.dumps({**to_data(plan), "hash": plan.hash, "migrator": "0"}))
        for plan in made
    ]
