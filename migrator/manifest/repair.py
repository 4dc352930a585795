"""Repair: what keeps a model from being checked at all is found and taken out.

Two words for one key, and named lists whose items have no name or the same, are refused
before anything inside them is looked at. Without them the rest can be checked too, so
that all problems are told at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from migrator.manifest.positions import name_of
from migrator.manifest.shape import Nested, nested, synonyms

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was taken out; ``first`` is the path of what it collides with."""

    code: str
    message: str
    path: Path
    hint: str = ""
    first: Path | None = None
    key: bool = False


class Repaired(NamedTuple):
    """Data without what was taken out."""

    data: object
    problems: tuple[Problem, ...]


def repair(model: type[BaseModel], data: object) -> Repaired:
    """Return data with what cannot be read taken out."""
    problems: list[Problem] = []
    return Repaired(_mapping(model, data, (), problems), tuple(problems))


def salvage(model: type[Model], data: object) -> Model | None:
    """Return the model that data make without what is wrong in them, None where that is all.

    A list goes as a whole, so that positions in those that are left stay what they are.
    """
    while True:
        try:
            return model.model_validate(data)
        except ValidationError as problem:
            wrong = {_removable(error) for error in problem.errors(include_url=False)}
        before = data
        for path in wrong:
            data = _without(data, path) if path else None
        if data is None or data == before:
            return None


def _removable(error: Any) -> Path:
    """Return the path of what must go for an error to go: for something missing, its owner."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    if error["type"] == "missing":
        path = path[:-1]
    items = next((place for place, part in enumerate(path) if isinstance(part, int)), len(path))
    return path[:items]


def _without(data: Any, path: Path) -> Any:
    if not isinstance(data, dict) or path[0] not in data:
        return data
    first, *rest = path
    if rest:
        return {**data, first: _without(data[first], tuple(rest))}
    return {key: value for key, value in data.items() if key != first}


def _mapping(model: type[BaseModel], data: object, path: Path, problems: list[Problem]) -> object:
    if not isinstance(data, dict):
        return data
    others = synonyms(model)
    inside = nested(model)
    first: dict[str, str] = {}
    result: dict[str, object] = {}
    for key, value in data.items():
        word = others.get(key, key)
        if word in first:
            problems.append(
                Problem(
                    "MIG306",
                    f"{key} and {first[word]} mean the same",
                    (*path, key),
                    "keep one of the two",
                    (*path, first[word]),
                    key=True,
                )
            )
            continue
        first[word] = key
        result[key] = _nested(inside.get(word), value, (*path, key), problems)
    return result


def _nested(inner: Nested | None, value: Any, path: Path, problems: list[Problem]) -> object:
    if inner is None:
        return value
    if inner.named and isinstance(value, list):
        return _named(inner.model, value, path, problems)
    if inner.many and isinstance(value, dict):
        return {
            key: _mapping(inner.model, item, (*path, key), problems) for key, item in value.items()
        }
    return value if inner.many else _mapping(inner.model, value, path, problems)


def _named(
    model: type[BaseModel], items: list[Any], path: Path, problems: list[Problem]
) -> list[object]:
    places: dict[str, int] = {}
    result: list[object] = []
    for index, item in enumerate(items):
        here = (*path, index)
        name = name_of(item) if isinstance(item, dict) else None
        if not isinstance(item, dict):
            message = f"an item of {path[-1]} must be a mapping with a name"
            problems.append(Problem("MIG305", message, here, "write {name: …, …}"))
        elif name is None:
            problems.append(Problem("MIG305", f"an item of {path[-1]} has no name", here))
        elif not isinstance(name, str):
            message = f"the name of an item of {path[-1]} must be text"
            problems.append(Problem("MIG305", message, here, "put it in quotes"))
        elif name in places:
            first = (*path, places[name])
            message = f"the name {name} stands twice in {path[-1]}"
            problems.append(Problem("MIG304", message, here, "rename or remove one", first))
        else:
            places[name] = index
            result.append(_mapping(model, item, here, problems))
    return result
