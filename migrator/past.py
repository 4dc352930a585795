"""The past: what the objects of a plan were before it, small enough to be kept.

Only what changes is in it, with the children of collections that are dropped or made anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator.address import Address
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.alias import AliasSpec
from migrator.kinds.builtin import is_own
from migrator.model import Action, Change, Resource
from migrator.plan import Plan
from migrator.rename import moved_address


@dataclass(frozen=True, slots=True)
class Past:
    """What was there before a plan: specs by address, under the names of then.

    ``absent`` are addresses at which nothing was, ``renamed`` has the new address of each
    collection that the plan renames, ``recreated`` are collections that it makes anew.
    """

    objects: Mapping[Address, Mapping[str, Any]] = field(default_factory=dict)
    absent: tuple[Address, ...] = ()
    renamed: Mapping[Address, Address] = field(default_factory=dict)
    recreated: tuple[Address, ...] = ()

    @property
    def addresses(self) -> frozenset[Address]:
        """Every address that is spoken of, under the names of then and of after."""
        named = {*self.objects, *self.absent}
        return frozenset(named | {moved_address(each, self.renamed) for each in named})


def past_of(plan: Plan) -> Past:
    """Return what a plan says of the state that it was made from; contacts no server."""
    back = {new: old for old, new in _renames(plan)}
    objects: dict[Address, Mapping[str, Any]] = {}
    absent: list[Address] = []
    for change in plan.changes:
        address = moved_address(change.address, back)
        known = plan.objects.get(str(change.address))
        if change.before is not None:
            objects[address] = _spec(change.before, back)
        elif known is not None:
            objects[address] = known.spec
        else:
            absent.append(address)
    gone = {change.address for change in plan.changes if _goes(change)}
    for name, touched in plan.objects.items():
        child = Address.parse(name)
        if child.owner in gone:
            objects.setdefault(moved_address(child, back), touched.spec)
    return Past(
        {address: objects[address] for address in sorted(objects)},
        tuple(sorted(absent)),
        dict(sorted(_renames(plan))),
        tuple(sorted(moved_address(change.address, back) for change in _anew(plan))),
    )


def _renames(plan: Plan) -> Iterator[tuple[Address, Address]]:
    for change in plan.changes:
        before = change.before
        if change.address.kind == "Collection" and before and before.address != change.address:
            yield before.address, change.address


def _anew(plan: Plan) -> Iterator[Change]:
    for change in plan.changes:
        if change.address.kind == "Collection" and change.action is Action.REPLACE:
            yield change


def _goes(change: Change) -> bool:
    return change.action in (Action.DELETE, Action.REPLACE)


def _spec(resource: Resource, back: Mapping[Address, Address]) -> Mapping[str, Any]:
    """Return what a resource was; an alias with the name that its collection had then."""
    spec = resource.spec
    if isinstance(spec, AliasSpec):
        target = Address("Collection", resource.address.database, spec.collection_name)
        if target in back and back[target].database == target.database:
            return {"collection_name": back[target].name}
    return spec.managed()


def to_data(past: Past) -> dict[str, Any]:
    """Return a past as JSON data."""
    return {
        "objects": {str(address): spec for address, spec in past.objects.items()},
        "absent": [str(address) for address in past.absent],
        "renamed": {str(old): str(new) for old, new in past.renamed.items()},
        "recreated": [str(address) for address in past.recreated],
    }


def from_data(data: Mapping[str, Any]) -> Past:
    """Return the past that ``to_data`` wrote.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: the data are no past.
    """
    objects = {Address.parse(name): spec for name, spec in data["objects"].items()}
    for address, spec in objects.items():
        KIND_BY_NAME[address.kind].spec.model_validate(spec)
        if is_own(address.name):
            raise ValueError(f"{address} is nobody's to change")
    return Past(
        objects,
        tuple(Address.parse(name) for name in data["absent"]),
        {Address.parse(old): Address.parse(new) for old, new in data["renamed"].items()},
        tuple(Address.parse(name) for name in data["recreated"]),
    )
