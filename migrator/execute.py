"""The executor: carries out the steps of a plan, nothing else, and reads each result back.

Independent steps run in parallel; a failed step stops only what depends on it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import StrEnum

from migrator import interruption
from migrator.address import Address
from migrator.errors import (
    ApplyError,
    DeadlineExceeded,
    Disturbed,
    LeaseLost,
    MigratorError,
    Unreachable,
)
from migrator.kinds import KIND_BY_NAME, WAITS
from migrator.kinds.base import Progress, Rpc, Step
from migrator.kinds.collection.rows import count_rows
from migrator.model import ROWS_UNKNOWN, Resource
from migrator.plan import Plan
from migrator.promises import Promises, difference, is_recognised, told

#: How long a result may take to show after its RPC said OK. 2.3.5 takes tens of
#: milliseconds to let go of an alias; proxies refresh their caches within seconds.
READ_BACK_S = 10.0
READ_BACK_PAUSE_S = 0.05
POLL_S = 0.25
POLL_MAX_S = 2.0


class Phase(StrEnum):
    """What happens to a step."""

    STARTED = "started"
    PROGRESS = "progress"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a step; ``done`` of ``total`` are in ``unit``.

    ``elapsed_s`` counts from the step's start. ``error`` is the text of a failure.
    """

    step: Step
    phase: Phase
    done: int = 0
    total: int = 0
    unit: str = ""
    elapsed_s: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """Time-outs of waits, in seconds, and the clock they go by."""

    index_timeout_s: float = 86_400
    load_timeout_s: float = 3_600
    clock: Callable[[], float] = time.monotonic
    read_back_s: float = READ_BACK_S

    def of(self, op: str) -> float:
        """The time-out of one wait."""
        return self.index_timeout_s if op == "WaitIndex" else self.load_timeout_s


