"""Collections as a server describes them: listing, describing, load state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from migrator.address import Address, collection_address
from migrator.capabilities import Capabilities
from migrator.errors import NotFound, ServerError, Unreadable
from migrator.kinds.base import Call, Rpc, Scope
from migrator.kinds.builtin import is_own
from migrator.kinds.collection.schema import from_schema
from migrator.kinds.collection.spec import CollectionSpec
from migrator.model import Resource, State

CONSISTENCY_LEVELS = ("Strong", "Session", "Bounded", "Eventually", "Customized")

#: Properties that the server keeps for itself: 3.0 has the highest field id in one, from the
#: first field on that is added or dropped.
OF_THE_SERVER = frozenset({"max_field_id"})

#: Properties that newer servers give to a collection that is created without them (2.6).
GIVEN_BY_SERVERS = {"timezone": "UTC"}


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the collections of the scope's databases; those not wanted are only listed.

    Two list calls for each database, one describe for each wanted collection, and for a
    loaded one what tells how it is loaded.
    """
    databases = [resource.address.name for resource in state.of_kind("Database")]
    in_memory = _in_memory(rpc, databases)
    listed = _listed(rpc, databases)
    wanted = [address for address in listed if scope.wants(address)]
    described = rpc.call_all([_describe_call(address) for address in wanted])
    found = {
        address: answer
        for address, answer in zip(wanted, described, strict=True)
        if not _gone(answer)
    }
    resources = _with_loads(rpc, found, in_memory)
    return state.merged(resources, unread=set(listed) - set(wanted))


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one collection, None where it does not exist."""
    (answer,) = rpc.call_all([_describe_call(address)])
    if _gone(answer):
        return None
    in_memory = _in_memory(rpc, [address.database or "default"])
    (resource,) = _with_loads(rpc, {address: answer}, in_memory)
    return resource


def _with_loads(
    rpc: Rpc, described: Mapping[Address, Any], in_memory: Mapping[Address, int]
) -> list[Resource]:
    """Turn DescribeCollection answers into resources; asks how each is loaded that is."""
    loads = _loads(rpc, [(a, answer) for a, answer in described.items() if a in in_memory])
    untold = _untold(rpc, described, in_memory)
    return [
        _from_description(
            address,
            answer,
            loads.get(address, {}),
            rpc.capabilities,
            shows_load=address not in untold,
            loading=in_memory.get(address, 100) < 100,
        )
        for address, answer in described.items()
    ]


def _from_description(
    address: Address,
    answer: Any,
    load: dict[str, Any],
    capabilities: Capabilities,
    *,
    shows_load: bool,
    loading: bool,
) -> Resource:
    """Turn a DescribeCollection answer and what is known of its load into a resource.

    ``load`` is a LoadSpec as plain data, empty for a collection that is not loaded.
    ``shows_load`` tells whether that says anything about what somebody asked for,
    ``loading`` whether some of that is not in memory yet.

    Raises:
        Unreadable: the answer holds what only a newer migrator knows.
    """
    try:
        spec = _spec(answer, load, capabilities, shows_load=shows_load)
    except ValueError as problem:
        raise Unreadable(f"{address}: {problem}", rpc="DescribeCollection") from problem
    facts = {
        "id": answer.collectionID,
        # Lite loads and tells of loads as indexes come and go, whoever asked for what.
        "volatile": ("load",) if capabilities.lite else (),
        "loaded": bool(load),
        "load": load,
        "loading": loading,
        "keyed": spec.partition_key is not None,
        "partitions": answer.num_partitions,
        "aliases": tuple(sorted(answer.aliases)),
    }
    return Resource(address, spec, facts=facts)


def _spec(
    answer: Any, load: dict[str, Any], capabilities: Capabilities, *, shows_load: bool
) -> CollectionSpec:
    spec = from_schema(answer.schema)
    properties = {
        pair.key: pair.value for pair in answer.properties if pair.key not in OF_THE_SERVER
    }
    if properties:
        spec["properties"] = properties
    if not capabilities.hides("Collection.consistency_level"):
        # 2.3.5 takes any number and gives it back.
        known = 0 <= answer.consistency_level < len(CONSISTENCY_LEVELS)
        spec["consistency_level"] = CONSISTENCY_LEVELS[answer.consistency_level if known else -1]
    if not capabilities.hides("Collection.num_shards"):
        spec["num_shards"] = max(answer.shards_num, 1)
    keyed = any(field.get("is_partition_key") for field in spec["fields"].values())
    if keyed and not capabilities.hides("Collection.num_partitions"):
        spec["num_partitions"] = answer.num_partitions
    if shows_load:
        spec["load"] = load or {"state": "released"}
    return CollectionSpec.model_validate(spec)


def _describe_call(address: Address) -> Call:
    request = {"collection_name": address.name}
    return Call("DescribeCollection", request, address.database or "default")


def _gone(answer: Any) -> bool:
    """Whether a describe found nothing; any other failure is raised.

    A collection may be dropped by somebody else between the listing and the describe.
    """
    if isinstance(answer, NotFound):
        return True
    if isinstance(answer, ServerError):
        raise answer
    return False


def _listed(rpc: Rpc, databases: Sequence[str]) -> list[Address]:
    answers = rpc.call_all([Call("ShowCollections", {}, database) for database in databases])
    return sorted(
        collection_address(database, name)
        for database, answer in zip(databases, _checked(answers), strict=True)
        for name in answer.collection_names
        if not is_own(name)
    )


def _in_memory(rpc: Rpc, databases: Sequence[str]) -> dict[Address, int]:
    """Tell which collections are loaded or being loaded, and how far, in percent.

    A 2.3.5 that was started again says 0 for up to a minute, while it loads by itself what
    was loaded before; who took that for released would not load it after a window.
    """
    calls = [Call("ShowCollections", {"type": "InMemory"}, database) for database in databases]
    return {
        collection_address(database, name): percent
        for database, answer in zip(databases, _checked(rpc.call_all(calls)), strict=True)
        for name, percent in zip(answer.collection_names, answer.inMemory_percentages, strict=False)
        # Milvus Lite lists them all, and loads in no time.
        if percent >= 100 or not rpc.capabilities.lite
    }


def _untold(
    rpc: Rpc, addresses: Iterable[Address], loaded: Collection[Address]
) -> frozenset[Address]:
    """Find the collections whose load state says nothing about what somebody asked for.

    Milvus Lite forgets load states when it ends, which an embedded one does after every
    command, and has collections without an index loaded at all times (3.2.2).
    """
    if not rpc.capabilities.lite:
        return frozenset()
    if rpc.capabilities.embedded:
        return frozenset(addresses)
    asked = [address for address in addresses if address in loaded]
    answers = rpc.call_all([_of_collection("DescribeIndex", address) for address in asked])
    pairs = zip(asked, answers, strict=True)
    return frozenset(address for address, answer in pairs if isinstance(answer, NotFound))


def _loads(rpc: Rpc, loaded: Sequence[tuple[Address, Any]]) -> dict[Address, dict[str, Any]]:
    """Tell how each loaded collection is loaded: which partitions, how many replicas.

    GetLoadState says Loaded as soon as one partition is (observed on 2.3.5), so the
    partitions in memory are asked for wherever there is more than one.
    """
    capabilities = rpc.capabilities
    loads: dict[Address, dict[str, Any]] = {address: {"state": "loaded"} for address, _ in loaded}
    if capabilities.can("load-partitions"):
        partial = [(a, d) for a, d in loaded if d.num_partitions > 1]
        calls = [_of_collection("ShowPartitions", a, type="InMemory") for a, _ in partial]
        for (address, answer), partitions in zip(
            partial, _checked(rpc.call_all(calls)), strict=True
        ):
            names = sorted(partitions.partition_names)
            if len(names) < answer.num_partitions:
                loads[address]["partitions"] = names
    if capabilities.can("replicas"):
        calls = [_of_collection("GetReplicas", address) for address, _ in loaded]
        for (address, _), replicas in zip(loaded, rpc.call_all(calls), strict=True):
            if not isinstance(replicas, ServerError):
                loads[address] |= _replicas(replicas.replicas)
    else:
        for load in loads.values():
            # What knows no replicas has what is loaded once.
            load["replica_number"] = 1
    return loads


def _replicas(replicas: Iterable[Any]) -> dict[str, Any]:
    groups = [replica.resource_group_name for replica in replicas]
    load: dict[str, Any] = {"replica_number": max(len(groups), 1)}
    named = sorted({group for group in groups if group and group != "__default_resource_group"})
    return load | ({"resource_groups": named} if named else {})


def _of_collection(method: str, address: Address, **request: Any) -> Call:
    return Call(method, {"collection_name": address.name, **request}, address.database or "default")


def _checked(answers: Iterable[Any]) -> list[Any]:
    checked = list(answers)
    for answer in checked:
        if isinstance(answer, ServerError):
            raise answer
    return checked
