"""The lease on real servers: one of many contenders gets it, also after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier, BrokenBarrierError

import pytest

from migrator.connection import Connection
from migrator.errors import LeaseLost, Locked, Refused
from migrator.generations import Terms, current, listed, this_process
from migrator.lease import Lease, Waiting, holding, unlock
from migrator.milvus.client import Client
from tests.cli.shop import ROOT
from tests.lease.holders import is_refused, who_holds
from tests.servers.process import RunningServer

CONTENDERS = 8

#: Holds a lease of 2 s on the server at argv[1], renewing it until it is killed.
HOLD = """
import sys, time
from migrator.connection import Connection
from migrator.generations import Terms, this_process
from migrator.lease import Lease, holding
from migrator.milvus.client import Client

with Client(Connection("dev", sys.argv[1])) as client:
    with holding(Lease(client, this_process(), terms=Terms(expiry_s=2))):
        print("held", flush=True)
        while True:
            time.sleep(0.1)  # One long sleep may begin just after a signal and outlast it.
"""


@pytest.fixture
def client(milvus: RunningServer) -> Iterator[Client]:
    with connected(milvus) as client:
        yield client


def connected(server: RunningServer) -> Client:
    return Client(Connection("dev", server.uri))


def mine(client: Client, *, timeout_s: float = 0.0, expiry_s: float = 30.0) -> Lease:
    return Lease(client, this_process(), Waiting(timeout_s), Terms(expiry_s))


def contend(server: RunningServer, rounds: int) -> Iterator[tuple[int, int, int]]:
    """Let contenders begin together; per round, how many got it, were refused, and which."""
    start, end = Barrier(CONTENDERS), Barrier(CONTENDERS)

    def contender(client: Client) -> tuple[bool, int]:
        try:
            return tried(client)
        except BrokenBarrierError:
            raise
        except BaseException:
            for barrier in (start, end):
                barrier.abort()
            raise

    def tried(client: Client) -> tuple[bool, int]:
        lease = mine(client)
        start.wait(120)
        got = not is_refused(lease)
        # Nobody lets go before all have tried.
        end.wait(120)
        generation = listed(client)[-1]
        end.wait(120)
        lease.release()
        end.wait(120)
        return got, generation

    with ExitStack() as stack:
        clients = [stack.enter_context(connected(server)) for _ in range(CONTENDERS)]
        pool = stack.enter_context(ThreadPoolExecutor(CONTENDERS))
        for _ in range(rounds):
            futures = [pool.submit(contender, client) for client in clients]
            # What went wrong in one of them, not that the others waited for it.
            errors = [error for future in futures if (error := future.exception()) is not None]
            for error in sorted(errors, key=lambda error: isinstance(error, BrokenBarrierError)):
                raise error
            results = [future.result() for future in futures]
            assert len({generation for _, generation in results}) == 1
            got = sum(won for won, _ in results)
            yield got, len(results) - got, results[0][1]


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.timeout(1800)
def test_of_many_contenders_exactly_one_gets_it_in_every_round(
    milvus: RunningServer, rounds: int
) -> None:
    results = list(contend(milvus, rounds))
    assert [result[:2] for result in results] == [(1, CONTENDERS - 1)] * rounds
    generations = [result[2] for result in results]
    assert generations == sorted(set(generations))


def test_all_contenders_that_wait_get_it_one_after_the_other(milvus: RunningServer) -> None:
    holders: list[int] = []
    most: list[int] = []

    def contender(number: int) -> None:
        with connected(milvus) as client, holding(mine(client, timeout_s=200)) as may_go_on:
            holders.append(number)
            most.append(len(holders))
            may_go_on()
            holders.remove(number)

    with ThreadPoolExecutor(CONTENDERS) as pool:
        list(pool.map(contender, range(CONTENDERS)))
    assert most == [1] * CONTENDERS


@contextmanager
def other_process(server: RunningServer) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lease."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, server.uri],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_the_lease_of_a_process_that_was_killed_is_taken_over_by_one(
    milvus: RunningServer, client: Client
) -> None:
    with other_process(milvus) as process:
        process.kill()
        process.wait()
    with pytest.raises(Locked, match=rf"\(process {process.pid}\) has held lease") as raised:
        mine(client).take()
    assert raised.value.expiry_s == 2
    assert raised.value.holder == who_holds(client)

    def contender(_number: int) -> bool:
        with connected(milvus) as client:
            return not is_refused(mine(client, timeout_s=8))

    before = listed(client)[-1]
    with ThreadPoolExecutor(CONTENDERS) as pool:
        assert sum(pool.map(contender, range(CONTENDERS))) == 1
    assert listed(client) == [before + 1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_only_a_process_that_can_do_so_releases_it(
    milvus: RunningServer, client: Client, number: signal.Signals
) -> None:
    with other_process(milvus) as process:
        process.send_signal(number)
        process.wait()
    held = current(client)
    assert held is not None
    assert held.released == (number == signal.SIGINT)


def test_renewals_and_looks_at_it_are_understood(client: Client) -> None:
    lease = mine(client)
    lease.take()
    text = current(client)
    for _ in range(3):
        lease.renew()
        lease.check()
        assert current(client) != text
        text = current(client)
    lease.release()
    assert who_holds(client) == ""
    assert not is_refused(mine(client))


def test_who_is_unlocked_loses_it_and_who_gives_another_id_changes_nothing(client: Client) -> None:
    first, second = mine(client), mine(client)
    first.take()
    with pytest.raises(Refused, match="is not that of 0815"):
        unlock(client, "0815", this_process())
    first.check()
    unlock(client, who_holds(client), this_process())
    first.renew()
    with pytest.raises(LeaseLost):
        first.check()
    second.take()
    first.release()
    second.check()
