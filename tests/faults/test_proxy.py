"""The proxy passes everything on as it is, but for the one call that goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from tests import simulator
from tests.faults import proxy as proxies
from tests.faults.proxy import Boundary, Proxy, Trouble
from tests.servers.raw import Answered, Raw
from tests.simulator.requests import create
from tests.simulator.server import Simulator

CREATE = Boundary("CreateCollection", "a")


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with simulator.start("2.6", authorization=True) as started:
        yield started


@pytest.fixture
def proxy(server: Simulator) -> Iterator[Proxy]:
    server.reset()
    with proxies.before(server.endpoint) as started:
        yield started


@pytest.fixture
def raw(proxy: Proxy) -> Iterator[Raw]:
    with Raw(proxy.endpoint) as opened:
        yield opened


def names(server: Simulator) -> list[str]:
    """What is on the server, without the proxy."""
    with Raw(server.endpoint) as raw:
        return sorted(raw("ShowCollections").collection_names)


def failure(raw: Raw) -> grpc.StatusCode:
    made = create("a")
    with pytest.raises(grpc.RpcError) as failed:
        raw(made.rpc, **made.fields)
    code: grpc.StatusCode = failed.value.code()
    return code


def test_answers_refusals_and_logins_go_through(raw: Raw, proxy: Proxy) -> None:
    assert list(raw("ListDatabases").db_names) == ["default"]
    with pytest.raises(Answered, match="100"):
        raw("DescribeCollection", collection_name="none")
    assert [(str(call.boundary), call.performed) for call in proxy.calls] == [
        ("ListDatabases #1", True),
        ("DescribeCollection none #1", False),
    ]
    assert not proxy.met.is_set()


def test_what_is_unknown_to_the_server_is_so_through_the_proxy(raw: Raw) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        raw("ListImportTasks")
    assert failed.value.code() is grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize(
    ("trouble", "code", "left"),
    [
        (Trouble.FAIL, grpc.StatusCode.UNAVAILABLE, []),
        (Trouble.LOSE, grpc.StatusCode.UNAVAILABLE, ["a"]),
        (Trouble.LATE, grpc.StatusCode.DEADLINE_EXCEEDED, ["a"]),
        (Trouble.CUT, grpc.StatusCode.UNAVAILABLE, ["a"]),
        (Trouble.STRIKE_BEFORE, grpc.StatusCode.UNAVAILABLE, []),
        (Trouble.STRIKE_AFTER, grpc.StatusCode.UNAVAILABLE, ["a"]),
    ],
)
def test_a_call_that_goes_wrong_leaves_what_it_says(
    proxy: Proxy,
    server: Simulator,
    raw: Raw,
    trouble: Trouble,
    code: grpc.StatusCode,
    left: list[str],
) -> None:
    struck: list[list[str]] = []
    proxy.strike = lambda: struck.append(names(server))
    proxy.order(CREATE, trouble)
    assert failure(raw) is code
    assert names(server) == left
    assert proxy.met.is_set()
    assert struck == ([left] if trouble.name.startswith("STRIKE") else [])
    made = create("b")
    with Raw(proxy.endpoint) as again:
        again(made.rpc, **made.fields)
    assert names(server) == [*left, "b"]


def test_a_call_that_is_sent_twice_arrives_twice(proxy: Proxy, server: Simulator, raw: Raw) -> None:
    server.counts.clear()
    proxy.order(Boundary("ListDatabases", ""), Trouble.TWICE)
    raw("ListDatabases")
    assert server.counts == {"ListDatabases": 2}


def test_a_call_that_is_delayed_is_answered(proxy: Proxy, server: Simulator, raw: Raw) -> None:
    proxy.order(CREATE, Trouble.DELAY)
    made = create("a")
    raw(made.rpc, **made.fields)
    assert names(server) == ["a"]
    assert proxy.met.is_set()


def test_calls_are_told_apart_by_what_they_are_about(proxy: Proxy, raw: Raw) -> None:
    for name in ("a", "_migrator_lease_00000001", "_migrator_lease_00000002"):
        made = create(name)
        raw(made.rpc, **made.fields)
    told = [str(call.boundary) for call in proxy.calls]
    lease = "CreateCollection _migrator_lease_*"
    assert told == ["CreateCollection a #1", f"{lease} #1", f"{lease} #2"]
