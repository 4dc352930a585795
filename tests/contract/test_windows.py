"""What is loaded before is loaded after: windows, failures in them, and kills."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import ApplyError
from migrator.commands.session import open_session
from migrator.execute import run
from migrator.plan import Plan as PlanData
from tests.contract.test_collections import FIELDS, INDEX, collection, rows
from tests.contract.world import World, document, index_params
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server

OTHER = {"field_name": "v", "index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": 64}}


def stop_after(world: World, plan: PlanData, op: str) -> None:
    """Carry out a plan's steps up to the first of an op, as a killed apply would have."""
    kept = []
    for step in plan.steps:
        kept.append(step)
        if step.op == op:
            break
    cut = replace(plan, steps=tuple(kept))
    with open_session(world.project().data.connection("it")) as session:
        outcome = run(cut, session.client, lambda _event: None)
    assert outcome.complete


def is_loaded(server: Server, open_witness: OpenWitness) -> bool:
    name: str = open_witness(server).get_load_state("articles")["state"].name
    return name == "Loaded"


@pytest.mark.parametrize("op", ["ReleaseCollection", "DropIndex", "CreateIndex", "WaitIndex"])
def test_a_killed_window_is_restored_by_the_plan_that_it_was_for(
    world: World, milvus: Server, open_witness: OpenWitness, is_lite: bool, op: str
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    open_witness(milvus).insert("articles", rows(5))
    plan = world.plan(collection(indexes=[OTHER]))
    stop_after(world, plan.data, op)
    # Lite takes a collection without an index for loaded.
    assert not is_loaded(milvus, open_witness) or (is_lite and op != "ReleaseCollection")
    world.apply(collection(indexes=[OTHER]))
    assert is_loaded(milvus, open_witness)
    assert index_params(open_witness(milvus), "articles")["index_type"] == "IVF_FLAT"


def test_a_killed_window_is_restored_by_any_later_plan(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    open_witness(milvus).insert("articles", rows(5))
    plan = world.plan(collection(indexes=[OTHER]))
    stop_after(world, plan.data, "DropIndex")
    other = document("Collection", "papers", {"fields": FIELDS})
    world.apply(other)
    assert is_loaded(milvus, open_witness)
    params = index_params(open_witness(milvus), "articles")
    assert (params["index_type"], params["M"], params["efConstruction"]) == ("HNSW", "8", "32")
    counted = open_witness(milvus).query(
        "articles", output_fields=["count(*)"], consistency_level="Strong"
    )
    assert counted[0]["count(*)"] == 5


def test_what_a_manifest_leaves_out_survives_a_killed_rebuild(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    partly = {"field_name": "v", "metric_type": "L2", "params": {"M": 16}}
    plan = world.plan(collection(indexes=[partly]))
    stop_after(world, plan.data, "DropIndex")
    world.apply(collection(indexes=[partly]))
    params = index_params(open_witness(milvus), "articles")
    assert (params["index_type"], params["M"], params["efConstruction"]) == ("HNSW", "16", "32")


def test_nothing_is_restored_once_a_window_is_over(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    world.apply(collection(indexes=[OTHER]))
    open_witness(milvus).release_collection("articles")
    assert world.plan(collection(indexes=[OTHER])).is_empty


def test_an_index_that_cannot_be_built_is_put_back_and_loaded(
    world: World, milvus: Server, open_witness: OpenWitness, is_lite: bool
) -> None:
    if is_lite:
        pytest.skip("Lite takes any parameters; there is no build that it refuses.")
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    open_witness(milvus).insert("articles", rows(5))
    # 4 dimensions cannot be cut into 3 equal parts, which only the server knows.
    wrong = {**OTHER, "index_type": "IVF_PQ", "metric_type": "L2", "params": {"nlist": 4, "m": 3}}
    plan = world.plan(collection(indexes=[wrong]))
    with pytest.raises(ApplyError):
        plan.apply()
    assert is_loaded(milvus, open_witness)
    params = index_params(open_witness(milvus), "articles")
    assert (params["index_type"], params["M"]) == ("HNSW", "8")
    assert world.plan(collection(indexes=[INDEX])).is_empty


def test_a_partly_loaded_collection_is_partly_loaded_after(
    world: World, milvus: Server, open_witness: OpenWitness, is_lite: bool
) -> None:
    if is_lite:
        pytest.skip("Lite does not load single partitions.")
    wanted = {"state": "loaded", "partitions": ["a"]}
    world.apply(collection(indexes=[INDEX], partitions=["a", "b"], load=wanted))
    world.apply(collection(indexes=[OTHER], partitions=["a", "b"]))
    client = open_witness(milvus)
    states = {
        name: client.get_load_state("articles", partition_name=name)["state"].name
        for name in ("a", "b", "_default")
    }
    assert states == {"a": "Loaded", "b": "NotLoad", "_default": "NotLoad"}
