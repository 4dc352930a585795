"""Rehearsals on real servers: the embedded one that is the default, and between two kinds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.commands.session import open_session
from migrator.rehearsal.report import Rehearsal, Verdict
from tests import simulator
from tests.contract.test_collections import FIELDS, INDEX, collection, rows
from tests.contract.world import World, collections, document
from tests.rehearsal.test_rehearsals import LOADED, OTHER, told
from tests.servers.fixtures import OpenWitness
from tests.servers.process import RunningServer
from tests.simulator.server import Simulator


@pytest.fixture(scope="module", name="newer")
def started() -> Iterator[Simulator]:
    with simulator.start("2.6") as server:
        yield server


def own(world: World, alias: str) -> list[str]:
    """List all collections of a server, migrator's own included."""
    with open_session(world.project().data.connection(alias)) as session:
        return sorted(session.client.call("ShowCollections", {}).collection_names)


def rehearsed(world: World, *manifests: dict[str, object], scratch: str | None) -> Rehearsal:
    world.write(*manifests)
    return world.project().rehearse(on="it", scratch=scratch)


def test_an_embedded_server_is_the_default(
    tmp_path: Path, lite_clean: RunningServer, open_witness: OpenWitness
) -> None:
    world = World(tmp_path, {"it": lite_clean})
    world.apply(collection(indexes=[INDEX], partitions=["en"], load=LOADED))
    open_witness(lite_clean).insert("articles", rows(5))
    changed = collection(indexes=[OTHER], partitions=["en", "de"], properties={"note": "x"})
    found = rehearsed(world, changed, scratch=None)
    assert {each.verdict for each in found.steps} == {Verdict.DONE}
    assert {"DropIndex", "CreatePartition"} <= {each.step.op for each in found.steps}
    assert found.converges
    assert found.is_whole
    assert (found.scratch.server, found.scratch.where) == (
        found.plan.target.server,
        "a temporary folder",
    )
    client = open_witness(lite_clean)
    counted = client.query("articles", output_fields=["count(*)"])
    assert counted[0]["count(*)"] == 5
    assert "de" not in client.list_partitions("articles")


def test_what_lite_refuses_is_a_step_that_fails(tmp_path: Path, newer: Simulator) -> None:
    newer.reset()
    world = World(tmp_path, {"it": newer})
    kept_by_lite = {"name": "_seq", "dtype": "Int64"}
    found = rehearsed(
        world,
        document("Collection", "articles", {"fields": [*FIELDS, kept_by_lite]}),
        document("Collection", "docs", {"fields": FIELDS}),
        scratch=None,
    )
    assert told(found) == ["failed CreateCollection", "done CreateCollection"]
    assert "_seq" in found.steps[0].why
    assert not found.converges


@pytest.mark.slow
def test_what_lite_cannot_do_is_said_and_the_rest_is_rehearsed(
    tmp_path: Path, newer: Simulator
) -> None:
    newer.reset()
    world = World(tmp_path, {"it": newer})
    partial = {"state": "loaded", "partitions": ["en"]}
    world.apply(collection(indexes=[INDEX], partitions=["en", "de"], load=partial))
    found = rehearsed(
        world,
        collection(
            indexes=[OTHER], partitions=["en", "de"], load={**partial, "partitions": ["de", "en"]}
        ),
        document(
            "Collection",
            "binary",
            {"fields": [*FIELDS, {"name": "b", "dtype": "BinaryVector", "dim": 8}]},
        ),
        scratch=None,
    )
    said = {(each.step.op, each.step.address.name): each for each in found.steps}
    made = said["CreateCollection", "binary"]
    assert made.verdict is Verdict.NOT_REHEARSED
    assert "does not serve BinaryVector" in made.why
    loaded = said["LoadPartitions", "articles"]
    assert loaded.verdict is Verdict.NOT_REHEARSED
    assert "does not serve loading single partitions" in loaded.why
    assert said["CreateIndex", "articles.v"].verdict is Verdict.DONE
    assert [each.step.op for each in found.others] == ["LoadCollection"]
    assert found.converges
    assert not found.is_whole


@pytest.mark.live
@pytest.mark.slow
def test_milvus_is_rehearsed_on_lite(tmp_path: Path, milvus235_clean: RunningServer) -> None:
    world = World(tmp_path, {"it": milvus235_clean})
    world.apply(
        collection(indexes=[INDEX], partitions=["en"], aliases=["live"], load=LOADED),
    )
    before = own(world, "it")
    found = rehearsed(
        world,
        collection(indexes=[OTHER], partitions=["en", "de"], aliases=["live"], load=LOADED),
        collection("docs", indexes=[INDEX], aliases=["next"], load=LOADED),
        scratch=None,
    )
    assert {each.verdict for each in found.steps} == {Verdict.DONE}, told(found)
    assert found.converges
    assert found.is_whole
    assert own(world, "it") == before


@pytest.mark.live
def test_lite_is_rehearsed_on_milvus(
    tmp_path: Path,
    lite_clean: RunningServer,
    milvus235_clean: RunningServer,
    open_witness: OpenWitness,
) -> None:
    world = World(tmp_path, {"it": lite_clean, "spare": milvus235_clean})
    sparse = {"name": "s", "dtype": "SparseFloatVector"}
    world.apply(collection(indexes=[INDEX], load=LOADED))
    found = rehearsed(
        world,
        collection(indexes=[OTHER], partitions=["en"], load=LOADED),
        document("Collection", "texts", {"fields": [*FIELDS[:2], sparse]}),
        scratch="spare",
    )
    said = {(each.step.op, each.step.address.name): each for each in found.steps}
    assert said["CreateIndex", "articles.v"].verdict is Verdict.DONE
    assert said["CreatePartition", "articles/en"].verdict is Verdict.DONE
    made = said["CreateCollection", "texts"]
    assert made.verdict is Verdict.NOT_REHEARSED
    assert made.why == "field s: Milvus 2.3.5 does not serve SparseFloatVector"
    assert found.converges, found
    assert not found.is_whole
    assert own(world, "spare") == []
    assert collections(open_witness(lite_clean)) == ["articles"]
