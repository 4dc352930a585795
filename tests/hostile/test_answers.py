"""What servers, and whoever writes to them, may say that makes no sense: one case a bug."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from migrator import generations, history, journal
from migrator.address import collection_address, partition_address
from migrator.capabilities import capabilities_of
from migrator.connection import Connection
from migrator.errors import NotFound, Rejected
from migrator.history import Entry
from migrator.kinds import database
from migrator.kinds.base import Scope
from migrator.kinds.collection.read import describe
from migrator.kinds.collection.read import read as read_collections
from migrator.kinds.collection.rows import count_rows
from migrator.kinds.index.read import flat_params
from migrator.milvus.channel import metadata
from migrator.model import ROWS_UNKNOWN, State
from migrator.planfile import PlanFileError, from_data, load
from tests import simulator
from tests.cli.shop import Shop
from tests.fuzz.samples import plans
from tests.kinds.answering import LITE, Answering
from tests.manifest.samples import manifest
from tests.simulator.server import Simulator

BOOKS = collection_address("default", "books")


@pytest.mark.parametrize("level", [-1, -9, -(2**31), 5, 2**31 - 1])
def test_a_consistency_level_that_is_none_is_the_last(level: int) -> None:
    fields = [{"name": "id", "data_type": 5, "is_primary_key": True}]
    answer = {"schema": {"name": "books", "fields": fields}, "consistency_level": level}
    rpc = Answering(
        {"DescribeCollection": answer, "ShowCollections": {}, "GetLoadState": {}},
    )
    found = describe(rpc, BOOKS)
    assert found is not None
    assert found.spec.managed()["consistency_level"] == "Customized"


@pytest.mark.parametrize("params", ["[" * 100_000, "[1]", '{"a": "\\ud800"}', '{"a": NaN}', "{"])
def test_parameters_that_are_no_mapping_stay_text(params: str) -> None:
    assert flat_params({"params": params}) == {"params": params}


@pytest.mark.parametrize("told", ["", "x", "-1", "1.5", "9" * 5_000, "٣"])
def test_a_count_that_is_none_is_unknown(told: str) -> None:
    rpc = Answering({"GetPartitionStatistics": {"stats": {"row_count": told}}}, LITE)
    part = partition_address(BOOKS, "en")
    assert count_rows(rpc, [part]) == {part: ROWS_UNKNOWN}


def test_a_count_below_nothing_is_unknown() -> None:
    data = {"scalars": {"long_data": {"data": [-(2**63)]}}}
    rpc = Answering({"Query": {"fields_data": [data]}})
    assert count_rows(rpc, [BOOKS]) == {BOOKS: ROWS_UNKNOWN}


@pytest.mark.parametrize(
    "version", ["", "9" * 5_000 + ".1", "\x1b[31m", "v\u0662.\u0663", "1." * 99]
)
def test_a_version_that_is_none_is_the_oldest_or_what_it_says(version: str) -> None:
    assert len(capabilities_of(version).server) < 60


def test_a_name_that_no_header_can_hold_is_in_none() -> None:
    connection = Connection("it", "http://h:1")
    for name in ("a\x1b[31m", "a\0", "a\r\nb: c", "größe", "\x7f"):
        assert metadata(connection, name, need_authorization=False) == ()


def test_a_lease_that_is_listed_and_never_there_ends() -> None:
    listed = {"collection_names": [generations.name(7)]}
    rpc = Answering(
        {"ShowCollections": listed, "DescribeCollection": _missing()},
    )
    with pytest.raises(Rejected, match="lists the collection _migrator_lease_00000007"):
        generations.current(rpc)


def _missing() -> NotFound:
    return NotFound("not there", code=100)


def test_a_lease_has_a_number_in_plain_digits() -> None:
    names = ["_migrator_lease_٠٠٠٠٠٠٠٩", "_migrator_lease_00000003", "_migrator_lease_3"]
    assert generations.listed(Answering({"ShowCollections": {"collection_names": names}})) == [3]


@pytest.mark.parametrize(
    ("key", "value"),
    [("seq", -1), ("seq", 10**4_000), ("steps", 2**60), ("duration_s", 1e300), ("done", -5),
     ("counts", {"create": 10**4_000}), ("counts", {"create": True}), ("who", "\ud800")],
)  # fmt: skip
def test_an_entry_of_history_beyond_all_measure_is_none(key: str, value: object) -> None:
    data = {"v": history.FORMAT, **asdict(Entry(1, "a", "p", "h", "w", "t")), key: value}
    assert history.from_text(json.dumps(data)) is None


@pytest.mark.parametrize("apply", [[], {}, None, 1.5, {"a": []}])
def test_a_journal_whose_lines_have_odd_ids_is_read(apply: object, tmp_path: Path) -> None:
    lines = [{"v": 1, "type": kind, "apply": apply} for kind in ("begin", "step", "end")]
    path = tmp_path / "it.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (told,) = journal.applies(path)
    assert told.end


def test_a_line_of_a_journal_without_end_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_LINE_BYTES", 50)
    path = tmp_path / "it.jsonl"
    path.write_text('{"v": 1, "a": "' + "x" * 500 + '"}\n{"v": 1, "a": 1}\n', "utf-8")
    assert [line["a"] for line in journal.read(path)] == [1]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("steps", 0, "id"), "x"),
        (("steps", 0, "id"), "9" * 5_000),
        (("steps", 0, "title"), None),
        (("steps", 0, "request"), []),
        (("steps", 0, "needs"), [1]),
        (("steps", 0, "guards"), {"x": 1}),
        (("steps", 0, "guards"), {"Collection default/a": float("inf")}),
        (("steps", 0, "leaves"), {"fields": {"a": {"dtype": "None"}}}),
        (("changes", 0, "rows"), "many"),
        (("changes", 0, "fields"), [{"path": [1], "before": 1, "after": 2}]),
        (("base",), {"": "x"}),
        (("base",), {"Collection default/a": 1}),
        (("target", "alias"), 7),
        (("objects",), {"Collection default/a": {"spec": {"x": 1}, "id": 1}}),
        (("refusals",), [{"code": 1, "address": "", "what": ""}]),
    ],
)
def test_a_plan_of_wrong_types_is_none_even_with_the_right_hash(
    path: tuple[Any, ...], value: object
) -> None:
    data = json.loads(json.dumps(plans()[0]))
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError, OverflowError)):
        from_data(data)


def test_what_is_wrong_with_a_plan_is_said_in_short(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    for data in ({"format": "x" * 10**6}, {"format": 1, "target": {"x" * 10**6: 1}}):
        path.write_text(json.dumps({"kind": "Plan", **data}), "utf-8")
        with pytest.raises(PlanFileError) as refused:
            load(path)
        assert len(str(refused.value)) < 1_000


def test_a_scope_is_read_where_names_are_odd() -> None:
    names = ["", "a/b", "..", "x" * 5_000, "a b"]
    rpc = Answering(
        {
            "ShowCollections": {"collection_names": names},
            "DescribeCollection": _missing(),
            "ListDatabases": {"db_names": ["default"]},
        }
    )
    state = read_collections(rpc, Scope(None), database.read(rpc, Scope(None), State()))
    assert state.of_kind("Collection") == ()


@pytest.fixture
def planned(shop: Shop) -> Iterator[tuple[Simulator, dict[str, Any]]]:
    """A server, and a plan for it that is saved in the shop as plan.json."""
    with simulator.start("2.6", tcp=False) as server:
        shop.connect(server.uri)
        shop.declare()
        path = shop.folder / "plan.json"
        assert shop.run("plan", "--out", str(path)).exit_code == 0
        yield server, json.loads(path.read_text("utf-8"))


def refused(shop: Shop, server: Simulator, data: dict[str, Any], step: dict[str, Any]) -> None:
    """Apply a plan with the right hash; it is refused because of a step, and nothing is done."""
    data["hash"] = from_data(data).hash
    path = shop.write("plan.json", json.dumps(data))
    server.counts.clear()
    result = shop.run("apply", str(path))
    assert result.exit_code == 3
    assert f"step {step['id']} of the plan cannot be sent: " in result.stderr
    assert not {"CreateCollection", "AlterCollection"} & set(server.counts)


@pytest.mark.parametrize(
    "request_", [{"no_such": 1}, {"collection_name": 7}, {"schema": {"fields": "x"}}]
)
def test_a_step_that_no_server_could_be_asked_for_is_refused_before_anything(
    shop: Shop, planned: tuple[Simulator, dict[str, Any]], request_: dict[str, object]
) -> None:
    server, data = planned
    data["steps"][0]["request"] = request_
    refused(shop, server, data, data["steps"][0])


@pytest.mark.parametrize(
    "request_", [{}, {"collection_name": "articles", "field_name": 7}, {"collection_name": 7}]
)
def test_a_wait_for_nothing_is_refused_before_anything(
    shop: Shop, planned: tuple[Simulator, dict[str, Any]], request_: dict[str, object]
) -> None:
    server, data = planned
    (wait,) = [step for step in data["steps"] if step["op"] == "WaitIndex"]
    wait["request"] = request_
    refused(shop, server, data, wait)


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b", "values.yaml/x"])
def test_a_file_of_values_that_cannot_be_is_said(name: str, shop: Shop) -> None:
    shop.connect("http://127.0.0.1:1", values_files=[name])
    shop.declare()
    result = shop.run("validate")
    assert result.exit_code == 1
    assert "MIG10" in result.stdout + result.stderr


def test_a_number_longer_than_any_is_none(shop: Shop) -> None:
    shop.connect("http://127.0.0.1:1")
    text = f"spec: {{num_partitions: '{'9' * 41}'}}\n"
    shop.write("manifests/a.yaml", manifest("Collection", "a") + text)
    result = shop.run("validate")
    assert "a whole number of at most 40 digits" in result.stdout
