"""Saved plans: bound to the state they were made from, resumed after a kill, guarded by rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from migrator import ApplyError, Plan
from migrator.capabilities import capabilities_of
from migrator.commands.session import open_session
from migrator.errors import StalePlan
from migrator.execute import Event, Phase, run
from tests.contract.test_collections import FIELDS, INDEX, collection, rows
from tests.contract.world import World, approval, collections, document, index_params
from tests.faults.plans import migrations
from tests.servers.fixtures import OpenWitness
from tests.servers.raw import Raw
from tests.servers.server import Server
from tests.simulator.server import Simulator

OTHER = {"field_name": "v", "index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": 64}}


def saved(world: World, *manifests: Mapping[str, object]) -> Path:
    file = world.folder / "plan.json"
    world.plan(*manifests).save(file)
    return file


def carry_out(world: World, file: Path, steps: int) -> None:
    """Do the first so many steps of a saved plan, as an apply that was killed after them."""
    from dataclasses import replace

    plan = world.project().saved_plan(file).data
    cut = replace(plan, steps=plan.steps[:steps])
    with open_session(world.project().data.connection("it")) as session:
        from migrator.identity import ensure_identity

        ensure_identity(session.client)
        assert run(cut, session.client, lambda _event: None).complete


def length(world: World, file: Path) -> int:
    return len(world.project().saved_plan(file).data.steps)


def _keeps_aliased_names(server: Server) -> bool:
    """Whether it renames no collection that has aliases, which 2.4 does from 2.4.14 on."""
    return server.kind == "simulator-2.4"


def prepared(world: World, milvus: Server, open_witness: OpenWitness) -> Path:
    """Bring a server into a state, and save a plan that uses most kinds of steps."""
    world.apply(
        collection(indexes=[INDEX], partitions=["a", "b"], load={"state": "loaded"}),
        collection("docs", aliases=[] if _keeps_aliased_names(milvus) else ["live"]),
    )
    open_witness(milvus).insert("articles", rows(5), partition_name="a")
    return saved(
        world,
        collection(
            indexes=[OTHER],
            partitions=["a", {"name": "b", "ensure": "absent"}, "c"],
            properties={"note": "x"},
        ),
        document(
            "Collection",
            "papers",
            {"indexes": [INDEX], "properties": {"note": "y"}},
            previous_name="docs",
        ),
        collection("fresh", indexes=[INDEX], aliases=["newest"], load={"state": "loaded"}),
        approval("drop-partition", "Partition default/articles/b"),
    )


@pytest.mark.parametrize("part", [0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0])
def test_a_killed_apply_of_a_saved_plan_goes_on_where_it_was(
    world: World, milvus: Server, open_witness: OpenWitness, part: float
) -> None:
    file = prepared(world, milvus, open_witness)
    carry_out(world, file, int(part * length(world, file)))
    outcome = world.project().saved_plan(file).apply()
    assert outcome.complete
    assert world.plan().is_empty
    client = open_witness(milvus)
    assert collections(client) == ["articles", "fresh", "papers"]
    assert index_params(client, "articles")["index_type"] == "IVF_FLAT"
    assert client.get_load_state("articles")["state"].name == "Loaded"
    counted = client.query("articles", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 5


@pytest.mark.parametrize("steps", [2, 3, 4, 5, 6, 7])
def test_a_killed_apply_of_a_plan_that_drops_goes_on_where_it_was(world: World, steps: int) -> None:
    """What goes with a collection or a database has no steps of its own."""
    loaded = {"indexes": [INDEX], "load": {"state": "loaded"}}
    shop = document("Database", "shop", {})
    orders = document("Collection", "orders", {"fields": FIELDS}, database="shop")
    world.apply(
        shop, orders, collection(partitions=["a", "b"], **loaded), collection("docs", **loaded)
    )
    absent = {"ensure": "absent"}
    file = saved(
        world,
        document("Database", "shop", **absent),
        document("Collection", "orders", database="shop", **absent),
        collection(partitions=["a", {"name": "b", **absent}], **loaded),
        document("Collection", "docs", **absent),
        approval("drop-database", "Database shop"),
        approval("drop-collection", "Collection shop/orders"),
        approval("drop-collection", "Collection default/docs"),
        approval("drop-partition", "Partition default/articles/b"),
    )
    carry_out(world, file, min(steps, length(world, file)))
    assert world.project().saved_plan(file).apply().complete
    assert world.plan().is_empty


@pytest.mark.parametrize("name", ["simulator-2.3", "simulator-3.0"])
def test_a_killed_apply_about_access_goes_on_where_it_was(
    simulators: dict[str, Simulator], tmp_path: Path, name: str
) -> None:
    server = simulators[name]
    server.reset()
    world = World(tmp_path, {"it": server})
    (tmp_path / "password").write_text("for-those-who-walk", "utf-8")
    with Raw(server.endpoint) as raw:
        capabilities = capabilities_of(raw("GetVersion").version)
    (access,) = (each for each in migrations(capabilities) if each.name == "access")
    world.apply(*access.base)
    file = saved(world, *access.desired)
    before = server.saved()
    steps = length(world, file)
    assert steps >= 10
    for count in range(1, steps + 1):
        server.restore(before)
        carry_out(world, file, count)
        assert world.project().saved_plan(file).apply().complete
        assert world.plan().is_empty


def test_a_changed_object_makes_a_saved_plan_stale(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(), collection("docs"))
    file = saved(world, collection(properties={"note": "x"}), collection("docs"))
    open_witness(milvus).alter_collection_properties("docs", {"by": "somebody"})
    with pytest.raises(StalePlan, match="Collection default/docs differs"):
        world.project().saved_plan(file).apply()


def test_a_change_beside_completed_steps_is_not_taken_for_a_resume(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    file = prepared(world, milvus, open_witness)
    carry_out(world, file, 3)
    open_witness(milvus).alter_collection_properties("articles", {"by": "somebody"})
    with pytest.raises(StalePlan, match="articles differs"):
        world.project().saved_plan(file).apply()


def test_a_plan_is_applied_once(world: World) -> None:
    file = saved(world, collection())
    project = world.project()
    assert project.saved_plan(file).apply().complete
    again = project.saved_plan(file).apply()
    assert again.complete
    assert project.plan().is_empty


def test_a_collection_that_was_made_anew_meanwhile_makes_a_plan_stale(
    world: World, milvus: Server, open_witness: OpenWitness, is_lite: bool
) -> None:
    if is_lite:
        pytest.skip("Lite gives its collections no ids.")
    world.apply(collection())
    file = saved(world, collection(properties={"note": "x"}))
    kept = world.export()
    open_witness(milvus).drop_collection("articles")
    world.project()
    world.apply(kept)
    with pytest.raises(StalePlan, match="articles differs"):
        world.project().saved_plan(file).apply()


def test_an_index_that_was_put_back_as_it_was_makes_no_plan_stale(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    """As a failed window does it; its id is another then, on servers that give it one."""
    world.apply(collection(indexes=[INDEX]))
    file = saved(world, collection(indexes=[OTHER], properties={"note": "x"}))
    client = open_witness(milvus)
    client.release_collection("articles")
    client.drop_index("articles", "v")
    world.project()
    world.apply(collection(indexes=[INDEX]))
    assert world.project().saved_plan(file).apply().complete
    assert index_params(open_witness(milvus), "articles")["index_type"] == "IVF_FLAT"


def test_a_change_in_mid_apply_stops_the_rest(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(), collection("docs"))
    plan = world.plan(
        collection(partitions=["a"], properties={"note": "x"}),
        document("Collection", "docs", {"properties": {"note": "y"}}),
    )
    world.limits = {"parallelism": 1}
    client = open_witness(milvus)
    meddled: list[str] = []

    def meddle(event: Event) -> None:
        if event.phase is Phase.DONE and not meddled:
            meddled.append(event.step.id)
            client.alter_collection_properties("docs", {"by": "somebody"})

    with pytest.raises(ApplyError, match="docs is not as the plan left it"):
        Plan(world.project(), plan.data).apply(meddle)


def test_rows_that_came_since_stop_a_drop_that_was_to_be_of_nothing(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    gone = document("Collection", "articles", ensure="absent")
    file = saved(world, gone, approval("drop-collection", "Collection default/articles"))
    open_witness(milvus).insert("articles", rows(2))
    with pytest.raises(StalePlan, match="2 rows would be destroyed by now"):
        world.project().saved_plan(file).apply()
    assert collections(open_witness(milvus)) == ["articles"]


def test_rows_beyond_an_approval_stop_a_partition_from_being_dropped(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], partitions=["a"], load={"state": "loaded"}))
    open_witness(milvus).insert("articles", rows(2), partition_name="a")
    gone = collection(indexes=[INDEX], partitions=[{"name": "a", "ensure": "absent"}])
    allowed = approval("drop-partition", "Partition default/articles/a", max_rows=3)
    file = saved(world, gone, allowed)
    more = [{**row, "id": n + 10} for n, row in enumerate(rows(2))]
    open_witness(milvus).insert("articles", more, partition_name="a")
    with pytest.raises(StalePlan, match="4 rows would be destroyed by now, at most 3 may be"):
        world.project().saved_plan(file).apply()
    assert "a" in open_witness(milvus).list_partitions("articles")
