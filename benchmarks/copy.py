"""Rows copied within one server, against pymilvus's iterator and insert, and against a floor.

``python -m benchmarks.copy`` measures, in turns and in one run:

- the peer: pymilvus's ``query_iterator`` and ``insert``, page by page;
- migrator's engine, without the checks that follow a copy;
- the floor: the same Query pages, their answers thrown away, and inserts that were built
  before, side by side, each in a thread of its own;
- these inserts alone.

``--write`` puts the table into docs/reference/performance.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np

from migrator.address import collection_address
from migrator.connection import Connection
from migrator.copying.checkpoints import Checkpoint
from migrator.copying.columns import put_packed
from migrator.copying.mapping import make_conversion
from migrator.copying.moving import Job, Pace, move_rows
from migrator.copying.pages import PAGE_BYTES, Sizing, read_pages, row_bytes
from migrator.copying.places import Range, find_place
from migrator.milvus.client import Client
from migrator.wire.milvus_pb2 import InsertRequest
from tests.servers import lite, milvus235
from tests.servers.process import RunningServer
from tests.servers.witness import witness

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "performance.md"
SECTION = "## Copying rows"
STARTS = {"milvus": milvus235.start, "lite": lite.start}

#: pymilvus's own default of rows for a page of its iterator.
PEER_PAGE = 1_000


@dataclass
class Result:
    """Rows a second of each side, one number for each round."""

    server: str
    rows: int
    dim: int
    rates: dict[str, list[float]] = field(default_factory=dict)

    def row(self) -> str:
        """Return a row of the table."""
        peer, ours, floor, inserts = (
            statistics.median(self.rates[side]) for side in ("peer", "ours", "floor", "inserts")
        )
        return (
            f"| {self.server} | {self.rows:,} x {self.dim} | {peer:,.0f} | {ours:,.0f} "
            f"| {floor:,.0f} | {inserts:,.0f} | {ours / peer:.1f}x | {ours / floor:.0%} |"
        )


HEAD = (
    "| server | rows x dim | pymilvus | migrator | floor | inserts | to pymilvus | to floor |",
    "|---|---|---|---|---|---|---|---|",
)


def pages_of(rows: int, dim: int) -> list[InsertRequest]:
    """Build the rows: keys that ascend, and vectors of chance."""
    chance = np.random.default_rng(1)
    size = min(10_000, max(1, PAGE_BYTES // (4 * dim + 8)))
    made = []
    for first in range(0, rows, size):
        count = min(size, rows - first)
        request = InsertRequest(num_rows=count)
        keys = request.fields_data.add(field_name="id", type="Int64")
        keys.scalars.long_data.data.extend(range(first, first + count))
        vectors = request.fields_data.add(field_name="v", type="FloatVector")
        vectors.vectors.dim = dim
        put_packed(vectors.vectors.float_vector, chance.random(count * dim, dtype="<f4").tobytes())
        made.append(request)
    return made


def create(client: Client, name: str, dim: int) -> None:
    """Make a collection of keys and vectors, in the place of the last one of that name."""
    client.call("DropCollection", {"collection_name": name})
    fields = [
        {"name": "id", "data_type": "Int64", "is_primary_key": True},
        {"name": "v", "data_type": "FloatVector", "type_params": {"dim": str(dim)}},
    ]
    schema = {"name": name, "fields": fields}
    client.call("CreateCollection", {"collection_name": name, "schema": schema, "shards_num": 1})


def insert(client: Client, name: str, pages: list[InsertRequest]) -> None:
    """Send inserts that were built before, one after the other."""
    for page in pages:
        request = {"fields_data": page.fields_data, "num_rows": page.num_rows}
        client.call("Insert", {"collection_name": name, **request})


def load(client: Client, name: str) -> None:
    """Seal what is there, index and load it."""
    named = {"collection_name": name}
    client.call("Flush", {"collection_names": [name]})
    index = {"index_type": "IVF_FLAT", "metric_type": "L2", "params": '{"nlist": 16}'}
    client.call(
        "CreateIndex", {**named, "field_name": "v", "index_name": "v", "extra_params": index}
    )
    client.call("LoadCollection", {**named, "replica_number": 1})
    while client.call("GetLoadState", named).state != 3:
        time.sleep(0.2)


def peer(server: RunningServer) -> None:
    """Copy as a person would with pymilvus."""
    client = witness(server)
    pages = client.query_iterator("a", batch_size=PEER_PAGE, output_fields=["id", "v"])
    while page := pages.next():
        client.insert("b", page)
    pages.close()
    client.close()


def job_of(client: Client) -> Job:
    places = [find_place(client, collection_address("default", name)) for name in "ab"]
    return Job(places[0], places[1], make_conversion(places[0].spec, places[1].spec))


def ours(client: Client) -> None:
    """Copy with migrator's engine, as ``migrator copy`` does."""
    job = job_of(client)
    move_rows(job, [Checkpoint(Range("_default"))], Pace(), anew=True)


