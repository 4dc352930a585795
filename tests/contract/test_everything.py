"""Every type and option that a server takes, in one set of manifests each."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator import Collection, Project
from migrator.capabilities import Capabilities
from tests.contract.world import World
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server

MANIFESTS = Path(__file__).parent / "manifests"


#: Whose manifests a simulated server takes.
REAL = {"simulator-2.3": "milvus-2.3.5", "simulator-lite": "lite"}


def everything(server: Server) -> str:
    return (MANIFESTS / f"{REAL.get(server.kind, server.kind)}.yaml").read_text("utf-8")


def test_apply_then_plan_is_empty_and_export_then_plan_is_empty(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    world.apply(everything(milvus))
    exported = world.export()
    assert "everything" in exported
    client = open_witness(milvus)
    assert client.has_collection("everything")
    assert "shop" in client.list_databases()


def test_an_export_makes_the_same_on_an_empty_server(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    from tests.servers.cleaning import clean

    world.apply(everything(milvus))
    exported = world.export()
    before = open_witness(milvus).describe_collection("everything")
    clean(milvus)
    world.apply(exported)
    assert world.export() == exported
    after = open_witness(milvus).describe_collection("everything")
    for volatile in ("collection_id", "created_timestamp", "update_timestamp"):
        before.pop(volatile, None)
        after.pop(volatile, None)
    assert before == after


def test_an_export_carries_the_names_of_the_manifests(world: World, milvus: Server) -> None:
    world.apply(everything(milvus))
    project: Project = world.project()
    with project.connect() as server:
        got = server.collection("everything")
    assert isinstance(got, Collection)
    assert {partition.name for partition in got.partitions} == {"p1", "p2"}
    assert [alias.name for alias in got.aliases] == ["everything_live"]
    assert world.project().plan(resources=[got]).is_empty


NOT_SERVED = {
    "Float16Vector": "{name: w, dtype: Float16Vector, dim: 4}",
    "BFloat16Vector": "{name: w, dtype: BFloat16Vector, dim: 4}",
    "SparseFloatVector": "{name: w, dtype: SparseFloatVector}",
    "Int8Vector": "{name: w, dtype: Int8Vector, dim: 4}",
    "BinaryVector": "{name: w, dtype: BinaryVector, dim: 8}",
    "nullable": "{name: w, dtype: Int64, nullable: true}",
    "clustering-key": "{name: w, dtype: Int64, is_clustering_key: true}",
    "Geometry": "{name: w, dtype: Geometry}",
    "Timestamptz": "{name: w, dtype: Timestamptz}",
    "analyzers": "{name: w, dtype: VarChar, max_length: 9, enable_analyzer: true}",
    "Struct": "{name: w, dtype: Array, element_type: Struct, max_capacity: 4, "
    "struct_schema: {fields: [{name: x, dtype: Int32}]}}",
}

MANIFEST = """\
apiVersion: migrator/v1
kind: Collection
metadata: {{name: c}}
spec:
  fields:
    - {{name: id, dtype: Int64, is_primary: true}}
    - {{name: v, dtype: FloatVector, dim: 4}}
    - {field}
"""


@pytest.mark.parametrize("feature", NOT_SERVED)
def test_what_a_server_drops_or_cannot_serve_is_refused_before_any_rpc(
    world: World, capabilities: Capabilities, feature: str
) -> None:
    from migrator import InvalidInput

    world.write(MANIFEST.format(field=NOT_SERVED[feature]))
    several = feature.endswith("Vector") and not capabilities.can("several-vectors")
    if capabilities.can(feature) and not several:
        world.apply()
        return
    with pytest.raises(InvalidInput) as caught:
        world.plan()
    told = [finding for finding in caught.value.findings if finding.code == "MIG701"]
    assert told
    assert all(finding.source is not None for finding in told)
