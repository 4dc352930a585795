"""Flushes: rows that count and are indexed from then on. They are over at once here."""

from __future__ import annotations

from migrator.wire import milvus_pb2
from tests.simulator.call import Call
from tests.simulator.refusal import collection_missing


def flush(call: Call) -> milvus_pb2.FlushResponse:
    answer = milvus_pb2.FlushResponse()
    for name in call.request.collection_names:
        found = call.find(name)
        if found is None:
            if call.profile.lite:
                continue
            raise collection_missing(call.database_name, name)
        found.rows.seal(call.now())
        if not call.profile.lite:
            answer.coll_segIDs[name].data.append(call.state.clock.new_id())
            answer.coll_seal_times[name] = call.state.clock.tick() >> 18
            answer.coll_flush_ts[name] = call.state.clock.tick()
    if not call.profile.lite:
        answer.db_name = call.database_name
    return answer


def flush_state(call: Call) -> milvus_pb2.GetFlushStateResponse:
    return milvus_pb2.GetFlushStateResponse(flushed=True)


def flush_all(call: Call) -> milvus_pb2.FlushAllResponse:
    for found in call.state.all_collections():
        found.rows.seal(call.now())
    return milvus_pb2.FlushAllResponse(flush_all_ts=call.state.clock.tick())


def flush_all_state(call: Call) -> milvus_pb2.GetFlushAllStateResponse:
    return milvus_pb2.GetFlushAllStateResponse(flushed=True)
