"""The bounds that servers set on schemas, which their configuration can move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from migrator.errors import UsageError
from migrator.wording import shown, suggestion


@dataclass(frozen=True, slots=True)
class SchemaLimits:
    """What the offline rules assume of a server; the defaults are those of its configuration.

    Read in the server's source (``proxy`` and ``rootCoord`` settings) and, but for
    vector fields and partitions, observed on 2.3.5, which takes 4096 partitions.
    """

    max_name_bytes: int = 255
    max_fields: int = 64
    max_vector_fields: int = 4
    max_shards: int = 16
    max_partitions: int = 1024
    max_dim: int = 32_768
    max_varchar_bytes: int = 65_535
    max_array_capacity: int = 4096

    @classmethod
    def of(cls, given: Mapping[str, int]) -> SchemaLimits:
        """Return the defaults with what ``schema_limits`` of a project file overrides.

        Raises:
            UsageError: there is no such limit, or it is below 1.
        """
        known = [limit.name for limit in fields(cls)]
        for name, value in given.items():
            if name not in known:
                raise UsageError(
                    f"schema_limits has no limit {shown(name)}", hint=suggestion(name, known)
                )
            if value < 1:
                raise UsageError(f"schema_limits.{name} must be at least 1, not {value}")
        return cls(**given)
