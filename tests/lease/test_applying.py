"""Applying under the lease: what is done while it is held, and what is not once it is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from migrator.applying import apply_plan
from migrator.connection import Connection, Limits
from migrator.errors import LeaseLost, Locked, Refused, StalePlan, Unreachable, WrongServer
from migrator.execute import Event, Outcome, Phase
from migrator.generations import listed
from migrator.kinds.base import Call
from migrator.lease import Lease, unlock
from migrator.plan import Plan, Refusal
from tests.core.serving import Serving, failing
from tests.core.test_applying import SHOP, TODAY, ignore, planned
from tests.kinds.tables import database
from tests.lease.holders import EXPIRY_S, Time, holder, lease, taken, who_holds

ONE_BY_ONE = Connection("dev", "http://milvus:19530", limits=Limits(parallelism=1))


def carry_out(
    plan: Plan, server: Serving, under: Lease, on_event: Callable[[Event], None] = ignore
) -> Outcome:
    return apply_plan(plan, server, ONE_BY_ONE, on_event, today=TODAY, lease=under)


def after_the_first_step(what: Callable[[], object]) -> Callable[[Event], None]:
    done: list[Event] = []

    def told(event: Event) -> None:
        if event.phase is Phase.DONE and not done:
            done.append(event)
            what()

    return told


def test_it_is_held_while_steps_are_done_and_free_afterwards() -> None:
    server = Serving()
    holders: set[str] = set()
    plan = planned(server, SHOP)
    outcome = carry_out(
        plan, server, lease(server, "one"), lambda _event: holders.add(who_holds(server))
    )
    assert outcome.complete
    assert holders == {"one"}
    assert who_holds(server) == ""
    assert planned(server, SHOP).is_empty


def test_a_second_apply_is_refused_and_does_nothing() -> None:
    server = Serving()
    plan = planned(server, SHOP)
    taken(server, "other")
    writes = server.writes
    with pytest.raises(Locked, match="lease other since"):
        carry_out(plan, server, lease(server, "one"))
    assert server.writes == writes


def test_the_base_is_looked_at_while_the_lease_is_held() -> None:
    server, time = Serving(), Time()
    plan = planned(server, SHOP)
    other = taken(server, "other")

    def meanwhile() -> None:
        server.call("CreateDatabase", {"db_name": "shop"}, database="shop")
        server.call("CreateCollection", {"collection_name": "books", "schema": {}}, database="shop")
        other.release()

    time.meanwhile = meanwhile
    with pytest.raises(StalePlan):
        carry_out(plan, server, lease(server, "one", time, timeout_s=60))
    assert who_holds(server) == ""


def test_what_is_refused_anyway_takes_no_lease() -> None:
    server = Serving()
    plan = planned(server, SHOP)
    elsewhere = replace(plan, target=replace(plan.target, server="Milvus 2.6.4"))
    with pytest.raises(WrongServer):
        carry_out(elsewhere, server, lease(server, "one"))
    with pytest.raises(Refused, match="MIG604"):
        carry_out(
            replace(plan, refusals=(Refusal("MIG604", "", "no", ""),)), server, lease(server, "one")
        )
    assert listed(server) == []


@pytest.mark.parametrize("way", ["unlocked", "taken over", "not renewed"])
def test_who_loses_it_stops_before_the_next_step(way: str) -> None:
    server, time = Serving(), Time()
    plan = planned(server, [database("a"), database("b"), database("c")])

    def lose() -> None:
        if way == "unlocked":
            unlock(server, "one", holder("admin"), time.terms())
        elif way == "taken over":
            lease(server, "two", Time(), timeout_s=100).take()
        else:
            time.now_s += EXPIRY_S

    outcome = carry_out(plan, server, lease(server, "one", time), after_the_first_step(lose))
    assert len(outcome.done) == 1
    assert [type(error) for error in outcome.failed.values()] == [LeaseLost]
    assert len(outcome.skipped) == 1
    assert not outcome.unknown
    assert server.writes.count("CreateDatabase") == 1
    assert who_holds(server) == ("two" if way == "taken over" else "")


def test_who_lost_it_does_nothing_more_and_leaves_restoring_to_others() -> None:
    server, time = Serving(), Time()
    plan = planned(server, SHOP)
    later: list[Call] = []

    def lose() -> None:
        unlock(server, "one", holder("admin"), time.terms())
        server.after = later.append

    outcome = carry_out(plan, server, lease(server, "one", time), after_the_first_step(lose))
    assert LeaseLost in {type(error) for error in outcome.failed.values()}
    touched = {call.request["collection_name"] for call in later}
    assert touched == set() or touched == {"_migrator_lease_00000001"}


def test_it_is_released_when_a_step_fails_and_when_somebody_presses_ctrl_c() -> None:
    server = Serving()
    plan = planned(server, SHOP)
    server.before = failing(Unreachable("cut"), "CreateDatabase")
    assert carry_out(plan, server, lease(server, "one")).failed
    assert who_holds(server) == ""
    server.before = lambda _call: None

    def press() -> None:
        raise KeyboardInterrupt

    outcome = carry_out(
        planned(server, SHOP), server, lease(server, "two"), after_the_first_step(press)
    )
    assert outcome.interrupted
    assert who_holds(server) == ""
    assert listed(server) == [2]
