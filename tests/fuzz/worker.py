"""A worker: runs its share of the cases of each target, within bounds of time and memory."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import json
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz import answers
from tests.fuzz.target import Target

#: No case takes longer, on however busy a machine; a process that does is killed.
CASE_S = 120

#: Address space of a process: gRPC and its threads alone take one of it.
MEMORY_BYTES = 3 << 30

#: So many failures of one target are told; the rest is counted.
TOLD = 5


@dataclass
class Tally:
    """What became of the cases of one target."""

    target: str
    cases: int = 0
    failed: int = 0
    slowest_s: float = 0.0
    slowest: int = 0
    failures: list[str] = field(default_factory=list)


def bound() -> None:
    """Bound the memory of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def run(target: Target, cases: Iterable[int], seed: int, mark: Path) -> Tally:
    """Run some cases of a target; ``mark`` is a file that says which one runs."""
    tally = Tally(target.name)
    with mark.open("w", encoding="utf-8") as running:
        for case in cases:
            running.seek(0)
            running.write(f"{target.name} case {case:<20}")
            running.flush()
            _run(target, case, seed, tally)
    return tally


def _run(target: Target, case: int, seed: int, tally: Tally) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    began_s = time.monotonic()
    faulthandler.dump_traceback_later(CASE_S, exit=True)
    try:
        # What is asked for by a secret of its own shows where it should not.
        target.case(Random(f"{seed}/{target.name}/{case}"), folder)
    except Exception:  # noqa: BLE001 - whatever it is, it is a bug
        tally.failed += 1
        if len(tally.failures) < TOLD:
            tally.failures.append(f"case {case}:\n{traceback.format_exc()[-4_000:]}")
    finally:
        faulthandler.cancel_dump_traceback_later()
        shutil.rmtree(folder, ignore_errors=True)
    tally.cases += 1
    took_s = time.monotonic() - began_s
    if took_s > tally.slowest_s:
        tally.slowest_s, tally.slowest = round(took_s, 3), case


def work(targets: Iterable[tuple[Target, range]], seed: int, mark: Path) -> None:
    """Run shares of targets, and say what became of each as a line of JSON."""
    bound()
    for target, cases in targets:
        quiet = io.StringIO()
        with contextlib.redirect_stdout(quiet):
            tally = run(target, cases, seed, mark)
        sys.stdout.write(json.dumps(asdict(tally)) + "\n")
        sys.stdout.flush()
    answers.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"peak_mb": peak_mb}) + "\n")
