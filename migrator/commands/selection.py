"""Selection: which resources a command is about, by address pattern and label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from migrator.address import DEFAULT_DATABASE, Address, collection_address
from migrator.kinds.alias import AliasSpec
from migrator.model import Resource, State


@dataclass(frozen=True, slots=True)
class Selection:
    """Patterns of addresses to take and to leave, and labels that must match.

    The parts of a collection or a role go with it, and by a collection's labels its aliases,
    too. A pattern without a kind matches any kind: ``default/articles*``.
    """

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.select or self.exclude or self.labels)

    def of(self, state: State) -> State:
        """Return the selected part of a desired state."""
        if self.is_everything:
            return state
        return State.of(
            resource for resource in state.resources.values() if self._takes(resource, state)
        )

    def takes(self, address: Address) -> bool:
        """Whether an address is selected, labels left aside."""
        names = [address, *filter(None, [address.owner])]
        if self.select and not any(_matches(name, self.select) for name in names):
            return False
        return not any(_matches(name, self.exclude) for name in names)

    def _takes(self, resource: Resource, state: State) -> bool:
        return self.takes(resource.address) and self._labelled(resource, state)

    def _labelled(self, resource: Resource, state: State) -> bool:
        """Whether the labels match; a collection's are those of its children and aliases too."""
        owner = resource.address.owner
        if isinstance(resource.spec, AliasSpec):
            database = resource.address.database or DEFAULT_DATABASE
            owner = collection_address(database, resource.spec.collection_name)
        parent = state.get(owner) if owner is not None else None
        labels = {**(parent.metadata.labels if parent else {}), **resource.metadata.labels}
        return all(labels.get(key) == value for key, value in self.labels.items())


def _matches(address: Address, patterns: tuple[str, ...]) -> bool:
    whole = str(address)
    path = whole.partition(" ")[2]
    return any(fnmatchcase(whole, pattern) or fnmatchcase(path, pattern) for pattern in patterns)
