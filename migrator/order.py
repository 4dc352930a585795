"""The order of steps: windows around what needs a released collection, and what waits for what."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

from migrator.address import Address, collection_address, resource_group_address
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.base import Context, Phase, Step
from migrator.kinds.collection.memory import Before, forget_step, remember_step
from migrator.kinds.collection.spec import LoadSpec, declared_load
from migrator.kinds.collection.steps import load_steps, release_step, wait_step
from migrator.kinds.grant import collection_of, spec_of
from migrator.model import Action, Resource, Severity


def ordered(steps: Iterable[Step], context: Context) -> tuple[Step, ...]:
    """Add the windows, put every step after what it needs, and number the steps.

    The result is the same for the same input: ties go by lane, phase and address.
    """
    lanes: dict[Address, list[Step]] = {}
    for step in steps:
        lanes.setdefault(step.lane, []).append(step)
    for pending in context.pending:
        lanes.setdefault(pending, [])
    for lane, members in lanes.items():
        lanes[lane] = sorted(
            _without_needless_releases([*members, *_window(lane, members, context)]),
            # Steps of one phase and object stay as they were made: each leaves what the
            # former have left.
            key=lambda step: (step.phase, step.address),
        )
    return _numbered([step for lane in sorted(lanes) for step in lanes[lane]], context)


def _window(lane: Address, steps: Sequence[Step], context: Context) -> Iterator[Step]:
    """Release a loaded collection once for all steps that need it, and load it again after.

    What would be lost if it ended half-way is remembered on the server first.
    """
    live = context.live.get(lane)
    change = context.changes.get(lane)
    gone = change is not None and change.action in (Action.DELETE, Action.REPLACE)
    if live is None or lane.kind != "Collection" or gone:
        if lane in context.pending:
            yield forget_step(lane, context.capabilities)
        return
    loaded = bool(live.facts.get("loaded"))
    opens = loaded and any(step.released or step.unloads for step in steps)
    releases = [step for step in steps if step.op == "ReleaseCollection"]
    before = _before(live, lane, context, loaded=loaded and (opens or bool(releases)))
    if lane not in context.pending and (before.load or before.indexes):
        yield remember_step(before)
    if before.load or before.indexes or lane in context.pending:
        yield forget_step(lane, context.capabilities)
    ops = {step.op for step in steps}
    loads = ops & {"LoadCollection", "LoadPartitions"}
    rebuilds = ops & {"CreateIndex", "DropIndex"}
    if rebuilds and not loads and _loads_by_itself(live, lane, context):
        release = release_step(lane)
        yield replace(release, phase=Phase.LOAD, severity=Severity.LIVE, outage=False)
    if not opens:
        if not (loads or releases):
            yield from _loading_by_themselves(live, lane, steps, context)
        return
    load = _load_after(live, context.desired.get(lane), _partitions_gone(lane, context))
    if not releases and any(step.released for step in steps):
        yield release_step(lane)
    if not loads and load.state == "loaded":
        yield from load_steps(lane, load)


def _loading_by_themselves(
    live: Resource, lane: Address, steps: Sequence[Step], context: Context
) -> Iterator[Step]:
    """Wait for the partitions that a server loads because their whole collection is loaded."""
    created = [s.address.name.partition("/")[2] for s in steps if s.op == "CreatePartition"]
    whole = live.facts.get("loaded") and not live.facts["load"].get("partitions")
    if created and whole and context.capabilities.can("load-partitions"):
        yield wait_step(lane, sorted(created), leaves={"state": "loaded"})


def _loads_by_itself(live: Resource, lane: Address, context: Context) -> bool:
    """Whether a collection that is to be released is loaded by what is done to its indexes.

    Lite loads one that loses its last index (3.2.2), and goes on serving it.
    """
    if context.capabilities.can("created-released"):
        return False
    load = declared_load(context.desired.get(lane))
    return load.state == "released" if load is not None else not live.facts.get("loaded")


def _before(live: Resource, lane: Address, context: Context, *, loaded: bool) -> Before:
    """Say what a window takes away that has to come back: a load, and indexes built anew."""
    load: Mapping[str, Any] = {}
    if loaded and _comes_back(context.desired.get(lane)):
        kept = _load_after(live, None, _partitions_gone(lane, context))
        load = kept.managed() if kept.state == "loaded" else {}
    rebuilt = {
        change.address: change.before.spec.managed()
        for change in context.changes.values()
        if change.address.kind == "Index"
        and change.address.collection == lane
        and change.action in (Action.UPDATE, Action.REPLACE)
        and change.severity is not Severity.RELOAD
        and change.before is not None
    }
    return Before(lane, live.facts.get("id", 0), load, rebuilt)


def _comes_back(desired: Resource | None) -> bool:
    """Whether a collection that is loaded is to be loaded afterwards."""
    load = declared_load(desired)
    return load is None or load.state == "loaded"


def _without_needless_releases(steps: Sequence[Step]) -> Sequence[Step]:
    """Leave out releases of single partitions where the whole collection is released."""
    if not any(step.op == "ReleaseCollection" for step in steps):
        return steps
    return [step for step in steps if step.op != "ReleasePartitions"]


def _partitions_gone(lane: Address, context: Context) -> frozenset[str]:
    return frozenset(
        address.name.partition("/")[2]
        for address, change in context.changes.items()
        if change.action is Action.DELETE
        and address.kind == "Partition"
        and address.collection == lane
    )


def _load_after(live: Resource, desired: Resource | None, gone: frozenset[str]) -> LoadSpec:
    """How a collection is loaded after a window: as declared, else as it was before.

    ``gone`` are partitions that are dropped in the window and cannot be loaded again.
    """
    before = LoadSpec.model_validate(live.facts["load"])
    if before.partitions:
        kept = tuple(name for name in before.partitions if name not in gone)
        before = before.model_copy(update={"partitions": kept})
        if not kept:
            before = LoadSpec.model_validate({"state": "released"})
    declared = declared_load(desired)
    if declared is None:
        return before
    return LoadSpec.model_validate({**before.managed(), **declared.managed()})


def _numbered(steps: Sequence[Step], context: Context) -> tuple[Step, ...]:
    needs = _needs(steps, context)
    order = list(_in_order(needs))
    ids = {place: str(number) for number, place in enumerate(order, start=1)}
    return tuple(
        replace(
            steps[place],
            id=ids[place],
            needs=tuple(sorted((ids[need] for need in needs[place]), key=int)),
        )
        for place in order
    )


def _in_order(needs: Mapping[int, set[int]]) -> Iterator[int]:
    """Give places in an order that keeps every need, as near to the given one as can be.

    So the steps of one collection stand together, although they may run beside others.
    """
    sorter: TopologicalSorter[int] = TopologicalSorter(needs)
    sorter.prepare()
    ready: list[int] = []
    while sorter.is_active():
        for place in sorter.get_ready():
            heappush(ready, place)
        place = heappop(ready)
        sorter.done(place)
        yield place


def _needs(steps: Sequence[Step], context: Context) -> dict[int, set[int]]:
    """Tell, for each step by its place, the places of the steps that it waits for."""
    lanes: dict[Address, list[int]] = {}
    for place, step in enumerate(steps):
        lanes.setdefault(step.lane, []).append(place)
    needs: dict[int, set[int]] = {place: set() for place in range(len(steps))}
    for places in lanes.values():
        for former, latter in pairwise(places):
            needs[latter].add(former)
    waits = _waits(steps, context)
    for place, step in enumerate(steps):
        for lane, phase in (*step.after, *waits.get(place, ())):
            over = [other for other in lanes.get(lane, ()) if steps[other].phase <= phase]
            if over and lane != step.lane:
                needs[place].add(over[-1])
    return needs


def _waits(steps: Sequence[Step], context: Context) -> Mapping[int, list[tuple[Address, Phase]]]:
    """Find what steps of different lanes wait for: freed names, moved aliases, empty databases."""
    freeing = _name_freeing(steps)
    leaving = _aliases_leaving(context)
    following = _aliases_following(steps, context)
    moving = _grants_moving(context)
    leaving_database = [s for s in steps if s.op in ("DropCollection", "RenameCollection")]
    waits: dict[int, list[tuple[Address, Phase]]] = {}
    for place, step in enumerate(steps):
        name = (step.address.database or "default", step.address.name)
        if step.op == "DropCollection":
            waits[place] = leaving.get(name, [])
        elif step.op in ("AlterAlias", "DropAlias"):
            waits[place] = following.get(step.address, [])
        elif step.op == "DropDatabase":
            waits[place] = [
                (other.lane, other.phase)
                for other in leaving_database
                if other.database == step.address.name
            ]
        elif step.op in ("CreateCollection", "RenameCollection", "CreateAlias"):
            waits[place] = freeing.get(name, [])
        if step.op == "RenameCollection":
            waits[place] = [*waits[place], *moving.get(step.address, ())]
        for group in step.request.get("resource_groups", ()) if step.op in _LOADS else ():
            lane = resource_group_address(group)
            waits.setdefault(place, []).append((lane, Phase.BUILD))
    return waits


_LOADS = frozenset({"LoadCollection", "LoadPartitions"})


def _grants_moving(context: Context) -> dict[Address, list[tuple[Address, Phase]]]:
    """Tell which roles are granted to on a collection's new name, before it has that name.

    So nobody is refused in between: a grant is on a name, whether it is there or not.
    """
    moving: dict[Address, list[tuple[Address, Phase]]] = {}
    for change in context.changes.values():
        grant, role = change.after, change.address.owner
        if change.address.kind == "Grant" and change.action is Action.UPDATE and grant and role:
            collection = collection_of(spec_of(grant))
            moving.setdefault(collection, []).append((role, Phase.GRANT))
    return moving


def _aliases_leaving(context: Context) -> dict[tuple[str, str], list[tuple[Address, Phase]]]:
    """Tell which alias steps take an alias off a collection, by database and collection name."""
    leaving: dict[tuple[str, str], list[tuple[Address, Phase]]] = {}
    for change in context.changes.values():
        if change.address.kind == "Alias" and change.before is not None:
            target = KIND_BY_NAME["Alias"].requires(change.before)
            phase = Phase.ALIAS if change.action is Action.UPDATE else Phase.DROP_ALIAS
            for collection in target:
                name = (collection.database or "default", collection.name)
                leaving.setdefault(name, []).append((change.address, phase))
    return leaving


def _aliases_following(
    steps: Sequence[Step], context: Context
) -> dict[Address, list[tuple[Address, Phase]]]:
    """Tell which aliases lead to a collection that is renamed first, and then to its new name.

    Not those whose own name a collection is to have: they go before.
    """
    renamed = {step.address for step in steps if step.op == "RenameCollection"}
    following: dict[Address, list[tuple[Address, Phase]]] = {}
    for change in context.changes.values():
        address = change.address
        if address.kind != "Alias" or change.before is None or taken_by_rename(address, renamed):
            continue
        for collection in KIND_BY_NAME["Alias"].requires(change.before):
            if collection in renamed:
                following.setdefault(address, []).append((collection, Phase.RENAME))
    return following


def taken_by_rename(alias: Address, renamed: Container[Address]) -> bool:
    """Whether a collection is to be renamed to the name of an alias."""
    return collection_address(alias.database or "default", alias.name) in renamed


def _name_freeing(steps: Sequence[Step]) -> dict[tuple[str, str], list[tuple[Address, Phase]]]:
    """Tell which steps free a name that collections and aliases share."""
    freeing: dict[tuple[str, str], list[tuple[Address, Phase]]] = {}
    for step in steps:
        if step.op in ("DropCollection", "DropAlias"):
            name = step.address.name
        elif step.op == "RenameCollection":
            name = step.request["oldName"]
        else:
            continue
        freeing.setdefault((step.database, name), []).append((step.lane, step.phase))
    return freeing
