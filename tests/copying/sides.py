"""Two collections on one server: made from fields, filled and read by pymilvus."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from migrator.address import collection_address
from migrator.copying.checking import Checked, catch_up
from migrator.copying.checkpoints import Checkpoint
from migrator.copying.comparing import Look
from migrator.copying.mapping import make_conversion
from migrator.copying.moving import Job, Pace, Watcher, move_rows
from migrator.copying.places import find_place
from migrator.copying.shards import parts_of
from migrator.kinds.collection.schema import to_schema
from migrator.kinds.collection.spec import CollectionSpec, MappingSpec
from migrator.milvus.client import Client
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server

Fields = Iterable[Mapping[str, Any]]

PK = {"name": "id", "dtype": "Int64", "is_primary": True}
TEXT_PK = {"name": "id", "dtype": "VarChar", "max_length": 64, "is_primary": True}
VECTOR = {"name": "v", "dtype": "FloatVector", "dim": 4}


class Sides:
    """A server with collections on it; ``client`` is migrator's own."""

    def __init__(self, client: Client, server: Server, open_witness: OpenWitness) -> None:
        self.client = client
        self.server = server
        self._open = open_witness

    @property
    def is_lite(self) -> bool:
        return self.client.capabilities.lite

    def make(self, name: str, *fields: Mapping[str, Any], **more: Any) -> None:
        """Make a collection, index its vectors and load it."""
        partitions = more.pop("partitions", ())
        spec = CollectionSpec.model_validate({"fields": list(fields), **more})
        request: dict[str, Any] = {"collection_name": name, "schema": to_schema(name, spec)}
        if spec.num_partitions:
            request["num_partitions"] = spec.num_partitions
        if spec.properties:
            request["properties"] = spec.properties
        self.client.call("CreateCollection", request)
        for partition in partitions:
            named = {"collection_name": name, "partition_name": partition}
            self.client.call("CreatePartition", named)
        for field, index in _indexes(spec, lite=self.is_lite):
            self.client.call(
                "CreateIndex",
                {
                    "collection_name": name,
                    "field_name": field,
                    "index_name": field.replace("[", "_").replace("]", ""),
                    "extra_params": index,
                },
            )
        self.load(name)

    def load(self, name: str) -> None:
        """Load a collection and wait until it is."""
        request = {"collection_name": name}
        self.client.call("LoadCollection", {**request, "replica_number": 1})
        while self.client.call("GetLoadState", request).state != 3:
            time.sleep(0.05)

    def insert(self, name: str, rows: list[dict[str, Any]], **more: Any) -> None:
        """Insert rows by pymilvus."""
        self._open(self.server).insert(name, rows, **more)

    def rows(self, name: str, key: str = "id", **more: Any) -> dict[Any, dict[str, Any]]:
        """Read all rows by pymilvus, by their keys."""
        client = self._open(self.server)
        fields = client.describe_collection(name)["fields"]
        is_text = next(each["type"] for each in fields if each["name"] == key) == 21
        expr = f'{key} >= ""' if is_text else f"{key} <= 9223372036854775807"
        given = {"output_fields": ["*"], "consistency_level": "Strong", **more}
        answer = client.query(name, expr, limit=16_000, **given)
        rows = {row[key]: dict(row) for row in answer}
        assert len(rows) == len(answer)
        return rows

    def job(self, mapping: Mapping[str, Any] | None = None, to: str = "b") -> Job:
        """Decide how rows go from ``a``; nothing may be in the way."""
        source = find_place(self.client, collection_address("default", "a"))
        target = find_place(self.client, collection_address("default", to))
        told = {name: MappingSpec.model_validate(each) for name, each in (mapping or {}).items()}
        conversion = make_conversion(source.spec, target.spec, told)
        assert conversion.misfits == {}
        return Job(source, target, conversion)

    def copy(
        self, mapping: Mapping[str, Any] | None = None, *, pace: Pace | None = None, **more: Any
    ) -> Checked:
        """Copy ``a`` to ``b``, and check every row."""
        job = self.job(mapping)
        parts = parts_of(job.source, job.target)
        watcher = Watcher(**more)
        move_rows(job, [Checkpoint(each) for each in parts], pace or Pace(), watcher, anew=True)
        return catch_up(job, parts, Look.FULL, overwrite=False)


def _indexes(spec: CollectionSpec, *, lite: bool) -> list[tuple[str, dict[str, str]]]:
    """Give every vector an index, members of structs included; Lite needs none."""
    if lite:
        return []
    bm25 = {name for each in spec.functions.values() for name in each.output_field_names}
    made = []
    for name, field in spec.fields.items():
        if field.struct_schema is not None:
            for inner, member in field.struct_schema.fields.items():
                if member.dtype.endswith("Vector"):
                    index = {"index_type": "HNSW", "metric_type": "MAX_SIM_COSINE"}
                    made.append((f"{name}[{inner}]", {**index, "M": "8", "efConstruction": "16"}))
        elif field.dtype.endswith("Vector"):
            made.append((name, _index(field.dtype, bm25=name in bm25)))
    return made


def _index(dtype: str, *, bm25: bool) -> dict[str, str]:
    if dtype == "BinaryVector":
        return {"index_type": "BIN_FLAT", "metric_type": "HAMMING"}
    if dtype == "SparseFloatVector":
        return {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25" if bm25 else "IP"}
    if dtype == "Int8Vector":
        return {"index_type": "HNSW", "metric_type": "L2", "M": "8", "efConstruction": "16"}
    return {"index_type": "FLAT", "metric_type": "L2"}
