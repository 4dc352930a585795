"""Access across a comparison: what grants name, what groups are used by."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from migrator.address import (
    Address,
    alias_address,
    database_address,
    resource_group_address,
    user_address,
)
from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.grant import collection_of, spec_of
from migrator.kinds.resourcegroup import spec_of as group_of
from migrator.model import Action, Change, Comparison, Resource, Severity, State
from migrator.privileges import ALL, COLLECTION, EVERY


def check(live: State, desired: State, comparison: Comparison) -> Iterator[Finding]:
    """Find grants on nothing and on aliases, and groups that go although they are in use."""
    for grant in desired.of_kind("Grant"):
        if not grant.metadata.absent:
            yield from _object(grant, live, desired)
    changes = {change.address: change for change in comparison.changes}
    for change in comparison.changes:
        if change.action is Action.DELETE:
            yield from _in_use(change, live, desired, changes)
    if "Grant" in live.unseen or "Role" in live.unseen:
        yield from _maybe_stranded(comparison)


#: Privileges without which a user cannot take back what it has done to itself.
OWNERSHIP = frozenset(
    {ALL, EVERY, "CreateOwnership", "DropOwnership", "ManageOwnership", "SelectOwnership"}
)


def lockouts(
    changes: Iterable[Change], desired: State, user: str, roles: Container[str]
) -> Iterator[Finding]:
    """Find changes that take from the connected user what it needs to go on.

    ``roles`` are those that it has now.
    """
    for change in changes:
        what = _taken(change, user, roles)
        if what:
            declared = desired.get(change.address)
            yield finding(
                "MIG809",
                f"{what}, as which this connection is logged in",
                hint="let another user apply it",
                address=change.address,
                source=declared.source if declared is not None else None,
            )


def _taken(change: Change, user: str, roles: Container[str]) -> str:
    """Say what a change takes from a user; empty where that is nothing of importance."""
    address = change.address
    if address == user_address(user):
        if change.action is Action.DELETE:
            return f"drops user {user}"
        lost = {word.path[0] for word in change.fields if word.severity is Severity.DESTROY}
        if "roles" in lost:
            return f"takes roles from user {user}"
        if any(word.path == ("password",) for word in change.fields):
            return f"changes the password of user {user}"
    if change.action is not Action.DELETE:
        return ""
    if address.kind == "Role" and address.name in roles:
        return f"drops a role of user {user}"
    if address.kind == "Grant" and address.owner is not None and address.owner.name in roles:
        assert change.before is not None
        privilege = spec_of(change.before).privilege
        return f"revokes {privilege} from user {user}" if privilege in OWNERSHIP else ""
    return ""


def will_exist(address: Address, live: State, desired: State) -> bool:
    """Whether something is declared, on the server, or built in."""
    declared = desired.get(address)
    if declared is not None:
        return not declared.metadata.absent
    if KIND_BY_NAME[address.kind].builtin(address):
        return True
    return address in live.resources or address in live.unread


def _object(grant: Resource, live: State, desired: State) -> Iterator[Finding]:
    """Look at what a grant names: a collection, in a database."""
    spec = spec_of(grant)
    database = database_address(spec.db_name)
    if spec.db_name == EVERY:
        return
    if not will_exist(database, live, desired):
        yield _about(grant, "MIG807", f"names {database}, which is neither declared nor there")
        return
    if spec.name_of_object == EVERY:
        return
    if not spec.by_collection and spec.kind_of_object != COLLECTION:
        return
    alias = alias_address(spec.db_name, spec.name_of_object)
    if will_exist(alias, live, desired):
        yield _about(grant, "MIG806", f"is on {alias}, and not on a collection")
    elif not will_exist(collection_of(spec), live, desired):
        what = f"names {collection_of(spec)}, which is neither declared nor there"
        yield _about(grant, "MIG807", what)


def _about(resource: Resource, code: str, message: str) -> Finding:
    hints = {"MIG806": "grant on the collection", "MIG807": "correct the name, or declare it"}
    return finding(
        code,
        message,
        hint=hints[code],
        address=resource.address,
        source=resource.source,
    )


def _in_use(
    change: Change, live: State, desired: State, changes: Mapping[Address, Change]
) -> Iterator[Finding]:
    """Find what still uses a group that is to be dropped."""
    users: list[str] = []
    if change.address.kind == "PrivilegeGroup":
        users = [
            str(grant.address)
            for grant in live.of_kind("Grant")
            if spec_of(grant).privilege == change.address.name and not _goes(grant.address, changes)
        ]
    elif change.address.kind == "ResourceGroup" and change.before is not None:
        users = list(_users_of_nodes(change.before, live, desired))
    if users:
        declared = desired.get(change.address)
        source: Source | None = declared.source if declared is not None else None
        named = f"{', '.join(users[:5])}{' and more' if len(users) > 5 else ''}"
        yield finding(
            "MIG811",
            f"is used by {named}",
            hint="change these first, or keep the group",
            address=change.address,
            source=source,
        )


def _goes(grant: Address, changes: Mapping[Address, Change]) -> bool:
    mine = [changes.get(grant), changes.get(grant.owner) if grant.owner else None]
    return any(change is not None and change.action is Action.DELETE for change in mine)


def _users_of_nodes(group: Resource, live: State, desired: State) -> Iterator[str]:
    for name in group.facts.get("serves", ()):
        yield f"collection {name}"
    for other in live.of_kind("ResourceGroup"):
        wanted = desired.get(other.address)
        if wanted is not None and wanted.metadata.absent:
            continue
        spec = group_of(wanted or other)
        named = {each.resource_group for each in (*spec.transfer_from, *spec.transfer_to)}
        if group.address in {resource_group_address(name) for name in named}:
            yield str(other.address)


def _maybe_stranded(comparison: Comparison) -> Iterator[Finding]:
    for change in comparison.changes:
        before = change.before
        if change.address.kind != "Collection" or before is None:
            continue
        anew = change.action is Action.REPLACE
        if before.address != change.address or anew:
            yield finding(
                "MIG808",
                f"grants on {before.address} cannot be read, and may be left behind",
                hint="let a user with SelectOwnership plan, or move them by hand",
                address=change.address,
                source=change.after.source if change.after is not None else None,
            )
