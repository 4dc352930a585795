"""Filters: enough of Milvus's language for keys, ranges and what pymilvus sends."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<sign><=|>=|==|!=|&&|\|\||[<>()\[\],{}!])
      | (?P<word>[A-Za-z_$][\w$]*)
    )""",
    re.VERBOSE,
)

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

Values = Mapping[str, Any]
Test = Callable[[Values], bool]


class Unreadable(Exception):
    """An expression that cannot be understood, or names what is not there."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A test for rows.

    ``above`` is a key below which no row can pass, ``keys`` are all that can, where the
    expression says nothing else. ``names_keys`` is whether it does nothing but name keys.
    """

    test: Test
    above: Any = None
    keys: tuple[Any, ...] | None = None
    names_keys: bool = False


def parse(text: str, key: str, known: Callable[[str], bool], template: Values) -> Filter:
    """Read an expression; an empty one takes every row.

    Raises:
        Unreadable: it is none, or a name is not known.
    """
    if not text.strip():
        return Filter(lambda _: True)
    reader = _Reader(_tokens(text), known, template)
    test = reader.either()
    if reader.left:
        raise Unreadable(f"cannot parse expression: {text}")
    first = re.match(rf"\s*\(*\s*{re.escape(key)}\s*>=?\s*(-?\d+|\"[^\"\\]*\")", text)
    bounded = first and not re.search(r"\bor\b|\|\||\bnot\b|!(?!=)", text, re.IGNORECASE)
    listed = re.fullmatch(rf"\s*{re.escape(key)}\s+in\s+(\[[^\[\]]*\])\s*", text)
    return Filter(
        test,
        above=json.loads(first[1]) if first and bounded else None,
        keys=tuple(_Reader(_tokens(listed[1]), known, template).literal()) if listed else None,
        names_keys=bool(listed or re.fullmatch(rf"\s*{re.escape(key)}\s*==[^=]*", text)),
    )


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Unreadable(f"cannot parse expression: {text}")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(
        self, tokens: list[tuple[str, str]], known: Callable[[str], bool], template: Values
    ) -> None:
        self.left = tokens
        self._known = known
        self._template = template

    def either(self) -> Test:
        tests = [self._both()]
        while self._took("or", "||"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._took("and", "&&"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._took("not", "!"):
            inner = self._one()
            return lambda row: not inner(row)
        if self._took("("):
            inner = self.either()
            self._need(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        kind, word = self._next()
        if kind != "word":
            # `1 < id` and `1 < id < 5`.
            raise Unreadable(f"cannot parse expression at {word}")
        if not self._known(word):
            raise Unreadable(f"field {word} not exist")
        if self._took("in"):
            listed = self.literal()
            return lambda row: row.get(word) in listed
        if self._took("not"):
            self._need("in")
            listed = self.literal()
            return lambda row: row.get(word) not in listed
        if self._took("is"):
            negated = self._took("not")
            self._need("null")
            return lambda row: (row.get(word) is None) is not negated
        _, sign = self._next()
        compare = _COMPARE.get(sign)
        if compare is None:
            raise Unreadable(f"cannot parse expression at {sign}")
        wanted = self.literal()

        def test(row: Values) -> bool:
            held = row.get(word)
            return held is not None and bool(compare(held, wanted))

        return test

    def literal(self) -> Any:
        kind, word = self._next()
        if kind == "number":
            return json.loads(word)
        if kind == "text":
            return json.loads(f'"{word[1:-1]}"')
        if word == "[":
            listed = []
            while not self._took("]"):
                listed.append(self.literal())
                self._took(",")
            return listed
        if word == "{":
            _, name = self._next()
            self._need("}")
            return self._template[name]
        if word.lower() in {"true", "false"}:
            return word.lower() == "true"
        raise Unreadable(f"cannot parse expression at {word}")

    def _next(self) -> tuple[str, str]:
        if not self.left:
            raise Unreadable("cannot parse expression: it ends too early")
        return self.left.pop(0)

    def _took(self, *words: str) -> bool:
        if self.left and self.left[0][1].lower() in words:
            self.left.pop(0)
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._took(word):
            raise Unreadable(f"cannot parse expression: {word} is missing")
