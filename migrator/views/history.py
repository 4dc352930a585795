"""The history of a server, and rollbacks, as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.history import Entry, Result
from migrator.model import Action
from migrator.plan import Plan
from migrator.views.lines import Line, line
from migrator.views.text import notes_lines, plan_lines
from migrator.views.words import VERBS, counted, duration

_STYLES = {
    Result.COMPLETE: "good",
    Result.FAILED: "bad",
    Result.INTERRUPTED: "warn",
    Result.UNFINISHED: "warn",
}

#: How many characters of a commit or a plan's hash tell it from others.
SHORT = 12


def history_lines(
    alias: str, where: str, server: str, entries: tuple[Entry, ...], *, records: bool
) -> Iterator[Line]:
    """Say what was applied to a server, newest first."""
    yield line(("History", "strong"), f" of {alias}: {server} at {where}")
    yield Line()
    for place, entry in enumerate(entries):
        # One apply runs at a time, so that only the newest may be running still.
        yield from _entry(entry, "it runs, or was killed" if place == 0 else "it was killed")
        yield Line()
    if not records:
        yield line(("history is off for this connection: only journals have its applies", "faint"))
    if not entries:
        yield line(("Nothing has been applied, as far as is known.", "strong"))
        return
    yield line((f"{len(entries):,} {'apply' if len(entries) == 1 else 'applies'}.", "strong"))


def _entry(entry: Entry, unfinished: str) -> Iterator[Line]:
    number = f"{entry.seq}." if entry.seq else "-"
    yield line(
        f"{number:>4} {_time(entry.when)}  ",
        (entry.result.value, _STYLES[entry.result]),
        f"  by {entry.who}, project {entry.project}",
    )
    yield line(f"{_did(entry)}; {_steps(entry, unfinished)}", indent=6)
    commit = f"commit {entry.commit[:SHORT]}{', with changes' if entry.dirty else ''}"
    origin = commit if entry.commit else "no git commit"
    yield line((f"{entry.plan}, {origin}", "faint"), indent=6)
    if entry.is_local:
        yield line(("only in the journal here, not on the server", "faint"), indent=6)
    elif not entry.before:
        yield line(("the state before did not fit: only the journal has it", "faint"), indent=6)


def _did(entry: Entry) -> str:
    told = [
        f"{entry.counts[action]:,} to {verb}"
        for action, verb in VERBS.items()
        if entry.counts.get(action)
    ]
    return ", ".join(told) or "what an earlier apply left"


def _steps(entry: Entry, unfinished: str) -> str:
    steps = counted(entry.steps, "step")
    if entry.result is Result.UNFINISHED:
        return f"{steps}; {unfinished}"
    time = duration(entry.duration_s)
    if entry.result is Result.COMPLETE:
        return f"{steps} in {time}"
    unknown = f", {entry.unknown:,} perhaps" if entry.unknown else ""
    return f"{entry.done:,} of {steps} done{unknown}, in {time}"


def _time(text: str) -> str:
    """Return a time as people read it."""
    utc = text.removesuffix("+00:00")
    return text if utc == text else f"{utc.replace('T', ' ')} UTC"


def rollback_lines(plan: Plan, entry: Entry) -> Iterator[Line]:
    """Say which apply is taken back, and how."""
    yield line(("Rollback", "strong"), f" of the apply by {entry.who} at {_time(entry.when)}")
    yield line((f"{entry.plan}, {entry.result}", "faint"), indent=4)
    yield Line()
    if plan.is_empty and not plan.steps:
        yield from notes_lines(plan.findings)
        yield line(("Nothing to do: what it changed is as it was before.", "strong"))
        return
    yield from plan_lines(plan)


assert set(VERBS) <= set(Action)
