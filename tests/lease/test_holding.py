"""Holding the lease: renewing it, losing it, giving it back on every way out."""

from __future__ import annotations

import json
import os
import signal
import threading

import pytest

from migrator import generations
from migrator.errors import LeaseLost, Locked, MigratorError, Refused, Unreachable
from migrator.generations import Terms, current, listed
from migrator.kinds.base import Call
from migrator.lease import Lease, holding, unlock
from tests.core.serving import Serving, failing
from tests.lease.holders import (
    EXPIRY_S,
    Time,
    holder,
    is_refused,
    lease,
    store,
    stored,
    taken,
    who_holds,
)


def test_renewing_counts_up_and_keeps_the_rest() -> None:
    server = Serving()
    held = taken(server, "one")
    before = stored(server)
    held.renew()
    held.renew()
    assert stored(server) == {**before, "beat": 2}
    held.check()


def test_who_could_not_renew_for_two_thirds_of_the_expiry_has_lost_it() -> None:
    server, time = Serving(), Time()
    held = taken(server, "one", time)
    server.before = failing(Unreachable("gone"), "AlterCollection")
    time.now_s += EXPIRY_S / 2
    held.renew()
    server.before = lambda _call: None
    held.check()
    time.now_s += EXPIRY_S / 4
    with pytest.raises(LeaseLost, match=r"could not be renewed for 20 s: .*gone") as raised:
        held.check()
    assert raised.value.exit_code == 1


def test_a_renewal_that_comes_too_late_does_not_bring_it_back() -> None:
    server, time = Serving(), Time()
    held = taken(server, "one", time)
    time.now_s += EXPIRY_S
    held.renew()
    assert stored(server)["beat"] == 0
    with pytest.raises(LeaseLost, match="could not be renewed"):
        held.check()


def test_after_a_failed_renewal_the_next_one_comes_sooner_and_counts() -> None:
    server, time = Serving(), Time()
    held = taken(server, "one", time)
    pause_s = held.pause_s
    assert pause_s == EXPIRY_S / 3
    server.before = failing(Unreachable("gone"), "AlterCollection")
    held.renew()
    assert held.pause_s < pause_s
    server.before = lambda _call: None
    time.now_s += EXPIRY_S / 2
    held.renew()
    assert held.pause_s == pause_s
    time.now_s += EXPIRY_S / 2
    held.check()


def test_time_counts_from_before_a_renewal_was_sent() -> None:
    server, time = Serving(), Time()
    held = taken(server, "one", time)

    def slow(call: Call) -> None:
        if call.method == "AlterCollection":
            time.now_s += EXPIRY_S / 2

    server.after = slow
    held.renew()
    held.check()
    time.now_s += EXPIRY_S / 4
    with pytest.raises(LeaseLost):
        held.check()


@pytest.mark.parametrize("renews", [True, False], ids=["who renews", "who only looks"])
def test_who_was_unlocked_stops(renews: bool) -> None:
    server = Serving()
    held = taken(server, "one")
    unlock(server, "one", holder("admin"), Time().terms())
    if renews:
        held.renew()
    with pytest.raises(LeaseLost, match="migrator unlock has broken it"):
        held.check()
    assert who_holds(server) == ""


@pytest.mark.parametrize("renews", [True, False], ids=["who renews", "who only looks"])
def test_who_slept_while_somebody_took_over_stops(renews: bool) -> None:
    # Its own clock stood still: that of a machine that sleeps may.
    server, time = Serving(), Time()
    held = taken(server, "one")
    lease(server, "two", time, timeout_s=100).take()
    if renews:
        held.renew()
    with pytest.raises(LeaseLost, match="another apply has taken it over"):
        held.check()
    assert who_holds(server) == "two"


def test_who_sees_a_higher_generation_stops_though_its_own_is_still_there() -> None:
    server = Serving()
    held = taken(server, "one")
    server.call("CreateCollection", {"collection_name": "_migrator_lease_00000002"})
    held.renew()
    with pytest.raises(LeaseLost):
        held.check()


def test_somebody_elses_property_is_not_ones_own() -> None:
    server = Serving()
    held = taken(server, "one")
    store(server, '{"id": "two"}')
    with pytest.raises(LeaseLost):
        held.check()


def test_releasing_says_so_once_and_ends_renewing() -> None:
    server = Serving()
    held = taken(server, "one")
    held.release()
    assert stored(server)["released"] is True
    writes = len(server.writes)
    held.release()
    held.renew()
    assert len(server.writes) == writes
    assert listed(server) == [1]


def test_who_lost_it_does_not_release_that_of_another() -> None:
    server, time = Serving(), Time()
    held = taken(server, "one")
    lease(server, "two", time, timeout_s=100).take()
    held.release()
    assert who_holds(server) == "two"


