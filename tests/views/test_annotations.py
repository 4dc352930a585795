"""Annotations: one command a line, whatever is in the texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.codes import finding
from migrator.findings import Source
from migrator.views.annotations import findings_annotations, plan_annotations, problem_annotation
from tests.views.plans import HARMFUL, plan

ROOT = Path("/srv/checkout")

COMMAND = re.compile(
    r"::(?P<name>error|warning|notice) (?P<properties>[a-z]+=[^,:]*(,[a-z]+=[^,:]*)*)::(?P<text>.*)"
)


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner does."""
    found = COMMAND.fullmatch(line)
    assert found is not None, line
    pairs = (pair.partition("=") for pair in found["properties"].split(","))
    properties = {key: decoded(value) for key, _, value in pairs}
    return found["name"], properties, decoded(found["text"])


def decoded(text: str) -> str:
    for code, character in (("0D", "\r"), ("0A", "\n"), ("3A", ":"), ("2C", ","), ("25", "%")):
        text = text.replace(f"%{code}", character)
    return text


def test_a_finding_stands_beside_its_line() -> None:
    source = Source("manifests/a,b:c.yaml", 3, 7)
    found = finding("MIG301", "100% wrong", hint="do\nthis", address="Index x", source=source)
    (line,) = findings_annotations([found], ROOT)
    assert line == (
        "::error file=manifests/a%2Cb%3Ac.yaml,line=3,col=7,title=MIG301"
        "::Index x: 100%25 wrong%0Ado%0Athis"
    )
    assert read(line)[1]["file"] == source.file


def test_errors_come_first() -> None:
    found = [
        finding("MIG106", "a", source=Source("a", 1, 1)),
        finding("MIG105", "b", source=Source("b", 1, 1)),
        finding("MIG101", "c", source=Source("c", 1, 1)),
    ]
    names = [read(line)[0] for line in findings_annotations(found, ROOT)]
    assert names == ["error", "warning", "notice"]


def test_paths_are_those_of_the_checkout() -> None:
    found = [finding("MIG101", "x", source=Source(str(ROOT / "m" / "a.yaml"), 1, 1))]
    (line,) = findings_annotations(found, ROOT)
    assert read(line)[1]["file"] == "m/a.yaml"


@pytest.mark.parametrize("name", HARMFUL)
def test_no_text_begins_a_command_of_its_own(name: str) -> None:
    lines = list(plan_annotations(plan(8, name), ROOT))
    lines += [problem_annotation(name, name)]
    for line in lines:
        assert line.splitlines() == [line]
        read(line)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_text_by_chance_stays_in_its_place(one: str, other: str) -> None:
    found = finding("MIG301", one, hint=other, address=other, source=Source(one, 1, 1))
    (line,) = findings_annotations([found], ROOT)
    assert set(read(line)[1]) == {"file", "line", "col", "title"}


def test_a_plan_says_what_it_costs_where_and_its_hash() -> None:
    made = plan(4)
    told = [read(line) for line in plan_annotations(made, ROOT)]
    assert [name for name, _, _ in told] == [*["error"] * 4, *["notice"] * 2, *["warning"] * 3,
                                             "notice"]  # fmt: skip
    (destroyed,) = [each for each in told if each[1]["title"] == "destroy"]
    assert destroyed[2].endswith("severity destroy; 2 rows would be destroyed")
    (replaced,) = [each for each in told if each[1]["title"] == "replace"]
    assert replaced[1] == {
        "file": "manifests/books.yaml",
        "line": "4",
        "col": "3",
        "title": "replace",
    }
    assert told[-1][2].splitlines()[-1] == made.hash
