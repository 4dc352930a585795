"""Users: who may log in, and with which roles. A password is only ever a reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from migrator.address import Address, role_address, user_address
from migrator.capabilities import Capabilities
from migrator.kinds.base import Context, Kind, Phase, Rpc, Scope, Step
from migrator.kinds.believing import believed
from migrator.kinds.builtin import ROOT
from migrator.kinds.words import unique
from migrator.model import Action, Change, FieldChange, Resource, Severity, Spec, State
from migrator.secrets import is_reference


def _reference(text: str | None) -> str | None:
    """Refuse a password that is written out.

    Raises:
        ValueError: the text is no reference; it is not shown.
    """
    if text is not None and not is_reference(text):
        raise ValueError("a password is ${env:NAME} or ${file:path}")
    return text


Password = Annotated[str | None, AfterValidator(_reference)]


class UserSpec(Spec):
    """A user's roles, and where the password is kept."""

    password: Password = Field(
        default=None,
        description="${env:NAME} or ${file:path} of the password. Needed to make a user.",
    )
    previous_password: Password = Field(
        default=None,
        description="${env:NAME} or ${file:path} of the old one: where a login with password "
        "fails, it is changed from this.",
    )
    roles: Annotated[tuple[str, ...], AfterValidator(unique)] = Field(
        default=(), description="Names of the user's roles; complete when present."
    )


def spec_of(user: Resource) -> UserSpec:
    """Return the specification of a user."""
    assert isinstance(user.spec, UserSpec)
    return user.spec


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the users with their roles; one list call tells all of them."""
    if not rpc.capabilities.can("access"):
        return state
    answer = rpc.call("SelectUser", {"include_role_info": True})
    users = sorted(map(_resource, answer.results), key=lambda user: user.address)
    found = [user for user in users if scope.wants(user.address)]
    return state.merged(found, [user.address for user in users if not scope.wants(user.address)])


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one user, None where it does not exist."""
    request = {"user": {"name": address.name}, "include_role_info": True}
    answers = map(_resource, rpc.call("SelectUser", request).results)
    return next((user for user in answers if user.address == address), None)


def _resource(result: Any) -> Resource:
    address = user_address(result.user.name)
    told = {"roles": [role.name for role in result.roles]}
    spec = believed(UserSpec, told, address, "SelectUser")
    # Whether a password is right is found out where one is declared, and depends on that.
    return Resource(address, spec, facts={"volatile": ("password",)})


def observe(rpc: Rpc, live: Resource, desired: Resource) -> Resource:
    """Find out by a login whether the declared password is the one that the user has.

    The live user has it then; else it has none that can be told, which is None.
    """
    password = spec_of(desired).password
    if password is None or not rpc.asks_for_login:
        return live
    right = rpc.logs_in(live.address.name, password)
    told = {**live.spec.managed(), "password": password if right else None}
    return replace(live, spec=UserSpec.model_validate(told))


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """Find roles that differ, and a password with which a login was tried in vain."""
    before, after = spec_of(live), spec_of(desired)
    changes: list[FieldChange] = []
    tried = "password" in before.model_fields_set
    if after.password is not None and tried and before.password != after.password:
        refused = ""
        if after.previous_password is None:
            refused = (
                f"a login with the declared password fails, and {capabilities.server} wants "
                "the old one to change it: give previous_password"
            )
        why = "a login with the declared password fails"
        changes.append(
            FieldChange(("password",), None, after.password, reason=why, refused=refused)
        )
    if "roles" in after.model_fields_set and before.roles != after.roles:
        changes.append(_roles_change(before.roles, after.roles))
    return tuple(changes)


def _roles_change(before: tuple[str, ...], after: tuple[str, ...]) -> FieldChange:
    lost = sorted({*before} - {*after})
    if not lost:
        return FieldChange(("roles",), list(before), list(after))
    why = f"the user loses {', '.join(lost)}"
    return FieldChange(("roles",), list(before), list(after), Severity.DESTROY, why, "revoke-grant")


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a user into steps; passwords go into requests as references."""
    del context
    name = {"username": change.address.name}
    if change.action is Action.DELETE:
        yield _step(change, "DeleteCredential", "drop", Phase.DROP, name, None)
        return
    assert change.after is not None
    desired = spec_of(change.after)
    held: tuple[str, ...] = ()
    if change.action is Action.CREATE:
        request = {**name, "password": desired.password}
        left: dict[str, Any] = {"password": desired.password, "roles": []}
        yield _step(change, "CreateCredential", "create", Phase.CREATE, request, left)
    else:
        assert change.before is not None
        held = spec_of(change.before).roles
    if any(field.path == ("password",) for field in change.fields):
        request = {
            **name,
            "oldPassword": desired.previous_password,
            "newPassword": desired.password,
        }
        left = {"password": desired.password}
        yield _step(change, "UpdateCredential", "change the password", Phase.ALTER, request, left)
    if "roles" in desired.model_fields_set:
        yield from _roles_steps(change, held, desired.roles)


def _roles_steps(change: Change, held: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[Step]:
    roles = {*held}
    for role in sorted({*wanted} - {*held}):
        roles.add(role)
        yield _bind(change, role, "AddUserToRole", f"give {role}", roles)
    for role in sorted({*held} - {*wanted}):
        roles.remove(role)
        yield _bind(change, role, "RemoveUserFromRole", f"take {role} away", roles)


def _bind(change: Change, role: str, type_: str, title: str, roles: set[str]) -> Step:
    request = {"username": change.address.name, "role_name": role, "type": type_}
    leaves = {"roles": sorted(roles)}
    step = _step(change, "OperateUserRole", title, Phase.ALTER, request, leaves)
    made = type_ == "AddUserToRole"
    return replace(step, after=((role_address(role), Phase.CREATE),)) if made else step


def _step(
    change: Change,
    op: str,
    title: str,
    phase: Phase,
    request: Mapping[str, Any],
    leaves: Mapping[str, Any] | None,
) -> Step:
    return Step(
        op=op,
        address=change.address,
        title=title,
        severity=change.severity,
        phase=phase,
        lane=change.address,
        database="default",
        request=request,
        leaves=leaves,
    )


USER = Kind(
    name="User",
    spec=UserSpec,
    drop_approval="drop-user",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=lambda user: tuple(role_address(role) for role in spec_of(user).roles),
    builtin=lambda address: address.name == ROOT,
    observe=observe,
)
