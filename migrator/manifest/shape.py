"""The shape of models: which words they know, what nests in what, which lists have names.

Everything that translates between a manifest as written and a spec reads it from here:
positions, findings, suggestions and the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from migrator.kinds.words import SpecWithSynonyms, by_name
from migrator.values import json_value, property_value

#: The keys that give a list item its name, as ``kinds.words.by_name`` reads them.
NAME_KEYS = ("name", "field_name")


class Nested(NamedTuple):
    """A model inside another: directly, or as the members of a mapping or list."""

    model: type[BaseModel]
    many: bool
    named: bool


def synonyms(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the other words that a model takes, with its own word for each."""
    return model.synonyms if issubclass(model, SpecWithSynonyms) else {}


@cache
def words(model: type[BaseModel]) -> tuple[str, ...]:
    """List the keys that a model takes, its own words first."""
    return (*model.model_fields, *synonyms(model))


@cache
def nested(model: type[BaseModel]) -> Mapping[str, Nested]:
    """Return the models inside a model, by field."""
    found = {}
    for name, info in model.model_fields.items():
        inner = _model_in(info.annotation)
        if inner is not None:
            found[name] = Nested(inner[0], inner[1], is_named(info))
    return found


def is_named(info: FieldInfo) -> bool:
    """Whether a field is a mapping that may be written as a list of named items."""
    return _is_among(info.metadata, by_name)


def has_properties(info: FieldInfo) -> bool:
    """Whether a field is a mapping of properties, whose values are kept as normal text."""
    return _validated_by(info.annotation, property_value)


def is_json(info: FieldInfo) -> bool:
    """Whether a field holds JSON data, which may also be given as text."""
    return _is_among(info.metadata, json_value)


def _validated_by(annotation: Any, function: Callable[..., object]) -> bool:
    if _is_among(getattr(annotation, "__metadata__", ()), function):
        return True
    return any(_validated_by(argument, function) for argument in get_args(annotation))


def _is_among(metadata: Iterable[Any], function: Callable[..., object]) -> bool:
    return any(isinstance(item, BeforeValidator) and item.func is function for item in metadata)


def _model_in(annotation: Any, *, many: bool = False) -> tuple[type[BaseModel], bool] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, many
    origin = get_origin(annotation)
    inside_many = many or (isinstance(origin, type) and issubclass(origin, dict | list | tuple))
    for argument in get_args(annotation):
        found = _model_in(argument, many=inside_many)
        if found is not None:
            return found
    return None


def model_at(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """Return the model that a path inside a model leads to, None where it leads elsewhere."""
    here: type[BaseModel] | None = model
    skip = False
    for part in path:
        if skip:
            skip = False
            continue
        inner = nested(here).get(str(part)) if here is not None else None
        here = inner.model if inner is not None else None
        skip = inner.many if inner is not None else False
    return None if skip else here


@cache
def spellings(models: tuple[type[BaseModel], ...]) -> Mapping[str, tuple[str, ...]]:
    """Return every other word for each word, over models and what nests in them."""
    found: dict[str, dict[str, None]] = {}
    seen: set[type[BaseModel]] = set()
    waiting = list(models)
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        for other, word in synonyms(model).items():
            found.setdefault(word, {})[other] = None
        waiting += [inner.model for inner in nested(model).values()]
    return {word: tuple(others) for word, others in found.items()}
