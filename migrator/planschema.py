"""JSON Schema of saved plans, for whoever reads them by program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrator.findings import Level
from migrator.kinds.base import Phase
from migrator.model import Action, Severity
from migrator.plan import FORMAT

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
FLAG: Schema = {"type": "boolean"}
_ANYTHING: Schema = {}
_DATA: Schema = {"type": "object"}
_DATA_OR_NULL: Schema = {"type": ["object", "null"]}
SEVERITY: Schema = {"enum": [severity.value for severity in Severity]}


def record(properties: Mapping[str, Schema], description: str, *, optional: str = "") -> Schema:
    """Describe an object with these keys and no others, all there but for the optional ones."""
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": sorted(set(properties) - set(optional.split())),
        "additionalProperties": False,
    }


def items_of(items: Schema) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": items}


def plan_schema() -> Schema:
    """Return the JSON Schema of a saved plan of this version's format."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "migrator plan",
        **record(
            {
                "kind": {"const": "Plan"},
                "format": {"const": FORMAT},
                "migrator": {**TEXT, "description": "Version of migrator that made the plan."},
                "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                "target": target_schema(),
                "base": {
                    "type": "object",
                    "additionalProperties": TEXT,
                    "description": "Fingerprint of each live object the plan was made from.",
                },
                "desired": {**TEXT, "description": "Fingerprint of the manifests."},
                "severity": SEVERITY,
                "changes": items_of(change_schema()),
                "steps": items_of(_step()),
                "objects": {
                    "type": "object",
                    "additionalProperties": record(
                        {"spec": _DATA, "id": {"type": "integer"}},
                        "What an object was that the steps touch, by address.",
                    ),
                },
                "unmanaged": TEXTS,
                "findings": items_of(finding_schema()),
                "refusals": items_of(
                    texts("code address what remedy", "Why it may not be applied.")
                ),
                "approvals": items_of(
                    texts("name allow address until reason", "An approval that it rests on.")
                ),
            },
            "What will be done to one server, in order, bound to the state it was made from.",
            optional="migrator",
        ),
    }


def texts(names: str, description: str) -> Schema:
    """Describe an object whose keys all hold text."""
    return record(dict.fromkeys(names.split(), TEXT), description)


def target_schema() -> Schema:
    """Describe the server of a plan."""
    return texts("alias where server identity", "The server that the plan is for.")


def change_schema() -> Schema:
    """Describe a change."""
    resource = {
        "anyOf": [
            {"type": "null"},
            record({"address": TEXT, "spec": _DATA}, "A resource: its managed spec."),
        ]
    }
    field = record(
        {
            "path": TEXTS,
            "before": _ANYTHING,
            "after": _ANYTHING,
            "severity": SEVERITY,
            "reason": TEXT,
            "approval": TEXT,
            "refused": TEXT,
        },
        "One attribute that differs.",
    )
    return record(
        {
            "address": TEXT,
            "action": {"enum": [action.value for action in Action]},
            "severity": SEVERITY,
            "reason": TEXT,
            "approvals": TEXTS,
            "rows": {
                "type": ["integer", "null"],
                "description": "Rows that would be destroyed; -1 where they cannot be counted.",
            },
            "refused": TEXT,
            "before": resource,
            "after": resource,
            "fields": items_of(field),
        },
        "One difference between live and desired.",
    )


def _step() -> Schema:
    return record(
        {
            "id": TEXT,
            "op": {**TEXT, "description": "The RPC, or WaitIndex and WaitLoad."},
            "address": TEXT,
            "title": TEXT,
            "severity": SEVERITY,
            "phase": {"enum": [phase.name for phase in Phase]},
            "lane": TEXT,
            "database": TEXT,
            "request": _DATA,
            "leaves": _DATA_OR_NULL,
            "outage": FLAG,
            "guards": {
                "type": "object",
                "additionalProperties": {"type": "integer"},
                "description": "Most rows that may be at stake when it runs, by address.",
            },
            "needs": TEXTS,
        },
        "One RPC or one wait.",
    )


def finding_schema() -> Schema:
    """Describe a finding."""
    source = record(
        {"file": TEXT, "line": {"type": "integer"}, "column": {"type": "integer"}},
        "A place in a file.",
    )
    return record(
        {
            "code": TEXT,
            "level": {"enum": [level.value for level in Level]},
            "message": TEXT,
            "hint": TEXT,
            "address": TEXT,
            "source": {"anyOf": [{"type": "null"}, source]},
        },
        "Something worth knowing.",
    )
