"""JSON Schema of manifests and of the project file, for editors; built from the models.

Looser than loading where a rule needs more than one place: it knows shapes, words and
their meaning, not references between manifests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from migrator.address import GLOBAL_KINDS
from migrator.approval import APPROVAL_IDS
from migrator.datatypes import DATA_TYPES
from migrator.kinds.collection.spec import FUNCTION_TYPES
from migrator.kinds.index.spec import INDEX_TYPES
from migrator.manifest.projectfile import ProjectMetadata, ProjectSection
from migrator.manifest.shape import (
    NAME_KEYS,
    has_properties,
    is_json,
    is_named,
    nested,
    synonyms,
)
from migrator.manifest.specs import (
    API_VERSION,
    APPROVAL,
    CHILDREN,
    DOCUMENTS,
    GRANTS,
    PARENT_WORDS,
    PROJECT,
    SPECS,
    ApprovalSpec,
    ChildSpec,
    MetadataSpec,
)

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

#: A reference in the place of something that is not text.
_REFERENCE: Schema = {
    "type": "string",
    "pattern": r"^\$\{values\.[^{}]+\}$",
    "description": "A value of the connection: ${values.name} or ${values.name:-default}.",
}
_PROPERTY: Schema = {"type": ["string", "number", "boolean", "array", "object"]}


def _spelled(names: Iterable[str]) -> Schema:
    """Allow names as Milvus writes them, which editors offer first, and as pymilvus's enums."""
    plain = list(names)
    enums = [re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper() for name in plain]
    return {"enum": list(dict.fromkeys([*plain, *enums, *map(str.upper, plain)]))}


#: Fields whose values a validator checks, so that the model's own schema says text only.
_CHOICES: Mapping[str, Schema] = {
    "dtype": _spelled([*DATA_TYPES, "Struct"]),
    "element_type": _spelled([*DATA_TYPES, "Struct"]),
    "cast": _spelled(DATA_TYPES),
    "function_type": _spelled(FUNCTION_TYPES),
    # An index type that is not listed may be one of a newer server.
    "index_type": {"anyOf": [{"enum": [*INDEX_TYPES]}, {"type": "string"}]},
    "allow": {"enum": [*APPROVAL_IDS]},
}
#: Lists for which a single text may stand.
_ONE_OR_MANY = frozenset({"input_field_names", "output_field_names", "source"})


def manifest_schema() -> Schema:
    """Return the schema of one manifest document, of whatever kind."""
    builder = _Builder()
    kinds = [*DOCUMENTS, APPROVAL]
    return {
        "$schema": DRAFT,
        "title": "migrator manifest",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "properties": {
            "apiVersion": {"const": API_VERSION, "description": "Version of this form."},
            "kind": {"enum": kinds, "description": "What the document declares."},
            "metadata": {"type": "object"},
            "spec": {"type": "object"},
        },
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": _document(kind, builder),
            }
            for kind in kinds
        ],
        "$defs": builder.definitions,
    }


def project_schema() -> Schema:
    """Return the schema of ``migrator.yaml``."""
    builder = _Builder(references=False)
    return {
        "$schema": DRAFT,
        "title": "migrator project file",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"const": API_VERSION, "description": "Version of this form."},
            "kind": {"const": PROJECT},
            "metadata": builder.model(ProjectMetadata),
            "spec": builder.model(ProjectSection),
        },
        "additionalProperties": False,
        "$defs": builder.definitions,
    }


