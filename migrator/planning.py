"""Making a plan: read what matters, compare, count what is at stake, judge, order.

Contacts the server with reads only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from migrator import access, diff, live, policy, references
from migrator.address import Address
from migrator.approval import Approval
from migrator.capabilities import Capabilities
from migrator.codes import finding
from migrator.connection import Connection
from migrator.diff import Ownership
from migrator.errors import PermissionDenied, UsageError
from migrator.features import FEATURES
from migrator.findings import Finding, sort_key
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.base import Rpc, Scope, Step, kinds_of
from migrator.kinds.builtin import is_own
from migrator.kinds.collection.memory import Before, remembered
from migrator.kinds.collection.rows import count_rows
from migrator.kinds.collection.spec import CollectionSpec
from migrator.kinds.grant import spec_of
from migrator.model import Action, Change, Comparison, Resource, Severity, State
from migrator.order import taken_by_rename
from migrator.plan import Plan, Target, Touched, make_steps
from migrator.privileges import EVERY
from migrator.rename import follow_renames, previous_address
from migrator.restore import restored
from migrator.rules.support import supports


@dataclass(frozen=True, slots=True)
class Request:
    """What a plan is to be made of: desired state, approvals, ownership, the day (UTC).

    ``own`` is what migrator keeps on the server, as ``identity.read_own`` gives it.
    """

    desired: State
    approvals: tuple[Approval, ...]
    ownership: Ownership
    today: date
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for a comparison, and its result.

    ``live`` is as the server has it, ``followed`` the same with renames followed;
    ``pending`` is what an apply that did not end has left remembered.
    """

    live: State
    followed: State
    comparison: Comparison
    pending: Mapping[Address, Before]


def make_plan(rpc: Rpc, connection: Connection, request: Request, *, identity: str = "") -> Plan:
    """Plan what makes the server match the desired state.

    Raises:
        ServerError: a read failed.
    """
    reading = compare_live(rpc, request)
    comparison = reading.comparison
    changes = _weighed(rpc, comparison.changes)
    weighed = replace(comparison, changes=changes)
    verdict = policy.judge(
        changes,
        desired=request.desired,
        approvals=request.approvals,
        connection=connection,
        today=request.today,
        prune=request.ownership.prune,
    )
    steps = make_steps(
        reading.followed, request.desired, weighed, rpc.capabilities, reading.pending
    )
    guards = policy.guards(changes, request.approvals, connection, request.today)
    unsupported = _unsupported(changes, reading.followed, request.desired, rpc.capabilities)
    findings = {*comparison.findings, *unsupported, *_corrected(rpc.capabilities)}
    findings |= {*_lockouts(rpc, connection, changes, request.desired)}
    return Plan(
        target=Target(connection.alias, connection.where, rpc.capabilities.server, identity),
        base=live.fingerprints(reading.live),
        desired=desired_fingerprint(request.desired),
        changes=changes,
        steps=_guarded(steps, guards),
        unmanaged=comparison.unmanaged,
        findings=tuple(sorted(findings, key=sort_key)),
        refusals=verdict.refusals,
        approvals=verdict.used,
        objects=dict(_touched(steps, changes, reading)),
    )


def _touched(
    steps: Sequence[Step], changes: Iterable[Change], reading: Reading
) -> Iterator[tuple[str, Touched]]:
    """Tell what the objects are that steps touch, or that fall with their collection.

    How a collection is loaded is left out: a window changes it, and says so in its steps.
    """
    live = reading.followed
    renamed = {step.address for step in steps if step.op == "RenameCollection"}
    falling = {
        child.address
        for change in changes
        if change.action in (Action.DELETE, Action.REPLACE) and not change.refused
        for child in live.children(change.address)
    }
    # The load of a collection is another when one of its partitions was released.
    released = {step.lane for step in steps if step.op == "ReleasePartitions"}
    known = {resource.address: resource for resource in live.resources.values()}
    for address in sorted({*(step.address for step in steps), *falling, *released}):
        before_renames = address.kind == "Alias" and taken_by_rename(address, renamed)
        state = reading.live if before_renames else live
        # A renamed collection is known by the name that it will have, a grant by its own.
        resource = known.get(address) if address.kind == "Grant" else state.get(address)
        if resource is not None:
            spec = resource.spec.managed()
            spec.pop("load", None)
            yield str(address), Touched(spec, resource.facts.get("id", 0))


