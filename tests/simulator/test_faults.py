"""Faults that are ordered come when they are due, and leave what they say they leave."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from tests import simulator
from tests.servers.raw import Answered, Raw
from tests.simulator.requests import Ask, create
from tests.simulator.server import Simulator


@pytest.fixture
def server() -> Iterator[Simulator]:
    with simulator.start("2.6") as started:
        yield started


@pytest.fixture
def raw(server: Simulator) -> Iterator[Raw]:
    with Raw(server.endpoint) as opened:
        yield opened


def say(raw: Raw, step: Ask) -> None:
    raw(step.rpc, **step.fields)


def names(raw: Raw) -> list[str]:
    return sorted(raw("ShowCollections").collection_names)


def failure(raw: Raw, step: Ask) -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as failed:
        say(raw, step)
    code: grpc.StatusCode = failed.value.code()
    return code


def test_a_refusal_befalls_the_call_that_it_is_for_and_changes_nothing(
    server: Simulator, raw: Raw
) -> None:
    server.faults.refuse("CreateCollection", 8, "rate limit", nth=2)
    say(raw, create("a"))
    with pytest.raises(Answered) as refused:
        say(raw, create("b"))
    assert (refused.value.code, refused.value.reason) == (8, "rate limit")
    say(raw, create("c"))
    assert names(raw) == ["a", "c"]


def test_every_call_can_be_refused(server: Simulator, raw: Raw) -> None:
    server.faults.refuse("*", 2, nth=None)
    for _ in range(3):
        with pytest.raises(Answered):
            raw("ListDatabases")
    server.faults.clear()
    raw("ListDatabases")


def test_a_server_that_is_away_has_done_nothing(server: Simulator, raw: Raw) -> None:
    server.faults.be_away("CreateCollection")
    assert failure(raw, create("a")) is grpc.StatusCode.UNAVAILABLE
    assert names(raw) == []


def test_a_lost_answer_is_to_a_call_that_was_done(server: Simulator, raw: Raw) -> None:
    server.faults.lose_answer("CreateCollection")
    assert failure(raw, create("a")) is grpc.StatusCode.UNAVAILABLE
    assert names(raw) == ["a"]


def test_a_late_answer_is_to_a_call_that_was_done(server: Simulator) -> None:
    server.faults.delay("CreateCollection", 2.0)
    with Raw(server.endpoint, deadline_s=0.5) as hurried, Raw(server.endpoint) as raw:
        assert failure(hurried, create("a")) is grpc.StatusCode.DEADLINE_EXCEEDED
        assert names(raw) == ["a"]


#: How a call ends whose server has stopped; the second where gRPC was still closing the first.
GONE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}


@pytest.mark.parametrize(("after", "left"), [(False, []), (True, ["a"])], ids=["before", "after"])
def test_a_server_that_stops_keeps_what_it_has_done(
    server: Simulator, after: bool, left: list[str]
) -> None:
    server.faults.stop("CreateCollection", after=after)
    with Raw(server.endpoint) as raw:
        assert failure(raw, create("a")) in GONE
        assert failure(raw, Ask("ListDatabases", {})) in GONE
    server.restart()
    with Raw(server.endpoint) as raw:
        assert names(raw) == left


def test_a_server_that_stops_is_not_running(server: Simulator) -> None:
    states = [server.running]
    for _ in range(2):
        server.stop()
        states.append(server.running)
    assert states == [True, False, False]


def test_calls_are_counted_by_name_refused_and_unknown_ones_too(
    server: Simulator, raw: Raw
) -> None:
    raw("ListDatabases")
    raw("ListDatabases")
    with pytest.raises(Answered):
        raw("DescribeCollection", collection_name="none")
    with pytest.raises(grpc.RpcError):
        raw("ListImportTasks")
    assert server.counts == {"ListDatabases": 2, "DescribeCollection": 1, "ListImportTasks": 1}
    server.reset()
    assert server.counts == {}


def test_a_reset_server_is_as_a_new_one(server: Simulator, raw: Raw) -> None:
    say(raw, create("a"))
    raw("CreateDatabase", db_name="shop")
    server.faults.be_away("*", nth=None)
    server.reset()
    assert names(raw) == []
    assert list(raw("ListDatabases").db_names) == ["default"]


def test_what_ends_a_2_3_5_ends_its_simulation() -> None:
    vector = {"name": "v", "data_type": 101, "type_params": {"dim": "4"}}
    key = {"name": "id", "data_type": 5, "is_primary_key": True}
    meta = {"name": "j", "data_type": 23, "default_value": {"bytes_data": b"{}"}}
    with simulator.start("2.3") as server, Raw(server.endpoint) as raw:
        # What is under way while a server ends may be cancelled by gRPC itself.
        gone = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
        assert failure(raw, create("a", key, meta, vector)) in gone
        assert failure(raw, Ask("ListDatabases", {})) in gone


def test_a_server_with_authorization_lets_nobody_in_who_is_not_known() -> None:
    with simulator.start("2.6", authorization=True) as server:
        with Raw(server.endpoint) as raw:
            raw("ListDatabases")
        stranger = server.endpoint.__class__(
            uri=server.uri, host=server.host, port=server.port, token="root:wrong"
        )
        with Raw(stranger) as raw:
            assert failure(raw, Ask("ListDatabases", {})) is grpc.StatusCode.UNAUTHENTICATED


def test_a_unix_socket_serves_as_well() -> None:
    with simulator.start("lite", tcp=False) as server, Raw(server.endpoint) as raw:
        say(raw, create("a"))
        server.restart()
        assert server.endpoint.socket is not None
    assert not server.endpoint.socket.exists()
