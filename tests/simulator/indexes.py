"""Indexes: created, described, altered, dropped; and how far they are built."""

from __future__ import annotations

import json

import grpc

from migrator.wire import common_pb2, milvus_pb2
from migrator.wire.schema_pb2 import DataType, FieldSchema
from tests.simulator import loading, names
from tests.simulator.call import Call
from tests.simulator.indexrules import CONFIGURABLE, flat, is_vector, told
from tests.simulator.refusal import Failed, Refused, index_missing, invalid, unnumbered
from tests.simulator.state import Collection, Index

_LITE_SCALARS = frozenset(
    {
        DataType.Bool,
        DataType.Int8,
        DataType.Int16,
        DataType.Int32,
        DataType.Int64,
        DataType.Float,
        DataType.Double,
        DataType.VarChar,
        DataType.Timestamptz,
    }
)
_LITE_METRICS = frozenset({"COSINE", "L2", "IP", "BM25", "NONE"})


def create(call: Call) -> None:
    request = call.request
    found = call.collection()
    sent = {pair.key: pair.value for pair in request.extra_params}
    if call.profile.lite:
        _create_lite(call, found, sent)
        return
    name = request.index_name
    if name and not names.fits(names.NAME, name):
        raise unnumbered(f"Invalid index name: {name}")
    field = _field(found, request.field_name)
    if field is None:
        raise unnumbered(f"cannot create index on non-exist field: {request.field_name}")
    params = told(call, field, sent)
    made = {key: value for key, value in params.items() if key not in CONFIGURABLE}
    path = ""
    if field.data_type == DataType.JSON:
        path = json_pointer(field.name, params.get("json_path", ""))
        params = {key: path if key == "json_path" else value for key, value in params.items()}
        made = {key: value for key, value in params.items() if key not in CONFIGURABLE}
    same = [index for index in found.indexes.values() if _is_on(index, field.name, path)]
    if same and not call.profile.early and "metric_type" not in flat(sent):
        _keep_metric(same[0], made)
    if not name:
        name = same[0].name if same else field.name + path
    if not _is_free(found, name, field, path, made):
        # Nothing is built anew, but what can be changed about the index is.
        found.indexes[name].params |= {k: v for k, v in params.items() if k in CONFIGURABLE}
        return
    found.indexes[name] = Index(
        name=name,
        id=call.state.clock.new_id(),
        field_name=field.name,
        params=dict(params),
        made=made,
        built_at=call.now() + call.pace.build_s,
    )


def _keep_metric(index: Index, made: dict[str, str]) -> None:
    """Take the metric of an automatic index that is there where none was asked for.

    Read in milvus-io/milvus internal/datacoord/index_meta.go: checkParams
    (UserAutoindexMetricTypeSpecified).
    """
    if {index.made.get("index_type"), made.get("index_type")} == {"AUTOINDEX"}:
        made |= {key: value for key, value in index.made.items() if key == "metric_type"}


def _field(found: Collection, name: str) -> FieldSchema | None:
    fields = [
        *found.schema.fields,
        *(f for s in found.schema.struct_array_fields for f in s.fields),
    ]
    return next((field for field in fields if field.name == name), None)


def _is_on(index: Index, field_name: str, path: str) -> bool:
    return index.field_name == field_name and index.params.get("json_path", "") == path


def _is_free(
    found: Collection, name: str, field: FieldSchema, path: str, made: dict[str, str]
) -> bool:
    """Whether an index of that name can be made; False where the same one is there.

    Parameters are compared as they were sent. Read in milvus-io/milvus
    internal/datacoord/index_meta.go: CanCreateIndex, checkParams.

    Raises:
        Refused: the name or the field is taken.
    """
    for index in found.indexes.values():
        if index.name == name:
            if _is_on(index, field.name, path) and index.made == made:
                return False
            raise unnumbered("at most one distinct index is allowed per field")
        if _is_on(index, field.name, path):
            raise unnumbered("creating multiple indexes on same field is not supported")
    return True


