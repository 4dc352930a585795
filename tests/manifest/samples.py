"""Texts to load, and the way to load them in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from migrator.findings import Finding
from migrator.manifest.load import Manifests, load

TODAY = date(2030, 1, 15)

#: Every key of a collection once.
COLLECTION = """\
apiVersion: migrator/v1
kind: Collection
metadata:
  name: articles
  database: default
  labels: {team: search}
  previous_name: docs                # rename, not drop + create
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
    - name: chunks                   # an array of structs
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
  replace:
    strategy: copy
    cut_over: auto
    keep: 24h
    verify: sample
    mapping:
      year: {from: published, cast: Int64}
      embedding: {from: embedding, truncate: 256}
      lang: {constant: en}
      summary: {call: "my_pkg.embed:summarise", from: [text]}
"""

HEAD = "apiVersion: migrator/v1\nkind: Collection\nmetadata: {name: a}\n"


def manifest(kind: str, name: str, spec: str = "", **metadata: str) -> str:
    """Return a document; ``spec`` is YAML in one line."""
    more = "".join(f", {key}: {value}" for key, value in metadata.items())
    lines = ["apiVersion: migrator/v1", f"kind: {kind}", f"metadata: {{name: {name}{more}}}"]
    return "\n".join([*lines, *([f"spec: {spec}"] if spec else []), ""])


def project_text(spec: str) -> str:
    """Return a project file; ``spec`` is YAML in block style."""
    lines = [f"  {line}" if line != "---" else line for line in spec.splitlines()]
    head = "apiVersion: migrator/v1\nkind: Project\nmetadata: {name: search}\nspec:\n"
    return head + "".join(f"{line}\n" for line in lines)


def load_text(
    folder: Path,
    *texts: str,
    values: Mapping[str, object] | None = None,
    connections: Iterable[str] | None = None,
) -> Manifests:
    """Load texts as the files 1.yaml, 2.yaml, … of a folder."""
    for number, text in enumerate(texts, 1):
        folder.joinpath(f"{number}.yaml").write_text(text, "utf-8")
    return load(["."], root=folder, today=TODAY, values=values, connections=connections)


def told(findings: Iterable[Finding], folder: Path) -> list[str]:
    """Return findings as lines, with files relative to a folder."""
    return [str(finding).replace(f"{folder}/", "") for finding in findings]


def addresses(manifests: Manifests) -> list[str]:
    """Return the declared addresses, those to be deleted with a minus."""
    return [
        f"{'-' if resource.metadata.absent else ''}{address}"
        for address, resource in manifests.state.resources.items()
    ]
