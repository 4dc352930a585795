"""Manifests as people and other tools write them: any style, any order, comments anywhere."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from migrator.kinds.collection.spec import CollectionSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.manifest.emit import flow, is_literal, literal, quoted, scalar
from migrator.manifest.shape import spellings

_SPELLINGS = {**spellings((CollectionSpec, IndexSpec)), "name": ("field_name",)}
_TYPES = {"Int64": "INT64", "FloatVector": "FLOAT_VECTOR", "VarChar": "DataType.VARCHAR"}


class Mess:
    """Writes data in a style that is drawn anew for each piece of it."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.comments: list[str] = []

    def document(self, data: dict[str, Any]) -> str:
        lines = self._mapping(data, 0)
        return "".join(f"{line}\n" for line in [*lines, *self._above(0)])

    def _chance(self, out_of: int) -> bool:
        return self._draw(st.integers(1, out_of)) == 1

    def _comment(self) -> str:
        text = (
            f"# c{len(self.comments)}{self._draw(st.sampled_from(('', ' {x: [', ' a: b', ' ü')))}"
        )
        self.comments.append(text)
        return text

    def _above(self, indent: int) -> list[str]:
        lines = []
        while self._chance(6):
            blank = self._chance(3)
            lines.append(
                "" if blank else " " * self._draw(st.integers(0, indent)) + self._comment()
            )
        return lines

    def _beside(self) -> str:
        return f" {self._comment()}" if self._chance(8) else ""

    def _mapping(self, data: dict[str, Any], indent: int) -> list[str]:
        lines = []
        for key in self._draw(st.permutations(list(data))):
            value = data[key]
            if key in ("dtype", "element_type") and value in _TYPES and self._chance(2):
                value = _TYPES[value]
            lines += self._above(indent)
            lines += self._value(f"{' ' * indent}{scalar(self._word(key))}:", value, indent)
        return lines

    def _word(self, key: str) -> str:
        others = _SPELLINGS.get(key, ())
        return self._draw(st.sampled_from(others)) if others and self._chance(4) else key

    def _value(self, head: str, value: Any, indent: int) -> list[str]:
        if len(head) > 1000 and value:
            return [f"? {head.strip().removesuffix(':')}", f": {flow(value)}"]
        if isinstance(value, dict | list) and value:
            return self._container(head, value, indent)
        if isinstance(value, str) and is_literal(value) and self._chance(2):
            first, *rest = literal(head, value, indent)
            return [first + self._beside(), *rest]
        return [f"{head} {self._scalar(value)}{self._beside()}"]

    def _container(self, head: str, value: Any, indent: int) -> list[str]:
        style = self._draw(st.sampled_from(("one line", "brackets", "block", "block")))
        if style == "one line":
            return [f"{head} {flow(value)}{self._beside()}"]
        if style == "brackets":
            return self._brackets(head, value, indent)
        inner = indent + self._draw(st.integers(1, 4))
        if isinstance(value, dict):
            return [head + self._beside(), *self._mapping(value, inner)]
        inner = self._draw(st.sampled_from((indent, inner))) if indent else inner
        return [head + self._beside(), *self._items(value, inner)]

    def _brackets(self, head: str, value: Any, indent: int) -> list[str]:
        opened, closed = "{}" if isinstance(value, dict) else "[]"
        lines = [f"{head} {opened}{self._beside()}"]
        inner = indent + 2
        pieces = (
            [f"{scalar(key)}: {flow(item)}" for key, item in value.items()]
            if isinstance(value, dict)
            else [flow(item) for item in value]
        )
        for piece in pieces:
            lines += self._above(inner)
            lines.append(f"{' ' * inner}{piece},{self._beside()}")
        return [*lines, *self._above(inner), f"{' ' * inner}{closed}{self._beside()}"]

    def _items(self, items: list[Any], indent: int) -> list[str]:
        lines = []
        for item in items:
            lines += self._above(indent)
            dash = f"{' ' * indent}-"
            if isinstance(item, dict) and item and self._chance(2):
                block = self._mapping(item, indent + 2)
                first = next(n for n, line in enumerate(block) if not _is_trivia(line))
                if first == 0 and self._chance(2):
                    lines += [f"{dash} {block[0].strip()}", *block[1:]]
                else:
                    lines += [dash + self._beside(), *block]
            else:
                lines.append(f"{dash} {flow(item)}{self._beside()}")
        return lines

    def _scalar(self, value: Any) -> str:
        if isinstance(value, str) and self._chance(2):
            simple = value.isprintable() and value.isascii()
            return "'" + value.replace("'", "''") + "'" if simple else quoted(value)
        return flow(value)


def _is_trivia(line: str) -> bool:
    return not line.strip() or line.strip().startswith("#")
