"""Value files, values, --set and overlays of a project: what wins, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrator.address import Address
from migrator.errors import UsageError
from migrator.manifest.annotate import annotated
from migrator.manifest.filling import filled
from migrator.manifest.load import Parsed
from migrator.manifest.overlays import UNMATCHED
from migrator.manifest.project import Project, load_project
from migrator.manifest.valuefiles import assignments, place_of
from migrator.manifest.yaml import read
from tests.manifest.samples import TODAY, addresses, load_text, manifest, project_text, told

BASE = """\
manifests: [.]
connections:
  dev: {uri: dev.db}
  prod:
    uri: prod.db
    values_files: [common.yaml, deep/prod.yaml]
    values: {replicas: 3, hnsw: {M: 8}}
    overlays: [overlays, last.yaml]
"""
FILES = {
    "common.yaml": "replicas: 1\nhnsw: {M: 1, ef: 1}\nlist: [1, 2]\nname: common\n",
    "deep/prod.yaml": "replicas: 2\nhnsw: {ef: 2}\nlist: [3]\n",
    "a.yaml": manifest("Collection", "a", "{num_shards: '${values.replicas:-7}'}"),
    "overlays/1.yaml": manifest("Collection", "a", "{description: first, partitions: [x]}"),
    "overlays/2.yaml": manifest("Collection", "a", "{description: second}"),
    "last.yaml": manifest("Collection", "a", "{description: '${values.name}'}"),
}


def project(folder: Path, files: dict[str, str] | None = None, **given: object) -> Project:
    everything = {**FILES, **(files or {}), "migrator.yaml": project_text(BASE)}
    for name, text in everything.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return load_project(folder, environ={}, given=given)


def problems(found: Project, folder: Path, alias: str = "prod") -> list[str]:
    return told(found.manifests(alias, today=TODAY).findings, folder)


def test_value_files_give_way_to_values_and_values_to_what_is_set(tmp_path: Path) -> None:
    found = project(tmp_path).values("prod")
    assert found.values == {
        "replicas": 3,
        "hnsw": {"M": 8, "ef": 2},
        "list": [3],
        "name": "common",
    }
    assert found.tree is not None
    places = {
        name: str(place_of(found.tree, name)).replace(f"{tmp_path}/", "")
        for name in ("replicas", "hnsw.M", "hnsw.ef", "list", "name", "none", "list.x")
    }
    assert places == {
        "replicas": "migrator.yaml:11:26",
        "hnsw.M": "migrator.yaml:11:39",
        "hnsw.ef": "deep/prod.yaml:2:12",
        "list": "deep/prod.yaml:3:7",
        "name": "common.yaml:4:7",
        "none": "None",
        "list.x": "None",
    }
    assert project(tmp_path).values("dev").values == {}


def test_what_is_set_wins_over_every_connection(tmp_path: Path) -> None:
    given: dict[str, Any] = {"replicas": 5, "hnsw.M": 64, "new.deep": True}
    found = project(tmp_path, None, **given)
    assert found.values("prod").values == {
        "replicas": 5,
        "hnsw": {"M": 64, "ef": 2},
        "list": [3],
        "name": "common",
        "new": {"deep": True},
    }
    assert found.values("dev").values == {"replicas": 5, "hnsw": {"M": 64}, "new": {"deep": True}}


def test_a_name_with_dots_is_set_as_it_is_defined(tmp_path: Path) -> None:
    found = project(tmp_path, {"common.yaml": "a.b: 1\nname: x\n"}, **{"a.b": 2})
    assert found.values("prod").get("a.b") == (True, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("true", True),
        ("1.5", 1.5),
        ("null", None),
        ("", None),
        ("no", "no"),
        ("010", "010"),
        ("a=b: c", "a=b: c"),
        ("'3'", "3"),
        ('"3"', "3"),
        ("[1, a]", [1, "a"]),
        ("{a: 1}", {"a": 1}),
    ],
)
def test_what_is_set_is_typed_as_yaml_is(text: str, value: object) -> None:
    found = assignments([f"x.y={text}"])["x.y"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ("replicas", "--set 'replicas' is not NAME=VALUE"),
        ("=1", "--set '=1' is not NAME=VALUE"),
        ("a..b=1", "--set 'a..b=1' is not NAME=VALUE"),
        ("a=[1", "--set a cannot be read as YAML: a [ is not closed, or a comma is missing"),
        ("a='b' c", "--set a cannot be read as YAML: "),
        ("a=${env:X}", "--set a has a reference in it, which nothing resolves"),
    ],
)
def test_what_cannot_be_set_is_refused(option: str, problem: str) -> None:
    with pytest.raises(UsageError) as raised:
        assignments([option])
    assert raised.value.what.startswith(problem)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"common.yaml": "- 1\n"},
         "common.yaml:1:1: error MIG221: a file of values is a mapping, not a list (write name: "
         "value)"),
        ({"common.yaml": "a: 1\n---\nb: 1\n"},
         "common.yaml:3:1: error MIG221: a file of values holds one document (split the file)"),
        ({"common.yaml": "a: [1, {b: '${env:TOKEN}'}]\n"},
         "common.yaml:1:12: error MIG211: references do not resolve in values"),
        ({"common.yaml": "a: [1\n"},
         "common.yaml:2:1: error MIG110: a [ is not closed, or a comma is missing; it begins in "
         "line 1 (close it with ])"),
        ({"last.yaml": "a: [1\n"},
         "last.yaml:2:1: error MIG110: a [ is not closed, or a comma is missing; it begins in "
         "line 1 (close it with ])"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told_for_its_connection(
    files: dict[str, str], expected: str, tmp_path: Path
) -> None:
    found = project(tmp_path, {"last.yaml": FILES["overlays/1.yaml"], **files})
    assert problems(found, tmp_path) == [expected]
    assert problems(found, tmp_path, "dev") == []


def test_a_file_that_is_missing_is_told_where_it_is_named(tmp_path: Path) -> None:
    found = project(tmp_path)
    for name in ("common.yaml", "last.yaml"):
        (tmp_path / name).unlink()
    files = [line for line in problems(found, tmp_path) if "MIG101" in line]
    assert files == [
        "migrator.yaml:10:22: error MIG101: common.yaml does not exist (correct the path)",
        "migrator.yaml:12:28: error MIG101: last.yaml does not exist (correct the path)",
    ]


def test_overlays_are_laid_in_order_and_are_no_manifests(tmp_path: Path) -> None:
    found = project(tmp_path)
    assert [path.name for path in found.parsed.files] == ["a.yaml"]
    manifests = found.manifests("prod", today=TODAY)
    assert manifests.findings == ()
    assert addresses(manifests) == ["Collection default/a", "Partition default/a/x"]
    (collection,) = manifests.state.of_kind("Collection")
    assert collection.spec.managed() == {"num_shards": 3, "description": "common"}
    (other,) = found.manifests("dev", today=TODAY).state.of_kind("Collection")
    assert other.spec.managed() == {"num_shards": 7}


@pytest.mark.parametrize(
    ("name", "hint"),
    [("replcas", "did you mean replicas?"), ("hnsw.M", "known are name, replicas")],
)
def test_what_is_set_and_nothing_refers_to_is_told(name: str, hint: str, tmp_path: Path) -> None:
    (found,) = problems(project(tmp_path, None, **{name: 1}), tmp_path)
    assert found == (
        f"error MIG222: no manifest refers to values.{name}, which --set gives ({hint})"
    )
    assert problems(project(tmp_path, None, replicas=1), tmp_path) == []


def test_a_value_inside_another_may_be_set(tmp_path: Path) -> None:
    text = manifest("Collection", "a", "{properties: '${values.all}', num_shards: '${values.n.s}'}")
    given: dict[str, Any] = {"all.x": 1, "n": {"s": 4}}
    found = project(tmp_path, {"a.yaml": text}, **given)
    assert problems(found, tmp_path) == []


def test_documents_that_are_no_files_go_through_the_overlays(tmp_path: Path) -> None:
    text = manifest("Collection", "a", "{num_shards: 4}") + "---\n" + manifest("Database", "d")
    trees, _ = read(text, "live state of staging")
    found = project(tmp_path, {"last.yaml": manifest("Database", "gone")})
    made = found.compose(Parsed((), tuple(trees), ()), "prod", today=TODAY)
    assert {finding.code for finding in made.findings} <= UNMATCHED
    collection = Address("Collection", "default", "a")
    assert str(made.locate(collection, ("num_shards",))) == "live state of staging:4:20"
    assert made.state.resources[collection].spec.managed() == {
        "num_shards": 4,
        "description": "second",
    }


RENDERED = """\
apiVersion: migrator/v1
kind: Collection
metadata:
  name: a
spec:
  num_shards: 3  # values.replicas (migrator.yaml:11)
  description: common  # last.yaml:4, values.name (common.yaml:4)
  partitions: [x]  # overlays/1.yaml:4
"""


def folder(parent: Path) -> Path:
    made = parent / "again"
    made.mkdir()
    return made


def test_what_is_rendered_says_where_it_comes_from_and_can_be_loaded(tmp_path: Path) -> None:
    found = project(tmp_path)
    manifests, values = found.manifests("prod", today=TODAY), found.values("prod")
    (document,) = manifests.documents
    text = annotated(filled(document.subject(""), values, []), values)
    assert text.replace(f"{tmp_path}/", "") == RENDERED
    again = load_text(folder(tmp_path), text)
    assert again.state.resources.keys() == manifests.state.resources.keys()


def test_text_that_looks_like_a_reference_stays_text(tmp_path: Path) -> None:
    text = manifest("Collection", "a", "{description: '$${values.x} ${values.name:-d}'}")
    values = project(tmp_path).values("dev")
    (document,) = load_text(folder(tmp_path), text).documents
    tree = filled(document.subject(""), values, [])
    assert 'description: "$${values.x} d"  # values.name (default)\n' in annotated(tree, values)
