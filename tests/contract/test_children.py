"""Partitions, indexes, aliases and databases: created, changed and dropped, on both servers."""

from __future__ import annotations

import pytest

from migrator.capabilities import Capabilities
from migrator.errors import ApprovalMissing, InvalidInput
from migrator.model import Severity
from tests.contract.test_collections import FIELDS, INDEX, collection, rows
from tests.contract.world import World, approval, collections, document, index_params, ops, shown
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server

OTHER = {"field_name": "v", "index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": 64}}


def test_a_changed_index_is_built_anew_in_one_window(
    world: World, milvus: Server, open_witness: OpenWitness, is_lite: bool
) -> None:
    world.apply(collection(indexes=[INDEX], load={"state": "loaded"}))
    open_witness(milvus).insert("articles", rows(10))
    plan = world.plan(collection(indexes=[OTHER]))
    assert plan.data.severity is Severity.REINDEX
    assert [step.op for step in plan.data.steps] == [
        "AlterCollection",  # of migrator's own: what to put back after a kill
        "ReleaseCollection",
        "DropIndex",
        "CreateIndex",
        "WaitIndex",
        "LoadCollection",
        "WaitLoad",
        "AlterCollection",
    ]
    assert [str(address) for address in plan.data.outages] == ["Collection default/articles"]
    world.apply()
    client = open_witness(milvus)
    index = index_params(client, "articles")
    assert (index["index_type"], index["metric_type"]) == ("IVF_FLAT", "IP")
    assert client.get_load_state("articles")["state"].name == "Loaded"
    counted = client.query("articles", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 10


def test_a_changed_parameter_keeps_the_others(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX]))
    world.apply(collection(indexes=[{"field_name": "v", "params": {"M": 16}}]))
    client = open_witness(milvus)
    index = index_params(client, "articles")
    assert (index["M"], index["efConstruction"]) == ("16", "32")
    assert index["metric_type"] == "L2"


def test_an_index_that_goes_needs_an_approval(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX]))
    gone = collection(indexes=[{"field_name": "v", "ensure": "absent"}])
    with pytest.raises(ApprovalMissing, match="drop-index"):
        world.plan(gone).apply()
    world.apply(gone, approval("drop-index", "Index default/articles.v"))
    assert open_witness(milvus).list_indexes("articles") == []


def test_dropping_one_index_leaves_the_others(
    world: World, milvus: Server, open_witness: OpenWitness, is_lite: bool
) -> None:
    scalar = {"field_name": "title", "index_type": "INVERTED" if is_lite else "Trie"}
    world.apply(collection(indexes=[INDEX, scalar]))
    gone = collection(indexes=[INDEX, {"field_name": "title", "ensure": "absent"}])
    world.apply(gone, approval("drop-index", "Index default/articles.title"))
    assert open_witness(milvus).list_indexes("articles") == ["v"]


