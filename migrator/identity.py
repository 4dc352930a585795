"""The identity of a server: a random UUID in migrator's own small collection there.

Milvus has none that a client can read, so the first apply writes one. Creating a
collection is atomic on every server, so that of two first applies one wins and both see
its UUID.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from migrator import jsontext
from migrator.errors import NotFound, Rejected
from migrator.features import FEATURES
from migrator.kinds.base import Rpc
from migrator.kinds.builtin import OWN_PREFIX

COLLECTION = OWN_PREFIX
PROPERTY = "migrator.identity"
MISSING = "migrator.missing"


def read_own(rpc: Rpc) -> dict[str, str]:
    """Return what migrator keeps on the server, as the properties of its own collection.

    Raises:
        ServerError: the server cannot be read.
    """
    try:
        answer = rpc.call("DescribeCollection", {"collection_name": COLLECTION})
    except NotFound:
        return {}
    return {pair.key: pair.value for pair in answer.properties}


def read_identity(rpc: Rpc) -> str:
    """Return the server's identity, empty where no apply has written one.

    Raises:
        ServerError: the server cannot be read.
    """
    return read_own(rpc).get(PROPERTY, "")


def ensure_identity(rpc: Rpc) -> str:
    """Return the server's identity, writing one where there is none. Idempotent.

    Raises:
        ServerError: the server cannot be read, or refuses the collection.
    """
    identity = read_identity(rpc)
    if identity:
        return identity
    try:
        rpc.call("CreateCollection", own_collection(COLLECTION, {PROPERTY: str(uuid.uuid4())}))
    except Rejected:
        # Somebody else was first; servers differ in how they say so.
        identity = read_identity(rpc)
        if not identity:
            raise
        return identity
    return read_identity(rpc)


def missing_features(own: Mapping[str, str], server: str) -> frozenset[str]:
    """Return the features that this server, at this version, has turned out not to have."""
    told = own.get(MISSING, "")
    try:
        data = jsontext.read(told) if told else {}
        told_missing = data["missing"] if data.get("server") == server else ()
        # A newer migrator may know features that this one does not.
        return frozenset(told_missing) & FEATURES.keys()
    except (ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def note_missing(rpc: Rpc, missing: Iterable[str]) -> None:
    """Write down which features the server has turned out not to have. Idempotent.

    Raises:
        ServerError: the server refuses.
    """
    data = {"server": rpc.capabilities.server, "missing": sorted(missing)}
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    rpc.call("AlterCollection", {"collection_name": COLLECTION, "properties": {MISSING: text}})


def own_collection(
    name: str, properties: Mapping[str, str], description: str = "kept by migrator"
) -> dict[str, Any]:
    """The smallest collection that every server takes; nothing is ever inserted or loaded."""
    fields = [
        {"name": "id", "data_type": "Int64", "is_primary_key": True},
        {"name": "vector", "data_type": "FloatVector", "type_params": {"dim": "2"}},
    ]
    return {
        "collection_name": name,
        "schema": {"name": name, "description": description, "fields": fields},
        "shards_num": 1,
        "consistency_level": "Bounded",
        "properties": dict(properties),
    }
