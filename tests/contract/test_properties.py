"""For random states: apply, then plan is empty; export, then plan is empty; rows stay."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from migrator.capabilities import Capabilities
from tests.contract.world import World, document
from tests.servers.fixtures import OpenWitness, emptied
from tests.servers.process import RunningServer
from tests.servers.server import Server

NAMES = ("books", "films", "news")
TYPES: dict[str, dict[str, Any]] = {
    "Bool": {},
    "Int8": {},
    "Int64": {},
    "Float": {},
    "Double": {},
    "VarChar": {"max_length": 32},
    "JSON": {},
    "Array": {"element_type": "Int32", "max_capacity": 4},
}
VALUES: dict[str, Any] = {
    "Bool": True,
    "Int8": 1,
    "Int64": 2,
    "Float": 0.5,
    "Double": 0.5,
    "VarChar": "x",
    "JSON": {"a": 1},
    "Array": [1, 2],
    "FloatVector": [0.0, 0.0, 0.0, 1.0],
}
ROWS = 3
METRICS = st.sampled_from(["L2", "IP", "COSINE"])
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from([1, "x", "1.50", {"b": [1, 2]}]),
        "note": st.text("xyz: {}", min_size=1, max_size=8),
        "mmap.enabled": st.booleans(),
    },
)


def indexes(capabilities: Capabilities) -> st.SearchStrategy[list[dict[str, Any]]]:
    sizes = st.sampled_from([4, 8, 16])
    hnsw = st.builds(
        lambda metric, m: {
            "field_name": "v",
            "index_type": "HNSW",
            "metric_type": metric,
            "params": {"M": m, "efConstruction": 32},
        },
        METRICS,
        sizes,
    )
    ivf = st.builds(
        lambda metric, nlist: {
            "field_name": "v",
            "index_type": "IVF_FLAT",
            "metric_type": metric,
            "params": {"nlist": nlist},
        },
        METRICS,
        sizes,
    )
    return st.lists(st.one_of(hnsw, ivf), min_size=1, max_size=1)


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what stays of a collection: its fields and what is fixed when it is created."""
    kinds = draw(st.lists(st.sampled_from(sorted(TYPES)), max_size=3))
    fields: list[dict[str, Any]] = [
        {"name": "id", "dtype": "Int64", "is_primary": True},
        {"name": "v", "dtype": "FloatVector", "dim": 4},
    ]
    fields += [{"name": f"f{n}", "dtype": kind, **TYPES[kind]} for n, kind in enumerate(kinds)]
    return {
        "fields": fields,
        "enable_dynamic_field": draw(st.booleans()),
        "consistency_level": draw(st.sampled_from(["Strong", "Bounded"])),
    }


@st.composite
def changing(draw: st.DrawFn, capabilities: Capabilities) -> dict[str, Any]:
    """Draw what can change of a collection without losing anything."""
    return {
        "indexes": draw(indexes(capabilities)),
        "properties": draw(PROPERTIES),
        "load": {"state": draw(st.sampled_from(["loaded", "released"]))},
    }


@st.composite
def pairs(draw: st.DrawFn, capabilities: Capabilities) -> tuple[list[Any], list[Any]]:
    """Draw two states of the same collections; the second has all that the first has."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True))
    before: list[Any] = []
    after: list[Any] = []
    for name in names:
        schema = draw(schemas())
        parts = draw(st.lists(st.sampled_from(["p", "q", "r"]), max_size=2, unique=True))
        more = draw(st.lists(st.sampled_from(["p", "q", "r"]), max_size=2, unique=True))
        first = {**schema, **draw(changing(capabilities)), "partitions": parts}
        second = {
            **schema,
            **draw(changing(capabilities)),
            "partitions": sorted({*parts, *more}),
        }
        before.append(document("Collection", name, first))
        after.append(document("Collection", name, second))
    first_target, second_target = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    before.append(document("Alias", "live", {"collection_name": first_target}))
    after.append(document("Alias", "live", {"collection_name": second_target}))
    return before, after


def fill(client: Any, manifests: list[Any]) -> None:
    """Insert some rows into each collection."""
    for each in manifests:
        if each["kind"] == "Collection":
            fields = {field["name"]: VALUES[field["dtype"]] for field in each["spec"]["fields"]}
            rows = [{**fields, "id": number} for number in range(ROWS)]
            client.insert(each["metadata"]["name"], rows)


def count(client: Any, name: str) -> int:
    client.load_collection(name)
    told = client.query(name, output_fields=["count(*)"], consistency_level="Strong")
    return int(told[0]["count(*)"])


def empty(server: Server) -> None:
    if isinstance(server, RunningServer):
        emptied(server)
    else:
        server.reset()  # type: ignore[attr-defined]


@pytest.mark.timeout(1800)
def test_random_states_are_reached_and_stay_quiet(
    world: World, milvus: Server, open_witness: OpenWitness, capabilities: Capabilities
) -> None:
    real = not milvus.kind.startswith("simulator")

    @settings(
        max_examples=4 if real else 12,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(states=pairs(capabilities))
    def holds(states: tuple[list[Any], list[Any]]) -> None:
        before, after = states
        empty(milvus)
        world.apply(*before)
        client = open_witness(milvus)
        fill(client, before)
        names = [each["metadata"]["name"] for each in before if each["kind"] == "Collection"]
        ids = {name: client.describe_collection(name).get("collection_id") for name in names}
        one, two = world.plan(*after), world.plan()
        assert str(one) == str(two)
        assert one.hash == two.hash
        order = {step.id: place for place, step in enumerate(one.data.steps)}
        for step in one.data.steps:
            assert all(order[need] < order[step.id] for need in step.needs)
        world.apply()
        world.export()
        client = open_witness(milvus)
        for name in names:
            assert client.describe_collection(name).get("collection_id") == ids[name]
            assert count(client, name) == ROWS

    holds()
