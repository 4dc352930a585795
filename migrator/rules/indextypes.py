"""Index types: what each is built on, and which metrics compare what.

Sources: observed on 2.3.5 (which types it builds on which vectors and scalars); server source,
the checkers of internal/util/indexparamcheck (scalars) and knowhere's index table (vectors, in
native code, so that what it alone says is only ever unsure).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from migrator.datatypes import FLOATS, INTEGERS
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec
from migrator.kinds.index.spec import IndexSpec


class Target(NamedTuple):
    """What an index is built on: a data type, and what an array of it holds."""

    dtype: str
    element: str | None = None
    is_primary: bool = False
    in_struct: bool = False
    dim: int | None = None

    @property
    def vector(self) -> str:
        """The type of the vectors that it holds; empty where it holds none."""
        of = self.element if self.in_struct else self.dtype
        return of if of is not None and of in METRICS else ""

    def __str__(self) -> str:
        return f"Array of {self.element}" if self.dtype == "Array" else self.dtype


class Fit(Enum):
    """Whether an index type is built on something."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


AUTOINDEX = "AUTOINDEX"

_FLOAT_VECTORS = ("FloatVector", "Float16Vector", "BFloat16Vector")
_FLOAT_METRICS = ("L2", "IP", "COSINE")

#: Server source, constraints.go and CreateIndexTask.
METRICS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*_FLOAT_VECTORS, "Int8Vector"), _FLOAT_METRICS),
    "BinaryVector": ("HAMMING", "JACCARD", "SUBSTRUCTURE", "SUPERSTRUCTURE", "MHJACCARD"),
    "SparseFloatVector": ("IP", "BM25"),
}

#: Metrics between arrays of vectors; newer servers also take those of a single vector.
_MAX_SIM = ("MAX_SIM", "MAX_SIM_COSINE", "MAX_SIM_IP", "MAX_SIM_L2")
_BINARY_MAX_SIM = ("MAX_SIM_HAMMING", "MAX_SIM_JACCARD")
_EVERY_METRIC = tuple(
    dict.fromkeys(
        [metric for metrics in METRICS.values() for metric in metrics]
        + [*_MAX_SIM, *_BINARY_MAX_SIM]
    )
)

#: Metrics that an index type is known for, where they are fewer than those of its vectors.
_METRICS_OF_TYPE = {
    "BIN_IVF_FLAT": ("HAMMING", "JACCARD"),
    "MINHASH_LSH": ("MHJACCARD",),
}

_HNSW = ("HNSW", "HNSW_SQ", "HNSW_PQ", "HNSW_PRQ")
_OTHER_DENSE = (
    *("FLAT", "IVF_FLAT", "IVF_SQ8", "IVF_PQ", "IVF_RABITQ", "SCANN", "DISKANN"),
    *("GPU_IVF_FLAT", "GPU_IVF_PQ", "GPU_CAGRA", "GPU_BRUTE_FORCE"),
)
_BUILT_ON: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_HNSW, (*_FLOAT_VECTORS, "Int8Vector")),
    **dict.fromkeys(_OTHER_DENSE, _FLOAT_VECTORS),
    **dict.fromkeys(("BIN_FLAT", "BIN_IVF_FLAT", "MINHASH_LSH"), ("BinaryVector",)),
    **dict.fromkeys(("SPARSE_INVERTED_INDEX", "SPARSE_WAND"), ("SparseFloatVector",)),
    "INVERTED": ("Bool", *INTEGERS, *FLOATS, "VarChar", "JSON", "Array"),
    "BITMAP": ("Bool", *INTEGERS, "VarChar", "JSON", "Array"),
    "STL_SORT": (*INTEGERS, *FLOATS, "VarChar", "Timestamptz", "JSON"),
    "Trie": ("VarChar",),
    "NGRAM": ("VarChar", "JSON"),
    "RTREE": ("Geometry",),
}
_UNSURE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_HNSW, ("BinaryVector",)),
    **dict.fromkeys(_OTHER_DENSE, ("Int8Vector",)),
    "INVERTED": ("Timestamptz",),
}

