"""Trees: plain data, with the place in a file of every key, value and list item."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from migrator.findings import Source

#: A place is one number: the line, counted from 0, above so many bits of column. Above the
#: line, where a tree was put together from several files, is the number of the file.
COLUMN_BITS = 24
COLUMN_MASK = (1 << COLUMN_BITS) - 1
LINE_BITS = 24
LINE_MASK = (1 << LINE_BITS) - 1
FILE_SHIFT = COLUMN_BITS + LINE_BITS


@dataclass(slots=True, eq=False)
class _Order:
    """The places of names in a container, which is kept so that no other gets its id."""

    container: object
    length: int
    places: dict[str, int] = field(default_factory=dict)


_C = TypeVar("_C", dict[str, Any], list[Any])


@dataclass(slots=True, eq=False)
class Tree:
    """One document: plain data, and the place of every key, value and list item.

    ``starts`` says by ``id`` where in ``places`` a container's places begin: two for each
    entry of a mapping (key, value), one for each item of a list. ``references`` are the
    ids of containers with ``${`` somewhere in them, ``ambiguous`` tells of a plain scalar
    on which parsers disagree. ``more_files`` are the files, from number 1 on, that a tree
    was put together from beside its own; ``written`` says of places whose references were
    resolved what stands there in the file. ``parts`` are the trees that it was put together
    from, kept because their ids stand in ``starts``.
    """

    file: str
    root: int
    data: Any = None
    places: array[int] = field(default_factory=lambda: array("Q"))
    starts: dict[int, int] = field(default_factory=dict)
    references: set[int] = field(default_factory=set)
    ambiguous: bool = False
    more_files: tuple[str, ...] = ()
    written: dict[int, str] = field(default_factory=dict)
    parts: tuple[Tree, ...] = ()
    _orders: dict[int, _Order] = field(default_factory=dict, repr=False)

    def source(self, place: int) -> Source:
        """Return a place as people read it."""
        number = place >> FILE_SHIFT
        file = self.more_files[number - 1] if number else self.file
        line = place >> COLUMN_BITS & LINE_MASK
        return Source(file, line + 1, (place & COLUMN_MASK) + 1)

    def put(self, container: Any, places: Iterable[int]) -> None:
        """Note where the keys and values of a mapping, or the items of a list, stand."""
        self.starts[id(container)] = len(self.places)
        self.places.extend(places)

    def pairs(self, mapping: dict[str, Any], place: int) -> dict[str, Any]:
        """Return a new mapping, noting one place for its keys and values."""
        self.put(mapping, [place] * (2 * len(mapping)))
        return mapping

    def taken(self, mapping: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
        """Return a new mapping with some of another's entries, and their places."""
        made = {key: mapping[key] for key in keys}
        places = [(self.key_place(mapping, key), self.value_place(mapping, key)) for key in keys]
        self.put(made, (place for pair in places for place in pair))
        return made

    def put_all(self, value: Any, place: int) -> None:
        """Note one place for everything inside a value."""
        if isinstance(value, dict):
            self.put(value, [place] * (2 * len(value)))
            for item in value.values():
                self.put_all(item, place)
        elif isinstance(value, list):
            self.put(value, [place] * len(value))
            for item in value:
                self.put_all(item, place)

    def key_place(self, mapping: dict[str, Any], key: str) -> int:
        """Return the place of a key."""
        return self.places[self.starts[id(mapping)] + 2 * self.order(mapping, iter)[key]]

    def value_place(self, mapping: dict[str, Any], key: str) -> int:
        """Return the place of a key's value."""
        return self.places[self.starts[id(mapping)] + 2 * self.order(mapping, iter)[key] + 1]

    def item_place(self, items: list[Any], index: int) -> int:
        """Return the place of a list item."""
        return self.places[self.starts[id(items)] + index]

    def order(self, container: _C, names: Callable[[_C], Iterator[Any]]) -> dict[str, int]:
        """Return the place of each name in a container, counted from 0, the first of each.

        ``names`` gives them, the same ones whoever asks; what is no text is no name.
        """
        found = self._orders.get(id(container))
        if found is None or found.length != len(container):
            found = self._orders[id(container)] = _Order(container, len(container))
            for place, name in enumerate(names(container)):
                if isinstance(name, str):
                    found.places.setdefault(name, place)
        return found.places
