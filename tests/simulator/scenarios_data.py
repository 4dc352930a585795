"""What is said to servers about kinds of rows, and about headers."""

from __future__ import annotations

from tests.simulator.requests import (
    HNSW,
    HNSW_JSON,
    PK,
    VEC,
    Step,
    ask,
    column,
    count,
    create,
    field,
    headed,
    index,
    loaded,
    pairs,
    put,
    query,
    vectors,
)
from tests.simulator.scenarios_access import operate, select

A = {"collection_name": "a"}
NUMBERS = {"limit": "10", "iterator": "True"}
LOADED: list[Step] = [index("a", "v", HNSW_JSON), ask("LoadCollection", **A), loaded("a")]
TEXT_KEY = {**field("id", 21, {"max_length": "9"}), "is_primary_key": True}

#: Said to every server.
EVERYWHERE: dict[str, list[Step]] = {
    "rows with texts as keys": [
        create("a", TEXT_KEY, VEC),
        put("a", column("id", 21, ["b", "a", "c'\""]), vectors(3)),
        put("a", column("id", 21, ["far too long"]), vectors(1)),
        *LOADED,
        query("a", 'id > "a"', "id", params=NUMBERS),
        query("a", "id in ['a', 'b']", "id", params=NUMBERS),
        ask("Delete", expr="id in ['a']", **A),
        count("a"),
    ],
    "rows with more than the schema says": [
        create("a", PK, VEC, schema_more={"enable_dynamic_field": True}),
        put(
            "a",
            column("id", 5, [1, 2]),
            vectors(2),
            column("$meta", 23, [b'{"x": 1}', b'{"y": "z"}'], is_dynamic=True),
        ),
        *LOADED,
        query("a", "id > 0", "x", params=NUMBERS),
        query("a", "x == 1", "id", params=NUMBERS),
        query("a", "id > 0", "*", params=NUMBERS),
        query("a", "id > 0", "$meta", params=NUMBERS),
    ],
    "columns that do not fit": [
        create("a", PK, field("n", 5), VEC),
        put("a", column("id", 5, [1]), vectors(1)),
        put("a", column("id", 5, [1]), column("n", 5, [1, 2]), vectors(1)),
        put("a", column("id", 5, [1]), column("n", 5, [1]), column("o", 5, [1]), vectors(1)),
        put("a", column("id", 5, [1]), column("n", 5, [1]), vectors(1)),
        put("a", column("n", 5, [1]), vectors(1)),
        ask("Delete", expr="n == 1", **A),
        ask("Delete", expr="", **A),
        ask("Delete", expr="none in [1]", **A),
        ask("Delete", expr="id in [1]", partition_name="none", **A),
        ask("Delete", expr="id in [1]", collection_name="none"),
    ],
}