def _guarded(steps: Sequence[Step], guards: Mapping[Address, int]) -> tuple[Step, ...]:
    """Let rows at stake be counted again before the first step of their lane.

    Once the collection is released they could not be counted any more.
    """
    result: list[Step] = []
    left = dict(guards)
    for step in steps:
        mine = {a: most for a, most in left.items() if a.collection == step.lane}
        if mine and not is_own(step.address.name):
            result.append(replace(step, guards={str(a): most for a, most in mine.items()}))
            left = {a: most for a, most in left.items() if a not in mine}
        else:
            result.append(step)
    return tuple(result)


def compare_live(rpc: Rpc, request: Request) -> Reading:
    """Read what the desired state names and compare it; makes no steps.

    Raises:
        ServerError: a read failed.
    """
    ownership = request.ownership
    pending = _pending(request)
    # What is to be pruned must be known: its rows, and what else goes with it.
    wanted = None if ownership.prune else wanted_of(request.desired) | pending.keys()
    databases = databases_of(request.desired, ownership)
    scope = Scope(
        tuple(sorted({*databases, *_databases(pending)})),
        wanted,
        kinds_of(wanted_of(request.desired)),
        traced_of(request.desired, rpc.capabilities),
    )
    state, untried = _observed(rpc, live.read(rpc, scope), request.desired)
    followed, notes = follow_renames(state, request.desired)
    comparison = diff.compare(followed, request.desired, rpc.capabilities, ownership)
    dangling = references.check(followed, request.desired, comparison)
    findings = (*untried, *notes, *comparison.findings, *dangling)
    changes = comparison.changes
    if pending:
        known = {change.address: change for change in changes}
        changes = diff.in_order(restored(known, pending, followed, request.desired))
    return Reading(
        state, followed, replace(comparison, changes=changes, findings=findings), pending
    )


def traced_of(desired: State, capabilities: Capabilities) -> frozenset[Address]:
    """Return what may strand grants: collections that lose their name, groups that go."""
    traced = {
        resource.address
        for kind in ("PrivilegeGroup", "ResourceGroup")
        for resource in desired.of_kind(kind)
        if resource.metadata.absent
    }
    for resource in desired.of_kind("Collection"):
        previous = previous_address(resource)
        if previous is not None and not resource.metadata.absent:
            traced.add(previous)
        spec = resource.spec
        assert isinstance(spec, CollectionSpec)
        anew = spec.replace.strategy != "refuse"
        if anew and capabilities.can("grants-fall-with-collections"):
            traced.add(resource.address)
    return frozenset(traced)


def _observed(rpc: Rpc, state: State, desired: State) -> tuple[State, tuple[Finding, ...]]:
    """Add to a live state what can only be told by trying what is declared.

    Who plans need not have the secrets for that; then it is not known.
    """
    seen: list[Resource] = []
    untried: list[Finding] = []
    for resource in desired.resources.values():
        there = state.get(resource.address)
        if there is None or resource.metadata.absent:
            continue
        try:
            tried = KIND_BY_NAME[resource.address.kind].observe(rpc, there, resource)
        except UsageError as problem:
            untried.append(_untried(resource, problem))
        else:
            seen += [tried] if tried is not there else []
    return (state.merged(seen) if seen else state), tuple(untried)


def _untried(resource: Resource, problem: UsageError) -> Finding:
    return finding(
        "MIG813",
        f"whether the password is the declared one is not known: {problem.what}",
        hint=problem.hint,
        address=resource.address,
        source=resource.source,
    )


def _pending(request: Request) -> dict[Address, Before]:
    """Find what an apply that did not end has left remembered, of what the project owns."""
    owner = request.ownership
    return {
        address: before
        for address, before in remembered(request.own.items()).items()
        if address in owner.declared or address in request.desired.resources or owner.owns(address)
    }


