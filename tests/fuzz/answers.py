"""Targets on the other side of the wire: whole commands against a server that lies.

The server is the simulator; some of its answers are changed on the way, as messages or as
bytes.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from migrator.milvus.methods import method
from migrator.planfile import from_data
from tests import simulator
from tests.cli.shop import Shop
from tests.fuzz.loaders import write
from tests.fuzz.mutation import mutate_message, mutated_bytes, mutated_data
from tests.fuzz.target import Target
from tests.fuzz.verdict import sane
from tests.scripts.stage import in_process
from tests.simulator.server import Simulator

PROJECT = """\
apiVersion: migrator/v1
kind: Project
metadata: {{name: shop}}
spec:
  manifests: [manifests/]
  connections:
    it:
      uri: {uri}
      timeout_s: 20
      limits: {{index_timeout_s: 0.5, load_timeout_s: 0.5}}
"""

MANIFEST = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: books}
spec:
  description: Books
  enable_dynamic_field: true
  fields:
    - {name: id, dtype: Int64, is_primary: true}
    - {name: title, dtype: VarChar, max_length: 64, nullable: true, default_value: none}
    - {name: tags, dtype: Array, element_type: VarChar, max_capacity: 4, max_length: 8}
    - {name: meta, dtype: JSON}
    - {name: v, dtype: FloatVector, dim: 4}
  indexes:
    - {field_name: v, index_type: HNSW, metric_type: L2, params: {M: 8, efConstruction: 32}}
  partitions: [en]
  aliases: [live]
  properties: {collection.ttl.seconds: 3600}
  load: {state: loaded}
"""

MORE = """\
---
apiVersion: migrator/v1
kind: Database
metadata: {name: search}
---
apiVersion: migrator/v1
kind: Collection
metadata: {name: notes, database: search}
spec:
  fields:
    - {name: id, dtype: VarChar, max_length: 9, is_primary: true}
    - {name: v, dtype: FloatVector, dim: 2}
  indexes: [{field_name: v, index_type: FLAT, metric_type: IP}]
"""

READING = (
    ("plan",),
    ("plan", "--format", "json"),
    ("plan", "--out", "plan.json"),
    ("drift",),
    ("drift", "--format", "json"),
    ("export",),
    ("export", "--out", "out"),
    ("export", "--format", "json"),
    ("history",),
    ("history", "--format", "json"),
    ("rollback",),
    ("rollback", "--format", "json"),
    ("diff", "it", "manifests"),
    ("connections", "test"),
    ("connections", "test", "--format", "json"),
)
WRITING = (
    ("apply", "--yes", "--events", "events.jsonl"),
    ("apply", "--yes", "--format", "json"),
)

#: Codes by which a server asks to come again; a case would wait for seconds.
_COME_AGAIN = frozenset({1, 2, 8, 48, 49, 56, 57})

PROFILES = ("lite", "2.3", "2.5", "2.6", "3.0")


@dataclass
class Spoiler:
    """Changes one or a few answers of a case, chosen by chance."""

    random: Random
    at: frozenset[int] = frozenset()
    count: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        many = self.random.choice((1, 1, 2, 40))
        self.at = frozenset(self.random.randrange(40) for _ in range(many))

    def __call__(self, rpc: str, answer: bytes) -> bytes:
        with self.lock:
            self.count += 1
            if self.count - 1 not in self.at:
                return answer
            if self.random.random() < 0.15:
                return _patient(rpc, mutated_bytes(answer, self.random))
            message = method(rpc).answer.FromString(answer)
            mutate_message(message, self.random)
            return _patient(rpc, message.SerializeToString())


def _patient(rpc: str, answer: bytes) -> bytes:
    """Give an answer without the codes that ask to come again."""
    known = method(rpc)
    try:
        message = known.answer.FromString(answer)
    except Exception:  # noqa: BLE001 - garbled: that is how it is sent
        return answer
    status: Any = getattr(message, known.status) if known.status else message
    if status.code in _COME_AGAIN or status.error_code in _COME_AGAIN:
        status.code, status.error_code = 65535, 0
        return bytes(message.SerializeToString())
    return answer


