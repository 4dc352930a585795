"""JSON Schemas: every document that a story shows is as its schema says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from migrator.cli.offline import DOCUMENTS
from migrator.execute import Event, Outcome, Phase
from migrator.views.json import event_json, outcome_json
from migrator.views.schemas import DOCUMENT_SCHEMAS
from tests.scripts.story import Command, parse
from tests.scripts.test_stories import STORIES
from tests.views.plans import plan

#: The schema of each document, by what its ``kind`` says.
BY_KIND = {
    schema()["properties"]["kind"]["const"]: name
    for name, schema in DOCUMENT_SCHEMAS.items()
    if "kind" in schema()["properties"]
}


def problems(name: str, data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(DOCUMENT_SCHEMAS[name]())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def documents() -> Iterator[tuple[str, Any]]:
    """Give every JSON document that a story shows, with the story and command it is of."""
    for story in STORIES:
        for part in parse(story.read_text("utf-8")):
            if isinstance(part, Command) and "--format json" in part.text:
                text = re.sub(r"(sha256:)\{\w+\}", rf"\g<1>{'0' * 64}", part.expected.stdout)
                text = re.sub(r"(: )\{\w+\}(,?)$", r"\g<1>1\2", text, flags=re.MULTILINE)
                if text.startswith("{"):
                    yield f"{story.stem}: {part.text}", json.loads(text)


def test_every_document_has_a_schema_that_is_one() -> None:
    assert tuple(DOCUMENT_SCHEMAS) == DOCUMENTS
    for schema in DOCUMENT_SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema())


def test_every_document_of_the_stories_is_as_its_schema_says() -> None:
    seen = set()
    for where, data in documents():
        name = BY_KIND[data["kind"]]
        seen.add(name)
        assert problems(name, data) == [], where
    assert {"drift", "plan", "findings", "error", "formatted"} <= seen


@pytest.mark.parametrize("phase", list(Phase))
def test_every_event_is_as_its_schema_says(phase: Phase) -> None:
    (step, *_) = plan(1).steps
    assert problems("event", json.loads(event_json(Event(step, phase, 1, 2, "rows", 0.5)))) == []


def test_an_outcome_is_as_its_schema_says() -> None:
    outcome = Outcome(done=["1"], unknown=["2"], skipped=["3"], restored=["x"], notes=["y"])
    data = json.loads(outcome_json(plan(2), outcome))
    assert problems("applied", data) == []
    assert problems("applied", {**data, "more": 1}) != []
