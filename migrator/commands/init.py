"""``init``: a project that plans at once on the embedded server."""

from __future__ import annotations

from pathlib import Path

from migrator.errors import UsageError

PROJECT = """\
apiVersion: migrator/v1
kind: Project
metadata: {{name: {name}}}
spec:
  manifests: [manifests/]
  default_connection: dev
  connections:
    # A path is an embedded Milvus Lite that migrator starts and stops.
    dev:
      uri: ./.migrator/dev.db
    # staging:
    #   uri: http://milvus.staging.internal:19530
    #   token: ${{env:STAGING_TOKEN}}
"""

MANIFEST = """\
apiVersion: migrator/v1
kind: Collection
metadata:
  name: articles
spec:
  description: News articles
  enable_dynamic_field: true
  consistency_level: Bounded
  fields:
    - {name: id, dtype: Int64, is_primary: true}
    - {name: title, dtype: VarChar, max_length: 512}
    - {name: embedding, dtype: FloatVector, dim: 384}
  indexes:
    - field_name: embedding
      index_type: HNSW
      metric_type: COSINE
      params: {M: 16, efConstruction: 200}
  partitions: [en, de]
  aliases: [articles_live]
  load: {state: loaded}
"""

IGNORED = """\
.migrator/
"""


def scaffold(folder: Path) -> tuple[Path, ...]:
    """Write a project file, one manifest and a .gitignore into a folder.

    Contacts no server; files that exist are never overwritten.

    Raises:
        UsageError: a file is there already, or cannot be written. Nothing was written then.
    """
    name = folder.resolve().name or "project"
    texts = {
        folder / "migrator.yaml": PROJECT.format(name=_safe(name)),
        folder / "manifests" / "articles.yaml": MANIFEST,
    }
    there = [path for path in texts if path.exists()]
    if there:
        raise UsageError(
            f"{there[0]} exists already", hint="choose another folder, or remove the file"
        )
    ignore = folder / ".gitignore"
    if not ignore.exists():
        texts[ignore] = IGNORED
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise UsageError(f"cannot write {path}: {problem.strerror}") from problem
    return tuple(texts)


def _safe(name: str) -> str:
    """Return a name that needs no quotes in YAML."""
    kept = "".join(
        char if char.isascii() and (char.isalnum() or char in "-_") else "-" for char in name
    )
    return kept.strip("-") if kept.strip("-")[:1].isalpha() else f"project-{kept.strip('-')}"