def _databases(addresses: Iterable[Address]) -> set[str]:
    return {address.database for address in addresses if address.database}


def wanted_of(desired: State) -> frozenset[Address]:
    """The addresses to describe: what is declared, what that names, and previous names."""

    def named() -> Iterator[Address]:
        for resource in desired.resources.values():
            yield resource.address
            yield from filter(None, (resource.address.owner, previous_address(resource)))
            yield from KIND_BY_NAME[resource.address.kind].requires(resource)

    return frozenset(named())


def databases_of(desired: State, ownership: Ownership) -> tuple[str, ...]:
    """The databases to look into: those that the project owns and those it names."""
    named = {address.database for address in wanted_of(desired) if address.database}
    named |= {r.address.name for r in desired.of_kind("Database")}
    named |= {spec_of(grant).db_name for grant in desired.of_kind("Grant")} - {EVERY}
    return tuple(sorted({*named, *(ownership.databases or ())}))


def desired_fingerprint(desired: State) -> str:
    """Return a hash of what the manifests say, wherever they say it."""
    digest = hashlib.sha256()
    for resource in desired.resources.values():
        metadata = resource.metadata
        data = [
            str(resource.address),
            resource.spec.managed(),
            metadata.previous_name,
            metadata.protect,
            metadata.absent,
        ]
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest.update(text.encode(errors="surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def _weighed(rpc: Rpc, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Count the rows at stake; a collection proven empty is replaced without destroying."""
    counted = {
        change.address: change.before.address
        for change in changes
        if _risks_rows(change) and change.before is not None
    }
    rows = count_rows(rpc, sorted(set(counted.values())))
    return tuple(
        _with_rows(change, rows[counted[change.address]]) if change.address in counted else change
        for change in changes
    )


def _risks_rows(change: Change) -> bool:
    return change.severity is Severity.DESTROY and change.address.kind in (
        "Collection",
        "Partition",
    )


def _with_rows(change: Change, rows: int) -> Change:
    counted = change.with_rows(rows)
    if change.action is Action.REPLACE and rows == 0:
        return replace(counted, severity=Severity.REPLACE, approvals=("replace-collection",))
    return counted


def _lockouts(
    rpc: Rpc, connection: Connection, changes: Sequence[Change], desired: State
) -> Iterator[Finding]:
    """Find what would lock out the connected user, whose roles are asked for where it matters."""
    user, _, _ = connection.authorization.partition(":")
    about = [c for c in changes if c.address.kind in ("Grant", "Role", "User") and not c.refused]
    if not user or all(change.action is Action.CREATE for change in about):
        return
    try:
        answer = rpc.call("SelectUser", {"user": {"name": user}, "include_role_info": True})
    except PermissionDenied:
        return
    roles = {role.name for result in answer.results for role in result.roles}
    yield from access.lockouts(about, desired, user, roles)


def _corrected(capabilities: Capabilities) -> Iterator[Finding]:
    """Say what the server turned out not to have, although its version should."""
    if capabilities.missing:
        titles = sorted({FEATURES[feature].title for feature in capabilities.missing})
        message = f"{capabilities.server} turned out not to have: {', '.join(titles)}"
        yield finding("MIG703", message)


def _unsupported(
    changes: Iterable[Change], live: State, desired: State, capabilities: Capabilities
) -> list[Finding]:
    """Find what the server would refuse, or worse, take and silently drop.

    A collection that stays is not looked at: whatever it has, the server has.
    """
    world = live.merged(desired.resources.values())
    return [
        found
        for change in changes
        if change.after is not None and _makes(change)
        for found in supports(
            KIND_BY_NAME[change.address.kind].becomes(change), world, capabilities
        )
    ]


def _makes(change: Change) -> bool:
    if change.action is Action.UPDATE:
        return change.address.kind in ("Index", "Database", "ResourceGroup")
    return change.action in (Action.CREATE, Action.REPLACE)