def _document(kind: str, builder: _Builder) -> Schema:
    """Return what documents of a kind look like beside apiVersion and kind."""
    model = ApprovalSpec if kind == APPROVAL else SPECS[kind]
    spec = builder.model(model)
    if kind == "Collection":
        spec = _with_children(builder)
    elif kind == "Role":
        spec = _with_grants(builder)
    elif kind in CHILDREN:
        spec = _with_parent(kind, builder)
    needs_spec = kind in CHILDREN or any(info.is_required() for info in model.model_fields.values())
    document: Schema = {"properties": {"metadata": _metadata(kind, builder), "spec": spec}}
    if kind != "Index":
        document["required"] = ["metadata"]
    if needs_spec and kind in CHILDREN | {APPROVAL}:
        document["required"] = [*document.get("required", ()), "spec"]
    elif needs_spec:
        absent = {"properties": {"ensure": {"const": "absent"}}, "required": ["ensure"]}
        document["anyOf"] = [{"required": ["spec"]}, {"properties": {"metadata": absent}}]
    return document


def _metadata(kind: str, builder: _Builder) -> Schema:
    schema = builder.properties(MetadataSpec)
    for key in ("database",) if kind in GLOBAL_KINDS else ():
        del schema["properties"][key]
    if kind != "Collection":
        del schema["properties"]["previous_name"]
    if kind == APPROVAL:
        for key in ("database", "protect", "ensure"):
            del schema["properties"][key]
    schema["required"] = [] if kind == "Index" else ["name"]
    return schema


def _with_children(builder: _Builder) -> Schema:
    schema = builder.properties(SPECS["Collection"])
    index = builder.properties(SPECS["Index"])
    index["properties"]["ensure"] = builder.properties(ChildSpec)["properties"]["ensure"]
    builder.definitions["InlineIndex"] = index
    item = {"anyOf": [{"type": "string", "minLength": 1}, builder.model(ChildSpec)]}
    children = {
        "indexes": ("Indexes of the collection.", {"$ref": "#/$defs/InlineIndex"}),
        "partitions": ("Partitions of the collection, by name.", item),
        "aliases": ("Aliases that stand for the collection, by name.", item),
    }
    for word, (description, items) in children.items():
        schema["properties"][word] = builder.or_reference(
            {"type": "array", "items": items, "description": description}
        )
    # pymilvus's schema takes auto_id for the whole collection; it goes to the primary key.
    schema["properties"]["auto_id"] = builder.or_reference(
        {"type": "boolean", "description": "Another place for auto_id of the primary key."}
    )
    return schema


def _with_grants(builder: _Builder) -> Schema:
    schema = builder.properties(SPECS["Role"])
    grant = builder.properties(SPECS["Grant"])
    grant["properties"]["ensure"] = builder.properties(ChildSpec)["properties"]["ensure"]
    builder.definitions["Grant"] = grant
    schema["properties"][GRANTS] = builder.or_reference(
        {
            "type": "array",
            "items": {"$ref": "#/$defs/Grant"},
            "description": "What the role may do.",
        }
    )
    return schema


def _with_parent(kind: str, builder: _Builder) -> Schema:
    schema = builder.properties(SPECS[kind])
    for word in PARENT_WORDS:
        schema["properties"][word] = {
            "type": "string",
            "minLength": 1,
            "description": f"The collection that the {kind.lower()} is of.",
        }
    schema["allOf"] = [
        *schema.get("allOf", ()),
        {"oneOf": [{"required": [word]} for word in PARENT_WORDS]},
    ]
    return schema


