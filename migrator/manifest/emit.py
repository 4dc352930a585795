"""Plain data as YAML text, in one style that parsers of YAML 1.1 and 1.2 read alike."""

from __future__ import annotations

import json
import re
from typing import Any

from migrator.jsontext import ACTIVE

WIDTH = 100

#: YAML takes a key of up to 1024 characters before its colon; a longer one is announced.
LONGEST_KEY = 1000

#: Text that needs no quotes: words, paths and short durations.
_PLAIN = re.compile(r"[^\W\d][\w./+()-]*(?: [\w./+()-]+)*|[1-9]\d{0,5}[hmsd]")
_RESERVED = frozenset(["true", "false", "yes", "no", "on", "off", "y", "n", "null"])
_ACTIVE = re.compile(f"(?![\t\n])[{ACTIVE}]")
_LITERAL = re.compile(r"[^\s\x00-\x1f][^\x00-\x09\x0b-\x1f]*", re.DOTALL)


def emit(data: dict[str, Any], blocks: frozenset[tuple[str, ...]]) -> str:
    """Return a document as text; mappings and lists are in one line where they fit.

    ``blocks`` are paths whose values are written over several lines even so.
    """
    return "".join(f"{line}\n" for line in _mapping(data, 0, (), blocks))


def _mapping(
    data: dict[str, Any], indent: int, path: tuple[str, ...], blocks: frozenset[tuple[str, ...]]
) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        here = (*path, key)
        text = scalar(key)
        head = f"{' ' * indent}{text}:"
        if len(text) > LONGEST_KEY:
            lines.append(f"{' ' * indent}? {text}")
            head = f"{' ' * indent}:"
        lines += _value(head, value, indent, here, blocks)
    return lines


def _value(
    head: str,
    value: Any,
    indent: int,
    path: tuple[str, ...],
    blocks: frozenset[tuple[str, ...]],
) -> list[str]:
    """Write a value after what stands before it in its line."""
    if isinstance(value, str) and is_literal(value):
        return literal(head, value, indent)
    line = f"{head} {flow(value)}"
    fits = len(line) <= WIDTH and path not in blocks
    if not value or not isinstance(value, dict | list) or fits:
        return [line]
    if isinstance(value, dict):
        return [head, *_mapping(value, indent + 2, path, blocks)]
    return [head, *_items(value, indent + 2, path, blocks)]


def _items(
    items: list[Any], indent: int, path: tuple[str, ...], blocks: frozenset[tuple[str, ...]]
) -> list[str]:
    lines: list[str] = []
    dash = f"{' ' * indent}-"
    for item in items:
        line = f"{dash} {flow(item)}"
        if isinstance(item, dict) and item and len(line) > WIDTH:
            block = _mapping(item, indent + 2, (*path, "*"), blocks)
            lines += [f"{dash} {block[0].lstrip(' ')}", *block[1:]]
        elif isinstance(item, list) and item and len(line) > WIDTH:
            lines += [dash, *_items(item, indent + 2, (*path, "*"), blocks)]
        else:
            lines.append(line)
    return lines


def flow(value: Any) -> str:
    """Return a value in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """Return a scalar so that it is read as what it is by YAML 1.1 and 1.2."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return str(value)
    return quoted(value)


def quoted(text: str) -> str:
    """Return text in double quotes; what a terminal would obey is escaped."""
    return _ACTIVE.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _float(value: float) -> str:
    """Write a float with a point, without which YAML 1.1 reads an exponent as text."""
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    return f"{mantissa}.0{exponent}{power}" if exponent and "." not in mantissa else text


def is_literal(text: str) -> bool:
    """Whether text of several lines can stand as it is, indented."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and bool(lines[-1] or lines[-2])
        and _LITERAL.fullmatch(text) is not None
        and not _ACTIVE.search(text)
        and not any(line.endswith(" ") for line in lines)
    )


def literal(head: str, text: str, indent: int) -> list[str]:
    """Return text of several lines as it is, indented below what stands before it."""
    keeps = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    return [f"{head} {keeps}", *(f"{' ' * (indent + 2)}{line}".rstrip(" ") for line in lines)]
