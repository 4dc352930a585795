"""Collections: created, listed, described, renamed, dropped."""

from __future__ import annotations

from typing import Any

from migrator.wire import common_pb2, milvus_pb2
from migrator.wire.schema_pb2 import CollectionSchema
from tests.simulator import liteschemas, loading, names, schemas, timestamps
from tests.simulator.call import Call
from tests.simulator.refusal import Refused, collection_missing, invalid, unnumbered
from tests.simulator.state import DEFAULT_PARTITION, Collection, Database, Partition

MOST_SHARDS = 16
MOST_COLLECTIONS = 65_536
#: What Milvus Lite makes of a partition key, beside ``_default``.
LITE_BUCKETS = tuple(f"_pk_{number}" for number in range(16))


def create(call: Call) -> None:
    if call.profile.lite:
        _create_lite(call)
    else:
        _create(call)


def _create_lite(call: Call) -> None:
    request = call.request
    sent = CollectionSchema.FromString(request.schema)
    schema = liteschemas.checked(sent)
    database = call.database()
    names.check_of_lite("collection", request.collection_name)
    properties = dictionary(request.properties)
    liteschemas.check_properties(properties)
    name = request.collection_name
    if call.find(name) is not None or name in database.spoilt:
        raise Refused(1, f"collection {name!r} already exists")
    if liteschemas.cannot_be_saved(sent):
        # What is left of it lies in the way of another one of that name.
        database.spoilt.add(name)
        raise Refused(1, "Object of type bytes is not JSON serializable")
    schema.name = request.collection_name
    keyed = any(item.is_partition_key for item in schema.fields)
    parts = [DEFAULT_PARTITION, *(LITE_BUCKETS if keyed else ())]
    made = _made(call, database, schema, shards=1, consistency=0, parts=parts)
    made.properties = properties
    # Loaded from the beginning, until an index asks for a load of its own.
    loading.set_whole(call, made, at=0.0)
    database.collections[made.name] = made


def _create(call: Call) -> None:
    request = call.request
    profile = call.profile
    if request.shards_num > MOST_SHARDS:
        raise unnumbered(f"maximum shards's number should be limited to {MOST_SHARDS}")
    name = request.collection_name
    names.check("collection", name)
    schema = schemas.checked(call, CollectionSchema.FromString(request.schema), name)
    parts = _parts(call, schema)
    if call.database_name not in call.state.databases and profile.hides_database:
        raise unnumbered(f"database not found: {call.database_name}")
    database = call.database()
    if name in database.aliases:
        raise unnumbered(f"cannot create collection with alias name: {name}")
    sent = _essence(request)
    if name in database.collections:
        if database.collections[name].made == sent:
            return
        raise Refused(
            profile.code_duplicate,
            f"create duplicate collection with different parameters, collection: {name}",
        )
    _check_count(call, database)
    made = _made(
        call,
        database,
        schema,
        shards=max(request.shards_num, 1),
        consistency=request.consistency_level,
        parts=parts,
    )
    made.properties = dictionary(request.properties)
    for key, value in profile.injected:
        made.properties.setdefault(key, database.properties.get(key, value))
    schemas.keep_moments(made.schema, made.zone)
    made.made = sent
    database.collections[name] = made


def _check_count(call: Call, database: Database) -> None:
    """Refuse more collections than the database may have.

    Read in milvus-io/milvus internal/rootcoord/create_collection_task.go:
    checkMaxCollectionsPerDB; quotaAndLimits.limits.maxCollectionNum is 65536.
    """
    most = int(database.properties.get("database.max.collections", MOST_COLLECTIONS))
    if len(database.collections) >= most:
        raise Refused(102, f"exceeded the limit number of collections[limit={most}]")


def _essence(request: Any) -> Any:
    """What two requests must have in common to be the same."""
    properties = sorted((pair.key, pair.value) for pair in request.properties)
    return (
        request.schema,
        max(request.shards_num, 1),
        request.consistency_level,
        request.num_partitions,
        properties,
    )


def _parts(call: Call, schema: CollectionSchema) -> list[str]:
    wanted = call.request.num_partitions
    if any(item.is_partition_key for item in schema.fields):
        count = wanted or call.profile.default_key_partitions
        if not 0 < count <= call.profile.most_partitions:
            raise unnumbered("the specified partitions number is out of range")
        return [f"{DEFAULT_PARTITION}_{number}" for number in range(count)]
    if wanted:
        raise unnumbered("num_partitions should only be specified with partition key field enabled")
    return [DEFAULT_PARTITION]


