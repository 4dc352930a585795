"""The stage: as much of a target and of a plan as a scratch server can be made to show.

What it cannot serve is left out, and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from migrator import live as reading
from migrator.address import Address, collection_address, index_address
from migrator.applying import after
from migrator.capabilities import Capabilities
from migrator.datatypes import VECTORS
from migrator.export import exportable
from migrator.freshness import scope_of
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.alias import AliasSpec
from migrator.kinds.base import IN_DATABASES, Rpc, Scope
from migrator.kinds.collection.spec import CollectionSpec, LoadSpec
from migrator.kinds.database import PLACEMENT, DatabaseSpec
from migrator.model import Change, Metadata, Resource, Spec, State
from migrator.plan import Plan
from migrator.rename import follow_renames, previous_address
from migrator.rules.support import supports

_NODES = "which nodes hold what is the target's own"


@dataclass(frozen=True, slots=True, order=True)
class Omission:
    """Something of a resource that is not rehearsed, and why."""

    address: Address
    why: str


@dataclass(frozen=True, slots=True)
class Stage:
    """What is made on a scratch server before the plan, and what the plan is to make of it.

    ``base`` is what is live on the target, ``desired`` what the plan aims at, each without
    what the scratch server cannot do; ``omissions`` say what that is.
    """

    base: State
    desired: State
    omissions: tuple[Omission, ...] = ()

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases that are used."""
        named = {each.database for each in self._addresses if each.database}
        named |= {each.name for each in self._addresses if each.kind == "Database"}
        return tuple(sorted(named))

    @property
    def made(self) -> frozenset[Address]:
        """The addresses at which something may be made, but for what falls with those."""
        kinds = ("Alias", "Collection", "Database")
        return frozenset(
            each
            for each in self._addresses
            if each.kind in kinds and not KIND_BY_NAME[each.kind].builtin(each)
        )

    @property
    def _addresses(self) -> frozenset[Address]:
        return frozenset({*self.base.resources, *self.desired.resources})


def read_base(plan: Plan, rpc: Rpc) -> State:
    """Read what a plan was made from, and what the aliases lead to that it moves; reads only.

    Raises:
        ServerError: a read failed.
    """
    scope = scope_of(plan)
    state = reading.read(rpc, scope)
    moved = (state.get(change.address) for change in plan.changes)
    targets = {_target(alias) for alias in moved if alias and isinstance(alias.spec, AliasSpec)}
    missing = frozenset(targets - state.resources.keys())
    if not missing:
        return state
    more = reading.read(rpc, Scope(scope.databases, missing, IN_DATABASES))
    return state.merged(more.resources.values())


def aim_of(changes: Iterable[Change], declared: State) -> State:
    """Return what changes lead to, as a desired state.

    What is ``declared`` of the collections that are touched goes along, since it decides how
    they are loaded afterwards.
    """
    aims: dict[Address, Resource] = {}
    for change in changes:
        owner = change.address.collection
        parent = declared.get(owner) if owner is not None else None
        if parent is not None:
            aims.setdefault(parent.address, parent)
        aims[change.address] = _with_previous_name(after(change), change)
    return State.of(aims.values())


def _with_previous_name(resource: Resource, change: Change) -> Resource:
    before = change.before
    if before is None or before.address == change.address or resource.metadata.absent:
        return resource
    old = before.address
    return replace(resource, metadata=Metadata(previous_name=f"{old.database}/{old.name}"))


def staged(live: State, aim: State, capabilities: Capabilities) -> Stage:
    """Fit a target's live state and a plan's aim to what a scratch server can do.

    Contacts no server.
    """
    base = State.of(_as_it_was(each, live) for each in exportable(live).resources.values())
    base = State.of(each for each in base.resources.values() if _leads_somewhere(each, base))
    cut = _Cut(capabilities)
    base = cut.fitted(base, base)
    followed, _notes = follow_renames(base, aim)
    world = followed.merged(each for each in aim.resources.values() if not each.metadata.absent)
    desired = cut.fitted(aim, world)
    return Stage(base, desired, tuple(sorted(cut.omissions)))


def _as_it_was(resource: Resource, live: State) -> Resource:
    """Let a collection be loaded as it is, also where the server tells that only now."""
    if not isinstance(resource.spec, CollectionSpec):
        return resource
    load = live.resources[resource.address].facts.get("load") or {"state": "released"}
    return replace(resource, spec=_with_load(resource.spec, LoadSpec.model_validate(dict(load))))


def _leads_somewhere(resource: Resource, state: State) -> bool:
    """Whether it is no alias of what the plan has nothing to do with (Lite lists them all)."""
    target = _leads_to(resource)
    return target is None or target in state.resources


