"""Partitions: created, listed, counted, dropped."""

from __future__ import annotations

from migrator.wire import milvus_pb2
from tests.simulator import loading, names
from tests.simulator.call import Call
from tests.simulator.refusal import Refused, partition_missing, unnumbered
from tests.simulator.state import DEFAULT_PARTITION, Partition


def create(call: Call) -> None:
    found = call.collection()
    name = call.request.partition_name
    if found.keyed:
        raise _keyed(call, "create")
    if call.profile.lite:
        if name in found.partitions:
            raise Refused(1, name)
    else:
        dashes = call.profile.dashes_in_partitions
        pattern = names.PARTITION_WITH_DASH if dashes else names.PARTITION
        if not names.fits(pattern, name):
            raise unnumbered(f"Invalid partition name: {name}")
        if name in found.partitions:
            return
        if len(found.partitions) >= call.profile.most_partitions:
            raise unnumbered(f"partition number exceeds {call.profile.most_partitions}")
    clock = call.state.clock
    found.partitions[name] = Partition(name, clock.new_id(), clock.tick())
    loading.extend(call, found, name)


def _keyed(call: Call, what: str) -> Refused:
    reason = f"disable {what} partition if partition key mode is used"
    return Refused(6, reason) if call.profile.lite else unnumbered(reason)


def drop(call: Call) -> None:
    found = call.collection()
    name = call.request.partition_name
    if found.keyed:
        raise _keyed(call, "drop")
    if call.profile.lite and name not in found.partitions:
        raise Refused(200, name)
    if name == DEFAULT_PARTITION:
        reason = "default partition cannot be deleted"
        raise Refused(6, reason) if call.profile.lite else unnumbered(reason)
    if name not in found.partitions:
        return
    if found.load is not None and name in found.load.ready:
        if not call.profile.lite:
            raise unnumbered("partition cannot be dropped, partition is loaded, please release it")
        del found.load.ready[name]
    del found.partitions[name]
    found.rows.drop_partition(name)


def has(call: Call) -> milvus_pb2.BoolResponse:
    found = call.collection()
    return milvus_pb2.BoolResponse(value=call.request.partition_name in found.partitions)


def show(call: Call) -> milvus_pb2.ShowPartitionsResponse:
    found = call.collection()
    answer = milvus_pb2.ShowPartitionsResponse()
    named = list(call.request.partition_names)
    if call.profile.lite:
        for name in sorted(found.partitions):
            if not named or name in named:
                answer.partition_names.append(name)
                answer.inMemory_percentages.append(100 if found.load else 0)
        return answer
    in_memory = call.request.type == milvus_pb2.ShowType.InMemory
    held = found.load.ready if found.load else {}
    listed = list(found.partitions.values())
    if in_memory:
        for name in named:
            if name not in found.partitions:
                raise partition_missing(name)
            if name not in held:
                raise Refused(201, f"partition not loaded[partition={name}]")
        wanted = named or held
        listed = [item for item in listed if item.name in wanted]
    for item in listed:
        answer.partition_names.append(item.name)
        answer.partitionIDs.append(item.id)
        answer.created_timestamps.append(item.created)
        answer.created_utc_timestamps.append(item.created >> 18)
        if in_memory:
            ready = loading.is_ready(call, found, item.name)
            answer.inMemory_percentages.append(100 if ready else 0)
    return answer


def statistics(call: Call) -> milvus_pb2.GetPartitionStatisticsResponse:
    found = call.collection()
    name = call.request.partition_name
    if name not in found.partitions:
        raise partition_missing(name)
    rows = found.rows.sealed[name]
    if call.profile.lite:
        rows = sum(row.partition == name for row in found.rows.items)
    answer = milvus_pb2.GetPartitionStatisticsResponse()
    answer.stats.add(key="row_count", value=str(rows))
    return answer
