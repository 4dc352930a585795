"""Layouts: how what is written in a manifest is merged, as the models of its kind say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from migrator.address import Address
from migrator.kinds.grant import GrantSpec, address_of
from migrator.kinds.index.spec import IndexSpec
from migrator.manifest.positions import name_of
from migrator.manifest.shape import nested, synonyms
from migrator.manifest.specs import (
    CHILDREN,
    GRANTS,
    INLINE,
    PARENT_WORDS,
    SPECS,
    ChildSpec,
    MetadataSpec,
)

#: The name of an item that has none.
NAMELESS = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a value may be: a mapping with the words of a model, or many of those.

    ``named`` tells that many are told apart by name, in a list or in a mapping. ``more`` has
    what stands beside the model's own words, ``spellings`` their other words.
    """

    model: type[BaseModel] | None = None
    many: bool = False
    named: bool = False
    more: Mapping[str, Layout] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)

    @property
    def item(self) -> Layout:
        """One of many."""
        return Layout(self.model)

    @property
    def indexes(self) -> bool:
        """Whether these are indexes, which are told apart by field and not by name."""
        return self.model is IndexSpec

    @property
    def grants(self) -> bool:
        """Whether these are grants, which are told apart by all that they say."""
        return self.model is GrantSpec

    @property
    def keyed(self) -> bool:
        """Whether many may also be written as a mapping by name."""
        return self.named and self.model not in (IndexSpec, ChildSpec, GrantSpec)

    def word(self, key: str) -> str:
        """Return the word for a key that may be another spelling."""
        if self.model is None or self.many:
            return self.spellings.get(key, key)
        return self.spellings.get(key) or synonyms(self.model).get(key, key)

    def inside(self, key: str) -> Layout:
        """Return the layout of a key's value."""
        word = self.word(key)
        if word in self.more:
            return self.more[word]
        if self.model is None:
            return PLAIN
        if self.many:
            return self.item
        inner = nested(self.model).get(word)
        return PLAIN if inner is None else Layout(inner.model, inner.many, inner.named)


PLAIN = Layout()


@cache
def document_layout(kind: str) -> Layout:
    """Return the layout of a whole document of a kind."""
    more: dict[str, Layout] = {}
    if kind == "Collection":
        more = {word: Layout(ChildSpec, many=True, named=True) for word in INLINE}
        more["indexes"] = Layout(IndexSpec, many=True, named=True)
    elif kind == "Role":
        more = {GRANTS: Layout(GrantSpec, many=True, named=True)}
    parents = dict.fromkeys(PARENT_WORDS, PARENT_WORDS[0]) if kind in CHILDREN else {}
    spec = Layout(SPECS[kind], more=more, spellings=parents)
    return Layout(more={"metadata": Layout(MetadataSpec), "spec": spec})


def item_name(item: object) -> object:
    """Return what people call an item of a list by, ``NAMELESS`` where it has no name."""
    if isinstance(item, dict):
        return name_of(item) or item.get("index_name") or item.get("privilege") or NAMELESS
    return item if isinstance(item, str) else NAMELESS


def find_item(items: Sequence[Any], wanted: object, layout: Layout) -> int | None:
    """Return where in a list the thing is that an item names, None where it is not there."""
    if layout.indexes:
        return _find_index(items, wanted)
    if layout.grants:
        return _find_grant(items, wanted)
    name = item_name(wanted)
    if name is NAMELESS:
        return None
    return next((at for at, item in enumerate(items) if item_name(item) == name), None)


def _find_grant(items: Sequence[Any], wanted: object) -> int | None:
    """Find a grant that is the same, however it is written."""
    grant = _grant(wanted)
    if grant is None:
        return None
    return next((at for at, item in enumerate(items) if _grant(item) == grant), None)


def _grant(item: object) -> Address | None:
    if not isinstance(item, dict):
        return None
    said = {key: value for key, value in item.items() if key in GrantSpec.model_fields}
    try:
        return address_of("", GrantSpec.model_validate(said))
    except ValidationError:
        return None


def _find_index(items: Sequence[Any], wanted: object) -> int | None:
    """Find an index by its field and JSON path, or by its name where these leave a choice."""
    if not isinstance(wanted, dict):
        return None
    given, name, path = wanted.get("field_name"), _index_name(wanted), json_path(wanted)
    there = [at for at, item in enumerate(items) if isinstance(item, dict)]
    same = [at for at in there if given in (None, items[at].get("field_name"))]
    exact = [at for at in same if given is not None and json_path(items[at]) == path]
    named = [at for at in same if name is not None and _index_name(items[at]) == name]
    only = same if given is not None and not path and len(same) == 1 else []
    return next(iter([*exact, *named, *only]), None)


def _index_name(item: Mapping[str, Any]) -> Any:
    return item.get("index_name", item.get("name"))


def json_path(index: Mapping[str, Any]) -> str:
    """Return the path inside a JSON field that an index is on, empty where there is none."""
    params = index.get("params", index.get("index_params"))
    if "json_path" not in str(params):
        return ""
    data = {"field_name": index.get("field_name"), "params": params}
    try:
        return IndexSpec.model_validate(data).json_path
    except ValidationError:
        return ""
