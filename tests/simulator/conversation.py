"""Conversations with servers: what each step is answered, without what differs by chance."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict

from tests.servers.endpoint import Endpoint
from tests.servers.raw import Answered, Raw
from tests.simulator.requests import Ask, LetIn, Step, Wait

TIMEOUT_S = 30.0

#: Numbers that servers give out, clocks, and which machine does the work.
BY_CHANCE = frozenset(
    {
        "base", "status", "collectionID", "partitionIDs", "collection_ids", "indexID", "db_id",
        "dbID", "db_ids", "fieldID", "created_timestamp", "created_timestamps",
        "created_utc_timestamp", "created_utc_timestamps", "update_timestamp",
        "update_timestamp_str", "request_time", "virtual_channel_names",
        "physical_channel_names", "start_positions", "timestamp", "session_ts", "field_id",
        "replicaID", "partition_ids", "shard_replicas", "node_ids", "nodes", "identifier",
        "min_index_version", "max_index_version", "num_outgoing_node", "num_incoming_node",
        "coll_segIDs", "coll_seal_times", "coll_flush_ts", "flush_coll_segIDs", "id",
        "input_field_ids", "output_field_ids", "build_time", "git_commit", "go_version",
    }
)  # fmt: skip

#: Lists in whatever order a server likes.
UNORDERED = frozenset(
    {
        "aliases", "index_descriptions", "collection_names", "db_names", "partition_names",
        "entities", "usernames", "results", "resource_groups", "properties", "fields_data",
        "output_fields", "users", "roles",
    }
)  # fmt: skip


def held(endpoint: Endpoint, steps: Iterable[Step]) -> list[str]:
    """Say all steps; one line for each that is looked at."""
    with Raw(endpoint) as raw:
        return [line for step in steps for line in _said(raw, step)]


def _said(raw: Raw, step: Step) -> Iterable[str]:
    if isinstance(step, Wait):
        _wait(raw, step)
        return
    if isinstance(step, LetIn):
        _wait_for_right(raw, step.ask)
        return
    yield f"{_asked(step)} -> {answered(raw, step)}"


def answered(raw: Raw, step: Ask) -> str:
    """Say one step; a code, or what was answered."""
    try:
        if step.headers is None:
            answer = raw.as_root(step.rpc, **step.fields)
        else:
            answer = raw.with_headers(step.headers, step.rpc, **step.fields)
    except Answered as refused:
        return str(refused.code)
    except grpc.RpcError as failed:
        return str(failed.code())
    plain = MessageToDict(answer, preserving_proto_field_name=True)
    unordered = UNORDERED | {"params"} if step.rpc == "GetIndexStatistics" else UNORDERED
    return f"OK {told(plain, unordered)}"


def told(value: Any, unordered: frozenset[str], name: str = "") -> Any:
    """Leave out what differs by chance, and sort what has no order."""
    if isinstance(value, dict):
        names = sorted(key for key in value if key not in BY_CHANCE)
        return {key: told(value[key], unordered, key) for key in names}
    if isinstance(value, list):
        listed = [told(item, unordered) for item in value]
        return sorted(listed, key=repr) if name in unordered else listed
    return value


def _asked(step: Ask) -> str:
    shown = {
        key: value
        for key, value in step.fields.items()
        if key not in {"schema", "fields_data", "extra_params"}
    }
    words = ", ".join(f"{key}={value!r}".replace("\n", " ") for key, value in shown.items())
    return f"{step.rpc}({words[:120]})"


def _wait(raw: Raw, step: Wait) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        answer = raw(step.rpc, **step.fields)
        if all(_found(answer, path) == value for path, value in step.until.items()):
            return
        assert time.monotonic() < deadline, f"{_asked(Ask(step.rpc, step.fields))} stays {answer}"
        time.sleep(0.02)


def _wait_for_right(raw: Raw, step: Ask) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while answered(raw, step) == str(grpc.StatusCode.PERMISSION_DENIED):
        assert time.monotonic() < deadline, f"{_asked(step)} stays forbidden"
        time.sleep(0.02)


def _found(value: Any, path: str) -> Any:
    for part in path.split("."):
        if part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = getattr(value, part, None)
    return value
