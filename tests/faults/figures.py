"""The figures of a walk: kept in a file, summed up for a person, written into a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.walk import Fault, Verdict

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "reliability.md"

BEGIN = "<!-- written by make faults: begin -->"
END = "<!-- written by make faults: end -->"


def figures(
    verdicts: Sequence[Verdict], *, migrations: int, boundaries: int, cases: int, seed: int
) -> dict[str, Any]:
    """Sum up what became of the cases of one server, out of so many that there are."""
    met = [verdict for verdict in verdicts if verdict.met]
    held = [verdict for verdict in met if not verdict.problems]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "seed": seed,
        "migrations": migrations,
        "boundaries": boundaries,
        "cases": cases,
        "walked": len(met),
        "converged": len(held),
        "seconds": round(sum(verdict.seconds for verdict in verdicts)),
        "faults": {fault.words: _of(met, fault) for fault in Fault},
        "failures": sorted(str(verdict.case) for verdict in met if verdict.problems),
    }


def _of(met: Sequence[Verdict], fault: Fault) -> list[int]:
    mine = [verdict for verdict in met if verdict.case.fault is fault]
    return [len(mine), sum(not verdict.problems for verdict in mine)]


def keep(path: Path, server: str, told: Mapping[str, Any]) -> None:
    """Put the figures of one server into a file, beside those of others."""
    every = json.loads(path.read_text("utf-8")) if path.exists() else {}
    every[server] = told
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n", "utf-8")


def summary(every: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Tell the figures as a table: plans x boundaries x faults, per server."""
    yield "| server | plans | RPC boundaries | cases | walked | converged | seconds | day |"
    yield "|---|---|---|---|---|---|---|---|"
    for server, told in sorted(every.items()):
        numbers = (
            told[key]
            for key in ("migrations", "boundaries", "cases", "walked", "converged", "seconds")
        )
        yield f"| {server} | {' | '.join(map(str, numbers))} | {told['date']} |"
    yield ""
    yield "| fault | walked | converged |"
    yield "|---|---|---|"
    for words, (walked, converged) in _by_fault(every).items():
        yield f"| {words} | {walked} | {converged} |"


def _by_fault(every: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    walked: Counter[str] = Counter()
    converged: Counter[str] = Counter()
    for told in every.values():
        for words, (of_it, held) in told["faults"].items():
            walked[words] += of_it
            converged[words] += held
    return {words: (walked[words], converged[words]) for words in walked}


def write_page(every: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the figures into the page about reliability, between their marks."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = "\n".join(summary(every))
    PAGE.write_text(f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}", "utf-8")
