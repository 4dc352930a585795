"""The steps of the ready files, run as they are written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ready.workflow import ROOT, Runner, documents

EXAMPLES = ROOT / "examples"


def jobs(path: str) -> Any:
    return documents(EXAMPLES / path)


def manifest(runner: Runner) -> Path:
    return runner.checkout / "manifests" / "articles.yaml"


@pytest.mark.slow
def test_the_action_plans_comments_and_applies_by_hash(runner: Runner) -> None:
    pull_request = {"number": 7}
    asked = {"command": "plan", "on": "prod", "comment": "true"}
    assert runner.action(asked, pull_request) == 0
    outputs = runner.outputs["run"]
    assert outputs["exit-code"] == "2"
    (comment,) = runner.comments
    assert comment.startswith("<!-- migrator plan prod -->\n### Plan for `prod`")
    assert outputs["hash"] in comment
    assert runner.summary in comment

    wrong = {"command": "apply", "on": "prod", "args": f"--plan-hash sha256:{'0' * 64}"}
    assert runner.action(wrong, {}) == 3
    right = {"command": "apply", "on": "prod", "args": f"--plan-hash {outputs['hash']}"}
    assert runner.action(right, {}) == 0

    assert runner.action(asked, pull_request) == 0
    assert runner.outputs["run"]["exit-code"] == "0"
    (anew,) = runner.comments
    assert "Nothing to do" in anew


@pytest.mark.slow
def test_the_action_applies_the_plan_that_it_saved(runner: Runner) -> None:
    assert runner.action({"command": "plan"}, {}) == 0
    assert runner.comments == []
    saved = runner.outputs["run"]["plan"]
    assert runner.action({"command": "apply", "args": f"{saved} --lock-timeout 5"}, {}) == 0
    assert "nothing is left to do" in runner.log


def test_the_action_says_drift_and_fails(runner: Runner) -> None:
    assert runner.action({"command": "drift", "comment": "true"}, {"number": 7}) == 2
    assert "### Drift of `prod`" in runner.summary
    assert runner.comments[0].startswith("<!-- migrator drift  -->\n### Drift")


def test_the_action_marks_the_lines_that_are_wrong(runner: Runner) -> None:
    manifest(runner).write_text(manifest(runner).read_text().replace("dim: 8", "dim: many"))
    assert runner.action({"command": "validate", "on": "prod"}, {}) == 1
    assert "::error file=manifests/articles.yaml,line=8,col=50,title=MIG303::" in runner.log
    assert runner.action({"command": "plan", "comment": "true"}, {"number": 7}) == 1
    assert "Failed: 1 error" in runner.comments[0]


def test_the_action_knows_its_commands(runner: Runner) -> None:
    assert runner.action({"command": "destroy"}, {}) == 1
    assert "::error::command is" in runner.log


def test_the_log_of_a_command_gives_the_runner_no_commands(runner: Runner) -> None:
    runner.action({"command": "plan", "args": "--select ::error::owned"}, {})
    lines = runner.log.splitlines()
    (first,) = [n for n, line in enumerate(lines) if line.startswith("::stop-commands::")]
    token = lines[first].removeprefix("::stop-commands::")
    assert len(token) == 32
    assert lines.index(f"::{token}::") > first


def test_a_comment_is_written_by_a_job_of_its_own(runner: Runner) -> None:
    (runner.checkout / "comment.md").write_text("### Plan", "utf-8")
    (job,) = jobs("github/migrator-comment.yml")["jobs"].values()
    environ = {"RUN": "1", "NUMBER": "7", "MARKER": job["env"]["MARKER"]}
    for step in job["steps"]:
        assert runner.step(step, {}, environ) == 0
    assert runner.comments == ["<!-- migrator plan -->\n### Plan"]
    assert runner.step(job["steps"][1], {}, {**environ, "NUMBER": ""}) == 0
    assert "comes from a fork" in runner.log


@pytest.mark.slow
def test_the_jobs_of_gitlab_in_their_order(runner: Runner) -> None:
    told = jobs("gitlab/.gitlab-ci.yml")
    environ = {
        **told["variables"],
        "MIGRATOR_TOKEN": "t0ken",
        "CI_API_V4_URL": "https://gitlab.example/api/v4",
        "CI_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_IID": "2",
    }

    def run(job: str) -> int:
        lines = [*told[".migrator"]["before_script"], *told[job]["script"]]
        return runner.shell("\n".join(lines), environ)

    assert [run(job) for job in ("validate", "plan")] == [0, 0]
    (note,) = runner.comments
    url, _, body = note.partition("\n")
    assert url == "https://gitlab.example/api/v4/projects/1/merge_requests/2/notes"
    assert body.startswith("### Plan for `prod`")
    assert run("drift") == 2
    assert [run(job) for job in ("plan-to-apply", "apply", "drift")] == [0, 0, 0]
    assert "t0ken" not in runner.log


def test_the_hooks_of_pre_commit(runner: Runner) -> None:
    hooks = documents(ROOT / ".pre-commit-hooks.yaml")
    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= hook.keys()
    entries = {hook["id"]: hook["entry"] for hook in hooks}
    untidy = manifest(runner).read_text().replace("Int64", "INT64")
    manifest(runner).write_text(untidy)
    # The hook is given every YAML file; migrator.yaml is none of the manifests.
    files = "migrator.yaml manifests/articles.yaml"
    assert runner.shell(f"{entries['migrator-fmt']} {files}", {}) == 0
    assert manifest(runner).read_text() == untidy.replace("INT64", "Int64")
    assert runner.shell(entries["migrator-validate"], {}) == 0


@pytest.mark.slow
def test_the_action_installs_what_it_stands_for(runner: Runner) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, runner.folder], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = runner.folder.glob("*.whl")
    path = runner.folder / "path"
    # What it needs in turn is left out: --version imports none of it.
    environ = {
        "GITHUB_ACTION_PATH": str(wheel),
        "GITHUB_PATH": str(path),
        "PIP_NO_DEPS": "1",
        "PYTHONPATH": "",
    }
    install = documents(ROOT / "action.yml")["runs"]["steps"][0]
    assert runner.step(install, {"inputs.version": ""}, environ) == 0, runner.log
    assert runner.shell(f"{path.read_text().strip()}/migrator --version", {"PYTHONPATH": ""}) == 0
