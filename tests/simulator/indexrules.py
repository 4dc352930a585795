"""Which index parameters Milvus takes for which field."""

from __future__ import annotations

import json

from migrator.wire.schema_pb2 import DataType, FieldSchema
from tests.simulator.call import Call
from tests.simulator.refusal import Refused, invalid, unnumbered

_FLOATS = frozenset({DataType.FloatVector, DataType.Float16Vector, DataType.BFloat16Vector})
_NUMBERS = frozenset(
    {
        DataType.Int8,
        DataType.Int16,
        DataType.Int32,
        DataType.Int64,
        DataType.Float,
        DataType.Double,
    }
)
_WHOLE = _NUMBERS - {DataType.Float, DataType.Double}
_TEXT = frozenset({DataType.VarChar})
_VECTORS = _FLOATS | {
    DataType.BinaryVector,
    DataType.SparseFloatVector,
    DataType.Int8Vector,
    DataType.ArrayOfVector,
}

_FLOAT_METRICS = frozenset({"L2", "IP", "COSINE"})
_BINARY_METRICS = frozenset({"HAMMING", "JACCARD", "SUBSTRUCTURE", "SUPERSTRUCTURE", "MHJACCARD"})

_NLIST = ("nlist",)
_HNSW = ("M", "efConstruction")

#: Vector index types: the data types they are on, the parameters they must have, and the
#: first version that has them. The types are those of the contract's reference pages;
#: what must be there was observed on 2.3.5, where later versions have defaults.
_ON_VECTORS: dict[str, tuple[frozenset[int], tuple[str, ...], tuple[int, ...]]] = {
    "FLAT": (_FLOATS, (), (2, 3)),
    "IVF_FLAT": (_FLOATS, _NLIST, (2, 3)),
    "IVF_SQ8": (_FLOATS, _NLIST, (2, 3)),
    "IVF_PQ": (_FLOATS, ("nlist", "m"), (2, 3)),
    "SCANN": (_FLOATS, _NLIST, (2, 3)),
    "HNSW": (_FLOATS | {DataType.Int8Vector, DataType.ArrayOfVector}, _HNSW, (2, 3)),
    "HNSW_SQ": (_FLOATS | {DataType.Int8Vector}, (), (2, 5)),
    "HNSW_PQ": (_FLOATS | {DataType.Int8Vector}, (), (2, 5)),
    "HNSW_PRQ": (_FLOATS | {DataType.Int8Vector}, (), (2, 5)),
    "DISKANN": (_FLOATS, (), (2, 3)),
    "IVF_RABITQ": (_FLOATS, (), (2, 6)),
    "GPU_IVF_FLAT": (_FLOATS, _NLIST, (2, 3)),
    "GPU_IVF_PQ": (_FLOATS, ("nlist", "m"), (2, 3)),
    "GPU_CAGRA": (_FLOATS, (), (2, 4)),
    "GPU_BRUTE_FORCE": (_FLOATS, (), (2, 4)),
    "BIN_FLAT": (frozenset({DataType.BinaryVector}), (), (2, 3)),
    "BIN_IVF_FLAT": (frozenset({DataType.BinaryVector}), _NLIST, (2, 3)),
    "MINHASH_LSH": (frozenset({DataType.BinaryVector}), (), (2, 6)),
    "SPARSE_INVERTED_INDEX": (frozenset({DataType.SparseFloatVector}), (), (2, 4)),
    "SPARSE_WAND": (frozenset({DataType.SparseFloatVector}), (), (2, 4)),
}

# Read in milvus-io/milvus internal/util/indexparamcheck: inverted_checker.go,
# bitmap_index_checker.go, stl_sort_checker.go, trie_checker.go, ngram_index_checker.go,
# rtree_checker.go, auto_index_checker.go.
_ON_SCALARS: dict[str, tuple[frozenset[int], tuple[int, ...]]] = {
    "STL_SORT": (_NUMBERS, (2, 3)),
    "Trie": (_TEXT, (2, 3)),
    "marisa-trie": (_TEXT, (2, 3)),
    "INVERTED": (_NUMBERS | _TEXT | {DataType.Bool, DataType.Array}, (2, 4)),
    "BITMAP": (_WHOLE | _TEXT | {DataType.Bool, DataType.Array}, (2, 5)),
    "NGRAM": (_TEXT | {DataType.JSON}, (2, 6)),
    "RTREE": (frozenset({DataType.Geometry}), (2, 6)),
}
_LATER_SORT = _TEXT | {DataType.Timestamptz}

#: What can be changed about an index that is there; read in milvus-io/milvus
#: pkg/util/indexparams/index_params.go: IsConfigableIndexParam.
CONFIGURABLE = frozenset({"mmap.enabled", "indexoffsetcache.enabled", "warmup"})


def is_vector(field: FieldSchema) -> bool:
    return field.data_type in _VECTORS


def flat(params: dict[str, str]) -> dict[str, str]:
    """Lay parameters out flat: those in the JSON text ``params`` beside the others."""
    result = {key: value for key, value in params.items() if key != "params"}
    if params.get("params"):
        try:
            inner = json.loads(params["params"])
        except ValueError:
            raise unnumbered("failed to parse index params") from None
        result |= {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in inner.items()
        }
    return result


