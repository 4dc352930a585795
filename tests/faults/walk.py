"""One case of the walk: an apply with one fault, one more apply, and what must be true then."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from migrator import journal
from migrator.journal import Told
from tests.faults.command import KILLED, Running, run
from tests.faults.plans import ROWS, How, Migration
from tests.faults.proxy import Boundary, Passed, Trouble
from tests.faults.site import Prepared, Site, prepare, unlock
from tests.scripts.story import Result
from tests.servers.raw import Raw
from tests.servers.witness import witness

LOCKED = 3

_POLL_S = 0.01


class Struck(Enum):
    """Who is killed."""

    NOBODY = 0
    MIGRATOR = 1
    SERVER = 2


class Fault(Enum):
    """What goes wrong at a boundary: in words, what the proxy does, and who is killed."""

    FAIL = "fails before", Trouble.FAIL, Struck.NOBODY
    LOSE = "answer lost", Trouble.LOSE, Struck.NOBODY
    LATE = "answer too late", Trouble.LATE, Struck.NOBODY
    CUT = "connection cut", Trouble.CUT, Struck.NOBODY
    TWICE = "sent twice", Trouble.TWICE, Struck.NOBODY
    DELAY = "delayed", Trouble.DELAY, Struck.NOBODY
    KILL_BEFORE = "migrator killed before", Trouble.STRIKE_BEFORE, Struck.MIGRATOR
    KILL_AFTER = "migrator killed after", Trouble.STRIKE_AFTER, Struck.MIGRATOR
    ELSEWHERE = "migrator killed after, goes on elsewhere", Trouble.STRIKE_AFTER, Struck.MIGRATOR
    SERVER_BEFORE = "server killed before", Trouble.STRIKE_BEFORE, Struck.SERVER
    SERVER_AFTER = "server killed after", Trouble.STRIKE_AFTER, Struck.SERVER

    def __init__(self, words: str, trouble: Trouble, struck: Struck) -> None:
        self.words = words
        self.trouble = trouble
        self.struck = struck


#: A read changes nothing, so that nothing of it can be half done. One that fails is tried
#: again, one that comes too late is not, and a kill there is one after the write before.
READ_FAULTS = (Fault.FAIL, Fault.LATE, Fault.KILL_BEFORE)


@dataclass(frozen=True, slots=True)
class Case:
    """One fault at one boundary of one migration on one kind of server."""

    server: str
    migration: str
    boundary: Boundary
    fault: Fault

    def __str__(self) -> str:
        return f"{self.server}: {self.migration}: {self.boundary}: {self.fault.words}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a case; ``met`` says that the fault happened, ``seconds`` how long it took."""

    case: Case
    met: bool
    problems: tuple[str, ...]
    seconds: float


def faults_of(boundary: Boundary, place: int) -> Sequence[Fault]:
    """Give what goes wrong at a boundary: everything at a write, one in turn at a read."""
    return (READ_FAULTS[place % len(READ_FAULTS)],) if boundary.is_read else tuple(Fault)


def survey(site: Site, migration: Migration) -> list[Boundary]:
    """Apply a migration without a fault, and list the calls of that in their order."""
    prepared = prepare(site, migration, saved_plan=False)
    result = run(prepared.world.folder, *prepared.command)
    found = [call.boundary for call in site.proxy.calls]
    problems = [*_healthy(result), *_ended(site, migration, prepared)]
    if result.exit_code or problems:
        raise AssertionError(f"{migration.name}: {problems}\n{result.stdout}\n{result.stderr}")
    return list(dict.fromkeys(found))


def walk(site: Site, migration: Migration, case: Case) -> Verdict:
    """Do one case; what is not as promised is told as text."""
    began = time.monotonic()
    try:
        met, problems = _walked(site, migration, case)
    except (AssertionError, TimeoutError) as failed:
        met, problems = site.proxy.met.is_set(), [str(failed)]
    return Verdict(case, met, tuple(problems), time.monotonic() - began)


