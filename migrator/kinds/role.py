"""Roles: named sets of grants that users have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from migrator.address import Address, role_address
from migrator.capabilities import Capabilities
from migrator.kinds.base import Context, Kind, Phase, Rpc, Scope, Step
from migrator.kinds.builtin import BUILT_IN_ROLES
from migrator.kinds.grant import revoke_steps
from migrator.model import Action, Change, FieldChange, Resource, Severity, Spec, State


class RoleSpec(Spec):
    """A role; it has nothing but its name and its grants."""


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the roles; one list call tells all of them."""
    if not rpc.capabilities.can("access"):
        return state
    names = sorted(result.role.name for result in rpc.call("SelectRole", {}).results)
    addresses = [role_address(name) for name in names]
    found = [Resource(address, RoleSpec()) for address in addresses if scope.wants(address)]
    return state.merged(found, [each for each in addresses if not scope.wants(each)])


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one role, None where it does not exist."""
    answer = rpc.call("SelectRole", {"role": {"name": address.name}})
    there = any(result.role.name == address.name for result in answer.results)
    return Resource(address, RoleSpec()) if there else None


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """Find nothing: a role has no attributes."""
    del live, desired, capabilities
    return ()


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a role into steps; it is dropped once nothing is granted to it.

    A 2.3.5 would drop a role that has grants in other databases than default, and keep
    those for whoever makes a role of that name again.
    """
    name = change.address.name
    if change.action is Action.DELETE:
        for grant in context.live.children(change.address):
            yield from revoke_steps(grant, Severity.DESTROY)
        # It goes with the role who has it, which must not surprise a step on that user.
        users = [each for each in context.changes if each.kind == "User"]
        after = tuple((user, Phase.ALTER) for user in sorted(users))
        drop = _step(change, "DropRole", "drop", Phase.DROP, {"role_name": name})
        yield replace(drop, after=after)
    elif change.action is Action.CREATE:
        yield _step(change, "CreateRole", "create", Phase.CREATE, {"entity": {"name": name}})


def _step(change: Change, op: str, title: str, phase: Phase, request: dict[str, object]) -> Step:
    return Step(
        op=op,
        address=change.address,
        title=title,
        severity=change.severity,
        phase=phase,
        lane=change.address,
        database="default",
        request=request,
        leaves=None if op == "DropRole" else {},
    )


ROLE = Kind(
    name="Role",
    spec=RoleSpec,
    drop_approval="drop-role",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=lambda _resource: (),
    builtin=lambda address: address.name in BUILT_IN_ROLES,
)
