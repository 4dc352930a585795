"""``migrator reconcile``: drift that is healed, drift that waits, and what HTTP tells of it."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml

from tests import simulator
from tests.cli.shop import Process, Shop, collection
from tests.servers import waiting
from tests.servers.endpoint import Endpoint
from tests.servers.process import RunningServer
from tests.servers.raw import Raw
from tests.simulator.server import Simulator

#: How long anything may take to show, in seconds: far longer than it does.
LONG_S = 120.0

BOOKS = {"collection_name": "books"}


def declare(shop: Shop, **spec: object) -> None:
    document = collection("books")
    document["spec"] |= {"aliases": ["live"], "partitions": ["en", "de"], **spec}  # type: ignore[operator]
    shop.write("manifests/all.yaml", yaml.safe_dump(document))


@pytest.fixture(name="server", scope="module")
def of_2_5() -> Iterator[Simulator]:
    with simulator.start("2.5") as server:
        yield server


@pytest.fixture(name="raw")
def calls(server: Simulator) -> Iterator[Raw]:
    server.reset()
    with Raw(server.endpoint) as raw:
        yield raw


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    waiting.until(holds, what, within_s=LONG_S)


class Reconciling:
    """A ``migrator reconcile`` that runs, and what it tells over HTTP."""

    def __init__(self, process: Process) -> None:
        self.process = process
        process.wait_for("metrics and health at ")
        found = re.search(r"http://[0-9.:]+", process.read)
        assert found is not None
        self.where = found[0]

    def page(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(f"{self.where}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            return answer.code, answer.read().decode()

    @property
    def metrics(self) -> Mapping[str, float]:
        """All samples, by name with labels."""
        lines = self.page("/metrics")[1].splitlines()
        samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in samples}

    def rounds(self, result: str) -> float:
        return self.metrics[f'migrator_rounds_total{{connection="it",result="{result}"}}']


@contextmanager
def reconciling(
    shop: Shop, endpoint: Endpoint, *more: str, **connection: object
) -> Iterator[Reconciling]:
    shop.connect(endpoint.uri, **connection)
    arguments = ("--interval", "0.1", "--listen", "127.0.0.1:0", *more)
    with shop.process("reconcile", *arguments) as process:
        yield Reconciling(process)


def aliases(raw: Raw) -> list[str]:
    return sorted(raw("ListAliases", db_name="default").aliases)


def partitions(raw: Raw) -> list[str]:
    return sorted(raw("ShowPartitions", **BOOKS).partition_names)


def test_drift_is_healed_and_told_and_a_signal_ends_it(
    shop: Shop, server: Simulator, raw: Raw
) -> None:
    declare(shop)
    with reconciling(shop, server.endpoint) as it:
        it.process.wait_for_output("it: healed, 5 changes applied")
        assert aliases(raw) == ["live"]
        raw("DropAlias", alias="live")
        raw("DropPartition", partition_name="de", **BOOKS)
        until(lambda: aliases(raw) == ["live"] and "de" in partitions(raw), "never healed")
        before = it.rounds("in-sync")
        until(lambda: it.rounds("in-sync") > before, "no round after it")
        told = it.metrics
        assert told['migrator_in_sync{connection="it"}'] == 1
        assert told['migrator_drift_changes{connection="it",severity="live"}'] == 0
        assert told['migrator_rpcs_total{connection="it",method="CreatePartition"}'] == 3
        assert told['migrator_steps_total{connection="it"}'] >= 5
        assert told['migrator_last_success_timestamp_seconds{connection="it"}'] > 1.7e9
        assert it.page("/healthz") == (200, "alive\n")
        assert it.page("/readyz") == (200, "ready\n")
        assert it.page("/else")[0] == 404
        it.process.send(signal.SIGTERM)
        result = it.process.result()
    assert result.exit_code == 0
    assert "ended; nothing was left half-done" in result.stderr
    # Rounds that find nothing new are not told to people.
    assert result.stdout.count("in-sync") < 10


def test_manifests_are_read_anew_and_mistakes_in_them_wait_for_their_correction(
    shop: Shop, server: Simulator, raw: Raw
) -> None:
    declare(shop)
    with reconciling(shop, server.endpoint) as it:
        it.process.wait_for_output("healed")
        shop.write("manifests/all.yaml", "apiVersion: migrator/v1\nkind: Colection\n")
        it.process.wait_for_output("it: failed")
        it.process.wait_for_output("all.yaml:2:7:")
        assert it.page("/readyz")[0] == 503
        assert it.metrics['migrator_up{connection="it"}'] == 0
        assert it.metrics['migrator_errors_total{connection="it",error="InvalidInput"}'] >= 1
        declare(shop, aliases=["live", "new"])
        it.process.wait_for_output("it: healed, 1 change applied")
        assert aliases(raw) == ["live", "new"]
        it.process.send(signal.SIGINT)
        assert it.process.result().exit_code == 0


def test_what_costs_more_than_is_allowed_waits_and_is_counted(
    shop: Shop, server: Simulator, raw: Raw
) -> None:
    declare(shop)
    with reconciling(shop, server.endpoint) as it:
        it.process.wait_for_output("healed")
        declare(shop, indexes=[{"field_name": "v", "index_type": "HNSW", "metric_type": "L2"}])
        it.process.wait_for_output("waits for a person: ")
        until(lambda: it.rounds("waiting") >= 2, "only one round")
        assert it.metrics['migrator_drift_changes{connection="it",severity="reindex"}'] == 1
        assert it.metrics['migrator_in_sync{connection="it"}'] == 0
        assert it.page("/readyz")[0] == 200
    with reconciling(shop, server.endpoint, "--allow", "reindex") as it:
        it.process.wait_for_output("it: healed, 1 change applied")


def test_on_a_protected_connection_it_only_reports(shop: Shop, server: Simulator, raw: Raw) -> None:
    declare(shop)
    with reconciling(shop, server.endpoint, protected=True) as it:
        it.process.wait_for_output("waits for a person: it is protected")
        until(lambda: it.rounds("waiting") >= 3, "no further rounds")
    assert list(raw("ShowCollections").collection_names) == []


def test_a_server_that_is_not_there_is_a_failure(shop: Shop, raw: Raw) -> None:
    declare(shop)
    with simulator.start("2.5") as other:
        pass
    with reconciling(shop, other.endpoint, "--format", "json", timeout_s=1) as it:
        it.process.wait_for_output('"result": "failed"')
        until(lambda: it.rounds("failed") >= 1, "not counted")
        failed = [name for name in it.metrics if name.startswith("migrator_rpc_errors_total{")]
        assert len(failed) == 1
        assert it.page("/readyz")[0] == 503


def test_one_round_says_by_its_exit_code_what_waits(
    shop: Shop, server: Simulator, raw: Raw
) -> None:
    shop.connect(server.endpoint.uri)
    declare(shop)
    told = shop.run("reconcile", "--once", "--format", "json")
    assert (told.exit_code, json.loads(told.stdout)["result"]) == (0, "healed")
    declare(shop, indexes=[{"field_name": "v", "index_type": "HNSW", "metric_type": "L2"}])
    told = shop.run("reconcile", "--once")
    assert (told.exit_code, "  ~ Index default/books.v: index_type" in told.stdout) == (2, True)
    shop.write("manifests/all.yaml", "[")
    assert shop.run("reconcile", "--once").exit_code == 1


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:99999", "127.0.0.1:x"])
def test_an_address_that_is_none_is_refused(shop: Shop, server: Simulator, address: str) -> None:
    shop.connect(server.endpoint.uri)
    declare(shop)
    told = shop.run("reconcile", "--listen", address)
    assert told.exit_code == 1
    assert "neither HOST:PORT nor off" in told.stderr


def test_a_port_that_is_taken_is_said(shop: Shop, server: Simulator) -> None:
    port = server.endpoint.uri.rpartition(":")[2]
    shop.connect(server.endpoint.uri)
    declare(shop)
    told = shop.run("reconcile", "--listen", f"127.0.0.1:{port}")
    assert told.exit_code == 1
    assert "cannot listen on" in told.stderr


def soak(shop: Shop, endpoint: Endpoint, times: int) -> None:
    """Let drift be healed so often, and neither memory nor files nor threads grow with it."""
    declare(shop)
    grown: list[tuple[float, float]] = []
    with Raw(endpoint) as raw, reconciling(shop, endpoint) as it:
        it.process.wait_for_output("healed")
        for number in range(times):
            raw("DropAlias", alias="live")
            if number % 2:
                raw("DropPartition", partition_name="de", **BOOKS)
            until(lambda: aliases(raw) == ["live"] and "de" in partitions(raw), "never healed")
            told = it.metrics
            grown.append((told["process_open_fds"], told["process_resident_memory_bytes"]))
        # Nothing is under way then, so that a signal interrupts nothing.
        before = it.rounds("in-sync")
        until(lambda: it.rounds("in-sync") > before, "no round after it")
        it.process.send(signal.SIGTERM)
        assert it.process.result().exit_code == 0
    warm = times // 4
    files, memory = zip(*grown, strict=True)
    assert max(files[warm:]) <= max(files[:warm]) + 2
    # A leak of one plan, one channel or one answer a round would be far more than this.
    assert max(memory[warm:]) <= max(memory[:warm]) * 1.10 + 5 * 2**20


@pytest.mark.slow
def test_a_hundred_drifts_are_healed_on_2_3_5_without_a_leak(
    shop: Shop, milvus235_clean: RunningServer
) -> None:
    soak(shop, milvus235_clean.endpoint, 100)


@pytest.mark.slow
def test_drifts_are_healed_on_lite_without_a_leak(shop: Shop, start_lite: object) -> None:
    soak(shop, start_lite(tcp=True).endpoint, 30)  # type: ignore[operator]