#: What is in an array of a struct, sorted by its values.
_SORTED_ELEMENTS = (*INTEGERS, *FLOATS, "VarChar")
_BITMAP_ELEMENTS = ("Bool", *INTEGERS, "VarChar")

TYPES = (AUTOINDEX, *_BUILT_ON)
VECTOR_TYPES = frozenset(
    name for name, built_on in _BUILT_ON.items() if any(dtype in METRICS for dtype in built_on)
)
HNSW_TYPES = frozenset(_HNSW)
NLIST_TYPES = frozenset(
    {
        *("IVF_FLAT", "IVF_SQ8", "IVF_PQ", "IVF_RABITQ", "SCANN"),
        *("BIN_IVF_FLAT", "GPU_IVF_FLAT", "GPU_IVF_PQ"),
    }
)


def target(collection: CollectionSpec, index: IndexSpec) -> Target | None:
    """Return what an index of a collection is built on, None where that is not declared."""
    field = collection.fields.get(index.field_name)
    if field is not None:
        return Target(field.dtype, field.element_type, field.is_primary, dim=field.dim)
    owner, bracket, rest = index.field_name.partition("[")
    struct = collection.fields.get(owner)
    if bracket and struct is not None and struct.struct_schema is not None:
        member = struct.struct_schema.fields.get(rest.removesuffix("]"))
        return None if member is None else _inside(member)
    return Target("JSON") if collection.enable_dynamic_field and index.json_path else None


def _inside(member: FieldSpec) -> Target:
    return Target("Array", member.dtype, in_struct=True, dim=member.dim)


def fit(index_type: str, on: Target) -> Fit:
    """Tell whether an index type that is known is built on something."""
    if on.dtype == "Text" or (on.dtype == "Array" and on.element == "Struct"):
        return Fit.NO
    if index_type == AUTOINDEX:
        return Fit.YES
    if on.in_struct and on.vector:
        return _fit_array_of_vectors(index_type, on.vector)
    if index_type == "BITMAP" and on.dtype == "Array":
        return Fit.YES if on.element in _BITMAP_ELEMENTS else Fit.NO
    if index_type == "BITMAP" and on.is_primary:
        return Fit.NO
    if index_type == "STL_SORT" and on.in_struct:
        return Fit.UNSURE if on.element in _SORTED_ELEMENTS else Fit.NO
    if on.dtype in _BUILT_ON[index_type]:
        return Fit.YES
    return Fit.UNSURE if on.dtype in _UNSURE.get(index_type, ()) else Fit.NO


def _fit_array_of_vectors(index_type: str, vector: str) -> Fit:
    could = (*_BUILT_ON[index_type], *_UNSURE.get(index_type, ()))
    if vector not in could:
        return Fit.NO
    return Fit.YES if index_type in _HNSW else Fit.UNSURE


def types_for(on: Target) -> tuple[str, ...]:
    """List the index types that are built on something."""
    return tuple(name for name in TYPES if fit(name, on) is Fit.YES)


def usual(index_type: str) -> Target:
    """Return what an index type is built on first of all."""
    return Target(_BUILT_ON[index_type][0])


def metrics_for(on: Target | None) -> tuple[str, ...]:
    """List the metrics of what an index is built on; all of them where that is not known."""
    if on is None:
        return _EVERY_METRIC
    metrics = METRICS[on.vector]
    if not on.in_struct:
        return metrics
    return (*(_BINARY_MAX_SIM if on.vector == "BinaryVector" else _MAX_SIM), *metrics)


def usual_metrics(index_type: str, on: Target | None) -> tuple[str, ...]:
    """List the metrics that an index type is known to serve; empty for all of its vectors'."""
    if on is not None and on.in_struct:
        return ()
    return _METRICS_OF_TYPE.get(index_type, ())