def json_pointer(field_name: str, path: str) -> str:
    """Write a JSON path as the server keeps it: ``meta["a"]["b"]`` is ``/a/b``."""
    rest = path.removeprefix(field_name)
    if not rest.startswith("["):
        return path if path.startswith("/") else ""
    return "/" + "/".join(part.strip("\"'") for part in rest[1:].removesuffix("]").split("]["))


def _create_lite(call: Call, found: Collection, sent: dict[str, str]) -> None:
    name = call.request.field_name
    kind = sent.get("index_type", "").upper()
    if not kind:
        raise Refused(6, "create_index missing required 'index_type' parameter")
    if name in found.indexes:
        raise Refused(35, f"index already exists for field {name!r}")
    field = _field(found, name)
    if field is None:
        raise Refused(6, f"unknown field {name!r} for create_index")
    inner = _object(sent.get("params", ""))
    metric = _metric_of_lite(field, kind, sent)
    if field.data_type == DataType.SparseFloatVector:
        _check_sparse(field, kind, metric, inner)
    if metric not in _LITE_METRICS:
        raise Refused(1, f"metric_type must be one of COSINE/L2/IP/BM25/NONE, got {metric!r}")
    params = {"index_type": kind, "metric_type": metric}
    search = _object(sent.get("search_params", ""))
    for key, value in (("params", inner), ("search_params", search)):
        if value:
            params[key] = json.dumps(value, sort_keys=True)
    found.indexes[name] = Index(name, 0, name, params, params, call.now())


def _metric_of_lite(field: FieldSchema, kind: str, sent: dict[str, str]) -> str:
    metric = sent.get("metric_type", "").upper()
    if field.data_type in {DataType.FloatVector, DataType.SparseFloatVector}:
        if "metric_type" not in sent:
            raise Refused(6, "create_index missing required 'metric_type' parameter")
        return metric
    if kind != "INVERTED" or field.data_type not in _LITE_SCALARS:
        raise Refused(6, f"field {field.name!r} does not support index {kind!r}")
    return metric or "NONE"


def _check_sparse(field: FieldSchema, kind: str, metric: str, inner: object) -> None:
    expected = "BM25" if field.is_function_output else "IP"
    if kind != "SPARSE_INVERTED_INDEX" or metric != expected:
        raise Refused(6, f"sparse field requires SPARSE_INVERTED_INDEX with metric {expected}")
    given = inner if isinstance(inner, dict) else {}
    dropped = [key for key in ("drop_ratio_build", "drop_ratio_search") if given.get(key)]
    algorithm = str(given.get("inverted_index_algo", "TAAT_NAIVE"))
    if dropped or algorithm.upper() != "TAAT_NAIVE":
        raise Refused(6, f"sparse field {field.name!r} does not support these parameters")


def _object(text: str) -> object:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def drop(call: Call) -> None:
    request = call.request
    found = call.collection()
    if call.profile.lite:
        _drop_lite(call, found)
        return
    named = [index for index in found.indexes.values() if request.index_name in {"", index.name}]
    if call.profile.field_narrows_drop and request.field_name and not request.index_name:
        named = [index for index in named if index.field_name == request.field_name]
    if found.load is not None:
        _check_loaded(call, found, named)
    if not named:
        return
    if len(named) > 1:
        raise Refused(call.profile.code_index_ambiguous, "index duplicates[indexName=]")
    del found.indexes[named[0].name]


def _check_loaded(call: Call, found: Collection, named: list[Index]) -> None:
    """Refuse to drop from a loaded collection.

    Any index until 2.6, which lets scalar ones go from 2.6.4 on (its documentation); read
    in milvus-io/milvus internal/proxy/task_index.go, dropIndexTask.PreExecute, and in
    internal/datacoord/index_service.go, DropIndex.
    """
    if not call.profile.drops_loaded_scalar:
        raise unnumbered("index cannot be dropped, collection is loaded, please release it first")
    for index in named:
        field = _field(found, index.field_name)
        if field is not None and is_vector(field):
            raise invalid(f"vector index cannot be dropped on loaded collection: {found.id}")


