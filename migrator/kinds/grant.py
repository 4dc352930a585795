"""Grants: what a role may do, on which object, in which database.

An object is granted on in the form of 2.3 (``object_type`` and ``object_name``) or, from 2.5
on, by ``collection_name``. Servers keep both in one form, which is what tells grants apart:
role, privilege, database and object are the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from migrator.address import (
    DEFAULT_DATABASE,
    Address,
    collection_address,
    grant_address,
    privilege_group_address,
)
from migrator.capabilities import Capabilities
from migrator.errors import Rejected, ServerError
from migrator.kinds.base import Call, Context, Kind, Phase, Rpc, Scope, Step
from migrator.kinds.believing import believed
from migrator.kinds.builtin import BUILT_IN_ROLES
from migrator.model import Action, Change, FieldChange, Resource, Severity, Spec, State
from migrator.privileges import ALL, BUILT_IN_GROUPS, EVERY, GLOBAL, is_group, object_type_of


class GrantSpec(Spec):
    """A privilege, or a group of them, and what it is granted on."""

    privilege: str = Field(
        description="Name of a privilege, of a privilege group, or * for all of an object's.",
        min_length=1,
    )
    object_type: Literal["Collection", "Global", "User"] | None = Field(
        default=None,
        description="Kind of object: Collection, Global or User. Default: that of the privilege.",
    )
    object_name: str | None = Field(
        default=None, description="Name of the object. Default: *, every one.", min_length=1
    )
    collection_name: str | None = Field(
        default=None,
        description="Collection, or * for every one; in the place of an object, from 2.5 on.",
        min_length=1,
    )
    db_name: str = Field(
        default=DEFAULT_DATABASE,
        description="Database, or * for every one. Default: that of the connection.",
        min_length=1,
    )

    @model_validator(mode="after")
    def _one_form(self) -> GrantSpec:
        if self.collection_name is not None and (self.object_type or self.object_name):
            raise ValueError("collection_name stands in the place of object_type and object_name")
        return self

    @property
    def by_collection(self) -> bool:
        """Whether it is in the form of 2.5: a collection, or a group of privileges."""
        return self.collection_name is not None or is_group(self.privilege)

    @property
    def kind_of_object(self) -> str:
        """The kind of object that a server keeps it under."""
        if self.object_type is not None:
            return self.object_type
        if self.by_collection and self.privilege == EVERY:
            return GLOBAL
        return object_type_of(self.privilege)

    @property
    def name_of_object(self) -> str:
        """The name that a server keeps it under; the form of 2.3 knows no global object."""
        if self.by_collection:
            return self.collection_name or self.object_name or EVERY
        return EVERY if self.kind_of_object == GLOBAL else self.object_name or EVERY


def address_of(role: str, spec: GrantSpec) -> Address:
    """Return the address of a grant, the same for every way to write it.

    The kind of object is in it where the privilege alone does not tell.
    """
    kind, privilege = spec.kind_of_object, spec.privilege
    if kind == GLOBAL and privilege == EVERY:
        privilege = ALL
    if kind != object_type_of(privilege):
        privilege = f"{kind}:{privilege}"
    return grant_address(role, privilege, spec.db_name, spec.name_of_object)


def collection_of(spec: GrantSpec) -> Address:
    """Return the collection that a grant is on, if it is on one."""
    return collection_address(spec.db_name, spec.name_of_object)


def renamed_to(spec: GrantSpec, collection: Address) -> GrantSpec:
    """Return a grant on another collection, written in the same form."""
    place = "collection_name" if spec.by_collection else "object_name"
    database = collection.database or DEFAULT_DATABASE
    return spec.model_copy(update={place: collection.name, "db_name": database})


def spec_of(grant: Resource) -> GrantSpec:
    """Return the specification of a grant."""
    assert isinstance(grant.spec, GrantSpec)
    return grant.spec


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the grants of the wanted roles, in every database.

    Grants on a collection that is about to lose its name are added whoever has them.
    """
    roles = _roles(scope, state)
    if not roles:
        return state
    calls = _calls(rpc, [role.name for role in roles])
    found: dict[Address, Resource] = {}
    for answer in rpc.call_all(calls):
        if isinstance(answer, ServerError):
            raise answer
        for resource in _told(answer.entities):
            if _is_wanted(resource, scope):
                found[resource.address] = _joined(found.get(resource.address), resource)
    return state.merged(found.values())


