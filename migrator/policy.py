"""Policy: which changes may be made, by approvals, protection and limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from migrator.address import Address, field_address, function_address
from migrator.approval import Approval
from migrator.connection import Connection
from migrator.manifest.emit import scalar
from migrator.manifest.substitution import escape
from migrator.model import ROWS_UNKNOWN, Action, Change, FieldChange, Severity, State
from migrator.plan import Refusal, UsedApproval

#: How far ahead the approval that a refusal prints is dated.
SUGGESTED_DAYS = 14


@dataclass(frozen=True, slots=True)
class Verdict:
    """What policy says: reasons against, and the approvals that were used."""

    refusals: tuple[Refusal, ...] = ()
    used: tuple[UsedApproval, ...] = ()


def judge(
    changes: Sequence[Change],
    *,
    desired: State,
    approvals: Sequence[Approval],
    connection: Connection,
    today: date,
    prune: bool,
) -> Verdict:
    """Hold changes against approvals, ``protect`` and the limits; contacts no server."""
    refusals: list[Refusal] = []
    used: list[UsedApproval] = []
    line = Severity(connection.approve_from)
    for change in changes:
        if change.refused:
            refusals.append(
                Refusal(
                    "MIG611", str(change.address), f"{change.reason or 'this'}: {change.refused}"
                )
            )
            continue
        if change.severity.at_least(Severity.REPLACE) and _protected(change, desired):
            refusals.append(
                Refusal("MIG612", str(change.address), "metadata.protect forbids this change")
            )
            continue
        for need in needs(change, line):
            given = _approval_for(need, change, approvals, connection, today)
            if given is not None:
                used.append(_used(given))
            else:
                refusals.append(_unapproved(need, change, approvals, connection, today))
    refusals += _over_limits(changes, desired=desired, connection=connection, prune=prune)
    return Verdict(tuple(refusals), tuple(used))


def _protected(change: Change, desired: State) -> bool:
    owner = change.address.owner
    names = [change.address, *([owner] if owner else [])]
    declared = [desired.get(address) for address in names]
    return any(resource is not None and resource.metadata.protect for resource in declared)


def guards(
    changes: Iterable[Change], approvals: Sequence[Approval], connection: Connection, today: date
) -> dict[Address, int]:
    """Return the most rows that may be at stake when each change is made, where that is bounded.

    What was proven empty must still be; else the approval's ``max_rows`` and the
    connection's ``max_rows_destroyed`` bound it.
    """
    found: dict[Address, int] = {}
    line = Severity(connection.approve_from)
    for change in changes:
        if change.rows is None or change.refused:
            continue
        bounds = [0] if change.rows == 0 else []
        for need in needs(change, line):
            given = _approval_for(need, change, approvals, connection, today)
            if given is not None and given.max_rows is not None:
                bounds.append(given.max_rows)
        if connection.limits.max_rows_destroyed is not None:
            bounds.append(connection.limits.max_rows_destroyed)
        if bounds:
            found[change.address] = min(bounds)
    return found


class Need(NamedTuple):
    """One approval that a change needs: its id, and the address that it must name."""

    allow: str
    address: Address
    severity: Severity


def needs(change: Change, line: Severity) -> tuple[Need, ...]:
    """Return the approvals that a change needs where they are needed from ``line`` on.

    Each attribute of an update counts for itself: one that shortens a TTL and reloads the
    collection needs both approvals where the line is that low.
    """
    if change.action is not Action.UPDATE or not change.fields:
        if not change.severity.at_least(line):
            return ()
        return tuple(Need(allow, change.address, change.severity) for allow in change.approvals)
    found = {
        Need(field.approval, _address_of(change, field), field.severity)
        for field in change.fields
        if field.approval and field.severity.at_least(line)
    }
    return tuple(sorted(found))


#: Approvals that name a part of a collection and not the whole.
_OF_PARTS = {
    "drop-field": field_address,
    "shrink-field": field_address,
    "drop-function": function_address,
}


def _address_of(change: Change, field: FieldChange) -> Address:
    part = _OF_PARTS.get(field.approval)
    return part(change.address, field.path[1]) if part is not None else change.address


def _approval_for(
    need: Need,
    change: Change,
    approvals: Sequence[Approval],
    connection: Connection,
    today: date,
) -> Approval | None:
    matching = (
        approval
        for approval in approvals
        if approval.allow == need.allow
        and approval.address == need.address
        and approval.until >= today
        and (not approval.connections or connection.alias in approval.connections)
        and _enough(approval, change)
    )
    return next(matching, None)


def _enough(approval: Approval, change: Change) -> bool:
    """Whether an approval covers the rows at stake; unknown rows exceed any maximum."""
    if approval.max_rows is None or change.rows is None:
        return True
    return ROWS_UNKNOWN < change.rows <= approval.max_rows


def _used(approval: Approval) -> UsedApproval:
    return UsedApproval(
        approval.name,
        approval.allow,
        str(approval.address),
        approval.until.isoformat(),
        approval.reason,
    )


def _unapproved(
    need: Need,
    change: Change,
    approvals: Iterable[Approval],
    connection: Connection,
    today: date,
) -> Refusal:
    near = [a for a in approvals if a.allow == need.allow and a.address == need.address]
    why = "".join(f"; {_why_not(approval, change, connection, today)}" for approval in near)
    cost = f"to {change.action} it is of severity {need.severity}"
    what = f"{cost} and needs the approval {need.allow}{why}"
    document = _document(need, connection, today)
    return Refusal("MIG610", str(need.address), what, document)


def _why_not(approval: Approval, change: Change, connection: Connection, today: date) -> str:
    if approval.until < today:
        return f"{approval.name} expired on {approval.until}"
    if approval.connections and connection.alias not in approval.connections:
        return f"{approval.name} is for {', '.join(approval.connections)}"
    return f"{approval.name} allows {approval.max_rows} rows, {rows_text(change.rows)} are at stake"


def _document(need: Need, connection: Connection, today: date) -> str:
    name = need.address.name.replace("/", "-").replace(".", "-").replace("_", "-").lower()
    until = today + timedelta(days=SUGGESTED_DAYS)
    return (
        "apiVersion: migrator/v1\n"
        "kind: Approval\n"
        f"metadata: {{name: {_scalar(f'{need.allow}-{name}')}}}\n"
        "spec:\n"
        f"  allow: {need.allow}\n"
        f"  address: {_scalar(str(need.address))}\n"
        f"  connections: [{_scalar(connection.alias)}]\n"
        f"  until: {until.isoformat()}\n"
        "  reason: say why\n"
    )


def _scalar(text: str) -> str:
    """Return text of anybody so that YAML reads back what it is."""
    return scalar(escape(text))


def rows_text(rows: int | None) -> str:
    """Return a number of rows as people read it."""
    if rows is None or rows == ROWS_UNKNOWN:
        return "an unknown number of rows"
    return "1 row" if rows == 1 else f"{rows} rows"


def _over_limits(
    changes: Sequence[Change], *, desired: State, connection: Connection, prune: bool
) -> Iterator[Refusal]:
    limits = connection.limits
    pruned = [
        c for c in changes if c.action is Action.DELETE and c.address not in desired.resources
    ]
    if prune and not any(not item.metadata.absent for item in desired.resources.values()):
        yield Refusal("MIG615", "", "the manifests declare nothing, so that prune deletes nothing")
    elif len(pruned) > limits.max_deletes:
        what = f"prune would delete {len(pruned)}, limits.max_deletes is {limits.max_deletes}"
        yield Refusal("MIG613", "", what)
    if limits.max_rows_destroyed is None:
        return
    at_stake = [c.rows for c in changes if c.rows is not None and c.severity is Severity.DESTROY]
    if ROWS_UNKNOWN in at_stake or sum(at_stake) > limits.max_rows_destroyed:
        unknown = ROWS_UNKNOWN in at_stake
        count = "an unknown number of rows" if unknown else f"{sum(at_stake)} rows"
        what = f"{count} would be destroyed, max_rows_destroyed is {limits.max_rows_destroyed}"
        yield Refusal("MIG614", "", what)