def _walked(site: Site, migration: Migration, case: Case) -> tuple[bool, list[str]]:
    elsewhere = case.fault is Fault.ELSEWHERE
    prepared = prepare(site, migration, saved_plan=elsewhere)
    before = len(_applies(prepared))
    result = _faulted(site, prepared, case)
    met = site.proxy.met.is_set()
    calls = list(site.proxy.calls)
    told = _applies(prepared)[before:]
    problems = [
        *_healthy(result),
        *_exit_code(case, result, calls, met=met),
        *_replayed(calls, site.twice),
        *_journalled(case, result, calls, told, met=met),
    ]
    again, prepared = _once_more(site, prepared, elsewhere=elsewhere)
    problems += _converged(again, result, site.proxy.calls)
    if not elsewhere:
        problems += _recalled(again, told)
    forgets_loads = site.is_lite and case.fault.struck is Struck.SERVER
    if forgets_loads and migration.how is How.ROLLING_BACK:
        # A saved plan loads only what it was about.
        run(prepared.world.folder, "apply", "--yes")
    problems += _ended(site, migration, prepared, loads=not forgets_loads)
    return met, problems


def _faulted(site: Site, prepared: Prepared, case: Case) -> Result:
    """Run the apply with its fault; a server that is killed is started again at once."""
    site.proxy.order(case.boundary, case.fault.trouble)
    if case.fault.struck is Struck.NOBODY:
        return run(prepared.world.folder, *prepared.command)
    process = Running(prepared.world.folder, *prepared.command)
    site.proxy.strike = site.server.kill if case.fault.struck is Struck.SERVER else process.kill
    if case.fault.struck is Struck.SERVER:
        while process.alive and not site.proxy.struck.wait(_POLL_S):
            pass
        if site.proxy.met.is_set():
            site.proxy.struck.wait()
            site.server.restart()
    result = process.result()
    if case.fault.struck is Struck.SERVER:
        site.wait_until_well()
    return result


def _once_more(site: Site, prepared: Prepared, *, elsewhere: bool) -> tuple[Result, Prepared]:
    """Apply again: as the error of a lease that was left says, and maybe without a journal."""
    world = prepared.world
    command = prepared.command
    if elsewhere:
        folder = site.folder / "elsewhere"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(world.folder, folder, ignore=shutil.ignore_patterns(".migrator"))
        world.folder = folder
    site.proxy.clear()
    again = run(world.folder, *command)
    if again.exit_code == LOCKED and "is locked" in again.stderr:
        unlock(world, again)
        site.proxy.clear()
        again = run(world.folder, *command)
    return again, Prepared(world, command)


def _applies(prepared: Prepared) -> tuple[Told, ...]:
    return journal.applies(journal.journal_path(prepared.world.folder, "it"))


def _healthy(result: Result) -> Iterator[str]:
    everything = result.stdout + result.stderr
    for sign in ("Traceback", "this is a bug"):
        if sign in everything:
            yield f"it says {sign!r}:\n{everything}"


def _exit_code(case: Case, result: Result, calls: Sequence[Passed], *, met: bool) -> Iterator[str]:
    killed = met and case.fault.struck is Struck.MIGRATOR
    allowed = {KILLED} if killed else {0, 1, 3}
    if result.exit_code not in allowed:
        yield f"exit code {result.exit_code}:\n{result.stdout}\n{result.stderr}"
    if result.exit_code == 3 and any(_changes(call) for call in calls):
        yield f"exit code 3 after a change:\n{result.stderr}"


def _changes(call: Passed) -> bool:
    return call.performed and not (call.boundary.is_read or call.boundary.is_own)


def _replayed(calls: Sequence[Passed], twice: frozenset[str]) -> Iterator[str]:
    """Find writes that were made again, word for word, with nothing read in between.

    ``twice`` are RPCs that are meant to be made again, once.
    """
    made: Counter[bytes] = Counter()
    for call in calls:
        if call.boundary.is_read:
            made.clear()
            continue
        made[call.request] += 1
        if made[call.request] > (2 if call.boundary.rpc in twice else 1):
            yield f"{call.boundary} was made again blindly"