def _roles(scope: Scope, state: State) -> tuple[Address, ...]:
    """Return the roles whose grants are asked for."""
    wanted = {resource.address for resource in state.of_kind("Role")}
    others = {address for address in state.unread if address.kind == "Role"}
    if scope.traced:
        return tuple(sorted(wanted | others))
    named = {each.owner for each in scope.wanted or () if each.kind == "Grant"}
    return tuple(sorted(wanted | (others & named)))


def _calls(rpc: Rpc, roles: Iterable[str]) -> list[Call]:
    """Return the queries for all grants of some roles.

    2.3.5 shows those of one database at a time, and those of every database with each.
    """
    databases = [EVERY]
    if not rpc.capabilities.can("every-grant-at-once"):
        databases = sorted(rpc.call("ListDatabases", {}).db_names)
    return [_call(role, database) for role in roles for database in databases]


def _call(role: str, database: str) -> Call:
    return Call("SelectGrant", {"entity": {"role": {"name": role}, "db_name": database}})


def _is_wanted(grant: Resource, scope: Scope) -> bool:
    role, spec = grant.address.owner, spec_of(grant)
    assert role is not None
    traced = {collection_of(spec), privilege_group_address(spec.privilege)} & scope.traced
    return scope.wants(role) or scope.wants(grant.address) or bool(traced)


def _joined(there: Resource | None, more: Resource) -> Resource:
    """Return one grant for all the ways in which a server keeps it: ``All`` and ``*``."""
    if there is None:
        return more
    stored = sorted({*there.facts["stored"], *more.facts["stored"]})
    return Resource(more.address, more.spec, facts={"stored": tuple(stored)})


def _told(entities: Iterable[Any]) -> Iterator[Resource]:
    for entity in entities:
        stored = entity.grantor.privilege.name
        spec = _normal(
            entity.object.name, entity.object_name, stored, entity.db_name or DEFAULT_DATABASE
        )
        yield Resource(address_of(entity.role.name, spec), spec, facts={"stored": (stored,)})


def _normal(kind: str, name: str, privilege: str, database: str) -> GrantSpec:
    """Return what a server keeps as a manifest would declare it."""
    if kind == GLOBAL and privilege == EVERY:
        privilege = ALL
    by_collection = is_group(privilege) or (kind == GLOBAL and name != EVERY)
    place = (
        {"collection_name": name} if by_collection else {"object_type": kind, "object_name": name}
    )
    told = {"privilege": privilege, **place, "db_name": database}
    return believed(GrantSpec, told, f"grant of {privilege!r}", "SelectGrant")


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one grant, None where it, or its role, does not exist."""
    role, _, database, _ = address.name.split("/", 3)
    (answer,) = rpc.call_all([_call(role, database)])
    if isinstance(answer, Rejected):
        return None
    if isinstance(answer, ServerError):
        raise answer
    found: Resource | None = None
    for resource in _told(answer.entities):
        if resource.address == address:
            found = _joined(found, resource)
    return found


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """Find whether a grant is still on the name that its collection had."""
    del capabilities
    if live.address == desired.address:
        return ()
    before, after = spec_of(live), spec_of(desired)
    why = "a grant is on a name, and does not follow the collection"
    place = "collection_name" if after.by_collection else "object_name"
    changes = [FieldChange((place,), before.name_of_object, after.name_of_object, reason=why)]
    if before.db_name != after.db_name:
        changes.append(FieldChange(("db_name",), before.db_name, after.db_name, reason=why))
    return tuple(changes)


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a grant into steps; one that moves is granted before it is revoked."""
    if change.action is Action.DELETE:
        assert change.before is not None
        yield from revoke_steps(change.before, change.severity)
        return
    assert change.after is not None
    yield _grant_step(change.after, context)
    if change.action is Action.UPDATE:
        assert change.before is not None
        collection = collection_of(spec_of(change.after))
        yield from revoke_steps(change.before, Severity.LIVE, moved_to=collection)


