"""How the client behaves, against a server that does what real ones do on bad days."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest

from migrator.connection import Limits
from migrator.errors import (
    DeadlineExceeded,
    NotFound,
    RateLimited,
    Rejected,
    ServerError,
    Unauthenticated,
    Unreachable,
)
from migrator.kinds.base import Call
from migrator.milvus.client import Client
from migrator.milvus.patience import FIRST_CONTACT_S, RATE_LIMIT_S, RESTART_S
from tests.canaries import canary
from tests.milvus.scripted import Asked, Behaviour, Clock, Failure, refused, serving

SECRET = canary("a client")

UNAVAILABLE = Failure(grpc.StatusCode.UNAVAILABLE, "try later")
BOOKS = {"collection_name": "books"}


def version(name: str = "v2.3.5") -> dict[str, Any]:
    return {"version": name}


def failing(times: int, failure: Failure | dict[str, Any]) -> Behaviour:
    """Fail so many times for each RPC but GetVersion, then work."""

    def behave(asked: Asked) -> dict[str, Any]:
        if asked.rpc == "GetVersion":
            return version()
        if asked.nth > times:
            return {}
        if isinstance(failure, Failure):
            raise failure
        return failure

    return behave


LIMITED = {"code": 8, "error_code": 49, "reason": "request is rejected by rate limiter"}


def test_a_write_waits_out_a_rate_limit() -> None:
    clock = Clock()
    with (
        serving(failing(3, LIMITED)) as server,
        Client(server.connection(), timing=clock.timing) as client,
    ):
        client.call("DropIndex", BOOKS)
    assert client.sent["DropIndex"] == 4
    assert clock.pauses == [0.1, 0.2, 0.4]


def test_a_rate_limit_is_not_waited_out_for_ever() -> None:
    clock = Clock()
    with (
        serving(failing(10**6, LIMITED)) as server,
        Client(server.connection(), timing=clock.timing) as client,
        pytest.raises(RateLimited, match="rate limiter"),
    ):
        client.call("DropIndex", BOOKS)
    assert RATE_LIMIT_S <= clock.now_s <= RATE_LIMIT_S + 3
    assert max(clock.pauses) == 3


def test_pauses_are_not_the_same_for_all_clients() -> None:
    clock = Clock()
    timing = clock.timing
    for chance in (0.0, 1.0):
        object.__setattr__(timing, "chance", lambda chance=chance: chance)
        with (
            serving(failing(1, LIMITED)) as server,
            Client(server.connection(), timing=timing) as client,
        ):
            client.call("DropIndex", BOOKS)
    assert clock.pauses == [0.05, 0.1]


def test_a_read_finds_a_server_again() -> None:
    clock = Clock()
    with (
        serving(failing(3, UNAVAILABLE)) as server,
        Client(server.connection(), timing=clock.timing) as client,
    ):
        assert client.capabilities.version == (2, 3, 5)
        client.call("ShowCollections", {})
    assert client.sent["ShowCollections"] == 4


def test_a_server_that_is_away_for_long_is_given_up() -> None:
    clock = Clock()
    with (
        serving(failing(10**6, UNAVAILABLE)) as server,
        Client(server.connection(), timing=clock.timing) as client,
    ):
        assert client.capabilities.version == (2, 3, 5)
        with pytest.raises(Unreachable, match="try later"):
            client.call("ShowCollections", {})
    assert RESTART_S <= clock.now_s <= RESTART_S + 3


def test_a_server_that_never_answered_is_given_up_soon() -> None:
    clock = Clock()
    with (
        serving(failing(10**6, UNAVAILABLE)) as server,
        Client(server.connection(), timing=clock.timing) as client,
        pytest.raises(Unreachable),
    ):
        client.call("ShowCollections", {})
    assert clock.now_s <= FIRST_CONTACT_S + 3


@pytest.mark.parametrize(
    ("rpc", "code", "error"),
    [
        ("DropIndex", grpc.StatusCode.UNAVAILABLE, Unreachable),
        ("ShowCollections", grpc.StatusCode.DEADLINE_EXCEEDED, DeadlineExceeded),
        ("DropIndex", grpc.StatusCode.DEADLINE_EXCEEDED, DeadlineExceeded),
        ("ShowCollections", grpc.StatusCode.RESOURCE_EXHAUSTED, Rejected),
        ("ShowCollections", grpc.StatusCode.UNAUTHENTICATED, Unauthenticated),
    ],
)
def test_what_may_have_been_done_or_will_not_change_is_not_tried_again(
    rpc: str, code: grpc.StatusCode, error: type[ServerError]
) -> None:
    clock = Clock()
    with (
        serving(failing(10**6, Failure(code))) as server,
        Client(server.connection(), timing=clock.timing) as client,
        pytest.raises(error) as raised,
    ):
        client.call(rpc, {})
    assert client.sent[rpc] == 1
    assert clock.pauses == []
    assert (raised.value.server, raised.value.rpc) == ("dev", rpc)
    assert raised.value.__cause__ is None


def test_a_server_that_hangs_is_not_waited_for_beyond_the_deadline() -> None:
    over = threading.Event()

    def hang(asked: Asked) -> dict[str, Any]:
        over.wait()
        return {}

    with serving(hang) as server, Client(server.connection(timeout_s=0.2)) as client:
        with pytest.raises(DeadlineExceeded):
            client.call("ShowCollections", {})
        over.set()


def test_work_that_takes_long_has_a_longer_deadline() -> None:
    with serving(failing(0, LIMITED)) as server, Client(server.connection(timeout_s=7)) as client:
        client.call("ShowCollections", {})
        client.call("LoadCollection", BOOKS)
    remaining = {asked.rpc: asked.remaining_s for asked in server.asked}
    assert remaining["ShowCollections"] < 20 < 60 < remaining["LoadCollection"]


def test_a_call_says_who_asks_and_in_which_database() -> None:
    with (
        serving(failing(0, LIMITED)) as server,
        Client(server.connection(authorization=f"ci:{SECRET}")) as client,
    ):
        client.call("ListAliases", {}, database="search")
        client.call("DescribeDatabase", {"db_name": "other"})
        client.call("ListDatabases", {})
    aliases, described, listed = server.asked
    assert base64.b64decode(aliases.headers["authorization"]) == f"ci:{SECRET}".encode()
    assert aliases.headers["dbname"] == "search"
    assert aliases.request.db_name == "search"
    assert (described.request.db_name, described.headers["dbname"]) == ("other", "default")
    assert listed.headers["dbname"] == "default"
    assert aliases.headers["user-agent"].startswith("milvus-migrator/")


def test_a_grant_names_somebody_even_where_nobody_logs_in() -> None:
    with serving(failing(0, LIMITED)) as server, Client(server.connection()) as client:
        client.call("OperatePrivilege", {})
        client.call("CreateRole", {})
    headers = {asked.rpc: asked.headers.get("authorization") for asked in server.asked}
    assert headers["OperatePrivilege"] == base64.b64encode(b"root:").decode()
    assert headers["CreateRole"] is None


def numbered(asked: Asked) -> dict[str, Any]:
    name = asked.request.collection_name
    if name == "missing":
        return refused(100, "collection not found")
    return {"collectionID": int(name)}


def describes(*names: object) -> list[Call]:
    return [Call("DescribeCollection", {"collection_name": str(name)}) for name in names]


def test_many_reads_answer_in_the_order_of_the_calls() -> None:
    with serving(numbered) as server, Client(server.connection()) as client:
        answers = client.call_all(describes(*range(300)))
    assert [answer.collectionID for answer in answers] == list(range(300))
    assert client.sent["DescribeCollection"] == 300


def test_no_reads_are_no_calls() -> None:
    with serving(numbered) as server, Client(server.connection()) as client:
        assert client.call_all([]) == []
    assert server.asked == []


def test_an_error_stands_where_its_answer_would() -> None:
    with serving(numbered) as server, Client(server.connection()) as client:
        first, missing, last = client.call_all(describes(1, "missing", 3))
    assert isinstance(missing, NotFound)
    assert (first.collectionID, missing.code, last.collectionID) == (1, 100, 3)


def test_no_more_reads_are_in_flight_than_allowed() -> None:
    meeting = threading.Barrier(4)

    def meet(asked: Asked) -> dict[str, Any]:
        meeting.wait()
        return {}

    with (
        serving(meet) as server,
        Client(server.connection(limits=Limits(reads_in_flight=4))) as client,
    ):
        client.call_all(describes(*range(40)))
    assert server.most_at_once == 4


def test_a_rate_limit_holds_up_reads_and_loses_none() -> None:
    clock = Clock()
    allowed = threading.Semaphore(10)

    def limited(asked: Asked) -> dict[str, Any]:
        if allowed.acquire(blocking=False):
            return numbered(asked)
        return refused(8, "rate limit")

    def sleep(pause_s: float) -> None:
        clock.sleep(pause_s)
        allowed.release(10)

    timing = clock.timing
    object.__setattr__(timing, "sleep", sleep)
    with (
        serving(limited) as server,
        Client(server.connection(limits=Limits(reads_in_flight=8)), timing=timing) as client,
    ):
        answers = client.call_all(describes(*range(100)))
    assert [answer.collectionID for answer in answers] == list(range(100))
    assert len(clock.pauses) >= 4


def test_reads_survive_a_server_that_is_away_for_a_while() -> None:
    clock = Clock()

    def away(asked: Asked) -> dict[str, Any]:
        if 50 < asked.nth <= 90:
            raise UNAVAILABLE
        return numbered(asked)

    with (
        serving(away) as server,
        Client(server.connection(), timing=clock.timing) as client,
    ):
        answers = client.call_all(describes(*range(100)))
    assert [answer.collectionID for answer in answers] == list(range(100))


def test_what_waits_is_not_sent_to_a_server_that_is_away() -> None:
    clock = Clock()
    with (
        serving(failing(10**6, UNAVAILABLE)) as server,
        Client(server.connection(limits=Limits(reads_in_flight=4)), timing=clock.timing) as client,
    ):
        answers = client.call_all(describes(*range(1000)))
    assert [type(answer) for answer in answers] == [Unreachable] * 1000
    assert client.sent["DescribeCollection"] < 100
    assert clock.now_s <= FIRST_CONTACT_S + 3


def test_what_waits_is_not_sent_to_a_server_that_hangs() -> None:
    with (
        serving(failing(10**6, Failure(grpc.StatusCode.DEADLINE_EXCEEDED))) as server,
        Client(server.connection(limits=Limits(reads_in_flight=4))) as client,
    ):
        answers = client.call_all(describes(*range(1000)))
    assert [type(answer) for answer in answers] == [DeadlineExceeded] * 1000
    assert client.sent["DescribeCollection"] <= 8


def test_writes_are_no_batch() -> None:
    with (
        serving(numbered) as server,
        Client(server.connection()) as client,
        pytest.raises(TypeError, match="DropIndex is not a read"),
    ):
        client.call_all([*describes(1), Call("DropIndex", BOOKS)])
    assert server.asked == []


def test_a_mistake_in_a_request_is_found_before_anything_is_sent() -> None:
    with (
        serving(numbered) as server,
        Client(server.connection()) as client,
        pytest.raises(TypeError, match="no field 'name'"),
    ):
        client.call_all([*describes(1), Call("DescribeCollection", {"name": "books"})])
    assert server.asked == []


def test_many_threads_share_a_client() -> None:
    with (
        serving(numbered, threads=32) as server,
        Client(server.connection()) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        batches = list(pool.map(lambda _: client.call_all(describes(*range(50))), range(16)))
        singles = list(
            pool.map(lambda n: client.call("DescribeCollection", describes(n)[0].request), range(9))
        )
    assert all([a.collectionID for a in batch] == list(range(50)) for batch in batches)
    assert [answer.collectionID for answer in singles] == list(range(9))
    assert client.sent["DescribeCollection"] == 16 * 50 + 9


def test_the_version_is_asked_for_once() -> None:
    with (
        serving(failing(0, LIMITED)) as server,
        Client(server.connection()) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        found = set(pool.map(lambda _: client.capabilities, range(8)))
    assert [capabilities.server for capabilities in found] == ["Milvus 2.3.5"]
    assert client.sent == {"GetVersion": 1}


def writes_at_once(version_name: str, wanted: int) -> int:
    """Make eight writes from eight threads; how many the server had at once, up to a number."""
    enough = threading.Event()

    def behave(asked: Asked) -> dict[str, Any]:
        if asked.rpc == "GetVersion":
            return version(version_name)
        if server.most_at_once >= wanted:
            enough.set()
        enough.wait(0.02 if wanted > 2 else 60)
        return {}

    with (
        serving(behave) as server,
        Client(server.connection()) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        assert client.capabilities.version
        list(pool.map(lambda _: client.call("AlterCollection", BOOKS), range(8)))
    return server.most_at_once


def test_writes_to_milvus_lite_go_one_at_a_time() -> None:
    assert writes_at_once("milvus_lite-3.2.2", wanted=99) == 1


def test_writes_to_milvus_do_not_wait_for_each_other() -> None:
    assert writes_at_once("v2.3.5", wanted=2) >= 2


def test_a_failed_write_to_milvus_lite_does_not_block_the_next() -> None:
    def behave(asked: Asked) -> dict[str, Any]:
        if asked.rpc == "GetVersion":
            return version("milvus_lite-3.2.2")
        return {"code": 1, "reason": "no"} if asked.nth == 1 else {}

    with serving(behave) as server, Client(server.connection()) as client:
        with pytest.raises(Rejected):
            client.call("AlterCollection", BOOKS)
        client.call("AlterCollection", BOOKS)


def test_a_starting_server_is_waited_for() -> None:
    clock = Clock()
    not_ready = Failure(grpc.StatusCode.UNKNOWN, "Proxy is not ready yet, please wait")

    def starting(asked: Asked) -> dict[str, Any]:
        if asked.nth <= 20:
            raise (UNAVAILABLE, not_ready)[asked.nth % 2]
        return {}

    with (
        serving(starting) as server,
        Client(server.connection(), timing=clock.timing) as client,
    ):
        client.wait_ready(30)
    assert client.sent == {"ShowCollections": 21}


def test_a_server_that_does_not_start_is_not_waited_for_for_ever() -> None:
    clock = Clock()
    with (
        serving(failing(10**6, UNAVAILABLE)) as server,
        Client(server.connection(), timing=clock.timing) as client,
        pytest.raises(Unreachable),
    ):
        client.wait_ready(30)
    assert 30 <= clock.now_s < 31


def test_a_server_that_refuses_is_not_waited_for() -> None:
    clock = Clock()
    with (
        serving(failing(10**6, Failure(grpc.StatusCode.UNAUTHENTICATED))) as server,
        Client(server.connection(), timing=clock.timing) as client,
        pytest.raises(Unauthenticated),
    ):
        client.wait_ready(30)
    assert clock.pauses == []


def test_a_client_closes_as_often_as_one_likes() -> None:
    with serving(numbered) as server, Client(server.connection()) as client:
        client.close()
        client.close()


def test_no_error_tells_the_login() -> None:
    with (
        serving(failing(10**6, Failure(grpc.StatusCode.UNAUTHENTICATED, "no"))) as server,
        Client(server.connection(authorization=f"root:{SECRET}")) as client,
        pytest.raises(Unauthenticated) as raised,
    ):
        client.call("ShowCollections", {})
    encoded = base64.b64encode(f"root:{SECRET}".encode()).decode()
    told = f"{raised.value}{raised.value!r}{client.connection!r}"
    assert SECRET not in told
    assert encoded not in told
