"""Every data type with every index type and metric, and what each server makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrator import Collection, Field, Index, InvalidInput
from migrator.capabilities import Capabilities
from migrator.datatypes import DENSE_VECTORS, SCALARS, VECTORS
from migrator.findings import Source
from migrator.model import State
from migrator.rules import SchemaLimits, check
from migrator.rules.indextypes import METRICS, TYPES, Fit, Target, fit
from migrator.rules.support import supports

_PARAMS: Mapping[str, dict[str, object]] = {
    "HNSW": {"M": 8, "efConstruction": 32},
    "HNSW_SQ": {"M": 8, "efConstruction": 32, "sq_type": "SQ8"},
    "HNSW_PQ": {"M": 8, "efConstruction": 32, "m": 4, "nbits": 8},
    "HNSW_PRQ": {"M": 8, "efConstruction": 32, "m": 4, "nbits": 8, "nrq": 1},
    "IVF_FLAT": {"nlist": 16},
    "IVF_SQ8": {"nlist": 16},
    "IVF_PQ": {"nlist": 16, "m": 4, "nbits": 8},
    "IVF_RABITQ": {"nlist": 16},
    "SCANN": {"nlist": 16},
    "BIN_IVF_FLAT": {"nlist": 16},
    "GPU_IVF_FLAT": {"nlist": 16},
    "GPU_IVF_PQ": {"nlist": 16, "m": 4, "nbits": 8},
    "NGRAM": {"min_gram": 2, "max_gram": 3},
}
_JSON_PARAMS = {"json_path": "/a/b", "json_cast_type": "DOUBLE"}


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the matrix: a field, an index type, and a metric for vectors."""

    dtype: str
    element: str
    index_type: str
    metric: str

    @property
    def name(self) -> str:
        """A name for its collection."""
        parts = (self.dtype, self.element, self.index_type.replace("-", ""), self.metric)
        return "_".join(part for part in parts if part).lower()

    @property
    def row(self) -> tuple[str, str, str]:
        """What the table says of it."""
        dtype = f"Array of {self.element}" if self.element else self.dtype
        return dtype, self.index_type or "(none given)", self.metric

    def collection(self) -> Collection:
        """Build its collection."""
        fields = [Field("id", "Int64", is_primary=True), self._field()]
        if self.dtype not in VECTORS:
            fields.append(Field("v", "FloatVector", dim=16))
        given: dict[str, Any] = {"params": dict(_PARAMS.get(self.index_type, {}))}
        if self.dtype == "JSON":
            given["params"] |= _JSON_PARAMS
        if self.index_type:
            given["index_type"] = self.index_type
        if self.metric:
            given["metric_type"] = self.metric
        if not given["params"]:
            del given["params"]
        return Collection(self.name, fields=fields, indexes=[Index("f", **given)])

    def _field(self) -> Field:
        sizes: dict[str, Any] = {}
        if self.dtype in DENSE_VECTORS:
            sizes["dim"] = 16
        if "VarChar" in (self.dtype, self.element):
            sizes["max_length"] = 64
        if self.dtype == "Array":
            sizes |= {"element_type": self.element, "max_capacity": 8}
        return Field("f", self.dtype, **sizes)


def cases() -> Iterator[Case]:
    """List every combination that some server might take."""
    targets = [(dtype, "") for dtype in (*SCALARS, *VECTORS)]
    targets += [("Array", element) for element in ("Bool", "Int64", "Float", "VarChar")]
    for dtype, element in targets:
        target = Target(dtype, element or None)
        for index_type in ("", *TYPES):
            if index_type and fit(index_type, target) is not Fit.YES:
                continue
            for metric in METRICS.get(dtype, ("",)):
                yield Case(dtype, element, index_type, metric)


def _nowhere(_address: object, _path: object = ()) -> Source | None:
    return None


def refused(case: Case, capabilities: Capabilities) -> str:
    """Say why a case is refused before anything is sent; empty where it is not."""
    try:
        state = State.of(case.collection().resources())
    except InvalidInput as problem:
        return problem.findings[0].message
    wrong = [item for item in check(state, _nowhere, SchemaLimits()) if item.is_error]
    for resource in state.resources.values():
        wrong += [item for item in supports(resource, state, capabilities) if item.is_error]
    return "; ".join(f"{item.code} {item.message}" for item in wrong)
