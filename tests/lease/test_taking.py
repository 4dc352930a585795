"""Taking the lease: who gets it, who waits for how long, and what those are told."""

from __future__ import annotations

import pytest

from migrator import generations
from migrator.errors import DeadlineExceeded, Locked, PermissionDenied, Rejected, Unreachable
from migrator.generations import Held, listed, name
from migrator.kinds.base import Call
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


def test_who_comes_first_gets_it_and_says_who_they_are() -> None:
    server = Serving()
    taken(server, "one")
    assert stored(server) == {
        "id": "one",
        "owner": "anna",
        "host": "ci-7",
        "pid": 4711,
        "started": "2026-03-01T12:00:00+00:00",
        "expiry_s": 30.0,
        "beat": 0,
        "released": False,
    }
    assert list(server.collections["default"]) == ["_migrator_lease_00000001"]


def test_what_was_released_is_taken_by_a_higher_generation_and_dropped() -> None:
    server = Serving()
    for number in range(1, 5):
        each = taken(server, f"n{number}")
        assert listed(server) == [number]
        each.release()


def test_who_is_refused_learns_who_holds_it_since_when_and_the_ways_out() -> None:
    server = Serving()
    taken(server, "one")
    with pytest.raises(Locked) as raised:
        lease(server, "two").take()
    locked = raised.value
    assert locked.exit_code == 3
    assert locked.what == (
        "dev is locked: anna on ci-7 (process 4711) has held lease one since "
        "2026-03-01T12:00:00+00:00; it ends when it was not renewed for 30 s"
    )
    assert locked.hint == (
        "wait with --lock-timeout 60, which takes it over once it has ended; "
        "or break it: migrator unlock --on dev --id one"
    )
    assert (locked.holder, locked.owner, locked.host) == ("one", "anna", "ci-7")
    assert (locked.since, locked.expiry_s) == ("2026-03-01T12:00:00+00:00", 30)
    assert who_holds(server) == "one"


def test_a_waiter_gets_it_once_it_is_released_and_is_told_once_of_each_holder() -> None:
    server, time = Serving(), Time()
    told: list[str] = []
    holders = [taken(server, "one")]

    def meanwhile() -> None:
        holders[-1].renew()
        if time.now_s > 1000 + 10 * len(holders):
            holders[-1].release()
            if len(holders) < 3:
                holders.append(taken(server, f"n{len(holders)}"))

    time.meanwhile = meanwhile
    lease(server, "last", time, timeout_s=60, told=lambda held: told.append(str(held))).take()
    assert who_holds(server) == "last"
    assert [text.split("lease ")[1].split(" ")[0] for text in told] == ["one", "n1", "n2"]


def test_who_does_not_wait_is_told_by_the_error_alone() -> None:
    server = Serving()
    taken(server, "one")
    told: list[Held] = []
    assert is_refused(lease(server, "two", told=told.append))
    assert told == []


def test_a_lease_that_is_renewed_is_never_taken_over() -> None:
    server, time = Serving(), Time()
    holding = taken(server, "one", time)
    time.meanwhile = holding.renew
    assert is_refused(lease(server, "two", time, timeout_s=10 * EXPIRY_S))
    assert who_holds(server) == "one"


def test_a_lease_that_is_not_renewed_is_taken_over_after_its_full_expiry() -> None:
    server, time = Serving(), Time()
    taken(server, "one")
    began_s = time.now_s
    lease(server, "two", time, timeout_s=2 * EXPIRY_S).take()
    assert time.now_s - began_s >= EXPIRY_S
    assert who_holds(server) == "two"
    assert listed(server) == [2]


def test_the_expiry_is_that_of_the_holder_and_not_that_of_the_waiter() -> None:
    server, time = Serving(), Time()
    taken(server, "one")
    store(server, generations.text_of(holder("one"), 100))
    assert is_refused(lease(server, "two", time, timeout_s=99))
    lease(server, "two", time, timeout_s=101).take()


