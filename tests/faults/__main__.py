"""Walk all cases, or a sample of them, and write down what became of them: ``make faults``."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults import figures
from tests.faults.sites import SERVERS, Course, started
from tests.faults.walk import Case, Verdict

RESULTS = Path("build") / "faults.json"

#: Of how many cases of one migration a sample is made.
CASES_EACH = 5


def main() -> int:
    """Walk, tell each case that is not as promised, and the figures.

    Returns the exit code: 1 if there was such a case.
    """
    settings = _settings()
    print(f"Seed {settings.seed}; the same cases again: --seed {settings.seed}", flush=True)
    failed = 0
    every = {}
    for number, server in enumerate(settings.servers):
        share, more = divmod(settings.faults_sample, len(settings.servers))
        sample = share + (number < more) if settings.faults_sample else 0
        with started(server) as site:
            course = Course(site)
            verdicts, cases = _walked(course, settings, sample)
            told = figures.figures(
                verdicts,
                migrations=course.surveyed,
                boundaries=course.found,
                cases=cases,
                seed=settings.seed,
            )
        failed += len(told["failures"])
        every[server] = told
        if settings.rewrite_pages or not sample:
            figures.keep(settings.results, server, told)
    print("\n".join(figures.summary(every)))
    if settings.rewrite_pages:
        figures.write_page(json.loads(settings.results.read_text("utf-8")))
    return 1 if failed else 0


def _settings() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--servers", type=lambda text: text.split(","), default=list(SERVERS))
    parser.add_argument("--faults-sample", type=int, default=0, help="so many cases in all")
    parser.add_argument("--minutes", type=float, default=0.0, help="at most, for each server")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--rewrite-pages", action="store_true")
    return parser.parse_args()


def _walked(course: Course, settings: argparse.Namespace, sample: int) -> tuple[list[Verdict], int]:
    """Do the cases of a server, in an order by the seed; return how many there are as well.

    A sample is of some migrations only. Where the time does not suffice for all, writes are
    worth more than reads.
    """
    dice = random.Random(settings.seed)
    names = sorted(course.migrations)
    if sample:
        names = dice.sample(names, min(len(names), -(-sample // CASES_EACH)))
    every = [case for name in names for case in course.cases(name)]
    chosen = list(every)
    dice.shuffle(chosen)
    if sample:
        chosen = chosen[:sample]
    chosen.sort(key=lambda case: case.boundary.is_read)
    verdicts = []
    deadline = time.monotonic() + settings.minutes * 60 if settings.minutes else float("inf")
    for number, case in enumerate(chosen, start=1):
        if time.monotonic() > deadline:
            break
        verdict = course.walk(case)
        verdicts.append(verdict)
        for line in _told(case, verdict):
            print(line, flush=True)
        if number % 100 == 0:
            print(f"{case.server}: {number} of {len(chosen)}", flush=True)
    return verdicts, len(every)


def _told(case: Case, verdict: Verdict) -> Iterator[str]:
    if not verdict.met:
        yield f"not met: {case}"
    if verdict.problems:
        yield f"NOT AS PROMISED: {case}"
        for problem in verdict.problems:
            yield "    " + problem.replace("\n", "\n    ")


if __name__ == "__main__":
    sys.exit(main())
