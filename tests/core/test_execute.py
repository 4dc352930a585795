"""The executor: parallel lanes, failures, lost answers, read-back, time-outs, interruption."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from migrator.errors import DeadlineExceeded, MigratorError, Rejected, Unreachable
from migrator.execute import Event, Outcome, Phase, Timing, run
from migrator.kinds.base import Call, Rpc
from migrator.model import Resource
from migrator.plan import Plan
from tests.core.plans import plan_of
from tests.core.serving import Clock, Serving, failing
from tests.kinds.answering import LITE, Answering, Row
from tests.kinds.tables import (
    FIELDS,
    alias,
    collection,
    database,
    index,
    live_collection,
)

LOADED = collection({"fields": FIELDS, "load": {"state": "loaded"}})


class Told:
    """Remembers events in short: ``started CreateDatabase shop``."""

    def __init__(self, then: Callable[[Event], None] = lambda _event: None) -> None:
        self.events: list[Event] = []
        self.threads: set[str] = set()
        self.then = then

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self.threads.add(threading.current_thread().name)
        self.then(event)

    def of(self, phase: Phase) -> list[str]:
        return [f"{e.step.op} {e.step.address.name}" for e in self.events if e.phase is phase]


def carry_out(
    plan: Plan, rpc: Rpc, told: Callable[[Event], None] | None = None, *, parallelism: int = 8
) -> Outcome:
    timing = Timing(index_timeout_s=3, load_timeout_s=5, clock=Clock(), read_back_s=3)
    # Whether objects are as the plan left them is for the tests of saved plans.
    return run(plan, rpc, told or Told(), parallelism=parallelism, timing=timing, check=False)


def databases(*names: str) -> list[Resource]:
    return [database(name) for name in names]


def test_steps_are_told_as_they_go() -> None:
    told = Told()
    plan = plan_of([], [database("shop"), collection(within="shop")])
    outcome = carry_out(plan, Serving(), told)
    assert outcome == Outcome(done=["1", "2"])
    assert outcome.complete
    assert [(event.phase, event.step.id) for event in told.events] == [
        (Phase.STARTED, "1"),
        (Phase.DONE, "1"),
        (Phase.STARTED, "2"),
        (Phase.DONE, "2"),
    ]
    assert told.threads == {threading.current_thread().name}
    assert all(event.elapsed_s >= 0 for event in told.events)


def test_a_plan_of_nothing_is_complete() -> None:
    assert carry_out(plan_of([], []), Serving()).complete


def test_independent_steps_meet() -> None:
    meeting = threading.Barrier(3, timeout=20)

    def meet(call: Call) -> None:
        if call.method == "CreateDatabase":
            meeting.wait()

    server = Serving()
    server.before = meet
    assert carry_out(plan_of([], databases("a", "b", "c")), server).complete


class Crowd:
    """Counts how many are in the same RPC at once; each stays there ``linger_s`` longer."""

    def __init__(self, method: str, *, linger_s: float = 0.0) -> None:
        self.now = self.most = 0
        self.lock = threading.Lock()
        self.method = method
        self.linger_s = linger_s

    def enter(self, call: Call) -> None:
        if call.method == self.method:
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(self.linger_s)

    def leave(self, call: Call) -> None:
        if call.method == self.method:
            with self.lock:
                self.now -= 1


def test_no_more_steps_run_at_once_than_allowed() -> None:
    crowd, server = Crowd("CreateDatabase"), Serving()
    server.before, server.after = crowd.enter, crowd.leave
    plan = plan_of([], databases(*"abcdefgh"))
    assert carry_out(plan, server, parallelism=1).done == [step.id for step in plan.steps]
    assert crowd.most == 1


def test_a_milvus_lite_gets_one_step_at_a_time() -> None:
    crowd, server = Crowd("CreateCollection", linger_s=0.2), Serving(capabilities=LITE)
    server.before, server.after = crowd.enter, crowd.leave
    plan = plan_of([], [collection(name=name) for name in "abc"], LITE)
    assert carry_out(plan, server, parallelism=8).complete
    assert server.writes == ["CreateCollection"] * 3
    assert crowd.most == 1


def test_a_failure_stops_only_what_depends_on_it() -> None:
    desired = [*databases("a", "b"), collection(within="a"), collection(within="b")]
    desired += [alias("live", within="a"), alias("live", within="b")]
    plan, told, server = plan_of([], desired), Told(), Serving()
    server.before = failing(Rejected("no", code=65535), "CreateDatabase", name="a")
    outcome = carry_out(plan, server, told)
    assert not outcome.complete
    assert told.of(Phase.FAILED) == ["CreateDatabase a"]
    assert told.of(Phase.SKIPPED) == ["CreateCollection books", "CreateAlias live"]
    assert sorted(told.of(Phase.DONE)) == [
        "CreateAlias live",
        "CreateCollection books",
        "CreateDatabase b",
    ]
    assert outcome.unknown == []
    assert server.collections.keys() == {"default", "b"}
    ids = {*outcome.done, *outcome.failed, *outcome.skipped}
    assert ids == {step.id for step in plan.steps}


def test_what_is_done_again_is_waited_for_across_what_was_done() -> None:
    """The second of three steps was done before; the third still waits for the first."""
    plan = plan_of([], [database("shop"), collection(within="shop"), alias("live", within="shop")])
    server = Serving()
    server.before = failing(Rejected("no", code=65535), "CreateDatabase")
    outcome = run(plan, server, Told(), done=frozenset({"2"}), check=False)
    assert outcome.skipped == ["3"]
    assert outcome.done == ["2"]


LOST = pytest.mark.parametrize("lost", [DeadlineExceeded("late"), Unreachable("cut")], ids=repr)


def carry_out_with_looks(plan: Plan, rpc: Rpc) -> Outcome:
    timing = Timing(clock=Clock(), read_back_s=3)
    return run(plan, rpc, Told(), timing=timing)


@LOST
def test_a_step_whose_answer_is_lost_is_done_where_the_server_shows_it(lost: MigratorError) -> None:
    server = Serving()
    server.after = failing(lost, "CreateDatabase")
    outcome = carry_out_with_looks(
        plan_of([], [database("shop"), collection(within="shop")]), server
    )
    assert outcome == Outcome(done=["1", "2"])
    assert server.writes == ["CreateDatabase", "CreateCollection"]


@LOST
def test_a_step_whose_answer_is_lost_is_unknown_where_nothing_shows_it(lost: MigratorError) -> None:
    server = Serving()
    server.before = failing(lost, "CreateDatabase")
    outcome = carry_out_with_looks(
        plan_of([], [database("shop"), collection(within="shop")]), server
    )
    assert outcome.unknown == ["1"]
    assert outcome.failed == {"1": lost}
    assert outcome.skipped == ["2"]
    assert server.writes == []


BEFORE = live_collection({"properties": {"a": "1"}})
AFTER = collection({"fields": FIELDS, "properties": {"a": 2}})


def described(**more: Any) -> dict[str, Row]:
    fields = [
        {"name": "id", "data_type": "Int64", "is_primary_key": True},
        {"name": "v", "data_type": "FloatVector", "type_params": {"dim": "4"}},
    ]
    description = {"schema": {"fields": fields}, "shards_num": 1, **more}
    return {"DescribeCollection": description, "ShowCollections": {}}


LIARS: list[Any] = [
    pytest.param(
        [BEFORE],
        [AFTER],
        described(properties={"a": "1"}),
        "AlterCollection said OK, but properties.a is '1' instead of '2'",
        id="altered nothing",
    ),
    pytest.param(
        [],
        [database("shop")],
        {"ListDatabases": {}},
        "CreateDatabase said OK, but it is not there",
        id="created nothing",
    ),
    pytest.param(
        [database("shop")],
        [database("shop", absent=True)],
        {"ListDatabases": {"db_names": ["shop"]}},
        "DropDatabase said OK, but it is still there",
        id="dropped nothing",
    ),
    pytest.param(
        [live_collection(), alias("live", "books")],
        [alias("live", "other"), collection(name="other")],
        {**described(consistency_level="Bounded"), "DescribeAlias": {"collection": "books"}},
        "AlterAlias said OK, but collection_name is 'books' instead of 'other'",
        id="moved nothing",
    ),
    pytest.param(
        [],
        [collection({"fields": FIELDS, "num_shards": 2})],
        described(consistency_level="Bounded"),
        "CreateCollection said OK, but num_shards is 1 instead of 2",
        id="created something else",
    ),
]


@pytest.mark.parametrize(("live", "desired", "table", "told"), LIARS)
def test_an_ok_is_not_believed(
    live: Iterable[Resource], desired: Iterable[Resource], table: dict[str, Row], told: str
) -> None:
    outcome = carry_out(plan_of(live, desired), Answering(table))
    (problem,) = outcome.failed.values()
    assert told in problem.what


def test_a_result_may_take_a_moment_to_show() -> None:
    """2.3.5 lets go of an alias tens of milliseconds after it has said so."""
    answers = iter([["shop"], ["shop"], []])

    def listed(call: Call) -> dict[str, Any]:
        return {"db_names": next(answers)}

    plan = plan_of([database("shop")], [database("shop", absent=True)])
    assert run(plan, Answering({"ListDatabases": listed}), Told(), check=False).complete


def test_a_load_that_never_ends_times_out() -> None:
    table: dict[str, Row] = {
        **described(),
        "GetLoadState": {"state": "LoadStateLoading"},
        "GetLoadingProgress": {"progress": 40},
    }
    told = Told()
    outcome = carry_out(plan_of([live_collection()], [LOADED]), Answering(table), told)
    assert told.of(Phase.FAILED) == ["WaitLoad books"]
    (problem,) = outcome.failed.values()
    assert "wait until loaded took longer than 5 s (40 of 100 %)" in problem.what
    assert "apply again" in problem.hint
    assert outcome.unknown == []


def test_a_build_that_never_ends_times_out_by_its_own_limit() -> None:
    building = {"index_name": "v", "field_name": "v", "state": "InProgress", "total_rows": 9}
    table: dict[str, Row] = {"DescribeIndex": {"index_descriptions": [building]}}
    outcome = carry_out(plan_of([live_collection()], [index({})]), Answering(table))
    (problem,) = outcome.failed.values()
    assert "took longer than 3 s (0 of 9 rows)" in problem.what


def test_a_load_that_the_server_has_not_picked_up_is_waited_for() -> None:
    """2.3.5 answers 101 to a question about its progress until then."""
    states = iter(["LoadStateNotLoad", "LoadStateLoading", "LoadStateLoaded"])
    loaded = {"collection_names": ["books"], "inMemory_percentages": [100]}
    table: dict[str, Row] = {
        **described(num_partitions=1, consistency_level="Bounded"),
        "GetLoadState": lambda call: {"state": next(states)},
        "GetLoadingProgress": Rejected("not loaded", code=101),
        "ShowCollections": loaded,
        "GetReplicas": {"replicas": [{}]},
    }
    told = Told()
    rpc = Answering(table)
    assert carry_out(plan_of([live_collection()], [LOADED]), rpc, told).complete
    finished = told.events[-1]
    assert (finished.done, finished.total, finished.unit) == (100, 100, "%")


def interrupt(when: Callable[[Event], bool]) -> Told:
    """Press Ctrl-C once, at an event."""
    pressed: list[Event] = []

    def press(event: Event) -> None:
        if when(event) and not pressed:
            pressed.append(event)
            raise KeyboardInterrupt

    return Told(press)


@pytest.mark.parametrize("phase", [Phase.STARTED, Phase.DONE])
def test_an_interruption_lets_a_running_step_end_and_starts_nothing_more(phase: Phase) -> None:
    told = interrupt(lambda event: event.phase is phase)
    plan = plan_of([], [database("shop"), collection(within="shop"), alias("live", within="shop")])
    outcome = carry_out(plan, Serving(), told)
    assert outcome == Outcome(done=["1"], skipped=["2", "3"], interrupted=True)
    assert not outcome.complete
    assert told.of(Phase.SKIPPED) == ["CreateCollection books", "CreateAlias live"]


def test_an_interruption_ends_a_wait_and_says_that_nobody_knows() -> None:
    table: dict[str, Row] = {
        **described(),
        "GetLoadState": {"state": "LoadStateLoading"},
        "GetLoadingProgress": {"progress": 40},
    }
    told = interrupt(lambda event: event.step.op == "WaitLoad")
    timing = Timing(clock=lambda: 0.0)
    outcome = run(plan_of([live_collection()], [LOADED]), Answering(table), told, timing=timing)
    assert outcome == Outcome(done=["1"], unknown=["2"], interrupted=True)
    assert told.of(Phase.INTERRUPTED) == ["WaitLoad books"]


def test_every_step_is_accounted_for_whenever_somebody_interrupts() -> None:
    plan = plan_of([], [*databases(*"abc"), *[collection(within=name) for name in "abc"]])
    for nth in range(1, 13):
        seen: list[Event] = []

        def at(event: Event, seen: list[Event] = seen, nth: int = nth) -> bool:
            seen.append(event)
            return len(seen) == nth

        outcome = carry_out(plan, Serving(), interrupt(at), parallelism=2)
        ids = [*outcome.done, *outcome.failed, *outcome.skipped]
        assert sorted(ids) == sorted(step.id for step in plan.steps), nth


def test_a_mistake_of_ours_is_told_without_losing_what_was_done() -> None:
    def broken(call: Call) -> None:
        raise ZeroDivisionError

    server = Serving()
    server.before = broken
    outcome = carry_out(plan_of([], [database("shop")]), server)
    assert not outcome.complete
    (problem,) = outcome.failed.values()
    assert problem.what.startswith("ZeroDivisionError")
    assert problem.hint == "this is a bug"
