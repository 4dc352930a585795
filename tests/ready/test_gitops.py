"""A repository lives through a change: branch, plan, comment, merge, apply, drift, heal."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import simulator
from tests.ready.hosted import Repository
from tests.ready.workflow import ROOT
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server

EXAMPLE = ROOT / "examples" / "gitops"
SECRETS = {
    "STAGING_READ_TOKEN": "staging:reads",
    "STAGING_TOKEN": "staging:writes",
    "PROD_READ_TOKEN": "prod:reads",
    "PROD_TOKEN": "prod:writes",
}
TOKENS = tuple(SECRETS.values())


@pytest.fixture(params=["simulator-2.6", pytest.param("milvus-2.3.5", marks=pytest.mark.live)])
def prod(request: pytest.FixtureRequest) -> Iterator[Server]:
    if request.param == "milvus-2.3.5":
        yield request.getfixturevalue("milvus235_clean")
        return
    with simulator.start("2.6") as simulated:
        yield simulated


@pytest.fixture
def repository(lite_clean: Server, prod: Server, tmp_path: Path) -> Repository:
    repository = Repository(tmp_path, SECRETS)
    shutil.copytree(EXAMPLE, repository.checkout)
    project = repository.checkout / "migrator.yaml"
    text = project.read_text("utf-8")
    for name, server in (("staging", lite_clean), ("prod", prod)):
        text = text.replace(f"http://milvus.{name}.internal:19530", server.uri)
    project.write_text(text, "utf-8")
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.commit("Begin")
    return repository


@pytest.mark.slow
def test_a_change_goes_from_a_branch_to_production_and_is_kept_there(
    repository: Repository, lite_clean: Server, prod: Server, open_witness: OpenWitness
) -> None:
    manifest = repository.checkout / "manifests" / "articles.yaml"

    def partitions_on(server: Server) -> set[str]:
        return set(open_witness(server).list_partitions("articles"))

    def merged() -> None:
        jobs = repository.happens("push", "merge")
        assert [name for name, job in jobs.items() if job.passed] == ["staging", "plan", "prod"]
        for server in (lite_clean, prod):
            assert partitions_on(server) == partitions

    partitions = {"_default", "2026"}
    merged()

    repository.git("switch", "--quiet", "--create", "another-year")
    written = manifest.read_text("utf-8")
    manifest.write_text(written.replace('partitions: ["2026"]', "partitions: [2026]"), "utf-8")
    repository.commit("Add a year, wrongly")
    jobs = repository.happens("pull_request", "pull-request")
    assert [(name, job.passed) for name, job in jobs.items()] == [("check", False)]
    assert "::error file=manifests/articles.yaml,line=11," in jobs["check"].log
    assert repository.comments() == {}

    manifest.write_text(written.replace('["2026"]', '["2026", "2027"]'), "utf-8")
    repository.commit("Add a year")
    jobs = repository.happens("pull_request", "pull-request")
    assert all(job.passed for job in jobs.values())
    assert list(jobs) == ["check", "plan (staging)", "plan (prod)"]
    comments = repository.comments()
    assert list(comments) == ["<!-- migrator plan staging -->", "<!-- migrator plan prod -->"]
    for comment in comments.values():
        assert "+ Partition default/articles/2027" in comment
        assert "**Plan: 1 to create, in 1 step.**" in comment
    assert partitions_on(prod) == partitions

    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "another-year")
    partitions = {"_default", "2026", "2027"}
    merged()
    jobs = repository.happens("push", "merge")
    assert list(jobs) == ["staging", "plan"], "there was nothing left to do"

    for server in (lite_clean, prod):
        open_witness(server).drop_partition("articles", "2027")
    jobs = repository.happens("schedule", "nightly")
    assert {name: job.passed for name, job in jobs.items()} == {"staging": True, "prod": False}
    assert partitions_on(lite_clean) == partitions
    assert partitions_on(prod) == {"_default", "2026"}
    (told,) = set(re.findall(r"--plan-hash (sha256:[0-9a-f]{64})", jobs["prod"].summary))

    (refused,) = repository.happens("workflow_dispatch", "heal", hash=f"sha256:{'0' * 64}").values()
    assert not refused.passed
    (healed,) = repository.happens("workflow_dispatch", "heal", hash=told).values()
    assert healed.passed, healed.log
    assert partitions_on(prod) == partitions
    jobs = repository.happens("schedule", "nightly")
    assert all(job.passed for job in jobs.values())


@pytest.mark.slow
def test_production_waits_for_a_staging_that_is_as_the_manifests_say(
    repository: Repository, lite_clean: Server, open_witness: OpenWitness
) -> None:
    assert all(job.passed for job in repository.happens("push", "merge").values())
    merge = repository.checkout / ".github" / "workflows" / "merge.yml"
    # Somebody changes staging between its apply and the plan for production.
    text = merge.read_text("utf-8").replace("command: plan, on: staging", "command: validate")
    merge.write_text(text, "utf-8")
    repository.commit("Do nothing on staging")
    open_witness(lite_clean).drop_partition("articles", "2026")
    jobs = repository.happens("push", "merge")
    assert {name: job.passed for name, job in jobs.items()} == {"staging": True, "plan": False}
    assert "staging is not what the manifests say: Partition" in jobs["plan"].log


def test_no_job_of_a_pull_request_gets_a_token_that_writes() -> None:
    text = (EXAMPLE / ".github" / "workflows" / "pull-request.yml").read_text("utf-8")
    assert set(re.findall(r"secrets\.(\w+)", text)) == {"STAGING_READ_TOKEN", "PROD_READ_TOKEN"}
