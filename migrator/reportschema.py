"""JSON Schema of what ``status`` prints, for whoever reads it by program."""

from __future__ import annotations

from migrator.planschema import TEXT, Schema, items_of, record
from migrator.report import Standing


def status_schema() -> Schema:
    """Return the JSON Schema of what ``status --format json`` prints."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "migrator status",
        **record(
            {
                "kind": {"const": "Status"},
                "project": TEXT,
                "connections": items_of(_connection()),
            },
            "How every resource stands on every server.",
        ),
    }


def _connection() -> Schema:
    standings = [standing.value for standing in Standing if standing is not Standing.OUT]
    count: Schema = {"type": "integer", "minimum": 0}
    return record(
        {
            "alias": TEXT,
            "where": TEXT,
            "server": {**TEXT, "description": "Empty where it could not be read."},
            "readable": {"type": "boolean"},
            "problem": {**TEXT, "description": "Why it could not be read."},
            "hint": TEXT,
            "counts": record(dict.fromkeys(standings, count), "Resources that stand so."),
            "resources": {
                "type": "object",
                "additionalProperties": {"enum": standings},
                "description": "How each resource stands there, by address.",
            },
        },
        "One connection and its server.",
    )
