"""References across a comparison: what is named must be declared or live, and stay so."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import access
from migrator.access import will_exist
from migrator.address import Address, collection_address
from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.alias import AliasSpec
from migrator.model import Action, Change, Comparison, Resource, State


def check(live: State, desired: State, comparison: Comparison) -> tuple[Finding, ...]:
    """Find references to what neither exists nor is declared, and aliases left behind."""
    return (
        *_dangling(live, desired),
        *_stranded(live, desired, comparison),
        *_occupied(live, desired, comparison),
        *access.check(live, desired, comparison),
    )


def _dangling(live: State, desired: State) -> Iterator[Finding]:
    for resource in desired.resources.values():
        if resource.metadata.absent:
            continue
        for address in KIND_BY_NAME[resource.address.kind].requires(resource):
            if not will_exist(address, live, desired):
                yield finding(
                    "MIG604",
                    f"names {address}, which is neither declared nor on the server",
                    hint="declare it, or correct the name",
                    address=resource.address,
                    source=resource.source,
                )


def _occupied(live: State, desired: State, comparison: Comparison) -> Iterator[Finding]:
    """Find databases that are to be dropped with something in them that is not to be.

    No server drops a database that has collections, and an apply would fail half-way.
    """
    changes = {change.address: change for change in comparison.changes}
    for change in comparison.changes:
        if change.address.kind != "Database" or change.action is not Action.DELETE:
            continue
        inside = [
            str(address)
            for address in sorted({*live.resources, *live.unread})
            if address.kind == "Collection" and address.database == change.address.name
            if address not in changes or changes[address].action is not Action.DELETE
        ]
        if inside:
            yield finding(
                "MIG606",
                f"has {', '.join(inside[:5])}{' and more' if len(inside) > 5 else ''} in it",
                hint="declare these absent too, or leave the database",
                address=change.address,
                source=_source_of(change.address, desired),
            )


def _source_of(address: Address, desired: State) -> Source | None:
    declared = desired.get(address)
    return declared.source if declared is not None else None


def _stranded(live: State, desired: State, comparison: Comparison) -> Iterator[Finding]:
    changes: dict[Address, Change] = {change.address: change for change in comparison.changes}
    for alias in live.of_kind("Alias"):
        target = changes.get(_target(alias))
        if target is None or target.action is not Action.DELETE or alias.address in changes:
            continue
        yield finding(
            "MIG605",
            f"{alias.address} points to it",
            hint=f"declare {alias.address} for another collection, or absent",
            address=target.address,
            source=_source_of(target.address, desired),
        )


def _target(alias: Resource) -> Address:
    assert isinstance(alias.spec, AliasSpec)
    return collection_address(alias.address.database or "default", alias.spec.collection_name)