def told(call: Call, field: FieldSchema, sent: dict[str, str]) -> dict[str, str]:
    """Check the parameters of a new index; give them as they will be told.

    Raises:
        Refused: they are against a rule.
    """
    params = flat(sent)
    if is_vector(field):
        return _vector(call, field, sent, params)
    _scalar(call, field, params)
    return sent


def _vector(
    call: Call, field: FieldSchema, sent: dict[str, str], params: dict[str, str]
) -> dict[str, str]:
    kind = params.get("index_type", "")
    if kind in {"", "AUTOINDEX"}:
        # Read in milvus-io/milvus internal/proxy/task_index.go: parseIndexParams; what can
        # be changed later does not count from 2.5 on.
        given = params.keys() - {"index_type", "metric_type"}
        kept = given & CONFIGURABLE if call.profile.at_least(2, 5) else set()
        if given - kept:
            raise unnumbered("only metric type can be passed when use AutoIndex")
        metric = params.get("metric_type") or _default_metric(call, field)
        _check_metric(call, field, metric)
        extra = {key: params[key] for key in sorted(kept)}
        return {"index_type": "AUTOINDEX", "metric_type": metric, **extra}
    row = _ON_VECTORS.get(kind)
    if row is None or (row[2] > (2, 3) and not call.profile.at_least(*row[2])):
        raise _bad(call, f"invalid index type: {kind}")
    types, needed, _ = row
    if field.data_type not in types:
        raise _bad(call, f"data type of {field.name} can't build with this index {kind}")
    if not call.profile.at_least(2, 5):
        missing = [key for key in needed if not params.get(key, "").isdigit() or params[key] == "0"]
        if missing:
            raise _bad(call, f"invalid or missing parameters: {missing}")
    dim = next((int(pair.value) for pair in field.type_params if pair.key == "dim"), 0)
    if "m" in needed and params.get("m", "").isdigit() and dim % max(int(params["m"]), 1):
        raise _bad(call, f"dimension must be able to be divided by m, dimension: {dim}")
    _check_metric(call, field, params.get("metric_type", ""))
    return sent


def _default_metric(call: Call, field: FieldSchema) -> str:
    # Read in milvus-io/milvus pkg/util/paramtable/autoindex_param.go: the defaults of
    # autoIndex.params.build, .binary.build and .sparse.build.
    if field.data_type == DataType.BinaryVector:
        return "HAMMING"
    if field.data_type == DataType.SparseFloatVector:
        return "BM25" if field.is_function_output else "IP"
    return (
        "MAX_SIM_COSINE"
        if field.data_type == DataType.ArrayOfVector
        else call.profile.default_metric
    )


def _check_metric(call: Call, field: FieldSchema, metric: str) -> None:
    # Read in milvus-io/milvus internal/util/indexparamcheck/constraints.go.
    if field.data_type == DataType.SparseFloatVector:
        good = metric == ("BM25" if field.is_function_output else "IP")
    elif field.data_type == DataType.BinaryVector:
        good = metric in _BINARY_METRICS
    elif field.data_type == DataType.ArrayOfVector:
        good = metric.startswith("MAX_SIM")
    elif call.profile.early:
        # 2.3.5 takes HAMMING and JACCARD on an HNSW of floats.
        good = metric in _FLOAT_METRICS | {"HAMMING", "JACCARD"}
    else:
        good = metric in _FLOAT_METRICS
    if not good:
        raise _bad(call, f"metric type {metric!r} not found or not supported")


def _bad(call: Call, reason: str) -> Refused:
    """2.3.5 has no number for what it does not like about a vector's index."""
    return unnumbered(reason) if call.profile.early else invalid(reason)


def _scalar(call: Call, field: FieldSchema, params: dict[str, str]) -> None:
    kind = params.get("index_type", "")
    if field.data_type == DataType.JSON and call.profile.at_least(2, 5, 7):
        _json(call, kind, params)
        return
    if kind in {"", "AUTOINDEX"}:
        automatic = _NUMBERS | _TEXT
        if call.profile.auto_scalars:
            automatic = automatic | {DataType.Bool, DataType.Array}
        if field.data_type not in automatic or (kind and not call.profile.auto_scalars):
            raise invalid(f"create auto index on {field.name} field is not supported")
        return
    row = _ON_SCALARS.get(kind)
    if row is None or (row[1] > (2, 3) and not call.profile.at_least(*row[1])):
        raise invalid(f"invalid index type: {kind}")
    types = row[0] | _LATER_SORT if kind == "STL_SORT" and call.profile.at_least(2, 6) else row[0]
    if field.data_type not in types:
        raise invalid(f"index {kind} cannot be built on field {field.name}")
    if kind == "BITMAP" and field.is_primary_key:
        raise invalid("create bitmap index on primary key not supported")


def _json(call: Call, kind: str, params: dict[str, str]) -> None:
    """Check an index on a path of a JSON field; milvus#41001 and 2.5.7's release notes."""
    if kind not in {"", "AUTOINDEX", "INVERTED", "NGRAM"}:
        raise invalid(f"index {kind} cannot be built on a JSON field")
    if not params.get("json_cast_type"):
        raise invalid("json index must specify cast type")
    known = {"BOOL", "DOUBLE", "VARCHAR"}
    if call.profile.at_least(2, 6):
        known |= {"ARRAY_BOOL", "ARRAY_DOUBLE", "ARRAY_VARCHAR", "JSON"}
    if params["json_cast_type"].upper() not in known:
        raise invalid(f"json_cast_type {params['json_cast_type']} is not supported")
