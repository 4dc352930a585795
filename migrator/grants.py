"""Grants that a change of a collection would strand: moved, or put back, in the same plan.

A grant is on a name. It does not follow a collection that is renamed, and from 2.6.12 on it
goes with one that is dropped, to be made anew or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrator.address import Address
from migrator.capabilities import Capabilities
from migrator.kinds.grant import GRANT, collection_of, renamed_to, spec_of
from migrator.model import Action, Change, Resource, State


def following(
    live: State, desired: State, changes: Mapping[Address, Change], capabilities: Capabilities
) -> dict[Address, Change]:
    """Return the changes that keep what is granted on collections, whoever has declared it.

    ``live`` has renames followed: a grant that has to be moved stands under the address that
    it will have.
    """
    found = dict(_moved(live, desired, changes, capabilities))
    if capabilities.can("grants-fall-with-collections"):
        found |= dict(_put_back(live, desired, changes))
    return found


def _moved(
    live: State, desired: State, changes: Mapping[Address, Change], capabilities: Capabilities
) -> Iterator[tuple[Address, Change]]:
    for address, grant in live.resources.items():
        if address.kind != "Grant" or address == grant.address or address in desired.resources:
            continue
        collection = _renamed_collection(grant, changes)
        if collection is None or address.owner in changes:
            continue
        after = Resource(address, renamed_to(spec_of(grant), collection))
        fields = GRANT.compare(grant, after, capabilities)
        why = fields[0].reason
        yield address, Change(address, Action.UPDATE, grant, after, fields, why)


def _renamed_collection(grant: Resource, changes: Mapping[Address, Change]) -> Address | None:
    for change in changes.values():
        before = change.before
        if change.address.kind != "Collection" or before is None or change.refused:
            continue
        if before.address != change.address and before.address == collection_of(spec_of(grant)):
            return change.address
    return None


def _put_back(
    live: State, desired: State, changes: Mapping[Address, Change]
) -> Iterator[tuple[Address, Change]]:
    for address, grant in live.resources.items():
        if address.kind != "Grant" or address in changes or address.owner in changes:
            continue
        wanted = desired.get(address) or replace(grant, source=None)
        change = changes.get(collection_of(spec_of(grant)))
        if change is not None and change.action is Action.REPLACE and not change.refused:
            why = "put back on the collection that is created anew"
            yield address, Change(address, Action.CREATE, after=wanted, reason=why)
