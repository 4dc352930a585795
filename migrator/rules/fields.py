"""Fields: types, and the parameters that each type needs, may have, and has no use for.

Sources: observed on 2.3.5 (dim, max_length and max_capacity with their bounds, element types);
server source, validateDimension, validateMaxLengthPerRow, validateMaxCapacityPerRow,
validateFieldType, checkFieldSchema, validateLoadFieldsList. A dim of 1 is for servers to
refuse: 2.3.5 takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.datatypes import DENSE_VECTORS, ELEMENT_TYPES, VECTORS
from migrator.findings import Finding
from migrator.kinds.collection.spec import FieldSpec
from migrator.rules import analyzers, defaults, names, structs
from migrator.rules.limits import SchemaLimits
from migrator.rules.subject import FieldSubject
from migrator.wording import either, shown

#: What fields have as text, which analyzers work on.
_TEXTS = ("VarChar", "Text")
_ANALYZING = ("enable_analyzer", "enable_match", "analyzer_params", "multi_analyzer_params")
_SIZES = ("dim", "max_length", "max_capacity")
_PARAMETERS = frozenset({*_SIZES, "element_type", *_ANALYZING})

#: Type parameters that the manifest has keys for; ``mmap_enabled`` is pymilvus's spelling.
_OWN_KEYS = {key: key for key in (*_SIZES, *_ANALYZING)} | {
    "mmap.enabled": "mmap_enabled",
    "mmap_enabled": "mmap_enabled",
}
SKIP_LOAD = "field.skipLoad"


def check(fields: Sequence[FieldSubject]) -> Iterator[Finding]:
    """Check every field of a collection, and every field of its struct."""
    for field in fields:
        yield from names.field(field)
        yield from _parameters(field)
        yield from _type(field)
        yield from defaults.check(field)
        yield from analyzers.check(field)
        yield from structs.check(field)
        for member in field.members():
            yield from names.field(member)
            yield from _parameters(member)
    yield from _skipped(fields)


def _type(field: FieldSubject) -> Iterator[Finding]:
    spec = field.spec
    if spec.dtype == "Struct":
        hint = "write dtype: Array, element_type: Struct and a struct_schema"
        yield field.find("MIG420", "Struct is no type of a field", "dtype", hint=hint)
    element = spec.element_type
    if spec.dtype != "Array" or element is None or element in ELEMENT_TYPES:
        return
    if element in VECTORS:
        message, hint = "only a struct holds arrays of vectors", "use element_type: Struct"
    else:
        message, hint = f"an Array cannot hold {element}", f"use {either(ELEMENT_TYPES)}"
    yield field.find("MIG420", message, "element_type", hint=hint)


def _parameters(field: FieldSubject) -> Iterator[Finding]:
    spec, inside = field.spec, field.struct is not None
    needed = _needed(spec, inside=inside)
    for key in needed:
        if _given(spec, key) is None:
            struct = key == "element_type" and spec.struct_schema is not None
            hint = "write element_type: Struct" if struct else f"add {key}"
            yield field.find("MIG421", f"{_described(spec)} needs {key}", hint=hint)
    if spec.dtype == "SparseFloatVector" and spec.dim is not None:
        message = "a sparse vector has no dim"
        yield field.find("MIG424", message, "dim", hint="remove it")
    elif not (inside and spec.dtype == "Array"):
        yield from _useless(field, needed)
    for key in _SIZES:
        if key in needed:
            yield from _range(field, key)
    for key in spec.type_params:
        if key in _OWN_KEYS:
            message = f"type_params.{key} has a key of its own"
            hint = f"write {_OWN_KEYS[key]} beside dtype"
            yield field.find("MIG425", message, "type_params", key, hint=hint)


def _described(spec: FieldSpec) -> str:
    inner = spec.element_type if spec.dtype == "Array" else None
    return f"an Array of {inner}" if inner else spec.dtype


def _needed(spec: FieldSpec, *, inside: bool) -> tuple[str, ...]:
    if spec.dtype in DENSE_VECTORS:
        return ("dim",)
    if spec.dtype == "VarChar":
        return ("max_length",)
    if spec.dtype != "Array" or inside:
        return ()
    match spec.element_type:
        case None:
            return ("element_type", "max_capacity")
        case "VarChar":
            return ("max_capacity", "max_length")
        case "Struct":
            return ("max_capacity", "struct_schema")
    return ("max_capacity",)


def _given(spec: FieldSpec, key: str) -> object:
    value: object = getattr(spec, key)
    return spec.type_params.get(key) if value is None else value


def _useless(field: FieldSubject, needed: tuple[str, ...]) -> Iterator[Finding]:
    spec = field.spec
    for key in spec.model_fields_set & _PARAMETERS:
        value = getattr(spec, key)
        if value is None or value is False or key in needed:
            continue
        if (key in _ANALYZING or key == "max_length") and spec.dtype in _TEXTS:
            continue
        if key == "element_type" and spec.dtype == "Array":
            continue
        if key == "max_capacity" and field.struct is not None:
            continue  # of the struct's array, see structs
        message = f"{key} has no meaning for {_described(spec)}"
        yield field.find("MIG423", message, key, hint="remove it")


def _range(field: FieldSubject, key: str) -> Iterator[Finding]:
    value = getattr(field.spec, key)
    if value is None:
        return
    low, high = _bounds(field.spec, key, field.of.limits)
    if not low <= value <= high:
        message = f"{key} is {shown(value)}, but must be {low} to {high}"
        yield field.find("MIG422", message, key)
    elif key == "dim" and field.spec.dtype == "BinaryVector" and value % 8:
        message = f"dim of a BinaryVector counts bits and is a multiple of 8, not {value}"
        yield field.find("MIG422", message, key, hint=f"use {(value // 8 + 1) * 8}")


def _bounds(spec: FieldSpec, key: str, limits: SchemaLimits) -> tuple[int, int]:
    if key == "max_length":
        return 1, limits.max_varchar_bytes
    if key == "max_capacity":
        return 1, limits.max_array_capacity
    return (8, limits.max_dim * 8) if spec.dtype == "BinaryVector" else (1, limits.max_dim)


def _skipped(fields: Sequence[FieldSubject]) -> Iterator[Finding]:
    """Check which fields are left out of loading."""
    skipped = [field for field in fields if field.spec.type_params.get(SKIP_LOAD) == "true"]
    if not skipped:
        return
    for field in skipped:
        spec = field.spec
        if spec.is_primary or spec.is_partition_key or spec.is_clustering_key:
            message = "a key cannot be left out of loading"
            yield field.find("MIG427", message, "type_params", SKIP_LOAD, hint="remove it")
    if all(field in skipped for field in fields if field.spec.dtype in VECTORS):
        message = "not all vector fields can be left out of loading"
        yield skipped[-1].find("MIG427", message, "type_params", SKIP_LOAD, hint="remove it")
