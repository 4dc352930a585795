"""Indexes: what differs, what it costs, and the steps that it takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from migrator.capabilities import Capabilities
from tests.kinds.answering import LITE, MILVUS_2_3, MILVUS_2_6
from tests.kinds.tables import (
    LOADED,
    Case,
    check,
    collection,
    index,
    live_collection,
    work_out,
)

HNSW = {"index_type": "HNSW", "metric_type": "L2", "params": {"M": 8, "efConstruction": 64}}
UPDATE = "update Index default/books.v [reindex: rebuild-index]"
BUILD = ["CreateIndex", "WaitIndex"]
REBUILD = ["DropIndex", *BUILD]


NOTHING = [
    pytest.param(HNSW, HNSW, id="the same"),
    pytest.param(HNSW, {}, id="nothing declared"),
    pytest.param(HNSW, {"params": {"M": "8"}}, id="one parameter of several"),
    pytest.param(HNSW, {"index_type": "hnsw", "metric_type": "l2"}, id="in lower case"),
    pytest.param(HNSW, {"params": {"M": 8.0}}, id="a float"),
    pytest.param(
        {"index_type": "AUTOINDEX", "metric_type": "IP"},
        {"index_type": "AUTOINDEX"},
        id="a metric that the server chose",
    ),
    pytest.param({**HNSW, "mmap_enabled": True}, HNSW, id="mmap that nobody declares"),
]


@pytest.mark.parametrize(("live", "desired"), NOTHING)
def test_nothing_differs(live: dict[str, Any], desired: dict[str, Any]) -> None:
    check(Case([live_collection(), index(live)], [collection(), index(desired)], []))


DIFFERENCES = [
    pytest.param(
        {**HNSW, "params": {"M": 16, "efConstruction": 64}},
        ["  params.M: '8' -> '16'"],
        id="a parameter",
    ),
    pytest.param(
        {"params": {"ef": 1}}, ["  params.ef: None -> '1'"], id="a parameter that was not there"
    ),
    pytest.param({"metric_type": "IP"}, ["  metric_type: 'L2' -> 'IP'"], id="the metric"),
    pytest.param(
        {"index_type": "IVF_FLAT", "params": {"nlist": 128}},
        ["  index_type: 'HNSW' -> 'IVF_FLAT'", "  params.nlist: None -> '128'"],
        id="the type",
    ),
    pytest.param({"index_name": "other"}, ["  index_name: 'v' -> 'other'"], id="the name"),
]


@pytest.mark.parametrize(("desired", "fields"), DIFFERENCES)
def test_a_difference_is_built_anew(desired: dict[str, Any], fields: list[str]) -> None:
    lines = [UPDATE, *[f"{line} (reindex rebuild-index)" for line in fields]]
    live = index({**HNSW, "index_name": "v"})
    check(Case([live_collection(), live], [collection(), index(desired)], lines, REBUILD))


def test_an_index_of_a_loaded_collection_is_built_anew_in_a_window() -> None:
    live = [live_collection(load=LOADED), index(HNSW)]
    result = work_out(live, [collection(), index({"metric_type": "IP"})])
    assert result.ops == ["ReleaseCollection", *REBUILD, "LoadCollection", "WaitLoad"]


CHANGES = [
    pytest.param(
        Case(
            [live_collection()],
            [collection(), index(HNSW)],
            ["create Index default/books.v"],
            BUILD,
        ),
        id="created",
    ),
    pytest.param(
        Case(
            [live_collection(load=LOADED)],
            [collection(), index(HNSW)],
            ["create Index default/books.v"],
            BUILD,
        ),
        id="created on a loaded collection",
    ),
    pytest.param(
        Case(
            [live_collection(), index(HNSW)],
            [collection(), index({}, absent=True)],
            ["delete Index default/books.v [destroy: drop-index]"],
            ["DropIndex"],
        ),
        id="declared absent",
    ),
    pytest.param(
        Case([live_collection()], [collection(), index({}, absent=True)], []),
        id="absent already",
    ),
    pytest.param(
        Case([live_collection(), index(HNSW)], [collection()], []),
        id="undeclared and so unmanaged",
    ),
    pytest.param(
        Case(
            [live_collection(), index(HNSW)],
            [collection(), index({"index_name": "mine", "mmap_enabled": True})],
            [],
            server=LITE,
        ),
        id="what Lite cannot show back",
    ),
]


@pytest.mark.parametrize("case", CHANGES)
def test_an_index_is_changed(case: Case) -> None:
    check(case)


def test_an_index_is_dropped_by_name_and_by_field() -> None:
    """2.3.5 goes by the name alone, Lite by the field alone."""
    live = [live_collection(), index({**HNSW, "index_name": "mine"})]
    result = work_out(live, [collection(), index({}, absent=True)])
    assert result.request("DropIndex") == {
        "collection_name": "books",
        "field_name": "v",
        "index_name": "mine",
    }


@pytest.mark.parametrize(
    ("server", "params"),
    [
        pytest.param(
            MILVUS_2_3,
            {"index_type": "HNSW", "metric_type": "L2", "M": "8", "efConstruction": "64"},
            id="flat",
        ),
        pytest.param(
            LITE,
            {
                "index_type": "HNSW",
                "metric_type": "L2",
                "params": '{"M": 8, "efConstruction": 64}',
            },
            id="as JSON text with numbers",
        ),
    ],
)
def test_parameters_are_sent_as_the_server_takes_them(
    server: Capabilities, params: dict[str, str]
) -> None:
    request = work_out([live_collection()], [index(HNSW)], server).request("CreateIndex")
    sent = dict(request["extra_params"])
    if "params" in sent:
        assert json.loads(sent["params"]) == json.loads(params["params"])
        params = {**params, "params": sent["params"]}
    assert sent == params


def test_a_rebuild_keeps_what_is_not_declared() -> None:
    live = [live_collection(), index({**HNSW, "index_name": "mine"})]
    request = work_out(live, [index({"params": {"M": 16}})]).request("CreateIndex")
    assert request["index_name"] == "mine"
    assert request["extra_params"] == {
        "index_type": "HNSW",
        "metric_type": "L2",
        "M": "16",
        "efConstruction": "64",
    }


def test_another_type_starts_afresh_with_the_metric_it_had() -> None:
    live = [live_collection(), index(HNSW)]
    desired = index({"index_type": "IVF_FLAT", "params": {"nlist": 9}})
    assert work_out(live, [desired]).request("CreateIndex")["extra_params"] == {
        "index_type": "IVF_FLAT",
        "metric_type": "L2",
        "nlist": "9",
    }


def test_how_an_index_is_served_is_changed_in_place_where_the_server_can() -> None:
    live = [live_collection(load=LOADED), index(HNSW)]
    desired = [collection(), index({"mmap_enabled": True, "properties": {"warmup": "sync"}})]
    result = work_out(live, desired, MILVUS_2_6)
    assert result.changes == [
        "update Index default/books.v [reload: reload-collection]",
        "  mmap_enabled: None -> True (reload reload-collection)",
        "  properties.warmup: None -> 'sync' (reload reload-collection)",
    ]
    assert result.ops == ["ReleaseCollection", "AlterIndex", "LoadCollection", "WaitLoad"]
    assert result.request("AlterIndex")["extra_params"] == {
        "mmap.enabled": "true",
        "warmup": "sync",
    }
    older = work_out(live, [collection(), index({"mmap_enabled": True})], MILVUS_2_3)
    assert older.changes[0] == UPDATE


def test_settings_of_an_index_are_set_and_removed_in_two_requests() -> None:
    live = [live_collection(), index({**HNSW, "properties": {"warmup": "sync"}})]
    desired = index({"mmap_enabled": True, "properties": {"warmup": None}})
    result = work_out(live, [desired], MILVUS_2_6)
    assert [sorted(step.request) for step in result.steps] == [
        ["collection_name", "extra_params", "index_name"],
        ["collection_name", "delete_keys", "index_name"],
    ]
