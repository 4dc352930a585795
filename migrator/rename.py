"""Renames: a live collection under its previous name, seen under the name it will have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrator.address import Address
from migrator.codes import finding
from migrator.findings import Finding
from migrator.kinds.alias import AliasSpec
from migrator.kinds.grant import GrantSpec, address_of, collection_of, renamed_to
from migrator.model import Resource, State


def previous_address(desired: Resource) -> Address | None:
    """Return the address that a resource had before, where its manifest names one.

    A previous name may carry a database: ``old_db/articles``.
    """
    previous = desired.metadata.previous_name
    if previous is None:
        return None
    database, slash, name = previous.rpartition("/")
    return replace(
        desired.address, database=database if slash else desired.address.database, name=name
    )


def follow_renames(live: State, desired: State) -> tuple[State, tuple[Finding, ...]]:
    """Show renamed collections, their children and their aliases under the new names.

    The collection's own resource keeps its old address, so that the rename can be seen, and
    so does a grant on it, which has to be moved.
    """
    findings: list[Finding] = []
    moves: dict[Address, Address] = {}
    for resource in desired.of_kind("Collection"):
        old = previous_address(resource)
        if old is None or resource.metadata.absent:
            continue
        was, now = _exists(live, old), _exists(live, resource.address)
        if was and now:
            findings.append(_both_exist(resource, old))
        elif was:
            moves[old] = resource.address
        elif now:
            findings.append(_done(resource, old))
    if not moves:
        return live, tuple(findings)
    resources = dict(_moved(live, moves))
    unread = frozenset(address for address in live.unread if address not in moves)
    return State(dict(sorted(resources.items())), unread, live.unseen), tuple(findings)


def _exists(state: State, address: Address) -> bool:
    return address in state.resources or address in state.unread


def moved_address(address: Address, moves: Mapping[Address, Address]) -> Address:
    """Return the address that a collection, or a part of one, has after some renames."""
    owner = address.collection
    if owner is None or owner not in moves:
        return address
    new = moves[owner]
    return Address(address.kind, new.database, new.name + address.name[len(owner.name) :])


def _moved(live: State, moves: dict[Address, Address]) -> Iterator[tuple[Address, Resource]]:
    for address, resource in live.resources.items():
        if address in moves:
            yield moves[address], resource
            continue
        owner = address.collection
        if owner is not None and owner in moves:
            moved = moved_address(address, moves)
            yield moved, replace(resource, address=moved)
            continue
        renamed = _grant_after(address, resource, moves)
        # One that is on the new name already needs no move.
        yield (address if renamed in live.resources else renamed), _retargeted(resource, moves)


def _grant_after(address: Address, resource: Resource, moves: Mapping[Address, Address]) -> Address:
    """Return the address of a grant once it is on the new name; any other stays."""
    if not isinstance(resource.spec, GrantSpec):
        return address
    owner = resource.address.owner
    moved = moves.get(collection_of(resource.spec))
    if owner is None or moved is None:
        return address
    return address_of(owner.name, renamed_to(resource.spec, moved))


def _retargeted(resource: Resource, moves: dict[Address, Address]) -> Resource:
    """Let an alias follow its collection, as servers do."""
    if not isinstance(resource.spec, AliasSpec):
        return resource
    target = Address("Collection", resource.address.database, resource.spec.collection_name)
    if target not in moves or moves[target].database != target.database:
        return resource
    return replace(resource, spec=AliasSpec(collection_name=moves[target].name))


def _both_exist(resource: Resource, old: Address) -> Finding:
    return finding(
        "MIG602",
        f"both {old.name} and {resource.address.name} exist, so that nothing can be renamed",
        hint="remove previous_name, or drop or rename one of the two by hand",
        address=resource.address,
        source=resource.source,
    )


def _done(resource: Resource, old: Address) -> Finding:
    return finding(
        "MIG603",
        f"has been renamed from {old.name} already",
        hint="previous_name can go",
        address=resource.address,
        source=resource.source,
    )
