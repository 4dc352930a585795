"""Policy: approvals, protection and limits, held against changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from migrator.address import Address
from migrator.approval import APPROVAL_IDS, Approval
from migrator.connection import Connection, Limits
from migrator.diff import Ownership
from migrator.manifest.load import load
from migrator.model import ROWS_UNKNOWN, Change, Resource, Severity, State
from migrator.policy import Verdict, judge, rows_text
from tests.kinds.answering import MILVUS_2_6
from tests.kinds.tables import (
    FIELDS,
    LOADED,
    alias,
    collection,
    index,
    live_collection,
    partition,
    work_out,
)

TODAY = date(2026, 3, 1)
PROD = Connection("prod", "http://milvus:19530")
BOOKS = live_collection().address
GONE = collection(absent=True)
TTL = {"properties": {"collection.ttl.seconds": 60}}


def approval(
    allow: str = "drop-collection", address: Address = BOOKS, days: int = 9, **more: Any
) -> Approval:
    until = TODAY + timedelta(days=days)
    given = {"name": "mine", "reason": "a test", "connections": (), "max_rows": None, **more}
    return Approval(allow=allow, address=address, until=until, **given)


def verdict(
    live: Iterable[Resource],
    desired: Iterable[Resource],
    *approvals: Approval,
    rows: int | None = None,
    prune: bool = False,
    **connection: Any,
) -> Verdict:
    wanted = list(desired)
    ownership = Ownership(None if prune else (), prune=prune)
    changes = work_out(live, wanted, MILVUS_2_6, ownership).comparison.changes
    return judge(
        [_counted(change, rows) for change in changes],
        desired=State.of(wanted),
        approvals=approvals,
        connection=replace(PROD, **connection),
        today=TODAY,
        prune=prune,
    )


def _counted(change: Change, rows: int | None) -> Change:
    return change if rows is None else change.with_rows(rows)


def codes(found: Verdict) -> list[str]:
    return [refusal.code for refusal in found.refusals]


def dropped(*approvals: Approval, **more: Any) -> Verdict:
    return verdict([live_collection()], [GONE], *approvals, **more)


def test_what_destroys_needs_an_approval() -> None:
    assert codes(dropped()) == ["MIG610"]
    assert codes(dropped(approval())) == []


def test_an_approval_that_was_used_is_named_in_the_plan() -> None:
    (used,) = dropped(approval(), approval("drop-alias")).used
    assert (used.name, used.allow, used.address) == ("mine", "drop-collection", str(BOOKS))
    assert (used.until, used.reason) == ("2026-03-10", "a test")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param(approval("drop-alias"), "needs the approval", id="another id"),
        pytest.param(
            approval(address=live_collection(name="other").address),
            "needs the approval",
            id="another address",
        ),
        pytest.param(approval(days=-1), "mine expired on 2026-02-28", id="expired"),
        pytest.param(approval(connections=("dev",)), "mine is for dev", id="for another one"),
        pytest.param(approval(max_rows=6), "allows 6 rows, 7 rows are at stake", id="more rows"),
    ],
)
def test_an_approval_that_does_not_fit_does_not_count(given: Approval, why: str) -> None:
    found = dropped(given, rows=7)
    assert codes(found) == ["MIG610"]
    assert why in found.refusals[0].what
    assert found.used == ()


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(approval(days=0), id="on its last day"),
        pytest.param(approval(connections=("dev", "prod")), id="for this connection too"),
        pytest.param(approval(max_rows=7), id="for exactly these rows"),
    ],
)
def test_an_approval_that_just_fits_counts(given: Approval) -> None:
    assert codes(dropped(given, rows=7)) == []


def test_rows_that_nobody_can_count_exceed_every_maximum() -> None:
    found = dropped(approval(max_rows=10**9), rows=ROWS_UNKNOWN)
    assert "an unknown number of rows are at stake" in found.refusals[0].what
    assert codes(dropped(approval(), rows=ROWS_UNKNOWN)) == []


def test_a_refusal_prints_the_approval_that_would_allow_it(tmp_path: Path) -> None:
    (refusal,) = dropped().refusals
    (tmp_path / "approval.yaml").write_text(refusal.remedy, "utf-8")
    loaded = load([tmp_path], root=tmp_path, today=TODAY, connection="prod")
    assert loaded.findings == ()
    assert codes(dropped(*loaded.approvals)) == []
    assert loaded.approvals[0].connections == ("prod",)


def with_line(line: str, live: Iterable[Resource], *desired: Resource) -> list[str]:
    """Return the ids that are asked for when approvals are needed from a severity on."""
    found = verdict(live, desired, approve_from=line)
    asked = [refusal.what for refusal in found.refusals]
    known = [text.partition("needs the approval ")[2] for text in asked]
    return sorted(name for text in known for name in text.partition(";")[0].split(", "))


HNSW = {"index_type": "HNSW", "metric_type": "L2"}
LIVE = [live_collection(load=LOADED), live_collection(name="other"), index(HNSW), alias("live")]
MMAP = {"fields": FIELDS, "properties": {"mmap.enabled": True}}

LINES = [
    pytest.param(alias("live", "other"), Severity.LIVE, "move-alias", id="an alias"),
    pytest.param(collection(MMAP), Severity.RELOAD, "reload-collection", id="mmap"),
    pytest.param(
        collection({"load": {"state": "released"}}),
        Severity.RELOAD,
        "release-collection",
        id="a release",
    ),
    pytest.param(index({"metric_type": "IP"}), Severity.REINDEX, "rebuild-index", id="an index"),
    pytest.param(collection(TTL), Severity.DESTROY, "shorten-ttl", id="a TTL"),
    pytest.param(GONE, Severity.DESTROY, "drop-collection", id="a drop"),
    pytest.param(index({}, absent=True), Severity.DESTROY, "drop-index", id="an index to drop"),
    pytest.param(alias("live", absent=True), Severity.DESTROY, "drop-alias", id="an alias to drop"),
]


@pytest.mark.parametrize("line", list(Severity))
@pytest.mark.parametrize(("desired", "severity", "allow"), LINES)
def test_approvals_are_needed_from_the_line_on(
    line: Severity, desired: Resource, severity: Severity, allow: str
) -> None:
    needed = [allow] if severity.at_least(line) else []
    assert with_line(line, LIVE, desired) == needed


def test_everything_that_can_be_asked_for_can_be_given() -> None:
    assert {param.values[2] for param in LINES} <= APPROVAL_IDS.keys()


def test_one_approval_does_not_carry_another_change_along() -> None:
    """A TTL is approved; that the collection is unloaded for mmap is not."""
    both = collection({"properties": {**TTL["properties"], "mmap.enabled": True}})
    assert with_line("reload", LIVE, both) == ["reload-collection", "shorten-ttl"]
    found = verdict(LIVE, [both], approval("shorten-ttl"), approve_from="reload")
    assert codes(found) == ["MIG610"]
    assert found.refusals[0].what.endswith("needs the approval reload-collection")
    assert "shorten-ttl" not in found.refusals[0].remedy
    given = [approval("shorten-ttl"), approval("reload-collection")]
    assert codes(verdict(LIVE, [both], *given, approve_from="reload")) == []
    assert codes(verdict(LIVE, [both], approval("shorten-ttl"))) == []


def test_what_is_put_back_needs_none() -> None:
    anew = collection({"fields": FIELDS, "num_shards": 2, "replace": {"strategy": "recreate"}})
    assert with_line("live", LIVE, anew) == ["recreate-collection"]


def test_what_creates_needs_none() -> None:
    assert with_line("live", [], collection(), alias("live"), index(HNSW), partition("en")) == []


@pytest.mark.parametrize(
    "desired",
    [
        pytest.param([collection(absent=True, protect=True)], id="a drop"),
        pytest.param(
            [collection({"fields": FIELDS, **TTL}, protect=True)], id="an attribute that destroys"
        ),
        pytest.param(
            [
                collection(
                    {"fields": FIELDS, "num_shards": 2, "replace": {"strategy": "recreate"}},
                    protect=True,
                )
            ],
            id="a collection made anew",
        ),
        pytest.param(
            [collection(protect=True), partition("en", absent=True)],
            id="a partition of what is protected",
        ),
    ],
)
def test_protection_stands_above_approvals(desired: list[Resource]) -> None:
    live = [live_collection(), partition("en")]
    given = [approval(allow) for allow in sorted(APPROVAL_IDS)]
    given += [approval(allow, partition("en").address) for allow in sorted(APPROVAL_IDS)]
    assert codes(verdict(live, desired, *given)) == ["MIG612"]


def test_protection_leaves_what_does_not_destroy() -> None:
    changed = collection({"fields": FIELDS, "properties": {"a": 1}}, protect=True)
    assert codes(verdict([live_collection()], [changed])) == []


def test_what_the_server_cannot_do_is_refused_with_the_reason() -> None:
    found = verdict([live_collection()], [collection({"fields": FIELDS, "num_shards": 2})])
    assert codes(found) == ["MIG611"]
    assert "replace.strategy is refuse" in found.refusals[0].what


def test_prune_deletes_as_many_as_allowed() -> None:
    live = [live_collection(), live_collection(name="a"), live_collection(name="b")]
    given = [approval(address=resource.address) for resource in live[1:]]
    few = verdict(live, [collection()], *given, prune=True, limits=Limits(max_deletes=1))
    assert codes(few) == ["MIG613"]
    assert "would delete 2, limits.max_deletes is 1" in few.refusals[0].what
    enough = verdict(live, [collection()], *given, prune=True, limits=Limits(max_deletes=2))
    assert codes(enough) == []


def test_what_is_declared_absent_is_not_pruned() -> None:
    live = [live_collection(), live_collection(name="a")]
    assert codes(verdict(live, [collection(name="a"), GONE], approval(), prune=True)) == []


@pytest.mark.parametrize("desired", [[], [GONE]], ids=["nothing", "only what is absent"])
def test_prune_with_nothing_declared_is_refused(desired: list[Resource]) -> None:
    found = verdict(
        [live_collection()], desired, approval(), prune=True, limits=Limits(max_deletes=9)
    )
    assert codes(found) == ["MIG615"]


@pytest.mark.parametrize(
    ("rows", "limit", "expected"),
    [
        pytest.param(7, None, [], id="no limit"),
        pytest.param(7, 14, [], id="as many as allowed together"),
        pytest.param(7, 13, ["MIG614"], id="too many together"),
        pytest.param(ROWS_UNKNOWN, 10**12, ["MIG614"], id="nobody knows how many"),
        pytest.param(0, 0, [], id="proven empty"),
    ],
)
def test_an_apply_destroys_as_many_rows_as_allowed(
    rows: int, limit: int | None, expected: list[str]
) -> None:
    live = [live_collection(), live_collection(name="a")]
    gone = [GONE, collection(name="a", absent=True)]
    given = [approval(address=resource.address) for resource in live]
    found = verdict(live, gone, *given, rows=rows, limits=Limits(max_rows_destroyed=limit))
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (None, "an unknown number of rows"),
        (ROWS_UNKNOWN, "an unknown number of rows"),
        (0, "0 rows"),
        (1, "1 row"),
        (12, "12 rows"),
    ],
)
def test_rows_are_told_in_words(rows: int | None, text: str) -> None:
    assert rows_text(rows) == text
