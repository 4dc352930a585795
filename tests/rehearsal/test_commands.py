"""The command line: exit codes, saved plans, and an interruption that leaves nothing."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import simulator
from tests.cli.shop import Shop
from tests.contract.test_collections import FIELDS, INDEX, collection
from tests.contract.world import World, document
from tests.rehearsal.test_rehearsals import there
from tests.simulator.server import Simulator


@pytest.fixture(scope="module")
def started() -> Iterator[tuple[Simulator, Simulator]]:
    with simulator.start("2.6") as newer, simulator.start("2.3") as older:
        yield newer, older


@pytest.fixture
def older(started: tuple[Simulator, Simulator]) -> Simulator:
    started[1].reset()
    return started[1]


@pytest.fixture
def world(tmp_path: Path, started: tuple[Simulator, Simulator], older: Simulator) -> World:
    started[0].reset()
    made = World(tmp_path, {"it": started[0], "spare": older})
    made.project()
    return made


def test_what_converges_in_part_is_exit_2(world: World, older: Simulator) -> None:
    world.apply(collection())
    world.write(
        document(
            "Collection",
            "articles",
            {"fields": FIELDS, "description": "News"},
        ),
        collection("docs", indexes=[INDEX]),
    )
    result = Shop(world.folder).run("rehearse", "--scratch", "spare", "--quiet")
    assert result.exit_code == 2
    assert "? 1. Collection default/articles: set description  AlterCollection" in result.stdout
    assert "not rehearsed: Milvus 2.3.5 cannot change description in place" in result.stdout
    assert "✓ 3. Index default/docs.v: build HNSW  CreateIndex" in result.stdout
    last = result.stdout.splitlines()[-1]
    assert last == "Rehearsed in part: 3 of 4 steps. What was rehearsed converges."
    assert there(older) == []


def test_what_is_left_on_the_scratch_server_is_exit_1(world: World, older: Simulator) -> None:
    older.faults.refuse("DropCollection", 1, "not now", nth=1)
    world.write(collection())
    result = Shop(world.folder).run("rehearse", "--scratch", "spare", "--quiet")
    assert result.exit_code == 1
    assert "! left on spare: Collection default/articles: spare: DropCollection: " in result.stdout


def test_a_saved_plan_is_rehearsed(world: World, older: Simulator) -> None:
    world.write(collection(indexes=[INDEX]))
    shop = Shop(world.folder)
    file = str(world.folder / "plan.json")
    assert shop.run("plan", "--out", file).exit_code == 0
    result = shop.run("rehearse", file, "--scratch", "spare", "--format", "json", "--quiet")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["hash"] == json.loads(Path(file).read_text("utf-8"))["hash"]
    assert (found["converges"], found["whole"]) == (True, True)
    assert there(older) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_the_scratch_server_empty(
    world: World, older: Simulator, number: signal.Signals
) -> None:
    older.faults.delay("CreateIndex", 1.0)
    world.write(collection(indexes=[INDEX]))
    with Shop(world.folder).process("rehearse", "--scratch", "spare") as process:
        process.wait_for("rehearsing")
        os.kill(process.pid, number)
        result = process.result()
    assert result.exit_code == 130
    assert "interrupted; nothing was changed" in result.stderr
    assert there(older) == []
