"""Schemas changed in place where a server can: what it costs, and with which requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from migrator.capabilities import Capabilities, capabilities_of
from migrator.fields import leaves
from migrator.kinds.collection.spec import CollectionSpec
from tests.kinds.answering import MILVUS_2_3, MILVUS_2_6
from tests.kinds.tables import FIELDS, LOADED, Case, check, collection, live_collection, work_out

MILVUS_2_6_18 = capabilities_of("v2.6.18")
MILVUS_3_0 = capabilities_of("v3.0.0")

UPDATE = "update Collection default/books"
TEXT = {"name": "t", "dtype": "VarChar", "max_length": 10}
NULLABLE = {"name": "n", "dtype": "Int64", "nullable": True}
BM25 = {
    "name": "bm25",
    "function_type": "BM25",
    "input_field_names": ["t"],
    "output_field_names": ["s"],
}
ANALYSED = {**TEXT, "enable_analyzer": True}
SPARSE = {"name": "s", "dtype": "SparseFloatVector"}


def spec(*fields: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"fields": [*FIELDS, *fields], **more}


CASES = [
    pytest.param(
        MILVUS_2_6,
        spec(),
        spec(NULLABLE),
        [UPDATE, "  fields.n: None -> {'dtype': 'Int64', 'nullable': True} (live)"],
        ["AddCollectionField"],
        id="a nullable field added",
    ),
    pytest.param(
        MILVUS_2_6,
        spec(TEXT),
        spec({**TEXT, "max_length": 20}),
        [UPDATE, "  fields.t.max_length: 10 -> 20 (live)"],
        ["AlterCollectionField"],
        id="a longer text",
    ),
    pytest.param(
        MILVUS_2_6,
        spec(TEXT),
        spec({**TEXT, "max_length": 5}),
        [
            f"{UPDATE} [destroy: shrink-field]",
            "  fields.t.max_length: 10 -> 5 (destroy shrink-field)",
        ],
        ["AlterCollectionField"],
        id="a shorter text",
    ),
    pytest.param(
        MILVUS_2_6,
        spec(TEXT),
        spec({**TEXT, "mmap_enabled": True}),
        [
            f"{UPDATE} [reload: reload-collection]",
            "  fields.t.mmap_enabled: None -> True (reload reload-collection)",
        ],
        ["AlterCollectionField"],
        id="a field that is mapped",
    ),
    pytest.param(
        MILVUS_2_6,
        spec(),
        spec(description="x", consistency_level="Strong", enable_dynamic_field=True),
        [
            UPDATE,
            "  consistency_level: 'Bounded' -> 'Strong' (live)",
            "  description: '' -> 'x' (live)",
            "  enable_dynamic_field: False -> True (live)",
        ],
        ["AlterCollection", "AlterCollection", "AlterCollection"],
        id="attributes, each in a request of its own",
    ),
    pytest.param(
        MILVUS_3_0,
        spec(enable_dynamic_field=True),
        spec(enable_dynamic_field=False),
        [
            f"{UPDATE} [destroy: disable-dynamic-field]",
            "  enable_dynamic_field: True -> False (destroy disable-dynamic-field)",
        ],
        ["AlterCollection"],
        id="no dynamic fields any more",
    ),
    pytest.param(
        MILVUS_3_0,
        spec(TEXT),
        spec(),
        [
            f"{UPDATE} [destroy: drop-field]",
            "  fields.t: {'dtype': 'VarChar', 'max_length': 10} -> None (destroy drop-field)",
        ],
        ["AlterCollectionSchema"],
        id="a field dropped",
    ),
    pytest.param(
        MILVUS_2_6_18,
        spec(),
        spec({"name": "w", "dtype": "FloatVector", "dim": 4, "nullable": True}),
        [
            UPDATE,
            "  fields.w: None -> {'dtype': 'FloatVector', 'nullable': True, 'dim': 4} (live)",
        ],
        ["AddCollectionField"],
        id="a nullable vector added",
    ),
]


@pytest.mark.parametrize(("server", "live", "desired", "changes", "steps"), CASES)
def test_a_schema_is_changed_in_place(
    server: Capabilities,
    live: dict[str, Any],
    desired: dict[str, Any],
    changes: list[str],
    steps: list[str],
) -> None:
    check(Case([live_collection(live)], [collection(desired)], changes, steps, server))


@pytest.mark.parametrize(("server", "live", "desired", "changes", "steps"), CASES)
def test_what_the_last_step_leaves_is_what_is_declared(
    server: Capabilities,
    live: dict[str, Any],
    desired: dict[str, Any],
    changes: list[str],
    steps: list[str],
) -> None:
    result = work_out([live_collection(live)], [collection(desired)], server)
    left: dict[str, Any] = {}
    for step in result.steps:
        left |= step.leaves or {}
    promised = CollectionSpec.model_validate({**live, **left}).model_dump(mode="json")
    wanted = CollectionSpec.model_validate({**live, **desired}).model_dump(mode="json")
    assert leaves(promised, wanted) == ()


IMPOSSIBLE = [
    pytest.param(MILVUS_2_3, spec(), spec(NULLABLE), id="2.3.5 adds no field"),
    pytest.param(
        MILVUS_2_6,
        spec(),
        spec({"name": "n", "dtype": "Int64"}),
        id="a field that is not nullable",
    ),
    pytest.param(
        MILVUS_2_6, spec(), spec({**NULLABLE, "is_clustering_key": True}), id="a key added"
    ),
    pytest.param(MILVUS_2_6, spec(TEXT), spec(), id="2.6 drops no field"),
    pytest.param(
        MILVUS_3_0, spec(TEXT), {"fields": [FIELDS[0], TEXT]}, id="the last vector dropped"
    ),
    pytest.param(
        MILVUS_3_0,
        spec(),
        {"fields": [FIELDS[0], {"name": "v", "dtype": "FloatVector", "dim": 8}]},
        id="another dimension",
    ),
    pytest.param(
        MILVUS_2_6,
        spec(ANALYSED),
        spec(ANALYSED, SPARSE, functions=[BM25]),
        id="2.6 adds no function",
    ),
    pytest.param(
        MILVUS_3_0,
        spec(ANALYSED, SPARSE),
        spec(ANALYSED, SPARSE, functions=[BM25]),
        id="a function for a field that is there",
    ),
]


@pytest.mark.parametrize(("server", "live", "desired"), IMPOSSIBLE)
def test_what_cannot_be_changed_in_place_needs_a_new_collection(
    server: Capabilities, live: dict[str, Any], desired: dict[str, Any]
) -> None:
    result = work_out([live_collection(live)], [collection(desired)], server)
    (change,) = result.comparison.changes
    assert (change.action, change.approvals) == ("replace", ("replace-collection",))
    assert change.refused
    assert result.steps == ()


def test_a_function_comes_and_goes_with_the_field_that_it_fills() -> None:
    without, with_it = spec(ANALYSED), spec(ANALYSED, SPARSE, functions=[BM25])
    added = work_out([live_collection(without)], [collection(with_it)], MILVUS_3_0)
    assert added.ops == ["AlterCollectionSchema"]
    assert added.changes[0] == UPDATE
    dropped = work_out(
        [live_collection(with_it)], [collection({**without, "functions": []})], MILVUS_3_0
    )
    assert dropped.ops == ["AlterCollectionSchema"]
    action = dropped.request("AlterCollectionSchema")["action"]
    assert action["drop_request"] == {"function_name": "bm25", "drop_function_output_fields": True}


def test_steps_leave_what_the_steps_before_them_have_left() -> None:
    longer = {**TEXT, "max_length": 20}
    result = work_out(
        [live_collection(spec(TEXT))], [collection(spec(longer, NULLABLE))], MILVUS_2_6
    )
    assert result.ops == ["AlterCollectionField", "AddCollectionField"]
    first, second = (step.leaves or {} for step in result.steps)
    assert first["fields"]["t"]["max_length"] == second["fields"]["t"]["max_length"] == 20
    assert "n" not in first["fields"]
    assert "n" in second["fields"]


def test_a_field_of_a_loaded_collection_is_mapped_in_a_window() -> None:
    desired = collection(spec({**TEXT, "mmap_enabled": True}))
    result = work_out([live_collection(spec(TEXT), load=LOADED)], [desired], MILVUS_2_6)
    assert result.ops == [
        "ReleaseCollection",
        "AlterCollectionField",
        "LoadCollection",
        "WaitLoad",
    ]


def test_a_longer_text_of_a_loaded_collection_needs_no_window() -> None:
    desired = collection(spec({**TEXT, "max_length": 20}))
    result = work_out([live_collection(spec(TEXT), load=LOADED)], [desired], MILVUS_2_6)
    assert result.ops == ["AlterCollectionField"]
    assert result.steps[0].request["properties"] == {"max_length": "20"}
