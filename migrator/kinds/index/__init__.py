"""Indexes: how a field is searched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from migrator.kinds.base import Kind
from migrator.kinds.index.compare import compare
from migrator.kinds.index.read import describe, read
from migrator.kinds.index.spec import IndexSpec
from migrator.kinds.index.steps import built, steps
from migrator.model import Change, Resource, Spec


def _tidy(live: Spec, told: dict[str, Any]) -> dict[str, Any]:
    """Leave out the name that an index has by default."""
    assert isinstance(live, IndexSpec)
    # On a path of a JSON field the server appends the path to the field's name.
    named_by_default = live.index_name in (live.field_name, live.field_name + live.json_path)
    return {k: v for k, v in told.items() if not (named_by_default and k == "index_name")}


def _becomes(change: Change) -> Resource:
    assert change.after is not None
    return replace(change.after, spec=built(change))


INDEX = Kind(
    name="Index",
    spec=IndexSpec,
    drop_approval="drop-index",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=lambda resource: filter(None, (resource.address.collection,)),
    tidy=_tidy,
    becomes=_becomes,
)
