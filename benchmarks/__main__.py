"""Run the benchmarks and print a table of medians and ratios.

Absolute times belong to the machine; the ratio to the peer, measured in turns in the same
run, is what can be compared.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import refresh
from tests.servers import lite, milvus235


def main() -> None:
    """Measure a plan of no change on both servers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--collections", type=int, default=100, help="how many to plan for")
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is measured")
    parser.add_argument("--on", choices=["milvus", "lite", "both"], default="both")
    options = parser.parse_args()
    print("| server | collections | pymilvus script | migrator plan | faster by | RPCs each |")
    print("|---|---|---|---|---|---|")
    starts = {"milvus": milvus235.start, "lite": lite.start}
    for name, start in starts.items():
        if options.on not in (name, "both"):
            continue
        with start() as server, tempfile.TemporaryDirectory() as folder:
            result = refresh.measure(
                server, Path(folder), collections=options.collections, rounds=options.rounds
            )
            print(result.row(server.kind), flush=True)


if __name__ == "__main__":
    main()
