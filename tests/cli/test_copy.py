"""``migrator copy``: rows from one server to another, told, refused, killed and gone on with."""

from __future__ import annotations

import json
import random
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import simulator
from tests.cli.shop import INDEX, Shop, errors
from tests.scripts.story import Result
from tests.servers.process import RunningServer
from tests.servers.server import Server
from tests.servers.witness import witness
from tests.simulator.server import Simulator

FIELDS = [
    {"name": "id", "dtype": "Int64", "is_primary": True},
    {"name": "t", "dtype": "VarChar", "max_length": 16},
    {"name": "v", "dtype": "FloatVector", "dim": 4},
]
LOADED = {"state": "loaded"}


def manifest(**spec: Any) -> str:
    given = {"fields": FIELDS, "indexes": [INDEX], "load": LOADED, **spec}
    data = {"apiVersion": "migrator/v1", "kind": "Collection", "metadata": {"name": "books"}}
    return yaml.safe_dump({**data, "spec": given}, sort_keys=False)


class Two(Shop):
    """A project with two servers, ``a`` and ``b``, that hold one collection each."""

    def __init__(self, folder: Path, a: Server | str, b: Server | str) -> None:
        super().__init__(folder)
        self.servers = {"a": a, "b": b}
        self.describe()

    def describe(self, **more: dict[str, Any]) -> None:
        """Write the project file, with more about some connections."""
        uris = {
            name: item if isinstance(item, str) else item.uri for name, item in self.servers.items()
        }
        connections = {name: {"uri": uri, **more.get(name, {})} for name, uri in uris.items()}
        data = {"apiVersion": "migrator/v1", "kind": "Project", "metadata": {"name": "shop"}}
        spec = {"manifests": ["manifests/"], "connections": connections}
        self.write("migrator.yaml", yaml.safe_dump({**data, "spec": spec}))

    def make(self, alias: str, **spec: Any) -> None:
        self.write("manifests/all.yaml", manifest(**spec))
        result = self.run("apply", "--yes", "--quiet", "--on", alias)
        assert result.exit_code == 0, result.stderr

    def insert(self, alias: str, keys: range) -> None:
        server = self.servers[alias]
        assert not isinstance(server, str)
        client = witness(server)
        rows = [{"id": key, "t": f"t{key}", "v": [key, 1, 2, 3]} for key in keys]
        for at in range(0, len(rows), 2_000):
            client.insert("books", rows[at : at + 2_000])
        client.close()

    def rows(self, alias: str) -> dict[int, dict[str, Any]]:
        server = self.servers[alias]
        assert not isinstance(server, str)
        client = witness(server)
        found = client.query(
            "books", "id >= 0", output_fields=["*"], limit=16_000, consistency_level="Strong"
        )
        client.close()
        assert len({row["id"] for row in found}) == len(found)
        return {row["id"]: dict(row) for row in found}

    def copy(self, *more: str) -> Result:
        return self.run("copy", "--from", "a", "--to", "b", "books", *more)


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Simulator, Simulator]]:
    with simulator.start("2.3") as a, simulator.start("2.6") as b:
        yield a, b


@pytest.fixture
def two(tmp_path: Path, pair: tuple[Simulator, Simulator]) -> Two:
    """An older server and a newer one, both with the collection."""
    for server in pair:
        server.reset()
    made = Two(tmp_path, *pair)
    made.make("a")
    made.make("b")
    return made


def test_rows_go_to_another_server_and_a_second_copy_finds_them_there(two: Two) -> None:
    two.insert("a", range(300))
    result = two.copy()
    assert result.exit_code == 0, result.stderr
    assert "Collection default/books: 300 rows copied (" in result.stdout
    assert "300 rows on both sides, " in result.stdout
    assert "Copied 1 collection from a to b: the same rows are on both." in result.stdout
    assert two.rows("b") == two.rows("a")
    again = two.copy("--format", "json")
    document = json.loads(again.stdout)
    (copied,) = document["copies"]
    assert (copied["way"], copied["written"], copied["rows"]) == ("even out", 0, 300)


def test_rows_of_the_target_are_left_alone_unless_somebody_says_otherwise(two: Two) -> None:
    two.insert("a", range(20))
    two.insert("b", range(15, 25))
    result = two.copy()
    assert result.exit_code == 3
    assert "5 only there (such as 20, 21, 22, 23, 24)" in " ".join(result.stderr.split())
    assert len(two.rows("b")) == 10
    assert two.copy("--overwrite").exit_code == 3  # Nobody is there to say yes.
    done = two.copy("--overwrite", "--yes")
    assert done.exit_code == 0
    assert "15 added, 0 replaced, 5 deleted" in done.stdout
    assert two.rows("b") == two.rows("a")


