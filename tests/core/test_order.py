"""The order of steps: windows, what waits for what, and the same order every time."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.address import Address
from migrator.capabilities import Capabilities
from migrator.kinds.base import Phase, Step
from migrator.model import Resource
from tests.core.worlds import DESIRED, LIVE, SERVERS
from tests.kinds.answering import LITE, MILVUS_2_3, MILVUS_2_6
from tests.kinds.tables import (
    FIELDS,
    LOADED,
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
    work_out,
)

MMAP = {"fields": FIELDS, "properties": {"mmap.enabled": True}}


def test_one_window_serves_every_step_that_needs_it() -> None:
    live = [live_collection(load=LOADED), index({"metric_type": "L2"}), partition("en")]
    desired = [collection(MMAP), index({"metric_type": "IP"}), partition("en", absent=True)]
    assert work_out(live, desired).ops == [
        "ReleaseCollection",
        "DropIndex",
        "DropPartition",
        "AlterCollection",
        "CreateIndex",
        "WaitIndex",
        "LoadCollection",
        "WaitLoad",
    ]


def test_after_a_window_a_collection_is_loaded_as_it_was() -> None:
    load = {**LOADED, "partitions": ["en"], "replica_number": 2, "resource_groups": ["g"]}
    result = work_out([live_collection(load=load)], [collection(MMAP)])
    assert result.request("LoadPartitions") == {
        "collection_name": "books",
        "replica_number": 2,
        "resource_groups": ["g"],
        "partition_names": ["en"],
    }


@pytest.mark.parametrize(
    ("load", "server", "ops"),
    [
        (LOADED, MILVUS_2_6, ["CreatePartition", "WaitLoad"]),
        ({**LOADED, "partitions": ["de"]}, MILVUS_2_6, ["CreatePartition"]),
        ({}, MILVUS_2_6, ["CreatePartition"]),
        (LOADED, LITE, ["CreatePartition"]),
    ],
)
def test_a_partition_that_is_loaded_by_itself_is_waited_for(
    load: dict[str, object], server: Capabilities, ops: list[str]
) -> None:
    """Else the collection would look released right after, and a fresh plan not be empty."""
    live = live_collection(load=load) if load else live_collection()
    result = work_out([live], [collection({}), partition("en")], server)
    assert result.ops == ops
    if "WaitLoad" in ops:
        assert result.request("WaitLoad")["partition_names"] == ["en"]


def test_after_a_window_a_collection_is_loaded_as_is_declared() -> None:
    desired = collection({**MMAP, "load": {"replica_number": 2}})
    result = work_out([live_collection(load=LOADED)], [desired])
    assert result.ops == ["ReleaseCollection", "AlterCollection", "LoadCollection", "WaitLoad"]
    assert result.request("LoadCollection")["replica_number"] == 2


def test_what_is_to_be_released_stays_so_after_its_window() -> None:
    desired = collection({**MMAP, "load": {"state": "released"}})
    result = work_out([live_collection(load=LOADED)], [desired])
    assert result.ops == ["ReleaseCollection", "AlterCollection"]


def test_a_released_collection_needs_no_window() -> None:
    assert work_out([live_collection()], [collection(MMAP)]).ops == ["AlterCollection"]


def test_a_collection_that_is_dropped_needs_no_window() -> None:
    live = [live_collection(load=LOADED), index({})]
    desired = [collection(absent=True), index({}, absent=True)]
    assert work_out(live, desired).ops == ["DropCollection"]


def test_a_name_is_free_before_it_is_taken() -> None:
    """A collection gives way to an alias of its name, an alias to a collection."""
    live = [live_collection(), live_collection(name="new")]
    gone = [collection(absent=True), alias("books", "new")]
    assert work_out(live, gone).ops == ["DropCollection", "CreateAlias"]
    live = [live_collection(), alias("new", "books")]
    desired = [collection(name="new"), alias("new", "books", absent=True)]
    assert work_out(live, desired).ops == ["DropAlias", "CreateCollection"]


def test_a_renamed_collection_leaves_its_name_to_another() -> None:
    desired = [collection(name="b", previous_name="a"), collection(name="a")]
    result = work_out([live_collection(name="a")], desired)
    assert result.ops == ["RenameCollection", "CreateCollection"]
    assert result.steps[1].needs == (result.steps[0].id,)


def test_an_alias_leaves_a_renamed_collection_once_it_has_its_new_name() -> None:
    """Until then it leads to the old name, and a plan tells what it leads to before its step."""
    live = [live_collection(name="a"), live_collection(name="c"), alias("live", "a")]
    desired = [collection(name="b", previous_name="a"), alias("live", "c")]
    result = work_out(live, desired)
    assert result.ops == ["RenameCollection", "AlterAlias"]
    assert result.steps[1].needs == (result.steps[0].id,)


def test_an_alias_goes_before_a_collection_takes_its_name() -> None:
    live = [live_collection(name="a"), alias("b", "a")]
    desired = [collection(name="b", previous_name="a"), alias("b", "a", absent=True)]
    assert work_out(live, desired).ops == ["DropAlias", "RenameCollection"]


def test_an_alias_moves_before_its_old_collection_goes() -> None:
    live = [live_collection(name="a"), live_collection(name="b"), alias("live", "a")]
    desired = [collection(name="a", absent=True), alias("live", "b")]
    result = work_out(live, desired)
    assert result.ops == ["AlterAlias", "DropCollection"]
    assert result.steps[1].needs == (result.steps[0].id,)


def test_independent_collections_do_not_wait_for_each_other() -> None:
    names = ["a", "b"]
    desired = [collection(name=name) for name in names]
    desired += [index({}, of=collection(name=name).address) for name in names]
    steps = work_out([], desired).steps
    for step in steps:
        lanes = {other.lane for other in steps if other.id in step.needs}
        assert lanes <= {step.lane}


def test_steps_are_numbered_in_the_order_they_stand_in() -> None:
    steps = work_out([], [database("shop"), collection(within="shop")]).steps
    assert [step.id for step in steps] == ["1", "2"]


many = settings(max_examples=40, deadline=None)


def names_freed(step: Step) -> set[str]:
    if step.op in ("DropCollection", "DropAlias"):
        return {step.address.name}
    return {step.request["oldName"]} if step.op == "RenameCollection" else set()


@many
@given(LIVE, DESIRED, SERVERS)
def test_no_step_stands_before_what_it_needs(
    live: list[Resource], desired: list[Resource], server: Capabilities
) -> None:
    steps = work_out(live, desired, server).steps
    seen: set[str] = set()
    for step in steps:
        assert seen.issuperset(step.needs)
        seen.add(step.id)
    assert len(seen) == len(steps)


def needed(steps: Iterable[Step]) -> dict[str, set[str]]:
    """Tell for each step all that it waits for, directly or not."""
    whole: dict[str, set[str]] = {}
    for step in steps:
        whole[step.id] = set(step.needs).union(*(whole[need] for need in step.needs))
    return whole


def pairs(steps: tuple[Step, ...]) -> Iterable[tuple[Step, Step]]:
    """Name what must be over before what: the rules of servers, said once more."""
    for first in steps:
        for second in steps:
            if first.id != second.id and _must_precede(first, second):
                yield first, second


def _must_precede(first: Step, second: Step) -> bool:
    """Whether servers refuse, or misread, the second unless the first is over."""
    inside = second.address.database
    if first.lane == second.lane and first.phase < second.phase:
        return True
    if first.op == "CreateDatabase":
        arrives = second.op in ("CreateCollection", "RenameCollection")
        return arrives and inside == first.address.name
    if second.op == "DropDatabase":
        leaves = first.op in ("DropCollection", "RenameCollection")
        return leaves and first.database == second.address.name
    if second.op in ("CreateCollection", "CreateAlias"):
        same = (first.database or "default") == (inside or "default")
        if same and second.address.name in names_freed(first):
            return True
    if second.op in ("CreateAlias", "AlterAlias"):
        target = Address("Collection", inside, second.request["collection_name"])
        return first.lane == target and first.phase <= Phase.WAIT_LOAD
    return False


@many
@given(LIVE, DESIRED, SERVERS)
def test_what_a_server_asks_to_be_over_is_waited_for(
    live: list[Resource], desired: list[Resource], server: Capabilities
) -> None:
    steps = work_out(live, desired, server).steps
    whole = needed(steps)
    for first, second in pairs(steps):
        assert first.id in whole[second.id], (first, second)


@many
@given(LIVE, DESIRED, SERVERS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(
    live: list[Resource], desired: list[Resource], server: Capabilities, chance: random.Random
) -> None:
    first = work_out(live, desired, server)
    chance.shuffle(live)
    chance.shuffle(desired)
    assert work_out(live, desired, server) == first


@many
@given(LIVE, DESIRED)
def test_a_loaded_collection_is_never_left_released_by_a_window(
    live: list[Resource], desired: list[Resource]
) -> None:
    result = work_out(live, desired)
    wanted = {resource.address: resource for resource in desired}
    released = {
        step.lane
        for step in result.steps
        if step.op == "ReleaseCollection" and step.phase == Phase.RELEASE
    }
    for lane in released:
        loaded = any(step.op == "WaitLoad" and step.lane == lane for step in result.steps)
        spec = wanted[lane].spec if lane in wanted else None
        load = getattr(spec, "load", None)
        only_gone = any(step.op == "DropPartition" and step.lane == lane for step in result.steps)
        assert loaded or only_gone or (load is not None and load.state == "released")


@pytest.mark.parametrize("server", [MILVUS_2_3, MILVUS_2_6, LITE], ids=lambda s: s.server)
def test_a_plan_of_nothing_has_no_steps(server: Capabilities) -> None:
    assert work_out([], [], server).steps == ()
