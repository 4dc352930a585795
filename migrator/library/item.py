"""What every object of the library is: something with an address and a spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from migrator.address import Address
from migrator.codes import finding
from migrator.errors import InvalidInput
from migrator.findings import Finding
from migrator.model import Metadata, Resource, Spec

_Spec = TypeVar("_Spec", bound=Spec)


def validated(model: type[_Spec], data: Mapping[str, Any], address: object) -> _Spec:
    """Return the spec that data make.

    Raises:
        InvalidInput: they make none, with one finding for each thing that is wrong.
    """
    try:
        return model.model_validate(dict(data))
    except ValidationError as problem:
        found = [
            finding(
                "MIG303",
                f"{'.'.join(str(part) for part in error['loc']) or model.__name__}: {error['msg']}",
                address=address,
            )
            for error in problem.errors(include_url=False)
        ]
        raise InvalidInput(found) from problem


class Item:
    """One thing with an address and a spec; the base of the classes below."""

    address: Address
    spec: Spec
    metadata: Metadata

    def __init__(self, address: Address, spec: Spec, metadata: Metadata | None = None) -> None:
        self.address = address
        self.spec = spec
        self.metadata = metadata or Metadata()

    def __repr__(self) -> str:
        return f"<{self.address}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and list(self.resources()) == list(other.resources())

    def __hash__(self) -> int:
        return hash(self.address)

    def resources(self) -> Iterator[Resource]:
        """Yield this resource, and those that were built into it."""
        yield Resource(self.address, self.spec, metadata=self.metadata)


def metadata_of(
    *, absent: bool, protect: bool = False, previous_name: str | None = None
) -> Metadata:
    """Return metadata, as keywords say them."""
    return Metadata(absent=absent, protect=protect, previous_name=previous_name)


_Item = TypeVar("_Item", bound=Item)


def copied(kind: type[_Item], resource: Resource) -> _Item:
    """Return a resource as an object of a class, without what is in it."""
    made = kind.__new__(kind)
    Item.__init__(made, resource.address, resource.spec, resource.metadata)
    return made


def flattened(items: Iterable[Item]) -> tuple[Resource, ...]:
    """Return the resources of items.

    Raises:
        InvalidInput: one address is given twice.
    """
    found: dict[Address, Resource] = {}
    twice: list[Finding] = []
    for item in items:
        for resource in item.resources():
            if resource.address in found and found[resource.address] != resource:
                twice.append(finding("MIG320", "given twice", address=resource.address))
            found[resource.address] = resource
    if twice:
        raise InvalidInput(twice)
    return tuple(found.values())
