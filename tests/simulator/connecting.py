"""Connections, versions, health, time."""

from __future__ import annotations

from migrator.wire import common_pb2, milvus_pb2
from tests.simulator.call import Call


def connect(call: Call) -> milvus_pb2.ConnectResponse:
    answer = milvus_pb2.ConnectResponse()
    if call.profile.lite:
        answer.server_info.build_tags = "milvus_lite"
        answer.server_info.deploy_mode = "embedded"
        return answer
    name = call.headers.get("dbname")
    if name and name not in call.state.databases:
        raise call.no_database(name)
    answer.server_info.build_tags = call.profile.reported
    answer.server_info.deploy_mode = "STANDALONE"
    answer.identifier = call.state.clock.new_id()
    return answer


def version(call: Call) -> milvus_pb2.GetVersionResponse:
    return milvus_pb2.GetVersionResponse(version=call.profile.reported)


def health(call: Call) -> milvus_pb2.CheckHealthResponse:
    return milvus_pb2.CheckHealthResponse(isHealthy=True)


def timestamp(call: Call) -> milvus_pb2.AllocTimestampResponse:
    return milvus_pb2.AllocTimestampResponse(timestamp=call.state.clock.tick())


def compact(call: Call) -> milvus_pb2.ManualCompactionResponse:
    answer = milvus_pb2.ManualCompactionResponse()
    if not call.profile.lite:
        answer.compactionID = call.state.clock.new_id()
    return answer


def compaction(call: Call) -> milvus_pb2.GetCompactionStateResponse:
    return milvus_pb2.GetCompactionStateResponse(state=common_pb2.CompactionState.Completed)
