"""A small Milvus 2.3.5 in memory: databases, collections without indexes, aliases.

Enough for plans to be carried out on, with a hook that runs before any RPC.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from migrator.capabilities import Capabilities
from migrator.errors import MigratorError, NotFound, Rejected, ServerError
from migrator.kinds.base import Call
from tests.kinds.answering import MILVUS_2_3, Answer, Answering, Row

Names = dict[str, dict[str, Any]]


class Serving:
    """An ``Rpc`` whose reads show what its writes did.

    ``before`` is called with each RPC in the thread that makes it, before it takes effect;
    ``after`` when it has. What they raise is what the caller gets.
    """

    def __init__(self, *databases: str, capabilities: Capabilities = MILVUS_2_3) -> None:
        self.collections: Names = {name: {} for name in ("default", *databases)}
        self.aliases: dict[str, dict[str, str]] = {name: {} for name in self.collections}
        self.before: Callable[[Call], None] = lambda _call: None
        self.after: Callable[[Call], None] = lambda _call: None
        self._lock = threading.Lock()
        rows: dict[str, Row] = {name: getattr(self, f"_{name}") for name in HANDLED}
        self.answering = Answering(rows, capabilities)

    @property
    def alias(self) -> str:
        return "dev"

    @property
    def capabilities(self) -> Capabilities:
        return self.answering.capabilities

    @property
    def writes(self) -> list[str]:
        """The names of the writes that were made, in order."""
        calls = self.answering.asked
        return [call.method for call in calls if call.method in WRITES]

    def call(self, method: str, request: Mapping[str, Any], *, database: str = "default") -> Any:
        call = Call(method, request, database)
        self.before(call)
        with self._lock:
            answer = self.answering.call(method, request, database=database)
        self.after(call)
        return answer

    @property
    def asks_for_login(self) -> bool:
        return self.answering.asks_for_login

    def logs_in(self, username: str, password: str) -> bool:
        return self.answering.logs_in(username, password)

    def call_all(self, calls: Sequence[Call]) -> list[Any]:
        answers: list[Any] = []
        for call in calls:
            try:
                answers.append(self.call(*call[:2], database=call.database))
            except ServerError as failure:
                answers.append(failure)
        return answers

    def _GetVersion(self, call: Call) -> Answer:  # noqa: N802
        return {"version": "v2.3.5"}

    def _ListDatabases(self, call: Call) -> Answer:  # noqa: N802
        return {"db_names": list(self.collections)}

    def _CreateDatabase(self, call: Call) -> Answer:  # noqa: N802
        self.collections.setdefault(call.request["db_name"], {})
        self.aliases.setdefault(call.request["db_name"], {})
        return {}

    def _DropDatabase(self, call: Call) -> Answer:  # noqa: N802
        self.collections.pop(call.request["db_name"], None)
        return {}

    def _ShowCollections(self, call: Call) -> Answer:  # noqa: N802
        loaded = call.request.get("type") == "InMemory"
        return {"collection_names": [] if loaded else list(self.collections[call.database])}

    def _DescribeCollection(self, call: Call) -> Answer:  # noqa: N802
        name = call.request["collection_name"]
        made = self.collections.get(call.database, {}).get(name)
        if made is None:
            return NotFound("no such collection", code=100)
        aliases = [a for a, target in self.aliases[call.database].items() if target == name]
        return {
            "schema": made["schema"],
            "properties": made.get("properties", {}),
            "consistency_level": made.get("consistency_level", "Bounded"),
            "shards_num": made.get("shards_num", 1),
            "num_partitions": 1,
            "collectionID": 7,
            "aliases": aliases,
        }

    def _CreateCollection(self, call: Call) -> Answer:  # noqa: N802
        made = self.collections[call.database]
        if call.request["collection_name"] in made:
            return Rejected("create duplicate collection", code=65535)
        made[call.request["collection_name"]] = dict(call.request)
        return {}

    def _AlterCollection(self, call: Call) -> Answer:  # noqa: N802
        made = self.collections[call.database].get(call.request["collection_name"])
        if made is None:
            return NotFound("no such collection", code=100)
        made["properties"] = {**made.get("properties", {}), **call.request["properties"]}
        return {}

    def _DropCollection(self, call: Call) -> Answer:  # noqa: N802
        self.collections[call.database].pop(call.request["collection_name"], None)
        return {}

    def _DescribeIndex(self, call: Call) -> Answer:  # noqa: N802
        return NotFound("no index", code=700)

    def _Query(self, call: Call) -> Answer:  # noqa: N802
        return Rejected("not loaded", code=101)

    def _SelectRole(self, call: Call) -> Answer:  # noqa: N802
        return {}

    def _ListAliases(self, call: Call) -> Answer:  # noqa: N802
        return {"aliases": list(self.aliases.get(call.database, {}))}

    def _DescribeAlias(self, call: Call) -> Answer:  # noqa: N802
        target = self.aliases[call.database].get(call.request["alias"])
        if target is None:
            return NotFound("no such alias", code=1600)
        return {"alias": call.request["alias"], "collection": target}

    def _CreateAlias(self, call: Call) -> Answer:  # noqa: N802
        self.aliases[call.database][call.request["alias"]] = call.request["collection_name"]
        return {}

    def _DropAlias(self, call: Call) -> Answer:  # noqa: N802
        self.aliases[call.database].pop(call.request["alias"], None)
        return {}


WRITES = frozenset(
    {
        "AlterAlias",
        "AlterCollection",
        "CreateAlias",
        "CreateCollection",
        "CreateDatabase",
        "DropAlias",
        "DropCollection",
        "DropDatabase",
    }
)
READS = frozenset(
    {
        "DescribeAlias",
        "DescribeCollection",
        "DescribeIndex",
        "GetVersion",
        "ListAliases",
        "ListDatabases",
        "SelectRole",
        "Query",
        "ShowCollections",
    }
)
HANDLED = READS | (WRITES - {"AlterAlias"})


def failing(error: MigratorError, *methods: str, name: str = "") -> Callable[[Call], None]:
    """Make a hook that raises for these RPCs, where ``name`` is somewhere in the request."""

    def hook(call: Call) -> None:
        if call.method in methods and (not name or name in call.request.values()):
            raise error

    return hook


class Clock:
    """Time that passes by a second whenever somebody looks."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> float:
        with self._lock:
            self.now_s += 1.0
            return self.now_s
