"""The project file: its sections, what is wrong in it, and what it never shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from migrator.connection import Connection, Expectation, Limits, Tls
from migrator.errors import InvalidInput, UsageError
from migrator.manifest.project import Project, load_project
from tests.canaries import canary, planted
from tests.manifest.samples import TODAY, addresses, manifest, project_text, told

SECRET = canary("a project")

FULL = """\
manifests: [manifests/, more.yaml]
default_connection: dev
connections:
  dev:
    uri: ./.migrator/dev.db
  staging:
    uri: http://milvus.staging.internal:19530
    token: ${env:STAGING_TOKEN}
    values: {shards: 2}
    schema_limits: {max_fields: 32}
  prod:
    uri: https://milvus.prod.internal:19530
    user: ${env:USER_NAME}
    password: ${file:secrets/prod}
    tls: {ca: ca.pem, cert: "${env:CERTS}/client.pem", key: /keys/client.key, server_name: milvus}
    database: search
    timeout_s: 5
    expect: {identity: 5e1c, server_version: ">=2.5,<3"}
    protected: true
    approve_from: reindex
    limits: {max_rows_destroyed: 10, load_timeout_s: 60}
scope:
  databases: [default, search]
  exclude: ["Collection default/tmp_*"]
  prune: true
limits: {max_deletes: 2, max_rows_destroyed: 1000000, parallelism: 4}
schema_limits: {max_fields: 64, max_dim: 8}
"""
SHORT = "connections:\n  dev: {uri: dev.db}\n"


def project(folder: Path, spec: str, **environ: str) -> Project:
    folder.joinpath("migrator.yaml").write_text(project_text(spec), "utf-8")
    return load_project(folder, environ=environ)


def problems(folder: Path, text: str) -> list[str]:
    folder.joinpath("migrator.yaml").write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as raised:
        load_project(folder, environ={})
    return told(raised.value.findings, folder)


def problems_of(folder: Path, spec: str) -> list[str]:
    return [line.removeprefix("migrator.yaml:") for line in problems(folder, project_text(spec))]


def test_a_full_project_is_read(tmp_path: Path) -> None:
    tmp_path.joinpath("secrets").mkdir()
    planted(tmp_path / "secrets" / "prod").write_text(f"{SECRET}\n", "utf-8")
    found = project(tmp_path, FULL, USER_NAME="ci", CERTS="certs", STAGING_TOKEN="a:b")
    assert (found.name, found.aliases, found.findings) == ("search", ("dev", "staging", "prod"), ())
    assert found.scope.model_dump() == {
        "databases": ("default", "search"),
        "exclude": ("Collection default/tmp_*",),
        "prune": True,
    }
    shared = {"max_deletes": 2, "parallelism": 4}
    assert found.connection("dev") == Connection(
        "dev",
        path=tmp_path / ".migrator/dev.db",
        limits=Limits(max_rows_destroyed=1_000_000, **shared),
    )
    assert found.connection("staging") == Connection(
        "staging",
        "http://milvus.staging.internal:19530",
        authorization="a:b",
        limits=Limits(max_rows_destroyed=1_000_000, **shared),
    )
    assert found.connection("prod") == Connection(
        "prod",
        "https://milvus.prod.internal:19530",
        authorization=f"ci:{SECRET}",
        database="search",
        tls=Tls(
            tmp_path / "ca.pem",
            tmp_path / "certs/client.pem",
            Path("/keys/client.key"),
            "milvus",
        ),
        timeout_s=5,
        expect=Expectation("5e1c", ">=2.5,<3"),
        protected=True,
        approve_from="reindex",
        limits=Limits(max_rows_destroyed=10, load_timeout_s=60, **shared),
    )


def test_limits_have_the_defaults_of_the_contract(tmp_path: Path) -> None:
    assert project(tmp_path, SHORT).connection("dev").limits == Limits()
    assert Limits() == Limits(0, None, 8, 32, 86_400, 3_600)


def test_schema_limits_of_a_connection_are_laid_over_those_of_the_project(tmp_path: Path) -> None:
    found = project(tmp_path, FULL)
    assert found.schema_limits("dev") == {"max_fields": 64, "max_dim": 8}
    assert found.schema_limits("staging") == {"max_fields": 32, "max_dim": 8}


def test_a_file_or_its_folder_can_be_named(tmp_path: Path) -> None:
    assert project(tmp_path, SHORT).root == tmp_path
    assert load_project(tmp_path / "migrator.yaml", environ={}).name == "search"


def test_a_missing_project_file_is_said_with_the_way_to_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        load_project(tmp_path, environ={})
    assert str(tmp_path / "migrator.yaml") in raised.value.what
    assert raised.value.hint == "migrator init writes one"


@pytest.mark.parametrize(
    ("spec", "given", "chosen"),
    [
        (FULL, None, "dev"),
        (FULL, "prod", "prod"),
        (SHORT, None, "dev"),
    ],
    ids=["the default", "the one that is named", "the only one"],
)
def test_a_connection_is_chosen(spec: str, given: str | None, chosen: str, tmp_path: Path) -> None:
    assert project(tmp_path, spec).choose(given) == chosen


def test_an_unknown_alias_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = project(tmp_path, FULL)
    for ask in (found.choose, found.connection, found.schema_limits):
        with pytest.raises(UsageError) as raised:
            ask("prd")
        assert raised.value.what == "the project has no connection 'prd'"
        assert raised.value.hint == "did you mean prod?"


def test_without_a_default_several_connections_are_asked_about(tmp_path: Path) -> None:
    spec = "connections: {a: {uri: a.db}, b: {uri: b.db}}"
    with pytest.raises(UsageError) as raised:
        project(tmp_path, spec).choose()
    assert raised.value.hint == "say which one: a, b"


def test_manifests_are_rendered_for_each_connection(tmp_path: Path) -> None:
    tmp_path.joinpath("manifests").mkdir()
    text = manifest("Collection", "a", "{num_shards: '${values.shards:-1}'}")
    tmp_path.joinpath("manifests", "a.yaml").write_text(text, "utf-8")
    approval = (
        "{allow: drop-collection, address: Collection b, until: 2030-01-20, reason: r, "
        "connections: [prd]}"
    )
    tmp_path.joinpath("more.yaml").write_text(manifest("Approval", "x", approval), "utf-8")
    found = project(tmp_path, FULL)
    for alias, shards in (("dev", 1), ("staging", 2)):
        manifests = found.manifests(alias, today=TODAY)
        (resource,) = manifests.state.resources.values()
        assert resource.spec.managed() == {"num_shards": shards}
        assert [(item.code, item.hint) for item in manifests.findings] == [
            ("MIG346", "did you mean prod?")
        ]


def test_manifests_in_the_folder_of_the_project_leave_its_file_out(tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_text(manifest("Collection", "a"), "utf-8")
    found = project(tmp_path, "manifests: [.]\n" + SHORT).manifests("dev", today=date(2030, 1, 1))
    assert (addresses(found), found.findings) == (["Collection default/a"], ())


def test_a_manifest_path_that_leads_nowhere_is_told_in_the_project_file(tmp_path: Path) -> None:
    found = project(tmp_path, "manifests: [nothing/, '*.yml']\n" + SHORT)
    assert told(found.manifests("dev", today=TODAY).findings, tmp_path) == [
        "migrator.yaml:5:15: error MIG101: nothing does not exist (correct the path)",
        f"migrator.yaml:5:25: error MIG107: *.yml matches no *.yaml or *.yml file in {tmp_path}",
    ]


WRONG = """\
conections: {}
manifests: manifests/
default_connection: prd
connections:
  dev: {uri: dev.db, timeout_s: 0, approve_from: replce, schema_limit: {}}
  staging: {uri: 'http://h:1', tls: {ca: a}}
  prod: {protected: maybe}
  other: 3
