"""Syntax errors of YAML in words: what stands where, and what usually helps."""

from __future__ import annotations

import re
from typing import Any

import yaml

from migrator.codes import finding
from migrator.findings import Finding, Source

#: Parts of the parser's words, ours for them, and what usually helps. Order matters.
_WORDINGS = (
    ("tab character", "a tab stands where YAML wants spaces", "indent with spaces"),
    ("mapping values are not allowed", "a ': ' that belongs to no key",
     "check the indentation, and put text that contains ': ' in quotes"),
    ("expected ',' or '}'", "a { is not closed, or a comma is missing", "close it with }"),
    ("expected ',' or ']'", "a [ is not closed, or a comma is missing", "close it with ]"),
    ("expected node content", "a value is missing", "write the value, or close what is open"),
    ("while scanning a quoted scalar", "text in quotes is not closed", "close the quotes"),
    ("unknown escape character", "an unknown escape in double quotes",
     "use single quotes, in which a backslash is a backslash"),
    ("could not find expected ':'", "a line that is neither 'key: value' nor part of a value",
     "write key: value, or indent the line under its value"),
    ("did not find expected key", "something that does not line up with the keys before",
     "check the indentation, and put text with special characters in quotes"),
    ("expected '-' indicator", "something that does not line up with the list before",
     "check the indentation"),
    ("expected <document start>", "something after the end of the document",
     "check the indentation, or begin a new document with ---"),
    ("duplicate anchor", "an anchor that stands twice", "give the second another name"),
    ("incompatible YAML document", "another version of YAML than 1.x", "remove the %YAML line"),
)  # fmt: skip
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]"
)


def explain(problem: yaml.YAMLError, text: str, file: str) -> Finding:
    """Turn a parser's error into a finding; the text around it is not repeated."""
    if isinstance(problem, yaml.MarkedYAMLError):
        return _marked(problem, text, file)
    found = _UNPRINTABLE.search(text)
    if found is None:
        return finding("MIG110", "not YAML", source=Source(file, 1, 1))
    before = text[: found.start()]
    line = before.count("\n")
    column = found.start() - (before.rfind("\n") + 1)
    return finding(
        "MIG112",
        f"the control character U+{ord(found.group()):04X}",
        hint="remove it, or write it as an escape in double quotes",
        source=Source(file, line + 1, column + 1),
    )


def _marked(problem: yaml.MarkedYAMLError, text: str, file: str) -> Finding:
    mark: Any = problem.problem_mark or problem.context_mark
    source = Source(file, mark.line + 1, mark.column + 1) if mark else Source(file, 1, 1)
    words = f"{problem.context or ''}: {problem.problem or ''}"
    character = _at(text, source)
    if "cannot start any token" in words and character != "\t":
        what, hint = f"text cannot begin with {character!r}", "put it in quotes"
    elif "cannot start any token" in words:
        return _tab(source)
    else:
        known = (row for row in _WORDINGS if row[0] in words)
        _, what, hint = next(known, ("", problem.problem or "not YAML", "check the lines before"))
    if "tab character" in words:
        return _tab(source)
    if "maximum nesting depth" in words:
        # libyaml gives up by itself while it looks for the end of what may be a key.
        return finding("MIG114", "nested far too deep", source=source)
    began = problem.context_mark
    if began is not None and mark is not None and began.line != mark.line:
        what += f"; it begins in line {began.line + 1}"
    return finding("MIG110", what, hint=hint, source=source)


def _tab(source: Source) -> Finding:
    return finding(
        "MIG111", "a tab stands where YAML wants spaces", hint="indent with spaces", source=source
    )


def _at(text: str, source: Source) -> str:
    lines = text.split("\n", source.line)
    line = lines[source.line - 1] if source.line <= len(lines) else ""
    return line[source.column - 1 : source.column]
