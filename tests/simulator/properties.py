"""Properties of collections, and what else AlterCollection changes through them."""

from __future__ import annotations

from zoneinfo import available_timezones

from migrator.wire.common_pb2 import ConsistencyLevel
from tests.simulator import liteschemas, loading
from tests.simulator.call import Call
from tests.simulator.collections import dictionary
from tests.simulator.indexrules import is_vector
from tests.simulator.refusal import Refused, invalid, unnumbered
from tests.simulator.state import Collection

TTL = "collection.ttl.seconds"
TTL_FIELD = "ttl_field"
DYNAMIC = "dynamicfield.enabled"
DESCRIPTION = "collection.description"
CONSISTENCY = "consistency_level"
ISOLATION = "partitionkey.isolation"
LONGEST_TTL_S = 3_155_760_000


def alter(call: Call) -> None:
    found = call.collection()
    given = dictionary(call.request.properties)
    gone = list(call.request.delete_keys)
    if call.profile.lite:
        kept = {key: value for key, value in found.properties.items() if key not in gone} | given
        liteschemas.check_properties(kept)
        found.properties = kept
    elif not call.profile.deletes_properties:
        # 2.3.5 does not know of keys that go, and merges what it is given.
        if not given:
            raise unnumbered("properties is empty")
        if not call.profile.at_least(2, 4):
            found.stored = dict(found.properties)
        found.properties |= given
    else:
        _alter(call, found, given, gone)


def _alter(call: Call, found: Collection, given: dict[str, str], gone: list[str]) -> None:
    """Alter as 2.4 and later do.

    Read in milvus-io/milvus internal/proxy/task.go: alterCollectionTask.PreExecute, and in
    internal/rootcoord/ddl_callbacks_alter_collection_properties.go:
    broadcastAlterCollectionForAlterCollection.
    """
    if given and gone:
        raise invalid("cannot provide both DeleteKeys and ExtraParams")
    if not given and not gone:
        raise invalid("no properties or delete keys provided")
    _check_released(found, [*given, *gone])
    if DYNAMIC in gone and call.profile.enables_dynamic:
        raise invalid(f"cannot delete key {DYNAMIC}")
    if DYNAMIC in given and call.profile.enables_dynamic:
        _alter_dynamic(call, found, given)
        return
    _check_values(call, found, given)
    _check_isolation(found, given, gone)
    for key, value in given.items():
        if key == DESCRIPTION and call.profile.alters_description:
            found.schema.description = value
        elif key == CONSISTENCY and call.profile.alters_consistency:
            found.consistency = _level(value, found.consistency)
        else:
            found.properties[key] = value
    for key in gone:
        found.properties.pop(key, None)
    found.updated = call.state.clock.tick()
    if call.profile.replicas_by_property:
        loading.configure(call, found, given)


def _check_released(found: Collection, keys: list[str]) -> None:
    for key in keys:
        if found.load is not None and (key == "mmap.enabled" or key.startswith("warmup")):
            raise Refused(
                104, f"can not alter {key} properties if collection loaded: collection loaded"
            )


def _level(text: str, now: int) -> int:
    """Read a consistency level by its name or number; another text changes nothing."""
    levels = dict(ConsistencyLevel.items())
    if text in levels:
        return levels[text]
    return int(text) if text.isdigit() and int(text) in levels.values() else now


def _check_values(call: Call, found: Collection, given: dict[str, str]) -> None:
    check_zone(call, given)
    automatic = any(item.autoID for item in found.schema.fields)
    if given.get("allow_insert_auto_id", "").lower() == "true" and not automatic:
        raise invalid("the value for allow_insert_auto_id must be false when autoID is false")
    if not call.profile.at_least(3):
        return
    ttl = given.get(TTL)
    if ttl is not None and not -1 <= _whole(ttl) <= LONGEST_TTL_S:
        raise invalid(f"collection TTL is out of range, expect [-1, {LONGEST_TTL_S}]")
    field = given.get(TTL_FIELD)
    if field is not None and field not in {item.name for item in found.schema.fields}:
        raise invalid(f"ttl field name {field} not found in schema")
    both = {TTL, TTL_FIELD} <= given.keys() | found.properties.keys()
    if both and {TTL, TTL_FIELD} & given.keys():
        raise invalid("collection TTL and ttl field cannot be set at the same time")


def check_zone(call: Call, given: dict[str, str]) -> None:
    """Refuse a time zone that is none, from 2.6 on.

    Raises:
        Refused: it is none.
    """
    zone = given.get("timezone")
    if zone is not None and call.profile.at_least(2, 6) and zone not in available_timezones():
        raise invalid(f"unknown or invalid IANA Time Zone ID: {zone}")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise invalid("collection TTL is not a valid positive integer") from None


def _check_isolation(found: Collection, given: dict[str, str], gone: list[str]) -> None:
    before = found.properties.get(ISOLATION, "false").lower() == "true"
    after = given.get(ISOLATION, str(before and ISOLATION not in gone)).lower() == "true"
    if after and not found.keyed:
        raise Refused(105, "partition key isolation mode is enabled but no partition key is set")
    vectors = {item.name for item in found.schema.fields if is_vector(item)}
    if before != after and any(index.field_name in vectors for index in found.indexes.values()):
        raise Refused(702, "can not alter partition key isolation if there is a vector index")


def _alter_dynamic(call: Call, found: Collection, given: dict[str, str]) -> None:
    if len(given) != 1:
        raise invalid("cannot alter dynamic schema with other properties at the same time")
    text = given[DYNAMIC].lower()
    if text not in {"true", "false"}:
        raise invalid(f"invalid dynamic schema property value: {given[DYNAMIC]}")
    wanted = text == "true"
    if wanted == found.schema.enable_dynamic_field:
        return
    if not wanted and not call.profile.disables_dynamic:
        raise invalid("dynamic schema cannot supported to be disabled")
    found.schema.enable_dynamic_field = wanted
    found.schema.version += 1
    found.next_field_id += wanted
    found.updated = call.state.clock.tick()
    if not wanted:
        for row in found.rows.items:
            row.values.pop("$meta", None)
