"""What one server cannot serve, or would take and silently drop; said before any RPC.

2.3.5 creates collections with data types that it cannot serve and drops ``nullable``,
clustering keys and functions without a word; Lite 3.2.2 takes any index type and fails,
or hangs, once there are rows. An OK of theirs is therefore not believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrator.capabilities import Capabilities
from migrator.codes import finding
from migrator.datatypes import VECTORS
from migrator.features import FEATURES
from migrator.findings import Finding
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec
from migrator.kinds.database import DatabaseSpec
from migrator.kinds.grant import GrantSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.kinds.resourcegroup import ResourceGroupSpec
from migrator.kinds.user import UserSpec
from migrator.model import Resource, State

#: Analysers that BM25 inputs of Lite 3.2.2 may have; others are refused at creation.
LITE_ANALYZERS = frozenset({"standard", "jieba"})


_STRUCTURE = frozenset({"SUBSTRUCTURE", "SUPERSTRUCTURE"})


class _Need(NamedTuple):
    """A feature that a part of a resource needs; ``part`` is empty for the whole of it."""

    feature: str
    part: str = ""


def supports(resource: Resource, world: State, capabilities: Capabilities) -> Iterator[Finding]:
    """Find what a resource needs and this server does not serve.

    ``world`` holds the collections that indexes are on, as they will be.
    """
    told: set[_Need] = set()
    for need in _needs(resource, world):
        if need in told or capabilities.can(need.feature):
            continue
        told.add(need)
        about = f"{need.part}: " if need.part else ""
        yield finding(
            "MIG701",
            f"{about}{capabilities.server} does not serve {FEATURES[need.feature].title}",
            hint=f"{capabilities.needs(need.feature)} can",
            address=resource.address,
            source=resource.source,
        )
    if isinstance(resource.spec, IndexSpec) and not capabilities.lite:
        yield from _wrong_metric(resource, resource.spec, capabilities)
    if isinstance(resource.spec, UserSpec) and resource.spec.password is None:
        message = "the user is not there, and has no password to be made with"
        hint = "declare password: ${env:NAME} or ${file:path}"
        yield finding(
            "MIG810", message, hint=hint, address=resource.address, source=resource.source
        )
    if isinstance(resource.spec, CollectionSpec):
        yield from _dangers(resource, resource.spec, capabilities)


def _needs(resource: Resource, world: State) -> Iterator[_Need]:
    spec = resource.spec
    if isinstance(spec, CollectionSpec):
        yield from _collection(spec)
    elif resource.address.kind in ("User", "Role"):
        yield _Need("access")
    elif isinstance(spec, GrantSpec):
        yield _Need("grants-v2" if spec.by_collection else "access")
    elif resource.address.kind == "PrivilegeGroup":
        yield _Need("privilege-groups")
    elif isinstance(spec, ResourceGroupSpec):
        yield from _resource_group(spec)
    elif isinstance(spec, DatabaseSpec) and spec.properties:
        yield _Need("database-properties")
    elif isinstance(spec, IndexSpec):
        owner = resource.address.collection
        parent = world.get(owner) if owner is not None else None
        if parent is not None and isinstance(parent.spec, CollectionSpec):
            field = parent.spec.fields.get(spec.field_name)
            if field is not None:
                yield from _index(spec, field)


def _resource_group(spec: ResourceGroupSpec) -> Iterator[_Need]:
    yield _Need("resource-groups")
    moved = spec.transfer_from or spec.transfer_to
    if moved or (spec.requests and spec.limits and spec.requests != spec.limits):
        yield _Need("resource-group-config")
    if spec.node_filter is not None:
        yield _Need("resource-group-filter")


def _collection(spec: CollectionSpec) -> Iterator[_Need]:
    for name, field in spec.fields.items():
        for feature in _field(field):
            yield _Need(feature, f"field {name}")
    if sum(field.dtype in VECTORS for field in spec.fields.values()) > 1:
        yield _Need("several-vectors")
    if spec.functions:
        yield _Need("functions")
    if spec.load is not None:
        if spec.load.partitions:
            yield _Need("load-partitions", "load.partitions")
        if (spec.load.replica_number or 1) > 1 or spec.load.resource_groups:
            yield _Need("replicas", "load")


def _field(field: FieldSpec) -> Iterator[str]:
    if field.dtype in FEATURES:
        yield field.dtype
    if field.struct_schema is not None:
        yield "Struct"
    if field.nullable:
        yield "nullable"
    if field.is_clustering_key:
        yield "clustering-key"
    if field.auto_id and field.dtype == "VarChar":
        yield "varchar-auto-id"
    if field.enable_match:
        yield "text-match"
    if field.enable_analyzer or field.analyzer_params or field.multi_analyzer_params:
        yield "analyzers"


def _index(spec: IndexSpec, field: FieldSpec) -> Iterator[_Need]:
    part = f"index on {spec.field_name}"
    named = [f"index:{spec.index_type}"]
    if field.dtype in VECTORS:
        yield from _vector_index(spec, field, part)
    else:
        named += [f"index-{field.dtype}", f"index-{field.dtype}:{spec.index_type}"]
        if field.dtype == "VarChar" and spec.index_type == "STL_SORT":
            named.append("index-text-sorted")
        if spec.index_type in (None, "AUTOINDEX"):
            named.append("index-scalar-auto" if spec.index_type else "index-scalar-plain")
    yield from (_Need(feature, part) for feature in named if feature in FEATURES)


def _vector_index(spec: IndexSpec, field: FieldSpec, part: str) -> Iterator[_Need]:
    automatic = spec.index_type in (None, "AUTOINDEX")
    if field.dtype == "SparseFloatVector" and automatic:
        yield _Need("index-sparse-auto", part)
    if field.dtype == "BinaryVector" and automatic:
        yield _Need("index-binary-auto", part)
    if spec.index_type is None:
        yield _Need("index-vector-plain", part)
    yield from _metric(spec, part)


def _metric(spec: IndexSpec, part: str) -> Iterator[_Need]:
    if spec.metric_type is None:
        yield _Need("index-auto-metric", part)
    elif f"metric:{spec.metric_type}" in FEATURES:
        yield _Need(f"metric:{spec.metric_type}", part)


def _wrong_metric(
    resource: Resource, spec: IndexSpec, capabilities: Capabilities
) -> Iterator[Finding]:
    """Find metrics that BIN_IVF_FLAT does not build with (observed on 2.3.5)."""
    if spec.index_type == "BIN_IVF_FLAT" and spec.metric_type in _STRUCTURE:
        yield finding(
            "MIG701",
            f"{capabilities.server} does not serve {spec.metric_type} with BIN_IVF_FLAT",
            hint="take BIN_FLAT, or HAMMING or JACCARD",
            address=resource.address,
            source=resource.source,
        )


def _dangers(
    resource: Resource, spec: CollectionSpec, capabilities: Capabilities
) -> Iterator[Finding]:
    """Warn of what a server takes and is brought down by, or does otherwise than asked."""
    defaults = [name for name, field in spec.fields.items() if field.default_value is not None]
    if defaults and not capabilities.can("omitted-defaults"):
        yield finding(
            "MIG702",
            f"{capabilities.server} breaks down when an insert leaves out a field that has a "
            f"default value: {', '.join(defaults)}",
            hint=f"let every insert name them; {capabilities.needs('omitted-defaults')} are safe",
            address=resource.address,
            source=resource.source,
        )
    if not capabilities.lite:
        return
    inputs = {
        name
        for function in spec.functions.values()
        if function.function_type == "BM25"
        for name in function.input_field_names
    }
    for name in sorted(inputs & spec.fields.keys()):
        analyzer = _analyzer(spec.fields[name])
        if analyzer not in LITE_ANALYZERS:
            yield finding(
                "MIG701",
                f"field {name}: {capabilities.server} does not serve the analyzer {analyzer} "
                "on inputs of BM25",
                hint=f"{' and '.join(sorted(LITE_ANALYZERS))} are served there",
                address=resource.address,
                source=resource.source,
            )
    other = {function.function_type for function in spec.functions.values()} - {"BM25"}
    for kind in sorted(other & {"Rerank", "MinHash"}):
        yield finding(
            "MIG701",
            f"{capabilities.server} does not serve {kind} functions",
            address=resource.address,
            source=resource.source,
        )


def _analyzer(field: FieldSpec) -> str:
    params = field.analyzer_params
    if not isinstance(params, dict):
        return "standard"
    return str(params.get("type") or params.get("tokenizer") or "standard")
