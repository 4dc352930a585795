"""Indexes as a server describes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrator import jsontext
from migrator.address import Address, index_address
from migrator.capabilities import Capabilities
from migrator.errors import NotFound, ServerError, Unreadable
from migrator.kinds.base import Call, Rpc, Scope
from migrator.kinds.index.spec import IndexSpec, json_pointer
from migrator.model import Resource, State
from migrator.values import property_value

#: IndexState of the protocol.
FINISHED = 3
FAILED = 4

_TYPES = ("index_type", "metric_type")
_SERVING = ("indexoffsetcache.enabled", "warmup")


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the indexes of every collection that was described; one call for each."""
    del scope
    collections = [resource.address for resource in state.of_kind("Collection")]
    answers = rpc.call_all([_call(address) for address in collections])
    resources = [
        resource
        for address, answer in zip(collections, answers, strict=True)
        for resource in _indexes(address, answer, rpc.capabilities)
    ]
    return state.merged(resources)


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one index, None where it does not exist.

    The whole collection's indexes are asked for, since servers do not filter alike:
    2.3.5 ignores the field, Lite ignores the name.
    """
    collection = address.collection
    assert collection is not None
    (answer,) = rpc.call_all([_call(collection)])
    found = {item.address: item for item in _indexes(collection, answer, rpc.capabilities)}
    return found.get(address)


def _call(collection: Address) -> Call:
    database = collection.database or "default"
    return Call("DescribeIndex", {"collection_name": collection.name}, database)


def _indexes(collection: Address, answer: Any, capabilities: Capabilities) -> Iterator[Resource]:
    if isinstance(answer, NotFound):
        # Without an index servers answer 700, and 100 when the collection is gone.
        return
    if isinstance(answer, ServerError):
        raise answer
    for description in answer.index_descriptions:
        try:
            spec = IndexSpec.model_validate(_spec(description, capabilities))
        except ValueError as problem:
            what = f"{collection}, index {description.index_name}: {problem}"
            raise Unreadable(what, rpc="DescribeIndex") from problem
        facts = {
            "id": description.indexID,
            "name": description.index_name,
            "state": description.state,
            "fail_reason": description.index_state_fail_reason,
        }
        address = index_address(collection, description.field_name, spec.json_path)
        yield Resource(address, spec, facts=facts)


def _spec(description: Any, capabilities: Capabilities) -> dict[str, Any]:
    params = flat_params({pair.key: pair.value for pair in description.params})
    spec: dict[str, Any] = {"field_name": description.field_name}
    if not capabilities.hides("Index.index_name"):
        spec["index_name"] = description.index_name
    spec |= {key: params.pop(key) for key in _TYPES if params.get(key)}
    if "mmap.enabled" in params:
        spec["mmap_enabled"] = property_value(params.pop("mmap.enabled")) == "true"
    serving = {key: params.pop(key) for key in _SERVING if key in params}
    return (
        spec | ({"params": params} if params else {}) | ({"properties": serving} if serving else {})
    )


def json_path(description: Any) -> str:
    """Return the path inside a JSON field that an index is on, as a pointer; else nothing."""
    params = flat_params({pair.key: pair.value for pair in description.params})
    path = params.get("json_path")
    return json_pointer(description.field_name, path) if path else ""


def flat_params(params: dict[str, str]) -> dict[str, Any]:
    """Lay out index parameters flat; some clients store them as one JSON text in ``params``."""
    flat: dict[str, Any] = {key: value for key, value in params.items() if key != "params"}
    packed = params.get("params", "")
    try:
        inner = jsontext.read(packed) if packed else {}
    except ValueError:
        return flat | {"params": packed}
    if not isinstance(inner, dict):
        return flat | {"params": packed}
    return {**{key: value for key, value in inner.items() if value is not None}, **flat}
