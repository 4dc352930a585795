"""What came out of a run, for a terminal and as a page of the reference."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from migrator._version import __version__
from tests.fuzz.coverage import Guided
from tests.fuzz.target import Target
from tests.fuzz.worker import CASE_S, MEMORY_BYTES, Tally

_LIBRARIES = ("pyyaml", "pydantic", "grpcio", "protobuf", "hypothesis")


def added(told: Iterable[dict[str, Any]]) -> dict[str, Tally]:
    """Add up what the processes say of each target."""
    tallies: dict[str, Tally] = {}
    for line in told:
        if "target" not in line:
            continue
        part = Tally(**line)
        whole = tallies.setdefault(part.target, Tally(part.target))
        whole.cases += part.cases
        whole.failed += part.failed
        whole.failures += part.failures
        if part.slowest_s > whole.slowest_s:
            whole.slowest_s, whole.slowest = part.slowest_s, part.slowest
    return tallies


def peak_mb(told: Iterable[Iterable[dict[str, Any]]]) -> int:
    """Give the most memory that one of the processes had, in MiB."""
    return max((line.get("peak_mb", 0) for lines in told for line in lines), default=0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: its seed, what became of each target, how long it took."""

    seed: int
    tallies: dict[str, Tally]
    guided: Guided
    took_s: float
    peak_mb: int

    @property
    def cases(self) -> int:
        """How many cases ran."""
        return sum(tally.cases for tally in self.tallies.values()) + self.guided.cases

    @property
    def failed(self) -> int:
        """How many cases found something."""
        return sum(tally.failed for tally in self.tallies.values()) + bool(self.guided.failure)

    def text(self, targets: Sequence[Target]) -> str:
        """Say it to whoever ran it."""
        return "\n".join(self._lines(targets))

    def _lines(self, targets: Sequence[Target]) -> Iterator[str]:
        for target in targets:
            if tally := self.tallies.get(target.name):
                slowest = f"slowest {tally.slowest_s:.1f} s (case {tally.slowest})"
                yield f"{target.name:>10} {tally.cases:>7,} cases, {tally.failed} failed, {slowest}"
        failed = int(bool(self.guided.failure))
        yield f"{'guided':>10} {self.guided.cases:>7,} cases, {failed} failed"
        for tally in self.tallies.values():
            for failure in tally.failures:
                yield f"\n{tally.target} {failure}"
                case = failure.split(":")[0].removeprefix(f"{tally.target} ")
                number = case.removeprefix("case ")
                again = f"--target {tally.target} --seed {self.seed} --case {number}"
                yield f'again: make fuzz ARGS="{again}"'
        if self.guided.failure:
            yield f"\nguided: {self.guided.failure}"
        yield f"{self.cases:,} cases in {self.took_s:.0f} s, {self.failed} failed; seed {self.seed}"

    def page(self, targets: Sequence[Target]) -> str:
        """Say it in the reference."""
        return "\n".join(self._page(targets)) + "\n"

    def _page(self, targets: Sequence[Target]) -> Iterator[str]:
        yield "# Hostile input"
        yield ""
        yield "What others wrote is taken for hostile: manifests, project files, saved plans, the"
        yield "answers of a server, and what migrator itself left there or in its journal. It ends"
        yield "in a finding or an error in words. It never ends in a traceback, in a process that"
        yield "hangs or fills the memory, or in text that a terminal obeys."
        yield ""
        yield "`make fuzz` tries to prove the opposite, and writes this page. Each case changes"
        yield "something that is right, by chance and with its structure known, and holds whatever"
        yield "comes out: the exit code, no traceback, no character that a terminal obeys, standard"
        yield "output that can be encoded. A case that takes longer than "
        yield f"{CASE_S} s, or a process that takes more than {MEMORY_BYTES >> 30} GiB of address"
        yield "space, has failed."
        yield ""
        yield "| target | what is changed | cases | failed | slowest case |"
        yield "|---|---|---|---|---|"
        for target in targets:
            if tally := self.tallies.get(target.name):
                counts = f"{tally.cases:,} | {tally.failed} | {tally.slowest_s:.1f} s"
                yield f"| {target.name} | {target.about} | {counts} |"
        failed = int(bool(self.guided.failure))
        about = "manifests and project files, guided by coverage"
        yield f"| guided | {about} | {self.guided.cases:,} | {failed} | |"
        yield f"| **all** | | **{self.cases:,}** | **{self.failed}** | |"
        yield ""
        yield from self._where()
        yield ""
        yield from BOUNDS

    def _where(self) -> Iterator[str]:
        libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
        guided = f", atheris {self.guided.version}" if self.guided.version else ""
        yield f"Run with seed {self.seed} in {self.took_s / 60:.0f} minutes by two processes, on a"
        yield f"machine of {os.cpu_count()} cores that did other work as well; the larger process"
        yield f"had {self.peak_mb} MiB at most. migrator {__version__}, Python"
        yield f"{platform.python_version()}, {libraries}{guided}."
        yield f'The same cases again: `make fuzz ARGS="--seed {self.seed}"`.'


BOUNDS = """\
## Bounds

| what | bound | then |
|---|---|---|
| a manifest, the project file | 16 MiB, 50,000 documents, 4,000,000 values | MIG103, MIG120 |
| one document | 200,000 keys and values with aliases at full size, 64 levels | MIG115, MIG114 |
| what `${values.…}` puts into one document | 16 Mi characters, 200,000 keys and values | MIG115 |
| problems | 200 of one part of a document, 5,000 of all manifests | MIG121 |
| files and folders behind one path or pattern | 100,000; `**` follows no links | MIG122 |
| a saved plan | 256 MiB, 64 levels | refused |
| a file of a secret | 64 KiB | refused |
| a file of `tls` | 16 MiB | refused |
| JSON in values and answers | 64 levels, no NaN, no half characters | kept as text, or refused |
| an answer of a server | 64 MiB | refused |
| a line of the journal | 128 MiB | left out |

Files are read only where they are regular files: a folder, a pipe, a socket or a device in
the place of one is refused without waiting, also where it takes the file's place meanwhile.
Relative paths may lead out of the project's folder: whoever writes a project file decides
what it reads, as with a Makefile. `${file:…}` resolves in credentials and TLS only, and what
it reads is never shown.""".splitlines()
