"""Validation: data against a model, with every problem as a finding at its own place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.manifest import positions, repair
from migrator.manifest.scalars import is_ambiguous
from migrator.manifest.shape import model_at, words
from migrator.manifest.tree import Tree
from migrator.manifest.yaml import MAX_PROBLEMS
from migrator.wording import cut, suggestion

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]

#: Values under such keys are never shown.
_CREDENTIAL = re.compile(r"passw|token|secret|credential|api_?key|access_?key", re.IGNORECASE)


class Codes(NamedTuple):
    """The codes of problems of shape, which the project file and manifests have each."""

    unknown_key: str
    missing: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being checked: a part of a document, its address, and how to find places in it."""

    tree: Tree
    prefix: Path
    codes: Codes
    address: str = ""
    spellings: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def source(self, path: Sequence[str | int] = (), *, key: bool = False) -> Source:
        """Return the place of a value below the prefix, or of its key."""
        return positions.locate(self.tree, (*self.prefix, *path), self.spellings, key=key)

    def find(
        self, code: str, message: str, path: Path = (), *, hint: str = "", key: bool = False
    ) -> Finding:
        """Make a finding about the value at a path."""
        source = self.source(path, key=key)
        return finding(code, message, hint=hint, address=self.address, source=source)


def validate(
    model: type[Model],
    data: object,
    subject: Subject,
    findings: list[Finding],
    more_words: Sequence[str] = (),
) -> Model | None:
    """Return the model that data make, or None with a finding for each problem.

    ``more_words`` are keys beside the model's own that may be suggested at the top.
    """
    before = len(findings)
    ambiguous: set[Path] = set()
    if subject.tree.ambiguous:
        for path, text in islice(_ambiguous(model, data), MAX_PROBLEMS):
            message = f"{path_text(path)} is {text}, which parsers of YAML read differently"
            hint = "write a plain decimal number"
            findings.append(subject.find("MIG307", message, path, hint=hint))
            ambiguous.add(path)
    valid: Model | None = None
    try:
        valid = model.model_validate(data)
    except ValidationError as problem:
        repaired = repair.repair(model, data)
        errors = problem.errors(include_url=False)
        if repaired.problems:
            problems = (_repaired(item, subject) for item in repaired.problems)
            findings += bounded(problems, subject)
            errors = _errors(model, repaired.data)
        wrong = (
            _finding(error, model, subject, more_words)
            for error in errors
            if path_of(error["loc"]) not in ambiguous
        )
        findings += bounded(wrong, subject)
    return valid if len(findings) == before else None


def bounded(problems: Iterator[Finding], subject: Subject) -> Iterator[Finding]:
    """Yield findings about one part of a document, up to a bound, which is then said."""
    yield from islice(problems, MAX_PROBLEMS)
    if next(problems, None) is not None:
        yield subject.find("MIG121", f"more than {MAX_PROBLEMS} problems; the rest is not listed")


def unknown_keys(data: dict[str, Any], known: Sequence[str], subject: Subject) -> Iterator[Finding]:
    """Find the keys of a document that are none."""
    for key in data:
        if key not in known:
            message = f"unknown key {shown(key)} beside metadata and spec"
            hint = suggestion(key, known)
            yield subject.find(subject.codes.unknown_key, message, (key,), hint=hint, key=True)


def _errors(model: type[BaseModel], data: object) -> list[Any]:
    try:
        model.model_validate(data)
    except ValidationError as problem:
        return list(problem.errors(include_url=False))
    return []


def _repaired(problem: repair.Problem, subject: Subject) -> Finding:
    message = problem.message
    if problem.first is not None:
        message += f"; first at {subject.source(problem.first, key=problem.key)}"
    return subject.find(problem.code, message, problem.path, hint=problem.hint, key=problem.key)


class _Ambiguous(str):
    """Text that stands in for an ambiguous number and that no number can be read from."""

    __slots__ = ()


