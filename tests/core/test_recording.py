"""Recording: journal and history are told first, and nothing hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from migrator import history, journal, past
from migrator.applying import apply_plan
from migrator.connection import Connection
from migrator.diff import Ownership
from migrator.errors import ApplyError, Rejected, StalePlan, Unreachable
from migrator.execute import Event, Outcome, Phase
from migrator.history import Entry, Result
from migrator.identity import COLLECTION, read_identity, read_own
from migrator.kinds.base import Call
from migrator.model import Resource, State
from migrator.plan import Plan
from migrator.planning import Request, make_plan
from migrator.provenance import Provenance
from migrator.recording import Record, settle
from tests.core.serving import Serving, failing
from tests.kinds.tables import FIELDS, alias, collection, database

DEV = Connection("dev", "http://milvus:19530")
TODAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP = [database("shop"), collection(within="shop"), alias("live", within="shop")]


class Bench:
    """A server, a journal, and applies that are recorded there."""

    def __init__(self, folder: Path) -> None:
        self.server = Serving()
        self.file = journal.journal_path(folder, "dev")
        self.told: list[str] = []
        who = Provenance("me@here", "c0ffee", dirty=True)
        self.record = Record("shop", who, self.file, lambda: NOON, self.told.append)

    def plan(self, desired: Iterable[Resource] = SHOP) -> Plan:
        request = Request(State.of(desired), (), Ownership(()), TODAY)
        return make_plan(self.server, DEV, request, identity=read_identity(self.server))

    def apply(
        self, plan: Plan | None = None, on_event: Any = lambda _event: None, **more: Any
    ) -> Outcome:
        connection = Connection("dev", "http://milvus:19530", **more)
        plan = plan or self.plan()
        return apply_plan(plan, self.server, connection, on_event, today=TODAY, record=self.record)

    @property
    def lines(self) -> list[journal.Line]:
        return list(journal.read(self.file))

    @property
    def entries(self) -> tuple[Entry, ...]:
        return history.read(read_own(self.server))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_the_journal_has_the_beginning_every_step_and_the_end(bench: Bench) -> None:
    plan = bench.plan()
    bench.apply(plan)
    begin, *steps, end = bench.lines
    assert {
        "plan": plan.hash,
        "connection": "dev",
        "where": "http://milvus:19530",
        "server": "Milvus 2.3.5",
        "identity": read_identity(bench.server),
        "who": "me@here",
        "commit": "c0ffee",
        "dirty": True,
        "when": "2026-03-01T12:00:00+00:00",
        "steps": 3,
    }.items() <= begin.items()
    assert [(line["step"], line["phase"]) for line in steps] == [
        (number, phase) for number in "123" for phase in ("started", "done")
    ]
    assert (end["type"], end["result"]) == ("end", "complete")
    assert len({line["apply"] for line in bench.lines}) == 1


def test_the_intent_is_on_the_disk_before_the_request_goes_out(bench: Bench) -> None:
    seen: list[str] = []

    def look(call: Call) -> None:
        if call.method.startswith("Create") and COLLECTION not in call.request.values():
            last = bench.lines[-1]
            assert (last["op"], last["phase"]) == (call.method, "started")
            seen.append(call.method)

    bench.server.before = look
    bench.apply()
    assert seen == ["CreateDatabase", "CreateCollection", "CreateAlias"]


def test_no_value_of_a_request_is_in_the_steps_of_a_journal(bench: Bench) -> None:
    plan = bench.plan([collection({"fields": FIELDS, "properties": {"note": "hushhush"}})])
    assert "hushhush" in str(plan.steps)
    bench.apply(plan)
    assert "hushhush" not in bench.file.read_text("utf-8")


def test_the_server_knows_of_an_apply_before_anything_is_done(bench: Bench) -> None:
    def look(call: Call) -> None:
        if call.method == "CreateDatabase":
            bench.server.before = lambda _call: None
            (entry,) = bench.entries
            assert entry.result is Result.UNFINISHED
            assert history.unpack(entry.before) == past.past_of(plan)
            raise Rejected("checked")

    plan = bench.plan()
    bench.server.before = look
    outcome = bench.apply(plan)
    assert ["checked" in error.what for error in outcome.failed.values()] == [True]
    (entry,) = bench.entries
    assert entry.result is Result.FAILED


def test_the_server_keeps_who_did_what_when_from_where_and_how_it_ended(bench: Bench) -> None:
    plan = bench.plan()
    bench.apply(plan)
    (entry,) = bench.entries
    assert (entry.seq, entry.plan, entry.project) == (1, plan.hash, "shop")
    assert (entry.who, entry.commit, entry.dirty) == ("me@here", "c0ffee", True)
    assert (entry.result, entry.done, entry.steps) == (Result.COMPLETE, 3, 3)
    assert dict(entry.counts) == {"create": 3}
    absent = [str(address) for address in history.unpack(entry.before).absent]
    assert absent == ["Alias shop/live", "Collection shop/books", "Database shop"]


def test_a_failed_step_is_told_in_both(bench: Bench) -> None:
    bench.server.before = failing(Rejected("no room"), "CreateCollection", name="books")
    assert not bench.apply().complete
    (entry,) = bench.entries
    assert (entry.result, entry.done, entry.unknown) == (Result.FAILED, 1, 0)
    failed = [line for line in bench.lines if line.get("phase") == "failed"]
    assert [("no room" in line["error"]) for line in failed] == [True]
    assert [line["step"] for line in bench.lines if line.get("phase") == "skipped"] == ["3"]
    assert bench.lines[-1]["result"] == "failed"


def test_a_step_without_an_answer_may_have_been_done(bench: Bench) -> None:
    lost = Unreachable("connection lost")
    bench.server.before = failing(lost, "CreateDatabase")
    bench.apply()
    (entry,) = bench.entries
    assert (entry.done, entry.unknown) == (0, 1)
    assert entry.may_have_changed


def test_an_interruption_is_told_as_one(bench: Bench) -> None:
    def press(event: Event) -> None:
        if event.phase is Phase.DONE:
            raise KeyboardInterrupt

    assert bench.apply(on_event=press).interrupted
    (entry,) = bench.entries
    assert (entry.result, entry.done) == (Result.INTERRUPTED, 1)
    assert bench.lines[-1]["result"] == "interrupted"


def test_what_is_undone_meanwhile_is_a_failed_apply_of_which_all_was_done(bench: Bench) -> None:
    def undo(event: Event) -> None:
        if event.step.op == "CreateAlias" and event.phase is Phase.DONE:
            del bench.server.aliases["shop"]["live"]

    with pytest.raises(ApplyError):
        bench.apply(on_event=undo)
    (entry,) = bench.entries
    assert (entry.result, entry.done) == (Result.FAILED, 3)


def test_an_apply_that_is_refused_at_its_first_step_leaves_no_entry(bench: Bench) -> None:
    bench.apply()
    newer = {"fields": FIELDS, "properties": {"note": "x"}}
    plan = bench.plan([collection(newer, within="shop")])
    kept = read_own(bench.server)

    def meddle(event: Event) -> None:
        bench.server.collections["shop"]["books"]["properties"] = {"by": "somebody"}

    with pytest.raises(StalePlan):
        bench.apply(plan, on_event=meddle)
    assert {key: text for key, text in read_own(bench.server).items() if text} == kept
    assert bench.lines[-1]["result"] == "refused"


def test_an_empty_plan_is_no_apply(bench: Bench) -> None:
    bench.apply()
    lines = bench.lines
    bench.apply()
    assert bench.lines == lines
    assert len(bench.entries) == 1


def test_a_refused_plan_is_no_apply(bench: Bench) -> None:
    bench.apply()
    newer = {"fields": FIELDS, "properties": {"note": "x"}}
    plan = bench.plan([collection(newer, within="shop")])
    bench.server.collections["shop"]["books"]["properties"] = {"by": "somebody"}
    lines = bench.lines
    with pytest.raises(StalePlan):
        bench.apply(plan)
    assert bench.lines == lines
    assert len(bench.entries) == 1


def test_history_can_be_off(bench: Bench) -> None:
    bench.apply(history=False)
    assert bench.entries == ()
    assert bench.lines[-1]["result"] == "complete"


def test_a_history_that_cannot_be_written_stops_nothing(bench: Bench) -> None:
    bench.server.before = failing(Rejected("too large"), "AlterCollection")
    outcome = bench.apply()
    assert outcome.complete
    (note,) = outcome.notes
    assert "this apply is not in the server's history" in note
    assert bench.told == outcome.notes


def test_an_end_that_cannot_be_written_is_said(bench: Bench) -> None:
    plan = bench.plan()

    def refuse(event: Event) -> None:
        bench.server.before = failing(Rejected("too large"), "AlterCollection")

    outcome = bench.apply(plan, on_event=refuse)
    assert outcome.complete
    assert ["the end of this apply" in note for note in outcome.notes] == [True]
    (entry,) = bench.entries
    assert entry.result is Result.UNFINISHED


def test_a_journal_that_cannot_be_written_is_said_once_and_stops_nothing(bench: Bench) -> None:
    bench.file.parent.parent.write_text("in the way", "utf-8")
    outcome = bench.apply()
    assert outcome.complete
    assert ["cannot write the journal" in note for note in outcome.notes] == [True]
    assert len(bench.entries) == 1


def test_an_apply_after_a_kill_says_what_the_journal_has(bench: Bench) -> None:
    class Killed(BaseException):
        pass

    def kill(event: Event) -> None:
        if event.step.id == "2" and event.phase is Phase.STARTED:
            raise Killed

    plan = bench.plan()
    with pytest.raises(Killed):
        bench.apply(plan, on_event=kill)
    (entry,) = bench.entries
    assert entry.result is Result.UNFINISHED
    outcome = bench.apply()
    assert outcome.complete
    assert bench.told == [
        f"the last apply from here, of plan {plan.hash} by me@here, begun at "
        "2026-03-01T12:00:00+00:00, ended without an end: 1 of 3 steps were done; begun and "
        "perhaps done: step 2 (Collection shop/books: create with 2 fields)"
    ]
    assert outcome.notes == bench.told
    assert [entry.result for entry in bench.entries] == [Result.COMPLETE, Result.UNFINISHED]


def test_a_killed_apply_with_nothing_left_to_do_is_settled_once(bench: Bench) -> None:
    class Killed(BaseException):
        pass

    def kill(event: Event) -> None:
        if event.step.id == "3" and event.phase is Phase.DONE:
            raise Killed

    with pytest.raises(Killed):
        bench.apply(on_event=kill)
    assert bench.plan().is_empty
    (note,) = settle(bench.record)
    assert "3 of 3 steps were done; nothing of it is left to do" in note
    assert bench.told == [note]
    assert bench.lines[-1]["result"] == "unfinished"
    assert settle(bench.record) == []


def test_nothing_is_settled_where_nothing_was_killed(bench: Bench) -> None:
    assert settle(bench.record) == []
    bench.apply()
    lines = bench.lines
    assert settle(bench.record) == []
    assert bench.lines == lines


def test_without_a_record_nothing_is_written(bench: Bench) -> None:
    plan = bench.plan()
    assert apply_plan(plan, bench.server, DEV, lambda _event: None, today=TODAY).complete
    assert bench.entries == ()
