"""A server without end: makes as many rows as somebody wants to read, and takes any.

``python -m tests.copying.endless ROWS SHARDS`` copies so many and prints the most memory
that the process ever had, in bytes.
"""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from migrator.address import collection_address
from migrator.capabilities import capabilities_of
from migrator.commands.copy import page_bytes
from migrator.copying.checkpoints import Checkpoint
from migrator.copying.columns import put_packed
from migrator.copying.mapping import make_conversion
from migrator.copying.moving import Job, Pace, move_rows
from migrator.copying.places import Place, Range
from migrator.kinds.base import Call
from migrator.kinds.collection.spec import CollectionSpec
from migrator.milvus import messages
from migrator.wire.milvus_pb2 import (
    AllocTimestampResponse,
    InsertRequest,
    MutationResult,
    QueryResults,
)

DIM = 128
SPEC = CollectionSpec.model_validate(
    {
        "fields": [
            {"name": "id", "dtype": "Int64", "is_primary": True},
            {"name": "v", "dtype": "FloatVector", "dim": DIM},
        ]
    }
)


class Endless:
    """An ``Rpc`` to it; messages are serialised as they are on a real one."""

    alias = "endless"
    capabilities = capabilities_of("v2.3.5")

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def call(self, method: str, request: Mapping[str, Any], *, database: str = "default") -> Any:
        if method == "Query":
            return QueryResults.FromString(self._page(request).SerializeToString())
        if method == "Insert":
            message = messages.build(InsertRequest, request)
            assert message.SerializeToString()
            return MutationResult(insert_cnt=message.num_rows)
        return AllocTimestampResponse(timestamp=1)

    def call_all(self, calls: list[Call]) -> list[Any]:
        return [self.call(call.method, call.request) for call in calls]

    def _page(self, request: Mapping[str, Any]) -> QueryResults:
        above = re.search(r"id > (-?\d+)", request["expr"])
        upto = re.search(r"id <= (\d+)", request["expr"])
        first = int(above[1]) + 1 if above else 0
        end = min(self.rows, int(upto[1]) + 1 if upto else self.rows)
        count = max(0, min(int(request["query_params"]["limit"]), end - first))
        answer = QueryResults()
        keys = answer.fields_data.add(field_name="id", type="Int64")
        keys.scalars.long_data.data.extend(range(first, first + count))
        vectors = answer.fields_data.add(field_name="v", type="FloatVector")
        vectors.vectors.dim = DIM
        put_packed(vectors.vectors.float_vector, bytes(4 * DIM * count))
        return answer


def main(rows: int, shards: int) -> None:
    """Copy, and print the peak."""
    place = Place(Endless(rows), collection_address("default", "a"), SPEC, ("_default",))  # type: ignore[arg-type]
    ends = [rows * number // shards for number in range(1, shards)]
    bounds: list[int | None] = [None, *ends, None]
    parts = [Checkpoint(Range("_default", above, upto)) for above, upto in pairwise(bounds)]
    job = Job(place, place, make_conversion(SPEC, SPEC))
    assert move_rows(job, parts, Pace(shards, page_bytes(shards)), anew=True) == rows
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
