"""One call as its handler sees it, and what handlers look up first."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.simulator.profile import Profile
from tests.simulator.refusal import Refused, collection_missing, database_missing
from tests.simulator.state import DEFAULT_DATABASE, Collection, Database, State


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take, in seconds; ``now`` is a monotonic clock."""

    load_s: float = 0.01
    build_s: float = 0.01
    now: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Call:
    """A request with the server's state; the server's lock is held."""

    rpc: str
    request: Any
    headers: Mapping[str, str]
    state: State
    profile: Profile
    pace: Pace

    @property
    def database_name(self) -> str:
        """The database that is meant: the request's own field before the header."""
        named = getattr(self.request, "db_name", "")
        if not named and self.rpc not in self.profile.ignore_header:
            named = self.headers.get("dbname", "")
        return named or DEFAULT_DATABASE

    def database(self) -> Database:
        """Look up the database.

        Raises:
            Refused: there is none.
        """
        return self.database_called(self.database_name)

    def database_called(self, name: str) -> Database:
        found = self.state.databases.get(name)
        if found is None:
            raise self.no_database(name)
        return found

    def no_database(self, name: str) -> Refused:
        if self.profile.lite:
            return Refused(6, f"database {name!r} does not exist")
        return database_missing(name)

    def collection(self, name: str | None = None) -> Collection:
        """Look up a collection by its name or an alias.

        Raises:
            Refused: there is none.
        """
        wanted = self.request.collection_name if name is None else name
        found = self.find(wanted)
        if found is None:
            raise collection_missing(self.database_name, wanted)
        return found

    def find(self, name: str) -> Collection | None:
        """Look up a collection by its name or an alias, None where there is none.

        Raises:
            Refused: there is no such database, and the server tells that apart.
        """
        if self.database_name not in self.state.databases and self.profile.hides_database:
            return None
        database = self.database()
        return database.collections.get(database.aliases.get(name, name))

    def numbered(self, number: int) -> Collection | None:
        """Look up a collection of this database by its id, None where there is none."""
        every = self.database().collections.values()
        return next((found for found in every if found.id == number), None)

    def now(self) -> float:
        return self.pace.now()
