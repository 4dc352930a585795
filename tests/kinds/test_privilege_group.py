"""Privilege groups: complete, and dropped only after nobody has them."""

from __future__ import annotations

import pytest

from migrator.kinds.base import Scope
from migrator.kinds.privilegegroup import describe, read
from migrator.model import State
from tests.kinds.answering import MILVUS_2_3, MILVUS_2_6, Answering
from tests.kinds.tables import Case, check, grant, outside, work_out

READERS = outside("PrivilegeGroup", "readers", {"privileges": ["Query", "Search"]})

CASES = {
    "a group is made and filled": Case(
        [],
        [READERS],
        ["create PrivilegeGroup readers"],
        ["CreatePrivilegeGroup", "OperatePrivilegeGroup"],
        MILVUS_2_6,
    ),
    "what it gains costs nothing, what it loses an approval": Case(
        [READERS],
        [outside("PrivilegeGroup", "readers", {"privileges": ["Load", "Search"]})],
        [
            "update PrivilegeGroup readers [destroy: revoke-grant]",
            "  privileges: ['Query', 'Search'] -> ['Load', 'Search'] (destroy revoke-grant)",
        ],
        ["OperatePrivilegeGroup", "OperatePrivilegeGroup"],
        MILVUS_2_6,
    ),
    "privileges that are not declared stay": Case(
        [READERS], [outside("PrivilegeGroup", "readers")], [], server=MILVUS_2_6
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_changes(case: Case) -> None:
    check(case)


def test_a_group_is_dropped_after_its_grants() -> None:
    spec = {"privilege": "readers", "collection_name": "books"}
    live = [READERS, outside("Role", "reader"), grant("reader", spec)]
    gone = [outside("PrivilegeGroup", "readers", absent=True), grant("reader", spec, absent=True)]
    first, second = work_out(live, gone, MILVUS_2_6).steps
    assert (first.op, second.op) == ("OperatePrivilegeV2", "DropPrivilegeGroup")
    assert second.needs == (first.id,)


def test_groups_are_read_where_there_are_any() -> None:
    told = {"group_name": "readers", "privileges": [{"name": "Search"}, {"name": "Query"}]}
    rpc = Answering({"ListPrivilegeGroups": {"privilege_groups": [told]}}, MILVUS_2_6)
    assert read(rpc, Scope(), State()).of_kind("PrivilegeGroup") == (READERS,)
    assert describe(rpc, READERS.address) == READERS
    assert read(Answering({}, MILVUS_2_3), Scope(), State()) == State()
