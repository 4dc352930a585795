"""Planning: what is read, what is counted, what the server could not serve."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from migrator.capabilities import Capabilities
from migrator.connection import Connection
from migrator.diff import Ownership
from migrator.model import ROWS_UNKNOWN, Resource, Severity, State
from migrator.plan import Plan
from migrator.planning import Request, databases_of, make_plan, wanted_of
from tests.core.serving import Serving
from tests.kinds.answering import MILVUS_2_3, Answer, Row
from tests.kinds.tables import FIELDS, alias, collection, database, index, partition
from tests.kinds.test_rows import counted

DEV = Connection("dev", "http://milvus:19530")
TODAY = date(2026, 3, 1)


def planned(
    server: Serving, desired: Iterable[Resource], ownership: Ownership | None = None
) -> Plan:
    request = Request(State.of(desired), (), ownership or Ownership(()), TODAY)
    return make_plan(server, DEV, request)


def server(*collections: str, rows: Row | None = None, **more: Any) -> Serving:
    """A server with collections in the default database; ``rows`` is what counting answers."""
    made = Serving(**more)
    for name in collections:
        step = planned(made, [collection(name=name)]).steps[0]
        made.call(step.op, step.request)
    if rows is not None:
        made.answering.table["Query"] = rows
    made.answering.asked.clear()
    return made


def test_only_what_is_named_is_described() -> None:
    """The number of calls does not grow with what else is on the server."""
    dev = server("a", "b", "c", "books")
    planned(dev, [collection()])
    assert sorted(dev.answering.methods) == [
        "DescribeCollection",
        "DescribeIndex",
        "ListAliases",
        "ListDatabases",
        "ShowCollections",
        "ShowCollections",
    ]


def test_everything_is_described_where_it_may_be_pruned() -> None:
    dev = server("a", "b", "books")
    plan = planned(dev, [collection()], Ownership(prune=True))
    assert dev.answering.methods.count("DescribeCollection") == 3
    assert [str(change.address) for change in plan.changes] == [
        "Collection default/a",
        "Collection default/b",
    ]


def test_what_a_manifest_names_is_wanted() -> None:
    desired = State.of([alias("live", "target"), index({}), collection(previous_name="shop/old")])
    assert sorted(map(str, wanted_of(desired))) == [
        "Alias default/live",
        "Collection default/books",
        "Collection default/target",
        "Collection shop/old",
        "Database default",
        "Index default/books.v",
    ]


def test_databases_are_those_that_are_owned_and_those_that_are_named() -> None:
    desired = State.of([database("new"), collection(within="shop")])
    assert databases_of(desired, Ownership(("own",))) == ("new", "own", "shop")


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        pytest.param(counted(7), 7, id="counted"),
        pytest.param(None, ROWS_UNKNOWN, id="not loaded"),
    ],
)
def test_rows_at_stake_are_counted(rows: Answer | None, known: int) -> None:
    plan = planned(server("books", rows=rows), [collection(absent=True)])
    (change,) = plan.changes
    assert change.rows == known
    assert change.severity is Severity.DESTROY
    assert [refusal.code for refusal in plan.refusals] == ["MIG610"]


def test_rows_that_are_not_at_stake_are_not_counted() -> None:
    dev = server("books")
    planned(dev, [collection({"fields": FIELDS, "properties": {"a": 1}})])
    assert "Query" not in dev.answering.methods


ANEW = collection({"fields": FIELDS, "num_shards": 2, "replace": {"strategy": "recreate"}})


@pytest.mark.parametrize(
    ("rows", "severity", "approval"),
    [
        pytest.param(counted(0), Severity.REPLACE, "replace-collection", id="proven empty"),
        pytest.param(counted(1), Severity.DESTROY, "recreate-collection", id="one row"),
        pytest.param(None, Severity.DESTROY, "recreate-collection", id="nobody knows"),
    ],
)
def test_only_a_collection_that_is_proven_empty_is_made_anew_without_an_approval(
    rows: Answer | None, severity: Severity, approval: str
) -> None:
    plan = planned(server("books", rows=rows), [ANEW])
    (change,) = plan.changes
    assert (change.severity, change.approvals) == (severity, (approval,))
    assert bool(plan.refusals) is (severity is Severity.DESTROY)


def codes(desired: Iterable[Resource], capabilities: Capabilities = MILVUS_2_3) -> list[str]:
    plan = planned(server(capabilities=capabilities), desired)
    return [found.code for found in plan.findings]


def test_what_the_server_would_silently_drop_is_found() -> None:
    nullable = {"name": "n", "dtype": "Int64", "nullable": True}
    assert codes([collection({"fields": [*FIELDS, nullable]})]) == ["MIG701"]
    assert codes([collection()]) == []


def test_what_is_there_is_not_held_against_the_server() -> None:
    dev = server("books")
    plan = planned(dev, [collection({"properties": {"a": 1}})])
    assert plan.findings == ()
    assert [step.op for step in plan.steps] == ["AlterCollection"]


def test_findings_of_every_part_are_in_the_plan() -> None:
    dev = server("books", "old")
    plan = planned(dev, [collection(previous_name="old"), partition("en"), alias("live", "gone")])
    assert [found.code for found in plan.findings] == ["MIG602", "MIG604"]


def test_a_plan_is_bound_to_what_was_read_and_to_the_server() -> None:
    plan = planned(server("books"), [collection(), alias("live")])
    assert set(plan.base) == {"Collection default/books", "Database default"}
    assert plan.target.alias == "dev"
    assert plan.target.where == "http://milvus:19530"
    assert plan.target.server == "Milvus 2.3.5"
