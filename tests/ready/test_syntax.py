"""The ready files are what those who read them take: each is held against its own schema."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from migrator import Project
from migrator.cli.app import app
from tests.ready.workflow import ROOT, documents

pytest.importorskip("check_jsonschema", reason="The group readers is not installed.")

EXAMPLES = ROOT / "examples"
WORKFLOWS = [
    *sorted((EXAMPLES / "github").glob("*.yml")),
    *sorted((EXAMPLES / "gitops" / ".github" / "workflows").glob("*.yml")),
]
KUBERNETES = EXAMPLES / "kubernetes"
OBJECTS = sorted(KUBERNETES.glob("*-*.yaml"))


def module(*arguments: str | Path) -> None:
    """Run a tool of this environment; it says what is wrong."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def program(name: str, *arguments: str | Path, text: str | None = None) -> None:
    path = Path(sys.executable).parent / name
    done = subprocess.run(
        [path, *arguments], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_are_workflows() -> None:
    module("check_jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


def test_the_action_is_one() -> None:
    module("check_jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")


def test_the_template_of_gitlab_is_one() -> None:
    path = EXAMPLES / "gitlab" / ".gitlab-ci.yml"
    module("check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", path)


def test_workflows_give_the_action_what_it_takes() -> None:
    action = documents(ROOT / "action.yml")
    used = 0
    for path in WORKFLOWS:
        for job in documents(path)["jobs"].values():
            for step in job["steps"]:
                if step.get("uses", "").startswith("OWNER/migrator@"):
                    used += 1
                    assert step["with"].keys() <= action["inputs"].keys()
                # Whatever an event says is a value, never a part of a script.
                assert "${{" not in step.get("run", "")
    assert used >= 5
    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_scripts_are_good_shell() -> None:
    steps = documents(ROOT / "action.yml")["runs"]["steps"]
    for path in WORKFLOWS:
        steps += [step for job in documents(path)["jobs"].values() for step in job["steps"]]
    for step in steps:
        if "run" in step:
            # Single quotes around $ENV are for gh, which looks it up itself.
            program("shellcheck", "--shell=bash", "--exclude=SC2016", "-", text=step["run"])


def test_the_dockerfile_is_good() -> None:
    program("hadolint", ROOT / "Dockerfile")
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] not in ("USER root", "USER 0")


def test_the_image_is_built_from_what_the_build_is_given(tmp_path: Path) -> None:
    kept = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    ]
    for name in kept:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True)
    assert list((tmp_path / "dist").glob("*.whl"))


@pytest.mark.parametrize("version", ["1.31", "1.37"])
def test_objects_are_what_kubernetes_takes(version: str) -> None:
    assert len(OBJECTS) == 3
    module("kubernetes_validate", "--strict", "--quiet", "-k", version, *OBJECTS)


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: path.stem)
def test_containers_run_commands_that_there_are(path: Path) -> None:
    for container in containers(documents(path)):
        name, *arguments = container["args"]
        assert name in app.commands
        # A command by itself would keep the words of --help that it has without the others.
        group = app.make_context("migrator", [name])
        app.commands[name].make_context(name, arguments, parent=group)


def containers(data: Any) -> list[Any]:
    """Find the containers of a pod, however deep its template lies."""
    if isinstance(data, dict):
        inside = (each for value in data.values() for each in containers(value))
        return [*data.get("containers", ()), *inside]
    return []


def test_objects_and_the_kustomization_name_each_other() -> None:
    told = documents(KUBERNETES / "kustomization.yaml")
    assert sorted(told["resources"]) == [path.name for path in OBJECTS]
    made = {item["name"] for item in told["configMapGenerator"]}
    for item in told["configMapGenerator"]:
        assert all((KUBERNETES / file).exists() for file in item["files"])
    for path in OBJECTS:
        text = path.read_text("utf-8")
        assert all(f"configMap: {{name: {name}}}" in text for name in made)


def test_the_project_in_the_cluster_is_valid(tmp_path: Path) -> None:
    folder = KUBERNETES / "project"
    text = (folder / "migrator.yaml").read_text("utf-8")
    manifests = tmp_path / "manifests"
    manifests.mkdir()
    shutil.copy(folder / "articles.yaml", manifests)
    # Where the Deployment mounts them.
    (tmp_path / "migrator.yaml").write_text(text.replace("/manifests", str(manifests)), "utf-8")
    assert "mountPath: /manifests" in (KUBERNETES / "drift-cronjob.yaml").read_text("utf-8")
    project = Project.load(tmp_path, environ={})
    assert list(project.validate()) == []