def test_what_is_there_and_equal_is_completed(two: Two) -> None:
    two.insert("a", range(20))
    two.insert("b", range(5))
    result = two.copy()
    assert result.exit_code == 0
    assert "15 added, 0 replaced, 0 deleted" in result.stdout
    assert two.rows("b") == two.rows("a")


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"fields": FIELDS[:1] + FIELDS[2:]}, "t: b has no such field"),
        ({"fields": [*FIELDS[:2], {**FIELDS[2], "dim": 8}]}, "v: 4 dimensions do not become 8"),
        ({"load": {"state": "released"}}, "is not loaded on b"),
        ({"fields": [{**FIELDS[0], "auto_id": True}, *FIELDS[1:]]}, "makes the keys of"),
    ],
    ids=["a field that is not there", "another dimension", "not loaded", "keys of its own"],
)
def test_rows_that_do_not_fit_are_refused_before_anything_is_written(
    two: Two, spec: dict[str, Any], told: str
) -> None:
    two.insert("a", range(3))
    server = two.servers["b"]
    assert isinstance(server, Simulator)
    server.reset()
    two.make("b", **spec)
    before = server.counts["Insert"] + server.counts["Upsert"]
    result = two.copy()
    assert result.exit_code == 3
    assert told in " ".join(result.stderr.split())
    assert server.counts["Insert"] + server.counts["Upsert"] == before


def test_what_makes_no_sense_is_said(two: Two) -> None:
    assert errors(two.run("copy", "--from", "a", "--to", "a", "books")) == [
        "error: a and a are the same server"
    ]
    refused = two.run("copy", "--from", "a", "--to", "b", "Alias default/live")
    assert errors(refused) == ["error: 'Alias default/live' is not a collection"]
    missing = two.run("copy", "--from", "a", "--to", "b", "default/none")
    assert missing.exit_code == 3
    assert errors(missing) == ["error: a has no Collection default/none"]
    two.describe(b={"protected": True})
    protected = two.copy()
    assert protected.exit_code == 3
    assert "b is protected" in protected.stderr


def test_another_apply_on_the_target_is_waited_for_or_a_refusal(two: Two) -> None:
    from migrator.connection import Connection
    from migrator.generations import Holder
    from migrator.lease import Lease, holding
    from migrator.milvus.client import Client

    server = two.servers["b"]
    assert not isinstance(server, str)
    with (
        Client(Connection("b", uri=server.uri)) as client,
        holding(Lease(client, Holder("x", "ann", "host", 1, "now"))),
    ):
        result = two.copy()
    assert result.exit_code == 3
    assert "b is locked" in result.stderr


def test_a_row_that_does_not_fit_names_its_key(two: Two) -> None:
    two.insert("a", range(12))
    server = two.servers["b"]
    assert isinstance(server, Simulator)
    server.reset()
    two.make("b", fields=[FIELDS[0], {**FIELDS[1], "max_length": 2}, FIELDS[2]])
    result = two.copy()
    assert result.exit_code == 1
    told = "the row with key 10 does not fit field t: it has 3 bytes, and the field takes 2"
    assert errors(result) == [f"error: {told}"]


def _killed_copies_converge(two: Two, times: int, rows: int) -> None:
    """Kill a copy again and again, each time at another moment, until one comes to its end."""
    chance = random.Random(7)
    killed = 0
    for _ in range(times):
        # Some pages a second, so that there is something to kill.
        with two.process(
            "copy", "--from", "a", "--to", "b", "books", "--throttle-rows-s", str(rows // 4)
        ) as process:
            process.wait_for("Collection default/books: ")
            try:
                process._process.wait(chance.random() * 2)
            except subprocess.TimeoutExpired:
                process.send(signal.SIGKILL)
                killed += 1
            process.exit_code()
        two.run("unlock", "--on", "b", "--id", _holder(two))
    assert killed
    last = two.copy("--lock-timeout", "60")
    assert last.exit_code == 0, last.stderr
    assert len(two.rows("b")) == rows
    assert two.rows("b") == two.rows("a")


def _holder(two: Two) -> str:
    """Return the id of whoever holds the lease of ``b``; something else where nobody does."""
    from migrator import generations
    from migrator.connection import Connection
    from migrator.milvus.client import Client

    server = two.servers["b"]
    assert not isinstance(server, str)
    with Client(Connection("b", uri=server.uri)) as client:
        held = generations.current(client)
    return held.holder.id if held is not None and held.holder is not None else "nobody"


def test_a_killed_copy_goes_on_where_it_was(two: Two) -> None:
    two.insert("a", range(400))
    _killed_copies_converge(two, 2, 400)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_a_copy_killed_fifty_times_loses_and_doubles_nothing(two: Two) -> None:
    two.insert("a", range(2_000))
    for _ in range(25):
        server = two.servers["b"]
        assert isinstance(server, Simulator)
        server.reset()
        two.make("b")
        _killed_copies_converge(two, 2, 2_000)


def test_an_interrupted_copy_says_that_it_can_go_on(two: Two) -> None:
    two.insert("a", range(400))
    with two.process(
        "copy", "--from", "a", "--to", "b", "books", "--throttle-rows-s", "50"
    ) as process:
        process.wait_for("Collection default/books: ")
        process.send(signal.SIGINT)
        result = process.result()
    assert result.exit_code == 130
    assert errors(result) == ["error: interrupted; copy again to go on from where it was"]
    again = two.copy("--format", "json")
    (copied,) = json.loads(again.stdout)["copies"]
    assert copied["way"] == "resume"
    assert copied["before"] + copied["written"] == 400
    assert two.rows("b") == two.rows("a")


def test_an_embedded_server_loads_what_it_has_forgotten(
    tmp_path: Path, lite_clean: RunningServer
) -> None:
    two = Two(tmp_path, lite_clean, "dev.db")
    two.make("a")
    two.make("b")
    two.insert("a", range(30))
    assert two.copy("--verify", "full").exit_code == 0
    again = two.copy("--format", "json")
    assert json.loads(again.stdout)["copies"][0]["rows"] == 30
