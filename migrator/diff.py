"""The one diff: live against desired, as changes with reasons and costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial

from migrator import grants
from migrator.address import GLOBAL_KINDS, Address, collection_address
from migrator.capabilities import Capabilities
from migrator.codes import finding
from migrator.fields import hidden
from migrator.findings import Finding
from migrator.kinds import KIND_BY_NAME, KINDS
from migrator.kinds.alias import AliasSpec
from migrator.kinds.collection.spec import CollectionSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.model import (
    Action,
    Change,
    Comparison,
    FieldChange,
    Resource,
    Severity,
    State,
    worst,
)


@dataclass(frozen=True, slots=True)
class Ownership:
    """What a project owns: what it may call undeclared, and whether it prunes that.

    ``exclude`` are address patterns such as ``Collection default/tmp_*``, ``declared`` are
    addresses that are declared but left out of this comparison. What lies outside of
    databases (users, roles, groups) is nobody's business who declares none of its kind, and
    grants are it only of roles that are declared.
    """

    databases: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    prune: bool = False
    declared: frozenset[Address] = frozenset()

    def owns(self, address: Address) -> bool:
        """Whether an undeclared live resource at this address is the project's business."""
        if address in self.declared or KIND_BY_NAME[address.kind].builtin(address):
            return False
        if not self._owns_kind(address):
            return False
        database = address.name if address.kind == "Database" else address.database
        if self.databases is not None and database is not None and database not in self.databases:
            return False
        return not any(fnmatchcase(str(address), pattern) for pattern in self.exclude)

    def _owns_kind(self, address: Address) -> bool:
        if address.kind == "Grant":
            return address.owner in self.declared
        if address.kind not in GLOBAL_KINDS or address.kind == "Database":
            return True
        return any(each.kind == address.kind for each in self.declared)


def compare(
    live: State, desired: State, capabilities: Capabilities, ownership: Ownership
) -> Comparison:
    """Compare two states over what is declared; contacts no server.

    ``live`` must hold every declared resource that exists, and the children of declared
    collections, with renames followed (``migrator.rename``).
    """
    changes: dict[Address, Change] = {}
    for kind in KINDS:
        for resource in desired.of_kind(kind.name):
            change = _change(live, resource, changes, capabilities)
            if change is not None:
                changes[change.address] = change
    changes |= {change.address: change for change in _put_back(live, desired, changes)}
    changes |= grants.following(live, desired, changes, capabilities)
    undeclared = [
        address
        for address in sorted({*live.resources, *live.unread})
        if address not in desired.resources
        and address not in changes
        and ownership.owns(address)
        and not _falls_with(address, changes)
    ]
    if ownership.prune:
        changes |= {change.address: change for change in _prune(live, undeclared)}
        undeclared = []
    return Comparison(
        in_order(changes), tuple(undeclared), tuple(_unobservable(desired, capabilities))
    )


_PLACES = {kind.name: place for place, kind in enumerate(KINDS)}


def in_order(changes: Mapping[Address, Change]) -> tuple[Change, ...]:
    """Return changes in the order in which they are told."""
    return tuple(changes[address] for address in sorted(changes, key=_place))


def _place(address: Address) -> tuple[str, int, Address]:
    """Order changes by database, then parents before children."""
    return (address.database or "", _PLACES[address.kind], address)


def _change(
    live: State, desired: Resource, changes: dict[Address, Change], capabilities: Capabilities
) -> Change | None:
    address = desired.address
    before = live.get(address)
    owner = changes.get(address.owner) if address.owner else None
    if owner is not None:
        if owner.action is Action.DELETE:
            return None
        if owner.action is Action.REPLACE and not owner.refused:
            desired = _made_again(before, desired, owner)
            before = None
    if desired.metadata.absent:
        return None if before is None else _delete(before)
    if before is None:
        return Change(address, Action.CREATE, after=desired, reason="is not there")
    return _update(before, desired, capabilities)


def _made_again(live: Resource | None, desired: Resource, owner: Change) -> Resource:
    """Return what is declared of a child over what it was, where its collection is made anew."""
    if live is None or desired.metadata.absent or not _fits(live, owner):
        return desired
    change = Change(desired.address, Action.UPDATE, before=live, after=desired)
    return KIND_BY_NAME[desired.address.kind].becomes(change)


def _delete(live: Resource, reason: str = "is declared absent") -> Change:
    kind = KIND_BY_NAME[live.address.kind]
    return Change(
        live.address,
        Action.DELETE,
        before=live,
        reason=reason,
        severity=Severity.DESTROY,
        approvals=(kind.drop_approval,),
    )


def _update(live: Resource, desired: Resource, capabilities: Capabilities) -> Change | None:
    kind = KIND_BY_NAME[desired.address.kind]
    fields = kind.compare(live, desired, capabilities)
    if live.address != desired.address and kind.name == "Collection":
        fields = (_renamed(live, desired, capabilities), *fields)
    if not fields:
        return None
    severity = worst(field.severity for field in fields)
    change = Change(
        desired.address,
        Action.UPDATE,
        before=live,
        after=desired,
        fields=fields,
        reason="; ".join(sorted({field.reason for field in fields if field.reason})),
        severity=severity,
        approvals=tuple(
            sorted({f.approval for f in fields if f.approval and f.severity is severity})
        ),
        refused="; ".join(field.refused for field in fields if field.refused),
    )
    return _replacement(change, desired) if severity is Severity.REPLACE else change