@dataclass(frozen=True)
class Stand:
    """A simulator with something on it, put back after each case."""

    server: Simulator
    before: object

    def reset(self) -> None:
        with self.server.lock:
            self.server.state = copy.deepcopy(self.before)  # type: ignore[assignment]
            self.server.spoil = lambda _rpc, answer: answer


@cache
def _stands() -> dict[str, tuple[Stand, object]]:
    return {}


def manifest(profile: str) -> str:
    """Give what a server of a profile has applied; not all of them have nullable fields."""
    if profile == "2.3":
        return MANIFEST.replace(", nullable: true, default_value: none", "")
    return MANIFEST


def stand(profile: str, folder: Path) -> Stand:
    """Start a server, or take the one that runs; it has applied the manifest."""
    if profile not in _stands():
        running = simulator.start(profile, tcp=False)
        server = running.__enter__()
        shop = Shop(folder / "first")
        write(shop.folder / "migrator.yaml", PROJECT.format(uri=server.uri))
        write(shop.folder / "manifests/a.yaml", manifest(profile))
        result = in_process(["-C", str(shop.folder), "apply", "--yes"])
        assert result.exit_code == 0, result.stderr
        _stands()[profile] = Stand(server, copy.deepcopy(server.state)), running
    found, _running = _stands()[profile]
    found.reset()
    return found


def close() -> None:
    """Stop the servers that cases have started."""
    while _stands():
        _, (_, running) = _stands().popitem()
        running.__exit__(None, None, None)  # type: ignore[attr-defined]


@contextmanager
def project(profile: str, folder: Path) -> Iterator[tuple[Shop, Simulator]]:
    """Give a project for a server that differs from it."""
    found = stand(profile, folder)
    shop = Shop(folder / "shop")
    write(shop.folder / "migrator.yaml", PROJECT.format(uri=found.server.uri))
    changed = manifest(profile).replace("3600", "7200").replace("M: 8", "M: 16")
    write(shop.folder / "manifests/a.yaml", changed + MORE)
    try:
        yield shop, found.server
    finally:
        found.reset()
        found.server.bugs.clear()


def case_answers(random: Random, folder: Path) -> None:
    """Commands that read, against a server whose answers are changed."""
    with project(random.choice(PROFILES), folder) as (shop, server):
        arguments = _here(random.choice(READING), shop)
        server.spoil = Spoiler(random)
        sane(in_process(["-C", str(shop.folder), *arguments]))


def case_apply(random: Random, folder: Path) -> None:
    """``apply`` against a server whose answers are changed."""
    with project(random.choice(PROFILES), folder) as (shop, server):
        arguments = _here(random.choice(WRITING), shop)
        server.spoil = Spoiler(random)
        sane(in_process(["-C", str(shop.folder), *arguments]))


def case_saved(random: Random, folder: Path) -> None:
    """``apply`` of a saved plan that somebody edited and gave the right hash again."""
    with project(random.choice(PROFILES), folder) as (shop, _server):
        path = shop.folder / "plan.json"
        here = ["-C", str(shop.folder)]
        assert in_process([*here, "plan", "--out", str(path)]).exit_code == 0
        data = json.loads(path.read_text("utf-8"))
        part = random.choice(("steps", "steps", "changes", "objects", "target", "base"))
        data[part] = mutated_data(data[part], random)
        with suppress(Exception):
            data["hash"] = from_data(data).hash
        write(path, json.dumps(data))
        sane(in_process([*here, "apply", str(path), *random.choice(((), ("--format", "json")))]))


def _here(arguments: tuple[str, ...], shop: Shop) -> list[str]:
    """Give arguments with their paths in the project's folder."""
    names = {"plan.json", "out", "events.jsonl", "manifests"}
    return [str(shop.folder / each) if each in names else each for each in arguments]


TARGETS = (
    Target("answers", "answers of a server, to commands that read", 7, case_answers),
    Target("apply", "answers of a server, to `apply`", 2, case_apply),
    Target("saved", "saved plans with the right hash, to `apply`", 1, case_saved),
)
