"""Rules: what becomes of the columns of a page, one rule for each column that is written.

Plain data, so that a copy can be told to another process; ``converting`` carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator.kinds.collection.spec import FieldSpec


@dataclass(frozen=True, slots=True)
class Pass:
    """A column goes through as it is, perhaps under another name or a wider type.

    ``checks`` is whether values may be too long for the new field.
    """

    target: str
    source: str
    field: FieldSpec
    checks: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """A column of another type, value by value where it has to be, and checked."""

    target: str
    source: str
    field: FieldSpec
    before: FieldSpec


@dataclass(frozen=True, slots=True)
class Truncate:
    """A vector's first dimensions, of length one again; perhaps of another type."""

    target: str
    source: str
    field: FieldSpec
    before: FieldSpec


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for every row; None is a null."""

    target: str
    field: FieldSpec
    value: Any


@dataclass(frozen=True, slots=True)
class FromKey:
    """A key of the dynamic field becomes a field; a row without it has ``otherwise``."""

    target: str
    key: str
    field: FieldSpec
    otherwise: Any = None


@dataclass(frozen=True, slots=True)
class Dynamic:
    """The dynamic field: without ``removed`` keys, with ``added`` ones from fields."""

    keeps: bool
    removed: frozenset[str] = frozenset()
    added: tuple[tuple[str, FieldSpec], ...] = ()


@dataclass(frozen=True, slots=True)
class Computed:
    """What a Python function ``module:name`` makes of columns."""

    target: str
    field: FieldSpec
    call: str
    sources: tuple[tuple[str, FieldSpec], ...]


Rule = Pass | Cast | Truncate | Constant | FromKey | Dynamic | Computed


@dataclass(frozen=True, slots=True)
class Conversion:
    """All rules of one copy.

    ``dropped`` are fields of the source that go nowhere, ``misfits`` say why rows do not
    fit at all, by the name of the new field. ``reads`` are the fields to query.
    """

    rules: tuple[Rule, ...]
    reads: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    misfits: Mapping[str, str] = field(default_factory=dict)

    @property
    def computed(self) -> frozenset[str]:
        """The fields that a function makes, whose values nobody can foretell."""
        return frozenset(rule.target for rule in self.rules if isinstance(rule, Computed))
