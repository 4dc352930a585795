"""A small sample of ``make fuzz``, led by hypothesis, which makes what fails small."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator import history, jsontext
from migrator.manifest.yaml import read
from migrator.planfile import PlanFileError
from migrator.planfile import load as load_plan
from tests.fuzz import answers, loaders, records, report, worker
from tests.fuzz.__main__ import TARGETS
from tests.fuzz.coverage import Guided
from tests.fuzz.target import Target
from tests.fuzz.verdict import inert, sane
from tests.fuzz.words import MARKUP, TEXTS
from tests.scripts.story import Result

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

#: How many cases of each target; those with a server cost more.
SAMPLES = {"kept": 6, "answers": 10, "apply": 3, "saved": 3, "validate": 8, "plan": 12}


@pytest.fixture(scope="module", autouse=True)
def servers() -> Iterator[None]:
    yield
    answers.close()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_sample_finds_nothing(target: Target) -> None:
    @settings(quick, max_examples=SAMPLES.get(target.name, 20))
    @given(st.randoms(use_true_random=False))
    def run(random: Random) -> None:
        with TemporaryDirectory() as folder:
            target.case(random, Path(folder))

    run()


YAML = st.lists(st.sampled_from([*MARKUP, *TEXTS, "a: ", "b", "\n  "]), max_size=30).map("".join)


@quick
@given(YAML | st.text())
def test_no_text_is_more_than_a_finding_as_yaml(text: str) -> None:
    trees, findings = read(text, "m.yaml")
    loaders.hold(findings)
    assert len(trees) <= text.count("---") + 1


WORDS = st.text(max_size=9) | st.sampled_from(TEXTS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@quick
@given(JSON)
def test_json_is_inert_and_comes_back(data: object) -> None:
    text = jsontext.write(data, indent=2)
    inert(text)
    with suppress(ValueError):
        again = jsontext.read(text)
        assert jsontext.write(again, indent=2) == text


@quick
@given(JSON)
def test_no_json_is_more_than_an_error_as_a_plan_or_as_history(data: object) -> None:
    text = json.dumps(data)
    history.from_text(text)
    with TemporaryDirectory() as folder:
        path = Path(folder, "plan.json")
        path.write_text(text, "utf-8")
        with pytest.raises(PlanFileError):
            load_plan(path)


def test_the_same_case_is_the_same_again(tmp_path: Path) -> None:
    seen: list[float] = []
    target = Target("t", "", 1, lambda random, _folder: seen.append(random.random()))
    for _ in range(2):
        worker.run(target, [3], 7, tmp_path / "mark")
    assert seen[0] == seen[1]
    assert (tmp_path / "mark").read_text("utf-8").strip() == "t case 3"


def test_a_bug_is_told_with_its_case(tmp_path: Path) -> None:
    def case(random: Random, folder: Path) -> None:
        raise ZeroDivisionError("found")

    tally = worker.run(Target("t", "", 1, case), [1, 3], 7, tmp_path / "mark")
    assert (tally.cases, tally.failed) == (2, 2)
    assert tally.failures[0].startswith("case 1:\nTraceback")
    outcome = report.Outcome(7, {"t": tally}, Guided(), 1.0, 9)
    assert outcome.failed == 2
    assert "--target t --seed 7 --case 1" in outcome.text([Target("t", "", 1, case)])
    assert "| t | what | 2 | 2 |" in outcome.page([Target("t", "what", 1, case)])


@pytest.mark.parametrize(
    "result",
    [
        Result("", "Traceback (most recent call last):", 1),
        Result("", "error: this is a bug in migrator", 1),
        Result("\x1b[31mred", "", 0),
        Result("a\u202eb", "", 0),
        Result("", "", 1),
        Result("", "killed", -9),
    ],
)
def test_what_must_not_be_is_noticed(result: Result) -> None:
    with pytest.raises(AssertionError):
        sane(result)


def test_every_target_has_a_share() -> None:
    assert sum(target.share for target in TARGETS) == 98
    assert len({target.name for target in TARGETS}) == len(TARGETS)
    assert {*records.TARGETS, *answers.TARGETS, *loaders.TARGETS} == set(TARGETS)
