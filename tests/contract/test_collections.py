"""Collections: created, changed, renamed, made anew and dropped, on both servers."""

from __future__ import annotations

import pytest

from migrator import InvalidInput, Refused
from migrator.capabilities import Capabilities
from migrator.errors import ApprovalMissing
from migrator.model import Severity
from tests.contract.world import World, approval, collections, document, index_params, ops, shown
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server

FIELDS = [
    {"name": "id", "dtype": "Int64", "is_primary": True},
    {"name": "title", "dtype": "VarChar", "max_length": 64},
    {"name": "v", "dtype": "FloatVector", "dim": 4},
]
INDEX = {
    "field_name": "v",
    "index_type": "HNSW",
    "metric_type": "L2",
    "params": {"M": 8, "efConstruction": 32},
}


def collection(name: str = "articles", /, **spec: object) -> dict[str, object]:
    return document("Collection", name, {"fields": FIELDS, **spec})


def rows(count: int) -> list[dict[str, object]]:
    return [{"id": n, "title": f"t{n}", "v": [float(n), 0.0, 0.0, 1.0]} for n in range(count)]


def test_create_with_all_children_and_read_back(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    wanted = collection(
        enable_dynamic_field=True,
        indexes=[INDEX],
        partitions=["en", "de"],
        aliases=["articles_live"],
        properties={"collection.ttl.seconds": 86400},
        load={"state": "loaded"},
    )
    outcome = world.apply(wanted)
    assert len(outcome.done) == 8
    client = open_witness(milvus)
    described = client.describe_collection("articles")
    assert described["enable_dynamic_field"] is True
    assert [field["name"] for field in described["fields"]] == ["id", "title", "v"]
    assert described["properties"]["collection.ttl.seconds"] == "86400"
    assert sorted(client.list_partitions("articles")) == ["_default", "de", "en"]
    assert client.describe_alias("articles_live")["collection_name"] == "articles"
    assert client.get_load_state("articles")["state"].name == "Loaded"
    index = index_params(client, "articles")
    assert index["index_type"] == "HNSW"
    assert index["M"] == "8"


def test_create_sends_pymilvus_default_consistency(
    world: World, milvus: Server, open_witness: OpenWitness, is_lite: bool
) -> None:
    world.apply(collection())
    level = open_witness(milvus).describe_collection("articles")["consistency_level"]
    assert level == (0 if is_lite else 2)  # Lite keeps none and says Strong


def test_unset_is_unmanaged(world: World) -> None:
    full = collection(properties={"collection.ttl.seconds": 60}, enable_dynamic_field=True)
    world.apply(full)
    assert world.plan(document("Collection", "articles", {})).is_empty
    assert world.plan(collection()).is_empty


def test_set_a_property_in_place(world: World, milvus: Server, open_witness: OpenWitness) -> None:
    world.apply(collection(properties={"collection.ttl.seconds": 60}))
    client = open_witness(milvus)
    client.insert("articles", rows(3))
    plan = world.plan(collection(properties={"collection.ttl.seconds": 90}))
    assert shown(plan) == ["update Collection default/articles"]
    assert ops(plan) == ["AlterCollection Collection default/articles"]
    world.apply()
    described = open_witness(milvus).describe_collection("articles")
    assert described["properties"]["collection.ttl.seconds"] == "90"


@pytest.mark.parametrize("before", [None, 90], ids=["none before", "a longer one before"])
def test_a_shorter_ttl_destroys_and_needs_an_approval(world: World, before: int | None) -> None:
    world.apply(
        collection(**({"properties": {"collection.ttl.seconds": before}} if before else {}))
    )
    shorter = collection(properties={"collection.ttl.seconds": 60})
    plan = world.plan(shorter)
    assert plan.changes[0].severity is Severity.DESTROY
    with pytest.raises(ApprovalMissing, match="shorten-ttl"):
        plan.apply()
    world.apply(shorter, approval("shorten-ttl", "Collection default/articles"))


def test_remove_a_property(
    world: World, milvus: Server, open_witness: OpenWitness, capabilities: Capabilities
) -> None:
    world.apply(collection(properties={"mmap.enabled": True, "x": "1"}))
    gone = collection(properties={"x": None})
    if not capabilities.can("delete-properties"):
        with pytest.raises(Refused, match="cannot remove a property"):
            world.plan(gone).apply()
        return
    world.apply(gone)
    described = open_witness(milvus).describe_collection("articles")
    assert "x" not in described["properties"]
    assert described["properties"]["mmap.enabled"] == "true"


def test_rename_keeps_rows_children_and_aliases(
    world: World, milvus: Server, open_witness: OpenWitness, capabilities: Capabilities
) -> None:
    world.apply(collection(indexes=[INDEX], partitions=["en"], aliases=["live"]))
    open_witness(milvus).insert("articles", rows(5), partition_name="en")
    renamed = document(
        "Collection",
        "papers",
        {"fields": FIELDS, "indexes": [INDEX], "partitions": ["en"], "aliases": ["live"]},
        previous_name="articles",
    )
    plan = world.plan(renamed)
    if not capabilities.can("rename-with-aliases"):
        with pytest.raises(Refused, match="alias"):
            plan.apply()
        return
    assert ops(plan)[0] == "RenameCollection Collection default/papers"
    assert shown(plan) == ["update Collection default/papers"]
    world.apply()
    client = open_witness(milvus)
    assert collections(client) == ["papers"]
    assert client.describe_alias("live")["collection_name"] == "papers"
    client.load_collection("papers")
    counted = client.query("papers", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 5


def test_rename_with_both_names_there_is_refused(world: World) -> None:
    world.apply(collection("articles"), collection("docs"))
    both = document("Collection", "articles", {"fields": FIELDS}, previous_name="docs")
    with pytest.raises(InvalidInput) as caught:
        world.plan(both)
    assert [finding.code for finding in caught.value.findings] == ["MIG602"]


def test_a_changed_field_is_refused_without_a_strategy(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX]))
    wider = [*FIELDS[:2], {"name": "v", "dtype": "FloatVector", "dim": 8}]
    plan = world.plan(document("Collection", "articles", {"fields": wider}))
    assert shown(plan) == ["replace Collection default/articles"]
    assert plan.data.steps == ()
    with pytest.raises(Refused, match="strategy is refuse"):
        plan.apply()
    assert open_witness(milvus).describe_collection("articles")["fields"][2]["params"]["dim"] == 4


