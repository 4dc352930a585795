"""Projects as objects: loaded, validated, and plans that were saved; no server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrator import Collection, Field, Index, InvalidInput, Plan, Project, Refused, UsageError
from migrator.errors import Protected
from migrator.plan import Refusal
from migrator.planfile import PlanFileError, save
from tests.canaries import canary
from tests.core.plans import plan_of
from tests.kinds.tables import collection

SECRET = canary("the library")

PROJECT = """\
apiVersion: migrator/v1
kind: Project
metadata: {name: search}
spec:
  manifests: [manifests/]
  default_connection: dev
  connections:
    dev: {uri: "http://127.0.0.1:9", token: "${env:TOKEN}"}
    prod: {uri: "http://127.0.0.1:9", protected: true}
"""
BOOKS = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: books}
spec:
  fields:
  - {name: id, dtype: Int64, is_primary: true}
  - {name: v, dtype: FloatVector, dim: 4}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "migrator.yaml").write_text(PROJECT, "utf-8")
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests" / "books.yaml").write_text(BOOKS, "utf-8")
    return tmp_path


@pytest.fixture
def project(folder: Path) -> Project:
    return Project.load(folder, environ={"TOKEN": SECRET})


def test_a_project_is_loaded_from_its_folder_or_its_file(folder: Path) -> None:
    for path in (folder, folder / "migrator.yaml", str(folder)):
        project = Project.load(path, environ={"TOKEN": SECRET})
        assert project.aliases == ("dev", "prod")
        assert project.validate() == ()
        assert SECRET not in repr(project)


def test_a_project_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Project.load(tmp_path)


def test_an_alias_that_is_not_there_is_an_error(project: Project) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        project.plan(on="nowhere")


def test_what_is_wrong_is_found_without_a_server(folder: Path, project: Project) -> None:
    manifest = folder / "manifests" / "books.yaml"
    manifest.write_text(BOOKS.replace("dim: 4", "dimension: 4"), "utf-8")
    project = Project.load(folder, environ={"TOKEN": SECRET})
    assert any(found.is_error for found in project.validate())
    with pytest.raises(InvalidInput, match="dimension"):
        project.plan(on="dev")


def test_resources_built_in_code_are_held_against_the_rules(project: Project) -> None:
    no_key = Collection("books", fields=[Field("v", "FloatVector", dim=4)])
    with pytest.raises(InvalidInput):
        project.plan(resources=[no_key])


def test_one_address_given_twice_is_an_error(project: Project) -> None:
    first = Index("v", collection="books", index_type="FLAT")
    second = Index("v", collection="books", index_type="HNSW")
    with pytest.raises(InvalidInput, match="given twice"):
        project.plan(resources=[first, second])


def saved(folder: Path, **more: Any) -> Path:
    path = folder / "plan.json"
    save(plan_of([], [collection()], **more), path)
    return path


def test_a_saved_plan_says_what_it_would_do(folder: Path, project: Project) -> None:
    plan = project.saved_plan(saved(folder))
    assert isinstance(plan, Plan)
    assert not plan.is_empty
    assert [str(change.address) for change in plan.changes] == ["Collection default/books"]
    assert "Collection default/books" in str(plan)
    again = folder / "again.json"
    plan.save(again)
    assert project.saved_plan(str(again)).hash == plan.hash
    assert again.read_bytes() == (folder / "plan.json").read_bytes()


def test_a_plan_that_is_none_is_an_error(folder: Path, project: Project) -> None:
    with pytest.raises(PlanFileError):
        project.saved_plan(folder / "migrator.yaml")


def test_a_plan_with_refusals_is_refused_before_anybody_is_asked(
    folder: Path, project: Project
) -> None:
    """Nothing listens at the address of the connection."""
    refusals = (Refusal("MIG611", "Collection default/books", "it cannot be"),)
    plan = project.saved_plan(saved(folder, refusals=refusals))
    with pytest.raises(Refused, match="it cannot be"):
        plan.apply()


def test_a_protected_connection_takes_saved_plans_only(folder: Path, project: Project) -> None:
    fresh = Plan(project, plan_of([], [collection()]))
    with pytest.raises(Protected):
        fresh.apply(on="prod")