def _renamed(live: Resource, desired: Resource, capabilities: Capabilities) -> FieldChange:
    keeps = capabilities.can("rename-keeps-load") or not live.facts.get("loaded")
    return FieldChange(
        ("name",),
        live.address.name,
        desired.address.name,
        Severity.LIVE if keeps else Severity.RELOAD,
        "" if keeps else f"{capabilities.server} unloads a collection that is renamed",
        "rename-collection",
        _why_not_renamed(live, desired, capabilities),
    )


def _why_not_renamed(live: Resource, desired: Resource, capabilities: Capabilities) -> str:
    """Say why a server cannot rename a collection so; empty where it can."""
    if live.address.database != desired.address.database:
        if not capabilities.can("rename-database"):
            return f"{capabilities.server} cannot move a collection into another database"
        if live.facts.get("aliases") and not capabilities.can("rename-database-with-aliases"):
            return f"{capabilities.server} does not move a collection with aliases"
    if live.facts.get("aliases") and not capabilities.can("rename-with-aliases"):
        return f"{capabilities.server} does not rename a collection that has aliases"
    return ""


def _replacement(change: Change, desired: Resource) -> Change:
    """Say how a change that needs a new collection is to be carried out, if at all."""
    assert isinstance(desired.spec, CollectionSpec)
    match desired.spec.replace.strategy:
        case "recreate":
            # What cannot be changed in place is no obstacle to a collection made anew.
            return replace(
                change,
                action=Action.REPLACE,
                severity=Severity.DESTROY,
                approvals=("recreate-collection",),
                refused="",
            )
        case "copy":
            why = "replace.strategy copy is not available in this version of migrator"
            return replace(change, action=Action.REPLACE, refused=why)
        case "refuse":
            why = "it needs a new collection, and replace.strategy is refuse"
            return replace(change, action=Action.REPLACE, refused=why)


def _put_back(live: State, desired: State, changes: dict[Address, Change]) -> Iterator[Change]:
    """Recreate what is undeclared on a collection that is created anew, and its aliases."""
    why = "put back on the collection that is created anew"
    anew = {
        address: change
        for address, change in changes.items()
        if address.kind == "Collection" and change.action is Action.REPLACE and not change.refused
    }
    for address, change in anew.items():
        for child in live.children(address):
            if child.address not in desired.resources and _fits(child, change):
                yield Change(child.address, Action.CREATE, after=child, reason=why)
    for alias in live.of_kind("Alias"):
        wanted = desired.get(alias.address) or alias
        if _target(alias) not in anew or wanted.metadata.absent:
            continue
        # An alias that only moves away is altered; one that comes back cannot be.
        if alias.address not in changes or _target(wanted) in anew:
            yield Change(alias.address, Action.REPLACE, before=alias, after=wanted, reason=why)


def _fits(child: Resource, owner: Change) -> bool:
    """Whether an index or a partition of the old collection can stand on the new one."""
    assert owner.before is not None
    before, after = owner.before, KIND_BY_NAME[owner.address.kind].becomes(owner)
    assert isinstance(before.spec, CollectionSpec)
    assert isinstance(after.spec, CollectionSpec)
    if isinstance(child.spec, IndexSpec):
        dtype = _data_type(after.spec, child.spec.field_name)
        return dtype is not None and dtype == _data_type(before.spec, child.spec.field_name)
    return after.spec.partition_key is None


def _data_type(spec: CollectionSpec, field_name: str) -> str | None:
    """Return the type of a field, or of a struct's member that is named ``struct[member]``."""
    name, _, member = field_name.removesuffix("]").partition("[")
    field = spec.fields.get(name)
    if field is not None and member:
        field = field.struct_schema.fields.get(member) if field.struct_schema else None
    return None if field is None else field.dtype


def _target(alias: Resource) -> Address:
    assert isinstance(alias.spec, AliasSpec)
    return collection_address(alias.address.database or "default", alias.spec.collection_name)


def _falls_with(address: Address, changes: dict[Address, Change]) -> bool:
    """Whether a change of what this is a part of takes it away anyway."""
    owner = changes.get(address.owner) if address.owner else None
    if owner is None or owner.refused:
        return False
    return owner.action in (Action.DELETE, Action.REPLACE)


def _prune(live: State, undeclared: list[Address]) -> Iterator[Change]:
    """Plan what is undeclared as deletes; what falls with its collection or role is not."""
    falling = {*undeclared}
    for address in undeclared:
        if address.owner in falling:
            continue
        yield _delete(live.resources[address], "is live in scope and not declared")


def _unobservable(desired: State, capabilities: Capabilities) -> Iterator[Finding]:
    """Say once which declared attributes the server cannot show back."""
    counts: Counter[str] = Counter()
    for resource in desired.resources.values():
        kind = resource.address.kind
        paths = hidden(resource.spec, partial(_hides, capabilities, kind))
        counts.update(f"{kind}.{path}" for path in paths)
    if counts:
        told = ", ".join(f"{path} ({count})" for path, count in sorted(counts.items()))
        message = f"{capabilities.server} takes and cannot show back: {told}"
        hint = "these are applied when something is created, and never compared"
        yield finding("MIG601", message, hint=hint)


def _hides(capabilities: Capabilities, kind: str, path: str) -> bool:
    return capabilities.hides(f"{kind}.{path}")
