"""Structs: the fields of the structs that an array holds.

Sources: server source, ValidateStructArrayField, ValidateFieldsInStruct,
validateAddStructSubFieldProperties. That all fields have one capacity is how they are sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.datatypes import STRUCT_ELEMENT_TYPES
from migrator.findings import Finding
from migrator.rules.subject import FieldSubject
from migrator.wording import either

_FLAGS = {
    "is_primary": "the primary key",
    "auto_id": "made by the server",
    "is_partition_key": "a partition key",
    "is_clustering_key": "a clustering key",
}


def check(field: FieldSubject) -> Iterator[Finding]:
    """Check the struct that a field holds, if it is of one."""
    schema = field.spec.struct_schema
    if schema is None:
        return
    if field.spec.dtype != "Array" or field.spec.element_type not in (None, "Struct"):
        message = "only an Array of Struct has a struct_schema"
        yield field.find("MIG424", message, "struct_schema", hint="use element_type: Struct")
    if not schema.fields:
        message = "struct_schema has no fields"
        yield field.find("MIG421", message, "struct_schema", "fields", hint="add one")
    for member in field.members():
        yield from _member(member)


def _member(member: FieldSubject) -> Iterator[Finding]:
    spec, struct = member.spec, member.struct
    assert struct is not None
    if spec.dtype == "Array" and spec.element_type in STRUCT_ELEMENT_TYPES:
        message = "dtype in a struct is the type of the values; the array is the struct's"
        hint = f"write dtype: {spec.element_type}"
        yield member.find("MIG420", message, "dtype", hint=hint)
    elif spec.dtype not in STRUCT_ELEMENT_TYPES:
        inner = "Struct" if "Struct" in (spec.dtype, spec.element_type) else spec.dtype
        message = f"a struct cannot hold {inner}"
        yield member.find("MIG420", message, "dtype", hint=f"use {either(STRUCT_ELEMENT_TYPES)}")
    for flag, what in _FLAGS.items():
        if getattr(spec, flag):
            message = f"a field of a struct cannot be {what}"
            yield member.find("MIG426", message, flag, hint="remove it")
    if spec.default_value is not None:
        message = "a field of a struct has no default value"
        yield member.find("MIG426", message, "default_value", hint="remove it")
    if spec.nullable and not struct.nullable:
        message = "a field of a struct is null only where the struct may be"
        yield member.find("MIG426", message, "nullable", hint="set nullable on the struct")
    if spec.max_capacity is not None and spec.max_capacity != struct.max_capacity:
        message = "the capacity is that of the array of structs"
        hint = "set max_capacity beside element_type: Struct"
        yield member.find("MIG424", message, "max_capacity", hint=hint)
