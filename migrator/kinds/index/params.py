"""How the parameters of an index are written in a request."""

from __future__ import annotations

import json
from typing import Any

from migrator.kinds.index.spec import IndexSpec
from migrator.values import as_sent


def extra_params(spec: IndexSpec, *, flat: bool) -> dict[str, str]:
    """Write parameters beside the type, as today's clients do, or as the JSON text of old ones."""
    extra: dict[str, str] = {}
    if spec.index_type is not None:
        extra["index_type"] = spec.index_type
    if spec.metric_type is not None:
        extra["metric_type"] = spec.metric_type
    if spec.params and flat:
        extra |= spec.params
    elif spec.params:
        params = {key: _plain(value) for key, value in sorted(spec.params.items())}
        extra["params"] = json.dumps(params)
    if spec.mmap_enabled is not None:
        extra["mmap.enabled"] = as_sent(spec.mmap_enabled)
    return extra | {key: value for key, value in spec.properties.items() if value is not None}


def _plain(value: str) -> Any:
    """Write whole numbers as numbers: Lite 3.2.2 does not convert them."""
    return int(value) if value.lstrip("-").isdigit() else value
