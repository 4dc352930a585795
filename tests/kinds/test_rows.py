"""Rows at stake: counted where they can be, unknown where they cannot."""

from __future__ import annotations

import pytest

from migrator.capabilities import Capabilities
from migrator.errors import Rejected, Unreachable
from migrator.kinds.collection.rows import count_rows
from migrator.model import ROWS_UNKNOWN
from tests.kinds.answering import LITE, MILVUS_2_3, Answer, Answering, Row
from tests.kinds.tables import BOOKS, partition

EN = partition("en").address


def counted(count: int) -> dict[str, object]:
    """What ``count(*)`` answers."""
    return {
        "fields_data": [
            {
                "field_name": "count(*)",
                "type": "Int64",
                "scalars": {"long_data": {"data": [count]}},
            }
        ]
    }


@pytest.mark.parametrize(
    ("answer", "rows"),
    [
        pytest.param(counted(7), 7, id="counted"),
        pytest.param(counted(0), 0, id="proven empty"),
        pytest.param({}, ROWS_UNKNOWN, id="an answer without a count"),
        pytest.param(Rejected("not loaded", code=101), ROWS_UNKNOWN, id="not loaded"),
        pytest.param(Unreachable("gone"), ROWS_UNKNOWN, id="no answer"),
    ],
)
def test_rows_are_counted_or_unknown(answer: Answer, rows: int) -> None:
    assert count_rows(Answering({"Query": answer}), [BOOKS]) == {BOOKS: rows}


def test_a_count_is_strong() -> None:
    """A weaker one may not see rows that were written a moment ago."""
    rpc = Answering({"Query": counted(1)})
    count_rows(rpc, [BOOKS, EN])
    whole, part = [call.request for call in rpc.asked]
    assert whole["consistency_level"] == part["consistency_level"] == "Strong"
    assert "partition_names" not in whole
    assert part["partition_names"] == ["en"]


@pytest.mark.parametrize(
    ("server", "method"), [(MILVUS_2_3, "Query"), (LITE, "GetPartitionStatistics")]
)
def test_a_partition_is_counted_where_the_server_counts_it(
    server: Capabilities, method: str
) -> None:
    """``count(*)`` of Lite is always that of the whole collection."""
    table: dict[str, Row] = {
        "Query": counted(3),
        "GetPartitionStatistics": {"stats": {"row_count": "3"}},
    }
    rpc = Answering(table, server)
    assert count_rows(rpc, [EN]) == {EN: 3}
    assert rpc.methods == [method]


def test_statistics_are_never_asked_for_a_collection() -> None:
    """They see flushed rows only."""
    rpc = Answering({"Query": Rejected("not loaded", code=101)}, LITE)
    assert count_rows(rpc, [BOOKS]) == {BOOKS: ROWS_UNKNOWN}
    assert rpc.methods == ["Query"]