@dataclass
class Outcome:
    """How far an apply came, by step id; ``away`` says that the server has gone.

    ``restored`` says, as text, what was put back after a failure; ``notes`` what else is
    worth knowing, such as a record that could not be written.
    """

    done: list[str] = field(default_factory=list)
    failed: dict[str, MigratorError] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    interrupted: bool = False
    away: bool = False
    restored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every step was done."""
        return not (self.failed or self.skipped or self.interrupted)


class Stopped(MigratorError):
    """A wait was ended because somebody interrupted the apply."""


def run(
    plan: Plan,
    rpc: Rpc,
    on_event: Callable[[Event], None],
    *,
    parallelism: int = 8,
    timing: Timing | None = None,
    done: frozenset[str] = frozenset(),
    check: bool = True,
    may_go_on: Callable[[], None] = lambda: None,
) -> Outcome:
    """Carry out a plan's steps in their order and say what became of each.

    ``done`` are steps that an earlier apply of the plan has done already. With ``check``
    each object must be as the plan's earlier steps leave it before a step touches it.
    ``may_go_on`` is called before each step, by the thread that does it; a ``LeaseLost``
    that it raises stops all that is left.

    Milvus Lite gets one step at a time, whatever ``parallelism`` says: a collection that is
    read there while it is renamed may go on being described under its old name, no longer
    listed (seen on 3.2.2: 3 of 60 renames beside three clients that list collections).

    ``on_event`` is called from this thread only. An interruption (Ctrl-C, SIGTERM, or a
    ``KeyboardInterrupt`` of ``on_event``) lets running RPCs finish, stops waits and starts
    nothing more; the outcome says so. So does a server that cannot be reached any more.
    """
    runner = _Run(plan, rpc, on_event, timing or Timing(), done, may_go_on, check=check)
    return runner.all(1 if rpc.capabilities.lite else parallelism)


class _Run:
    """One run: which steps are ready, running, over."""

    def __init__(
        self,
        plan: Plan,
        rpc: Rpc,
        on_event: Callable[[Event], None],
        timing: Timing,
        done: frozenset[str],
        may_go_on: Callable[[], None],
        *,
        check: bool,
    ) -> None:
        self.pending: dict[str, Step] = {s.id: s for s in plan.steps if s.id not in done}
        self.needs = _needs_left(plan, done)
        self.promises = Promises(plan, done) if check else None
        self.rpc = rpc
        self.on_event = on_event
        self.timing = timing
        self.may_go_on = may_go_on
        self.stop = threading.Event()
        self.outcome = Outcome(done=[step.id for step in plan.steps if step.id in done])
        self.running: dict[Future[None], Step] = {}
        self.started_at: dict[str, float] = {}
        self.progress: dict[str, Progress] = {}
        self.told: dict[str, Progress] = {}

    def all(self, parallelism: int) -> Outcome:
        with (
            interruption.put_off() as asked,
            ThreadPoolExecutor(parallelism, thread_name_prefix="step") as pool,
        ):
            while self.pending or self.running:
                try:
                    if asked.is_set():
                        self._interrupt()
                    self._start_ready(pool, parallelism)
                    self._collect()
                except KeyboardInterrupt:
                    asked.set()
        # One that came after the last step has stopped nothing.
        left = self.outcome.skipped or self.outcome.unknown
        self.outcome.interrupted = asked.is_set() and bool(left)
        return self.outcome

    def _start_ready(self, pool: ThreadPoolExecutor, parallelism: int) -> None:
        done = set(self.outcome.done)
        for step in list(self.pending.values()):
            if len(self.running) >= parallelism:
                return
            if done.issuperset(self.needs[step.id]):
                self.started_at[step.id] = self.timing.clock()
                try:
                    # Before its RPC can go out, so that a journal has the intent first.
                    self._tell(step, Phase.STARTED)
                finally:
                    self.running[pool.submit(self._perform, step)] = step
                    del self.pending[step.id]

    def _collect(self) -> None:
        over, _ = wait(self.running, timeout=POLL_S, return_when=FIRST_COMPLETED)
        for future in [each for each in self.running if each in over]:
            try:
                self._finish(self.running[future], future.exception())
            finally:
                # Not before, or an interruption in between would lose the step.
                del self.running[future]
        for step in self.running.values():
            progress = self.progress.get(step.id)
            if progress is not None and progress != self.told.get(step.id):
                self.told[step.id] = progress
                self._tell(step, Phase.PROGRESS, progress)

    def _finish(self, step: Step, problem: BaseException | None) -> None:
        if problem is None:
            self.outcome.done.append(step.id)
            self._tell(step, Phase.DONE, self.progress.get(step.id))
            return
        if not isinstance(problem, MigratorError):
            # A fault of ours; what was done has to be told all the same.
            problem = MigratorError(f"{type(problem).__name__}: {problem}", hint="this is a bug")
        if isinstance(problem, Stopped):
            self.outcome.unknown.append(step.id)
            self._tell(step, Phase.INTERRUPTED)
            return
        if isinstance(problem, DeadlineExceeded | Unreachable):
            self.outcome.unknown.append(step.id)
        self.outcome.failed[step.id] = problem
        self._tell(step, Phase.FAILED, error=problem.what)
        self._skip_dependents()
        if isinstance(problem, Disturbed | LeaseLost):
            self._skip_all()
        if isinstance(problem, Unreachable) and not self.outcome.away and self._is_away():
            self.outcome.away = True
            self._skip_all()

    def _is_away(self) -> bool:
        """Whether the server stays away, which is waited for as with every read.

        Without this, each step that is left would fail by itself, for the same reason.
        """
        try:
            self.rpc.call("GetVersion", {})
        except Unreachable:
            return True
        except MigratorError:
            return False
        return False

    def _skip_dependents(self) -> None:
        lost = {*self.outcome.failed, *self.outcome.skipped}
        for step in list(self.pending.values()):
            if lost & self.needs[step.id]:
                lost.add(step.id)
                self._skip(step)

    def _skip(self, step: Step) -> None:
        del self.pending[step.id]
        self.outcome.skipped.append(step.id)
        self._tell(step, Phase.SKIPPED)

    def _interrupt(self) -> None:
        self.stop.set()
        for step in self.running.values():
            self.pending.pop(step.id, None)
        self._skip_all()

    def _skip_all(self) -> None:
        for step in list(self.pending.values()):
            self._skip(step)

    def _tell(
        self, step: Step, phase: Phase, progress: Progress | None = None, error: str = ""
    ) -> None:
        elapsed_s = self.timing.clock() - self.started_at.get(step.id, self.timing.clock())
        done, total, unit = (
            (progress.done, progress.total, progress.unit) if progress else (0, 0, "")
        )
        self.on_event(Event(step, phase, done, total, unit, elapsed_s, error))

    def _perform(self, step: Step) -> None:
        """Do one step in a worker thread: the RPC or the wait, then read the result back."""
        self.may_go_on()
        self._look_before(step)
        if step.op in WAITS:
            self._wait(step)
        else:
            self._call(step)
        self._read_back(step)

    def _call(self, step: Step) -> None:
        """Make a step's RPC once. An answer that never came is looked for on the server.

        Raises:
            DeadlineExceeded, Unreachable: nobody can know whether it was done; it is not
                made again.
        """
        try:
            self.rpc.call(step.op, step.request, database=step.database)
        except (DeadlineExceeded, Unreachable):
            if not self._shows(step):
                raise

    def _shows(self, step: Step) -> bool:
        """Whether the server shows what a step leaves, which it did not show before."""
        if self.promises is None or not is_recognised(step):
            return False
        try:
            return not _difference(self.rpc, step)
        except MigratorError:
            return False

    def _look_before(self, step: Step) -> None:
        """Hold a step's object, and the rows at stake, against what the plan knows of them.

        Raises:
            Disturbed: somebody else has changed it since.
        """
        for name, most in step.guards.items():
            address = Address.parse(name)
            rows = count_rows(self.rpc, [address])[address]
            if not ROWS_UNKNOWN < rows <= most:
                count = "an unknown number of rows" if rows == ROWS_UNKNOWN else f"{rows} rows"
                raise Disturbed(
                    f"{name}: {count} would be destroyed by now, at most {most} may be",
                    hint="plan anew; an approval with a higher max_rows may allow it",
                )
        if self.promises is None or not is_recognised(step):
            return
        now = difference(self.rpc, step.address, self.promises.before(step))
        if now:
            raise Disturbed(
                f"{step.address} is not as the plan left it: {now}",
                hint="somebody else is changing the server; plan again",
            )

    def _wait(self, step: Step) -> None:
        deadline = self.timing.clock() + self.timing.of(step.op)
        pause_s = POLL_S / 4
        while True:
            progress = WAITS[step.op](self.rpc, step)
            self.progress[step.id] = progress
            if progress.finished:
                return
            if self.timing.clock() > deadline:
                raise ApplyError(
                    f"{step.address}: {step.title} took longer than {self.timing.of(step.op):g} s "
                    f"({progress.done} of {progress.total} {progress.unit})",
                    hint="the server goes on by itself; apply again to wait on, or raise limits",
                )
            if self.stop.wait(pause_s):
                raise Stopped(f"{step.address}: stopped waiting")
            pause_s = min(pause_s * 1.5, POLL_MAX_S)

    def _read_back(self, step: Step) -> None:
        """Compare what is there now with what the step promised; "OK" is not believed."""
        deadline = self.timing.clock() + self.timing.read_back_s
        while True:
            difference = _difference(self.rpc, step)
            if not difference:
                return
            if self.timing.clock() > deadline:
                raise ApplyError(
                    f"{step.address}: {step.op} said OK, but {difference}",
                    hint="plan again to see what is left to do",
                )
            time.sleep(READ_BACK_PAUSE_S)


def _needs_left(plan: Plan, done: frozenset[str]) -> dict[str, frozenset[str]]:
    """Tell which steps each one waits for, also across steps that were done already."""
    found: dict[str, frozenset[str]] = {}
    for step in plan.steps:
        found[step.id] = frozenset[str]().union(
            *(found[need] if need in done else (need,) for need in step.needs)
        )
    return found


def _difference(rpc: Rpc, step: Step) -> str:
    """Say how the live object differs from what a step leaves; empty when it does not."""
    kind = KIND_BY_NAME[step.address.kind]
    live = kind.describe(rpc, step.address)
    if step.leaves is None:
        return "" if live is None else "it is still there"
    if live is None:
        return "it is not there"
    if not step.leaves:
        return ""
    promised = Resource(step.address, kind.spec.model_validate(step.leaves))
    seen = kind.observe(rpc, live, promised)
    return told(kind.compare(seen, promised, rpc.capabilities))
