"""``make fuzz``: a hundred thousand hostile cases over two processes, with counts by target.

The same seed gives the same cases, whatever else runs: each case has a chance of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from random import SystemRandom
from typing import Any

from tests.fuzz import answers, coverage, loaders, records, report, worker
from tests.fuzz.target import Target

TARGETS = (*loaders.TARGETS, *records.TARGETS, *answers.TARGETS)

CASES = 100_000
PROCESSES = 2


def main() -> int:
    """Fuzz, print what was found, and return 1 where something was."""
    given = _arguments().parse_args()
    if given.worker is not None:
        mark = Path(given.mark)
        worker.work(_shares(given, given.worker), given.seed, mark)
        return 0
    if given.case is not None:
        (target,) = _chosen(given.target)
        tally = worker.run(target, [given.case], given.seed, Path(tempfile.mkstemp()[1]))
        print("\n".join(tally.failures) or f"{target.name} case {given.case}: nothing found")
        return 1 if tally.failed else 0
    return _fuzz(given)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="how many in all")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    parser.add_argument("--target", help="only this one")
    parser.add_argument("--case", type=int, help="one case of a target, again")
    parser.add_argument("--page", type=Path, help="write what came out as a page of Markdown")
    parser.add_argument("--guided", type=int, default=None, help="cases guided by coverage")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--mark", help=argparse.SUPPRESS)
    return parser


def _chosen(name: str | None) -> list[Target]:
    chosen = [target for target in TARGETS if name in (None, target.name)]
    if not chosen:
        raise SystemExit(f"there is no target {name}: {', '.join(t.name for t in TARGETS)}")
    return chosen


def _shares(given: argparse.Namespace, process: int) -> Iterable[tuple[Target, range]]:
    """Give each target with every second of its cases."""
    chosen = _chosen(given.target)
    whole = sum(target.share for target in chosen)
    for target in chosen:
        count = -(-given.cases * target.share // whole)
        yield target, range(process, count, PROCESSES)


def _fuzz(given: argparse.Namespace) -> int:
    began_s = time.monotonic()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        started = [_start(given, number, Path(folder)) for number in range(PROCESSES)]
        told = [_finish(process, mark) for process, mark in started]
    tallies = report.added([line for lines in told for line in lines])
    guided = coverage.run(
        given.guided if given.guided is not None else given.cases // 10, given.seed
    )
    took_s = time.monotonic() - began_s
    outcome = report.Outcome(given.seed, tallies, guided, took_s, report.peak_mb(told))
    print(outcome.text(TARGETS))
    if given.page is not None:
        given.page.write_text(outcome.page(TARGETS), encoding="utf-8")
    return 1 if outcome.failed else 0


def _start(
    given: argparse.Namespace, number: int, folder: Path
) -> tuple[subprocess.Popen[str], Path]:
    mark = folder / f"mark-{number}"
    arguments = ["--worker", str(number), "--mark", str(mark), "--seed", str(given.seed)]
    arguments += ["--cases", str(given.cases)]
    arguments += ["--target", given.target] if given.target else []
    command = [sys.executable, "-P", "-m", "tests.fuzz", *arguments]
    # Errors go to a file: a pipe that nobody reads would stop the worker once it is full.
    errors = (folder / f"errors-{number}").open("w+", encoding="utf-8")
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True), mark


def _finish(process: subprocess.Popen[str], mark: Path) -> list[dict[str, Any]]:
    """Collect what a worker says; one that was killed has found a bug in its last case."""
    output, _ = process.communicate()
    told = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    if process.returncode:
        running = mark.read_text("utf-8").strip() if mark.exists() else "before the first case"
        errors = mark.with_name(mark.name.replace("mark", "errors")).read_text("utf-8", "replace")
        what = f"{running}: the process ended with {process.returncode}\n{errors[-3_000:]}"
        name = running.split()[0]
        told.append({"target": name, "cases": 1, "failed": 1, "failures": [what]})
    return told


if __name__ == "__main__":
    sys.exit(main())
