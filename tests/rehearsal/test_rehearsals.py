"""Rehearsals on simulated servers: what they show, what they refuse, and what they leave."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message

from migrator import generations
from migrator.commands.rehearse import rehearse
from migrator.commands.selection import Selection
from migrator.commands.session import open_session
from migrator.errors import Locked, Protected, Refused, StalePlan, WrongServer
from migrator.generations import this_process
from migrator.identity import ensure_identity, read_identity
from migrator.lease import Lease, holding
from migrator.milvus.methods import method
from migrator.rehearsal.report import Rehearsal, Verdict
from tests import simulator
from tests.contract.test_collections import FIELDS, INDEX, collection
from tests.contract.world import World, approval, document
from tests.simulator.server import Simulator

OTHER = {"field_name": "v", "index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": 64}}
LOADED = {"state": "loaded"}


@pytest.fixture(scope="module")
def started() -> Iterator[tuple[Simulator, Simulator]]:
    with simulator.start("2.6") as one, simulator.start("2.6") as other:
        yield one, other


@pytest.fixture
def target(started: tuple[Simulator, Simulator]) -> Simulator:
    started[0].reset()
    return started[0]


@pytest.fixture
def spare(started: tuple[Simulator, Simulator]) -> Simulator:
    started[1].reset()
    return started[1]


@pytest.fixture
def world(tmp_path: Path, target: Simulator, spare: Simulator) -> World:
    return World(tmp_path, {"it": target, "spare": spare})


def rehearsed(world: World, *manifests: dict[str, object]) -> Rehearsal:
    """Rehearse manifests on the spare server."""
    world.write(*manifests)
    return world.project().rehearse(scratch="spare")


def there(server: Simulator) -> list[str]:
    """Everything that a server holds, migrator's own included."""
    with server.lock:
        made = [f"{each.database}/{each.name}" for each in server.state.all_collections()]
        return sorted([*made, *(server.state.databases.keys() - {"default"})])


def told(found: Rehearsal) -> list[str]:
    return [f"{each.verdict} {each.step.op}" for each in found.steps]


def test_a_plan_of_every_sort_is_rehearsed_whole_and_nothing_is_left(
    world: World, target: Simulator, spare: Simulator
) -> None:
    shop = document("Database", "shop")
    world.apply(
        shop,
        collection(indexes=[INDEX], partitions=["en"], load=LOADED),
        collection("docs", indexes=[INDEX], aliases=["live"], load=LOADED),
        collection("gone"),
        collection("wide"),
    )
    before = there(target)
    target.counts.clear()
    found = rehearsed(
        world,
        shop,
        document("Collection", "orders", {"fields": FIELDS}, database="shop"),
        collection(indexes=[OTHER], partitions=["de"], load=LOADED, properties={"note": "x"}),
        document(
            "Collection",
            "papers",
            {"fields": FIELDS, "indexes": [INDEX], "aliases": ["live"], "load": LOADED},
            previous_name="docs",
        ),
        document("Collection", "gone", ensure="absent"),
        document(
            "Collection",
            "wide",
            {
                "fields": [*FIELDS, {"name": "n", "dtype": "Int64"}],
                "replace": {"strategy": "recreate"},
            },
        ),
    )
    assert set(told(found)) == {f"done {step.op}" for step in found.plan.steps}
    assert {"DropIndex", "DropCollection", "RenameCollection", "ReleaseCollection"} <= {
        step.op for step in found.plan.steps
    }
    assert (found.others, found.omissions, found.remaining, found.left) == ((), (), (), ())
    assert found.converges
    assert found.is_whole
    assert there(spare) == []
    assert there(target) == before
    # Nothing but reads went to the target.
    assert [rpc for rpc in target.counts if not method(rpc).is_read] == []


def test_approvals_are_not_needed_and_the_report_says_which_apply_needs(
    world: World, spare: Simulator
) -> None:
    world.apply(collection())
    found = rehearsed(world, document("Collection", "articles", ensure="absent"))
    assert told(found) == ["done DropCollection"]
    assert found.converges
    assert [each.code for each in found.plan.refusals] == ["MIG610"]
    assert there(spare) == []


def test_nothing_is_made_for_an_empty_plan(world: World, spare: Simulator) -> None:
    world.apply(collection())
    found = world.project().rehearse(scratch="spare")
    assert (found.steps, found.converges, found.is_whole) == ((), True, True)
    assert [rpc for rpc in spare.counts if not method(rpc).is_read] == []


def test_what_no_approval_makes_possible_is_refused(world: World, spare: Simulator) -> None:
    world.apply(collection())
    more = [*FIELDS, {"name": "n", "dtype": "Int64"}]
    world.write(document("Collection", "articles", {"fields": more}))
    with pytest.raises(Refused, match="MIG611: Collection default/articles"):
        world.project().rehearse(scratch="spare")
    assert spare.counts.total() == 0


