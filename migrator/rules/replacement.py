"""Replacement: how rows get from an old collection into a new one; all of it is migrator's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.datatypes import DENSE_VECTORS, SCALARS
from migrator.findings import Finding
from migrator.kinds.collection.spec import FieldSpec, MappingSpec, normal_default
from migrator.rules.defaults import misfit
from migrator.rules.functions import bm25_outputs
from migrator.rules.subject import CollectionSubject
from migrator.wording import cut, shown, suggestion

_DURATION = re.compile(r"\d{1,9}[smhd]")


def check(collection: CollectionSubject) -> Iterator[Finding]:
    """Check the way in which a collection is replaced."""
    replace = collection.spec.replace
    if not _DURATION.fullmatch(replace.keep):
        message = f"keep is {shown(replace.keep)}, which is no duration"
        yield collection.find("MIG490", message, ("replace", "keep"), hint="such as 24h or 7d")
    for name, mapping in replace.mapping.items():
        yield from _sources(collection, name, mapping)
        if collection.has_schema:
            yield from _target(collection, name, mapping)


def _find(
    collection: CollectionSubject, name: str, code: str, message: str, *path: str, hint: str = ""
) -> Finding:
    text = f"mapping of {cut(name)}: {message}"
    return collection.find(code, text, ("replace", "mapping", name, *path), hint=hint)


def _sources(collection: CollectionSubject, name: str, mapping: MappingSpec) -> Iterator[Finding]:
    """Check that a mapping has one source, with what can be done to it."""
    given = mapping.model_fields_set
    constant, call, source = "constant" in given, mapping.call is not None, mapping.source
    if constant and (call or source):
        message = "a constant comes from no field and no call"
        yield _find(collection, name, "MIG492", message, "constant", hint="keep one of them")
    elif call and not source:
        message = "a call works on the fields that from names"
        yield _find(collection, name, "MIG492", message, "call", hint="add from")
    elif source is not None and len(source) != 1 and not call:
        message = f"from names {len(source)} fields; only a call takes several"
        yield _find(
            collection, name, "MIG492", message, "source", hint="name one field, or add call"
        )
    for key in ("cast", "truncate"):
        if getattr(mapping, key) is not None and (constant or call):
            message = f"{key} works on a field, not on a {'constant' if constant else 'call'}"
            yield _find(collection, name, "MIG492", message, key, hint="remove it")


def _target(collection: CollectionSubject, name: str, mapping: MappingSpec) -> Iterator[Finding]:
    """Check that a mapping leads to what the new field holds."""
    spec = collection.spec
    field = spec.fields.get(name)
    if field is None:
        # Rows may carry values beside the fields, and a mapping may make one of these.
        if not spec.enable_dynamic_field:
            hint = suggestion(name, spec.fields)
            yield _find(collection, name, "MIG491", "there is no such field", hint=hint)
        return
    if name in bm25_outputs(collection):
        message = "BM25 fills the field, and nothing else can"
        yield _find(collection, name, "MIG492", message, hint="remove it")
    if mapping.cast is not None and mapping.cast != field.dtype:
        message = f"cast leads to {mapping.cast}, and the field is {field.dtype}"
        yield _find(collection, name, "MIG492", message, "cast", hint=f"use {field.dtype}")
    if mapping.truncate is not None:
        problem = _truncation(field, mapping.truncate)
        if problem:
            yield _find(collection, name, "MIG492", problem, "truncate")
    if mapping.constant is not None:
        problem = _constant(field, mapping.constant)
        if problem:
            yield _find(collection, name, "MIG492", problem, "constant")


def _truncation(field: FieldSpec, dimensions: int) -> str:
    if field.dtype not in DENSE_VECTORS:
        return f"truncate is for dense vectors, and the field is {field.dtype}"
    if field.dim is not None and dimensions > field.dim:
        return f"truncate keeps {dimensions} dimensions, and the field has {field.dim}"
    if field.dtype == "BinaryVector" and dimensions % 8:
        return f"a BinaryVector is cut at a multiple of 8, not at {dimensions}"
    return ""


def _constant(field: FieldSpec, constant: object) -> str:
    if field.dtype not in SCALARS:
        return ""
    try:
        value = normal_default(field.dtype, constant)
    except ValueError:
        return f"constant {shown(constant)} is not of type {field.dtype}"
    problem = misfit(field, value)
    return f"constant {problem}" if problem else ""
