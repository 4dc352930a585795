"""Nodes and the resource groups that hold them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from migrator.wire import milvus_pb2, rg_pb2
from tests.simulator import names
from tests.simulator.call import Call
from tests.simulator.refusal import Refused, invalid, unnumbered
from tests.simulator.state import DEFAULT_GROUP, Group

DEFAULT_CAPACITY = 1_000_000


def check_room(call: Call, spread: list[str]) -> None:
    """Refuse replicas for which a group has no node of their own.

    Raises:
        Refused: a group is missing, or has too few nodes.
    """
    for name, wanted in Counter(spread).items():
        group = call.state.groups.get(name)
        if group is None:
            raise Refused(300, f"resource group not found[rg={name}]")
        if group.nodes < wanted:
            raise unnumbered(f"failed to spawn replica: nodes not enough in {name}")


def create(call: Call) -> None:
    request = call.request
    name = request.resource_group
    names.check("resource group", name)
    has_config = call.profile.groups_have_config
    config = request.config if has_config and request.HasField("config") else None
    if config is not None:
        check_config(call, name, config)
    found = call.state.groups.get(name)
    if found is not None:
        # With the same configuration it is no error: read in milvus-io/milvus
        # internal/querycoordv2/meta/resource_manager.go, AddResourceGroup.
        if has_config and _limits(found) == _limits_of(config):
            return
        if has_config:
            raise Refused(301, f"resource group already exist[rg={name}]")
        raise unnumbered(f"resource group already exist[rg={name}]")
    requests, limits = _limits_of(config)
    call.state.groups[name] = Group(name, requests, limits, 0, config)
    if has_config:
        balance(call)


def _limits(group: Group) -> tuple[int, int]:
    return group.requests, group.limits


def _limits_of(config: Any) -> tuple[int, int]:
    return (config.requests.node_num, config.limits.node_num) if config is not None else (0, 0)


def check_config(call: Call, name: str, config: Any) -> None:
    """Refuse a configuration.

    Read in milvus-io/milvus internal/querycoordv2/meta/resource_manager.go:
    validateResourceGroupConfig.

    Raises:
        Refused: 303, what is against a rule.
    """
    if not config.HasField("requests") or not config.HasField("limits"):
        raise Refused(303, f"resource group config incomplete[rg={name}]")
    requests, limits = _limits_of(config)
    if requests < 0 or limits < 0 or limits < requests:
        raise Refused(303, f"limits node num should not be less than requests[rg={name}]")
    for transfer in (*config.transfer_from, *config.transfer_to):
        if transfer.resource_group == name:
            raise Refused(303, f"resource group in transfer is itself[rg={name}]")
        if transfer.resource_group not in call.state.groups:
            raise Refused(303, f"resource group in transfer does not exist[rg={name}]")


def update(call: Call) -> None:
    given = dict(call.request.resource_groups)
    for name in given:
        if name not in call.state.groups:
            raise Refused(300, f"resource group not found[rg={name}]")
    for name, config in given.items():
        check_config(call, name, config)
    for name, config in given.items():
        group = call.state.groups[name]
        group.requests, group.limits = _limits_of(config)
        group.config = config
    balance(call)


def balance(call: Call) -> None:
    """Move nodes to groups that request them, and back to the default one."""
    groups = call.state.groups
    default = groups[DEFAULT_GROUP]
    for group in groups.values():
        if group is not default and group.nodes > group.limits:
            default.nodes += group.nodes - group.limits
            group.nodes = group.limits
    for group in groups.values():
        moved = min(max(group.requests - group.nodes, 0), default.nodes)
        if group is not default and moved:
            group.nodes += moved
            default.nodes -= moved


def drop(call: Call) -> None:
    name = call.request.resource_group
    if name == DEFAULT_GROUP:
        raise unnumbered("delete default rg is not permitted")
    group = call.state.groups.get(name)
    if group is None:
        return
    # Read in milvus-io/milvus internal/querycoordv2/meta/resource_manager.go:
    # validateResourceGroupIsDeletable.
    if call.profile.groups_have_config:
        busy = bool(group.limits) or group.nodes
        refers = [
            other.name
            for other in call.state.groups.values()
            if other.config is not None
            and name
            in {t.resource_group for t in (*other.config.transfer_from, *other.config.transfer_to)}
        ]
        if busy or refers:
            raise invalid(f"resource group {name} has limits or is used by {refers}")
    elif group.nodes:
        raise unnumbered("delete non-empty rg is not permitted")
    if _replicas(call, name):
        raise unnumbered(f"some replicas still loaded in resource group[{name}]")
    del call.state.groups[name]


def _replicas(call: Call, name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for collection in call.state.all_collections():
        if collection.load is not None:
            found[collection.name] += collection.load.groups.count(name)
    return +found


def show(call: Call) -> milvus_pb2.ListResourceGroupsResponse:
    return milvus_pb2.ListResourceGroupsResponse(resource_groups=sorted(call.state.groups))


def describe(call: Call) -> milvus_pb2.DescribeResourceGroupResponse:
    name = call.request.resource_group
    group = call.state.groups.get(name)
    if group is None:
        raise Refused(300, f"resource group not found[rg={name}]")
    answer = milvus_pb2.DescribeResourceGroupResponse()
    told = answer.resource_group
    told.name = name
    told.num_available_node = group.nodes
    told.num_loaded_replica.update(_replicas(call, name))
    if not call.profile.groups_have_config:
        told.capacity = group.limits if name == DEFAULT_GROUP else group.nodes
        return answer
    told.capacity = group.nodes
    if group.config is not None:
        told.config.CopyFrom(group.config)
    else:
        told.config.CopyFrom(_plain_config(group))
    for number in range(group.nodes):
        told.nodes.add(node_id=number + 1, address="127.0.0.1")
    return answer


def _plain_config(group: Group) -> rg_pb2.ResourceGroupConfig:
    config = rg_pb2.ResourceGroupConfig()
    config.requests.node_num = group.requests
    config.limits.node_num = group.limits
    return config


def transfer_node(call: Call) -> None:
    request = call.request
    groups = call.state.groups
    for name in (request.source_resource_group, request.target_resource_group):
        if name not in groups:
            raise invalid(f"resource group {name} doesn't exist")
    source = groups[request.source_resource_group]
    target = groups[request.target_resource_group]
    if source is target or request.num_node <= 0:
        raise invalid("source and target resource group must differ, and num_node be positive")
    if source.nodes < request.num_node:
        raise unnumbered(f"nodes of {source.name} are not enough")
    source.nodes -= request.num_node
    target.nodes += request.num_node
    if call.profile.groups_have_config:
        for group, change in ((source, -request.num_node), (target, request.num_node)):
            if group.name != DEFAULT_GROUP:
                group.requests = max(group.requests + change, 0)
                group.limits = max(group.limits + change, 0)
                group.config = None


def transfer_replica(call: Call) -> None:
    request = call.request
    for name in (request.source_resource_group, request.target_resource_group):
        if name not in call.state.groups:
            raise Refused(300, f"resource group not found[rg={name}]")
    found = call.collection()
    held = found.load.groups if found.load else []
    if held.count(request.source_resource_group) < request.num_replica:
        raise invalid(f"only {held.count(request.source_resource_group)} replicas there")
    for _ in range(request.num_replica):
        held[held.index(request.source_resource_group)] = request.target_resource_group
