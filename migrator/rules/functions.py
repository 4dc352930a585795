"""Functions: what they read and fill.

Sources: server source, CheckFunctionBasicParams, CheckFunctionInputField,
CheckFunctionOutputField, ValidateFunction, TextEmbeddingOutputsCheck. Whether a provider and
its model answer is for the server to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrator.findings import Finding
from migrator.kinds.collection.spec import FieldSpec, FunctionSpec
from migrator.rules.subject import CollectionSubject
from migrator.values import holds_a_secret
from migrator.wording import cut, either, shown, suggestion


class _Shape(NamedTuple):
    """The types that a function reads and fills; one field of each."""

    reads: tuple[str, ...]
    fills: tuple[str, ...]


_TEXTS = ("VarChar", "Text")
_SHAPES = {
    "BM25": _Shape(_TEXTS, ("SparseFloatVector",)),
    "TextEmbedding": _Shape(_TEXTS, ("FloatVector", "Int8Vector")),
    "MinHash": _Shape(_TEXTS, ("BinaryVector",)),
}


class _Function(NamedTuple):
    collection: CollectionSubject
    name: str
    spec: FunctionSpec

    def find(self, code: str, message: str, *path: str, hint: str = "") -> Finding:
        text = f"function {cut(self.name)}: {message}"
        return self.collection.find(code, text, ("functions", self.name, *path), hint=hint)


def check(collection: CollectionSubject) -> Iterator[Finding]:
    """Check every function; the fields that it names only where fields are declared."""
    filled: dict[str, str] = {}
    for name, spec in collection.spec.functions.items():
        function = _Function(collection, name, spec)
        if spec.function_type not in _SHAPES:
            message = f"{spec.function_type} cannot be part of a schema"
            yield function.find("MIG456", message, "function_type", hint="give it with the search")
            continue
        yield from _names(function)
        yield from _params(function)
        for output in dict.fromkeys(spec.output_field_names):
            first = filled.setdefault(output, name)
            if first != name:
                message = f"field {cut(output)} is filled by function {cut(first)} already"
                yield function.find("MIG451", message, "output_field_names", output)
        if collection.has_schema:
            yield from _inputs(function)
            yield from _outputs(function)


def bm25_outputs(collection: CollectionSubject) -> frozenset[str]:
    """Return the fields that BM25 fills."""
    functions = collection.spec.functions.values()
    return frozenset(
        name
        for function in functions
        if function.function_type == "BM25"
        for name in function.output_field_names
    )


def _names(function: _Function) -> Iterator[Finding]:
    spec = function.spec
    for key, what in (("input_field_names", "reads"), ("output_field_names", "fills")):
        names: tuple[str, ...] = getattr(spec, key)
        if len(names) != 1:
            message = f"{spec.function_type} {what} one field, not {len(names)}"
            yield function.find("MIG451", message, key)
    for name in spec.output_field_names:
        if name in spec.input_field_names:
            message = f"field {cut(name)} cannot be read and filled"
            yield function.find("MIG451", message, "output_field_names", name)


def _secrets(function: _Function) -> Iterator[Finding]:
    """Refuse credentials: plans and describe would show them to everybody (Milvus echoes them)."""
    for key in filter(holds_a_secret, function.spec.params):
        message = f"the parameter {key} would hold a credential, which everybody could read"
        hint = "keep it in the server's configuration, and name it with credential"
        yield function.find("MIG457", message, "params", hint=hint)


def _params(function: _Function) -> Iterator[Finding]:
    spec = function.spec
    yield from _secrets(function)
    if spec.function_type == "BM25" and spec.params:
        hint = "give bm25_k1 and bm25_b to the index"
        yield function.find("MIG455", "BM25 has no parameters", "params", hint=hint)
    if spec.function_type == "TextEmbedding" and not spec.params:
        hint = "say at least which provider and model_name"
        yield function.find("MIG455", "TextEmbedding needs params", "params", hint=hint)


def _field(function: _Function, key: str, name: str) -> FieldSpec | Finding:
    fields = function.collection.spec.fields
    if name in fields:
        return fields[name]
    message = f"there is no field {shown(name)}"
    return function.find("MIG450", message, key, name, hint=suggestion(name, fields))


def _inputs(function: _Function) -> Iterator[Finding]:
    spec, key = function.spec, "input_field_names"
    kind = spec.function_type
    for name in spec.input_field_names:
        field = _field(function, key, name)
        if isinstance(field, Finding):
            yield field
            continue
        if field.dtype not in _SHAPES[kind].reads:
            message = f"{kind} reads {either(_SHAPES[kind].reads)}, and {name} is {field.dtype}"
            yield function.find("MIG451", message, key, name)
        elif kind == "BM25" and not field.enable_analyzer:
            message = f"BM25 needs enable_analyzer on field {name}"
            yield function.find("MIG440", message, key, name, hint="set enable_analyzer: true")
        if field.nullable and kind == "TextEmbedding":
            message = f"field {name} may be null"
            yield function.find("MIG453", message, key, name, hint="remove nullable from it")
        elif field.nullable and kind == "BM25":
            message = f"field {name} may be null, which Milvus 2.5 and 2.6 refuse"
            yield function.find("MIG454", message, key, name, hint="remove nullable from it")


def _outputs(function: _Function) -> Iterator[Finding]:
    spec, key = function.spec, "output_field_names"
    fills = _SHAPES[spec.function_type].fills
    for name in spec.output_field_names:
        field = _field(function, key, name)
        if isinstance(field, Finding):
            yield field
            continue
        if field.dtype not in fills:
            message = f"{spec.function_type} fills {either(fills)}, and {name} is {field.dtype}"
            yield function.find("MIG451", message, key, name)
        if field.is_primary or field.is_partition_key or field.is_clustering_key:
            message = f"field {name} is a key, which no function fills"
            yield function.find("MIG452", message, key, name, hint="take another field")
        if field.nullable:
            message = f"field {name} may be null, but a function always fills it"
            yield function.find("MIG452", message, key, name, hint="remove nullable from it")
