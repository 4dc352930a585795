"""Saved plans: there and back, the same bytes every time, and no edit unnoticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.connection import Connection
from migrator.errors import Refused
from migrator.plan import Plan, Target
from migrator.planfile import EditedPlan, PlanFileError, from_data, load, save, to_data
from migrator.planschema import plan_schema
from tests.canaries import canary
from tests.core.plans import PLANS, plan_of
from tests.kinds.tables import (
    LOADED,
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
)

SECRET = canary("a plan")

some = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def plan() -> Plan:
    live = [live_collection(load=LOADED), index({"metric_type": "L2"}), partition("en")]
    desired = [collection(), index({"metric_type": "IP", "params": {"M": 16}})]
    desired += [partition("en", absent=True), alias("live"), database("shop")]
    return plan_of(live, desired)


@pytest.fixture
def saved(plan: Plan, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    save(plan, path)
    return path


def as_json(plan: Plan) -> Any:
    return json.loads(json.dumps(to_data(plan)))


@some
@given(PLANS)
def test_a_plan_comes_back_with_all_that_matters(plan: Plan) -> None:
    back = from_data(as_json(plan))
    assert to_data(back) == as_json(plan)
    assert back.hash == plan.hash
    assert back.target == plan.target
    assert [step.request for step in back.steps] == [step.request for step in plan.steps]
    assert back.severity is plan.severity
    assert back.outages == plan.outages


@some
@given(made=PLANS)
def test_a_saved_plan_is_the_same_bytes_every_time(made: Plan, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    save(made, first)
    save(load(first), second)
    assert second.read_bytes() == first.read_bytes()


VALIDATOR = jsonschema.Draft202012Validator(plan_schema())


@some
@given(made=PLANS)
def test_every_saved_plan_is_as_the_schema_says(made: Plan, tmp_path: Path) -> None:
    save(made, tmp_path / "plan.json")
    data = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


def test_the_schema_is_one_and_refuses_what_is_no_plan(saved: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(plan_schema())
    data = json.loads(saved.read_text("utf-8"))
    for wrong in ({**data, "more": 1}, {**data, "format": 99}, {**data, "steps": [{}]}, {}):
        assert not VALIDATOR.is_valid(wrong)
    for key in set(data) - {"migrator"}:
        assert not VALIDATOR.is_valid({k: v for k, v in data.items() if k != key})


def leaf_paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Name every value in JSON data."""
    if isinstance(data, dict | list) and data:
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaf_paths(value, (*path, key))
    else:
        yield path


def edited(data: Any, path: tuple[Any, ...], value: object) -> Any:
    copy = json.loads(json.dumps(data))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


def test_every_edit_of_a_plan_is_noticed(saved: Path) -> None:
    data = json.loads(saved.read_text("utf-8"))
    paths = [path for path in leaf_paths(data) if path != ("migrator",)]
    assert len(paths) > 200
    for path in paths:
        for value in ("edited", 7, None, ["edited"], {"edited": 1}):
            changed = edited(data, path, value)
            if changed != data:
                saved.write_text(json.dumps(changed), "utf-8")
                with pytest.raises(PlanFileError):
                    load(saved)


def test_a_thing_added_to_a_plan_is_noticed(saved: Path) -> None:
    data = json.loads(saved.read_text("utf-8"))
    additions: list[tuple[Any, ...]] = [
        ("note",),
        ("target", "note"),
        ("base", "Alias default/x"),
        ("changes", 0, "note"),
        ("steps", 0, "note"),
        ("steps", 0, "request", "note"),
        ("changes", 0, "after", "note"),
    ]
    for path in additions:
        saved.write_text(json.dumps(edited(data, path, "added")), "utf-8")
        with pytest.raises(PlanFileError):
            load(saved)


def test_an_edited_plan_is_refused_and_nothing_was_done(saved: Path) -> None:
    text = saved.read_text("utf-8")
    saved.write_text(text.replace('"severity": "destroy"', '"severity": "live"', 1), "utf-8")
    with pytest.raises(EditedPlan, match="was edited") as caught:
        load(saved)
    assert isinstance(caught.value, Refused)
    assert caught.value.exit_code == 3


def test_steps_that_would_wait_for_ever_are_no_plan(plan: Plan) -> None:
    data = as_json(plan)
    for step, needs in ((0, ["1"]), (0, ["99"]), (0, [data["steps"][-1]["id"]])):
        with pytest.raises(ValueError, match="before what it needs"):
            from_data(edited(data, ("steps", step, "needs"), needs))
    with pytest.raises(ValueError, match="stands twice"):
        from_data({**data, "steps": [data["steps"][0]] * 2})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a plan"),
        ('{"kind": "Collection"}', "is not a plan"),
        ('{"kind": "Plan", "format": 2}', "this migrator reads 1"),
        ('{"kind": "Plan", "format": 1}', "is not a whole plan"),
        ('{"kind": "Plan", "format": 1, "target": 7}', "is not a whole plan"),
        ('{"kind": "Plan", "format": 1, "target": {"x": 1}}', "is not a whole plan"),
    ],
)
def test_what_is_no_plan_is_told_apart(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, "utf-8")
    with pytest.raises(PlanFileError, match=told) as caught:
        load(path)
    assert not isinstance(caught.value, Refused)


def test_files_that_cannot_be_used_are_told(tmp_path: Path, plan: Plan) -> None:
    with pytest.raises(PlanFileError, match="cannot read"):
        load(tmp_path / "missing.json")
    with pytest.raises(PlanFileError, match="cannot write"):
        save(plan, tmp_path / "missing" / "plan.json")
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanFileError, match="is not JSON"):
        load(binary)


DAMAGE = st.sampled_from([None, True, -1, 9, "", [], {}, [None], {"": None}])


@some
@given(PLANS, st.data())
def test_no_damage_to_a_plan_is_more_than_an_error(plan: Plan, data: st.DataObject) -> None:
    whole = as_json(plan)
    path = data.draw(st.sampled_from(sorted(leaf_paths(whole), key=repr)))
    try:
        from_data(edited(whole, path, data.draw(DAMAGE)))
    except (KeyError, TypeError, ValueError, AttributeError):
        return


def test_a_plan_holds_no_credentials(tmp_path: Path) -> None:
    connection = Connection("dev", "https://milvus:19530", authorization=f"root:{SECRET}")
    target = Target(connection.alias, connection.where, "Milvus 2.3.5")
    path = tmp_path / "plan.json"
    save(plan_of([], [collection()], target=target), path)
    assert SECRET not in path.read_text("utf-8")
    assert SECRET not in repr(connection)
