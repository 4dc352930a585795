"""Resource groups: query nodes that serve some replicas and no others.

From 2.4 on a group says how many nodes it wants and may have, and servers move them. 2.3
moves nodes on request only, so that there a group has as many as it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from migrator.address import Address, resource_group_address
from migrator.capabilities import Capabilities
from migrator.errors import NotFound, ServerError
from migrator.kinds.base import Call, Context, Kind, Phase, Progress, Rpc, Scope, Step
from migrator.kinds.believing import believed
from migrator.kinds.builtin import DEFAULT_RESOURCE_GROUP
from migrator.kinds.collection.spec import CollectionSpec
from migrator.model import Action, Change, FieldChange, Resource, Severity, Spec, State
from migrator.values import Whole


class NodesSpec(Spec):
    """A number of query nodes."""

    node_num: Whole = Field(description="Number of query nodes.", ge=0)


class TransferSpec(Spec):
    """A group to take nodes from, or to give them to."""

    resource_group: str = Field(description="Name of the other resource group.", min_length=1)


def _label(value: object) -> object:
    """Take text only; a number would be another label to other parsers."""
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {value!r}: put it in quotes")
    return value


class NodeFilterSpec(Spec):
    """Which query nodes a group may have."""

    node_labels: dict[str, Annotated[str, BeforeValidator(_label)]] = Field(
        default_factory=dict, description="Labels that a node must have, with their values."
    )


class ResourceGroupSpec(Spec):
    """How many query nodes a group wants and may have, and where they come from."""

    requests: NodesSpec | None = Field(
        default=None, description="Nodes that the group wants; missing ones are moved to it."
    )
    limits: NodesSpec | None = Field(
        default=None, description="Most nodes that it may have. Default: as many as it requests."
    )
    transfer_from: tuple[TransferSpec, ...] = Field(
        default=(), description="Groups to take missing nodes from first."
    )
    transfer_to: tuple[TransferSpec, ...] = Field(
        default=(), description="Groups to give surplus nodes to first."
    )
    node_filter: NodeFilterSpec | None = Field(
        default=None, description="Which nodes it may have; from 2.5 on (2.4.16)."
    )


def spec_of(group: Resource) -> ResourceGroupSpec:
    """Return the specification of a resource group."""
    assert isinstance(group.spec, ResourceGroupSpec)
    return group.spec


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the resource groups; each wanted one is described."""
    if not rpc.capabilities.can("resource-groups"):
        return state
    names = sorted(rpc.call("ListResourceGroups", {}).resource_groups)
    listed = [resource_group_address(name) for name in names]
    # One that is about to go must not be named by another one.
    every = any(address.kind == "ResourceGroup" for address in scope.traced)
    wanted = [address for address in listed if every or scope.wants(address)]
    found = []
    for address, answer in zip(wanted, rpc.call_all([_call(a) for a in wanted]), strict=True):
        if isinstance(answer, NotFound):
            continue
        if isinstance(answer, ServerError):
            raise answer
        found.append(_resource(address, answer.resource_group, rpc.capabilities))
    return state.merged(found, [address for address in listed if address not in wanted])


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one resource group, None where it does not exist."""
    (answer,) = rpc.call_all([_call(address)])
    if isinstance(answer, NotFound):
        return None
    if isinstance(answer, ServerError):
        raise answer
    return _resource(address, answer.resource_group, rpc.capabilities)


def _call(address: Address) -> Call:
    return Call("DescribeResourceGroup", {"resource_group": address.name})


def _resource(address: Address, told: Any, capabilities: Capabilities) -> Resource:
    data: dict[str, Any] = {}
    if not capabilities.can("resource-group-config"):
        nodes = {"node_num": told.capacity}
        data = {"requests": nodes, "limits": nodes}
    else:
        config = told.config
        data = {
            "requests": {"node_num": config.requests.node_num},
            "limits": {"node_num": config.limits.node_num},
        }
        for word in ("transfer_from", "transfer_to"):
            groups = [each.resource_group for each in getattr(config, word)]
            if groups:
                data[word] = [{"resource_group": name} for name in groups]
        labels = {pair.key: pair.value for pair in config.node_filter.node_labels}
        if labels:
            data["node_filter"] = {"node_labels": labels}
    spec = believed(ResourceGroupSpec, data, address, "DescribeResourceGroup")
    facts = {"nodes": told.num_available_node, "serves": tuple(sorted(told.num_loaded_replica))}
    return Resource(address, spec, facts=facts)


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """List the declared settings that differ."""
    before, after = spec_of(live).model_dump(mode="json"), desired.spec.managed()
    changes = []
    for key in sorted(after):
        if before[key] == after[key] or (not before[key] and not after[key]):
            continue
        if key not in ("requests", "limits"):
            changes.append(_change((key,), before[key], after[key], capabilities))
        elif after[key] is not None:
            there = before[key]["node_num"] if before[key] else 0
            path = (key, "node_num")
            changes.append(_change(path, there, after[key]["node_num"], capabilities))
    return tuple(changes)


def _change(
    path: tuple[str, ...], before: Any, after: Any, capabilities: Capabilities
) -> FieldChange:
    has_config = capabilities.can("resource-group-config")
    refused = ""
    if not has_config and path[0] not in ("requests", "limits"):
        refused = f"{capabilities.server} has no {path[0]} of resource groups"
    if path[0] == "limits" and after < before:
        why = "what the group serves may lose nodes"
        return FieldChange(path, before, after, Severity.RELOAD, why, "reduce-replicas", refused)
    return FieldChange(path, before, after, refused=refused)


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a resource group into steps; an empty group alone can be dropped."""
    if not context.capabilities.can("resource-group-config"):
        yield from _with_nodes(change)
    elif change.action is Action.DELETE:
        yield from _drop(change)
    else:
        yield from _with_config(change, context)