scope: {databases: default, exclude: [3], prune: maybe}
limits: {max_deletes: -1, parallelism: 0, index_timeout_s: .inf, load_timeout: 3}
"""


def test_all_problems_are_told_at_once_with_the_words_that_are_near(tmp_path: Path) -> None:
    assert problems_of(tmp_path, WRONG) == [
        "5:3: error MIG201: unknown key 'conections' (did you mean connections?)",
        "6:14: error MIG203: manifests must be a list, not 'manifests/'",
        "7:23: error MIG216: there is no connection 'prd' (did you mean prod?)",
        "9:35: error MIG203: connections.dev.timeout_s must be more than 0.0, not 0",
        "9:52: error MIG203: connections.dev.approve_from must be live or reload or reindex or "
        "replace or destroy, not 'replce' (did you mean replace?)",
        "9:60: error MIG201: unknown key 'schema_limit' in connections.dev "
        "(did you mean schema_limits?)",
        "10:34: error MIG215: tls is given, and the URI is not https (write https://…)",
        "11:11: error MIG202: connections.prod.uri is missing",
        "11:23: error MIG203: connections.prod.protected must be true or false, not 'maybe'",
        "12:12: error MIG203: connections.other must be a mapping, not 3",
        "13:22: error MIG203: scope.databases must be a list, not 'default'",
        "13:41: error MIG203: scope.exclude[0] must be text, not 3 (put it in quotes)",
        "13:52: error MIG203: scope.prune must be true or false, not 'maybe'",
        "14:25: error MIG203: limits.max_deletes must be at least 0, not -1",
        "14:42: error MIG203: limits.parallelism must be at least 1, not 0",
        "14:62: error MIG307: limits.index_timeout_s is .inf, which parsers of YAML read "
        "differently (write a plain decimal number)",
        "14:68: error MIG201: unknown key 'load_timeout' in limits (did you mean load_timeout_s?)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1: error MIG204: the file is empty (see migrator init)"]),
        ("[1]", ["1:1: error MIG204: a project file is a mapping, not a list "
                 "(begin with apiVersion: migrator/v1)"]),
        ("apiVersion: migrator/v1\nkind: Project\n",
         ["1:1: error MIG202: metadata is missing", "1:1: error MIG202: spec is missing"]),
        ("apiVersion: migrator/v2\nkind: Collection\nmetadata: {name: 1}\nspec: [1]\nspce: 2\n",
         ["1:13: error MIG204: apiVersion must be migrator/v1, not 'migrator/v2'",
          "2:7: error MIG204: kind must be Project, not 'Collection'",
          "3:18: error MIG203: name must be text, not 1 (put it in quotes)",
          "4:7: error MIG203: spec must be a mapping, not a list",
          "5:1: error MIG201: unknown key 'spce' beside metadata and spec (did you mean spec?)"]),
        (project_text(SHORT) + "---\nkind: Collection\n",
         ["8:1: error MIG204: a project file holds one document (move the others away)"]),
        (project_text("connections: {}"),
         ["5:16: error MIG203: connections must not be empty"]),
        ("a: [", ["2:1: error MIG110: a value is missing "
                  "(write the value, or close what is open)"]),
    ],
    ids=["empty", "a list", "half", "something else", "two documents", "no connections", "broken"],
)  # fmt: skip
def test_what_is_no_project_file_is_told(text: str, expected: list[str], tmp_path: Path) -> None:
    assert problems(tmp_path, text) == [f"migrator.yaml:{line}" for line in expected]


def test_what_stops_nothing_is_kept(tmp_path: Path) -> None:
    tmp_path.joinpath("migrator.yaml").write_text("\ufeff" + project_text(SHORT), "utf-8")
    found = load_project(tmp_path, environ={})
    assert [item.code for item in found.findings] == ["MIG106"]


def test_every_value_knows_where_it_was_written(tmp_path: Path) -> None:
    found = project(tmp_path, FULL)
    assert str(found.locate("connections", "prod", "database")) == (
        f"{tmp_path / 'migrator.yaml'}:20:17"
    )