def _made(
    call: Call,
    database: Database,
    schema: CollectionSchema,
    *,
    shards: int,
    consistency: int,
    parts: list[str],
) -> Collection:
    clock = call.state.clock
    now = clock.tick()
    last = max([item.fieldID for item in schema.fields] + [99])
    for struct in schema.struct_array_fields:
        last = max(last, struct.fieldID, *(item.fieldID for item in struct.fields))
    return Collection(
        name=schema.name,
        id=clock.new_id(),
        database=database.name,
        schema=schema,
        shards=shards,
        consistency=consistency,
        properties={},
        created=now,
        updated=now,
        partitions={name: Partition(name, clock.new_id(), now) for name in parts},
        # The dynamic field has the one after the last.
        next_field_id=last + 1 + schema.enable_dynamic_field,
    )


def dictionary(pairs: Any) -> dict[str, str]:
    return {pair.key: pair.value for pair in pairs}


def pairs(values: dict[str, str]) -> list[common_pb2.KeyValuePair]:
    return [common_pb2.KeyValuePair(key=key, value=value) for key, value in values.items()]


def drop(call: Call) -> None:
    request = call.request
    if call.database_name not in call.state.databases and call.profile.hides_database:
        return
    database = call.database()
    name = request.collection_name
    if name in database.aliases:
        if not call.profile.lite:
            raise unnumbered(f"cannot drop the collection via alias = {name}")
        name = database.aliases[name]
    if name not in database.collections:
        return
    aliases = database.aliases.of(name)
    if aliases and not (call.profile.lite or call.profile.drops_under_alias):
        # Read in milvus-io/milvus internal/rootcoord/drop_collection_task.go: validate; from
        # 2.5.5 on by its release notes.
        raise unnumbered(
            f"unable to drop the collection [{name}] because it has associated aliases {aliases}"
        )
    for alias in aliases:
        del database.aliases[alias]
    del database.collections[name]


def has(call: Call) -> milvus_pb2.BoolResponse:
    if call.profile.lite and call.database_name not in call.state.databases:
        raise Refused(1, f"database {call.database_name!r} does not exist")
    return milvus_pb2.BoolResponse(value=call.find(call.request.collection_name) is not None)


def describe(call: Call) -> milvus_pb2.DescribeCollectionResponse:
    return described(call, _asked_for(call), call.request.collection_name)


def _asked_for(call: Call) -> Collection:
    request = call.request
    if request.collection_name or call.profile.lite:
        return call.collection()
    if not request.collectionID:
        raise invalid("collection name should not be empty")
    found = call.numbered(request.collectionID)
    if found is None:
        raise collection_missing(call.database_name, str(request.collectionID))
    return found


def described(call: Call, found: Collection, asked: str) -> milvus_pb2.DescribeCollectionResponse:
    answer = milvus_pb2.DescribeCollectionResponse(
        schema=found.schema,
        shards_num=found.shards,
        num_partitions=len(found.partitions),
        properties=pairs(found.properties),
    )
    if call.profile.lite:
        answer.collection_name = found.name
        return answer
    _project(answer.schema, found)
    answer.collection_name = asked or found.name
    answer.db_name = found.database
    answer.collectionID = found.id
    answer.consistency_level = found.consistency  # type: ignore[assignment]
    answer.created_timestamp = found.created
    answer.created_utc_timestamp = found.created >> 18
    answer.physical_channel_names.extend(found.channels.values())
    answer.virtual_channel_names.extend(found.channels)
    answer.aliases.extend(call.state.databases[found.database].aliases.of(found.name))
    if call.profile.at_least(2, 4):
        answer.db_id = call.state.databases[found.database].id
    if call.profile.at_least(2, 5):
        answer.update_timestamp = found.updated
        answer.update_timestamp_str = str(found.updated)
    return answer


def _project(schema: CollectionSchema, found: Collection) -> None:
    """Show a schema as clients are shown it.

    Read in milvus-io/milvus internal/proxy/ddl/describe_util.go:
    ProjectDescribeCollectionSchema, restoreStructFieldNames.
    """
    for struct in schema.struct_array_fields:
        for member in struct.fields:
            member.name = member.name.removeprefix(f"{struct.name}[").removesuffix("]")
    for item in schema.fields:
        if item.default_value.WhichOneof("data") == "timestamptz_data":
            moment = item.default_value.timestamptz_data
            item.default_value.string_data = timestamps.shown(moment, found.zone)


def describe_many(call: Call) -> milvus_pb2.BatchDescribeCollectionResponse:
    """Describe each collection that is named, or has an id; what is missing has a status."""
    answer = milvus_pb2.BatchDescribeCollectionResponse()
    request = call.request
    for name in request.collection_name:
        try:
            answer.responses.append(described(call, call.collection(name), name))
        except Refused as refused:
            one = answer.responses.add()
            one.status.code = refused.code
            one.status.reason = refused.reason
    wanted = set(request.collectionID)
    for found in call.database().collections.values():
        if found.id in wanted:
            answer.responses.append(described(call, found, found.name))
    return answer


