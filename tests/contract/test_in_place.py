"""What changes in place keeps its collection's id and its rows, on every server that has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from migrator.capabilities import Capabilities
from migrator.model import Action, Severity
from tests import simulator
from tests.contract.world import World, approval, document, index_params, ops
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server
from tests.simulator.profile import PROFILES

ID = {"name": "id", "dtype": "Int64", "is_primary": True}
TEXT = {"name": "text", "dtype": "VarChar", "max_length": 64}
TAGS = {"name": "tags", "dtype": "Array", "element_type": "Int64", "max_capacity": 4}
V = {"name": "v", "dtype": "FloatVector", "dim": 4}
FIELDS = [ID, TEXT, TAGS, V]
INDEX = {
    "field_name": "v",
    "index_type": "HNSW",
    "metric_type": "L2",
    "params": {"M": 8, "efConstruction": 32},
}
BASE: dict[str, Any] = {
    "description": "one",
    "consistency_level": "Bounded",
    "enable_dynamic_field": False,
    "fields": FIELDS,
    "indexes": [INDEX],
    "properties": {"collection.ttl.seconds": 8640000},
    "load": {"state": "loaded"},
}


def changed(field: dict[str, Any], **attributes: Any) -> list[dict[str, Any]]:
    return [{**each, **attributes} if each is field else each for each in FIELDS]


ADDED = {"name": "n", "dtype": "Int64", "nullable": True}
ADDED_VECTOR = {"name": "w", "dtype": "FloatVector", "dim": 4, "nullable": True}

#: What is changed to what; the approvals that it needs; the feature, empty where all have it.
CHANGES: dict[str, tuple[dict[str, Any], list[dict[str, object]], str]] = {
    "description": ({"description": "two"}, [], "alter-description"),
    "consistency": ({"consistency_level": "Strong"}, [], "alter-consistency"),
    "dynamic field on": ({"enable_dynamic_field": True}, [], "enable-dynamic-field"),
    "property set": ({"properties": {"collection.ttl.seconds": 9640000}}, [], ""),
    "property removed": (
        {"properties": {"collection.ttl.seconds": None}},
        [],
        "delete-properties",
    ),
    "mmap of the collection": ({"properties": {"mmap.enabled": True}}, [], ""),
    "nullable field added": ({"fields": [*FIELDS, ADDED]}, [], "add-field"),
    "nullable vector added": (
        {
            "fields": [*FIELDS, ADDED_VECTOR],
            "indexes": [INDEX, {**INDEX, "field_name": "w"}],
        },
        [],
        "add-vector-field",
    ),
    "field dropped": (
        {"fields": [ID, TEXT, V]},
        [approval("drop-field", "Field default/c.tags")],
        "drop-field",
    ),
    "max_length raised": ({"fields": changed(TEXT, max_length=99)}, [], "alter-max-length"),
    "max_length lowered": (
        {"fields": changed(TEXT, max_length=32)},
        [approval("shrink-field", "Field default/c.text")],
        "alter-max-length",
    ),
    "max_capacity raised": ({"fields": changed(TAGS, max_capacity=8)}, [], "alter-max-capacity"),
    "description of a field": (
        {"fields": changed(TEXT, description="words")},
        [],
        "alter-field-description",
    ),
    "mmap of a field": ({"fields": changed(TEXT, mmap_enabled=True)}, [], "alter-field-mmap"),
    "index settings": ({"indexes": [{**INDEX, "mmap_enabled": True}]}, [], "alter-index"),
    "index rebuilt": (
        {"indexes": [{**INDEX, "params": {"M": 16, "efConstruction": 32}}]},
        [],
        "",
    ),
}


def collection_id(client: Any) -> Any:
    return client.describe_collection("c").get("collection_id")


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_in_place_keeps_the_collection_and_its_rows(
    world: World,
    milvus: Server,
    open_witness: OpenWitness,
    capabilities: Capabilities,
    what: str,
) -> None:
    spec, approvals, feature = CHANGES[what]
    if feature and not capabilities.can(feature):
        pytest.skip(f"{capabilities.server} does not have {feature}.")
    world.apply(document("Collection", "c", BASE))
    client = open_witness(milvus)
    rows = [{"id": n, "text": f"t{n}", "tags": [n], "v": [float(n), 0, 0, 1]} for n in range(9)]
    client.insert("c", rows)
    before = collection_id(client)
    plan = world.plan(document("Collection", "c", {**BASE, **spec}), *approvals)
    assert plan.changes
    assert all(change.action is not Action.REPLACE for change in plan.changes)
    world.apply()
    client = open_witness(milvus)
    assert collection_id(client) == before
    assert client.get_load_state("c")["state"].name == "Loaded"
    counted = client.query("c", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 9


def test_what_a_server_cannot_change_is_said_to_need_a_new_collection(
    world: World, capabilities: Capabilities
) -> None:
    world.apply(document("Collection", "c", BASE))
    for what, (spec, _, feature) in CHANGES.items():
        if not feature or capabilities.can(feature) or feature == "delete-properties":
            continue
        if "nullable" in what and not capabilities.can("nullable"):
            continue  # said before, by the rule about nullable fields
        plan = world.plan(document("Collection", "c", {**BASE, **spec}))
        found = [change for change in plan.changes if change.address.name == "c"]
        for change in found:
            assert change.action is Action.REPLACE or change.severity is Severity.REINDEX, what


def test_a_function_is_added_with_the_index_of_the_field_that_it_fills(
    tmp_path: Path, open_witness: OpenWitness
) -> None:
    fields = [ID, {**TEXT, "enable_analyzer": True}, V]
    loaded = {"indexes": [INDEX], "load": {"state": "loaded"}}
    bm25 = {
        "name": "bm25",
        "function_type": "BM25",
        "input_field_names": ["text"],
        "output_field_names": ["s"],
    }
    index = {
        "field_name": "s",
        "index_type": "SPARSE_INVERTED_INDEX",
        "metric_type": "BM25",
        "params": {"bm25_k1": 1.5},
    }
    added = {
        "fields": [*fields, {"name": "s", "dtype": "SparseFloatVector"}],
        "functions": [bm25],
        "indexes": [INDEX, index],
    }
    with simulator.start(replace(PROFILES["3.0"], storage_v3=True)) as server:
        world = World(tmp_path, {"it": server})
        world.apply(document("Collection", "c", {"fields": fields, **loaded}))
        plan = world.plan(document("Collection", "c", {**loaded, **added}))
        assert "CreateIndex Index default/c.s" not in ops(plan)
        world.apply()
        assert index_params(open_witness(server), "c", "s")["bm25_k1"] == "1.5"
