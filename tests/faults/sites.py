"""The servers that are walked, each started when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tests import simulator
from tests.faults.plans import Migration, migrations
from tests.faults.proxy import Boundary
from tests.faults.site import Site, opened
from tests.faults.walk import Case, Verdict, faults_of, survey, walk
from tests.servers import lite, milvus235
from tests.servers.server import Server
from tests.simulator.profile import PROFILES

SERVERS = ("lite", milvus235.KIND, "simulator-2.6", "simulator-3.0")


@contextmanager
def started(kind: str) -> Iterator[Site]:
    """Start a server, real or simulated, and stand before it until the end."""
    with _server(kind) as server, opened(server) as site:
        yield site


@contextmanager
def _server(kind: str) -> Iterator[Server]:
    if kind == lite.KIND:
        with lite.start() as real:
            yield real
    elif kind == milvus235.KIND:
        with milvus235.start() as real:
            yield real
    else:
        # What adds functions needs the newer storage.
        profile = PROFILES[kind.removeprefix("simulator-")]
        with simulator.start(replace(profile, storage_v3=profile.at_least(3))) as simulated:
            yield simulated


class Course:
    """What there is to walk on one server; boundaries are found when they are asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.migrations = {each.name: each for each in migrations(site.capabilities)}
        self._boundaries: dict[str, list[Boundary]] = {}

    def boundaries(self, migration: str) -> list[Boundary]:
        """List the calls of a migration, in their order."""
        if migration not in self._boundaries:
            self._boundaries[migration] = survey(self.site, self.migrations[migration])
        return self._boundaries[migration]

    @property
    def surveyed(self) -> int:
        """How many migrations were asked for so far."""
        return len(self._boundaries)

    @property
    def found(self) -> int:
        """How many boundaries these have."""
        return sum(map(len, self._boundaries.values()))

    def cases(self, migration: str) -> list[Case]:
        """List what can go wrong in a migration."""
        return [
            Case(self.site.server.kind, migration, boundary, fault)
            for place, boundary in enumerate(self.boundaries(migration))
            for fault in faults_of(boundary, place)
        ]

    def walk(self, case: Case) -> Verdict:
        """Do one case."""
        migration: Migration = self.migrations[case.migration]
        return walk(self.site, migration, case)
