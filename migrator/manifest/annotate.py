"""Annotation: a document as YAML, with where each value comes from at the end of its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from migrator.manifest.emit import WIDTH, flow, scalar
from migrator.manifest.problems import Path
from migrator.manifest.substitution import Values, escape, names_in
from migrator.manifest.tree import FILE_SHIFT, Tree
from migrator.manifest.valuefiles import SET, place_of

#: What is written with one item, or one key, a line.
_BLOCKS = frozenset(["metadata", "spec", "fields", "functions", "indexes"])

#: A reference to a secret, which nothing resolves here.
_SECRET = re.compile(r"\$\{\s*(?:env|file)\s*:[^{}]*\}")


def annotated(tree: Tree, values: Values) -> str:
    """Return a document, whose values are put in, as YAML that can be loaded again.

    What an overlay or a value brings has a comment that says which and where; secrets stay
    references.
    """
    writer = _Writer(tree, values)
    return "".join(f"{line}\n" for line in writer.mapping(tree.data, 0))


def origins(tree: Tree, values: Values) -> Iterator[tuple[Path, str]]:
    """Give the path of each value that an overlay or a value brings, and where that is."""
    yield from _Writer(tree, values).leaves(tree.data, tree.root, ())


class _Writer:
    def __init__(self, tree: Tree, values: Values) -> None:
        self.tree = tree
        self.values = values

    def leaves(self, value: Any, place: int, path: Path) -> Iterator[tuple[Path, str]]:
        """Give the scalars inside a value that are not the manifest's own."""
        for inner, at in self._scalars(value, place, path):
            if note := self._note(at):
                yield inner, note

    def _scalars(self, value: Any, place: int, path: Path) -> Iterator[tuple[Path, int]]:
        if isinstance(value, dict) and value:
            for key, item in value.items():
                yield from self._scalars(item, self.tree.value_place(value, key), (*path, key))
        elif isinstance(value, list) and value:
            for at, item in enumerate(value):
                yield from self._scalars(item, self.tree.item_place(value, at), (*path, at))
        else:
            yield path, place

    def _note(self, place: int) -> str:
        """Say where a value comes from, where that is not the manifest itself."""
        told = []
        if place >> FILE_SHIFT:
            source = self.tree.source(place)
            told.append(f"{source.file}:{source.line}")
        names = names_in(self.tree.written.get(place, ""))
        told += [f"values.{name} ({self._value_place(name)})" for name in names]
        return ", ".join(told)

    def _value_place(self, name: str) -> str:
        source = place_of(self.values.tree, name) if self.values.tree is not None else None
        if source is None:
            return "default"
        return SET if source.file == SET else f"{source.file}:{source.line}"

    def mapping(self, data: dict[str, Any], indent: int) -> Iterator[str]:
        """Write a mapping, each key in its line."""
        for key, value in data.items():
            head = f"{' ' * indent}{scalar(escape(key))}:"
            place = self.tree.value_place(data, key)
            yield from self._value(head, value, place, indent, block=key in _BLOCKS)

    def _value(
        self, head: str, value: Any, place: int, indent: int, *, block: bool
    ) -> Iterator[str]:
        line, comment = f"{head} {flow(_escaped(value))}", self._comment(value, place)
        fits = comment is not None and len(line) <= WIDTH and not block
        if not value or not isinstance(value, dict | list) or fits:
            yield line + (comment or "")
            return
        yield head
        if isinstance(value, dict):
            yield from self.mapping(value, indent + 2)
        else:
            yield from self._items(value, indent + 2)

    def _items(self, items: list[Any], indent: int) -> Iterator[str]:
        dash = f"{' ' * indent}-"
        for at, item in enumerate(items):
            lines = self._value(dash, item, self.tree.item_place(items, at), indent, block=False)
            first = next(lines)
            if first == dash and isinstance(item, dict):
                first = f"{dash} {next(lines).lstrip(' ')}"
            yield first
            yield from lines

    def _comment(self, value: Any, place: int) -> str | None:
        """Return the comment for a value in one line, None where its parts differ in origin."""
        notes = {self._note(at) for _, at in self._scalars(value, place, ())}
        if len(notes) > 1:
            return None
        (note,) = notes
        return f"  # {note}" if note else ""


def _escaped(data: Any) -> Any:
    """Let text that looks like a reference be read as text, but for those to secrets."""
    if isinstance(data, dict):
        return {escape(key): _escaped(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_escaped(item) for item in data]
    return escape(data) if isinstance(data, str) and not _SECRET.fullmatch(data) else data
