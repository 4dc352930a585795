"""Positions: from a path in normal form back to the place where a person wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from migrator.findings import Source
from migrator.manifest.shape import NAME_KEYS
from migrator.manifest.tree import Tree

Path = Sequence[str | int]


def locate(
    tree: Tree, path: Path, spellings: Mapping[str, Sequence[str]], *, key: bool = False
) -> Source:
    """Return the place of the value at a path, or of its key.

    Members of named lists go by name, and words may be written as any of their
    ``spellings``. Where the path leads further than the file, the place of the last thing
    on it that is there.
    """
    place = tree.root
    value: Any = tree.data
    for position, part in enumerate(path):
        last = position == len(path) - 1
        if isinstance(value, dict):
            word = _word(value, part, spellings)
            if word is None:
                break
            place = tree.key_place(value, word) if last and key else tree.value_place(value, word)
            value = value[word]
        elif isinstance(value, list):
            index = _index(tree, value, part)
            if index is None:
                break
            place = tree.item_place(value, index)
            value = value[index]
        else:
            break
    return tree.source(place)


def _word(
    mapping: Mapping[str, Any], part: str | int, spellings: Mapping[str, Sequence[str]]
) -> str | None:
    word = str(part)
    candidates = (word, *spellings.get(word, ()))
    return next((candidate for candidate in candidates if candidate in mapping), None)


def _index(tree: Tree, items: list[Any], part: str | int) -> int | None:
    if isinstance(part, int):
        return part if 0 <= part < len(items) else None
    return tree.order(items, _names_of).get(part)


def _names_of(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield name_of(item) if isinstance(item, dict) else item


def name_of(item: Mapping[str, Any]) -> Any:
    """Return the name of a list item, None where it has none."""
    return next((item[key] for key in NAME_KEYS if item.get(key)), None)
