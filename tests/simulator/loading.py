"""Loads and releases of collections and partitions, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.wire import common_pb2, milvus_pb2
from tests.simulator import nodes
from tests.simulator.call import Call
from tests.simulator.indexrules import is_vector
from tests.simulator.refusal import Refused, invalid, partition_missing, unnumbered
from tests.simulator.state import DEFAULT_GROUP, Collection, Database, Load

REPLICAS = "collection.replica.number"
GROUPS = "collection.resource_groups"
DATABASE_REPLICAS = "database.replica.number"
DATABASE_GROUPS = "database.resource_groups"


def load_collection(call: Call) -> None:
    if call.profile.lite:
        found = call.collection()
        if found.load is None:
            set_whole(call, found, at=0.0)
        return
    found = call.collection()
    _check_indexes(call, found)
    groups = _groups(call, found)
    if found.load is None:
        found.load = _started(call, found, groups, whole=True)
    found.load.whole = True
    _start(call, found.load, found.partitions)


def load_partitions(call: Call) -> None:
    found = call.collection()
    wanted = list(call.request.partition_names)
    if found.keyed:
        raise unnumbered("disable load partitions if partition key mode is used")
    if not wanted:
        raise unnumbered("not specify partition names")
    _check_partitions(found, wanted)
    _check_indexes(call, found)
    groups = _groups(call, found)
    if found.load is None:
        found.load = _started(call, found, groups, whole=False)
    _start(call, found.load, wanted)


def _started(call: Call, found: Collection, groups: list[str], *, whole: bool) -> Load:
    return Load({}, whole, groups, [call.state.clock.new_id() for _ in groups])


def _start(call: Call, load: Load, wanted: Iterable[str]) -> None:
    ready = call.now() + call.pace.load_s
    for name in wanted:
        load.ready.setdefault(name, ready)


def _check_partitions(found: Collection, wanted: Iterable[str]) -> None:
    for name in wanted:
        if name not in found.partitions:
            raise partition_missing(name)


def _check_indexes(call: Call, found: Collection) -> None:
    """Refuse a load without the indexes that it needs.

    2.3.5 wants any index, and then that of the vector. Later ones want one on each vector
    field: read in milvus-io/milvus internal/proxy/task.go, loadCollectionTask.Execute.
    """
    indexed = {index.field_name for index in found.indexes.values()}
    if not indexed:
        raise Refused(700, f"index not found[collection={found.name}]")
    vectors = [item.name for item in found.schema.fields if is_vector(item)]
    vectors += [
        item.name for s in found.schema.struct_array_fields for item in s.fields if is_vector(item)
    ]
    missing = [name for name in vectors if name not in indexed]
    if missing and call.profile.needs_every_index:
        raise invalid(f"there is no vector index on field: {missing}, please create index firstly")
    if missing:
        raise unnumbered("there is no vector index on collection, please create index firstly")


def _groups(call: Call, found: Collection) -> list[str]:
    """Give the resource group of each replica that is asked for.

    Raises:
        Refused: there are too few nodes, or the collection is loaded in another way.
    """
    request = call.request
    replicas, groups = request.replica_number, list(request.resource_groups)
    if call.profile.replicas_by_property:
        replicas, groups = _configured(call, found, replicas, groups)
    replicas = replicas or max(len(groups), 1)
    if found.load is not None:
        same = sorted(set(groups)) == sorted(set(found.load.groups)) or not groups
        if replicas != len(found.load.ids) or not same:
            raise invalid("load operation should release old collection first")
    named = groups or [DEFAULT_GROUP]
    if len(named) not in {1, replicas}:
        raise invalid(f"replica number {replicas} does not fit {len(named)} resource groups")
    spread = named * replicas if len(named) == 1 else named
    if found.load is None:
        nodes.check_room(call, spread)
    return spread


def _configured(
    call: Call, found: Collection, replicas: int, groups: list[str]
) -> tuple[int, list[str]]:
    """Take what is not asked for from the collection's properties, then the database's.

    Read in milvus-io/milvus internal/querycoordv2/services.go: Server.LoadCollection.
    """
    database = call.state.databases[found.database].properties
    if not replicas:
        text = found.properties.get(REPLICAS) or database.get(DATABASE_REPLICAS, "0")
        replicas = int(text)
    if not groups:
        text = found.properties.get(GROUPS) or database.get(DATABASE_GROUPS, "")
        groups = [name for name in text.split(",") if name]
    return replicas, groups


def release_collection(call: Call) -> None:
    found = call.collection()
    if not call.profile.lite or found.indexes:
        found.load = None


def release_partitions(call: Call) -> None:
    found = call.collection()
    wanted = list(call.request.partition_names)
    if found.keyed:
        raise unnumbered("disable release partitions if partition key mode is used")
    if not wanted:
        raise unnumbered("not specify partition names")
    _check_partitions(found, wanted)
    if found.load is None:
        return
    for name in wanted:
        found.load.ready.pop(name, None)
    if not found.load.ready:
        found.load = None


def set_whole(call: Call, found: Collection, *, at: float) -> None:
    """Load all of a collection, ready at a time."""
    ids = [call.state.clock.new_id()]
    found.load = Load(dict.fromkeys(found.partitions, at), True, [DEFAULT_GROUP], ids)


def reopen(call: Call, found: Collection) -> None:
    """Do what Milvus Lite does when it opens a collection: load it unless it has an index."""
    if found.indexes:
        found.load = None
    else:
        set_whole(call, found, at=0.0)


def extend(call: Call, found: Collection, name: str) -> None:
    """Load a new partition of a collection that is loaded."""
    if found.load is not None:
        found.load.ready[name] = call.now() + call.pace.load_s


def is_ready(call: Call, found: Collection, name: str) -> bool:
    return found.load is not None and found.load.ready.get(name, float("inf")) <= call.now()


def percentage(call: Call, found: Collection) -> int:
    """How much of what is asked to be loaded is, 0 to 100."""
    if found.load is None:
        return 0
    if call.profile.lite:
        return 100
    ready = [is_ready(call, found, name) for name in found.load.ready]
    return 100 * sum(ready) // len(ready) if ready else 100


def get_state(call: Call) -> milvus_pb2.GetLoadStateResponse:
    answer = milvus_pb2.GetLoadStateResponse()
    found = call.find(call.request.collection_name)
    if found is None:
        return answer
    states = common_pb2.LoadState
    wanted = list(call.request.partition_names)
    if call.profile.lite:
        answer.state = states.LoadStateLoaded if found.load else states.LoadStateNotLoad
        return answer
    _check_partitions(found, wanted)
    if found.load is None or any(name not in found.load.ready for name in wanted):
        answer.state = states.LoadStateNotLoad
    elif all(is_ready(call, found, name) for name in wanted or found.load.ready):
        answer.state = states.LoadStateLoaded
    else:
        answer.state = states.LoadStateLoading
    return answer


def get_progress(call: Call) -> milvus_pb2.GetLoadingProgressResponse:
    found = call.collection()
    wanted = list(call.request.partition_names)
    if call.profile.lite:
        return milvus_pb2.GetLoadingProgressResponse(progress=100 if found.load else 0)
    _check_partitions(found, wanted)
    if found.load is None and not wanted:
        raise Refused(101, f"collection not loaded[collection={found.name}]")
    held = found.load.ready if found.load else {}
    if any(name not in held for name in wanted):
        raise Refused(201, "partition not loaded")
    ready = [is_ready(call, found, name) for name in wanted or held]
    progress = 100 * sum(ready) // max(len(ready), 1)
    return milvus_pb2.GetLoadingProgressResponse(progress=progress, refresh_progress=100)


def get_replicas(call: Call) -> milvus_pb2.GetReplicasResponse:
    request, answer = call.request, milvus_pb2.GetReplicasResponse()
    found = call.collection() if request.collection_name else call.numbered(request.collectionID)
    if found is None or found.load is None:
        raise Refused(400, f"replica not found[replica={request.collectionID}]")
    for replica, group in zip(found.load.ids, found.load.groups, strict=True):
        answer.replicas.add(
            replicaID=replica,
            collectionID=found.id,
            partition_ids=[found.partitions[name].id for name in found.load.ready],
            resource_group_name=group,
            node_ids=[1],
            shard_replicas=[
                milvus_pb2.ShardReplica(leaderID=1, dm_channel_name=channel)
                for channel in found.channels
            ],
        )
    return answer


def configure(call: Call, found: Collection, changed: dict[str, str]) -> None:
    """Let a loaded collection have as many replicas as its properties say.

    Read in milvus-io/milvus internal/rootcoord/ddl_callbacks_alter_collection_properties.go:
    getAlterLoadConfigOfAlterCollection.
    """
    if not {REPLICAS, GROUPS} & set(changed):
        return
    replicas, groups = _configured(call, found, 0, [])
    _spread(call, found, replicas, groups)


def configure_all(call: Call, database: Database, given: dict[str, str]) -> None:
    """Let the loaded collections of a database have the replicas that a request says.

    The server compares what the database had with the request alone, so that any other
    change of a database that has these keys looks as if they were taken away. Read in
    milvus-io/milvus internal/rootcoord/ddl_callbacks_alter_database.go:
    getAlterLoadConfigOfAlterDatabase. No replicas are taken for one.
    """
    if not call.profile.replicas_by_property:
        return
    before = [database.properties.get(key, "") for key in (DATABASE_REPLICAS, DATABASE_GROUPS)]
    after = [given.get(key, "") for key in (DATABASE_REPLICAS, DATABASE_GROUPS)]
    if before == after:
        return
    for found in database.collections.values():
        if not {REPLICAS, GROUPS} & found.properties.keys():
            groups = [name for name in after[1].split(",") if name]
            _spread(call, found, int(after[0] or 0), groups)


def _spread(call: Call, found: Collection, replicas: int, groups: list[str]) -> None:
    if found.load is None:
        return
    named = groups or [DEFAULT_GROUP]
    spread = named * max(replicas, 1) if len(named) == 1 else named
    ids = found.load.ids[: len(spread)]
    ids += [call.state.clock.new_id() for _ in range(len(spread) - len(ids))]
    found.load.ids, found.load.groups = ids, spread
