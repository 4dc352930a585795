"""All that a simulated server holds, in memory."""

from __future__ import annotations

import itertools
import time
from collections import UserDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from migrator.wire.schema_pb2 import CollectionSchema
from tests.simulator.rows import Rows

DEFAULT_DATABASE = "default"
DEFAULT_PARTITION = "_default"
DEFAULT_GROUP = "__default_resource_group"


class Clock:
    """Hybrid timestamps that only grow, and serial ids."""

    def __init__(self) -> None:
        self._ids = itertools.count(450_000_000_000_000_001)
        self._last = 0

    def new_id(self) -> int:
        return next(self._ids)

    def tick(self) -> int:
        """The next timestamp: milliseconds in the upper bits, a counter in the lower 18."""
        self._last = max(self._last + 1, time.time_ns() // 1_000_000 << 18)
        return self._last


@dataclass(slots=True)
class Partition:
    """A partition; ``created`` is a hybrid timestamp."""

    name: str
    id: int
    created: int


@dataclass(slots=True)
class Index:
    """An index; ``params`` as they are told, ``made`` as they were sent."""

    name: str
    id: int
    field_name: str
    params: dict[str, str]
    made: dict[str, str]
    built_at: float


@dataclass(slots=True)
class Load:
    """How a collection is loaded: when each partition is ready, on the monotonic clock."""

    ready: dict[str, float]
    whole: bool
    groups: list[str]
    ids: list[int]


@dataclass(slots=True, kw_only=True)
class Collection:
    """A collection; ``schema`` is what a describe shows, without ``$meta``."""

    name: str
    id: int
    database: str
    schema: CollectionSchema
    shards: int
    consistency: int
    properties: dict[str, str]
    created: int
    updated: int
    partitions: dict[str, Partition]
    #: By name; in Milvus Lite by field.
    indexes: dict[str, Index] = field(default_factory=dict)
    load: Load | None = None
    rows: Rows = field(default_factory=Rows)
    #: The request that made it, for those who ask again.
    made: Any = None
    next_field_id: int = 0
    #: The properties that are found again after a restart, where those are not all.
    stored: dict[str, str] | None = None

    @property
    def keyed(self) -> bool:
        return any(item.is_partition_key for item in self.schema.fields)

    @property
    def zone(self) -> str:
        return self.properties.get("timezone", "UTC")

    @property
    def key(self) -> str:
        return next(item.name for item in self.schema.fields if item.is_primary_key)

    @property
    def channels(self) -> dict[str, str]:
        """One for each shard: the virtual one of the collection, and the physical one."""
        physical = [f"by-dev-rootcoord-dml_{number}" for number in range(self.shards)]
        return {f"{name}_{self.id}v{number}": name for number, name in enumerate(physical)}


class Aliases(UserDict[str, str]):
    """Aliases with the names of what they stand for, found by either."""

    def __init__(self) -> None:
        self._by_target: defaultdict[str, dict[str, None]] = defaultdict(dict)
        super().__init__()

    def __setitem__(self, alias: str, target: str) -> None:
        if alias in self.data:
            del self._by_target[self.data[alias]][alias]
        super().__setitem__(alias, target)
        self._by_target[target][alias] = None

    def __delitem__(self, alias: str) -> None:
        del self._by_target[self.data[alias]][alias]
        super().__delitem__(alias)

    def of(self, target: str) -> list[str]:
        return list(self._by_target[target]) if target in self._by_target else []


@dataclass(slots=True)
class Database:
    """A database; aliases stand for collections by name."""

    name: str
    id: int
    created: int
    properties: dict[str, str] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=Aliases)
    #: Names that a failed create has made unusable, in Milvus Lite.
    spoilt: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant; ``database`` may be ``*``."""

    role: str
    kind: str
    name: str
    privilege: str
    database: str
    grantor: str = "root"


@dataclass(slots=True)
class Group:
    """A resource group; the numbers of nodes are those of its configuration."""

    name: str
    requests: int
    limits: int
    nodes: int
    config: Any = None


@dataclass
class State:
    """Databases with what is in them, users, roles, grants, groups."""

    clock: Clock = field(default_factory=Clock)
    databases: dict[str, Database] = field(default_factory=dict)
    #: Names with passwords.
    users: dict[str, str] = field(default_factory=dict)
    #: Names with their users.
    roles: dict[str, list[str]] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    privilege_groups: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def all_collections(self) -> Iterator[Collection]:
        for database in self.databases.values():
            yield from database.collections.values()


def fresh(nodes: int = 1) -> State:
    """Give what a new server has."""
    state = State()
    clock = state.clock
    state.databases[DEFAULT_DATABASE] = Database(DEFAULT_DATABASE, 1, clock.tick())
    state.users["root"] = "Milvus"
    state.roles |= {"admin": [], "public": []}
    state.grants += [
        Grant("public", "Global", "*", "DescribeCollection", "*"),
        Grant("public", "Collection", "*", "IndexDetail", "*"),
        Grant("public", "Global", "*", "ShowCollections", "*"),
    ]
    state.groups[DEFAULT_GROUP] = Group(DEFAULT_GROUP, 0, 1_000_000, nodes)
    return state
