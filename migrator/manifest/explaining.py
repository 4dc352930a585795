"""What a key of a manifest or of the project file means, as its model says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from migrator.errors import UsageError
from migrator.manifest.layout import Layout, document_layout
from migrator.manifest.projectfile import ProjectSection
from migrator.manifest.shape import synonyms
from migrator.manifest.specs import APPROVAL, PROJECT, SPECS, ApprovalSpec, MetadataSpec
from migrator.wording import suggestion


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its path, what it means, other words for it, what it may be, what is inside."""

    path: str
    meaning: str
    also: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


def explained(text: str) -> Key:
    """Find a key by its path, such as ``Collection.fields.nullable``; contacts nothing.

    The path begins with a kind. ``spec`` and ``*``, for one of many, may be left out.

    Raises:
        UsageError: there is no such key.
    """
    kind, *words = text.split(".")
    known = {name.lower(): name for name in (*SPECS, APPROVAL, PROJECT)}
    found = known.get(kind.lower())
    if found is None:
        hint = suggestion(kind, known.values())
        raise UsageError(f"there is no code and no kind {kind!r}", hint=hint)
    here, path = _document(found), [found]
    key = Key(found, _meaning_of(here.model), inside=tuple(_inside(here)))
    if words[:1] == ["metadata"]:
        here, path, words = Layout(MetadataSpec), [found, "metadata"], words[1:]
        key = Key(".".join(path), "What names the resource.", inside=tuple(_inside(here)))
    for word in words:
        if word == "*" or (word == "spec" and len(path) == 1):
            continue
        name = here.word(word)
        if here.many:
            here = here.item
            name = here.word(word)
        if name not in _inside(here):
            hint = suggestion(word, list(_inside(here)))
            raise UsageError(f"there is no key {word!r} in {'.'.join(path)}", hint=hint)
        owner, here = here, here.inside(name)
        path.append(name)
        key = _key(".".join(path), owner, name, here)
    return key


def _document(kind: str) -> Layout:
    if kind == PROJECT:
        return Layout(ProjectSection)
    if kind == APPROVAL:
        return Layout(ApprovalSpec)
    return document_layout(kind).inside("spec")


def _inside(layout: Layout) -> Iterator[str]:
    """Name the keys of a model and what stands beside them; nothing of what has no model."""
    if layout.model is None:
        return
    yield from layout.model.model_fields
    if not layout.many:
        yield from layout.more


def _key(path: str, owner: Layout, name: str, here: Layout) -> Key:
    info = owner.model.model_fields.get(name) if owner.model is not None else None
    meaning = (info.description if info is not None else "") or _meaning_of(here.model)
    values = tuple(_literals(info.annotation)) if info is not None else ()
    return Key(path, meaning, tuple(_others(owner, name)), values, tuple(_inside(here)))


def _others(owner: Layout, name: str) -> Iterator[str]:
    words: Mapping[str, str] = synonyms(owner.model) if owner.model is not None else {}
    yield from (other for other, word in words.items() if word == name)


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
        return
    for argument in get_args(annotation):
        yield from _literals(argument)


def _meaning_of(model: type[BaseModel] | None) -> str:
    return (model.__doc__ or "").partition("\n\n")[0] if model is not None else ""
