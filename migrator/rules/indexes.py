"""Indexes: whether a type and a metric fit a field, and whether indexes fit together.

Sources: see ``indextypes``; server source, CreateIndexTask (metrics, BM25) and
CreateIndex of the data coordinator (one index on a field, names); observed on 2.3.5
(creating a second index on a field fails, IP for AUTOINDEX without metric) and on Lite, which
wants a metric on every vector.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.findings import Finding
from migrator.rules import indexparams, indextypes
from migrator.rules.functions import bm25_outputs
from migrator.rules.indextypes import AUTOINDEX, Fit, Target, fit
from migrator.rules.subject import IndexSubject
from migrator.wording import shown, suggestion


def check(index: IndexSubject) -> Iterator[Finding]:
    """Check one index; against its field only where that is declared."""
    spec, owner = index.spec, index.collection
    index_type = spec.index_type or AUTOINDEX
    if index_type not in indextypes.TYPES:
        hint = suggestion(index_type, indextypes.TYPES)
        if index_type.upper() == "HYBRID":
            hint = "servers keep HYBRID for themselves; use AUTOINDEX"
        message = f"unknown index type {shown(index_type)}"
        yield index.find("MIG501", message, ("index_type",), hint=hint)
        return
    on = indextypes.target(owner.spec, spec) if owner is not None and owner.has_schema else None
    if on is not None:
        fits = fit(index_type, on)
        yield from _type(index, index_type, on, fits)
        if fits is Fit.NO:
            return
    is_vector = bool(on.vector) if on is not None else index_type in indextypes.VECTOR_TYPES
    if is_vector:
        yield from _metric(index, index_type, on)
    elif on is not None and spec.metric_type is not None:
        message = f"{on} is no vector, and has no metric"
        yield index.find("MIG507", message, ("metric_type",), hint="remove it")
    yield from indexparams.check(index, on, index_type)


def _type(index: IndexSubject, index_type: str, on: Target, fits: Fit) -> Iterator[Finding]:
    if fits is Fit.NO:
        of = "the primary key" if on.is_primary and index_type == "BITMAP" else str(on)
        message = f"{index_type} is not built on {of}"
        types = ", ".join(indextypes.types_for(on))
        hint = f"use one of {types}" if types else "remove the index"
        if on.element == "Struct":
            hint = f"index its fields, as {index.spec.field_name}[field]"
        yield index.find("MIG502", message, ("index_type",), hint=hint)
    elif fits is Fit.UNSURE:
        message = f"not every server builds {index_type} on {on}"
        hint = f"usual are {', '.join(indextypes.types_for(on))}"
        yield index.find("MIG503", message, ("index_type",), hint=hint)


def _metric(index: IndexSubject, index_type: str, on: Target | None) -> Iterator[Finding]:
    metric, path = index.spec.metric_type, ("metric_type",)
    metrics = indextypes.metrics_for(on)
    filled = _filled_by_bm25(index)
    if metric is None:
        yield from _no_metric(index, index_type, on, filled=filled)
        return
    if metric not in metrics:
        message = f"metric {shown(metric)} does not compare {on}"
        hint = f"use one of {', '.join(metrics)}"
        if on is None:
            message, hint = f"unknown metric {shown(metric)}", suggestion(metric, metrics)
        yield index.find("MIG506", message, path, hint=hint)
        return
    usual = indextypes.usual_metrics(index_type, on)
    if usual and metric not in usual:
        message = f"not every server builds {index_type} for {metric}"
        yield index.find("MIG503", message, path, hint=f"usual are {', '.join(usual)}")
    if on is not None and (metric == "BM25") != filled:
        yield from _bm25(index, filled=filled)


def _no_metric(
    index: IndexSubject, index_type: str, on: Target | None, *, filled: bool
) -> Iterator[Finding]:
    path = ("metric_type",)
    metrics = ("BM25",) if filled else indextypes.metrics_for(on or indextypes.usual(index_type))
    hint = f"use one of {', '.join(metrics)}" if len(metrics) > 1 else f"use {metrics[0]}"
    if index_type == AUTOINDEX:
        message = "metric_type is left to the server, and servers differ"
        yield index.find("MIG505", message, path, hint=hint)
    elif not filled and (on is not None or not index_type.startswith("SPARSE_")):
        # Servers add BM25 where a function fills the field, which may be undeclared.
        yield index.find("MIG504", f"{index_type} needs a metric_type", path, hint=hint)


def _filled_by_bm25(index: IndexSubject) -> bool:
    owner = index.collection
    return owner is not None and index.spec.field_name in bm25_outputs(owner)


def _bm25(index: IndexSubject, *, filled: bool) -> Iterator[Finding]:
    name = index.spec.field_name
    if filled:
        message = f"a BM25 function fills {name}, which only the metric BM25 compares"
        hint = "use metric_type: BM25"
    else:
        message = f"metric BM25 needs a BM25 function that fills {name}"
        hint = "declare the function, or use metric_type: IP"
    yield index.find("MIG508", message, ("metric_type",), hint=hint)


def together(indexes: Iterable[IndexSubject]) -> Iterator[Finding]:
    """Check that the indexes of one collection, declared to exist, fit together."""
    fields: dict[str, IndexSubject] = {}
    names: dict[str, IndexSubject] = {}
    for index in indexes:
        spec = index.spec
        first = fields.setdefault(spec.field_name, index)
        if first is not index and _has_one_index(index):
            message = f"field {spec.field_name} has an index, at {first.resource.source}"
            yield index.find("MIG520", message, ("field_name",), hint="keep one of them")
            continue
        name = spec.index_name or f"{spec.field_name}{spec.json_path}"
        first = names.setdefault(name, index)
        if first is not index:
            other = first.resource
            message = f"{other.address} has the name {shown(name)} too, at {other.source}"
            yield index.find("MIG521", message, index.name_path, hint="rename one of them")


def _has_one_index(index: IndexSubject) -> bool:
    owner = index.collection
    field = owner.spec.fields.get(index.spec.field_name) if owner is not None else None
    return field is not None and field.dtype != "JSON"
