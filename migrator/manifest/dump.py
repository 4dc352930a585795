"""Dumping: resources as manifests in canonical form, the inverse of loading."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from migrator.address import DEFAULT_DATABASE, Address, collection_address
from migrator.kinds.alias import AliasSpec
from migrator.kinds.collection.spec import FieldSpec, MappingSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.manifest.emit import emit
from migrator.manifest.shape import has_properties, is_json, nested
from migrator.manifest.specs import API_VERSION, CHILDREN, GRANTS, INLINE, ITEMS, SECRETS, SPECS
from migrator.manifest.substitution import escape
from migrator.model import Metadata, Resource
from migrator.values import MAX_DIGITS, float32, json_value, natural, property_value

#: What is always written over several lines; the rest where it does not fit in one.
BLOCKS = frozenset(
    [
        ("metadata",),
        ("spec",),
        *(("spec", word) for word in ("fields", "functions", "indexes", "grants")),
    ]
)
#: Where a collection's children stand among its attributes: after these.
BEFORE_CHILDREN = (
    "description",
    "enable_dynamic_field",
    "consistency_level",
    "num_shards",
    "num_partitions",
    "fields",
    "functions",
)
#: What a field says first, for lists that can be read down; the rest as in its model.
FIELD_FIRST = (
    "dtype",
    "element_type",
    "is_primary",
    "auto_id",
    "dim",
    "max_capacity",
    "max_length",
)


def dump(resources: Iterable[Resource], database: str = DEFAULT_DATABASE) -> str:
    """Write resources as YAML: one document each, a collection's children inside it.

    Children with metadata of their own, and those without their collection, stand alone.
    ``database`` is the one that need not be named.
    Loading the text gives equal resources, but for where they were written.
    """
    given = {resource.address: resource for resource in resources}
    inline: dict[Address, list[Resource]] = {}
    alone: list[Resource] = []
    for grant in [each for each in given.values() if each.address.kind in ITEMS]:
        # What has no document of its own brings that of its owner.
        role = grant.address.owner
        assert role is not None
        given.setdefault(role, Resource(role, SPECS[role.kind]()))
    for address in sorted(given, key=_place):
        resource = given[address]
        owner = given.get(_owner(resource) or address)
        if owner is None or owner is resource or not _fits_inside(resource, owner):
            alone.append(resource)
        else:
            inline.setdefault(owner.address, []).append(resource)
    documents = [
        _escaped(
            _document(resource, inline.get(resource.address, ()), database), _secrets(resource)
        )
        for resource in alone
    ]
    return "---\n".join(emit(document, BLOCKS) for document in documents)


def _secrets(resource: Resource) -> frozenset[str]:
    return SECRETS.get(resource.address.kind, frozenset())


_PLACES = {kind: place for place, kind in enumerate(SPECS)}


def _place(address: Address) -> tuple[int, Address]:
    return (_PLACES.get(address.kind, len(_PLACES)), address)


def _owner(resource: Resource) -> Address | None:
    """Return the collection or the role whose manifest a resource may stand in."""
    if isinstance(resource.spec, AliasSpec):
        database = resource.address.database or DEFAULT_DATABASE
        return collection_address(database, resource.spec.collection_name)
    return resource.address.owner


def _fits_inside(resource: Resource, owner: Resource) -> bool:
    metadata = resource.metadata
    return not owner.metadata.absent and metadata == Metadata(absent=metadata.absent)


def _document(resource: Resource, children: Iterable[Resource], database: str) -> dict[str, Any]:
    address = resource.address
    spec = written(type(resource.spec), resource.spec.managed())
    metadata: dict[str, Any] = {"name": address.name}
    if address.kind in CHILDREN:
        owner = address.collection
        assert owner is not None
        spec = {"collection_name": owner.name, **spec}
        metadata["name"] = address.name.partition("/")[2]
    if isinstance(resource.spec, IndexSpec):
        metadata["name"] = spec.get("index_name")
        if metadata["name"] is not None:
            del spec["index_name"]
    if metadata["name"] is None:
        del metadata["name"]
    if address.database not in (None, database):
        metadata["database"] = address.database
    metadata |= _metadata(resource.metadata)
    if address.kind == "Collection":
        spec = _with_children(spec, children)
    if address.kind == "Role":
        spec = _with_grants(spec, children)
    document: dict[str, Any] = {"apiVersion": API_VERSION, "kind": address.kind}
    if metadata:
        document["metadata"] = metadata
    if spec:
        document["spec"] = spec
    return document


def _metadata(metadata: Metadata) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if metadata.labels:
        said["labels"] = dict(sorted(metadata.labels.items()))
    if metadata.previous_name is not None:
        said["previous_name"] = metadata.previous_name
    if metadata.protect:
        said["protect"] = True
    if metadata.absent:
        said["ensure"] = "absent"
    return said


def _with_children(spec: dict[str, Any], children: Iterable[Resource]) -> dict[str, Any]:
    lists: dict[str, list[Any]] = {word: [] for word in INLINE}
    for child in children:
        gone = {"ensure": "absent"} if child.metadata.absent else {}
        if isinstance(child.spec, IndexSpec):
            lists["indexes"].append({**written(IndexSpec, child.spec.managed()), **gone})
            continue
        word, name = "aliases", child.address.name
        if child.address.kind == "Partition":  # Milvus Lite takes names with a slash
            word, name = "partitions", name.partition("/")[2]
        lists[word].append({"name": name, **gone} if gone else name)
    before = {key: value for key, value in spec.items() if key in BEFORE_CHILDREN}
    return {**before, **{word: items for word, items in lists.items() if items}, **spec}


def _with_grants(spec: dict[str, Any], children: Iterable[Resource]) -> dict[str, Any]:
    grants = [
        {**child.spec.managed(), **({"ensure": "absent"} if child.metadata.absent else {})}
        for child in children
    ]
    return {**spec, GRANTS: grants} if grants else spec


def written(model: type[BaseModel], data: dict[str, Any]) -> dict[str, Any]:
    """Return the normal form of a spec as people write it: lists of named items, numbers."""
    result: dict[str, Any] = {}
    for key, value in data.items():
        inner = nested(model).get(key)
        info = model.model_fields[key]
        if value is None:
            result[key] = None
        elif inner is not None and inner.named:
            result[key] = [
                {"name": name, **written(inner.model, item)} for name, item in value.items()
            ]
        elif inner is not None and isinstance(value, list):
            result[key] = [written(inner.model, item) for item in value]
        elif inner is not None and inner.many:
            result[key] = {name: written(inner.model, item) for name, item in value.items()}
        elif inner is not None:
            result[key] = written(inner.model, value)
        elif has_properties(info):
            result[key] = {name: _property(item) for name, item in value.items()}
            if model is IndexSpec and key == "params" and "params" in value:
                # A mapping there would be read as the parameters themselves.
                result[key]["params"] = value["params"]
        else:
            result[key] = _json_text(value) if is_json(info) and not _readable(value) else value
    return _in_usual_words(model, result)


def _in_usual_words(model: type[BaseModel], data: dict[str, Any]) -> dict[str, Any]:
    if model is MappingSpec and "source" in data:
        source = data["source"]
        if source is not None and len(source) == 1 and "call" not in data:
            source = source[0]
        return {"from" if key == "source" else key: source if key == "source" else value
                for key, value in data.items()}  # fmt: skip
    if model is not FieldSpec:
        return data
    if data.get("dtype") == "Float" and data.get("default_value"):
        data["default_value"] = _shortest(data["default_value"])
    return {**{key: data[key] for key in FIELD_FIRST if key in data}, **data}


def _property(text: str | None) -> Any:
    if text is None:
        return None
    value = natural(text)
    return value if _readable(value) else text


def _readable(data: Any, depth: int = 0) -> bool:
    """Whether data mean the same after they were written to YAML and read again."""
    if isinstance(data, dict):
        return depth < 40 and all(_readable(item, depth + 1) for item in data.values())
    if isinstance(data, list):
        return depth < 40 and all(_readable(item, depth + 1) for item in data)
    if isinstance(data, float):
        return math.isfinite(data)
    return not isinstance(data, int) or len(str(data)) <= MAX_DIGITS


def _json_text(value: Any) -> str:
    text = property_value(value)
    assert json_value(text) == value or not _readable(value)
    return text


def _shortest(value: float) -> float:
    """Return the number with the fewest digits that is the same 32-bit float."""
    shorter = (float(f"{value:.{digits}g}") for digits in range(1, 10))
    return next((number for number in shorter if float32(number) == value), value)


def _escaped(data: Any, secrets: frozenset[str] = frozenset()) -> Any:
    """Let text that looks like a reference be read as text, but for references to secrets."""
    if isinstance(data, dict):
        return {
            escape(key): value if key in secrets else _escaped(value, secrets)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [_escaped(item, secrets) for item in data]
    return escape(data) if isinstance(data, str) else data
