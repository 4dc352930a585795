"""JSON Schemas of the documents of ``--format json``, for whoever reads them by program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from migrator.execute import Phase
from migrator.findings import Level
from migrator.history import Result
from migrator.planschema import (
    FLAG,
    TEXT,
    TEXTS,
    change_schema,
    finding_schema,
    items_of,
    plan_schema,
    record,
    target_schema,
    texts,
)
from migrator.reportschema import status_schema

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_COUNT: Schema = {"type": "integer", "minimum": 0}
_SECONDS: Schema = {"type": "number", "minimum": 0}
_COMPARED: Mapping[str, Schema] = {
    "changes": items_of(change_schema()),
    "unmanaged": TEXTS,
    "findings": items_of(finding_schema()),
}
_SERVER: Mapping[str, Schema] = {"connection": TEXT, "where": TEXT, "server": TEXT}


def _titled(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "title": f"migrator {title}", **schema}


def _document(kind: str, title: str, properties: Mapping[str, Schema], description: str) -> Schema:
    return _titled(title, record({"kind": {"const": kind}, **properties}, description))


def _made(title: str, kind: str, description: str, /, **properties: Schema) -> Callable[[], Schema]:
    return partial(_document, kind, title, properties, description)


def _event() -> Schema:
    properties = {
        **dict.fromkeys(("step", "op", "address", "unit", "error"), TEXT),
        "phase": {"enum": [phase.value for phase in Phase]},
        "done": _COUNT,
        "total": _COUNT,
        "elapsed_s": _SECONDS,
    }
    return _titled("event", record(properties, "What one step has come to."))


def _error() -> Schema:
    always = {
        "kind": {"const": "Error"},
        "error": {**TEXT, "description": "What sort of error it is."},
        "message": TEXT,
        "hint": {**TEXT, "description": "The way out."},
        "exit_code": {"type": "integer"},
    }
    sometimes = {
        "findings": items_of(finding_schema()),
        "server": TEXT,
        "rpc": TEXT,
        "code": {"type": "integer"},
        **dict.fromkeys(("holder", "owner", "host", "since"), TEXT),
        "expiry_s": _SECONDS,
        "done": TEXTS,
        "remaining": TEXTS,
    }
    schema = record({**always, **sometimes}, "Why a command failed.", optional=" ".join(sometimes))
    return _titled("error", schema)


def _connection() -> Schema:
    told = texts("alias where server identity problem hint", "").pop("properties")
    return record({**told, "reachable": FLAG}, "A connection alias, and whether it works.")


def _entry() -> Schema:
    return record(
        {
            **dict.fromkeys(
                ("apply", "project", "plan", "who", "when", "commit", "migrator"), TEXT
            ),
            **dict.fromkeys(("seq", "steps", "done", "unknown", "before_bytes"), _COUNT),
            "result": {"enum": [result.value for result in Result]},
            "counts": {"type": "object", "additionalProperties": _COUNT},
            "duration_s": _SECONDS,
            "dirty": {**FLAG, "description": "Whether the work tree had changes."},
            "before": {**FLAG, "description": "Whether the state before is kept."},
            "local": {**FLAG, "description": "Whether only the journal here knows of it."},
        },
        "One apply.",
    )


def _holder() -> Schema:
    told = texts("id owner host started", "").pop("properties")
    holder = record({**told, "pid": _COUNT}, "Who held the lease.")
    return {"anyOf": [{"type": "null"}, holder]}


def _found() -> Schema:
    """Describe a finding of several connections, which says which of them have it."""
    schema = finding_schema()
    told = {**schema["properties"], "connections": TEXTS}
    return {**schema, "properties": told, "required": sorted(told)}


def _rehearsed() -> Schema:
    return texts("step op address title result why", "A step, and what came of it.")


def _rendered() -> Schema:
    place = record({"file": TEXT, "line": _COUNT, "column": _COUNT}, "Where the manifest stands.")
    step: Schema = {"type": ["string", "integer"]}
    origin = record({"path": items_of(step), "from": TEXT}, "Where a value comes from.")
    described = {"manifest": {"type": "object"}, "source": place, "origins": items_of(origin)}
    return record(described, "A manifest, with values and overlays.")


def _change_in_short() -> Schema:
    return texts("address action severity", "A change, without what differs.")


_TEXT_BY_TEXT: Schema = {"type": "object", "additionalProperties": TEXT}

#: The schema of each document, by the name that ``migrator schema`` takes.
DOCUMENT_SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "plan": plan_schema,
    "drift": _made("drift", "Drift", "How a server differs.", **_SERVER, **_COMPARED),
    "diff": _made("diff", "Diff", "What makes one side the other.", a=TEXT, b=TEXT, **_COMPARED),
    "status": status_schema,
    "findings": _made("findings", "Findings", "What validate found.", findings=items_of(_found())),
    "applied": _made(
        "applied",
        "Applied",
        "What became of a plan's steps, by their ids.",
        hash=TEXT,
        target=target_schema(),
        complete=FLAG,
        interrupted=FLAG,
        done=TEXTS,
        failed={**_TEXT_BY_TEXT, "description": "The error of each step that failed."},
        unknown={**TEXTS, "description": "Steps that may have been done."},
        skipped=TEXTS,
        restored=TEXTS,
        notes=TEXTS,
    ),
    "event": _event,
    "export": _made(
        "export",
        "Export",
        "A server's state as manifests.",
        files={**_TEXT_BY_TEXT, "description": "The text of each file, by its path."},
    ),
    "formatted": _made(
        "formatted",
        "Formatted",
        "What fmt changed; with --check, what it would change.",
        wrote=FLAG,
        changed=TEXTS,
        unchanged=TEXTS,
        left={**TEXTS, "description": "Files that are no manifests."},
        findings=items_of(finding_schema()),
    ),
    "connections": _made(
        "connections", "Connections", "The aliases.", connections=items_of(_connection())
    ),
    "history": _made(
        "history", "History", "What was applied.", **_SERVER, entries=items_of(_entry())
    ),
    "unlocked": _made(
        "unlocked", "Unlocked", "A lease that was broken.", connection=TEXT, holder=_holder()
    ),
    "project-made": _made("project made", "Project", "What init wrote.", wrote=TEXTS),
    "rehearsal": _made(
        "rehearsal",
        "Rehearsal",
        "What became of a plan on a scratch server.",
        hash=TEXT,
        target=target_schema(),
        scratch=texts("alias where server", "The scratch server."),
        converges=FLAG,
        whole={**FLAG, "description": "Whether nothing was left out."},
        steps=items_of(_rehearsed()),
        others=items_of(_rehearsed()),
        omissions=items_of(texts("address why", "What was left out.")),
        remaining=items_of(change_schema()),
        findings=items_of(finding_schema()),
        refusals=items_of(texts("code address what remedy", "Why it may not be applied.")),
        problem=TEXT,
        left=TEXTS,
    ),
    "rendered": _made(
        "rendered",
        "Rendered",
        "The manifests as a connection gets them.",
        connection=TEXT,
        manifests=items_of(_rendered()),
    ),
    "round": _made(
        "round",
        "Round",
        "One round of reconcile, as one line.",
        at=TEXT,
        connection=TEXT,
        result=TEXT,
        drift={"type": "object", "additionalProperties": _COUNT},
        changes=items_of(_change_in_short()),
        plan=TEXT,
        why=TEXT,
        error=TEXT,
        elapsed_s=_SECONDS,
    ),
    "code": _made(
        "code",
        "Code",
        "What a code means.",
        id=TEXT,
        title=TEXT,
        explanation=TEXT,
        level={"enum": [level.value for level in Level]},
    ),
    "key": _made(
        "key",
        "Key",
        "What a key of a manifest or of the project file means.",
        path=TEXT,
        meaning=TEXT,
        also=TEXTS,
        values=TEXTS,
        inside=TEXTS,
    ),
    "error": _error,
}
