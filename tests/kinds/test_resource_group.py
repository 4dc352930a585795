"""Resource groups: by configuration from 2.4 on, by moving nodes before."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.kinds.base import Scope
from migrator.kinds.resourcegroup import poll_nodes, read
from migrator.model import Resource, State
from tests.kinds.answering import MILVUS_2_6, Answering
from tests.kinds.tables import Case, check, outside, work_out


def group(requests: int, limits: int | None = None, **more: Any) -> Resource:
    most = {} if limits is None else {"limits": {"node_num": limits}}
    return outside("ResourceGroup", "rg", {"requests": {"node_num": requests}, **most, **more})


GONE = outside("ResourceGroup", "rg", absent=True)
CASES = {
    "2.3 makes a group and moves nodes in": Case(
        [],
        [group(2)],
        ["create ResourceGroup rg"],
        ["CreateResourceGroup", "TransferNode"],
    ),
    "2.3 moves nodes out of a group before it is dropped": Case(
        [group(2, 2)],
        [GONE],
        ["delete ResourceGroup rg [destroy: drop-resource-group]"],
        ["TransferNode", "DropResourceGroup"],
    ),
    "later ones are told, and let the nodes go first": Case(
        [group(1, 2)],
        [GONE],
        ["delete ResourceGroup rg [destroy: drop-resource-group]"],
        ["UpdateResourceGroups", "WaitNodes", "DropResourceGroup"],
        MILVUS_2_6,
    ),
    "a lower limit may cost replicas": Case(
        [group(1, 3)],
        [group(1, 2)],
        [
            "update ResourceGroup rg [reload: reduce-replicas]",
            "  limits.node_num: 3 -> 2 (reload reduce-replicas)",
        ],
        ["UpdateResourceGroups"],
        MILVUS_2_6,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_changes(case: Case) -> None:
    check(case)


def test_what_is_not_declared_is_sent_along() -> None:
    live = group(1, 3, transfer_from=[{"resource_group": "other"}])
    result = work_out([live], [group(2)], MILVUS_2_6)
    assert result.request("UpdateResourceGroups")["resource_groups"]["rg"] == {
        "requests": {"node_num": 2},
        "limits": {"node_num": 3},
        "transfer_from": [{"resource_group": "other"}],
    }


def test_groups_that_name_each_other_are_made_before_they_do() -> None:
    one = group(0, 1, transfer_from=[{"resource_group": "two"}])
    two = outside("ResourceGroup", "two", {"transfer_to": [{"resource_group": "rg"}]})
    ops = work_out([], [one, two], MILVUS_2_6).ops
    assert ops.index("UpdateResourceGroups") > max(
        place for place, op in enumerate(ops) if op == "CreateResourceGroup"
    )


def test_a_configuration_is_read_back() -> None:
    config = {
        "requests": {"node_num": 1},
        "limits": {"node_num": 2},
        "node_filter": {"node_labels": {"tier": "hot"}},
    }
    told = {"resource_group": {"name": "rg", "config": config, "num_available_node": 1}}
    rpc = Answering(
        {"ListResourceGroups": {"resource_groups": ["rg"]}, "DescribeResourceGroup": told},
        MILVUS_2_6,
    )
    (found,) = read(rpc, Scope(), State()).of_kind("ResourceGroup")
    assert found.spec.managed() == config
    (step,) = [
        step for step in work_out([found], [GONE], MILVUS_2_6).steps if step.op == "WaitNodes"
    ]
    assert poll_nodes(rpc, step) == (False, 1, 0, "nodes")
