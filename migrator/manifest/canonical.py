"""The canonical form of a manifest: first words for synonyms, usual names, usual order.

What has anchors, aliases or merge keys is left as it is: a part that is shared may stand
for different things, and a name must stand before what uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from migrator.datatypes import data_type
from migrator.kinds.collection.spec import FieldSpec, MappingSpec, normal_function_type
from migrator.kinds.index.spec import normal_index_type, normal_metric_type
from migrator.manifest.documents import KEYS
from migrator.manifest.dump import BEFORE_CHILDREN, FIELD_FIRST
from migrator.manifest.nodes import Container, Entry, Node, Scalar, Written
from migrator.manifest.shape import NAME_KEYS, Nested, nested, synonyms
from migrator.manifest.specs import (
    API_VERSION,
    APPROVAL,
    CHILDREN,
    INLINE,
    PARENT_WORDS,
    SPECS,
    ApprovalSpec,
    ChildSpec,
    MetadataSpec,
)

#: Words whose values have several spellings, each with what gives the usual one.
_SPELLED: Mapping[str, Callable[[Any], Any]] = {
    "dtype": data_type,
    "element_type": data_type,
    "cast": data_type,
    "function_type": normal_function_type,
    "index_type": normal_index_type,
    "metric_type": normal_metric_type,
}
#: Words that are written otherwise than the model calls them.
_WRITTEN: Mapping[tuple[type[BaseModel], str], str] = {(MappingSpec, "source"): "from"}


def is_manifest(node: Node) -> bool:
    """Whether a document is a manifest of ours, of whatever kind but the project file."""
    if not isinstance(node, Container) or not node.is_mapping:
        return False
    return _text(node.get("apiVersion")) == API_VERSION and _kind(node) in {*SPECS, APPROVAL}


def make_canonical(document: Written) -> None:
    """Put the words and the order of a manifest into their canonical form."""
    root = document.root
    if document.shares or not isinstance(root, Container):
        return
    first = root.entries[0]
    _order(root, KEYS)
    # What is about the document stays on top of it, and so does the space below that.
    first.blank = first.blank and first is root.entries[0]
    metadata, spec = root.get("metadata"), root.get("spec")
    if isinstance(metadata, Container) and metadata.is_mapping:
        _mapping(metadata, MetadataSpec)
        labels = metadata.get("labels")
        if isinstance(labels, Container) and labels.is_mapping:
            labels.entries.sort(key=lambda entry: entry.name or "")
    if isinstance(spec, Container) and spec.is_mapping:
        _spec(spec, _kind(root))


def _spec(spec: Container, kind: str) -> None:
    if kind == APPROVAL:
        _mapping(spec, ApprovalSpec)
        return
    model = SPECS[kind]
    if kind in CHILDREN:
        _rename(spec, dict.fromkeys(PARENT_WORDS[1:], PARENT_WORDS[0]))
        _mapping(spec, model, first=PARENT_WORDS[:1])
    elif kind == "Collection":
        _mapping(spec, model, first=(*BEFORE_CHILDREN, *INLINE))
        for word in INLINE:
            _children(spec.get(word), SPECS["Index"] if word == "indexes" else ChildSpec)
    else:
        _mapping(spec, model)


def _children(items: Node | None, model: type[BaseModel]) -> None:
    if isinstance(items, Container) and not items.is_mapping:
        for entry in items.entries:
            if isinstance(entry.value, Container) and entry.value.is_mapping:
                _mapping(entry.value, model)


def _mapping(mapping: Container, model: type[BaseModel], first: Iterable[str] = ()) -> None:
    _rename(mapping, _others(model))
    inside = nested(model)
    words = {_WRITTEN.get((model, word), word): word for word in model.model_fields}
    for entry in mapping.entries:
        word = words.get(entry.name or "", "")
        if word in inside:
            entry.value = _nested(entry.value, inside[word])
        elif word in _SPELLED and isinstance(entry.value, Scalar):
            _spell(entry.value, _SPELLED[word])
    _order(mapping, (*first, *(FIELD_FIRST if model is FieldSpec else ()), *words))


@cache
def _others(model: type[BaseModel]) -> Mapping[str, str]:
    others = {other: _WRITTEN.get((model, word), word) for other, word in synonyms(model).items()}
    own = {word: spelled for (owner, word), spelled in _WRITTEN.items() if owner is model}
    return {other: word for other, word in {**others, **own}.items() if other != word}


def _nested(value: Node, inner: Nested) -> Node:
    if not isinstance(value, Container):
        return value
    if inner.named:
        return _named(value, inner.model)
    if inner.many:
        members = [entry.value for entry in value.entries] if value.is_mapping else []
        for member in members:
            _nested(member, Nested(inner.model, many=False, named=False))
    elif value.is_mapping:
        _mapping(value, inner.model)
    return value


def _named(value: Container, model: type[BaseModel]) -> Container:
    """Put a list of named items, or a mapping by name, into the form of a list."""
    if value.is_mapping:
        if not value.entries or not all(map(_can_be_item, value.entries)):
            return value
        value = _as_list(value)
    for entry in value.entries:
        item = entry.value
        if isinstance(item, Container) and item.is_mapping:
            first, *others = NAME_KEYS
            _rename(item, dict.fromkeys(others, first))
            _mapping(item, model, first=(first,))
            _order(item, (first,))
    return value


def _can_be_item(entry: Entry) -> bool:
    item = entry.value
    if not isinstance(item, Container) or not item.is_mapping:
        return False
    named = any(inner.name in NAME_KEYS for inner in item.entries)
    # A reference resolves in a value and not in a key.
    return bool(entry.name) and not named and "${" not in (entry.name or "")


def _as_list(mapping: Container) -> Container:
    for entry in mapping.entries:
        assert isinstance(entry.value, Container)
        name = Entry(Scalar(NAME_KEYS[0]), Scalar(entry.name))
        entry.value.entries.insert(0, name)
        entry.key = None
    mapping.is_mapping = False
    return mapping


def _rename(mapping: Container, others: Mapping[str, str]) -> None:
    """Give entries their first words; where both stand there, that is for validate to say."""
    for entry in mapping.entries:
        word = others.get(entry.name or "")
        if word is None or mapping.get(word) is not None:
            continue
        assert entry.key is not None
        entry.key.value = word


def _spell(scalar: Scalar, usual: Callable[[Any], Any]) -> None:
    try:
        spelled = usual(scalar.value)
    except ValueError:  # a reference, or a mistake that validate tells of
        return
    if isinstance(spelled, str) and isinstance(scalar.value, str):
        scalar.value, scalar.verbatim = spelled, ""


def _order(mapping: Container, words: Iterable[str]) -> None:
    """Sort entries by a list of words; others follow in the order that they have."""
    places: dict[str, int] = {}
    for word in words:
        places.setdefault(word, len(places))
    mapping.entries.sort(key=lambda entry: places.get(entry.name or "", len(places)))


def _kind(root: Container) -> str:
    return _text(root.get("kind"))


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