def test_partitions_come_and_go_with_an_approval_for_their_rows(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection(indexes=[INDEX], partitions=["a", "b"], load={"state": "loaded"}))
    client = open_witness(milvus)
    client.insert("articles", rows(3), partition_name="a")
    client.insert("articles", [{**row, "id": 100} for row in rows(1)], partition_name="b")
    gone = collection(indexes=[INDEX], partitions=[{"name": "a", "ensure": "absent"}, "b", "c"])
    plan = world.plan(gone)
    assert shown(plan) == [
        "delete Partition default/articles/a",
        "create Partition default/articles/c",
    ]
    assert plan.changes[0].rows == 3
    with pytest.raises(ApprovalMissing, match="drop-partition"):
        plan.apply()
    world.apply(gone, approval("drop-partition", "Partition default/articles/a"))
    client = open_witness(milvus)
    assert sorted(client.list_partitions("articles")) == ["_default", "b", "c"]
    assert client.get_load_state("articles")["state"].name == "Loaded"
    counted = client.query("articles", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 1


def test_partitions_alone_and_inside_are_the_same(world: World) -> None:
    world.apply(collection(partitions=["a"]))
    alone = document("Partition", "a", {"collection_name": "articles"})
    assert world.plan(alone).is_empty
    more = document("Partition", "b", {"collection_name": "articles"})
    assert shown(world.plan(alone, more)) == ["create Partition default/articles/b"]
    world.apply(alone, more)


def test_an_index_alone_and_inside_are_the_same(world: World) -> None:
    world.apply(collection())
    alone = {
        "apiVersion": "migrator/v1",
        "kind": "Index",
        "spec": {"collection_name": "articles", **INDEX},
    }
    world.apply(alone)
    assert world.plan(collection(indexes=[INDEX])).is_empty


def test_an_alias_is_moved_in_one_step(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(
        collection("one"), collection("two"), document("Alias", "live", {"collection_name": "one"})
    )
    moved = document("Alias", "live", {"collection_name": "two"})
    plan = world.plan(moved)
    assert ops(plan) == ["AlterAlias Alias default/live"]
    world.apply(moved)
    assert open_witness(milvus).describe_alias("live")["collection_name"] == "two"
    gone = document("Alias", "live", ensure="absent")
    with pytest.raises(ApprovalMissing, match="drop-alias"):
        world.plan(gone).apply()
    world.apply(gone, approval("drop-alias", "Alias default/live"))
    assert open_witness(milvus).list_aliases("two")["aliases"] == []


def test_an_alias_to_nowhere_is_found(world: World) -> None:
    with pytest.raises(InvalidInput) as caught:
        world.plan(document("Alias", "live", {"collection_name": "nowhere"}))
    assert [finding.code for finding in caught.value.findings] == ["MIG604"]


def test_a_collection_under_an_alias_is_not_dropped_away(world: World) -> None:
    world.apply(collection(aliases=["live"]))
    gone = document("Collection", "articles", ensure="absent")
    with pytest.raises(InvalidInput) as caught:
        world.plan(gone)
    assert [finding.code for finding in caught.value.findings] == ["MIG605"]


def test_databases_hold_collections_of_the_same_name(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    def inside(database: str, dim: int) -> dict[str, object]:
        fields = [*FIELDS[:2], {"name": "v", "dtype": "FloatVector", "dim": dim}]
        spec = {"fields": fields, "aliases": ["live"], "indexes": [INDEX]}
        return document("Collection", "articles", spec, database=database)

    shops = [document("Database", "shop"), document("Database", "news")]
    three = [inside("default", 4), inside("shop", 8), inside("news", 16)]
    world.apply(*shops, *three)
    for database, dim in (("default", 4), ("shop", 8), ("news", 16)):
        client = open_witness(milvus, database=database)
        described = client.describe_collection("live")
        assert described["fields"][2]["params"]["dim"] == dim
    gone = [
        document("Database", "news", ensure="absent"),
        document("Collection", "articles", database="news", ensure="absent"),
        document("Alias", "live", database="news", ensure="absent"),
    ]
    allowed = [
        approval("drop-database", "Database news"),
        approval("drop-collection", "Collection news/articles"),
        approval("drop-alias", "Alias news/live"),
    ]
    plan = world.plan(*shops[:1], *three[:2], *gone, *allowed)
    assert [step.op for step in plan.data.steps] == ["DropAlias", "DropCollection", "DropDatabase"]
    world.apply()
    assert sorted(open_witness(milvus).list_databases()) == ["default", "shop"]


def test_a_collection_in_a_database_that_is_nowhere_is_found(world: World) -> None:
    with pytest.raises(InvalidInput) as caught:
        world.plan(document("Collection", "a", {"fields": FIELDS}, database="nowhere"))
    assert {finding.code for finding in caught.value.findings} == {"MIG604"}


def test_database_properties(world: World, capabilities: Capabilities) -> None:
    def limited(count: int | None) -> dict[str, object]:
        return document("Database", "shop", {"properties": {"database.max.collections": count}})

    if not capabilities.can("database-properties"):
        with pytest.raises(InvalidInput) as caught:
            world.plan(limited(10))
        assert "2.4.6 and newer can" in caught.value.findings[0].hint
        return
    world.apply(limited(10))
    world.apply(limited(20))
    world.apply(limited(None))


def test_what_is_undeclared_is_unmanaged_and_pruned_only_within_limits(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(collection("kept"), collection("left", aliases=["loose"]))
    plan = world.plan(collection("kept"))
    assert plan.is_empty
    assert [str(address) for address in plan.data.unmanaged] == [
        "Alias default/loose",
        "Collection default/left",
    ]
    world.scope = {"prune": True}
    plan = world.plan()
    assert shown(plan) == ["delete Collection default/left", "delete Alias default/loose"]
    assert "MIG613" in {refusal.code for refusal in plan.data.refusals}
    world.limits = {"max_deletes": 2}
    allowed = [
        approval("drop-collection", "Collection default/left"),
        approval("drop-alias", "Alias default/loose"),
    ]
    world.apply(collection("kept"), *allowed)
    assert collections(open_witness(milvus)) == ["kept"]
