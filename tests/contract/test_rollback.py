"""Rollbacks: apply, plan back, apply that; what is live then is what was live before."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from migrator import ApplyError, Plan, history, live
from migrator.capabilities import Capabilities
from migrator.commands.session import open_session
from migrator.errors import NoRecord
from migrator.execute import Event, Phase
from migrator.export import exportable
from migrator.history import SLOT_BYTES, SLOTS, Entry, Result
from migrator.identity import ensure_identity, read_own
from migrator.kinds.base import Scope
from tests.contract.test_collections import FIELDS, INDEX, collection, rows
from tests.contract.world import World, approval, collections, document, index_params, shown
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server

OTHER = {"field_name": "v", "index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": 64}}
ABSENT = {"ensure": "absent"}


def there(world: World) -> dict[str, object]:
    """Everything that is on the server, as data by address."""
    with open_session(world.project().data.connection("it")) as session:
        state = exportable(live.read(session.client, Scope()))
        return {str(each.address): each.spec.managed() for each in state.resources.values()}


def codes(plan: Plan) -> list[str]:
    return [finding.code for finding in plan.data.findings if finding.code.startswith("MIG62")]


def rolled_back(world: World) -> Plan:
    """Plan back, save that, and apply what was saved."""
    file = world.folder / "back.json"
    plan = world.project().rollback()
    plan.save(file)
    assert world.project().saved_plan(file).apply().complete
    return plan


def test_changed_properties_go_back(world: World) -> None:
    world.apply(collection(properties={"note": "x", "other": "1"}))
    before = there(world)
    world.apply(collection(properties={"note": "y", "other": "2"}))
    plan = rolled_back(world)
    assert shown(plan) == ["update Collection default/articles"]
    assert codes(plan) == []
    assert there(world) == before
    assert world.project().rollback().data.steps


def test_a_property_that_was_not_set_goes_where_it_can_be_removed(
    world: World, capabilities: Capabilities
) -> None:
    world.apply(collection(properties={"note": "x"}))
    before = there(world)
    world.apply(collection(properties={"note": "y", "fresh": "1"}))
    plan = rolled_back(world)
    if capabilities.can("delete-properties"):
        assert codes(plan) == []
        assert there(world) == before
    else:
        assert codes(plan) == ["MIG621"]
        assert world.plan(collection(properties={"note": "x", "fresh": "1"})).is_empty


def test_an_index_is_built_as_it_was_and_loaded_again(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    open_witness(milvus).insert("articles", rows(5))
    before = there(world)
    world.apply(collection(indexes=[OTHER], load={"state": "loaded"}))
    assert shown(rolled_back(world)) == ["update Index default/articles.v"]
    assert there(world) == before
    client = open_witness(milvus)
    assert index_params(client, "articles")["index_type"] == "HNSW"
    counted = client.query("articles", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 5


def test_an_alias_moves_back(world: World) -> None:
    loaded = {"indexes": [INDEX], "load": {"state": "loaded"}}
    world.apply(collection(aliases=["live"], **loaded), collection("docs", **loaded))
    before = there(world)
    world.apply(collection(**loaded), collection("docs", aliases=["live"], **loaded))
    assert shown(rolled_back(world)) == ["update Alias default/live"]
    assert there(world) == before


def test_what_was_created_is_dropped_once_that_is_approved(world: World) -> None:
    world.apply(collection(indexes=[INDEX]))
    before = there(world)
    both = [
        collection(indexes=[INDEX], partitions=["en"]),
        collection("docs", indexes=[INDEX], partitions=["a"], aliases=["newest"]),
    ]
    world.apply(*both)
    refused = world.project().rollback().data.refusals
    assert {refusal.code for refusal in refused} == {"MIG610"}
    world.write(
        *both,
        approval("drop-collection", "Collection default/docs"),
        approval("drop-partition", "Partition default/articles/en"),
        approval("drop-alias", "Alias default/newest"),
    )
    plan = rolled_back(world)
    assert shown(plan) == [
        "delete Collection default/docs",
        "delete Partition default/articles/en",
        "delete Alias default/newest",
    ]
    assert there(world) == before


def test_a_renamed_collection_gets_its_name_and_its_index_back(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], partitions=["en"], properties={"note": "x"}))
    open_witness(milvus).insert("articles", rows(5))
    before = there(world)
    renamed = document(
        "Collection",
        "papers",
        {"fields": FIELDS, "indexes": [OTHER], "properties": {"note": "y"}},
        previous_name="articles",
    )
    world.apply(renamed)
    assert codes(rolled_back(world)) == []
    assert collections(open_witness(milvus)) == ["articles"]
    assert there(world) == before


def test_a_dropped_collection_comes_back_without_its_rows(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    made = collection(indexes=[INDEX], partitions=["en"], properties={"note": "x"})
    world.apply(made, collection("docs"))
    open_witness(milvus).insert("articles", rows(5))
    before = there(world)
    gone = document("Collection", "articles", ensure="absent")
    world.apply(gone, approval("drop-collection", "Collection default/articles"))
    plan = rolled_back(world)
    assert codes(plan) == ["MIG620"]
    assert there(world) == before


def test_a_recreated_collection_is_made_as_it_was(world: World) -> None:
    world.apply(collection(indexes=[INDEX], partitions=["en"]))
    before = there(world)
    wider = [*FIELDS[:2], {"name": "v", "dtype": "FloatVector", "dim": 8}]
    anew = document(
        "Collection",
        "articles",
        {"fields": wider, "indexes": [OTHER], "replace": {"strategy": "recreate"}},
    )
    allowed = approval("recreate-collection", "Collection default/articles")
    world.apply(anew, allowed)
    plan = rolled_back(world)
    assert codes(plan) == ["MIG620"]
    assert there(world) == before


def test_a_dropped_field_comes_back_without_its_values(
    world: World, capabilities: Capabilities
) -> None:
    if not capabilities.can("drop-field"):
        pytest.skip("This server drops no fields in place.")
    more = {"name": "more", "dtype": "Int64", "nullable": True}
    world.apply(document("Collection", "articles", {"fields": [*FIELDS, more]}))
    world.apply(
        document("Collection", "articles", {"fields": FIELDS}),
        approval("drop-field", "Field default/articles.more"),
    )
    plan = rolled_back(world)
    assert [(each.code, each.message) for each in plan.data.findings] == [
        ("MIG620", "not brought back: the values of field more")
    ]


def test_what_the_manifests_protect_is_not_rolled_back_away(world: World) -> None:
    fresh = document("Collection", "articles", {"fields": FIELDS}, protect=True)
    world.apply(fresh)
    world.write(fresh, approval("drop-collection", "Collection default/articles"))
    refusals = world.project().rollback().data.refusals
    assert [refusal.code for refusal in refusals] == ["MIG612"]


def test_an_apply_that_failed_half_way_goes_back(world: World) -> None:
    world.limits = {"parallelism": 1}
    world.apply(collection(properties={"note": "x"}), collection("docs", properties={"note": "x"}))
    before = there(world)
    plan = world.plan(
        collection(properties={"note": "y"}), collection("docs", properties={"note": "y"})
    )

    def stop(event: Event) -> None:
        if event.phase is Phase.DONE:
            raise KeyboardInterrupt

    with pytest.raises(ApplyError):
        plan.apply(stop)
    assert world.project().history()[0].result is Result.INTERRUPTED
    assert len(rolled_back(world).changes) == 1
    assert there(world) == before


def test_a_rollback_needs_nothing_but_the_server(world: World, tmp_path: Path) -> None:
    world.apply(collection(properties={"note": "x"}))
    before = there(world)
    world.apply(collection(properties={"note": "y"}))
    shutil.rmtree(tmp_path / ".migrator")
    rolled_back(world)
    assert there(world) == before


def test_where_history_is_off_the_journal_is_what_a_rollback_goes_by(
    world: World, tmp_path: Path
) -> None:
    world.more = {"history": "off"}
    world.apply(collection(properties={"note": "x"}))
    before = there(world)
    world.apply(collection(properties={"note": "y"}))
    with open_session(world.project().data.connection("it")) as session:
        assert history.read(session.own) == ()
    entries = world.project().history()
    assert [entry.is_local for entry in entries] == [True, True]
    rolled_back(world)
    assert there(world) == before
    shutil.rmtree(tmp_path / ".migrator")
    with pytest.raises(NoRecord, match="history is off"):
        world.project().rollback()


def test_the_history_tells_each_apply_and_no_empty_one(world: World) -> None:
    world.apply(collection())
    world.apply(collection())
    world.apply(collection(properties={"note": "x"}))
    newest, first = world.project().history()
    assert (newest.seq, first.seq) == (2, 1)
    assert {newest.result, first.result} == {Result.COMPLETE}
    assert (dict(newest.counts), dict(first.counts)) == ({"update": 1}, {"create": 1})
    assert "@" in newest.who
    assert (newest.done, newest.steps) == (1, 1)


def test_the_ring_of_slots_is_overwritten_in_turn(world: World) -> None:
    world.apply(collection(properties={"note": "x"}))
    with open_session(world.project().data.connection("it")) as session:
        for seq in range(2, SLOTS + 5):
            history.write(session.client, Entry(seq, f"{seq}", "other", "p", "me@here", "2026"))
    entries = world.project().history()
    assert [entry.seq for entry in entries] == list(range(SLOTS + 4, 4, -1))
    world.apply(collection(properties={"note": "y"}))
    with open_session(world.project().data.connection("it")) as session:
        kept = {key: text for key, text in session.own.items() if key.startswith(history.PREFIX)}
        assert history.read(session.own)[0].seq == SLOTS + 5
        history.write(session.client, Entry(SLOTS + 6, "z", "other", "p", "me@here", "2026"))
    assert len(kept) == SLOTS
    # What another project has applied is not this one's to take back.
    assert shown(world.project().rollback()) == ["update Collection default/articles"]


def test_a_full_ring_fits_into_what_a_server_takes(world: World) -> None:
    with open_session(world.project().data.connection("it")) as session:
        ensure_identity(session.client)
        most = "x" * 3_400
        for seq in range(1, SLOTS + 1):
            made = Entry(seq, f"{seq}", "it", "sha256:" + 64 * "0", "me@here", "2026", before=most)
            history.write(session.client, made)
        own = read_own(session.client)
    slots = {key: text for key, text in own.items() if key.startswith(history.PREFIX)}
    assert len(slots) == SLOTS
    sizes = [len(key) + len(text) for key, text in slots.items()]
    assert 3_500 < min(sizes) <= max(sizes) <= SLOT_BYTES


def wide(seed: int) -> dict[str, object]:
    """A collection with as many fields as fit, with names that do not compress well."""
    chance = random.Random(seed)
    names = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=60)) for _ in range(59)]
    extra = [{"name": name, "dtype": "VarChar", "max_length": 64} for name in names]
    return {"fields": [*FIELDS, *extra]}


def test_what_is_too_large_for_a_slot_is_in_the_journal_alone(world: World, tmp_path: Path) -> None:
    many = [
        document("Collection", f"wide_{n}", {**wide(n), "properties": {"n": "1"}}) for n in (1, 2)
    ]
    world.apply(*many)
    before = there(world)
    changed = [document("Collection", f"wide_{n}", {"properties": {"n": "2"}}) for n in (1, 2)]
    outcome = world.plan(*changed).apply()
    assert ["too large for the server's history" in note for note in outcome.notes] == [True]
    newest = world.project().history()[0]
    assert newest.before == ""
    assert newest.before_bytes > SLOT_BYTES / 2
    rolled_back(world)
    assert there(world) == before
    world.apply(*changed)
    shutil.rmtree(tmp_path / ".migrator")
    with pytest.raises(NoRecord, match="too large for the server's history, and no journal here"):
        world.project().rollback()


def test_a_server_without_applies_has_nothing_to_go_back_to(world: World) -> None:
    world.write(collection())
    with pytest.raises(NoRecord, match="no record of an apply"):
        world.project().rollback()