def _ambiguous(model: type[BaseModel], data: object) -> Iterator[tuple[Path, str]]:
    """Find ambiguous text where a number is expected, which would take it for one reading."""
    for error in _errors(model, _marked(data)):
        value = error["input"]
        if isinstance(value, _Ambiguous) and error["type"].endswith("_parsing"):
            yield path_of(error["loc"]), value.removeprefix("\0")


def _marked(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _marked(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_marked(item) for item in data]
    return _Ambiguous("\0" + data) if isinstance(data, str) and is_ambiguous(data) else data


def _finding(
    error: Any, model: type[BaseModel], subject: Subject, more_words: Sequence[str]
) -> Finding:
    path = path_of(error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        where = model_at(model, path[:-1])
        known = (*words(where), *(more_words if len(path) == 1 else ())) if where else ()
        inside = f" in {path_text(path[:-1])}" if len(path) > 1 else ""
        message = f"unknown key {shown(path[-1])}{inside}"
        hint = suggestion(str(path[-1]), known)
        return subject.find(subject.codes.unknown_key, message, path, hint=hint, key=True)
    if kind == "missing":
        return subject.find(subject.codes.missing, f"{path_text(path)} is missing", path)
    if kind in ("value_error", "assertion_error"):
        return _refused(error, path, model, subject)
    message, hint = _expected(error, path, subject)
    return subject.find(subject.codes.wrong, message, path, hint=hint)


def _refused(error: Any, path: Path, model: type[BaseModel], subject: Subject) -> Finding:
    """Translate what a validator said; the word it begins with is where it points to."""
    text = str(error.get("ctx", {}).get("error") or error["msg"]).removeprefix("Value error, ")
    where = model_at(model, path)
    word = text.split(" ", 1)[0]
    named = f"{path_text(path)}: " if path else ""
    if where is not None and word in words(where):
        path = (*path, word)
    if _secret(path):
        text = "is not a value that can stand here"
    return subject.find(subject.codes.wrong, f"{named}{text}", path)


_WHAT = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "text",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "tuple": "a list",
    "list": "a list",
    "date": "a date",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def _expected(error: Any, path: Path, subject: Subject) -> tuple[str, str]:
    """Say what a value must be and what it is, with a hint."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    is_ = "a value that is not shown" if _secret(path) else described(value)
    name = path_text(path or subject.prefix)
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        hint = suggestion(value, choices) if isinstance(value, str) else ""
        return f"{name} must be {' or '.join(choices)}, not {is_}", hint
    if kind in _BOUNDS:
        limit, phrase = _BOUNDS[kind]
        return f"{name} must be {phrase} {context.get(limit)}, not {is_}", ""
    if kind in ("string_too_short", "too_short"):
        return f"{name} must not be empty", ""
    what = _WHAT.get(kind.split("_")[0])
    if what is None:
        return f"{name}: {error['msg'][:1].lower()}{error['msg'][1:]}", ""
    if value is None:
        return f"{name} must be {what}, not null", "leave the key out, or give it a value"
    if what == "text" and not isinstance(value, dict | list):
        return f"{name} must be text, not {is_}", "put it in quotes"
    return f"{name} must be {what}, not {is_}", ""


def path_of(loc: Sequence[Any]) -> Path:
    """Return the path that an error is about, without the validator's own additions."""
    return tuple(part for part in loc if part != "[key]")


def path_text(path: Sequence[str | int]) -> str:
    """Return a path as people write it: ``fields.lang.max_length``, ``partitions[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return cut(text.removeprefix("."))


def _secret(path: Sequence[str | int]) -> bool:
    return any(_CREDENTIAL.search(part) for part in path if isinstance(part, str))


def shown(value: object) -> str:
    """Return text in quotes, shortened where it is long."""
    return repr(cut(str(value)))


def described(value: object) -> str:
    """Return what a value is, as a message says it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return shown(value) if isinstance(value, str) else cut(str(value))
