"""A checkout of a project whose server is an empty Milvus Lite, and a machine to run steps on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ready.workflow import Runner
from tests.servers.process import RunningServer

PROJECT = """\
apiVersion: migrator/v1
kind: Project
metadata: {name: search}
spec:
  manifests: [manifests/]
  default_connection: prod
  connections:
    prod: {uri: "unix:lite.sock"}
"""

ARTICLES = """\
apiVersion: migrator/v1
kind: Collection
metadata:
  name: articles
spec:
  fields:
    - {name: id, dtype: Int64, is_primary: true}
    - {name: embedding, dtype: FloatVector, dim: 8}
"""


@pytest.fixture
def runner(lite_clean: RunningServer, tmp_path: Path) -> Runner:
    checkout = tmp_path / "checkout"
    (checkout / "manifests").mkdir(parents=True)
    (checkout / "migrator.yaml").write_text(PROJECT, "utf-8")
    (checkout / "manifests" / "articles.yaml").write_text(ARTICLES, "utf-8")
    assert lite_clean.endpoint.socket is not None
    (checkout / "lite.sock").symlink_to(lite_clean.endpoint.socket)
    return Runner(tmp_path / "machine", checkout)