class _Builder:
    """Builds schemas of models and collects those that are referred to."""

    def __init__(self, *, references: bool = True) -> None:
        self.definitions: dict[str, Schema] = {}
        self.references = references

    def model(self, model: type[BaseModel]) -> Schema:
        """Return a reference to the schema of a model."""
        name = model.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # ends the recursion of structs in fields
            self.definitions[name] = self.properties(model)
        return {"$ref": f"#/$defs/{name}"}

    def properties(self, model: type[BaseModel], *, named: bool = False) -> Schema:
        """Return the schema of a model in full, with all the words that it takes."""
        raw = model.model_json_schema(ref_template="#/$defs/{model}")
        own = raw.get("properties", {})
        if not own and model.model_fields:
            # A model that holds itself stands among the definitions; pydantic 2.0 refers to
            # it inside an allOf, later ones directly.
            own = raw["$defs"][model.__name__]["properties"]
        schema: Schema = {"type": "object", "additionalProperties": False, "properties": {}}
        for word in model.model_fields:
            schema["properties"][word] = self._field(model, word, own[word])
        required: list[Schema] = []
        others = synonyms(model)
        for other, word in others.items():
            schema["properties"][other] = {
                **schema["properties"][word],
                "description": f"Another word for {word}.",
            }
        for word, info in model.model_fields.items():
            if info.is_required():
                same = [word, *(other for other, own_word in others.items() if own_word == word)]
                required.append({"oneOf": [{"required": [one]} for one in same]})
        if named:
            for key in NAME_KEYS:
                schema["properties"][key] = {"type": "string", "description": "The name."}
            required.append({"oneOf": [{"required": [key]} for key in NAME_KEYS]})
        if required:
            schema["allOf"] = required
        if model.__doc__:
            schema["description"] = model.__doc__.split("\n")[0]
        return schema

    def or_reference(self, schema: Schema) -> Schema:
        """Allow a reference to a value in the place of something else, where they resolve."""
        if not self.references:
            return schema
        description = schema.pop("description", "")
        return {"anyOf": [schema, _REFERENCE], "description": description}

    def _field(self, model: type[BaseModel], word: str, raw: Schema) -> Schema:
        info = model.model_fields[word]
        description = info.description or ""
        inner = nested(model).get(word)
        schema: Schema
        if inner is not None and is_named(info):
            schema = self._named(inner.model)
        elif inner is not None and inner.many:
            schema = self._many(inner.model, raw)
        elif inner is not None:
            schema = self.model(inner.model)
            if not info.is_required() and info.default is None and info.default_factory is None:
                schema = {"anyOf": [schema, {"type": "null"}]}
        elif has_properties(info):
            nullable = "null" in str(raw.get("additionalProperties"))
            types = [*_PROPERTY["type"], *(["null"] if nullable else [])]
            schema = {"type": "object", "additionalProperties": {"type": types}}
        elif is_json(info):
            schema = {}
        elif word in _CHOICES:
            schema = dict(_CHOICES[word])
            if {"type": "null"} in raw.get("anyOf", ()):
                schema = {"anyOf": [schema, {"type": "null"}]}
        else:
            schema = _relaxed(raw, one_or_many=word in _ONE_OR_MANY)
        if _is_text(schema) or not schema:
            return {**schema, "description": description}
        return self.or_reference({**schema, "description": description})

    def _many(self, model: type[BaseModel], raw: Schema) -> Schema:
        """Return lists of items without names, or mappings by name."""
        if raw.get("type") == "array":
            return {"type": "array", "items": self.model(model)}
        return {"type": "object", "additionalProperties": self.model(model)}

    def _named(self, model: type[BaseModel]) -> Schema:
        """Return lists of named items, and mappings by name, which say the same."""
        item = f"Named{model.__name__}"
        if item not in self.definitions:
            self.definitions[item] = {}
            self.definitions[item] = self.properties(model, named=True)
        return {
            "anyOf": [
                {"type": "array", "items": {"$ref": f"#/$defs/{item}"}},
                {"type": "object", "additionalProperties": self.model(model)},
            ]
        }


def _is_text(schema: Schema) -> bool:
    """Whether a schema takes any text, and so any reference."""
    if schema.get("type") == "string" and "enum" not in schema and "pattern" not in schema:
        return True
    return any(_is_text(choice) for choice in schema.get("anyOf", ()))


def _relaxed(raw: Schema, *, one_or_many: bool) -> Schema:
    """Return a model's own schema of a field, without titles."""
    schema = {key: value for key, value in raw.items() if key not in ("title", "default")}
    schema.pop("description", None)
    if not one_or_many:
        return schema
    return {"anyOf": [*schema.get("anyOf", [schema]), {"type": "string"}]}