#: Said to Milvus.
MILVUS: dict[str, list[Step]] = {
    "automatic keys that are sent": [
        create("a", {**PK, "autoID": True}, VEC),
        put("a", column("id", 5, [1]), vectors(1)),
        put("a", column("id", 5, [1]), vectors(1), rpc="Upsert"),
    ],
    "more index types": [
        *(create(f"c{number}") for number in range(4)),
        create("b", PK, field("v", 100, {"dim": "8"})),
        create("s", PK, field("b", 1), field("l", 22, {"max_capacity": "4"}, element_type=5), VEC),
        index("c0", "v", {"index_type": "IVF_SQ8", "metric_type": "IP", "nlist": "4"}),
        index("c1", "v", {"index_type": "SCANN", "metric_type": "L2", "nlist": "4"}),
        index("c2", "v", {"index_type": "DISKANN", "metric_type": "COSINE"}),
        index("c3", "v", {"index_type": "GPU_IVF_FLAT", "metric_type": "L2", "nlist": "4"}),
        index("b", "v", {"index_type": "BIN_FLAT", "metric_type": "L2"}),
        index("b", "v", {"index_type": "HNSW", "metric_type": "JACCARD", "M": "4"}),
        index("b", "v", {"index_type": "BIN_FLAT", "metric_type": "JACCARD"}),
        index("s", "b", {}),
        index("s", "l", {}),
        index("s", "l", {"index_type": "INVERTED"}),
        *(ask("DescribeIndex", collection_name=f"c{number}") for number in range(4)),
    ],
    "headers": [
        ask("CreateDatabase", db_name="shop"),
        headed(create("a"), dbname="shop"),
        ask("ShowCollections", db_name="shop"),
        headed(ask("ShowCollections"), dbname="shop"),
        headed(ask("ShowCollections", db_name="default"), dbname="shop"),
        headed(ask("CreateAlias", alias="x", **A), dbname="shop"),
        headed(ask("DescribeAlias", alias="x"), dbname="shop"),
        headed(ask("ListAliases"), dbname="shop"),
        headed(ask("DescribeCollection", **A), dbname="shop"),
        headed(ask("HasCollection", **A), dbname="none"),
        headed(ask("Connect"), dbname="none"),
        headed(ask("GetLoadState", **A), dbname="shop"),
        headed(ask("DropAlias", alias="x"), dbname="shop"),
        headed(ask("DropCollection", **A), dbname="shop"),
        headed(operate(False, "public", "Search")),
        headed(select("public")),
        headed(operate(False, "public", "Search"), authorization="cm9vdDp4"),
        headed(operate(True, "public", "Search"), authorization="cm9vdDp4"),
    ],
    "grants of what is renamed or dropped": [
        ask("CreateRole", entity={"name": "reader"}),
        create("a"),
        operate(False, "reader", "Search"),
        operate(False, "reader", "All", "Global", "*"),
        operate(False, "reader", "*", "Global", "*"),
        ask("RenameCollection", oldName="a", newName="b"),
        select("reader"),
        ask("DropCollection", collection_name="b"),
        select("reader"),
        operate(True, "reader", "Search"),
        operate(True, "reader", "All", "Global", "*"),
        operate(True, "reader", "*", "Global", "*"),
        ask("DropRole", role_name="reader"),
    ],
    "an index while loaded": [
        create("a", PK, field("n", 5), VEC),
        index("a", "v", HNSW),
        ask("LoadCollection", **A),
        loaded("a"),
        index("a", "n", {"index_type": "STL_SORT"}),
        ask("AlterCollection", properties=pairs({"mmap.enabled": "true"}), **A),
        ask("DropIndex", index_name="n", **A),
        ask("DropIndex", index_name="none", **A),
        ask("CreatePartition", partition_name="p", **A),
        ask("DropPartition", partition_name="p", **A),
    ],
}

#: Said to Milvus Lite.
LITE: dict[str, list[Step]] = {
    "automatic keys of Lite": [
        create("a", {**PK, "autoID": True}, VEC),
        put("a", column("id", 5, [3, 4, 5]), vectors(3)),
        put("a", vectors(3)),
        count("a"),
        query("a", "id > 0", "id", params=NUMBERS),
    ],
    "nulls of Lite": [
        create(
            "a",
            PK,
            field("n", 5, nullable=True),
            {**field("d", 5, default_value={"long_data": 9})},
            {**VEC, "nullable": True},
        ),
        put("a", column("id", 5, [1, 2]), column("n", 5, [7, 0], valid_data=[True, False])),
        query("a", "id > 0", "n", "d", params=NUMBERS),
        query("a", "n is null", "id", params=NUMBERS),
    ],
    "upserts of Lite": [
        create("a", PK, field("n", 5), VEC),
        put("a", column("id", 5, [1, 2]), column("n", 5, [7, 8]), vectors(2)),
        put("a", column("id", 5, [2]), column("n", 5, [9]), rpc="Upsert"),
        put("a", column("id", 5, [3]), column("n", 5, [9]), rpc="Upsert"),
        query("a", "id > 0", "n", params=NUMBERS),
        query("a", "id in [2, 1]", "n", params={"limit": "1"}),
        query("a", "n > 7", "n"),
    ],
}
