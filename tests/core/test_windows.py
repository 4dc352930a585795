"""Windows: what they take away is remembered on the server, and restored after a kill."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pytest

from migrator.address import Address
from migrator.kinds.base import Step
from migrator.kinds.builtin import OWN_PREFIX
from migrator.kinds.collection.memory import Before, forget_step, remember_step, remembered
from migrator.model import Action, Change, Resource, State
from migrator.restore import restored
from tests.kinds.answering import MILVUS_2_3, MILVUS_2_6
from tests.kinds.tables import (
    FIELDS,
    LOADED,
    collection,
    index,
    live_collection,
    work_out,
)

BOOKS = live_collection().address
HNSW = {"index_type": "HNSW", "metric_type": "L2", "params": {"M": 8, "efConstruction": 64}}
V = index(HNSW)
BEFORE = Before(BOOKS, 0, LOADED, {V.address: V.spec.managed()})


def kept(steps: Iterable[Step]) -> dict[Address, Before]:
    """Return what the first of the remembering steps leaves on the server."""
    found = [
        (key, value)
        for step in steps
        if step.address.name == OWN_PREFIX
        for key, value in step.request.get("properties", {}).items()
    ]
    return remembered(found[:1])


def test_before_a_window_is_written_down_what_it_takes_away() -> None:
    live = [live_collection(load=LOADED), V]
    steps = work_out(live, [collection(), index({"metric_type": "IP"})]).steps
    assert kept(steps) == {BOOKS: BEFORE}
    own = [step.id for step in steps if step.address.name == OWN_PREFIX]
    assert own == [steps[0].id, steps[-1].id]


def test_what_takes_nothing_away_writes_nothing_down() -> None:
    for live in (live_collection(), live_collection(load=LOADED)):
        changed = collection({"fields": FIELDS, "properties": {"a": 1}})
        steps = work_out([live], [changed, index(HNSW)]).steps
        assert kept(steps) == {}


def test_a_collection_that_is_to_be_released_is_not_remembered_as_loaded() -> None:
    desired = collection({"load": {"state": "released"}})
    assert kept(work_out([live_collection(load=LOADED)], [desired]).steps) == {}


def test_what_was_written_down_is_struck_out_as_the_server_can() -> None:
    (key,) = remember_step(BEFORE).request["properties"]
    assert forget_step(BOOKS, MILVUS_2_6).request["delete_keys"] == [key]
    emptied = forget_step(BOOKS, MILVUS_2_3).request["properties"]
    assert emptied == {key: ""}
    assert remembered(emptied.items()) == {}


def test_what_was_written_down_is_read_again() -> None:
    assert remembered(remember_step(BEFORE).request["properties"].items()) == {BOOKS: BEFORE}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("migrator.identity", "abc"),
        ("migrator.before.default/books", ""),
        ("migrator.before.default/books", "{"),
        ("migrator.before.default/books", "[]"),
        ("migrator.before.default/books", "{}"),
        ("migrator.before.default/books", '{"id": "x", "load": {}, "indexes": {}}'),
        ("migrator.before.default/books", '{"id": 1, "load": {}, "indexes": {"?": {}}}'),
        ("migrator.before.default/books", '{"id": 1, "load": 7, "indexes": {}}'),
        ("migrator.before.default/books", '{"id": 1, "load": {"state": "x"}, "indexes": {}}'),
        ("migrator.before.default/books", '{"id": 1, "load": {}, "indexes": {"Index a.v": {}}}'),
        ("migrator.before.", '{"id": 1, "load": {}, "indexes": {}}'),
    ],
)
def test_what_cannot_be_read_is_left_out(key: str, text: str) -> None:
    assert remembered([(key, text)]) == {}


def restore(
    live: Iterable[Resource],
    desired: Iterable[Resource] = (),
    changes: Mapping[Address, Change] | None = None,
) -> dict[str, Change]:
    found = restored(changes or {}, {BOOKS: BEFORE}, State.of(live), State.of(desired))
    return {f"{change.action} {change.address}": change for change in found.values()}


RELEASED = live_collection()


def test_a_load_and_an_index_that_were_taken_away_come_back() -> None:
    found = restore([RELEASED])
    assert set(found) == {"create Index default/books.v", "update Collection default/books"}
    created = found["create Index default/books.v"].after
    assert created is not None
    assert created.spec == V.spec
    assert work_out_of(found) == ["CreateIndex", "WaitIndex", "LoadCollection", "WaitLoad"]


def work_out_of(found: Mapping[str, Change]) -> list[str]:
    desired = [change.after for change in found.values() if change.after is not None]
    return work_out([RELEASED], desired).ops


def test_what_is_back_already_is_left_alone() -> None:
    assert restore([live_collection(load=LOADED), V]) == {}


def test_a_collection_that_was_made_anew_since_is_left_alone() -> None:
    other = Resource(BOOKS, RELEASED.spec, facts={**RELEASED.facts, "id": 99})
    assert restore([other]) == {}
    assert restore([]) == {}


def test_manifests_decide_where_they_say_something() -> None:
    desired = collection({"load": {"state": "released"}})
    assert set(restore([RELEASED], [desired])) == {"create Index default/books.v"}
    gone = index({}, absent=True)
    assert set(restore([RELEASED], [gone])) == {"update Collection default/books"}


def test_an_index_that_is_built_anyway_gets_what_it_had() -> None:
    wanted = index({"params": {"M": 16}})
    create = Change(V.address, Action.CREATE, after=wanted)
    found = restore([RELEASED], [wanted], {V.address: create})
    after = found["create Index default/books.v"].after
    assert after is not None
    assert after.spec.managed()["params"] == {"M": "16", "efConstruction": "64"}
    assert after.spec.managed()["metric_type"] == "L2"


def test_a_collection_that_is_dropped_gets_nothing_back() -> None:
    drop = Change(BOOKS, Action.DELETE, before=RELEASED)
    assert set(restore([RELEASED], changes={BOOKS: drop})) == {"delete Collection default/books"}


def test_what_is_written_down_is_json_with_sorted_keys() -> None:
    (text,) = remember_step(BEFORE).request["properties"].values()
    data = json.loads(text)
    assert text == json.dumps(data, sort_keys=True, separators=(",", ":"))
