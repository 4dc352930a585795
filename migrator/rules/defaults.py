"""Default values: which fields have one, and what it may be.

That a value is of its field's type is checked where the spec is read. Sources: server source,
checkFieldSchema; a JSON default stops 2.3.5 and spoils the collection's name on Milvus Lite
(both observed).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.datatypes import INTEGER_RANGES, VECTORS
from migrator.findings import Finding
from migrator.kinds.collection.spec import FieldSpec
from migrator.rules.subject import FieldSubject
from migrator.wording import shown

_WITHOUT = frozenset({*VECTORS, "Array", "JSON", "Text"})


def check(field: FieldSubject) -> Iterator[Finding]:
    """Check the default value of a field, unless it is the primary key's."""
    spec = field.spec
    if spec.default_value is None or spec.is_primary:
        return
    if spec.dtype in _WITHOUT:
        message = f"{spec.dtype} has no default value"
        yield field.find("MIG430", message, "default_value", hint="remove it")
        return
    problem = misfit(spec, spec.default_value)
    if problem:
        yield field.find("MIG431", f"default_value {problem}", "default_value")


def misfit(spec: FieldSpec, value: object) -> str:
    """Return why a value of the right type does not fit a field; empty where it does."""
    if isinstance(value, int) and spec.dtype in INTEGER_RANGES:
        low, high = INTEGER_RANGES[spec.dtype]
        if not low <= value <= high:
            return f"{shown(value)} is not in the range of {spec.dtype}, {low} to {high}"
    elif isinstance(value, str) and spec.dtype == "VarChar" and spec.max_length is not None:
        size = len(value.encode("utf-8", "surrogatepass"))
        if size > spec.max_length:
            return f"has {size} bytes, and max_length is {spec.max_length}"
    return ""
