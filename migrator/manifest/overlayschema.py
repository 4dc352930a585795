"""JSON Schema of overlays: that of manifests, with nothing required and ``$remove`` allowed."""

from __future__ import annotations

from typing import Any

from migrator.manifest.jsonschema import Schema, manifest_schema
from migrator.manifest.merge import REMOVE
from migrator.manifest.shape import NAME_KEYS
from migrator.manifest.specs import APPROVAL, PARENT_WORDS

#: What an overlay has to say, too, because it tells what the overlay is for.
_IDENTITY = frozenset({"apiVersion", "kind", "metadata", "name"})
_IDENTITY_CHOICES = (frozenset(NAME_KEYS), frozenset(PARENT_WORDS))

_REMOVED_KEYS: Schema = {
    "anyOf": [{"const": True}, {"type": "array", "items": {"type": "string"}}],
    "description": "true: not declared here. A list: keys that are not, before the rest is merged.",
}
_REMOVAL: Schema = {
    "type": "object",
    "properties": {REMOVE: _REMOVED_KEYS},
    "required": [REMOVE],
    "additionalProperties": False,
}


def overlay_schema() -> Schema:
    """Return the schema of one overlay document, of whatever kind."""
    schema = manifest_schema()
    schema["properties"]["kind"]["enum"].remove(APPROVAL)
    schema["allOf"] = [each for each in schema["allOf"] if _kind(each) != APPROVAL]
    loose = {
        **schema,
        "title": "migrator overlay",
        "allOf": [{**each, "then": _document(each["then"])} for each in schema["allOf"]],
        "$defs": {name: _loosened(each) for name, each in schema["$defs"].items()},
    }
    loose["properties"][REMOVE] = {"const": True, "description": "It is not declared here."}
    return loose


def _kind(choice: Schema) -> object:
    return choice["if"]["properties"]["kind"]["const"]


def _document(schema: Schema) -> Schema:
    parts = {key: _loosened(part) for key, part in schema["properties"].items()}
    return {**_without_demands(schema), "properties": parts}


def _loosened(schema: Any) -> Any:
    """Return a schema that asks for no more than what tells one thing from another."""
    if not isinstance(schema, dict):
        return schema
    loose = _without_demands(schema)
    if "properties" in loose:
        inside = {key: _removable(part) for key, part in loose["properties"].items()}
        loose["properties"] = {**inside, REMOVE: _REMOVED_KEYS}
    elif isinstance(loose.get("additionalProperties"), dict):
        loose["additionalProperties"] = _removable(loose["additionalProperties"])
        loose["properties"] = {REMOVE: _REMOVED_KEYS}
    if "items" in loose:
        loose["items"] = _loosened(loose["items"])
    if "anyOf" in loose:
        loose["anyOf"] = [_loosened(each) for each in loose["anyOf"]]
    return loose


def _removable(schema: Any) -> Any:
    """Allow ``$remove`` in the place of a value, and in that of a list for some of it."""
    loose = _loosened(schema)
    if not loose:
        return loose
    description = {"description": loose["description"]} if "description" in loose else {}
    return {"anyOf": [loose, _REMOVAL], **description}


def _without_demands(schema: Schema) -> Schema:
    loose = {key: part for key, part in schema.items() if key not in ("required", "allOf")}
    if required := [word for word in schema.get("required", ()) if word in _IDENTITY]:
        loose["required"] = required
    if demands := [each for each in schema.get("allOf", ()) if _tells_apart(each)]:
        loose["allOf"] = demands
    if any("required" in choice for choice in schema.get("anyOf", ())):
        del loose["anyOf"]
    return loose


def _tells_apart(demand: Schema) -> bool:
    words = {word for choice in demand.get("oneOf", ()) for word in choice.get("required", ())}
    return words in _IDENTITY_CHOICES
