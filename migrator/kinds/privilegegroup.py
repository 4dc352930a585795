"""Privilege groups: privileges under one name, granted together; from 2.5 on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from migrator.address import Address, privilege_group_address
from migrator.capabilities import Capabilities
from migrator.kinds.base import Context, Kind, Phase, Rpc, Scope, Step
from migrator.kinds.believing import believed
from migrator.kinds.grant import spec_of as grant_of
from migrator.kinds.words import unique
from migrator.model import Action, Change, FieldChange, Resource, Severity, Spec, State
from migrator.privileges import BUILT_IN_GROUPS


class PrivilegeGroupSpec(Spec):
    """The privileges of a group."""

    privileges: Annotated[tuple[str, ...], AfterValidator(unique)] = Field(
        default=(),
        description="Names of privileges, all of one level; complete when present.",
    )


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the privilege groups; one list call tells all of them."""
    if not rpc.capabilities.can("privilege-groups"):
        return state
    groups = list(_listed(rpc))
    found = [group for group in groups if scope.wants(group.address)]
    return state.merged(found, [g.address for g in groups if not scope.wants(g.address)])


def _listed(rpc: Rpc) -> Iterator[Resource]:
    for group in rpc.call("ListPrivilegeGroups", {}).privilege_groups:
        names = [privilege.name for privilege in group.privileges]
        address = privilege_group_address(group.group_name)
        told = {"privileges": names}
        yield Resource(address, believed(PrivilegeGroupSpec, told, address, "ListPrivilegeGroups"))


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one privilege group, None where it does not exist."""
    return next((group for group in _listed(rpc) if group.address == address), None)


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """Find which privileges a group gains and loses; who has it loses them too."""
    del capabilities
    before, after = _privileges(live), _privileges(desired)
    if "privileges" not in desired.spec.model_fields_set or before == after:
        return ()
    path = ("privileges",)
    lost = sorted({*before} - {*after})
    if not lost:
        return (FieldChange(path, list(before), list(after)),)
    why = f"whoever has the group loses {', '.join(lost)}"
    change = FieldChange(path, list(before), list(after), Severity.DESTROY, why, "revoke-grant")
    return (change,)


def _privileges(group: Resource) -> tuple[str, ...]:
    assert isinstance(group.spec, PrivilegeGroupSpec)
    return group.spec.privileges


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a privilege group into steps; a group in use is not dropped."""
    if change.action is Action.DELETE:
        after = tuple(sorted((role, Phase.DROP_CHILD) for role in _holders(change, context)))
        yield _step(change, "DropPrivilegeGroup", "drop", Phase.DROP, {}, None, after)
        return
    assert change.after is not None
    before = _privileges(change.before) if change.before is not None else ()
    after_ = _privileges(change.after)
    if change.action is Action.CREATE:
        yield _step(change, "CreatePrivilegeGroup", "create", Phase.CREATE, {}, {})
    yield from _operate(change, "AddPrivilegesToGroup", sorted({*after_} - {*before}))
    yield from _operate(change, "RemovePrivilegesFromGroup", sorted({*before} - {*after_}))


def _holders(change: Change, context: Context) -> set[Address]:
    """Return the roles to which a group is granted."""
    return {
        grant.address.owner
        for grant in context.live.of_kind("Grant")
        if grant_of(grant).privilege == change.address.name and grant.address.owner is not None
    }


def _operate(change: Change, type_: str, names: list[str]) -> Iterator[Step]:
    if not names:
        return
    adds = type_ == "AddPrivilegesToGroup"
    assert change.before is not None or adds
    held = {*_privileges(change.before)} if change.before is not None else set()
    assert change.after is not None
    left = held | {*names} if adds else {*_privileges(change.after)}
    yield _step(
        change,
        "OperatePrivilegeGroup",
        f"{'add' if adds else 'take away'} {', '.join(names)}",
        Phase.ALTER,
        {"privileges": [{"name": name} for name in names], "type": type_},
        {"privileges": sorted(left)},
    )


def _step(
    change: Change,
    op: str,
    title: str,
    phase: Phase,
    request: dict[str, object],
    leaves: dict[str, object] | None,
    after: tuple[tuple[Address, Phase], ...] = (),
) -> Step:
    return Step(
        op=op,
        address=change.address,
        title=title,
        severity=change.severity,
        phase=phase,
        lane=change.address,
        database="default",
        request={"group_name": change.address.name, **request},
        leaves=leaves,
        after=after,
    )


PRIVILEGE_GROUP = Kind(
    name="PrivilegeGroup",
    spec=PrivilegeGroupSpec,
    drop_approval="drop-privilege-group",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=lambda _resource: (),
    builtin=lambda address: address.name in BUILT_IN_GROUPS,
)