def test_a_step_that_the_scratch_server_refuses_is_said_and_all_is_removed(
    world: World, spare: Simulator
) -> None:
    world.apply(collection())
    spare.faults.refuse("CreateIndex", 1100, "no such thing", nth=None)
    found = rehearsed(world, collection(indexes=[INDEX], properties={"note": "x"}))
    assert told(found) == [
        "done AlterCollection",
        "failed CreateIndex",
        "not begun WaitIndex",
    ]
    assert "no such thing" in found.steps[1].why
    assert not found.converges
    assert there(spare) == []


def test_a_target_that_cannot_be_made_again_is_said(world: World, spare: Simulator) -> None:
    world.apply(collection(indexes=[INDEX]))
    spare.faults.refuse("CreateIndex", 1100, "no such thing", nth=None)
    found = rehearsed(world, collection(indexes=[INDEX], properties={"note": "x"}))
    assert told(found) == ["not begun AlterCollection"]
    assert "could not be made like it: Index default/articles.v: build HNSW: " in found.problem
    assert not found.converges
    assert there(spare) == []


def forgetful(server: Simulator) -> None:
    """Let a server lose the properties of collections when it builds an index."""
    answer = server.answer

    @functools.wraps(answer)
    def forget(rpc: str, request: Any, context: Any) -> Message:
        told = answer(rpc, request, context)
        if rpc == "CreateIndex":
            with server.lock:
                for made in server.state.all_collections():
                    made.properties.pop("note", None)
        return told

    server.answer = forget  # type: ignore[method-assign]


def test_what_does_not_converge_is_said(tmp_path: Path, target: Simulator) -> None:
    with simulator.start("2.6") as odd:
        forgetful(odd)
        world = World(tmp_path, {"it": target, "spare": odd})
        world.apply(collection())
        found = rehearsed(world, collection(indexes=[INDEX], properties={"note": "x"}))
        assert {each.verdict for each in found.steps} == {Verdict.DONE}
        assert [[field.name for field in each.fields] for each in found.remaining] == [
            ["properties.note"]
        ]
        assert not found.converges
        assert there(odd) == []


def test_an_older_server_says_what_it_cannot_do(tmp_path: Path, target: Simulator) -> None:
    with simulator.start("2.3") as old:
        world = World(tmp_path, {"it": target, "spare": old})
        world.apply(collection(indexes=[INDEX]))
        more = [*FIELDS, {"name": "n", "dtype": "VarChar", "max_length": 9, "nullable": True}]
        found = rehearsed(
            world,
            document("Collection", "articles", {"fields": more, "indexes": [OTHER]}),
            document("Collection", "docs", {"fields": FIELDS}),
        )
        said = {each.step.op: (each.verdict, each.why) for each in found.steps}
        assert said["CreateCollection"] == (Verdict.DONE, "")
        verdict, why = said["AddCollectionField"]
        assert verdict is Verdict.NOT_REHEARSED
        assert why == "field n: Milvus 2.3.5 does not serve nullable fields"
        assert found.converges
        assert not found.is_whole
        assert there(old) == []


def test_a_step_that_needs_another_way_there_says_why(tmp_path: Path, target: Simulator) -> None:
    with simulator.start("2.3") as old:
        world = World(tmp_path, {"it": target, "spare": old})
        world.apply(document("Collection", "articles", {"fields": FIELDS}))
        found = rehearsed(
            world, document("Collection", "articles", {"fields": FIELDS, "description": "new"})
        )
        assert told(found) == ["not rehearsed AlterCollection"]
        assert found.steps[0].why == "Milvus 2.3.5 cannot change description in place"
        assert found.converges
        assert not found.is_whole


# --- whose server it is


def test_a_server_that_holds_something_is_refused(world: World, spare: Simulator) -> None:
    world.apply(document("Collection", "mine", {"fields": FIELDS}), on="spare")
    before = there(spare)
    with pytest.raises(Refused, match="spare is not empty: it has Collection default/mine"):
        rehearsed(world, collection())
    assert there(spare) == before


def test_a_database_that_is_there_is_something(world: World) -> None:
    shop = document("Database", "shop")
    world.apply(shop, on="spare")
    with pytest.raises(Refused, match="it has Database shop"):
        rehearsed(world, shop)
    assert rehearsed(world, collection()).converges


def test_what_migrator_had_there_before_stays(world: World, spare: Simulator) -> None:
    world.apply(document("Database", "other"), on="spare")
    with open_session(world.project().data.connection("spare")) as session:
        identity = read_identity(session.client)
        generation = generations.listed(session.client)[-1]
    assert rehearsed(world, collection(indexes=[INDEX])).converges
    with open_session(world.project().data.connection("spare")) as session:
        assert read_identity(session.client) == identity
        held = generations.current(session.client)
        assert held is not None
        assert (held.generation, held.released) == (generation + 1, True)
    assert len(there(spare)) == 3