def _leads_to(resource: Resource) -> Address | None:
    """Return what an alias stands for, None for anything else."""
    return _target(resource) if isinstance(resource.spec, AliasSpec) else None


def _target(alias: Resource) -> Address:
    assert isinstance(alias.spec, AliasSpec)
    return collection_address(alias.address.database or "default", alias.spec.collection_name)


def _with_load(spec: CollectionSpec, load: LoadSpec | None) -> CollectionSpec:
    data = {key: value for key, value in spec.managed().items() if key != "load"}
    return CollectionSpec.model_validate({**data, "load": load.managed()} if load else data)


class _Cut:
    """Leaves out what a server cannot do, and keeps what that was."""

    def __init__(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities
        self.omissions: set[Omission] = set()
        self._left: set[Address] = set()

    def fitted(self, state: State, world: State) -> State:
        """Return a state without what cannot be; ``world`` is all that there would be."""
        # An index that cannot be there may become one that can; a collection is left whole.
        self._left = {address for address in self._left if address.kind == "Collection"}
        for resource in state.resources.values():
            if not resource.metadata.absent:
                self._leave_unserved(resource, world)
        for resource in state.resources.values():
            for other in filter(None, (previous_address(resource), _leads_to(resource))):
                if other in self._left:
                    self._leave(resource.address, f"{other} is not rehearsed")
        kept = [each for each in state.resources.values() if not self._is_left(each.address)]
        return State.of(self._reduced(each, world) for each in kept)

    def _is_left(self, address: Address) -> bool:
        return not self._left.isdisjoint({address, address.collection})

    def _leave(self, address: Address, why: str) -> None:
        self._left.add(address)
        self.omissions.add(Omission(address, why))

    def _leave_unserved(self, resource: Resource, world: State) -> None:
        needed = replace(resource, spec=self._without_load(resource.spec))
        for found in supports(needed, world, self.capabilities):
            if found.is_error:
                self._leave(resource.address, found.message)

    def _without_load(self, spec: Spec) -> Spec:
        if isinstance(spec, CollectionSpec):
            return _with_load(spec, None)
        return DatabaseSpec() if isinstance(spec, DatabaseSpec) else spec

    def _reduced(self, resource: Resource, world: State) -> Resource:
        """Return a resource without what can be left out of it alone."""
        spec = resource.spec
        if isinstance(spec, DatabaseSpec):
            return replace(resource, spec=self._database(resource.address, spec))
        if isinstance(spec, CollectionSpec) and spec.load is not None:
            load = self._load(resource.address, spec.load, world)
            return replace(resource, spec=_with_load(spec, load))
        return resource

    def _database(self, address: Address, spec: DatabaseSpec) -> DatabaseSpec:
        kept: dict[str, str | None] = {}
        for key, value in spec.properties.items():
            if not self.capabilities.can("database-properties"):
                why = f"{self.capabilities.server} has no database properties"
            elif key in PLACEMENT:
                why = _NODES
            else:
                kept[key] = value
                continue
            self.omissions.add(Omission(address, f"{key}: {why}"))
        return DatabaseSpec.model_validate({"properties": kept} if kept else {})

    def _load(self, address: Address, load: LoadSpec, world: State) -> LoadSpec | None:
        told = load.managed()
        if load.state == "loaded" and not self._can_load(address, world):
            self.omissions.add(Omission(address, "load: an index that it needs is not there"))
            return None
        if load.partitions and not self.capabilities.can("load-partitions"):
            server = self.capabilities.server
            why = f"load.partitions: {server} does not serve loading single partitions"
            self.omissions.add(Omission(address, why))
            del told["partitions"]
        for key in ("replica_number", "resource_groups"):
            if told.pop(key, None) not in (None, 1, []):
                self.omissions.add(Omission(address, f"load.{key}: {_NODES}"))
        return LoadSpec.model_validate(told)

    def _can_load(self, address: Address, world: State) -> bool:
        """Whether the vectors have their indexes, which all but Lite ask for."""
        parent = world.get(address)
        if self.capabilities.lite or parent is None:
            return True
        assert isinstance(parent.spec, CollectionSpec)
        return all(
            (index := index_address(address, name)) in world.resources and index not in self._left
            for name, field in parent.spec.fields.items()
            if field.dtype in VECTORS
        )


def reasons(omissions: Iterable[Omission]) -> Mapping[Address, str]:
    """Return what is said of each address, in one line."""
    found: dict[Address, list[str]] = {}
    for omission in omissions:
        found.setdefault(omission.address, []).append(omission.why)
    return {address: "; ".join(each) for address, each in found.items()}


def about(address: Address, lane: Address) -> Iterator[Address]:
    """Give the addresses whose reasons are also those of a step, nearest first."""
    yield address
    if address.collection is not None:
        yield address.collection
    yield lane
