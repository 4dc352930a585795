"""Manifests to check, with the place of the expected finding marked in them.

``»`` stands before what a finding must point to, and is taken out before the text is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrator.findings import Finding
from migrator.rules import SchemaLimits, check
from tests.manifest.samples import HEAD, load_text

MARK = "»"

ID = "{name: id, dtype: Int64, is_primary: true}"
VECTOR = "{name: v, dtype: FloatVector, dim: 8}"
TEXT = "{name: text, dtype: VarChar, max_length: 9, enable_analyzer: true}"
SPARSE = "{name: sparse, dtype: SparseFloatVector}"


def collection(*lines: str) -> str:
    """Return a collection's manifest; each line is a key of its spec."""
    return f"{HEAD}spec:\n" + "".join(f"  {line}\n" for line in lines)


def schema(*fields: str, more: tuple[str, ...] = ()) -> str:
    """Return a collection of a primary key, a vector and further fields; ``more`` are keys."""
    return collection("fields:", *(f"- {field}" for field in (ID, VECTOR, *fields)), *more)


def index(field: str, spec: str, *, more: tuple[str, ...] = ()) -> str:
    """Return a collection with one further field and one index."""
    return schema(field, more=(*more, "indexes:", f"- {spec}"))


def function(fields: tuple[str, ...], spec: str) -> str:
    """Return a collection with further fields and one function."""
    return schema(*fields, more=("functions:", f"- {spec}"))


def place(text: str) -> str:
    """Return ``line:column`` of what is marked."""
    before, mark, _ = text.partition(MARK)
    assert mark
    assert text.count(MARK) == 1
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def findings(
    folder: Path, *texts: str, limits: Mapping[str, int] | None = None
) -> tuple[Finding, ...]:
    """Return what the rules find in manifests that are of the right shape."""
    manifests = load_text(folder, *(text.replace(MARK, "") for text in texts))
    assert [str(finding) for finding in manifests.findings] == []
    return check(manifests.state, manifests.locate, SchemaLimits.of(limits or {}))


def found(folder: Path, *texts: str, limits: Mapping[str, int] | None = None) -> list[str]:
    """Return what the rules find as ``code line:column``."""
    places = []
    for finding in findings(folder, *texts, limits=limits):
        assert finding.source is not None
        assert finding.address
        places.append(f"{finding.code} {finding.source.line}:{finding.source.column}")
    return places
