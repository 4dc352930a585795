"""Places: a collection on a server, as rows are read from it and written to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from migrator.address import Address
from migrator.copying.columns import META
from migrator.errors import Refused, ServerError, Unimplemented
from migrator.kinds.base import Call, Rpc
from migrator.kinds.collection.read import describe
from migrator.kinds.collection.rows import count_rows
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec, spec_of

#: The most rows of one answer (offset and limit together), on every server but Milvus Lite.
WINDOW = 16_384

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """One side of a copy: a collection, what it looks like, and the way to its server.

    ``partitions`` are empty where a partition key spreads the rows: the server takes no
    partition's name then. ``loaded`` is whether all of it can be queried. ``id`` is the
    server's own for the collection, 0 where it tells none.
    """

    rpc: Rpc
    address: Address
    spec: CollectionSpec
    partitions: tuple[str, ...] = ()
    loaded: bool = True
    id: int = 0

    @property
    def database(self) -> str:
        """The database of the collection."""
        return self.address.database or "default"

    @property
    def key(self) -> str:
        """The name of the primary key."""
        assert self.spec.primary_key is not None
        return self.spec.primary_key

    @property
    def key_field(self) -> FieldSpec:
        """The primary key."""
        return self.spec.fields[self.key]

    @property
    def overwrites(self) -> bool:
        """Whether an insert takes the place of a row with the same key, as in Milvus Lite."""
        return self.rpc.capabilities.lite

    def call(self, method: str, **request: Any) -> Any:
        """Make one RPC about this collection; raises as ``Rpc.call`` does."""
        named = {"collection_name": self.address.name, **request}
        return self.rpc.call(method, named, database=self.database)

    def now(self) -> int:
        """Return a time of the server that later reads can ask for, 0 where it has none."""
        try:
            return int(self.rpc.call("AllocTimestamp", {}).timestamp)
        except (Unimplemented, AttributeError):
            return 0


def find_place(rpc: Rpc, address: Address) -> Place:
    """Look at a collection. Contacts the server with reads only.

    Raises:
        Refused: there is no such collection.
        ServerError: a read failed.
    """
    database = address.database or "default"
    names = rpc.call("ShowCollections", {}, database=database).collection_names
    found = describe(rpc, address) if address.name in names else None
    if found is None:
        raise Refused(
            f"{rpc.alias} has no {address}",
            hint="check the name; an alias of a collection does not stand for it here",
        )
    spec = spec_of(found)
    partitions: tuple[str, ...] = ()
    if spec.partition_key is None:
        request = {"collection_name": address.name}
        answer = rpc.call("ShowPartitions", request, database=database)
        partitions = tuple(sorted(answer.partition_names))
    load = found.facts.get("load", {})
    in_part = found.facts.get("loading") or load.get("partitions")
    loaded = bool(found.facts.get("loaded")) and not in_part
    return Place(rpc, address, spec, partitions, loaded, int(found.facts.get("id", 0)))


@dataclass(frozen=True, slots=True)
class Range:
    """Rows of one partition ("" for all) with ``above`` < key <= ``upto``; None is no bound."""

    partition: str = ""
    above: int | str | None = None
    upto: int | str | None = None


def literal(key: int | str) -> str:
    """Return a key as expressions have it."""
    return str(key) if isinstance(key, int) else json.dumps(key, ensure_ascii=False)


def expression(place: Place, rows: Range) -> str:
    """Return the expression that selects a range of keys; of all of them, where it has to be."""
    parts = []
    if rows.above == _LOWEST:
        # 2.3.5 cannot read the lowest number itself.
        parts.append(f"{place.key} >= {_LOWEST + 1}")
    elif rows.above is not None:
        parts.append(f"{place.key} > {literal(rows.above)}")
    if rows.upto == _LOWEST:
        parts.append(f"{place.key} < {_LOWEST + 1}")
    elif rows.upto is not None:
        parts.append(f"{place.key} <= {literal(rows.upto)}")
    every = (
        f"{place.key} <= {_HIGHEST}" if place.key_field.dtype == "Int64" else f'{place.key} >= ""'
    )
    return " and ".join(parts) or every


def query(
    place: Place,
    filter_: str,
    output: Sequence[str],
    *,
    partition: str = "",
    limit: int = 0,
    as_of: int = 0,
) -> Any:
    """Read rows, in the order of their keys; ``as_of`` is a time whose writes must be seen.

    Raises:
        ServerError: the server cannot be read.
    """
    params = {"timezone": "UTC"}
    if place.rpc.capabilities.lite:
        # Without it pages of 3.2.2 are not in order, and a copy would lose rows.
        params["iterator"] = "True"
    if limit:
        params["limit"] = str(limit)
    timed = {"consistency_level": "Customized", "guarantee_timestamp": as_of}
    return place.call(
        "Query",
        expr=filter_,
        output_fields=list(output),
        partition_names=[partition] if partition else [],
        query_params=params,
        **(timed if as_of else {"consistency_level": "Strong"}),
    )


def named_columns(answer: Any) -> dict[str, Any]:
    """Return the columns of an answer by name."""
    return {META if item.is_dynamic else item.field_name: item for item in answer.fields_data}


def count(place: Place) -> int:
    """Count the rows with a Strong ``count(*)``; ``ROWS_UNKNOWN`` where that fails."""
    return count_rows(place.rpc, [place.address])[place.address]


def count_ranges(place: Place, ranges: Iterable[Range], as_of: int) -> list[int]:
    """Count the rows in each of many ranges; duplicates of keys count, as servers have them.

    Raises:
        ServerError: the server cannot be read.
    """
    timed = {"consistency_level": "Customized", "guarantee_timestamp": as_of}
    calls = [
        Call(
            "Query",
            {
                "collection_name": place.address.name,
                "expr": expression(place, rows),
                "output_fields": ["count(*)"],
                "partition_names": [rows.partition] if rows.partition else [],
                **(timed if as_of else {"consistency_level": "Strong"}),
            },
            place.database,
        )
        for rows in ranges
    ]
    return [_number(answer) for answer in place.rpc.call_all(calls)]


def _number(answer: Any) -> int:
    if isinstance(answer, ServerError):
        raise answer
    return int(answer.fields_data[0].scalars.long_data.data[0])