def floor(client: Client, pages: list[InsertRequest]) -> None:
    """Read the pages that the engine reads, and write what was built, side by side."""
    source = job_of(client).source
    inserting = threading.Thread(target=insert, args=(client, "b", pages))
    inserting.start()
    names = ("id", "v")
    sizing = Sizing(row_bytes(source.spec, names))
    for _ in read_pages(source, Range("_default"), names, sizing, as_of=source.now()):
        pass
    inserting.join()


def measure(server: RunningServer, *, rows: int, dim: int, rounds: int) -> Result:
    """Fill a collection, then measure all sides in turns."""
    result = Result(server.kind, rows, dim)
    pages = pages_of(rows, dim)
    with Client(Connection("it", uri=server.uri)) as client:
        create(client, "a", dim)
        insert(client, "a", pages)
        load(client, "a")
        sides: dict[str, Callable[[], None]] = {
            "peer": lambda: peer(server),
            "ours": lambda: ours(client),
            "floor": lambda: floor(client, pages),
            "inserts": lambda: insert(client, "b", pages),
        }
        for _ in range(rounds):
            for name, side in sides.items():
                create(client, "b", dim)
                began_s = time.perf_counter()
                side()
                rate = rows / (time.perf_counter() - began_s)
                result.rates.setdefault(name, []).append(rate)
        client.call("DropCollection", {"collection_name": "b"})
        client.call("DropCollection", {"collection_name": "a"})
    return result


def about(command: str) -> str:
    """Say where and with what it was measured."""
    pymilvus, grpcio = version("pymilvus"), version("grpcio")
    return (
        f"Rows a second, medians. {os.cpu_count()} CPUs, {platform.system()}, "
        f"Python {platform.python_version()}, pymilvus {pymilvus}, grpcio {grpcio}; load of the "
        f"machine before {os.getloadavg()[0]:.0f}. `{command}`"
    )


def write(table: str) -> None:
    """Put the section into the page, in the place of an older one."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else "# Performance\n"
    section = f"{SECTION}\n\n{table}\n"
    pattern = re.compile(rf"^{SECTION}$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: section, text)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    PAGE.write_text(text, "utf-8")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copy", description=__doc__)
    parser.add_argument(
        "--size",
        action="append",
        metavar="ROWSxDIM",
        help="how many rows of how many dimensions, more than once. Default: 20000x128",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured")
    parser.add_argument("--on", choices=[*STARTS, "both"], default="both")
    parser.add_argument("--write", action="store_true", help="into docs/reference/performance.md")
    options = parser.parse_args()
    sizes = options.size or ["20000x128"]
    words = [*(f"--size {size}" for size in sizes), f"--rounds {options.rounds}"]
    command = " ".join(["python -m benchmarks.copy", *words, f"--on {options.on}"])
    lines = [about(command), "", *HEAD]
    print("\n".join(lines), flush=True)
    for name, start in STARTS.items():
        if options.on not in (name, "both"):
            continue
        with start() as server:
            for size in sizes:
                rows, _, dim = size.partition("x")
                result = measure(server, rows=int(rows), dim=int(dim), rounds=options.rounds)
                lines.append(result.row())
                print(lines[-1], flush=True)
    if options.write:
        write("\n".join(lines))


if __name__ == "__main__":
    main()
