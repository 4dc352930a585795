"""``diff``: what is different between two sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from migrator import diff, fields
from migrator.address import Address
from migrator.capabilities import Capabilities
from migrator.codes import finding
from migrator.commands.selection import Selection
from migrator.commands.sides import Side
from migrator.diff import Ownership
from migrator.errors import UsageError
from migrator.export import exportable
from migrator.findings import Finding
from migrator.kinds.collection.read import GIVEN_BY_SERVERS
from migrator.model import Action, Change, Comparison, FieldChange, Resource, Severity, State
from migrator.promotion import moved

#: What it is called from the other side.
_INVERSE = {Action.CREATE: Action.DELETE, Action.DELETE: Action.CREATE}


def differences(a: Side, b: Side, selection: Selection) -> Comparison:
    """Say what would have to change in A to make it B; contacts no server.

    What only A has counts as a delete. What a side leaves out without knowing it, and what
    either cannot show, is no difference; the latter is a note.

    Raises:
        UsageError: labels are asked for, and neither side has any.
    """
    a = replace(a, state=moved(a.state, a.database, b.database))
    one, other = _selected(a, b, selection)
    seer, blind = (b, a) if a.partial else (a, b)
    seeing = replace(seer.capabilities, beside=blind.capabilities)
    everything = Ownership(prune=True)
    found: dict[Address, Change] = {}
    if a.partial or not b.partial:
        for change in diff.compare(other, one, seeing, everything).changes:
            found[change.address] = _inverse(change)
    if b.partial or not a.partial:
        for change in diff.compare(one, other, seeing, everything).changes:
            found[change.address] = _together(change, found.get(change.address))
    told = (_as_difference(change) for change in diff.in_order(found))
    changes = tuple(change for change in told if change.fields or change.action in _INVERSE)
    return Comparison(changes, (), (*_hidden(a, b, one, other), *_untold(a, b, selection)))


def _selected(a: Side, b: Side, selection: Selection) -> tuple[State, State]:
    """Return the parts of both sides that are compared: what is selected, and known to both.

    A server has no labels; what has them on the other side is selected on both.
    """
    known = [side.about for side in (a, b) if side.about is not None]
    if selection.labels:
        labelled = [selection.of(side.state).resources for side in (a, b) if side.partial]
        if not labelled:
            raise UsageError("servers have no labels", hint="compare one with manifests:ALIAS")
        known.append(frozenset().union(*labelled))
        selection = replace(selection, labels={})
    one, other = (selection.of(side.state) for side in (a, b))
    for addresses in known:
        one, other = _within(one, addresses), _within(other, addresses)
    return one, other


def _within(state: State, known: frozenset[Address]) -> State:
    return State.of(each for each in state.resources.values() if each.address in known)


def _inverse(change: Change) -> Change:
    """Turn what makes B into A into what makes A into B; what that costs is not known."""
    return Change(
        change.address,
        _INVERSE.get(change.action, Action.UPDATE),
        before=change.after,
        after=change.before,
        fields=tuple(FieldChange(each.path, each.after, each.before) for each in change.fields),
        severity=Severity.LIVE,
    )


def _together(change: Change, inverse: Change | None) -> Change:
    """Add to a change what only a look from the other side shows, as properties of A alone."""
    if inverse is None or not change.fields:
        return change
    told = {each.path for each in change.fields}
    more = (each for each in inverse.fields if each.path not in told)
    return replace(change, fields=tuple(sorted((*change.fields, *more), key=lambda f: f.path)))


def _as_difference(change: Change) -> Change:
    """Leave out what is about carrying a change out; show what is only in B as an export would."""
    reason = "" if change.action is Action.DELETE else change.reason
    told = tuple(
        replace(each, approval="", refused="") for each in change.fields if not _is_given(each)
    )
    change = replace(change, fields=told, refused="", reason=reason, approvals=())
    if change.action is Action.CREATE and change.after is not None:
        kept = exportable(State.of([change.after])).get(change.address)
        return replace(change, after=kept or change.after)
    return change


def _is_given(change: FieldChange) -> bool:
    """Whether a server has set by itself what the other side leaves unset."""
    match change.path:
        case ("properties", key):
            return {change.before, change.after} == {None, GIVEN_BY_SERVERS.get(key, "")}
    return False


def _hidden(a: Side, b: Side, one: State, other: State) -> Iterator[Finding]:
    """Note what one side says and the other cannot show."""
    for blind, said, there in ((a, other, one), (b, one, other)):
        patterns: set[str] = set()
        for resource in said.resources.values():
            seen = there.get(resource.address)
            if seen is not None:
                patterns |= _unseen(resource, seen, blind.capabilities)
        if patterns:
            message = f"{blind.title} cannot show: {', '.join(sorted(patterns))}"
            yield finding("MIG650", message, hint="these are not compared")


def _unseen(said: Resource, seen: Resource, capabilities: Capabilities) -> set[str]:
    """Name what one side says of a resource and the other cannot show."""
    kind = said.address.kind
    hides = partial(_hides, capabilities, kind)
    hidden = fields.hidden(said.spec, hides)
    if not hidden:
        return set()
    return {f"{kind}.{path}" for path in hidden & fields.shown(seen.spec, hides).hidden}


def _hides(capabilities: Capabilities, kind: str, path: str) -> bool:
    return capabilities.hides(f"{kind}.{path}")


def _untold(a: Side, b: Side, selection: Selection) -> Iterator[Finding]:
    """Note how much of one side is not compared, because the other is a plan."""
    for plan, side in ((a, b), (b, a)):
        if plan.about is None or side.about is not None:
            continue
        rest = sum(
            selection.takes(each) and each not in plan.about for each in side.state.resources
        )
        if rest:
            told = "1 resource is" if rest == 1 else f"{rest} resources are"
            message = f"{plan.title} tells only what it changes: {told} not compared"
            yield finding("MIG651", message)
