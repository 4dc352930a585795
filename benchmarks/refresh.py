"""A plan of no change, against the same facts read by a straightforward pymilvus script."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pymilvus import MilvusClient

from migrator import Project
from migrator.commands.session import open_session
from tests.servers.process import RunningServer
from tests.servers.witness import witness


@dataclass(frozen=True)
class Result:
    """Medians of both sides in seconds, and how many RPCs a collection took of ours."""

    collections: int
    peer_s: float
    ours_s: float
    rpcs: float

    def row(self, server: str) -> str:
        """Return a row of the table."""
        ratio = self.peer_s / self.ours_s
        return (
            f"| {server} | {self.collections} | {self.peer_s:.2f} s | {self.ours_s:.2f} s "
            f"| {ratio:.1f}x | {self.rpcs:.2f} |"
        )


def measure(server: RunningServer, folder: Path, *, collections: int, rounds: int) -> Result:
    """Make collections, then measure both sides in turns."""
    project = _project(server, folder, collections)
    project.plan().apply()
    peer: list[float] = []
    ours: list[float] = []
    for _ in range(rounds):
        client = witness(server)
        peer.append(_timed(lambda client=client: _read_with_pymilvus(client)))
        client.close()
        ours.append(_timed(lambda: _plan(project)))
    return Result(
        collections,
        statistics.median(peer),
        statistics.median(ours),
        _rpcs(project) / collections,
    )


def _project(server: RunningServer, folder: Path, collections: int) -> Project:
    """Write a project of collections with two indexes, partitions and aliases, half loaded."""
    scalar = "INVERTED" if server.kind == "lite" else "Trie"
    fields = [
        {"name": "id", "dtype": "Int64", "is_primary": True},
        {"name": "title", "dtype": "VarChar", "max_length": 64},
        {"name": "v", "dtype": "FloatVector", "dim": 8},
    ]
    indexes = [
        {
            "field_name": "v",
            "index_type": "HNSW",
            "metric_type": "L2",
            "params": {"M": 8, "efConstruction": 32},
        },
        {"field_name": "title", "index_type": scalar},
    ]
    documents = [
        {
            "apiVersion": "migrator/v1",
            "kind": "Collection",
            "metadata": {"name": f"c{number}"},
            "spec": {
                "fields": fields,
                "indexes": indexes,
                "partitions": ["a", "b"],
                "aliases": [f"c{number}_live"],
                "load": {"state": "loaded" if number % 2 else "released"},
            },
        }
        for number in range(collections)
    ]
    (folder / "manifests").mkdir()
    text = "---\n".join(yaml.safe_dump(each, sort_keys=False) for each in documents)
    (folder / "manifests" / "all.yaml").write_text(text, "utf-8")
    project = {
        "apiVersion": "migrator/v1",
        "kind": "Project",
        "metadata": {"name": "benchmark"},
        "spec": {"manifests": ["manifests/"], "connections": {"it": {"uri": server.uri}}},
    }
    (folder / "migrator.yaml").write_text(yaml.safe_dump(project), "utf-8")
    return Project.load(folder)


def _read_with_pymilvus(client: MilvusClient) -> dict[str, Any]:
    """Read what a plan needs, one request after the other, as a script would."""
    facts: dict[str, Any] = {}
    for name in client.list_collections():
        indexes = client.list_indexes(name)
        facts[name] = {
            "schema": client.describe_collection(name),
            "indexes": [client.describe_index(name, index) for index in indexes],
            "partitions": client.list_partitions(name),
            "load": client.get_load_state(name),
            "aliases": client.list_aliases(name),
        }
    return facts


def _plan(project: Project) -> None:
    assert project.plan().is_empty


def _rpcs(project: Project) -> int:
    """Count the RPCs of one reading, by a client of its own."""
    from migrator import live
    from migrator.kinds.base import Scope

    with open_session(project.data.connection("it")) as session:
        before = session.client.sent.total()
        live.read(session.client, Scope(("default",)))
        return session.client.sent.total() - before


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