def _journalled(
    case: Case, result: Result, calls: Sequence[Passed], told: Sequence[Told], *, met: bool
) -> Iterator[str]:
    """Hold the journal against what the proxy has seen."""
    made = Counter(call.boundary.rpc for call in calls if _changes(call))
    steps = [step for each in told for step in each.steps.values()]
    noted = Counter(str(step["op"]) for step in steps if step["phase"] != "skipped")
    missing = made - noted
    if missing:
        yield f"the journal does not know of {dict(missing)}"
    killed = met and case.fault.struck is Struck.MIGRATOR
    boundary = case.boundary
    # The end is written down here before it goes to the server's history.
    over = killed and boundary.is_own and all(step["phase"] == "done" for step in steps)
    ended = [bool(each.end) for each in told]
    if ended != [not killed] * len(ended) and not over:
        yield f"killed: {killed}, and the journal has ends: {ended}"
    if killed and not (boundary.is_read or boundary.is_own):
        begun = {step["op"] for step in steps if step["phase"] == "started"}
        if boundary.rpc not in begun:
            yield f"the journal has begun steps {begun} and not {boundary}"
    if told and not killed and (told[-1].end.get("result") == "complete") != (not result.exit_code):
        yield f"exit code {result.exit_code}, and the journal ends with {told[-1].end}"


def _converged(again: Result, first: Result, calls: Sequence[Passed]) -> Iterator[str]:
    if again.exit_code:
        yield (
            f"one more apply has exit code {again.exit_code}:\n{again.stdout}\n{again.stderr}\n"
            f"after:\n{first.stdout}\n{first.stderr}"
        )
    # A load leaves no trace in a plan, so that a saved one that is taken again repeats it.
    changed = [
        str(call.boundary)
        for call in calls
        if _changes(call) and not call.boundary.rpc.startswith("Load")
    ]
    if first.exit_code == 0 and changed:
        yield f"the first apply was complete, and the second one did {changed}"


def _recalled(again: Result, told: Sequence[Told]) -> Iterator[str]:
    """Hold what a second apply says of the first against the journal."""
    for each in told:
        if each.end:
            continue
        said = " ".join(again.stderr.split())
        if "ended without an end" not in said:
            yield f"it does not say that the apply before was killed:\n{again.stderr}"
        for step in each.in_phase("started"):
            if f"{step['step']} ({step['address']}:" not in said:
                yield f"it does not name step {step['step']}:\n{again.stderr}"


def _ended(
    site: Site, migration: Migration, prepared: Prepared, *, loads: bool = True
) -> Iterator[str]:
    """Say what is not as it must be once all is done."""
    planned = run(prepared.world.folder, "plan", "--detailed-exitcode")
    if planned.exit_code:
        yield f"a fresh plan is not empty:\n{planned.stdout}\n{planned.stderr}"
    yield from _free(site, prepared.world.folder)
    client = witness(site.server)
    try:
        for name in migration.loaded if loads else ():
            state = client.get_load_state(name)["state"].name
            if state != "Loaded":
                yield f"{name} is {state}"
        for name in migration.kept:
            yield from _counted(client, name)
    finally:
        client.close()


def _free(site: Site, folder: Path) -> Iterator[str]:
    """Break a lease that nothing was left to do for; none may stay after that."""
    held = _lease(site)
    if held and not held["released"]:
        run(folder, "unlock", "--on", "it", "--id", held["id"])
        held = _lease(site)
    if held and not held["released"]:
        yield f"the lease stays: {held}"


def _lease(site: Site) -> dict[str, Any]:
    """Read the lease, empty where there is none."""
    with Raw(site.server.endpoint) as raw:
        names = [
            name
            for name in raw("ShowCollections").collection_names
            if name.startswith("_migrator_lease_")
        ]
        if not names:
            return {}
        described = raw("DescribeCollection", collection_name=max(names))
    texts = [pair.value for pair in described.properties if pair.key == "migrator.lease"]
    data: dict[str, Any] = json.loads(texts[0])
    return data


def _counted(client: Any, name: str) -> Iterator[str]:
    if not client.has_collection(name):
        yield f"{name} is gone"
        return
    client.load_collection(name)
    counted = client.query(name, output_fields=["count(*)"], consistency_level="Strong")
    rows = counted[0]["count(*)"]
    if rows != ROWS:
        yield f"{name} has {rows} rows and not {ROWS}"
