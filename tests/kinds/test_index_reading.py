"""Indexes as servers describe them, in normal form, and how far a build has come."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.capabilities import Capabilities
from migrator.errors import ApplyError, NotFound, PermissionDenied, Unreadable
from migrator.kinds.base import Progress, Scope
from migrator.kinds.index.read import describe, read
from migrator.kinds.index.spec import IndexSpec
from migrator.kinds.index.steps import poll_index
from migrator.model import State
from tests.kinds.answering import LITE, MILVUS_2_3, MILVUS_2_6, Answer, Answering, by_collection
from tests.kinds.tables import (
    BOOKS,
    index,
    live_collection,
    work_out,
)

HNSW = {"index_type": "HNSW", "metric_type": "L2"}


def described(*params: tuple[str, str], field: str = "v", **more: Any) -> dict[str, Any]:
    pairs = [{"key": key, "value": value} for key, value in params]
    one = {"index_name": field, "field_name": field, "indexID": 7, "params": pairs, **more}
    return {"index_descriptions": [one]}


def told(answer: Answer, server: Capabilities = MILVUS_2_3) -> dict[str, Any]:
    (found,) = read_of(answer, server).of_kind("Index")
    return found.spec.managed()


def read_of(answer: Answer, server: Capabilities = MILVUS_2_3) -> State:
    rpc = Answering({"DescribeIndex": answer}, server)
    return read(rpc, Scope(), State.of([live_collection()]))


FLAT = {"M": "8", "efConstruction": "64"}
SHAPES = [
    pytest.param(
        described(
            ("index_type", "HNSW"), ("metric_type", "L2"), ("params", '{"M":8,"efConstruction":64}')
        ),
        {"index_type": "HNSW", "metric_type": "L2", "params": FLAT},
        id="as pymilvus 2.3 stores it, JSON text",
    ),
    pytest.param(
        described(
            ("M", "8"), ("efConstruction", "64"), ("metric_type", "L2"), ("index_type", "HNSW")
        ),
        {"index_type": "HNSW", "metric_type": "L2", "params": FLAT},
        id="as pymilvus 3 stores it, flat",
    ),
    pytest.param(
        described(("index_type", "HNSW"), ("params", '{"M": "8", "x": null}')),
        {"index_type": "HNSW", "params": {"M": "8"}},
        id="JSON text with texts and nulls",
    ),
    pytest.param(
        described(("params", '{"index_type": "HNSW", "metric_type": "L2", "M": 8}')),
        {"index_type": "HNSW", "metric_type": "L2", "params": {"M": "8"}},
        id="all of it in JSON text",
    ),
    pytest.param(
        described(("index_type", "AUTOINDEX"), ("metric_type", "IP")),
        {"index_type": "AUTOINDEX", "metric_type": "IP"},
        id="AUTOINDEX with the metric that 2.3.5 adds",
    ),
    pytest.param(described(), {}, id="a scalar index of 2.3.5 without parameters"),
    pytest.param(
        described(("index_type", "marisa-trie")), {"index_type": "Trie"}, id="a Trie's other name"
    ),
    pytest.param(
        described(("index_type", "HNSW"), ("mmap.enabled", "True"), ("warmup", "sync")),
        {"index_type": "HNSW", "mmap_enabled": True, "properties": {"warmup": "sync"}},
        id="how it is served",
    ),
    pytest.param(
        described(("index_type", "HNSW"), ("params", '{"mmap.enabled": true, "M": 8}')),
        {"index_type": "HNSW", "mmap_enabled": True, "params": {"M": "8"}},
        id="mmap in JSON text",
    ),
    pytest.param(
        described(("index_type", "HNSW"), ("params", "M=8")),
        {"index_type": "HNSW", "params": {"params": "M=8"}},
        id="text that is no JSON",
    ),
    pytest.param(
        described(("index_type", "HNSW"), ("params", "[8]")),
        {"index_type": "HNSW", "params": {"params": "[8]"}},
        id="JSON that is no mapping",
    ),
]


@pytest.mark.parametrize(("answer", "expected"), SHAPES)
def test_an_index_is_read(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    assert told(answer) == {"field_name": "v", "index_name": "v", **expected}


def test_lite_names_no_index_and_gives_scalars_a_metric_that_is_none() -> None:
    answer = described(("index_type", "INVERTED"), ("metric_type", "NONE"), field="title")
    assert told(answer, LITE) == {
        "field_name": "title",
        "index_type": "INVERTED",
        "metric_type": None,
    }


def test_an_index_on_a_path_has_its_path_in_its_address() -> None:
    params = (("json_path", 'meta["a"]["b"]'), ("json_cast_type", "varchar"))
    state = read_of(described(("index_type", "INVERTED"), *params, field="meta"), MILVUS_2_6)
    (found,) = state.of_kind("Index")
    assert str(found.address) == "Index default/books.meta/a/b"
    assert found.spec.managed()["params"] == {"json_path": "/a/b", "json_cast_type": "varchar"}
    assert found.address.collection == BOOKS


@pytest.mark.parametrize(
    "answer", [NotFound("none", code=700), NotFound("gone", code=100), {}], ids=repr
)
def test_no_index_is_none(answer: Answer) -> None:
    assert read_of(answer).of_kind("Index") == ()
    assert describe(Answering({"DescribeIndex": answer}), index({}).address) is None


def test_indexes_that_may_not_be_seen_are_an_error() -> None:
    with pytest.raises(PermissionDenied):
        read_of(PermissionDenied("no"))


def test_an_answer_that_nobody_understands_is_an_error_with_an_address() -> None:
    with pytest.raises(Unreadable, match="Collection default/books, index v"):
        read_of(described(("params", '{"metric_type": 5}')))


def test_one_index_is_found_among_those_of_its_collection() -> None:
    """2.3.5 answers with all of them, whichever field is asked for, in any order."""
    both = [
        *described(("index_type", "STL_SORT"), field="n")["index_descriptions"],
        *described(("index_type", "HNSW"))["index_descriptions"],
    ]
    rpc = Answering({"DescribeIndex": by_collection({"books": {"index_descriptions": both}})})
    found = describe(rpc, index({}).address)
    assert found is not None
    assert isinstance(found.spec, IndexSpec)
    assert found.spec.index_type == "HNSW"
    assert rpc.asked[0].request == {"collection_name": "books"}


def progress(**description: Any) -> Progress:
    result = work_out([live_collection()], [index(HNSW)])
    answer = described(**description)
    return poll_index(Answering({"DescribeIndex": answer}), result.steps[-1])


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        pytest.param({"state": "Finished"}, Progress(True, 0, 0, "rows"), id="empty"),
        pytest.param(
            {"state": "Finished", "indexed_rows": 9, "total_rows": 9},
            Progress(True, 9, 9, "rows"),
            id="built",
        ),
        pytest.param(
            {"state": "InProgress", "indexed_rows": 3, "total_rows": 9},
            Progress(False, 3, 9, "rows"),
            id="on its way",
        ),
        pytest.param(
            {
                "state": "Finished",
                "indexed_rows": 9,
                "total_rows": 9,
                "pending_index_rows": 5,
            },
            Progress(False, 9, 9, "rows"),
            id="said to be finished with rows pending",
        ),
        pytest.param(
            {"state": "Finished", "indexed_rows": 3, "total_rows": 9},
            Progress(False, 3, 9, "rows"),
            id="said to be finished with rows missing",
        ),
    ],
)
def test_a_build_is_over_when_every_row_is_in_it(
    description: dict[str, Any], expected: Progress
) -> None:
    assert progress(**description) == expected


def test_a_build_that_the_server_gave_up_is_an_error() -> None:
    with pytest.raises(ApplyError, match="out of memory"):
        progress(state="Failed", index_state_fail_reason="out of memory")


def test_a_build_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NotFound, match=r"Index default/books\.v"):
        progress(field="w")


@pytest.mark.parametrize(
    "written",
    [
        {"params": {"index_type": "HNSW", "metric_type": "L2", "params": {"M": 8}}},
        {"index_type": "hnsw", "metric_type": "l2", "index_params": {"M": "8"}},
    ],
)
def test_the_words_of_pymilvus_mean_the_same(written: dict[str, Any]) -> None:
    spec = IndexSpec.model_validate({"field_name": "v", **written})
    assert (spec.index_type, spec.metric_type, spec.params) == ("HNSW", "L2", {"M": "8"})
