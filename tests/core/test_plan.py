"""Plans: what they say of themselves, their hash, and which fingerprints they hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator.live import fingerprint, fingerprints
from migrator.model import Action, Metadata, Resource, Severity, State
from migrator.plan import Target
from migrator.planning import desired_fingerprint
from tests.core.plans import plan_of
from tests.kinds.tables import (
    FIELDS,
    LOADED,
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
)


def test_a_plan_of_nothing_is_empty_and_costs_nothing() -> None:
    plan = plan_of([live_collection()], [collection()])
    assert plan.is_empty
    assert plan.severity is Severity.LIVE
    assert plan.counts == {}
    assert plan.outages == ()


def test_a_plan_sums_its_changes_up() -> None:
    live = [live_collection(load=LOADED), index({"metric_type": "L2"}), partition("en")]
    desired = [collection(), index({"metric_type": "IP"}), partition("en", absent=True)]
    plan = plan_of(live, [*desired, database("shop"), alias("live")])
    assert plan.counts == {Action.CREATE: 2, Action.UPDATE: 1, Action.DELETE: 1}
    assert plan.severity is Severity.DESTROY
    assert list(map(str, plan.outages)) == ["Collection default/books"]


def test_the_same_plan_has_the_same_hash() -> None:
    live, desired = [live_collection(), alias("live")], [collection(), database("shop")]
    first = plan_of(live, desired)
    assert plan_of(reversed(live), reversed(desired)).hash == first.hash
    assert first.hash.startswith("sha256:")


@pytest.mark.parametrize(
    "desired",
    [
        [collection(), database("other")],
        [collection({"fields": FIELDS, "num_shards": 2}), database("shop")],
        [collection(), database("shop"), alias("live")],
    ],
)
def test_another_plan_has_another_hash(desired: list[Resource]) -> None:
    first = plan_of([live_collection()], [collection(), database("shop")])
    assert plan_of([live_collection()], desired).hash != first.hash


def test_a_plan_for_another_server_has_another_hash() -> None:
    plan = plan_of([], [database("shop")])
    target = Target("dev", "http://milvus:19530", "Milvus 2.3.5", "another")
    assert replace(plan, target=target).hash != plan.hash


BASE = live_collection({"properties": {"a": "1"}})


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(live_collection({"properties": {"a": 1}}), True, id="spelt otherwise"),
        pytest.param(
            replace(BASE, facts={"partitions": 7, "state": 3}), True, id="counters and progress"
        ),
        pytest.param(replace(BASE, metadata=Metadata(protect=True)), True, id="metadata"),
        pytest.param(replace(BASE, facts={"id": 9}), False, id="another object of that name"),
        pytest.param(live_collection({"properties": {"a": 2}}), False, id="another value"),
        pytest.param(live_collection(), False, id="an attribute less"),
    ],
)
def test_a_fingerprint_is_of_what_an_object_is(other: Resource, same: bool) -> None:
    assert (fingerprint(other) == fingerprint(BASE)) is same


def test_every_object_that_was_read_has_a_fingerprint() -> None:
    state = State.of([BASE, alias("live")], unread=[alias("left").address])
    assert set(fingerprints(state)) == {"Collection default/books", "Alias default/live"}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(collection(), True, id="the same"),
        pytest.param(collection(labels={"team": "x"}), True, id="labels"),
        pytest.param(collection(protect=True), False, id="protected"),
        pytest.param(collection(absent=True), False, id="absent"),
        pytest.param(collection(previous_name="old"), False, id="renamed"),
        pytest.param(collection({"fields": FIELDS, "num_shards": 1}), False, id="one word more"),
    ],
)
def test_a_fingerprint_of_manifests_is_of_what_they_say(other: Resource, same: bool) -> None:
    first = desired_fingerprint(State.of([collection()]))
    assert (desired_fingerprint(State.of([other])) == first) is same