def _drop_lite(call: Call, found: Collection) -> None:
    request = call.request
    name = request.field_name
    if not name and request.index_name.endswith("_idx"):
        name = request.index_name.removesuffix("_idx")
        name = name if name in found.indexes else ""
    if not found.indexes or (name and name not in found.indexes):
        raise Refused(700, "no index to drop")
    if found.load is not None:
        raise Refused(6, "index cannot be dropped on loaded collection; call release() first")
    for each in [name] if name else list(found.indexes):
        del found.indexes[each]
    if not found.indexes:
        loading.set_whole(call, found, at=0.0)


def alter(call: Call) -> None:
    """Change how an index is served.

    Read in milvus-io/milvus internal/proxy/task_index.go, alterIndexTask.PreExecute, and in
    internal/datacoord/index_service.go, AlterIndex.
    """
    request = call.request
    if call.profile.early:
        raise Failed(
            grpc.StatusCode.INTERNAL, "grpc: error while marshaling: proto: Marshal called with nil"
        )
    sent = {pair.key: pair.value for pair in request.extra_params}
    for key in (*sent, *request.delete_keys):
        if key not in CONFIGURABLE:
            raise invalid(f"{key} is not a configable index property")
    found = call.collection()
    if not request.index_name:
        raise invalid("index name is empty")
    if found.load is not None:
        raise Refused(104, f"can't alter index on loaded collection[collection={found.name}]")
    index = found.indexes.get(request.index_name)
    if index is None:
        raise index_missing(request.index_name)
    if sent and request.delete_keys:
        raise invalid("cannot provide both DeleteKeys and ExtraParams")
    index.params |= sent
    for key in request.delete_keys:
        index.params.pop(key, None)


def describe(call: Call) -> milvus_pb2.DescribeIndexResponse:
    answer = milvus_pb2.DescribeIndexResponse()
    answer.index_descriptions.extend(_descriptions(call))
    return answer


def statistics(call: Call) -> milvus_pb2.GetIndexStatisticsResponse:
    answer = milvus_pb2.GetIndexStatisticsResponse()
    answer.index_descriptions.extend(_descriptions(call))
    return answer


def _descriptions(call: Call) -> list[milvus_pb2.IndexDescription]:
    found = call.collection()
    if call.profile.lite:
        listed = _listed_lite(call, found)
    else:
        wanted = call.request.index_name
        listed = [index for index in found.indexes.values() if wanted in {"", index.name}]
    if not listed:
        raise index_missing(call.request.index_name)
    return [_description(call, found, index) for index in listed]


def _listed_lite(call: Call, found: Collection) -> list[Index]:
    request = call.request
    if not found.indexes:
        raise Refused(700, f"no index on collection {request.collection_name!r}")
    name = request.field_name
    if not name:
        named = request.index_name
        name = named if named in found.indexes else named.removesuffix("_idx")
        if name not in found.indexes:
            return list(found.indexes.values())
    if name not in found.indexes:
        raise Refused(700, f"no index on field {name!r}")
    return [found.indexes[name]]


def _description(call: Call, found: Collection, index: Index) -> milvus_pb2.IndexDescription:
    told_as = milvus_pb2.IndexDescription(
        index_name=index.name, indexID=index.id, field_name=index.field_name
    )
    for key, value in index.params.items():
        told_as.params.add(key=key, value=value)
    told_as.state = common_pb2.IndexState.Finished
    if call.profile.lite:
        told_as.indexed_rows = told_as.total_rows = len(found.rows.items)
        return told_as
    rows = sum(found.rows.sealed.values())
    told_as.total_rows = rows
    begun = max(index.built_at, found.rows.sealed_at + call.pace.build_s)
    if not rows or begun <= call.now():
        told_as.indexed_rows = rows
        return told_as
    told_as.pending_index_rows = rows
    if index.built_at > call.now():
        # Rows that are sealed later only count as pending: observed on 2.3.5, read in
        # milvus-io/milvus internal/datacoord/index_service.go, completeIndexInfo.
        told_as.state = common_pb2.IndexState.InProgress
    return told_as
