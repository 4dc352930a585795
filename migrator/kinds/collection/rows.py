"""How many rows a collection or a partition holds, as far as that can be known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from migrator.address import Address
from migrator.errors import ServerError
from migrator.kinds.base import Call, Rpc
from migrator.model import ROWS_UNKNOWN


def count_rows(rpc: Rpc, addresses: Sequence[Address]) -> dict[Address, int]:
    """Count the rows of collections and partitions with a Strong ``count(*)``.

    Where the collection is not loaded, or the count fails, the answer is
    ``ROWS_UNKNOWN``: statistics see flushed rows only and would call rows away that are
    there.
    """
    counts = rpc.capabilities.can("count-partition")
    answers = rpc.call_all(
        [_query(a) if counts or a.kind == "Collection" else _statistics(a) for a in addresses]
    )
    return {address: _count(answer) for address, answer in zip(addresses, answers, strict=True)}


def _query(address: Address) -> Call:
    collection = address.collection
    assert collection is not None
    request: dict[str, Any] = {
        "collection_name": collection.name,
        "output_fields": ["count(*)"],
        "consistency_level": "Strong",
    }
    if address.kind == "Partition":
        request["partition_names"] = [address.name.partition("/")[2]]
    return Call("Query", request, address.database or "default")


def _statistics(partition: Address) -> Call:
    """Ask Milvus Lite for a partition: its statistics are exact, its count is of the whole."""
    name, _, part = partition.name.partition("/")
    request = {"collection_name": name, "partition_name": part}
    return Call("GetPartitionStatistics", request, partition.database or "default")


def _count(answer: Any) -> int:
    if isinstance(answer, ServerError):
        return ROWS_UNKNOWN
    stats = {pair.key: pair.value for pair in getattr(answer, "stats", ())}
    if "row_count" in stats:
        told = stats["row_count"]
        return int(told) if re.fullmatch("[0-9]{1,18}", told) else ROWS_UNKNOWN
    for field in getattr(answer, "fields_data", ()):
        counts = field.scalars.long_data.data
        if counts:
            return max(int(counts[0]), ROWS_UNKNOWN)
    return ROWS_UNKNOWN