def test_recreate_needs_an_approval_and_puts_everything_back(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(
        collection(
            indexes=[INDEX],
            partitions=["en"],
            aliases=["live"],
            properties={"mmap.enabled": False},
            load={"state": "loaded"},
        )
    )
    open_witness(milvus).insert("articles", rows(7))
    wider = [*FIELDS[:2], {"name": "v", "dtype": "FloatVector", "dim": 8}]
    anew = document(
        "Collection", "articles", {"fields": wider, "replace": {"strategy": "recreate"}}
    )
    plan = world.plan(anew)
    replaced = plan.changes[0]
    assert replaced.severity is Severity.DESTROY
    assert replaced.rows == 7
    with pytest.raises(ApprovalMissing, match="recreate-collection"):
        plan.apply()
    world.apply(anew, approval("recreate-collection", "Collection default/articles"))
    client = open_witness(milvus)
    described = client.describe_collection("articles")
    assert described["fields"][2]["params"]["dim"] == 8
    assert described["properties"]["mmap.enabled"] == "false"
    assert client.describe_alias("live")["collection_name"] == "articles"
    assert sorted(client.list_partitions("articles")) == ["_default", "en"]
    assert client.get_load_state("articles")["state"].name == "Loaded"
    counted = client.query("articles", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 0


def test_a_collection_proven_empty_is_made_anew_without_an_approval(world: World) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    wider = [*FIELDS[:2], {"name": "v", "dtype": "FloatVector", "dim": 8}]
    anew = document(
        "Collection", "articles", {"fields": wider, "replace": {"strategy": "recreate"}}
    )
    plan = world.plan(anew)
    assert plan.changes[0].severity is Severity.REPLACE
    assert plan.changes[0].rows == 0
    world.apply(anew)


def test_drop_needs_an_approval_and_says_the_rows(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}), collection("kept"))
    open_witness(milvus).insert("articles", rows(4))
    gone = document("Collection", "articles", ensure="absent")
    plan = world.plan(gone)
    assert plan.changes[0].rows == 4
    with pytest.raises(ApprovalMissing) as caught:
        plan.apply()
    assert "allow: drop-collection" in caught.value.hint
    assert collections(open_witness(milvus)) == ["articles", "kept"]
    limited = approval("drop-collection", "Collection default/articles", max_rows=3)
    with pytest.raises(ApprovalMissing, match="allows 3 rows, 4 rows are at stake"):
        world.plan(gone, limited).apply()
    world.apply(gone, approval("drop-collection", "Collection default/articles", max_rows=4))
    assert collections(open_witness(milvus)) == ["kept"]


def test_a_protected_collection_is_not_dropped_even_with_an_approval(world: World) -> None:
    world.apply(collection())
    gone = document("Collection", "articles", ensure="absent", protect=True)
    allowed = approval("drop-collection", "Collection default/articles")
    with pytest.raises(Refused, match="protect"):
        world.plan(gone, allowed).apply()


def test_load_and_release(world: World, milvus: Server, open_witness: OpenWitness) -> None:
    def state() -> str:
        name: str = open_witness(milvus).get_load_state("articles")["state"].name
        return name

    world.apply(collection(indexes=[INDEX], load={"state": "released"}))
    assert state() == "NotLoad"
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    assert state() == "Loaded"
    assert world.plan(collection(indexes=[INDEX])).is_empty
    # Lite knows no replicas, and has what is loaded once.
    assert world.plan(collection(indexes=[INDEX], load={"replica_number": 1})).is_empty
    plan = world.plan(collection(indexes=[INDEX], load={"state": "released"}))
    assert plan.data.severity is Severity.RELOAD
    assert [str(address) for address in plan.data.outages] == ["Collection default/articles"]
    world.apply()
    assert state() == "NotLoad"
