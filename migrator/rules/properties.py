"""Properties of collections and databases: what servers read as numbers, flags and words.

Sources: server source, validateCollectionTTL, validateTTLField, ValidateWarmupPolicy,
getCollectionRateLimitConfig, the keys in pkg/common. 2.3.5 stores any text (observed) and
ignores what it cannot read. Unknown properties are passed on as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from migrator.findings import Finding
from migrator.kinds.collection.inplace import TTL
from migrator.kinds.database import DatabaseSpec
from migrator.rules.keys import ISOLATION
from migrator.rules.subject import CollectionSubject, Subject
from migrator.wording import shown

_INTEGER = re.compile(r"-?\d{1,18}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_BOOLEANS = frozenset({"true", "false", "1", "0", "t", "f"})
_WARMUPS = frozenset({"disable", "sync", "async"})

#: 100 years, and -1 for none.
_TTL_RANGE_S = (-1, 3_155_760_000)
_TTL_FIELD = "ttl_field"

#: Inputs that the server tells back in another place, with the key that says the same.
_OWN_KEYS = {
    "collection.description": "description",
    "consistency_level": "consistency_level",
    "dynamicfield.enabled": "enable_dynamic_field",
}


def is_boolean(text: str) -> bool:
    """Whether servers read a property as true or false."""
    return text in _BOOLEANS


def is_integer(text: str) -> bool:
    """Whether servers read a property as a whole number."""
    return _INTEGER.fullmatch(text) is not None


def is_warmup(text: str) -> bool:
    """Whether a property is a way to warm data up."""
    return text in _WARMUPS


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


_Test = tuple[Callable[[str], bool], str]
_A_BOOLEAN: _Test = (is_boolean, "true or false")
_AN_INTEGER: _Test = (is_integer, "a whole number")
_A_NUMBER: _Test = (_is_number, "a number")
_A_WARMUP: _Test = (is_warmup, "disable or sync")

_RATES = ("insertRate", "upsertRate", "deleteRate", "bulkLoadRate")
_COLLECTION: Mapping[str, _Test] = {
    TTL: _AN_INTEGER,
    "mmap.enabled": _A_BOOLEAN,
    ISOLATION: _A_BOOLEAN,
    "allow_insert_auto_id": _A_BOOLEAN,
    "collection.autocompaction.enabled": _A_BOOLEAN,
    "collection.replica.number": _AN_INTEGER,
    "collection.diskProtection.diskQuota.mb": _A_NUMBER,
    **{f"collection.{rate}.{end}.mb": _A_NUMBER for rate in _RATES for end in ("min", "max")},
    **{f"collection.queryRate.{end}.qps": _A_NUMBER for end in ("min", "max")},
    **{f"collection.searchRate.{end}.vps": _A_NUMBER for end in ("min", "max")},
    **{
        f"warmup.{what}{part}": _A_WARMUP
        for what in ("scalar", "vector")
        for part in ("Field", "Index")
    },
}
_DATABASE: Mapping[str, _Test] = {
    "database.replica.number": _AN_INTEGER,
    "database.max.collections": _AN_INTEGER,
    "database.diskQuota.mb": _A_NUMBER,
    "database.force.deny.writing": _A_BOOLEAN,
    "database.force.deny.reading": _A_BOOLEAN,
}


def collection(subject: CollectionSubject) -> Iterator[Finding]:
    """Check the properties of a collection."""
    given = subject.spec.properties
    if not given:
        return
    yield from _typed(subject, given, _COLLECTION)
    for key, word in _OWN_KEYS.items():
        if given.get(key) is not None:
            message = f"property {key} is not told back under this name"
            yield subject.find("MIG472", message, ("properties", key), hint=f"write spec.{word}")
    if given.get("warmup") is not None:
        message = "warmup alone is for fields and indexes"
        hint = "use warmup.scalarField, warmup.vectorIndex and the like"
        yield subject.find("MIG470", message, ("properties", "warmup"), hint=hint)
    ttl, field = given.get(TTL), given.get(_TTL_FIELD)
    low, high = _TTL_RANGE_S
    if ttl is not None and is_integer(ttl) and not low <= int(ttl) <= high:
        message = f"{TTL} is {ttl}, but {low} to {high} on newer servers"
        yield subject.find("MIG471", message, ("properties", TTL))
    if field is not None:
        yield from _ttl_field(subject, field, both=ttl is not None)


def database(subject: Subject) -> Iterator[Finding]:
    """Check the properties of a database."""
    assert isinstance(subject.resource.spec, DatabaseSpec)
    yield from _typed(subject, subject.resource.spec.properties, _DATABASE)


def _typed(
    subject: Subject, given: Mapping[str, str | None], tests: Mapping[str, _Test]
) -> Iterator[Finding]:
    for key, value in given.items():
        if value is None or key not in tests:
            continue
        fits, expected = tests[key]
        if not fits(value):
            message = f"{key} must be {expected}, not {shown(value)}"
            yield subject.find("MIG470", message, ("properties", key))


def _ttl_field(subject: CollectionSubject, name: str, *, both: bool) -> Iterator[Finding]:
    path = ("properties", _TTL_FIELD)
    if both:
        message = f"{_TTL_FIELD} and {TTL} exclude each other"
        yield subject.find("MIG473", message, path, hint="remove one of the two")
    if subject.has_schema:
        field = subject.spec.fields.get(name)
        if field is None or field.dtype != "Timestamptz":
            message = f"{_TTL_FIELD} names {shown(name)}, which is no Timestamptz field"
            yield subject.find("MIG473", message, path)
