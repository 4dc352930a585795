"""Recording: what an apply does, written into the journal and the server's history.

Both are told before anything is done, so that they know of an apply that is killed. What
cannot be written is said and stops nothing.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from migrator import history, journal, past
from migrator._version import __version__
from migrator.connection import Connection
from migrator.errors import DeadlineExceeded, Refused, ServerError, Unreachable
from migrator.execute import Event, Outcome, Phase
from migrator.history import Entry, Result
from migrator.identity import read_own
from migrator.journal import Told
from migrator.kinds.base import Rpc
from migrator.past import past_of
from migrator.plan import Plan
from migrator.provenance import Provenance

#: How an apply that was refused after it had begun ends in the journal.
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Record:
    """How an apply is to be recorded: for which project, by whom, in which journal.

    ``tell`` is told at once what a person should know; ``now`` gives the time in UTC.
    """

    project: str
    provenance: Provenance
    journal: Path
    now: Callable[[], datetime]
    tell: Callable[[str], None] = lambda _note: None


class Recording:
    """One apply that is being recorded; ``outcome`` is set once there is one."""

    def __init__(
        self,
        record: Record | None,
        plan: Plan,
        rpc: Rpc,
        connection: Connection,
        on_event: Callable[[Event], None],
    ) -> None:
        # A plan without steps does nothing that could be told or taken back.
        self.record = record if plan.steps else None
        self.plan = plan
        self.rpc = rpc
        self.connection = connection
        self.outcome: Outcome | None = None
        self.notes: list[str] = []
        self._on_event = on_event
        self._id = uuid.uuid4().hex
        self._phases: dict[str, Phase] = {}
        self._began_s = time.monotonic()
        self._writes_journal = True
        self._kept: Entry | None = None
        self._overwritten = ""

    def told(self, event: Event) -> None:
        """Write down what happens to a step, then tell whoever else wants to know."""
        if self.record is not None and event.phase is not Phase.PROGRESS:
            self._phases[event.step.id] = event.phase
            self._write("step", **_step_data(event))
        self._on_event(event)

    def begin(self, record: Record, identity: str) -> None:
        """Write that an apply begins, and what was there before it."""
        self._tell_unfinished(record)
        entry = self._entry(record)
        before = past_of(self.plan)
        self._write(
            "begin",
            **_entry_data(entry),
            before=past.to_data(before),
            connection=self.connection.alias,
            where=self.connection.where,
            server=self.rpc.capabilities.server,
            identity=identity,
        )
        if self.connection.history:
            self._keep(replace(entry, before=history.pack(before)))

    def end(self, result: Result | None, error: str = "") -> None:
        """Write how the apply ended; None: it was refused, and changed nothing."""
        own = {step.id for step in self.plan.steps}
        steps = [phase for step, phase in self._phases.items() if step in own]
        duration_s = round(time.monotonic() - self._began_s, 3)
        seq = self._kept.seq if self._kept is not None else 0
        self._write("end", result=result or REFUSED, duration_s=duration_s, error=error, seq=seq)
        if self._kept is None or (self.outcome is not None and self.outcome.away):
            return
        unknown = [each for each in steps if each in (Phase.STARTED, Phase.INTERRUPTED)]
        ended = replace(
            self._kept,
            result=result or Result.UNFINISHED,
            duration_s=duration_s,
            done=steps.count(Phase.DONE),
            unknown=len(unknown) + self._maybe_done(),
        )
        try:
            if result is None:
                history.put_back(self.rpc, ended.seq, self._overwritten)
            else:
                history.write(self.rpc, ended)
        except ServerError as problem:
            self._note(f"the end of this apply is not in the server's history: {problem.what}")

    def _maybe_done(self) -> int:
        """Count the failed steps whose answer never came."""
        failed = self.outcome.failed.values() if self.outcome is not None else ()
        return sum(isinstance(each, DeadlineExceeded | Unreachable) for each in failed)

    def _keep(self, entry: Entry) -> None:
        """Write an entry to the server, in the place of the oldest."""
        try:
            own = read_own(self.rpc)
            entry = replace(entry, seq=history.next_seq(history.read(own)))
            history.write(self.rpc, entry)
        except ServerError as problem:
            self._note(f"this apply is not in the server's history: {problem.what}")
            return
        self._kept = entry
        self._overwritten = own.get(history.key_of(entry.seq), "")
        if not history.keeps_before(entry):
            self._note(
                "the state before this apply is too large for the server's history; "
                "only the journal here has it, for a rollback"
            )

    def _entry(self, record: Record) -> Entry:
        return Entry(
            seq=0,
            apply=self._id,
            project=record.project,
            plan=self.plan.hash,
            who=record.provenance.who,
            when=record.now().isoformat(timespec="seconds"),
            commit=record.provenance.commit,
            dirty=record.provenance.dirty,
            counts={action.value: count for action, count in sorted(self.plan.counts.items())},
            steps=len(self.plan.steps),
            migrator=__version__,
        )

    def _tell_unfinished(self, record: Record) -> None:
        unfinished = _unfinished(record.journal)
        if unfinished is not None:
            self._note(unfinished_text(unfinished))

    def _write(self, type_: str, **data: Any) -> None:
        if self.record is None or not self._writes_journal:
            return
        at = self.record.now().isoformat(timespec="milliseconds")
        try:
            journal.append(
                self.record.journal, {"type": type_, "apply": self._id, "at": at, **data}
            )
        except OSError as problem:
            self._writes_journal = False
            self._note(
                f"cannot write the journal {self.record.journal}: {problem.strerror}; "
                "going on without"
            )

    def _note(self, text: str) -> None:
        self.notes.append(text)
        if self.record is not None:
            self.record.tell(text)


def settle(record: Record) -> list[str]:
    """Say that the last apply from here was killed, where nothing is left to do after it.

    Writes its end into the journal, so that it is said once; contacts no server. Returns
    what was said.
    """
    unfinished = _unfinished(record.journal)
    if unfinished is None:
        return []
    note = f"{unfinished_text(unfinished)}; nothing of it is left to do"
    record.tell(note)
    end = {
        "type": "end",
        "apply": unfinished.begin.get("apply"),
        "at": record.now().isoformat(timespec="milliseconds"),
        "result": Result.UNFINISHED,
    }
    with suppress(OSError):
        journal.append(record.journal, end)
    return [note]


def _unfinished(path: Path) -> Told | None:
    """Return the last apply of a journal if it has no end."""
    try:
        last = journal.applies(path)[-1:]
    except OSError:
        # The first line that is written will say so.
        return None
    return last[0] if last and not last[0].end else None


def unfinished_text(told: Told) -> str:
    """Say what a journal has of an apply that has no end."""
    begin = told.begin
    text = (
        f"the last apply from here, of plan {begin.get('plan')} by {begin.get('who')}, begun at "
        f"{begin.get('when')}, ended without an end: "
        f"{len(told.in_phase('done'))} of {begin.get('steps')} steps were done"
    )
    begun = [
        f"{line.get('step')} ({line.get('address')}: {line.get('title')})"
        for line in told.in_phase("started")
    ]
    return f"{text}; begun and perhaps done: step {', '.join(begun)}" if begun else text


def _entry_data(entry: Entry) -> dict[str, Any]:
    names = ("project", "plan", "who", "when", "commit", "dirty", "counts", "steps", "migrator")
    return {name: getattr(entry, name) for name in names}


def _step_data(event: Event) -> Mapping[str, Any]:
    step = event.step
    data: dict[str, Any] = {
        "step": step.id,
        "op": step.op,
        "address": str(step.address),
        "title": step.title,
        "phase": event.phase.value,
    }
    if event.phase is not Phase.STARTED:
        data["elapsed_s"] = round(event.elapsed_s, 3)
    return data | ({"error": event.error} if event.error else {})


@contextmanager
def recording(
    record: Record | None,
    plan: Plan,
    rpc: Rpc,
    connection: Connection,
    *,
    identity: str,
    on_event: Callable[[Event], None],
) -> Iterator[Recording]:
    """Record an apply: its beginning, its steps, and its end whichever way it comes.

    Writes to the server and to the journal, unless there is no record to write.
    """
    made = Recording(record, plan, rpc, connection, on_event)
    if made.record is None:
        yield made
        return
    try:
        made.begin(made.record, identity)
        yield made
    except Refused as problem:
        made.end(None, problem.what)
        raise
    except KeyboardInterrupt:
        made.end(Result.INTERRUPTED)
        raise
    except Exception as problem:
        made.end(Result.FAILED, getattr(problem, "what", type(problem).__name__))
        raise
    outcome = made.outcome
    assert outcome is not None
    made.end(result_of(outcome), "; ".join(each.what for each in outcome.failed.values()))
    outcome.notes += made.notes


def result_of(outcome: Outcome) -> Result:
    """Say in one word how an apply ended."""
    if outcome.interrupted:
        return Result.INTERRUPTED
    return Result.COMPLETE if outcome.complete else Result.FAILED