def _with_nodes(change: Change) -> Iterator[Step]:
    """Give a group its nodes one way or the other, as 2.3 does."""
    there = _nodes(change.before)
    if change.action is Action.CREATE:
        yield _step(change, "CreateResourceGroup", "create", Phase.CREATE, {}, {})
    wanted = 0 if change.action is Action.DELETE else _nodes(change.after, there)
    if wanted != there:
        yield _transfer(change, wanted - there, wanted)
    if change.action is Action.DELETE:
        yield _step(change, "DropResourceGroup", "drop", Phase.DROP, {}, None)


def _nodes(group: Resource | None, default: int = 0) -> int:
    if group is None:
        return default
    spec = spec_of(group)
    nodes = spec.requests or spec.limits
    return nodes.node_num if nodes is not None else default


def _transfer(change: Change, count: int, wanted: int) -> Step:
    name, default = change.address.name, DEFAULT_RESOURCE_GROUP
    source, target = (default, name) if count > 0 else (name, default)
    request = {
        "source_resource_group": source,
        "target_resource_group": target,
        "num_node": abs(count),
    }
    title = f"move {abs(count)} node{'' if abs(count) == 1 else 's'} {'in' if count > 0 else 'out'}"
    phase = Phase.DROP_CHILD if change.action is Action.DELETE else Phase.ALTER
    nodes = {"node_num": wanted}
    left = {"requests": nodes, "limits": nodes}
    return _plain_step(change, "TransferNode", title, phase, request, left)


def _with_config(change: Change, context: Context) -> Iterator[Step]:
    assert change.after is not None
    whole = _whole(change.before, change.after)
    others = [each["resource_group"] for key in _TRANSFERS for each in whole.get(key, ())]
    if change.action is Action.CREATE:
        first = {key: value for key, value in whole.items() if key not in _TRANSFERS}
        config = {"config": first}
        yield _step(change, "CreateResourceGroup", "create", Phase.CREATE, config, first)
    if change.action is Action.UPDATE or others:
        after = tuple((resource_group_address(name), Phase.CREATE) for name in sorted({*others}))
        yield _update(change, whole, Phase.ALTER, after)
    if _is_loaded_into(change.address.name, context) and whole["requests"]["node_num"]:
        request = {"resource_group": change.address.name, **whole["requests"]}
        yield _plain_step(change, "WaitNodes", "wait for its nodes", Phase.BUILD, request, {})