def show(call: Call) -> milvus_pb2.ShowCollectionsResponse:
    if call.profile.lite:
        return _show_lite(call)
    database = call.database()
    answer = milvus_pb2.ShowCollectionsResponse()
    if call.request.type == milvus_pb2.ShowType.InMemory:
        return _show_loaded(call, database, answer)
    for found in database.collections.values():
        answer.collection_names.append(found.name)
        answer.collection_ids.append(found.id)
        answer.created_timestamps.append(found.created)
        answer.created_utc_timestamps.append(found.created >> 18)
        if call.profile.at_least(2, 5):
            answer.shards_num.append(found.shards)
    return answer


def _show_loaded(
    call: Call, database: Database, answer: milvus_pb2.ShowCollectionsResponse
) -> milvus_pb2.ShowCollectionsResponse:
    named = list(call.request.collection_names)
    wanted = [call.collection(name) for name in named] or list(database.collections.values())
    for found in wanted:
        if found.load is None:
            if named:
                raise unnumbered(f"collection {found.name} has not been loaded to memory")
            continue
        answer.collection_names.append(found.name)
        answer.collection_ids.append(found.id)
        answer.created_timestamps.append(found.created)
        answer.created_utc_timestamps.append(found.created >> 18)
        answer.inMemory_percentages.append(loading.percentage(call, found))
        answer.query_service_available.append(loading.percentage(call, found) == 100)
    return answer


def _show_lite(call: Call) -> milvus_pb2.ShowCollectionsResponse:
    if call.database_name not in call.state.databases:
        raise Refused(1, f"database {call.database_name!r} does not exist")
    answer = milvus_pb2.ShowCollectionsResponse()
    wanted = set(call.request.collection_names)
    for name, found in sorted(call.database().collections.items()):
        if not wanted or name in wanted:
            answer.collection_names.append(name)
            answer.inMemory_percentages.append(loading.percentage(call, found))
            answer.query_service_available.append(loading.percentage(call, found) == 100)
            answer.shards_num.append(1)
    return answer


def rename(call: Call) -> None:
    if call.profile.lite:
        _rename_lite(call)
        return
    request = call.request
    database = call.database()
    names.check("collection", request.newName)
    target_name = request.newDBName or database.name
    if target_name not in call.state.databases:
        raise unnumbered(f"database not found: {target_name}")
    target = call.state.databases[target_name]
    old = request.oldName
    if old in database.aliases:
        raise unnumbered(f"unsupported use an alias to rename collection, alias:{old}")
    if old not in database.collections:
        raise collection_missing(database.name, old)
    if request.newName in target.aliases or request.newName in target.collections:
        raise unnumbered(f"duplicated new collection name {request.newName}")
    aliases = database.aliases.of(old)
    if aliases and not call.profile.renames_under_alias:
        raise unnumbered(f"fail to rename a collection that has aliases {aliases}")
    if aliases and target is not database:
        # So on 2.3.5, and read in milvus-io/milvus internal/rootcoord/meta_table.go:
        # CheckIfCollectionRenamable.
        raise unnumbered("fail to rename db name, must drop all aliases of this collection before")
    found = database.collections.pop(old)
    found.name = found.schema.name = request.newName
    found.database = target.name
    found.updated = call.state.clock.tick()
    found.stored = None
    target.collections[found.name] = found
    for alias in aliases:
        del database.aliases[alias]
        target.aliases[alias] = found.name


def _rename_lite(call: Call) -> None:
    request = call.request
    database = call.database()
    found = call.collection(request.oldName)
    names.check_of_lite("collection", request.newName)
    if call.find(request.newName) is not None:
        raise Refused(1, f"collection {request.newName!r} already exists")
    del database.collections[found.name]
    for alias in database.aliases.of(found.name):
        database.aliases[alias] = request.newName
    found.name = found.schema.name = request.newName
    database.collections[found.name] = found
    # It is opened anew, as at a start.
    loading.reopen(call, found)


def truncate(call: Call) -> milvus_pb2.TruncateCollectionResponse:
    found = call.collection()
    found.rows = type(found.rows)()
    return milvus_pb2.TruncateCollectionResponse()


def statistics(call: Call) -> milvus_pb2.GetCollectionStatisticsResponse:
    found = call.collection()
    rows = len(found.rows.items) if call.profile.lite else sum(found.rows.sealed.values())
    answer = milvus_pb2.GetCollectionStatisticsResponse()
    answer.stats.add(key="row_count", value=str(rows))
    return answer