def _grant_step(grant: Resource, context: Context) -> Step:
    spec = spec_of(grant)
    anew = context.changes.get(collection_of(spec))
    after = tuple((each, Phase.ALTER) for each in (*_groups(spec), *_users(grant, context)))
    if anew is None or anew.action is not Action.REPLACE:
        leaves = spec.managed()
        return _step(grant, "Grant", "grant", Severity.LIVE, Phase.GRANT, leaves, after)
    # It may go with the old collection, so that nobody can say whether it is there before.
    after = (*after, (anew.address, Phase.CREATE))
    return _step(grant, "Grant", "grant", Severity.LIVE, Phase.WITHDRAW, {}, after)


def revoke_steps(
    grant: Resource, severity: Severity, *, moved_to: Address | None = None
) -> Iterator[Step]:
    """Revoke a grant, in every way in which the server keeps it."""
    stored = grant.facts.get("stored", (spec_of(grant).privilege,))
    for number, privilege in enumerate(stored, start=1):
        last = number == len(stored)
        spec = spec_of(grant).model_copy(update={"privilege": privilege})
        title = f"revoke {privilege}" if len(stored) > 1 else "revoke"
        yield _step(
            Resource(grant.address, spec),
            "Revoke",
            title if moved_to is None else f"{title}, which is moved",
            severity,
            Phase.DROP_CHILD if moved_to is None else Phase.WITHDRAW,
            None if last else {},
            () if moved_to is None else ((moved_to, Phase.RENAME),),
        )


def _step(
    grant: Resource,
    type_: str,
    title: str,
    severity: Severity,
    phase: Phase,
    leaves: Mapping[str, Any] | None,
    after: tuple[tuple[Address, Phase], ...],
) -> Step:
    spec, role = spec_of(grant), grant.address.owner
    assert role is not None
    name = {"privilege": {"name": spec.privilege}}
    if spec.by_collection:
        op, request = (
            "OperatePrivilegeV2",
            {
                "role": {"name": role.name},
                "grantor": name,
                "type": type_,
                "db_name": spec.db_name,
                "collection_name": spec.name_of_object,
            },
        )
    else:
        op, request = (
            "OperatePrivilege",
            {
                "entity": {
                    "role": {"name": role.name},
                    "object": {"name": spec.kind_of_object},
                    "object_name": spec.name_of_object,
                    "grantor": name,
                    "db_name": spec.db_name,
                },
                "type": type_,
            },
        )
    return Step(
        op=op,
        address=grant.address,
        title=title,
        severity=severity,
        phase=phase,
        lane=role,
        database=DEFAULT_DATABASE,
        request=request,
        leaves=leaves,
        after=after,
    )


def _users(grant: Resource, context: Context) -> tuple[Address, ...]:
    """Return the users who get the role in this plan, which is done before it is granted to.

    2.3.5 has been seen to let nobody in for half a minute where both were done at once.
    """
    role = grant.address.owner
    return tuple(
        address
        for address, change in sorted(context.changes.items())
        if address.kind == "User" and change.after is not None and role is not None
        if role.name in change.after.spec.managed().get("roles", ())
    )


def _groups(spec: GrantSpec) -> tuple[Address, ...]:
    """Return the privilege group that a grant is of, unless every server has it."""
    if not is_group(spec.privilege) or spec.privilege in BUILT_IN_GROUPS:
        return ()
    return (privilege_group_address(spec.privilege),)


def _requires(grant: Resource) -> tuple[Address, ...]:
    role = grant.address.owner
    assert role is not None
    return (role, *_groups(spec_of(grant)))


def _is_builtin(address: Address) -> bool:
    return address.owner is not None and address.owner.name in BUILT_IN_ROLES


GRANT = Kind(
    name="Grant",
    spec=GrantSpec,
    drop_approval="revoke-grant",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=_requires,
    builtin=_is_builtin,
)