#: Settings that name other groups, which must be there.
_TRANSFERS = ("transfer_from", "transfer_to")


def _whole(before: Resource | None, after: Resource) -> dict[str, Any]:
    """Return a whole configuration: servers keep what is sent, and nothing of before."""
    held = before.spec.managed() if before is not None else {}
    declared = {key: value for key, value in after.spec.managed().items() if value is not None}
    whole = {**held, **declared}
    whole.setdefault("requests", {"node_num": 0})
    whole.setdefault("limits", whole["requests"])
    return {key: value for key, value in whole.items() if value}


def _update(
    change: Change,
    whole: Mapping[str, Any],
    phase: Phase,
    after: tuple[tuple[Address, Phase], ...] = (),
) -> Step:
    title = ", ".join(field.name for field in change.fields) or "how nodes are moved"
    if change.action is Action.DELETE:
        title = "let its nodes go"
    elif change.action is Action.UPDATE:
        title = f"set {title}"
    request = {"resource_groups": {change.address.name: whole}}
    step = _plain_step(change, "UpdateResourceGroups", title, phase, request, whole)
    return replace(step, after=after)


def _drop(change: Change) -> Iterator[Step]:
    nothing = {"requests": {"node_num": 0}, "limits": {"node_num": 0}}
    request = {"resource_group": change.address.name, "node_num": 0}
    yield _update(change, nothing, Phase.REMEMBER)
    yield _plain_step(
        change, "WaitNodes", "wait until its nodes are gone", Phase.DROP_CHILD, request, {}
    )
    yield _step(change, "DropResourceGroup", "drop", Phase.DROP, {}, None)


def _is_loaded_into(name: str, context: Context) -> bool:
    """Whether the plan loads a collection into a group, which takes nodes that are there."""
    for other in context.changes.values():
        spec = other.after.spec if other.after is not None else None
        load = spec.load if isinstance(spec, CollectionSpec) else None
        if load is not None and name in (load.resource_groups or ()):
            return True
    return False


def poll_nodes(rpc: Rpc, step: Step) -> Progress:
    """Ask once how many nodes a group has; none are waited for until all have left."""
    request = {"resource_group": step.request["resource_group"]}
    try:
        group = rpc.call("DescribeResourceGroup", request).resource_group
    except NotFound:
        return Progress(True)
    there, wanted = group.num_available_node, step.request["node_num"]
    finished = there >= wanted if wanted else not there
    return Progress(finished, there, wanted, "nodes")


def _step(
    change: Change,
    op: str,
    title: str,
    phase: Phase,
    request: Mapping[str, Any],
    leaves: Mapping[str, Any] | None,
) -> Step:
    named = {"resource_group": change.address.name, **request}
    return _plain_step(change, op, title, phase, named, leaves)


def _plain_step(
    change: Change,
    op: str,
    title: str,
    phase: Phase,
    request: Mapping[str, Any],
    leaves: Mapping[str, Any] | None,
) -> Step:
    return Step(
        op=op,
        address=change.address,
        title=title,
        severity=change.severity,
        phase=phase,
        lane=change.address,
        database="default",
        request=request,
        leaves=leaves,
    )


def _requires(group: Resource) -> tuple[Address, ...]:
    spec = spec_of(group)
    names = {each.resource_group for each in (*spec.transfer_from, *spec.transfer_to)}
    return tuple(resource_group_address(name) for name in sorted(names))


RESOURCE_GROUP = Kind(
    name="ResourceGroup",
    spec=ResourceGroupSpec,
    drop_approval="drop-resource-group",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=_requires,
    builtin=lambda address: address.name == DEFAULT_RESOURCE_GROUP,
)