def test_the_target_is_no_scratch_server(world: World, target: Simulator) -> None:
    world.write(collection())
    with pytest.raises(WrongServer, match="it is the same server as it"):
        world.project().rehearse(scratch="it")
    assert target.counts.total() == 0


@pytest.mark.parametrize("applied", [False, True])
def test_the_target_is_recognised_under_another_name(
    world: World, target: Simulator, applied: bool
) -> None:
    world.uris["spare"] = f"http://localhost:{target.port}"
    if applied:
        with open_session(world.project().data.connection("it")) as session:
            ensure_identity(session.client)
    before = there(target)
    with pytest.raises(WrongServer, match="spare is the same server as it"):
        rehearsed(world, collection())
    assert there(target) == before


def test_a_protected_server_is_refused(world: World, spare: Simulator) -> None:
    world.more = {"protected": True}
    with pytest.raises(Protected, match="spare is protected"):
        rehearsed(world, collection())
    assert spare.counts.total() == 0


def test_a_server_that_somebody_works_with_is_refused(world: World, spare: Simulator) -> None:
    world.write(collection())
    with (
        open_session(world.project().data.connection("spare")) as session,
        holding(Lease(session.client, this_process())),
        pytest.raises(Locked),
    ):
        world.project().rehearse(scratch="spare")
    assert there(spare) == ["default/_migrator_lease_00000001"]


@pytest.mark.parametrize("at", ["making spare", "rehearsing the plan"])
def test_an_interruption_leaves_nothing(world: World, spare: Simulator, at: str) -> None:
    world.apply(collection())
    world.write(collection(indexes=[INDEX]))

    def stop(text: str) -> None:
        if text.startswith(at):
            raise KeyboardInterrupt

    today = datetime.now(UTC).date()
    with pytest.raises(KeyboardInterrupt):
        rehearse(world.project().data, "it", Selection(), today, scratch="spare", say=stop)
    assert there(spare) == []


def test_what_cannot_be_removed_is_said(world: World, spare: Simulator) -> None:
    spare.faults.refuse("DropCollection", 1100, "not now", nth=1)
    found = rehearsed(world, collection())
    assert found.converges
    assert ["not now" in text for text in found.left] == [True]
    assert there(spare) == ["default/articles"]


# --- saved plans


def test_a_saved_plan_is_rehearsed_as_it_is(world: World, spare: Simulator) -> None:
    world.apply(collection(indexes=[INDEX], load=LOADED))
    file = world.folder / "plan.json"
    world.plan(collection(indexes=[OTHER], load=LOADED)).save(file)
    world.write(collection("docs"))
    found = world.project().saved_plan(file).rehearse(scratch="spare")
    assert found.steps
    assert {each.verdict for each in found.steps} == {Verdict.DONE}
    assert found.converges
    assert found.is_whole
    assert there(spare) == []


def test_a_plan_whose_target_has_changed_is_refused(world: World, spare: Simulator) -> None:
    world.apply(collection(properties={"note": "x"}))
    plan = world.plan(collection(properties={"note": "y"}))
    world.apply(collection(properties={"note": "z"}))
    with pytest.raises(StalePlan):
        plan.rehearse(scratch="spare")
    assert spare.counts.total() == 0


def test_what_a_killed_apply_has_done_is_not_done_again(world: World) -> None:
    from migrator.execute import run

    world.apply(collection())
    plan = world.plan(collection(indexes=[INDEX], properties={"note": "x"}))
    cut = replace(plan.data, steps=plan.data.steps[:1])
    with open_session(world.project().data.connection("it")) as session:
        assert run(cut, session.client, lambda _event: None).complete
    found = plan.rehearse(scratch="spare")
    assert told(found) == [
        "done before AlterCollection",
        "done CreateIndex",
        "done WaitIndex",
    ]
    assert found.converges
    assert found.is_whole


def test_an_alias_moves_away_from_what_nobody_declares(world: World) -> None:
    old = collection("old", indexes=[INDEX], aliases=["live"], load=LOADED)
    world.apply(old)
    found = rehearsed(world, collection(indexes=[INDEX], aliases=["live"], load=LOADED))
    assert "done AlterAlias" in told(found)
    assert found.converges
    assert found.is_whole


def test_approved_changes_are_rehearsed_alike(world: World) -> None:
    world.apply(collection(partitions=["en"]))
    gone = document("Partition", "en", {"collection_name": "articles"}, ensure="absent")
    found = rehearsed(
        world, collection(), gone, approval("drop-partition", "Partition default/articles/en")
    )
    assert told(found) == ["done DropPartition"]
    assert found.plan.refusals == ()
