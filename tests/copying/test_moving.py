"""Copies that are divided, throttled, stopped and gone on with; rows that are there twice."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import Any

import pytest

from migrator.copying.checking import catch_up, look_at
from migrator.copying.checkpoints import Checkpoint, from_data, latest, to_data
from migrator.copying.comparing import Look
from migrator.copying.moving import Job, Pace, Throttle, Watcher, move_rows
from migrator.copying.places import Range
from migrator.copying.shards import make_shards, parts_of
from migrator.errors import CopyFailed, Rejected, Unreadable
from tests.copying.sides import PK, TEXT_PK, VECTOR, Sides
from tests.copying.test_types import vector

#: So small that a copy of some hundred rows takes many pages.
SMALL = Pace(page_bytes=1_000)


def fill(sides: Sides, rows: int = 300, key: dict[str, Any] = PK) -> None:
    for name in "ab":
        sides.make(name, key, VECTOR)
    keys = [n * 7 - 900 if key is PK else f"k{n:05}" for n in range(rows)]
    sides.insert("a", [{"id": key, "v": vector(n)} for n, key in enumerate(keys)])


def whole(job: Job) -> list[Checkpoint]:
    return [Checkpoint(each) for each in parts_of(job.source, job.target)]


@pytest.mark.parametrize("key", [PK, TEXT_PK], ids=["Int64", "VarChar"])
def test_many_pages_make_the_whole(simulated: Sides, key: dict[str, Any]) -> None:
    fill(simulated, key=key)
    seen: list[int] = []
    checked = simulated.copy(pace=SMALL, moved=seen.append)
    assert len(seen) > 5
    assert sum(seen) == checked.rows == 300
    assert simulated.rows("b") == simulated.rows("a")


def test_pages_of_lite_are_in_order(on_lite: Sides) -> None:
    for name in "ab":
        on_lite.make(name, PK, VECTOR)
    # Lite keeps the order of insertion, unless it is asked otherwise.
    on_lite.insert("a", [{"id": (n * 37) % 101, "v": vector(n)} for n in range(101)])
    on_lite.copy(pace=SMALL)
    assert on_lite.rows("b") == on_lite.rows("a")


def test_key_ranges_take_every_key_once(simulated: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.copying.shards.ROWS_EACH", 20)
    fill(simulated)
    job = simulated.job()
    shards = make_shards(job.source, parts_of(job.source, job.target), 300, at_least=4)
    assert len(shards) == 4
    assert (shards[0].above, shards[-1].upto) == (None, None)
    assert all(a.upto == b.above for a, b in pairwise(shards))
    moved = move_rows(job, [Checkpoint(each) for each in shards], Pace(4, 1_000), anew=True)
    assert moved == 300
    assert simulated.rows("b") == simulated.rows("a")


def test_a_copy_goes_on_from_its_checkpoints(simulated: Sides) -> None:
    fill(simulated)
    job = simulated.job()
    noted: list[Checkpoint] = []

    def stop_after_five(checkpoint: Checkpoint) -> None:
        noted.append(checkpoint)
        if len(noted) == 5:
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        move_rows(job, whole(job), SMALL, Watcher(noted=stop_after_five), anew=True)
    there = len(simulated.rows("b"))
    assert 0 < noted[-1].rows <= there < 300
    # As the journal has them; the last one is older than what was written.
    again = latest(to_data(each) for each in noted[:-1])
    assert again == (from_data(to_data(noted[-2])),)
    moved = move_rows(job, again, SMALL)
    assert moved == 300 - again[0].rows
    checked = catch_up(job, parts_of(job.source, job.target), Look.FULL, overwrite=False)
    assert (checked.rows, checked.passes) == (300, 0)
    assert simulated.rows("b") == simulated.rows("a")


def test_a_page_whose_answer_never_came_is_written_once(simulated: Sides) -> None:
    fill(simulated)
    server: Any = simulated.server
    server.faults.lose_answer("Insert", nth=2)
    checked = simulated.copy(pace=Pace(page_bytes=4_000))
    assert (checked.rows, checked.passes) == (300, 0)
    counted = simulated.client.call(
        "Query", {"collection_name": "b", "output_fields": ["count(*)"]}
    )
    assert counted.fields_data[0].scalars.long_data.data == [300]


def test_a_refused_page_stops_all_shards(simulated: Sides) -> None:
    fill(simulated)
    server: Any = simulated.server
    server.faults.refuse("Insert", 1100, nth=3)
    job = simulated.job()
    shards = [Checkpoint(Range("_default", None, 0)), Checkpoint(Range("_default", 0, None))]
    with pytest.raises(Rejected):
        move_rows(job, shards, Pace(2, 1_000), anew=True)
    assert [each.name for each in threading.enumerate() if each.name.startswith("copy")] == []


def test_a_throttle_gives_turns_at_its_rate() -> None:
    throttle = Throttle(100, clock=lambda: 50.0)
    event = threading.Event()
    event.set()  # Nobody waits.
    began_s = time.monotonic()
    for _ in range(3):
        throttle.wait(200, event)
    assert throttle._free_s == 56.0
    assert time.monotonic() - began_s < 5


def test_duplicates_on_the_source_are_told(sides: Sides) -> None:
    if sides.is_lite:
        pytest.skip("Milvus Lite keeps one row of a key.")
    fill(sides, 200)
    sides.insert("a", [{"id": key, "v": vector(1)} for key in (-900, -900, -893)])
    checked = sides.copy(pace=SMALL)
    assert (checked.rows, checked.duplicates, checked.doubled) == (200, 3, (-900, -893))
    assert len(sides.rows("b")) == 200


def test_rows_that_are_there_twice_are_mended(simulated: Sides) -> None:
    fill(simulated)
    job = simulated.job()
    for _ in range(2):  # The second one is what a kill and a late insert may leave.
        move_rows(job, whole(job), SMALL, anew=True)
    checked = catch_up(job, parts_of(job.source, job.target), Look.KEYS, overwrite=False)
    assert (checked.rows, checked.replaced) == (300, 300)
    counted = simulated.client.call(
        "Query", {"collection_name": "b", "output_fields": ["count(*)"]}
    )
    assert counted.fields_data[0].scalars.long_data.data == [300]


def test_writes_that_came_meanwhile_are_caught_up_with(simulated: Sides) -> None:
    fill(simulated)
    job = simulated.job()
    parts = parts_of(job.source, job.target)
    move_rows(job, whole(job), SMALL, anew=True)
    simulated.insert("a", [{"id": 5_000 + n, "v": vector(n)} for n in range(3)])
    simulated.client.call("Delete", {"collection_name": "a", "expr": "id in [-900, -893]"})
    totals = look_at(job, parts, Look.SAMPLE)
    assert str(totals) == "3 missing, 2 only there (such as -900, -893)"
    with pytest.raises(CopyFailed, match="2 only there") as caught:
        catch_up(job, parts, Look.KEYS, overwrite=False)
    assert caught.value.keys == (-900, -893)
    checked = catch_up(job, parts, Look.FULL, overwrite=True)
    assert (checked.added, checked.deleted, checked.passes) == (0, 2, 1)
    assert simulated.rows("b") == simulated.rows("a")


def test_only_a_full_look_sees_every_change(simulated: Sides) -> None:
    fill(simulated)
    job = simulated.job()
    parts = parts_of(job.source, job.target)
    move_rows(job, whole(job), SMALL, anew=True)
    changed = {"id": -900 + 7 * 123, "v": vector(999)}
    simulated._open(simulated.server).upsert("a", [changed])
    assert not look_at(job, parts, Look.KEYS)
    found = look_at(job, parts, Look.FULL)
    assert (found.changed, found.some_changed) == (1, (changed["id"],))
    checked = catch_up(job, parts, Look.FULL, overwrite=True)
    assert (checked.replaced, checked.compared) == (1, 300)
    assert simulated.rows("b") == simulated.rows("a")


def test_writers_that_never_rest_are_a_refusal(simulated: Sides) -> None:
    fill(simulated, 20)
    job = simulated.job()
    parts = parts_of(job.source, job.target)
    move_rows(job, whole(job), SMALL, anew=True)
    number = iter(range(1_000))

    def write() -> None:
        simulated.insert("a", [{"id": -9_000 - next(number), "v": vector(1)}])

    write()
    with pytest.raises(CopyFailed, match=r"still differ after 3 passes: \d missing"):
        catch_up(job, parts, Look.KEYS, overwrite=False, may_go_on=write, passes=3)


def test_keys_that_do_not_ascend_are_no_page(
    simulated: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(simulated, 20)
    job = simulated.job()
    monkeypatch.setattr(
        "tests.simulator.querying._one_of_each", lambda rows: iter(list(rows)[::-1])
    )
    with pytest.raises(Unreadable, match="the keys of a page do not ascend"):
        move_rows(job, whole(job), SMALL, anew=True)
    assert simulated.rows("b") == {}