def test_each_renewal_begins_the_expiry_anew() -> None:
    server, time = Serving(), Time()
    holding = taken(server, "one", time)
    renewed_s: list[float] = []

    def meanwhile() -> None:
        if time.now_s - 1000 >= EXPIRY_S / 2 and not renewed_s:
            holding.renew()
            renewed_s.append(time.now_s)

    time.meanwhile = meanwhile
    lease(server, "two", time, timeout_s=100).take()
    assert time.now_s - renewed_s[0] >= EXPIRY_S


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"id": "one"}',
        '{"id": 5, "expiry_s": 30}',
        '{"id": "a b; rm", "owner": "", "host": "", "pid": 1, "started": "", "expiry_s": 30}',
        '{"id": "a", "owner": "", "host": "", "pid": 1, "started": "", "expiry_s": NaN}',
        '{"id": "a", "owner": "", "host": "", "pid": 1e999, "started": "", "expiry_s": 30}',
    ],
    ids=["empty", "cut", "a list", "deep", "little", "a number", "an odd id", "no time", "huge"],
)
def test_a_lease_that_nobody_can_read_counts_as_held_and_ends_like_any_other(text: str) -> None:
    server, time = Serving(), Time()
    taken(server, "one")
    store(server, text)
    with pytest.raises(Locked, match="nobody can read who holds its lease") as raised:
        lease(server, "two", time).take()
    assert raised.value.holder == ""
    assert "unlock" not in raised.value.hint
    lease(server, "two", time, timeout_s=60).take()
    assert who_holds(server) == "two"


def test_names_from_a_server_cannot_write_on_a_terminal() -> None:
    server = Serving()
    taken(server, "one")
    odd = generations.Holder("one", "an\x1b[31mna", "h" * 500, 1, "x\ny")
    store(server, generations.text_of(odd, 30))
    with pytest.raises(Locked) as raised:
        lease(server, "two").take()
    assert raised.value.what.isprintable()
    assert len(raised.value.what) < 300


@pytest.mark.parametrize("error", [DeadlineExceeded("late"), Unreachable("cut"), Rejected("odd")])
def test_a_lost_answer_does_not_lose_the_lease(
    error: DeadlineExceeded | Unreachable | Rejected,
) -> None:
    server = Serving()
    server.after = failing(error, "CreateCollection")
    lease(server, "one").take()
    assert who_holds(server) == "one"


def test_an_answer_that_says_ok_is_not_believed_where_somebody_else_is_there() -> None:
    server = Serving()

    def overtake(call: Call) -> None:
        if call.method == "CreateCollection":
            server.before = lambda _call: None
            taken(server, "two")
            other = server.collections["default"].pop(name(1))
            server.after = lambda _call: putting(other)

    def putting(other: object) -> None:
        server.after = lambda _call: None
        server.collections["default"][name(1)] = other

    server.before = overtake
    assert is_refused(lease(server, "one"))
    assert who_holds(server) == "two"


def test_who_comes_late_to_a_generation_that_was_dropped_does_not_get_the_lease() -> None:
    server = Serving()
    taken(server, "one").release()

    def overtake(call: Call) -> None:
        if call.method == "CreateCollection":
            server.before = lambda _call: None
            taken(server, "two").release()
            taken(server, "three")
            assert listed(server) == [3]

    server.before = overtake
    assert is_refused(lease(server, "late"))
    assert who_holds(server) == "three"
    assert listed(server) == [2, 3]


def test_what_is_refused_for_good_is_an_error_and_not_waited_for() -> None:
    server = Serving()
    server.before = failing(PermissionDenied("no"), "CreateCollection")
    with pytest.raises(PermissionDenied):
        lease(server, "one", timeout_s=1000).take()
    server.before = failing(Rejected("too many collections"), "CreateCollection")
    with pytest.raises(Rejected, match="too many collections"):
        lease(server, "one", timeout_s=1000).take()


def test_a_user_who_does_not_see_the_lease_cannot_hold_it() -> None:
    server = Serving()
    server.answering.table["ShowCollections"] = {"collection_names": []}
    with pytest.raises(Rejected, match="does not show the collection") as raised:
        lease(server, "one").take()
    assert "see all collections" in raised.value.hint


def test_generations_never_go_down_and_one_is_always_there() -> None:
    server, time = Serving(), Time()
    highest = [0]

    def look(_call: Call) -> None:
        now = [int(each[-8:]) for each in server.collections["default"]]
        assert max(now, default=0) >= highest[-1]
        highest.append(max(now, default=0))

    server.after = look
    for number in range(12):
        each = lease(server, f"n{number}", time, timeout_s=100)
        each.take()
        each.renew()
        assert listed(server) == [number + 1]
        if number % 2:
            each.release()
    assert highest[-1] == 12


def test_collections_that_are_not_leases_are_none() -> None:
    server = Serving()
    for other in ("_migrator", "_migrator_lease_x", "_migrator_lease_000000009", "leases"):
        server.call("CreateCollection", {"collection_name": other})
    taken(server, "one")
    assert listed(server) == [1]