def test_a_generation_that_somebody_else_made_again_is_not_released() -> None:
    server = Serving()
    held = taken(server, "one")
    theirs = generations.text_of(holder("late"), EXPIRY_S)
    store(server, theirs)
    held.release()
    assert stored(server) == json.loads(theirs)


def test_who_never_got_it_releases_nothing() -> None:
    server = Serving()
    taken(server, "one")
    second = lease(server, "two")
    assert is_refused(second)
    second.release()
    assert who_holds(server) == "one"


def test_a_server_that_is_gone_is_no_error_when_it_is_to_be_released() -> None:
    server = Serving()
    held = taken(server, "one")
    server.before = failing(Unreachable("gone"), "DescribeCollection", "AlterCollection")
    held.release()
    server.before = lambda _call: None
    assert who_holds(server) == "one"


@pytest.mark.parametrize("problem", [MigratorError("x"), ValueError("x"), KeyboardInterrupt()])
def test_it_is_released_when_what_is_done_under_it_ends_badly(problem: BaseException) -> None:
    server = Serving()

    def work() -> None:
        with holding(lease(server, "one")) as may_go_on:
            may_go_on()
            assert who_holds(server) == "one"
            raise problem

    with pytest.raises(type(problem)):
        work()
    assert who_holds(server) == ""
    assert all(thread.name != "lease" for thread in threading.enumerate())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("rpc", ["CreateCollection", "DropCollection"])
def test_a_signal_while_it_is_taken_leaves_none_behind(number: signal.Signals, rpc: str) -> None:
    server = Serving()
    taken(server, "before").release()

    def press(call: Call) -> None:
        if call.method == rpc:
            server.after = lambda _call: None
            os.kill(os.getpid(), number)

    server.after = press
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    for each in handlers:
        signal.signal(each, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), holding(lease(server, "one")):
            pytest.fail("it was asked to stop")
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
    held = current(server)
    assert held is not None
    assert (held.generation, held.released) == (2, True)


def test_who_stops_waiting_leaves_the_lease_alone() -> None:
    server, time = Serving(), Time()
    taken(server, "one")

    def press() -> None:
        raise KeyboardInterrupt

    time.meanwhile = press
    with pytest.raises(KeyboardInterrupt), holding(lease(server, "two", time, timeout_s=9)):
        pytest.fail("somebody else holds it")
    assert who_holds(server) == "one"


def test_it_is_renewed_in_the_background() -> None:
    server = Serving()
    renewed = threading.Semaphore(0)

    def count(call: Call) -> None:
        if call.method == "AlterCollection":
            renewed.release()

    server.after = count
    with holding(Lease(server, holder("one"), terms=Terms(expiry_s=0.3))):
        for _ in range(3):
            assert renewed.acquire(timeout=60)
        assert stored(server)["beat"] >= 2


def test_a_server_that_nobody_else_can_reach_needs_none() -> None:
    with holding(None) as may_go_on:
        may_go_on()


@pytest.mark.parametrize(
    ("prepared", "what"),
    [
        (lambda _server: None, "nobody holds the lease of dev"),
        (lambda server: taken(server, "one").release(), "nobody holds the lease of dev"),
        (lambda server: taken(server, "two"), "is not that of one: anna on ci-7"),
    ],
    ids=["never taken", "released", "another id"],
)
def test_only_the_lease_of_its_holder_is_unlocked(prepared: object, what: str) -> None:
    server = Serving()
    assert callable(prepared)
    prepared(server)
    before = who_holds(server), listed(server)
    with pytest.raises(Refused, match=what) as raised:
        unlock(server, "one", holder("admin"), Time().terms())
    assert raised.value.exit_code == 3
    assert (who_holds(server), listed(server)) == before


def test_unlocking_makes_a_higher_generation_that_is_free() -> None:
    server = Serving()
    taken(server, "one")
    broken = unlock(server, "one", holder("admin"), Time().terms())
    assert broken.is_of("one")
    assert listed(server) == [2]
    taken(server, "two")
    assert listed(server) == [3]


def test_of_two_who_unlock_one_breaks_it_and_the_other_is_refused() -> None:
    server = Serving()
    taken(server, "one")

    def overtake(call: Call) -> None:
        if call.method == "CreateCollection":
            server.before = lambda _call: None
            unlock(server, "one", holder("first"), Time().terms())
            taken(server, "two")

    server.before = overtake
    with pytest.raises(Refused, match="changed hands meanwhile"):
        unlock(server, "one", holder("second"), Time().terms())
    assert who_holds(server) == "two"
    with pytest.raises(Locked):
        lease(server, "three").take()
