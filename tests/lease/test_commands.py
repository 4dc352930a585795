"""The lease as people meet it: ``apply``, ``--lock-timeout``, ``unlock``, and nowhere else."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from migrator.connection import Connection
from migrator.errors import Locked
from migrator.generations import current, this_process
from migrator.identity import own_collection
from migrator.lease import Lease, holding
from migrator.milvus.client import Client
from tests.cli.shop import Shop, errors
from tests.contract.test_collections import collection
from tests.contract.world import World
from tests.lease.holders import who_holds
from tests.servers.process import RunningServer

#: Three steps each; far more than are done between a line and what a test does about it.
MANY = 40


@pytest.fixture
def shop(tmp_path: Path, milvus: RunningServer) -> Shop:
    """A project with one connection, to each server in turn."""
    made = Shop(tmp_path)
    made.connect(milvus.uri)
    made.declare()
    return made


@pytest.fixture
def client(milvus: RunningServer) -> Iterator[Client]:
    with Client(Connection("it", milvus.uri)) as client:
        yield client


def test_an_apply_beside_another_is_refused_with_3_and_says_the_ways_out(
    shop: Shop, client: Client
) -> None:
    with holding(Lease(client, this_process())):
        result = shop.run("apply", "--yes")
        told = shop.run("apply", "--yes", "--format", "json")
        holder = who_holds(client)
        assert client.call("HasCollection", {"collection_name": "books_000"}).value is False
    assert (result.exit_code, told.exit_code) == (3, 3)
    assert f"(process {os.getpid()}) has held lease {holder}" in " ".join(result.stderr.split())
    assert "--lock-timeout 60" in result.stderr
    assert f"migrator unlock --on it --id {holder}" in " ".join(result.stderr.split())
    data = json.loads(told.stdout)
    assert (data["error"], data["holder"], data["expiry_s"]) == ("Locked", holder, 30)


def test_an_apply_with_a_lock_timeout_waits_and_says_for_whom(shop: Shop, client: Client) -> None:
    with ExitStack() as stack:
        lease = stack.enter_context(ExitStack())
        lease.enter_context(holding(Lease(client, this_process())))
        holder = who_holds(client)
        waiting = stack.enter_context(shop.process("apply", "--yes", "--lock-timeout", "250"))
        waiting.wait_for("Waiting up to 250 s: ")
        lease.close()
        result = waiting.result()
    assert result.exit_code == 0
    assert holder in result.stderr
    assert who_holds(client) == ""


def test_of_two_applies_at_once_one_waits_for_the_other(shop: Shop, client: Client) -> None:
    shop.declare(8)
    command = ("apply", "--yes", "--lock-timeout", "250")
    with shop.process(*command) as one, shop.process(*command) as two:
        assert (one.result().exit_code, two.result().exit_code) == (0, 0)
    assert shop.run("plan", "--detailed-exitcode").exit_code == 0


def test_the_library_is_refused_or_waits_too(
    tmp_path: Path, milvus: RunningServer, client: Client
) -> None:
    world = World(tmp_path, {"it": milvus})
    plan = world.plan(collection())
    with holding(Lease(client, this_process())), pytest.raises(Locked):
        plan.apply()
    assert plan.apply(lock_timeout_s=250).complete


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_apply_that_is_stopped_releases_it(
    shop: Shop, client: Client, number: signal.Signals
) -> None:
    shop.declare(MANY)
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [3/")
        os.killpg(process.pid, number)
        assert process.result().exit_code == 130
    held = current(client)
    assert held is not None
    assert held.released
    assert shop.run("apply", "--yes").exit_code == 0


def test_an_apply_that_is_refused_under_it_releases_it(shop: Shop, client: Client) -> None:
    plan = str(shop.folder / "plan.json")
    assert shop.run("plan", "--out", plan).exit_code == 0
    client.call("CreateCollection", own_collection("books_000", {}))
    assert shop.run("apply", plan).exit_code == 3
    held = current(client)
    assert held is not None
    assert held.released


def test_after_a_kill_the_next_apply_says_who_held_it_and_unlock_lets_it_go_on(
    shop: Shop, client: Client
) -> None:
    shop.declare(MANY)
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [3/")
        os.killpg(process.pid, signal.SIGKILL)
    holder = who_holds(client)
    refused = shop.run("apply", "--yes")
    assert refused.exit_code == 3
    assert holder in refused.stderr
    wrong = shop.run("unlock", "--on", "it", "--id", "0815")
    assert wrong.exit_code == 3
    assert holder in wrong.stderr
    done = shop.run("unlock", "--on", "it", "--id", holder, "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["holder"]["id"] == holder
    again = shop.run("unlock", "--id", holder)
    assert (again.exit_code, errors(again)) == (3, ["error: nobody holds the lease of it"])
    assert shop.run("apply", "--yes").exit_code == 0


@pytest.mark.slow
def test_after_a_kill_an_apply_that_waits_takes_it_over(shop: Shop, client: Client) -> None:
    shop.declare(MANY)
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [3/")
        os.killpg(process.pid, signal.SIGKILL)
    assert shop.run("apply", "--yes", "--lock-timeout", "250").exit_code == 0


def test_an_apply_whose_lease_was_broken_stops_and_says_so(shop: Shop, client: Client) -> None:
    shop.declare(MANY)
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [3/")
        os.killpg(process.pid, signal.SIGSTOP)
        holder = who_holds(client)
        assert shop.run("unlock", "--id", holder).exit_code == 0
        os.killpg(process.pid, signal.SIGCONT)
        result = process.result()
    assert result.exit_code == 1
    assert errors(result) == [line for line in errors(result) if "the lease of it was lost" in line]
    assert len(errors(result)) == 1
    assert "Not begun: " in result.stderr
    assert shop.run("apply", "--yes").exit_code == 0


def test_it_shows_up_in_no_plan_drift_or_export(
    tmp_path: Path, milvus: RunningServer, client: Client
) -> None:
    world = World(tmp_path, {"it": milvus})
    world.scope = {"databases": ["default"], "prune": True}
    world.limits = {"max_deletes": 100}
    world.apply(collection())
    with holding(Lease(client, this_process())):
        plan = world.plan()
        assert plan.is_empty
        assert plan.data.unmanaged == ()
        assert world.project().drift().changes == ()
        assert "_migrator" not in world.export()
    assert "_migrator" not in world.export()


def test_an_embedded_server_needs_none(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.connect("dev.db")
    shop.declare()
    assert shop.run("apply", "--yes").exit_code == 0
    folders = [path.name for path in (tmp_path / "dev.db").rglob("*") if path.is_dir()]
    assert "books_000" in folders
    assert not [name for name in folders if "lease" in name]
    result = shop.run("unlock", "--id", "0815")
    assert result.exit_code == 3
    assert errors(result) == ["error: it is embedded and has no lease"]
