"""Index parameters: numbers with bounds, JSON paths, and what AlterIndex changes.

Sources: server source, constraints.go (bounds), the checkers of INVERTED, BITMAP, STL_SORT and
NGRAM, ValidateMmapIndexParams, ValidateOffsetCacheIndexParams, IsConfigableIndexParam; observed
on 2.3.5 (AUTOINDEX with other parameters fails). What a type has no use for is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.findings import Finding
from migrator.kinds.index.spec import SERVING_PROPERTIES
from migrator.rules.indextypes import AUTOINDEX, HNSW_TYPES, NLIST_TYPES, Target
from migrator.rules.properties import is_boolean, is_integer, is_warmup
from migrator.rules.subject import IndexSubject
from migrator.wording import cut, either, shown, suggestion

_MOST = 2**31 - 1
_OFFSET_CACHE = "indexoffsetcache.enabled"

#: Parameter, index types, bounds, code where it is outside of them.
_BOUNDS: tuple[tuple[str, frozenset[str], int, int, str], ...] = (
    ("nlist", NLIST_TYPES, 1, 65_536, "MIG510"),
    ("M", HNSW_TYPES, 1, 2048, "MIG510"),
    ("efConstruction", HNSW_TYPES, 1, _MOST, "MIG510"),
    ("nbits", frozenset({"IVF_PQ"}), 1, 16, "MIG511"),
)

_CASTS = ("BOOL", "DOUBLE", "VARCHAR", "ARRAY_BOOL", "ARRAY_DOUBLE", "ARRAY_VARCHAR", "JSON")
_CASTS_OF_TYPE = {
    "BITMAP": ("BOOL", "VARCHAR"),
    "STL_SORT": ("DOUBLE", "VARCHAR"),
    "NGRAM": ("VARCHAR",),
}
_CAST_FUNCTIONS = ("STRING_TO_DOUBLE",)


def check(index: IndexSubject, on: Target | None, index_type: str) -> Iterator[Finding]:
    """Check the parameters of an index, as far as its type has a use for them."""
    params = index.spec.params
    for key, types, low, high, code in _BOUNDS:
        if key in params and index_type in types:
            yield from _bounded(index, key, low, high, code)
    if index_type == "IVF_PQ":
        yield from _divisor(index, on)
    if index_type == "NGRAM":
        yield from _grams(index)
    if on is not None and on.dtype == "JSON":
        yield from _json(index, index_type)
    if on is not None and on.vector and index_type == AUTOINDEX and params:
        message = f"AUTOINDEX takes a metric_type only, not {', '.join(sorted(params))}"
        yield index.find("MIG515", message, ("params",), hint="remove params")
    yield from _serving(index, index_type)


def _bounded(index: IndexSubject, key: str, low: int, high: int, code: str) -> Iterator[Finding]:
    value = index.spec.params[key]
    if is_integer(value) and low <= int(value) <= high:
        return
    bounds = f"at least {low}" if high == _MOST else f"{low} to {high}"
    message = f"{key} is {cut(value)}, but must be a whole number, {bounds}"
    yield index.find(code, message, ("params", key))


def _divisor(index: IndexSubject, on: Target | None) -> Iterator[Finding]:
    part = index.spec.params.get("m", "")
    if on is None or on.dim is None or not is_integer(part):
        return
    if int(part) < 1 or on.dim % int(part):
        message = f"m is {part}, which does not divide the {on.dim} dimensions of the field"
        yield index.find("MIG511", message, ("params", "m"))


def _grams(index: IndexSubject) -> Iterator[Finding]:
    low, high = (index.spec.params.get(key, "") for key in ("min_gram", "max_gram"))
    if is_integer(low) and is_integer(high) and 1 <= int(low) <= int(high):
        return
    message = "NGRAM needs min_gram and max_gram, with 1 <= min_gram <= max_gram"
    yield index.find("MIG514", message, ("params",))


def _json(index: IndexSubject, index_type: str) -> Iterator[Finding]:
    params = index.spec.params
    cast = params.get("json_cast_type", "").strip().upper()
    casts = _CASTS_OF_TYPE.get(index_type, _CASTS)
    path = ("params", "json_cast_type")
    if not cast:
        message = "an index on JSON needs json_cast_type"
        yield index.find("MIG512", message, path, hint=f"use {either(casts)}")
    elif cast not in casts:
        message = f"{index_type} does not take json_cast_type {cut(cast)}"
        yield index.find("MIG512", message, path, hint=f"use {either(casts)}")
    function = params.get("json_cast_function", "").strip().upper()
    path = ("params", "json_cast_function")
    if function and function not in _CAST_FUNCTIONS:
        message = f"unknown json_cast_function {shown(function)}"
        yield index.find("MIG512", message, path, hint=suggestion(function, _CAST_FUNCTIONS))
    elif function and cast and cast != "DOUBLE":
        message = f"{function} casts to DOUBLE, and json_cast_type is {cast}"
        yield index.find("MIG512", message, path, hint="use json_cast_type: DOUBLE")
    if "json_path" not in params:
        message = "json_path does not say what inside the JSON is indexed"
        yield index.find("MIG513", message, ("params",), hint='such as json_path: meta["a"]')


def _serving(index: IndexSubject, index_type: str) -> Iterator[Finding]:
    spec = index.spec
    for key in spec.properties:
        if key not in SERVING_PROPERTIES:
            message = f"property {key} is none that AlterIndex changes"
            hint = suggestion(key, SERVING_PROPERTIES)
            yield index.find("MIG523", message, ("properties", key), hint=hint)
    for part, given in (("params", spec.params), ("properties", spec.properties)):
        for key in SERVING_PROPERTIES:
            value = given.get(key)
            if value is not None:
                yield from _served(index, index_type, (part, key), value)


def _served(
    index: IndexSubject, index_type: str, path: tuple[str, str], value: str
) -> Iterator[Finding]:
    key = path[1]
    if key == "warmup":
        if not is_warmup(value):
            message = f"warmup must be disable or sync, not {shown(value)}"
            yield index.find("MIG522", message, path)
    elif not is_boolean(value):
        message = f"{key} must be true or false, not {shown(value)}"
        yield index.find("MIG522", message, path)
    elif (key, value) == (_OFFSET_CACHE, "true") and index_type not in (AUTOINDEX, "BITMAP"):
        message = f"{key} is for BITMAP, and the index is {index_type}"
        yield index.find("MIG522", message, path, hint="remove it")
