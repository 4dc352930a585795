"""The words of manifests: synonyms that pymilvus uses, and lists whose items have names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import model_validator

from migrator.model import Spec


def by_name(value: object) -> object:
    """Turn a list of named mappings into a mapping by name; ``field_name`` counts as a name.

    Raises:
        ValueError: an item has no name, or a name stands twice.
    """
    if not isinstance(value, list | tuple):
        return value
    named: dict[str, object] = {}
    for position, item in enumerate(value):
        if not isinstance(item, Mapping):
            raise ValueError(f"item {position + 1} is not a mapping with a name")
        rest = dict(item)
        name = rest.pop("name", None) or rest.pop("field_name", None)
        if not isinstance(name, str):
            raise ValueError(f"item {position + 1} has no name")
        if name in named:
            raise ValueError(f"the name {name!r} stands twice")
        named[name] = rest
    return named


class SpecWithSynonyms(Spec):
    """A spec that also takes the words which pymilvus uses for the same thing."""

    synonyms: ClassVar[Mapping[str, str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _translate(cls, data: object) -> object:
        if not isinstance(data, Mapping) or not cls.synonyms.keys() & data.keys():
            return data
        translated: dict[str, object] = {}
        for key, value in data.items():
            word = cls.synonyms.get(key, key)
            if word in translated:
                raise ValueError(f"{key!r} and another word for {word!r} are both given")
            translated[word] = value
        return translated


def unique(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names in order.

    Raises:
        ValueError: a name is empty, or stands twice.
    """
    for name in names:
        if not name or names.count(name) > 1:
            raise ValueError(f"the name {name!r} stands twice" if name else "a name is empty")
    return tuple(sorted(names))
